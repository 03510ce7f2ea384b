//! The texts of a class that looks at one session together.

pub const JOIN: &str = "Join";
pub const JOIN_CLASS: &str = "Join a class";
pub const JOIN_SAYS: &str =
    "Whoever presents shows a code: with it you see the same cluster at the same moment, and predict.";
pub const NO_ROOM: &str = "This room is closed, or its code is another one. Ask for the code again.";
pub const CODE: &str = "Code of the room";
pub const SKIP_TO_SEAT: &str = "Skip to your seat";
pub const YOU_FOLLOW: &str =
    "You follow: whoever presents steers this cluster. Fork it to walk and act in a session of your own.";
pub const YOU_STEER: &str = "You have control: what you do here everybody sees.";
pub const HAND_UP: &str = "Raise your hand";
pub const HAND_DOWN: &str = "Take your hand down";
pub const FORK: &str = "Fork: a session of my own";
pub const REVEALED: &str = "This is what was predicted.";
pub const MAY_CHANGE: &str = "Your answer counts; you may still change it.";
pub const NOT_ANSWERED: &str = "Choose one.";
pub const POINT_AT: &str = "Point at";

pub fn room(code: &str) -> String {
    format!("Room {code}")
}

pub fn seat(number: u32, followers: u32) -> String {
    format!("You are number {number} · {}", followers_here(followers))
}

pub fn followers_here(followers: u32) -> String {
    if followers == 1 { "1 follows".to_owned() } else { format!("{followers} follow") }
}

pub fn points_at(what: &str) -> String {
    format!("Look at {what}.")
}

pub fn question(question: &str) -> String {
    format!("A question: {question}")
}

pub fn answered(answered: u32, follow: u32) -> String {
    format!("{answered} of {follow} answered.")
}
