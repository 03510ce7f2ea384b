//! What the audience is asked: the question that is open, and the form for another one.

use super::poll::PollCard;
use super::present::Asking;
use crate::dom::{self, When, view};
use crate::lab::Lab;
use crate::words;
use leptos::prelude::*;
use wire::message::ToServer;
use wire::room::{Ask, LONGEST_TEXT};

/// The question.
#[component]
pub fn Question(lab: Lab) -> impl IntoView {
    let poll = lab.class.poll();
    let is_asked = Memo::new(move |_| poll.with(Option::is_some));
    let is_open = lab.class.is_poll_open();
    view! {
        <section class="asking" aria-labelledby="asked-title">
            <h3 id="asked-title">{words::ASK_THEM}</h3>
            <PollCard lab=lab />
            <div class="deeds">
                <When holds=move || is_open.get()><Asking lab=lab ask=Ask::Reveal says=words::REVEAL /></When>
                <When holds=move || is_asked.get()><Asking lab=lab ask=Ask::EndPoll says=words::END_POLL /></When>
            </div>
            <Form lab=lab />
        </section>
    }
}

#[component]
fn Form(lab: Lab) -> impl IntoView {
    let question = RwSignal::new(String::new());
    let choices = RwSignal::new(words::YES_NO.to_owned());
    let take = move |event: leptos::ev::Event| {
        let fit = |answers: &str| lines(answers).iter().all(|line| line.len() <= LONGEST_TEXT);
        choices.set(dom::taken_in(&event, fit, choices.get_untracked()));
    };
    let off = move || {
        !lab.is_connected()
            || question.with(String::is_empty)
            || !choices.with(|text| (2..=8).contains(&lines(text).len()))
    };
    let ask = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let choices = choices.with_untracked(|text| lines(text));
        lab.say(&ToServer::Room(Ask::Poll { question: question.get_untracked(), choices }));
    };
    view! {
        <details>
            <summary>{words::ANOTHER_QUESTION}</summary>
            <form class="wording" on:submit=ask>
                <label for="question">{words::QUESTION}</label>
                <input
                    id="question"
                    type="text"
                    autocomplete="off"
                    maxlength=LONGEST_TEXT.to_string()
                    prop:value=question
                    on:input=move |event| question.set(event_target_value(&event))
                />
                <label for="choices">{words::CHOICES}</label>
                <textarea
                    id="choices"
                    rows="3"
                    prop:value=choices
                    on:input=take
                ></textarea>
                <button type="submit" class="primary" disabled=move || off()>{words::ASK_NOW}</button>
            </form>
        </details>
    }
}

/// One answer a line; empty lines are none.
fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_one_answer_a_line() {
        assert_eq!(lines("yes\r\n\n  no \n"), ["yes", "no"]);
    }
}
