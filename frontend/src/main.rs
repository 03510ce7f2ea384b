//! The page: a window on a cluster that runs on the server.
//!
//! It knows the vocabulary of what can be seen (`wire`) and nothing of how a cluster works: it folds the events that the
//! server streams into a View, and draws the View. In the order in which things happen:
//!
//! - [`stream`] keeps the WebSocket open and turns its bytes into messages.
//! - [`lab`] folds them and holds all that is known, in signals. Beside it are small pure parts, each with its tests:
//!   [`clock`] (virtual time between events), [`chronicle`] (what is worth telling), [`tally`] (counting a ballot),
//!   [`hints`] (what the visitor has tried), [`reading`] (what a View says at a glance), [`heard`] (the events of late),
//!   [`audit`] (whose checksums differ), [`journey`] (the way of an Input through the six steps),
//!   [`logs`] (slot by slot), [`state_change`].
//! - [`room`] is a class that looks at one session together.
//! - [`keys`] steer time, and open what is asked for, from wherever one is on the page.
//! - [`api`] asks the server about sessions as wholes. [`dom`] is the page where it is written as HTML. [`tools`] are what the page offers besides,
//!   the [`editor`] of scripts among them.
//! - [`memory`] is what the browser remembers for the page.
//! - [`address`] says which page is asked for. [`pages`] lays out [`panels`], the [`stage`], on which messages fly, and
//!   the diagram of [`space_time`], where they leave a trace; [`lesson`] is where a learner stands in a lesson.
//! - [`words`] is every text of the page, in one place, so that it can be translated.
//!
//! What is absent: state of a cluster that did not come from the stream, and any control of the cluster that changes only the screen.

// A closure that is written in a view is compiled once for all of its kind, a name of one once for each name: a hundred of
// those weigh as much as a panel.
#![allow(clippy::redundant_closure)]

mod address;
mod api;
mod audit;
mod canvas;
mod chronicle;
mod clock;
mod dom;
mod editor;
mod heard;
mod hints;
mod journey;
mod keys;
mod lab;
mod lesson;
mod logs;
mod memory;
mod pages;
mod panels;
mod reading;
mod room;
mod space_time;
mod stage;
mod state_change;
mod stream;
mod tally;
mod tools;
mod words;

use leptos::prelude::*;
use wasm_bindgen::JsCast;

fn main() {
    console_error_panic_hook::set_once();
    if let Some(place) = document().get_element_by_id("app") {
        place.set_text_content(None);
        // The sign, for assistive technology and for tests, that the page no longer loads.
        let _ = place.remove_attribute("aria-busy");
        mount_to(place.unchecked_into(), pages::Page).forget();
    }
}
