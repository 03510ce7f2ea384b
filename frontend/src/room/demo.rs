//! A demo or a lesson, gone through before an audience: its notes, what to predict, and one key for what comes next.

use super::cue::{self, Cue};
use crate::address;
use crate::dom::{When, effect, view};
use crate::keys;
use crate::lab::{Lab, real_time};
use crate::lesson::Player;
use crate::words;
use leptos::prelude::*;
use std::collections::BTreeSet;
use std::time::Duration;
use wire::lesson::{Block, Choice, Step};
use wire::message::ToServer;
use wire::room::Ask;

/// The demo.
#[component]
pub fn Demo(lab: Lab) -> impl IntoView {
    let player = Player::new(lab);
    let begun = RwSignal::new(None::<f64>);
    effect(move || {
        if lab.is_connected() && lab.lessons.with(Vec::is_empty) {
            lab.say(&ToServer::Lessons);
        }
    });
    let is_wanted = StoredValue::new(false);
    effect(move || {
        if lab.lesson.with(Option::is_some) && is_wanted.get_value() {
            is_wanted.set_value(false);
            begun.set(Some(real_time()));
            player.begin(0);
        }
    });
    let begin = move |path| {
        is_wanted.set_value(true);
        lab.say(&ToServer::Lesson { path });
    };
    let has_begun = Memo::new(move |_| begun.with(Option::is_some));
    view! {
        <section class="demo" aria-labelledby="demo-title">
            <div class="panel-head">
                <h3 id="demo-title">{words::DEMO}</h3>
                <Choose lab=lab begin=begin />
                <Timer lab=lab begun=begun />
            </div>
            <When holds=move || has_begun.get()><Script lab=lab player=player /></When>
        </section>
    }
}

/// All demos, and all lessons behind them.
#[component]
fn Choose(lab: Lab, begin: impl Fn(String) + Copy + 'static) -> impl IntoView {
    let chosen = RwSignal::new(String::new());
    let options = move || {
        let (demos, lessons): (Vec<_>, Vec<_>) = lab.lessons.get().into_iter().partition(|entry| entry.demo);
        demos
            .into_iter()
            .chain(lessons)
            .map(|entry| view! { <option value=entry.path>{entry.title}</option> })
            .collect_view()
    };
    let off = move || !lab.is_ready() || chosen.with(String::is_empty);
    view! {
        <select aria-label=words::CHOOSE_DEMO on:change=move |event| chosen.set(event_target_value(&event))>
            <option value="">{words::CHOOSE_DEMO}</option>
            {move || options()}
        </select>
        <button type="button" disabled=move || off() on:click=move |_| begin(chosen.get_untracked())>{words::BEGIN_DEMO}</button>
    }
}

/// How long it has taken, and how long it is meant to take.
#[component]
fn Timer(lab: Lab, begun: RwSignal<Option<f64>>) -> impl IntoView {
    let seconds = RwSignal::new(0_u32);
    let count = move || {
        if let Some(begun) = begun.get_untracked() {
            seconds.set(((real_time() - begun) / 1000.0) as u32);
        }
    };
    if let Ok(handle) = set_interval_with_handle(count, Duration::from_secs(1)) {
        on_cleanup(move || handle.clear());
    }
    let meant = move || lab.lesson.with(|lesson| lesson.as_ref().map_or(0, |lesson| lesson.entry.minutes));
    view! { <p class="numbers timer">{move || begun.get().map(|_| words::elapsed(seconds.get(), meant()))}</p> }
}

/// The step, and what comes next.
#[component]
fn Script(lab: Lab, player: Player) -> impl IntoView {
    let steps = Memo::new(move |_| {
        lab.lesson.with(|lesson| lesson.as_ref().map(|lesson| lesson.steps.clone()).unwrap_or_default())
    });
    let step = Memo::new(move |_| steps.with(|steps| steps.get(player.step.get()).cloned().unwrap_or_default()));
    let is_last = move || steps.with(|steps| player.step.get() + 1 >= steps.len());
    let is_open = lab.class.is_poll_open();
    let done = move || -> BTreeSet<usize> {
        player.predicted.with(|asked| player.played.with(|played| asked.keys().chain(played).copied().collect()))
    };
    let cue = Memo::new(move |_| cue::next(&step.read(), is_last(), &done(), is_open.get()));
    let question = move || lab.class.of(|room| room.poll.as_ref().map_or(0, |poll| poll.number));
    // The question that stood there when the next one was asked: nothing is played before the room has that one.
    let asked_after = RwSignal::new(None::<u32>);
    effect(move || {
        let is_there = asked_after.get().is_some_and(|before| question() != before);
        if is_there || !lab.is_connected() || lab.refusal.with(Option::is_some) {
            asked_after.set(None);
        }
    });
    let off = move || !lab.is_ready() || player.is_busy() || asked_after.with(Option::is_some) || cue.get() == Cue::End;
    let back = move || {
        if lab.is_ready() {
            end_poll(lab);
            player.begin(player.step.get_untracked().saturating_sub(1));
        }
    };
    let go_on = move || {
        if !untrack(off) {
            if matches!(cue.get_untracked(), Cue::Ask(_)) && has_room(lab) {
                lab.refusal.set(None);
                asked_after.set(Some(untrack(question)));
            }
            act(lab, player, &step.read_untracked(), cue.get_untracked());
        }
    };
    keys::listen_for_clicker(move |on| if on { go_on() } else { back() });
    let title = move || words::step_of(player.step.get() + 1, steps.with(Vec::len), &step.read().title);
    let blocks = move || {
        step.with(|step| step.blocks.iter().enumerate().map(|(spot, block)| shown(player, spot, block)).collect_view())
    };
    let handout =
        move || lab.lesson.with(|lesson| lesson.as_ref().map(|lesson| address::of_handout(&lesson.entry.path)));
    view! {
        <h4 aria-live="polite">{move || title()}</h4>
        <div class="deeds">
            <button type="button" disabled=move || !lab.is_ready() on:click=move |_| back()>{words::PREVIOUS_STEP}</button>
            <button type="button" class="primary" disabled=move || off() on:click=move |_| go_on()>
                {move || if player.is_busy() { words::PLAYING } else { words::cue(cue.get()) }}<kbd>{words::CLICKER}</kbd>
            </button>
            <a href=move || handout() target="_blank">{words::HANDOUT}</a>
        </div>
        <p class="refused" role="alert">{move || player.trouble.get()}</p>
        <div class="prompter text">{move || blocks()}</div>
    }
}

/// Does what comes next.
fn act(lab: Lab, player: Player, step: &Step, cue: Cue) {
    match cue {
        Cue::Ask(spot) => {
            if let Some(Block::Prediction { question, choices }) = step.blocks.get(spot).filter(|_| has_room(lab)) {
                let choices = choices.iter().map(|choice| text(&choice.answer)).collect();
                lab.say(&ToServer::Room(Ask::Poll { question: text(question), choices }));
            }
            player.predicted.update(|predicted| {
                predicted.insert(spot, usize::MAX);
            });
        }
        Cue::Reveal => lab.say(&ToServer::Room(Ask::Reveal)),
        Cue::Play(spot) => player.play(spot),
        Cue::Next => {
            end_poll(lab);
            player.begin(player.step.get_untracked() + 1);
        }
        Cue::End => {}
    }
}

fn has_room(lab: Lab) -> bool {
    lab.class.room.with_untracked(Option::is_some)
}

/// Puts a question away, if there is one and a room.
fn end_poll(lab: Lab) {
    if has_room(lab) {
        lab.say(&ToServer::Room(Ask::EndPoll));
    }
}

/// What HTML of the server says, as text.
fn text(html: &str) -> String {
    let Ok(element) = document().create_element("p") else { return String::new() };
    element.set_inner_html(html);
    element.text_content().unwrap_or_default().trim().to_owned()
}

/// A block, for the eyes of whoever presents.
fn shown(player: Player, spot: usize, block: &Block) -> AnyView {
    match block {
        Block::Prose(html) => view! { <div class="prose" inner_html=html.clone()></div> },
        Block::Notes(html) => view! { <div class="prose speaker" inner_html=html.clone()></div> },
        Block::Script(lines) => {
            let lines: Vec<_> = lines.iter().map(|line| view! { <code>{line.clone()}</code> }).collect();
            let is_played = move || player.played.with(|played| played.contains(&spot));
            view! { <div class="script" class:played=move || is_played()>{lines}</div> }
        }
        Block::Prediction { question, choices } => {
            let choices: Vec<_> = choices.iter().map(choice).collect();
            view! { <div class="foreseen"><p inner_html=question.clone()></p><ul>{choices}</ul></div> }
        }
        Block::Solution(_) | Block::Hint(_) | Block::Question { .. } => ().into_any(),
    }
}

fn choice(Choice { answer, right, reason }: &Choice) -> AnyView {
    let mark = if *right { words::THIS_HAPPENS } else { words::THIS_DOES_NOT };
    view! { <li><span inner_html=answer.clone()></span>" "<strong>{mark}</strong><div class="quiet" inner_html=reason.clone()></div></li> }
}
