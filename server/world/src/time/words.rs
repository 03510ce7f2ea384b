//! Every event in words. The story of a run leaves routine out; whoever asks why something happened wants to read of
//! every message, timer and write.

use crate::script::grammar::spell_moment;
use crate::script::story;
use wire::{Event, Fate, Traced};

/// An event in words: who, and what happened.
#[must_use]
pub fn say(traced: &Traced) -> String {
    let told = story::tell(traced).map(|telling| telling.sentence());
    told.unwrap_or_else(|| routine(&traced.event, traced.words.as_deref().unwrap_or_default()))
}

fn routine(event: &Event, words: &str) -> String {
    let with = |text: String| if words.is_empty() { text } else { format!("{text}: {words}") };
    match event {
        Event::Command => format!("the user says `{words}`"),
        Event::Heard { client, number, replica, counted, .. } => {
            let counts = if *counted { "" } else { ", which does not count" };
            format!("c{client} hears what {replica} answers to #{number}{counts}")
        }
        Event::Sent { message, from, to, kind, .. } => with(format!("{from} sends {kind} to {to}, message {message}")),
        Event::Delivered { message, from, to } => format!("message {message} of {from} arrives at {to}"),
        Event::Undelivered { message, fate } => format!("message {message} does not arrive: {}", fate_of(*fate)),
        Event::Duplicated { message, copy, .. } => format!("message {message} exists again, as message {copy}"),
        Event::Held { message } => format!("message {message} waits for the user"),
        Event::Delayed { message, arrives } => {
            format!("message {message} is delayed, to arrive at {} s", spell_moment(*arrives))
        }
        Event::Writing { replica, kind, slot } => {
            let slot = if *slot > 0 { format!(" of slot {slot}") } else { String::new() };
            format!("{replica} has its disk write {kind}{slot}")
        }
        Event::Written { replica } => format!("the disk of {replica} has written"),
        Event::Woken { replica, timer } => format!("{replica} is woken by its timer `{timer}`"),
        Event::Rule { replica, line } => with(format!("{replica} follows the rule `{line}`")),
        Event::Role { replica, role, number, .. } => format!("{replica} is {role} in {number}"),
        Event::Leader { replica, leader: Some(leader) } => format!("{replica} believes that {leader} leads"),
        Event::Leader { replica, leader: None } => format!("{replica} knows no leader"),
        Event::Loaded { replica, slot, .. } => {
            format!("{replica} goes on from the checkpoint of slot {slot} on its disk")
        }
        Event::Committed { replica, slot, inputs, .. } => {
            format!("{replica} learns that slot {slot} is chosen, with {inputs} Inputs")
        }
        Event::Audited { replica, slot, .. } => format!("{replica} has checksums of slot {slot} for the audit"),
        Event::Transfer { replica, from, received, differing, .. } => {
            format!("{replica} has {received} of {differing} bytes of State from {from}")
        }
        Event::Fault { place, fault, on } => {
            let whose = if *place == 0 { "the network".to_owned() } else { format!("r{place}") };
            format!("{whose} {} {fault}", if *on { "suffers:" } else { "is rid of:" })
        }
        told_by_the_story => with(format!("{told_by_the_story:?}")),
    }
}

const fn fate_of(fate: Fate) -> &'static str {
    match fate {
        Fate::Lost => "the network lost it",
        Fate::Cut => "nothing gets through there",
        Fate::Down => "the addressee is down",
        Fate::Stranger => "the addressee has another life",
        Fate::Dropped => "the user dropped it",
        Fate::Mute => "the sender is mute",
    }
}
