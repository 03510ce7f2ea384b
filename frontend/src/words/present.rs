//! The texts of whoever presents to a class.

use crate::room::Cue;

pub const PRESENT: &str = "Present";
pub const PRESENT_SHARED: &str = "Everybody steers the cluster that all share, so nobody presents it. Fork it: a session of your own begins where it stands.";
pub const PRESENT_OWN: &str = "Open a room: others follow with its code. They see this cluster at the same moment, predict, and raise their hands.";
pub const OPEN_ROOM: &str = "Open a room";
pub const CLOSE_ROOM: &str = "Close the room";
pub const INVITATION: &str = "Come with this";
pub const SHOW_LARGE: &str = "Large, for the last row";
pub const AS_THEY_SEE: &str = "What they see, for the projector";
pub const ASK_THEM: &str = "Prediction";
pub const REVEAL: &str = "Reveal";
pub const END_POLL: &str = "Put it away";
pub const ANOTHER_QUESTION: &str = "Ask something else";
pub const QUESTION: &str = "Question";
pub const CHOICES: &str = "Answers, 2 to 8, one a line";
pub const YES_NO: &str = "yes\nno";
pub const ASK_NOW: &str = "Ask";
pub const HANDS: &str = "Hands";
pub const NO_HANDS: &str = "No hand is up.";
pub const HAND_OVER: &str = "hand over";
pub const LOWER: &str = "seen";
pub const TAKE_BACK: &str = "Take control back";
pub const OWN_NOTES: &str = "Notes, for you alone";
pub const DEMO: &str = "Demo";
pub const CHOOSE_DEMO: &str = "Choose a demo or a lesson";
pub const BEGIN_DEMO: &str = "Begin";
pub const HANDOUT: &str = "Handout";
pub const TAKE_ALONG: &str = "Save what happened";
pub const CLICKER: &str = "PgDn";
pub const THIS_HAPPENS: &str = "✓";
pub const THIS_DOES_NOT: &str = "✕";

pub fn qr(code: &str) -> String {
    format!("QR code that leads to room {code}")
}

pub fn hands(hands: &[u32]) -> String {
    let hands: Vec<_> = hands.iter().map(ToString::to_string).collect();
    format!("Up: {}", hands.join(", "))
}

pub fn hand_over(hand: u32) -> String {
    format!("Hand over control to number {hand}")
}

pub fn lower(hand: u32) -> String {
    format!("Lower the hand of number {hand}")
}

pub fn has_control(who: u32) -> String {
    format!("Number {who} has control.")
}

pub fn step_of(step: usize, steps: usize, title: &str) -> String {
    format!("Step {step} of {steps}: {title}")
}

pub fn elapsed(seconds: u32, minutes: u8) -> String {
    format!("{}:{:02} of {minutes} min", seconds / 60, seconds % 60)
}

pub const fn cue(cue: Cue) -> &'static str {
    match cue {
        Cue::Ask(_) => "Ask for predictions",
        Cue::Reveal => "Reveal the predictions",
        Cue::Play(_) => super::PLAY_THIS,
        Cue::Next => super::NEXT_STEP,
        Cue::End => "The end",
    }
}
