//! One replica in words: its State, its part in the ordering, how far it is, what ails it, and what can be done to it.

use super::more_faults::MoreFaults;
use super::under_way::UnderWayLine;
use crate::dom::{self, When, view};
use crate::lab::{Lab, Origin};
use crate::{reading, state_change, words};
use leptos::prelude::*;
use wire::{ReplicaView, Server};

/// The cards of all replicas.
#[component]
pub fn Replicas(lab: Lab) -> impl IntoView {
    let places = Memo::new(move |_| lab.view.with(|view| view.replicas.keys().copied().collect::<Vec<u8>>()));
    view! {
        <div class="cards">
            {dom::list(move || places.get(), ToString::to_string, move |place| view! { <ReplicaCard lab=lab place=place /> })}
        </div>
        <AddReplica lab=lab places=places />
    }
}

/// Has a replica join at the first place that nobody has had.
#[component]
fn AddReplica(lab: Lab, places: Memo<Vec<u8>>) -> impl IntoView {
    let next = Memo::new(move |_| places.with(|places| places.last().map_or(1, |last| last.saturating_add(1))));
    let join = move |_| {
        lab.command(Origin::Button, format!("join r{}", next.get_untracked()));
    };
    view! {
        <p class="add-replica">
            <button type="button" disabled=move || !lab.is_ready() on:click=join>{move || words::add_replica(next.get())}</button>
            <span class="quiet">{words::ADD_REPLICA_SAYS}</span>
        </p>
    }
}

/// The card.
#[component]
fn ReplicaCard(lab: Lab, place: u8) -> impl IntoView {
    let replica = Memo::new(move |_| lab.view.with(|view| view.replicas.get(&place).cloned().unwrap_or_default()));
    let leads = Memo::new(move |_| lab.view.with(wire::View::leader) == Some(place));
    let title = format!("replica-{place}");
    let is = move |server| replica.with(|replica| replica.server == server);
    let has_quit = move || replica.with(ReplicaView::has_quit);
    let join = Signal::derive(|| (&words::JOIN_AGAIN, "join"));
    let never = Signal::derive(|| false);
    view! {
        <article
            class="panel card"
            class:leads=leads
            class:down=move || is(Server::Down)
            class:paused=move || is(Server::Paused)
            aria-labelledby=title.clone()
        >
            <div class="panel-head">
                <h3 id=title.clone() tabindex="-1">{format!("r{place}")}</h3>
                <Marks replica=replica leads=leads />
            </div>
            <State lab=lab place=place replica=replica />
            <Receives replica=replica />
            <Facts lab=lab replica=replica />
            <UnderWayLine lab=lab place=place />
            <Ailments replica=replica />
            <When holds=has_quit otherwise=move || what_can_happen(lab, place, replica)>
                <div class="actions"><Action lab=lab place=place action=join unfit=never /></div>
            </When>
        </article>
    }
}

/// What can be done to a replica; to one that has quit, nothing of it would matter.
fn what_can_happen(lab: Lab, place: u8, replica: Memo<ReplicaView>) -> AnyView {
    view! {
        <Actions lab=lab place=place replica=replica />
        <MoreFaults lab=lab place=place replica=replica />
    }
}

/// A State of more characters than this is not shown as a figure, but as a text.
const LONGEST_FIGURE: usize = 8;

/// The State, with what is new in it since it was another one.
#[component]
fn State(lab: Lab, place: u8, replica: Memo<ReplicaView>) -> impl IntoView {
    let state = Memo::new(move |old: Option<&(String, String, u32)>| {
        let (now, walks) = (replica.with(state_in_words), lab.walks.get());
        let before = match old.filter(|(_, _, before)| *before == walks) {
            Some((same, before, _)) if *same == now => before.clone(),
            Some((before, ..)) => before.clone(),
            // What the page showed just now was another moment.
            None => {
                let present = lab.view.with_untracked(|view| view.event);
                lab.heard.with_value(|heard| heard.state_before(place, &now, present).unwrap_or_default().to_owned())
            }
        };
        (now, before, walks)
    });
    let parts = move || {
        let parts = state.with(|(now, before, _)| state_change::parts(before, now)).into_iter().enumerate();
        let shown = parts.map(|(index, (part, is_new))| {
            let comma = (index > 0).then_some(", ");
            let part = if is_new {
                view! { <mark>{part}</mark> }
            } else {
                part.into_any()
            };
            view! { {comma}{part} }
        });
        shown.collect_view()
    };
    let is_long = move || state.with(|(now, ..)| now.chars().nth(LONGEST_FIGURE).is_some());
    let was = move || state.with(|(_, before, _)| (!before.is_empty()).then(|| words::state_was(before)));
    view! {
        <p class="state">
            <span class="label">{words::STATE}</span>
            <code class:long=move || is_long()>{move || parts()}</code>
            <span class="was quiet">{move || was()}</span>
        </p>
    }
}

/// A State that is under way to the replica, and what does not have to travel.
#[component]
fn Receives(replica: Memo<ReplicaView>) -> impl IntoView {
    let transfer = Memo::new(move |_| replica.with(|replica| replica.transfer.clone()));
    let shown = move || {
        transfer.get().map(|transfer| {
            let (said, saves) = (words::transfers(&transfer), words::transfer_saves(&transfer));
            view! {
                <div class="transfer">
                    <progress max=transfer.differing.max(1).to_string() value=transfer.received.to_string() aria-label=said.clone()></progress>
                    <p>{said}</p>
                    <p class="quiet">{saves}</p>
                </div>
            }
        })
    };
    view! { {move || shown()} }
}

fn state_in_words(replica: &ReplicaView) -> String {
    if replica.state.is_empty() { words::NO_STATE.to_owned() } else { replica.state.to_string() }
}

#[component]
fn Marks(replica: Memo<ReplicaView>, leads: Memo<bool>) -> impl IntoView {
    // Whether a replica runs that has quit, and what it would be to the others, is nothing to them any more.
    let has_quit = move || replica.with(ReplicaView::has_quit);
    let server =
        move || if has_quit() { words::HAS_QUIT } else { replica.with(|replica| words::server(replica.server)) };
    let role = move || replica.with(|replica| replica.role.to_string());
    let status = move || replica.with(|replica| replica.joins().then(|| replica.status.to_string()));
    let role_shown =
        move || !has_quit() && replica.with(|replica| replica.server != Server::Down && !replica.role.is_empty());
    view! {
        <ul class="marks">
            <When holds=role_shown><li class="mark" class:strong=leads>{move || role()}</li></When>
            {move || status().map(|status| view! { <li class="mark">{status}</li> })}
            <li class="mark server" data-server=move || server()>{move || server()}</li>
        </ul>
    }
}

#[component]
fn Facts(lab: Lab, replica: Memo<ReplicaView>) -> impl IntoView {
    let number = move |read: fn(&ReplicaView) -> u64| replica.with(read);
    let called = move || lab.view.with(|view| words::number_of(&view.about.order));
    let ballot = move || {
        replica.with(|replica| match replica.owner {
            _ if called().is_empty() => String::new(),
            0 => replica.number.to_string(),
            owner => format!("{}, r{owner}", replica.number),
        })
    };
    let checkpoint = move || replica.with(|replica| replica.checkpoint.map_or(0, |(slot, _)| slot));
    view! {
        <dl class="facts numbers">
            <div><dt>{words::EXECUTED}</dt><dd>{move || number(|replica| replica.executed)}</dd></div>
            <div><dt>{words::CHOSEN}</dt><dd>{move || number(|replica| replica.committed)}</dd></div>
            <div><dt>{move || called()}</dt><dd>{move || ballot()}</dd></div>
            <div><dt>{words::CHECKPOINT}</dt><dd>{move || checkpoint()}</dd></div>
        </dl>
    }
}

/// Faults, findings of the audit, suspicions.
fn ailments(replica: &ReplicaView) -> Vec<String> {
    let mut said: Vec<String> = replica.faults.iter().map(ToString::to_string).collect();
    said.extend(replica.deviates.map(words::differs_at));
    said.extend(replica.suspects.iter().map(|(place, standing)| words::suspects(*place, standing)));
    said
}

#[component]
fn Ailments(replica: Memo<ReplicaView>) -> impl IntoView {
    let rows = move || {
        let rows = replica.with(ailments).into_iter();
        rows.map(|said| view! { <li><span class="sign" aria-hidden="true">"⚠"</span>{said}</li> }).collect_view()
    };
    view! { <ul class="ailments">{move || rows()}</ul> }
}

#[component]
fn Actions(lab: Lab, place: u8, replica: Memo<ReplicaView>) -> impl IntoView {
    let is = move |server| replica.with(|replica| replica.server == server);
    let lies = move || replica.with(|replica| replica.suffers(reading::LIE));
    let crash =
        Signal::derive(move || if is(Server::Down) { (&words::RESTART, "restart") } else { (&words::CRASH, "crash") });
    let pause = Signal::derive(move || {
        if is(Server::Paused) { (&words::RESUME_REPLICA, "resume") } else { (&words::PAUSE_REPLICA, "pause") }
    });
    let corrupt = Signal::derive(|| (&words::CORRUPT, "corrupt"));
    let lie = Signal::derive(move || if lies() { (&words::HONEST, "honest") } else { (&words::LIE, "lie") });
    let down = Signal::derive(move || is(Server::Down));
    let never = Signal::derive(|| false);
    view! {
        <div class="actions">
            <Action lab=lab place=place action=crash unfit=never />
            <Action lab=lab place=place action=pause unfit=down />
            <Action lab=lab place=place action=corrupt unfit=down />
            <Action lab=lab place=place action=lie unfit=down />
        </div>
    }
}

/// What a button says, and the verb of the script language that it stands for.
type Deed = (&'static words::Act, &'static str);

/// A button; it is off while its verb does not fit.
#[component]
fn Action(lab: Lab, place: u8, action: Signal<Deed>, unfit: Signal<bool>) -> impl IntoView {
    let act = move |_| {
        lab.command(Origin::Button, format!("{} r{place}", action.get_untracked().1));
    };
    view! {
        <button
            type="button"
            aria-label=move || action.get().0.on(place)
            disabled=move || !lab.is_ready() || unfit.get()
            on:click=act
        >
            {move || action.get().0.label}
        </button>
    }
}
