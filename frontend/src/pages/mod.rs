//! The pages, one for each place that an address can name.

mod follow;
mod lesson;
mod lessons;
mod live;
mod open;
mod sections;

use crate::address::Place;
use crate::dom::view;
use crate::lab::Lab;
use leptos::ev;
use leptos::prelude::*;

/// The page of this address.
#[component]
pub fn Page() -> impl IntoView {
    // The address of a link may be typed where the page is shown already.
    let asked = window_event_listener(ev::hashchange, |_| {
        if matches!(Place::here(), Place::Link(_)) {
            // It fails only for a page that is gone.
            let _ = window().location().reload();
        }
    });
    on_cleanup(move || asked.remove());
    let place = Place::here();
    if let Place::Link(link) = place {
        return view! { <open::OpenLink link=link /> };
    }
    let lab = Lab::new();
    lab.connect();
    match place {
        Place::Join => view! { <follow::Join lab=lab /> },
        Place::Room(_) => view! { <follow::Follow lab=lab /> },
        Place::Lessons => view! { <lessons::Lessons lab=lab /> },
        Place::Lesson(path) => view! { <lesson::LessonPage lab=lab path=path /> },
        Place::Live | Place::Own(_) | Place::Link(_) => view! { <live::Live lab=lab /> },
    }
}
