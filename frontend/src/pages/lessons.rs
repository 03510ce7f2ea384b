//! The list of lessons and demos: what each is about, how long it takes, and which are done.

use crate::address;
use crate::dom::{When, view};
use crate::lab::Lab;
use crate::lesson::Progress;
use crate::panels::{Connection, Top};
use crate::words;
use leptos::prelude::*;
use wire::lesson::Entry;
use wire::message::ToServer;

/// The page.
#[component]
pub fn Lessons(lab: Lab) -> impl IntoView {
    Effect::new(move |_| {
        if lab.is_ready() {
            lab.say(&ToServer::Lessons);
        }
    });
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
            <Part title=words::OWN_LESSONS entries=Signal::derive(move || [part(false, true), part(true, true)].concat()) />
            <Part title=words::COURSE entries=Signal::derive(move || part(false, false)) />
            <Part title=words::DEMOS entries=Signal::derive(move || part(true, false)) />
        </main>
    }
}

/// Whether it comes from the instructor's folder.
fn is_own(entry: &Entry) -> bool {
    entry.path.starts_with("own/")
}

#[component]
fn Part(title: &'static str, entries: Signal<Vec<Entry>>) -> impl IntoView {
    let progress = Progress::kept();
    let row = move |entry: Entry| {
        let standing = progress.of(&entry.path);
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
                <ol>{let row = row.clone(); move || entries.get().into_iter().map(row.clone()).collect_view()}</ol>
            </section>
        </When>
    }
}
