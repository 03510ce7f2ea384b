//! The words of the space-time diagram, and every event in few words. The server tells more of one that is asked for.

use wire::{Event, Fate, Traced, Verdict};

pub const SPACE_TIME: &str = "Space and time";
pub const SPACE_TIME_WHAT: &str = "Time runs to the right. Each line is somebody; a slanted line is a message on its way. \
    Click on anything to see what it is, what led to it and what it led to. Ctrl and the wheel zoom.";
pub const SPACE_TIME_KEYS: &str = "Space-time diagram. Arrow keys select the event before or after, plus and minus zoom, \
    Enter goes to the moment, Escape selects nothing. The events are also below, as a list.";
/// The buttons of the diagram: what they do, what stands on them, and what they are called.
pub const SPACE_TIME_TOOLS: [(&str, &str, &str); 6] = [
    ("out", "−", "Zoom out"),
    ("in", "+", "Zoom in"),
    ("earlier", "◂", "Earlier"),
    ("later", "▸", "Later"),
    ("whole", "Whole run", "Whole run"),
    ("follow", "Follow the present", "Follow the present"),
];
pub const LINE_OF_ALL: &str = "you";
pub const MARK_LEADS: &str = "leads";
pub const MARK_BROKEN: &str = "promise broken";
pub const WHAT_LED_HERE: &str = "What led here";
pub const EVENTS_AS_LIST: &str = "The events in view as a list";
pub const LOOK_FOR: &str = "Those that tell of";
pub const UNHEARD: &str = "not heard";
pub const NO_EVENTS: &str = "No event is in view.";
pub const TIME: &str = "Time";
pub const WHO: &str = "Who";
pub const WHAT: &str = "What";

/// The signs of the diagram, by their names in the style sheet, and what they stand for.
pub const SIGNS: [(&str, &str); 11] = [
    ("message", "message"),
    ("lost", "lost"),
    ("leads", "leads"),
    ("input", "asks"),
    ("executed", "executed"),
    ("output", "is answered"),
    ("begins", "begins"),
    ("down", "down"),
    ("fault", "fault"),
    ("yours", "you"),
    ("note", "for the record"),
];

/// A moment on the axis, as exact as the step between two of them asks for.
pub fn tick(at: f64, step: f64) -> String {
    let grouped = |number: u64| {
        let (thousands, rest) = (number / 1000, number % 1000);
        if thousands > 0 { format!("{thousands}\u{202f}{rest:03}") } else { rest.to_string() }
    };
    match step {
        step if step < 1_000.0 => format!("{} µs", grouped(at as u64)),
        step if step < 1_000_000.0 => format!("{} ms", grouped((at / 1_000.0) as u64)),
        _ => format!("{} s", grouped((at / 1_000_000.0) as u64)),
    }
}

pub fn selected_event(id: u64) -> String {
    format!("Event {id}")
}

pub fn led_to(count: usize) -> String {
    match count {
        0 => "It has led to nothing yet.".to_owned(),
        1 => "It led to 1 event.".to_owned(),
        _ => format!("It led to {count} events."),
    }
}

pub fn and_before(count: usize) -> String {
    format!("… and {count} before")
}

pub fn newest_of(shown: usize, all: usize) -> String {
    if shown == all { String::new() } else { format!("The last {shown} of {all}; zoom in to see the others.") }
}

pub fn found_in(shown: usize, searched: usize) -> String {
    format!("{shown} found, the newest of those in the last {searched} events in view.")
}

/// An event in few words.
pub fn event(traced: &Traced) -> String {
    let said = traced.words.as_deref().unwrap_or_default();
    let with = |text: String| if said.is_empty() { text } else { format!("{text}: {said}") };
    about_clients(&traced.event, said).or_else(|| about_messages(&traced.event)).map_or_else(
        || with(about_replicas(&traced.event)),
        |text| if matches!(traced.event, Event::Sent { .. }) { with(text) } else { text },
    )
}

fn about_clients(event: &Event, said: &str) -> Option<String> {
    Some(match event {
        Event::Command => format!("you: {said}"),
        Event::Invoked { client, number } => format!("c{client} asks, request {number}: {said}"),
        Event::Retried { client, number } => super::client_asks_again(*client, *number),
        Event::Heard { client, replica, .. } => format!("c{client} hears {said} from {replica}"),
        Event::Answered { client, verdict: Verdict::Output, .. } => format!("c{client} is given the Output {said}"),
        Event::Answered { client, verdict, .. } => format!("c{client} is given FAIL. {}", super::why_fail(*verdict)),
        _other => return None,
    })
}

fn about_messages(event: &Event) -> Option<String> {
    Some(match event {
        Event::Sent { from, to, kind, slot: 0, .. } => format!("{from} sends {kind} to {to}"),
        Event::Sent { from, to, kind, slot, .. } => format!("{from} sends {kind} of slot {slot} to {to}"),
        Event::Delivered { from, to, .. } => format!("a message of {from} arrives at {to}"),
        Event::Undelivered { fate, .. } => format!("a message does not arrive: {}", why_lost(*fate)),
        Event::Duplicated { .. } => "a message exists a second time".to_owned(),
        Event::Held { .. } => "a message waits for you".to_owned(),
        Event::Delayed { .. } => "you delay a message".to_owned(),
        _other => return None,
    })
}

fn about_replicas(event: &Event) -> String {
    match event {
        Event::Writing { replica, .. } => format!("{replica} writes to its disk"),
        Event::Written { replica } => format!("the disk of {replica} has written"),
        Event::Woken { replica, timer } => format!("the timer “{timer}” wakes {replica}"),
        Event::Rule { replica, line } => format!("{replica} follows the rule “{line}”"),
        Event::Role { replica, role, number: 0, .. } => format!("{replica} is {role}"),
        Event::Role { replica, role, number, .. } => format!("{replica} is {role}, with the number {number}"),
        Event::Leader { replica, leader: Some(leader) } => format!("{replica} believes that {leader} leads"),
        Event::Leader { replica, leader: None } => format!("{replica} knows no leader"),
        Event::Committed { replica, slot, .. } => format!("{replica} learns that slot {slot} is chosen"),
        Event::Executed { replica, slot, .. } => format!("{replica} executes slot {slot}"),
        Event::Audited { replica, slot, .. } => format!("{replica} has checksums of slot {slot} for the audit"),
        Event::Deviates { replica, slot } => super::deviates(*replica, *slot),
        Event::Suspects { replica, peer, standing } => format!("{replica} sees {peer} as {standing}"),
        Event::Checkpoint { replica, slot, .. } => format!("{replica} takes a checkpoint at slot {slot}"),
        Event::Stable { replica, slot } => format!("{replica} knows the checkpoint at slot {slot} to be stable"),
        Event::Forgotten { replica, below } => format!("{replica} forgets its log below slot {below}"),
        Event::Asks { replica, of, through } => format!("{replica} asks {of} for the log through slot {through}"),
        Event::Transfer { replica, from, .. } => format!("{replica} receives State from {from}"),
        Event::Installed { replica, slot, .. } => super::installed(*replica, *slot),
        Event::SourceRejected { replica, source, why } => super::source_rejected(*replica, *source, why),
        Event::Submitted { replica } => format!("{replica} submits an Input of its own"),
        Event::Members { from, members, .. } => super::members_change(*from, members),
        Event::Status { replica, status } => super::status_changes(*replica, status),
        Event::Ignored { replica, why } => format!("{replica} ignores a message: {why}"),
        Event::Began { replica } => super::began(*replica),
        Event::Loaded { replica, slot, .. } => {
            format!("{replica} goes on from the checkpoint at slot {slot} on its disk")
        }
        Event::Crashed { replica } => super::crashed(*replica),
        Event::RestartedByAudit { replica } => super::restarted_by_audit(*replica),
        Event::Paused { replica } => super::paused(*replica),
        Event::Resumed { replica } => super::resumed(*replica),
        Event::Fault { place, fault, on: true } => super::fault_begins(*place, fault, ""),
        Event::Fault { place, fault, on: false } => super::fault_ends(*place, fault),
        Event::SystemFailure { .. } => super::SYSTEM_FAILURE.to_owned(),
        Event::Broken { promise } => super::promise_broken(promise, ""),
        // Told above.
        _of_clients_and_messages => String::new(),
    }
}

const fn why_lost(fate: Fate) -> &'static str {
    match fate {
        Fate::Lost => "the network lost it",
        Fate::Cut => "nothing gets through there",
        Fate::Down => "the addressee is down",
        Fate::Stranger => "the addressee has another life",
        Fate::Dropped => "you dropped it",
        Fate::Mute => "the sender is mute",
    }
}
