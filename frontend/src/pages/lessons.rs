//! The list of lessons and demos: what each is about, how long it takes, and which are done.

use crate::address;
use crate::dom::{self, When, effect, view};
use crate::lab::Lab;
use crate::lesson::Progress;
use crate::panels::{Connection, Top};
use crate::words;
use leptos::prelude::*;
use web_sys::HtmlInputElement;
use web_sys::js_sys::encode_uri_component;
use wire::lesson::Entry;
use wire::message::ToServer;

/// The page.
#[component]
pub fn Lessons(lab: Lab) -> impl IntoView {
    effect(move || {
        if lab.is_ready() {
            lab.say(&ToServer::Lessons);
        }
    });
    let progress = RwSignal::new(Progress::kept());
    let part = move |demos: bool, own: bool| {
        lab.lessons.with(|lessons| {
            let fits = |entry: &&Entry| entry.demo == demos && is_own(entry) == own;
            lessons.iter().filter(fits).cloned().collect::<Vec<_>>()
        })
    };
    view! {
        <Top lab=lab what=words::LESSONS_WHAT />
        <Connection lab=lab />
        <main class="lessons">
            <Part progress=progress title=words::OWN_LESSONS entries=Signal::derive(move || [part(false, true), part(true, true)].concat()) />
            <Part progress=progress title=words::COURSE entries=Signal::derive(move || part(false, false)) />
            <Part progress=progress title=words::DEMOS entries=Signal::derive(move || part(true, false)) />
            <Taken progress=progress />
        </main>
    }
}

/// Whether it comes from the instructor's folder.
fn is_own(entry: &Entry) -> bool {
    entry.path.starts_with("own/")
}

#[component]
fn Part(progress: RwSignal<Progress>, title: &'static str, entries: Signal<Vec<Entry>>) -> impl IntoView {
    let row = move |entry: Entry| {
        let standing = progress.with(|progress| progress.of(&entry.path));
        let mark = if standing.done { words::LESSON_DONE } else { "" };
        let mark = if !standing.done && standing.step > 0 { words::LESSON_BEGUN } else { mark };
        view! {
            <li class:done=standing.done>
                <a href=address::of_lesson(&entry.path)>{entry.title}</a>
                <span class="quiet">{words::minutes(entry.minutes)}</span>
                <span class="standing">{mark}</span>
                <p>{entry.remember}</p>
            </li>
        }
    };
    view! {
        <When holds=move || entries.with(|entries| !entries.is_empty())>
            <section class="panel">
                <h2>{title}</h2>
                <ol>{move || entries.get().into_iter().map(row).collect_view()}</ol>
            </section>
        </When>
    }
}

/// How far one has come, to be taken along to another browser, as there are no accounts.
#[component]
fn Taken(progress: RwSignal<Progress>) -> impl IntoView {
    let told = RwSignal::new(String::new());
    let file = move || {
        let text = progress.with(|progress| format!("{}\n{progress}", words::PROGRESS_FILE));
        format!("data:text/plain;charset=utf-8,{}", String::from(encode_uri_component(&text)))
    };
    let open = move |event: leptos::ev::Event| {
        let field: HtmlInputElement = event_target(&event);
        dom::read_file(&field, move |text| {
            let (all, lessons) = Progress::take_in(&text);
            progress.set(all);
            told.set(words::progress_opened(lessons));
        });
    };
    view! {
        <section class="panel taken" aria-labelledby="progress-title">
            <h2 id="progress-title">{words::PROGRESS}</h2>
            <p class="quiet">{words::PROGRESS_SAYS}</p>
            <a class="button" download="smr-lab-progress.txt" href=move || file()>{words::PROGRESS_SAVE}</a>
            <label>{words::PROGRESS_OPEN}<input type="file" accept=".txt" on:change=open /></label>
            <p role="status">{told}</p>
        </section>
    }
}
