//! The pages, one for each place that an address can name.

mod follow;
mod lesson;
mod lessons;
mod live;
mod sections;

use crate::address::Place;
use crate::lab::Lab;
use leptos::prelude::*;

/// The page of this address.
#[component]
pub fn Page() -> impl IntoView {
    let lab = Lab::new();
    lab.connect();
    match Place::here() {
        Place::Live | Place::Own(_) => view! { <live::Live lab=lab /> }.into_any(),
        Place::Join => view! { <follow::Join lab=lab /> }.into_any(),
        Place::Room(_) => view! { <follow::Follow lab=lab /> }.into_any(),
        Place::Lessons => view! { <lessons::Lessons lab=lab /> }.into_any(),
        Place::Lesson(path) => view! { <lesson::LessonPage lab=lab path=path /> }.into_any(),
    }
}
