//! The controls of virtual time: play, pause, one event back or forth, until something is so, speed.
//!
//! They steer the server's clock, for everybody who watches; the bar shows what the server says it does.

use super::Share;
use super::history::to_latest;
use super::until::Until;
use crate::dom::{effect, view};
use crate::editor::Editor;
use crate::keys::{self, Key};
use crate::lab::Lab;
use crate::tools::Tool;
use crate::words;
use leptos::prelude::*;
use wire::message::{Speed, ToServer};

/// The speeds to choose from, in thousandths of real time.
const SPEEDS: [u32; 13] = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000];
const FIRST_CHOICE: usize = 3;

/// The position of the speed that is nearest, as a ratio.
fn nearest(speed: Speed) -> usize {
    let apart = |thousandths: u32| {
        let ratio = f64::from(thousandths) / f64::from(speed.0.max(1));
        ratio.max(1.0 / ratio)
    };
    let by_distance = |left: &usize, right: &usize| apart(SPEEDS[*left]).total_cmp(&apart(SPEEDS[*right]));
    (0..SPEEDS.len()).min_by(by_distance).unwrap_or(FIRST_CHOICE)
}

/// The bar.
#[component]
pub fn TimeBar(lab: Lab, shown_time: RwSignal<u64>) -> impl IntoView {
    let chosen = RwSignal::new(Speed(SPEEDS[FIRST_CHOICE]));
    effect(move || {
        if let Some(speed) = lab.playing.get() {
            chosen.set(speed);
        }
    });
    let plays = move || lab.playing.get().is_some();
    let not_ready = move || !lab.is_ready();
    let toggle = move || {
        let message = if lab.playing.get_untracked().is_some() {
            ToServer::Pause
        } else {
            ToServer::Play { speed: chosen.get_untracked() }
        };
        lab.say(&message);
    };
    keys::listen(move |key| match key {
        Key::Space => toggle(),
        Key::Left => lab.say(&ToServer::Back),
        Key::Right => lab.say(&ToServer::Step),
        Key::Home => lab.say(&ToServer::Seek { event: 0 }),
        Key::End => to_latest(lab),
    });
    let choose = move |event| {
        let position: usize = event_target_value(&event).parse().unwrap_or(FIRST_CHOICE);
        let speed = Speed(SPEEDS[position.min(SPEEDS.len() - 1)]);
        chosen.set(speed);
        if lab.playing.get_untracked().is_some() {
            lab.say(&ToServer::Play { speed });
        }
    };
    let label = move || words::speed(chosen.get());
    view! {
        <div class="time" role="group" aria-label=words::TIME_CONTROLS>
            <button type="button" class="play" title=words::PLAY_HELP disabled=move || not_ready() on:click=move |_| toggle()>
                <i class="glyph" class:pause=move || plays() aria-hidden="true"></i>
                {move || if plays() { words::PAUSE } else { words::PLAY }}
            </button>
            <button type="button" disabled=move || not_ready() title=words::BACK_HELP on:click=move |_| lab.say(&ToServer::Back)>
                {words::BACK}
            </button>
            <button type="button" disabled=move || not_ready() title=words::STEP_HELP on:click=move |_| lab.say(&ToServer::Step)>
                {words::STEP}
            </button>
            <Until lab=lab />
            <label class="speed">
                <span>{words::CHOOSE_SPEED}</span>
                <input
                    type="range"
                    min="0"
                    max=SPEEDS.len() - 1
                    step="1"
                    disabled=move || not_ready()
                    prop:value=move || nearest(chosen.get()).to_string()
                    aria-valuetext=move || label()
                    on:input=choose
                />
                <output class="numbers">{move || label()}</output>
            </label>
            <p class="now numbers">
                <span class="quiet">{words::VIRTUAL_TIME}</span>
                <time>{move || words::moment(shown_time.get())}</time>
            </p>
            {(!lab.class.follows).then(|| view! { <Tools lab=lab /> })}
        </div>
    }
}

/// What asks the server about the session as a whole. Who follows in a room does not know which one it is, and forks one first.
#[component]
fn Tools(lab: Lab) -> impl IntoView {
    let write = move |_| lab.tool.set(Some(Tool::Script));
    view! {
        <button type="button" disabled=move || !lab.is_ready() on:click=write>{words::SCRIPT}</button>
        <Share lab=lab />
        <Editor lab=lab />
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_slider_stands_at_the_nearest_speed() {
        assert_eq!(SPEEDS[nearest(Speed(1000))], 1000);
        assert_eq!(SPEEDS[nearest(Speed(30))], 20);
        assert_eq!(SPEEDS[nearest(Speed(0))], 1);
        assert_eq!(SPEEDS[nearest(Speed(1_000_000))], 10_000);
    }
}
