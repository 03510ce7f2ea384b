//! A step of a lesson: what to read, what to predict, what to play, and what is to be reached.

use crate::dom::{When, view};
use crate::lab::Lab;
use crate::lesson::{Player, Spot};
use crate::words;
use leptos::prelude::*;
use wire::lesson::{Block, Choice};

/// The blocks of the step.
#[component]
pub fn StepBlocks(lab: Lab, player: Player) -> impl IntoView {
    let blocks = Memo::new(move |_| {
        let step = player.step.get();
        lab.lesson.with(|lesson| {
            lesson
                .as_ref()
                .and_then(|lesson| lesson.steps.get(step))
                .map(|step| step.blocks.clone())
                .unwrap_or_default()
        })
    });
    let shown = move || {
        let shown = blocks.get().into_iter().enumerate().map(move |(spot, block)| one(lab, player, spot, block));
        shown.collect_view()
    };
    view! {
        <div class="step-blocks">{move || shown()}</div>
        <p class="refused" role="alert">{move || player.trouble.get()}</p>
    }
}

fn one(lab: Lab, player: Player, spot: Spot, block: Block) -> AnyView {
    match block {
        Block::Prose(html) => view! { <div class="prose" inner_html=html></div> },
        Block::Script(lines) => view! { <Script lab=lab player=player spot=spot lines=lines /> },
        Block::Solution(lines) => view! {
            <details class="solution">
                <summary>{words::SOLUTION}</summary>
                <Script lab=lab player=player spot=spot lines=lines />
            </details>
        },
        Block::Prediction { question, choices } => {
            view! { <Prediction player=player spot=spot question=question choices=choices /> }
        }
        Block::Hint(html) => folded(words::HINT, html),
        Block::Question { question, answer } => view! {
            <div class="question">
                <div class="prose" inner_html=question></div>
                {folded(words::COMPARE, answer)}
            </div>
        },
        Block::Notes(html) => folded(words::NOTES, html),
    }
}

/// Something that is shown to those who ask for it.
fn folded(summary: &'static str, html: String) -> AnyView {
    view! { <details><summary>{summary}</summary><div class="prose" inner_html=html></div></details> }
}

/// Lines that are said to the cluster when the learner says so.
#[component]
fn Script(lab: Lab, player: Player, spot: Spot, lines: Vec<String>) -> impl IntoView {
    let is_played = Memo::new(move |_| player.played.with(|played| played.contains(&spot)));
    let is_playing = Memo::new(move |_| player.is_playing(spot));
    let off = move || !lab.is_ready() || !player.may_play(spot);
    let label = move || match (is_playing.get(), is_played.get()) {
        (true, _) => words::PLAYING,
        (false, true) => words::PLAY_AGAIN,
        (false, false) => words::PLAY_THIS,
    };
    let code: Vec<_> = lines.iter().filter(|line| !line.starts_with("goal ")).map(|line| said(line)).collect();
    view! {
        <div class="script" class:played=move || is_played.get()>
            {code}
            <button type="button" class:primary=move || !is_played.get() disabled=move || off() on:click=move |_| player.play(spot)>{move || label()}</button>
        </div>
    }
}

/// A line of a script; what is said to people reads as such.
fn said(line: &str) -> AnyView {
    let text = line.strip_prefix("say ").map(|text| text.trim_matches('"').to_owned());
    match (text, line) {
        (Some(text), _) => view! { <p class="said">{text}</p> },
        (None, "wait") => ().into_any(),
        (None, line) => view! { <code>{line.to_owned()}</code> },
    }
}

/// A question with answers; who was right is shown when the next script has run.
#[component]
fn Prediction(player: Player, spot: Spot, question: String, choices: Vec<Choice>) -> impl IntoView {
    let chosen = Memo::new(move |_| player.predicted.with(|predicted| predicted.get(&spot).copied()));
    let is_shown = Memo::new(move |_| player.is_shown(spot));
    let name = format!("prediction-{spot}");
    let rows = choices.into_iter().enumerate().map(|(number, Choice { answer, right, reason })| {
        let is_chosen = move || chosen.get() == Some(number);
        let standing = move || match (is_shown.get(), right, is_chosen()) {
            (true, true, _) => Some("right"),
            (true, false, true) => Some("wrong"),
            _open => None,
        };
        let choose = move |_| {
            player.predicted.update(|predicted| {
                predicted.insert(spot, number);
            });
        };
        let says = move || match standing() {
            Some("right") => words::THIS_HAPPENED,
            Some(_) => words::THIS_DID_NOT,
            None => "",
        };
        view! {
            <li data-standing=move || standing()>
                <label>
                    <input type="radio" name=name.clone() disabled=move || is_shown.get() prop:checked=move || is_chosen() on:change=choose />
                    <span inner_html=answer></span>
                    <strong>{move || says()}</strong>
                </label>
                <When holds=move || standing().is_some()><p class="reason" inner_html=reason.clone()></p></When>
            </li>
        }
    });
    view! {
        <fieldset class="prediction">
            <legend><span class="kicker">{words::PREDICT}</span><span inner_html=question></span></legend>
            <ul>{rows.collect_view()}</ul>
        </fieldset>
    }
}

/// What is to be reached in the step, and what is missing.
#[component]
pub fn Goals(player: Player) -> impl IntoView {
    let goals = Memo::new(move |_| player.goals());
    let rows = move || {
        let rows = goals.get().into_iter().map(|(text, reached, seen)| {
            let missing =
                (!reached && !seen.is_empty()).then(|| view! { <span class="quiet">{words::so_far(&seen)}</span> });
            let mark = if reached { words::REACHED } else { words::NOT_REACHED };
            view! { <li class:reached=reached><span class="unseen">{mark}</span><span>{text}</span>{missing}</li> }
        });
        rows.collect_view()
    };
    view! {
        <When holds=move || goals.with(|goals| !goals.is_empty())>
            <section class="goals" aria-labelledby="goals-title">
                <h4 id="goals-title">{words::YOUR_TASK}</h4>
                <ul aria-live="polite">{move || rows()}</ul>
            </section>
        </When>
    }
}
