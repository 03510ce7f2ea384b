//! A lesson beside a cluster of the learner's own: one step at a time, and goals that tick when they are reached.

use super::sections::{Ask, Ballots, Chronicle, Command};
use crate::address;
use crate::dom::{When, effect, view};
use crate::lab::Lab;
use crate::lesson::{self, Player, Progress};
use crate::panels::{
    Announcer, Broken, CommandPalette, Connection, Goals, History, Refused, Replicas, StepBlocks, TimeBar, Top, Tour,
    Way,
};
use crate::stage::Stage;
use crate::words;
use leptos::prelude::*;
use wire::lesson::Lesson;
use wire::message::ToServer;

/// The page.
#[component]
pub fn LessonPage(lab: Lab, path: String) -> impl IntoView {
    let player = Player::new(lab);
    let begun = StoredValue::new(false);
    let handout = address::of_handout(&path);
    effect(move || {
        if lab.is_ready() && lab.lesson.with(Option::is_none) {
            lab.say(&ToServer::Lessons);
            lab.say(&ToServer::Lesson { path: path.clone() });
        }
    });
    effect(move || {
        let lesson =
            lab.lesson.with(|lesson| lesson.as_ref().map(|lesson| (lesson.entry.path.clone(), lesson.steps.len())));
        if let (Some((path, steps)), true) = (lesson, lab.is_ready()) {
            if !begun.get_value() {
                begun.set_value(true);
                player.begin(step_of_address().unwrap_or_else(|| Progress::kept().of(&path).step));
            } else if player.step.get_untracked() >= steps.max(1) {
                // Its author took this step away.
                player.begin(steps);
            }
        }
    });
    let has_lesson = Memo::new(move |_| lab.lesson.with(Option::is_some));
    let has_view = Memo::new(move |_| lab.has_view());
    view! {
        <a class="skip" href="#step">{words::SKIP_TO_STEP}</a>
        <Top lab=lab what=""><a href=handout target="_blank">{words::HANDOUT}</a><a href=address::of_presenting()>{words::PRESENT}</a><CommandPalette lab=lab /></Top>
        <Connection lab=lab />
        <When holds=move || has_lesson.get() && has_view.get()>
            <main class="lesson">
                <Text lab=lab player=player />
                <Cluster lab=lab />
            </main>
            <Tour lab=lab />
        </When>
        <Announcer lab=lab />
    }
}

/// The step that the address names, as in `#step-2`, counted from 0.
fn step_of_address() -> Option<usize> {
    let hash = window().location().hash().ok()?;
    hash.strip_prefix("#step-")?.parse::<usize>().ok()?.checked_sub(1)
}

/// The lesson: its title, the step, and the ways on.
#[component]
fn Text(lab: Lab, player: Player) -> impl IntoView {
    let lesson = Memo::new(move |_| lab.lesson.get().unwrap_or_default());
    let introduction = move || (player.step.get() == 0).then(|| lesson.with(|lesson| lesson.introduction.clone()));
    let is_text = move || lesson.with(|lesson| lesson.steps.is_empty());
    view! {
        <article class="panel text">
            <p class="quiet kicker">{move || lesson.with(|lesson| lesson.entry.section.clone())}</p>
            <h2>{move || lesson.with(|lesson| lesson.entry.title.clone())}</h2>
            <div inner_html=move || introduction()></div>
            <When holds=move || !is_text()>
                <Steps lesson=lesson player=player />
                <section id="step" tabindex="-1" aria-labelledby="step-title">
                    <h3 id="step-title">{move || title(&lesson.read(), player.step.get())}</h3>
                    <StepBlocks lab=lab player=player />
                    <Goals player=player />
                </section>
                <Ways lab=lab lesson=lesson player=player />
            </When>
        </article>
    }
}

fn title(lesson: &Lesson, step: usize) -> String {
    lesson.steps.get(step).map(|step| step.title.clone()).unwrap_or_default()
}

/// All steps, the present one marked; each has an address of its own.
#[component]
fn Steps(lesson: Memo<Lesson>, player: Player) -> impl IntoView {
    let titles = Memo::new(move |_| {
        lesson.with(|lesson| lesson.steps.iter().map(|step| step.title.clone()).collect::<Vec<_>>())
    });
    let rows = move || {
        let rows = titles.get().into_iter().enumerate().map(|(step, title)| {
            let current = move || (player.step.get() == step).then_some("step");
            let label = words::step(step + 1, &title);
            view! {
                <li><a href=format!("#step-{}", step + 1) aria-current=move || current() aria-label=label title=title on:click=move |_| player.begin(step)>{step + 1}</a></li>
            }
        });
        rows.collect_view()
    };
    view! { <nav aria-label=words::STEPS><ol class="stones">{move || rows()}</ol></nav> }
}

/// Back, again, and on.
#[component]
fn Ways(lab: Lab, lesson: Memo<Lesson>, player: Player) -> impl IntoView {
    let last = Memo::new(move |_| lesson.with(|lesson| lesson.steps.len().saturating_sub(1)));
    let is_last = Memo::new(move |_| player.step.get() >= last.get());
    let done = Memo::new(move |_| player.is_done());
    effect(move || {
        if is_last.get() && done.get() && last.get() > 0 {
            lesson.with_untracked(|lesson| Progress::note(&lesson.entry.path, last.get_untracked(), true));
        }
    });
    let go = move |step: usize| {
        // An address that cannot be changed is only not to be shared.
        let _ = window().location().set_hash(&format!("step-{}", step + 1));
        player.begin(step);
        if let Some(text) = document().get_element_by_id("step") {
            text.scroll_into_view();
        }
    };
    let next = move || lab.lessons.with(|all| lesson.with(|lesson| lesson::next(lesson, all)));
    view! {
        <div class="ways">
            <button type="button" disabled=move || player.step.get() == 0 on:click=move |_| go(player.step.get_untracked().saturating_sub(1))>
                {words::PREVIOUS_STEP}
            </button>
            <button type="button" disabled=move || !lab.is_ready() || player.is_busy() on:click=move |_| player.begin(player.step.get_untracked())>
                {words::STEP_AGAIN}
            </button>
            <When holds=move || !is_last.get()>
                <button type="button" class="next" class:primary=move || done.get() on:click=move |_| go(player.step.get_untracked() + 1)>
                    {words::NEXT_STEP}
                </button>
            </When>
        </div>
        <When holds=move || is_last.get()>
            <section class="after">
                <h3>{words::REMEMBER}</h3>
                <p>{move || lesson.with(|lesson| lesson.entry.remember.clone())}</p>
                <Listed title=words::TO_ASK items=Signal::derive(move || lesson.with(|lesson| lesson.ask.clone())) />
                <Listed title=words::SOURCES items=Signal::derive(move || lesson.with(|lesson| lesson.sources.clone())) />
                <p class="onward">
                    {move || next().map(|next| view! {
                        <a class="button" class:primary=move || done.get() href=address::of_lesson(&next.path)>{words::next_lesson(&next.title)}</a>
                    })}
                </p>
            </section>
        </When>
    }
}

#[component]
fn Listed(title: &'static str, items: Signal<Vec<String>>) -> impl IntoView {
    let rows = move || items.get().into_iter().map(|item| view! { <li>{item}</li> }).collect_view();
    view! {
        <When holds=move || items.with(|items| !items.is_empty())>
            <h4>{title}</h4>
            <ul>{move || rows()}</ul>
        </When>
    }
}

/// The learner's own cluster, with everything that can be done to it.
#[component]
fn Cluster(lab: Lab) -> impl IntoView {
    let shown_time = RwSignal::new(0_u64);
    view! {
        <div class="beside">
            <Broken lab=lab />
            <section class="panel" aria-label=words::STAGE>
                <Stage lab=lab shown_time=shown_time />
                <TimeBar lab=lab shown_time=shown_time />
                <History lab=lab shown_time=shown_time />
                <Refused lab=lab />
            </section>
            <Command lab=lab />
            <div class="pair">
                <Ask lab=lab />
                <Ballots lab=lab />
            </div>
            <section class="panel way" aria-labelledby="journey-title"><Way lab=lab /></section>
            <Replicas lab=lab />
            <Chronicle lab=lab />
        </div>
    }
}
