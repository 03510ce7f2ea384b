//! The page in a real Chromium: one test, one thing that a visitor can rely on. And the simulator, in the same Chromium.

mod checks;
mod front_page;
mod lessons;
mod live;
mod not_found;
mod replay;
mod space_time;
mod time;
