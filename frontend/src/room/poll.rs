//! A question with its answers: to choose from, for those who follow, and counted, for those who may see that.

use super::Class;
use crate::dom::{When, view};
use crate::lab::Lab;
use crate::words;
use leptos::prelude::*;
use wire::message::ToServer;
use wire::room::{Answer, Ask};

/// The question, if one is asked.
#[component]
pub fn PollCard(lab: Lab) -> impl IntoView {
    let poll = lab.class.poll();
    // What is read and chosen from stays as it is while others answer.
    let asked = Memo::new(move |_| poll.with(|poll| poll.as_ref().map(|poll| (poll.number, poll.choices.clone()))));
    let is_open = lab.class.is_poll_open();
    let counts = Memo::new(move |_| counts(lab.class, poll));
    let question = move || poll.with(|poll| poll.as_ref().map(|poll| poll.question.clone()));
    let rows = move || {
        let (number, choices) = asked.get().unwrap_or_default();
        let rows = choices.into_iter().zip(0_u8..).map(|(text, choice)| {
            let answer = Answer { poll: number, choice };
            view! { <Choice lab=lab answer=answer text=text is_open=is_open counts=counts /> }
        });
        rows.collect_view()
    };
    let state = move || {
        let (answered, follow) =
            lab.class.of(|room| (room.poll.as_ref().map_or(0, |poll| poll.answered), room.followers));
        let is_mine =
            lab.class.counted.get().is_some_and(|answer| {
                asked.with(|asked| asked.as_ref().is_some_and(|(number, _)| *number == answer.poll))
            });
        let says = match (lab.class.follows, is_open.get(), is_mine) {
            (_, false, _) => words::REVEALED,
            (true, true, true) => words::MAY_CHANGE,
            (true, true, false) => words::NOT_ANSWERED,
            (false, ..) => "",
        };
        format!("{} {says}", words::answered(answered, follow))
    };
    view! {
        <When holds=move || asked.with(Option::is_some)>
            <fieldset class="prediction poll" class:open=move || is_open.get()>
                <legend><span class="kicker">{words::PREDICT}</span>{move || question()}</legend>
                <ul>{move || rows()}</ul>
                <p class="quiet" role="status">{move || state()}</p>
            </fieldset>
        </When>
    }
}

/// How many chose each answer, if that may be seen here.
fn counts(class: Class, poll: Memo<Option<wire::room::Poll>>) -> Option<Vec<u32>> {
    if class.follows {
        poll.with(|poll| poll.as_ref()?.tally.clone())
    } else {
        Some(class.backstage.with(|backstage| backstage.tally.clone()))
    }
}

#[component]
fn Choice(
    lab: Lab,
    answer: Answer,
    text: String,
    is_open: Memo<bool>,
    counts: Memo<Option<Vec<u32>>>,
) -> impl IntoView {
    let is_mine = move || lab.class.counted.get() == Some(answer);
    let choose = move |_| lab.say(&ToServer::Room(Ask::Answer(answer)));
    let radio = lab.class.follows.then(|| {
        view! {
            <input
                type="radio"
                name="poll"
                disabled=move || !is_open.get() || !lab.is_connected()
                prop:checked=move || is_mine()
                on:change=choose
            />
        }
    });
    let label = text.clone();
    let bar = move || {
        counts.get().map(|counts| {
            let count = counts.get(usize::from(answer.choice)).copied().unwrap_or_default();
            let all: u32 = counts.iter().sum();
            view! {
                <progress max=all.max(1).to_string() value=count.to_string() aria-label=label.clone()></progress>
                <b class="numbers">{count}</b>
            }
        })
    };
    view! { <li><label>{radio}<span>{text}</span></label>{move || bar()}</li> }
}
