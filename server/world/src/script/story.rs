//! A run told in lines: one line an event of interest, faults, FAIL and broken promises marked.

use super::grammar::spell_moment;
use wire::{Event, Traced, Verdict};

/// A line of the story.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Telling {
    /// Whether it tells of a fault, of FAIL or of a broken promise.
    pub marked: bool,
    /// Who it is about: a replica, a client, or nobody.
    pub who: String,
    /// What happened.
    pub what: String,
}

impl Telling {
    /// The line, with its virtual time.
    #[must_use]
    pub fn line(&self, at: u64) -> String {
        let mark = if self.marked { '!' } else { ' ' };
        format!("{mark} {:>11} s  {:<5} {}", spell_moment(at), self.who, self.what).trim_end().to_owned()
    }

    /// What happened, without the time.
    #[must_use]
    pub fn sentence(&self) -> String {
        format!("{} {}", self.who, self.what).trim().to_owned()
    }
}

fn telling(marked: bool, who: impl ToString, what: impl Into<String>) -> Option<Telling> {
    Some(Telling { marked, who: who.to_string(), what: what.into() })
}

fn client(number: u16) -> String {
    format!("c{number}")
}

/// Tells an event, if it is of interest.
#[must_use]
pub fn tell(traced: &Traced) -> Option<Telling> {
    let words = traced.words.as_deref().unwrap_or_default();
    match &traced.event {
        Event::Invoked { client: who, number } => telling(false, client(*who), format!("asks #{number}: {words}")),
        Event::Retried { client: who, number } => {
            telling(false, client(*who), format!("asks #{number} again, of everybody"))
        }
        Event::Answered { client: who, number, verdict, unordered } => match verdict {
            Verdict::Output => {
                let beside = if *unordered { ", read beside the order" } else { "" };
                telling(false, client(*who), format!("is answered #{number}: {words}{beside}"))
            }
            Verdict::NoMajorityAgrees | Verdict::TooFewAnswered => {
                let not = "which does not mean that it was not executed";
                telling(true, client(*who), format!("is answered #{number}: FAIL, {words}; {not}"))
            }
        },
        Event::Fault { place, fault, on } => {
            let who = if *place == 0 { "net".to_owned() } else { format!("r{place}") };
            let fault = fault.as_ref();
            match (on, words) {
                (true, "") => telling(true, who, fault),
                (true, words) => telling(true, who, format!("{fault}: {words}")),
                (false, _) if fault == "honest" => None,
                (false, _) => telling(false, who, format!("no longer: {fault}")),
            }
        }
        Event::SystemFailure { .. } => telling(true, "", format!("SYSTEM FAILURE: {words}")),
        Event::Broken { promise } => telling(true, "", format!("PROMISE BROKEN: {promise}: {words}")),
        Event::Anomaly { client: who, .. } => telling(true, client(*who), format!("ANOMALY: {words}")),
        at_a_replica => at_a_replica.replica().and_then(|replica| of_a_replica(replica, at_a_replica, words)),
    }
}

fn of_a_replica(who: wire::Replica, event: &Event, words: &str) -> Option<Telling> {
    match event {
        Event::Leader { leader: Some(leader), .. } if *leader == who => telling(false, who, "leads"),
        Event::Executed { slot, .. } => telling(false, who, format!("executes slot {slot}; its State is {words}")),
        Event::Deviates { slot, .. } => telling(true, who, format!("the audit: it deviates at slot {slot}")),
        Event::Suspects { peer, standing, .. } => {
            telling(standing != "alive", who, format!("to it, {peer} looks {standing}"))
        }
        Event::Checkpoint { slot, .. } => telling(false, who, format!("takes the checkpoint of slot {slot}")),
        Event::Stable { slot, .. } => {
            telling(false, who, format!("a majority agrees on the checkpoint of slot {slot}"))
        }
        Event::Forgotten { below, .. } => telling(false, who, format!("forgets its log below slot {below}")),
        Event::Asks { of, through, .. } => telling(false, who, format!("asks {of} for entries through slot {through}")),
        Event::Installed { slot, whole, compressed, .. } => {
            telling(false, who, format!("has the State of slot {slot}: {compressed} of {whole} bytes had to be sent"))
        }
        Event::SourceRejected { source, why, .. } => {
            telling(true, who, format!("gives {source} up as a source: {why}"))
        }
        Event::Submitted { .. } => telling(false, who, format!("submits {words}")),
        Event::Members { from, members, .. } => {
            let members: Vec<String> = members.iter().map(ToString::to_string).collect();
            telling(false, who, format!("from slot {from} on, the members are {}", members.join(" ")))
        }
        Event::Status { status, .. } => telling(status == "rejoining", who, format!("is {status}")),
        Event::Ignored { why, .. } => telling(true, who, format!("ignores what no honest replica sends: {why}")),
        Event::Began { .. } => telling(false, who, format!("begins; its State is {words}")),
        Event::Crashed { .. } => telling(true, who, "crashes"),
        Event::RestartedByAudit { .. } => telling(true, who, "is restarted by the audit"),
        Event::Paused { .. } => telling(true, who, "stands still"),
        Event::Resumed { .. } => telling(false, who, "goes on"),
        _routine => None,
    }
}
