//! The stage: who is there, who leads, who is down, and the messages between them.
//!
//! Two layers of the same size. Below, an SVG of actors and links, which changes when the View does ([`actors`]). Above,
//! a canvas on which messages fly ([`painter`]), painted by a loop of its own ([`motion`]). The drawing is for eyes only:
//! all that it shows is also in the panels, in words.

mod actors;
pub mod effects;
mod in_hand;
mod mason;
mod motion;
mod painter;
pub mod picture;
mod places;
mod under_way;
mod walls;

use crate::canvas::{size, whole};
use crate::dom::{self, When, view};
use crate::lab::{Lab, real_time};
use crate::{reading, words};
use actors::{ClientNode, Links, ReplicaNode};
use in_hand::InHand;
use leptos::html::{Canvas, Div};
use leptos::prelude::*;
use mason::{Mason, Plan, PlannedWall};
use motion::Way;
use places::{Places, arrange, unit_of_words};
use walls::{Blocked, Walls, blocked, one_way};

pub use mason::Heal;
pub use places::Actor;

/// The stage.
#[component]
pub fn Stage(lab: Lab, shown_time: RwSignal<u64>) -> impl IntoView {
    let (frame, canvas) = (NodeRef::<Div>::new(), NodeRef::<Canvas>::new());
    let size = size::follow(frame);
    let replicas = Memo::new(move |_| lab.view.with(|view| view.replicas.keys().copied().collect::<Vec<u8>>()));
    let clients = Memo::new(move |_| lab.view.with(clients_on_stage));
    let wanted = Memo::new(move |_| arrange(size.get(), &clients.get(), &replicas.get()));
    let shown = RwSignal::new(Places::default());
    let places: Signal<Places> = shown.into();
    let in_hand = RwSignal::new(None::<u64>);
    motion::run(lab, canvas, Way { shown, wanted }, shown_time, in_hand);
    let cuts = Memo::new(move |_| lab.view.with(|view| view.cuts.clone()));
    let blocked = Memo::new(move |_| cuts.with(|cuts| blocked(cuts)));
    let mason = Mason::new(lab, places, cuts);
    mason.listen(canvas);
    let point = move |event: leptos::ev::MouseEvent| {
        if mason.has_drawn() {
            return;
        }
        let pointer = mason::place_of(&event);
        let now = lab.clock.with_value(|clock| clock.now(real_time()));
        let meant = lab.view.with_untracked(|view| {
            places.with_untracked(|places| in_hand::at(view, places, now, !motion::is_unwanted(), pointer))
        });
        match meant {
            Some(message) => in_hand::take(lab, in_hand, message),
            None => lead(places.with_untracked(|places| places.at(pointer))),
        }
    };

    let leader = Memo::new(move |_| lab.view.with(wire::View::leader));
    let flying = Memo::new(move |_| lab.view.with(|view| view.flying.len()));
    let votes = Memo::new(move |_| lab.under_way.with(|all| all.iter().any(|it| !it.votes.is_empty())));
    let ailments = Memo::new(move |_| lab.view.with(reading::ailments));
    let summary = move || words::stage_summary(replicas.with(Vec::len), leader.get(), flying.get()) + &ailments.read();
    view! {
        <div class="stage" tabindex="-1" role="group" aria-label=words::STAGE node_ref=frame>
            <svg class="actors" font-size=move || places.with(|places| whole(unit_of_words(places.radius))) role="img" aria-label=move || summary()>
                <Links places=places />
                <Walls cuts=cuts blocked=blocked places=places />
                {dom::list(move || replicas.get(), ToString::to_string, move |place| {
                    view! { <ReplicaNode lab=lab place=place leader=leader places=places /> }
                })}
                {dom::list(move || clients.get(), ToString::to_string, move |client| {
                    view! { <ClientNode lab=lab client=client places=places /> }
                })}
                <PlannedWall mason=mason />
            </svg>
            <label class="draws"><input type="checkbox" />{words::DRAW_WALLS}</label>
            <canvas
                class="messages"
                node_ref=canvas
                aria-hidden="true"
                title=words::STAGE_HELP
                on:click=point
            ></canvas>
            <Plan mason=mason />
            <When holds=move || cuts.with(|cuts| !cuts.is_empty())><Heal lab=lab /></When>
        </div>
        <Legend flying=flying blocked=blocked votes=votes />
        <InHand lab=lab in_hand=in_hand />
    }
}

/// Leads to what the panels say of whom somebody points at: the card of a replica, the ballots of a client.
fn lead(to: Option<Actor>) {
    match to {
        Some(Actor::Replica(place)) => dom::lead_to(format!("#replica-{place}")),
        Some(Actor::Client(_)) => dom::lead_to("#ballots-title".to_owned()),
        None => {}
    }
}

/// The clients, or the one that will be there once it asks.
fn clients_on_stage(view: &wire::View) -> Vec<u16> {
    let known: Vec<u16> = view.clients.keys().copied().collect();
    if known.is_empty() && !view.replicas.is_empty() { vec![1] } else { known }
}

#[component]
fn Legend(flying: Memo<usize>, blocked: Memo<Blocked>, votes: Memo<bool>) -> impl IntoView {
    view! {
        <ul class="legend" aria-hidden="true">
            <li><i class="key square"></i>{words::LEGEND_CLIENT}</li>
            <li><i class="key diamond"></i>{words::LEGEND_OUTPUT}</li>
            <li><i class="key disc"></i>{words::LEGEND_ORDER}</li>
            <li><i class="key cross"></i>{words::LEGEND_LOST}</li>
            <li><i class="key arc"></i>{words::LEGEND_TIMER}</li>
            <When holds=votes><li><i class="key pips"></i>{words::LEGEND_VOTES}</li></When>
            <When holds=move || blocked.with(|blocked| !blocked.is_empty())><li><i class="key wall"></i>{words::LEGEND_WALL}</li></When>
            <When holds=move || one_way(&blocked.read()).next().is_some()><li><i class="key arrow"></i>{words::LEGEND_CUT}</li></When>
            <li class="count">{move || words::messages_flying(flying.get())}</li>
        </ul>
    }
}
