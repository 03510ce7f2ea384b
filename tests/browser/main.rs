//! The page in a real Chromium: one test, one thing that a visitor can rely on.

mod front_page;
mod live;
mod not_found;
