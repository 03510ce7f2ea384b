//! The page in a real Chromium: one test, one thing that a visitor can rely on. And the simulator, in the same Chromium.

mod accessible;
mod branches;
mod checks;
mod class;
mod commands;
mod frames;
mod front_page;
mod hands;
mod journey;
mod leading;
mod lessons;
mod live;
mod network;
mod not_found;
mod phone;
mod projector;
mod replay;
mod script;
mod share;
mod space_time;
mod stage;
mod style;
mod time;
mod touch;
mod tour;
mod under_way;
