//! What a script remembers of a run: how often each event happened and where, and when something last happened that
//! was not routine. The [`View`](wire::View) shows the present; conditions such as `happened retried` and `quiet` are
//! about the past.

use super::universe::Universe;
use crate::command::Place;
use smr::Tick;
use std::collections::BTreeMap;
use wire::{Event, Party, Traced};

/// So long nothing but routine makes a run quiet: as long as it takes to notice that a replica is silent.
pub const QUIET: Tick = 500_000;

macro_rules! events {
    ($($event:ident = $name:literal),+ $(,)?) => {
        /// The names of all events, as `--json` shows them.
        pub const EVENTS: &[&str] = &[$($name),+];

        /// The name of an event, as its index in [`EVENTS`].
        #[must_use]
        pub fn kind(event: &Event) -> usize {
            let name = match event { $(Event::$event { .. } => $name),+ };
            EVENTS.iter().position(|known| std::ptr::eq(*known, name) || *known == name).unwrap_or(0)
        }
    };
}

events! {
    Command = "command",
    Invoked = "invoked",
    Retried = "retried",
    Heard = "heard",
    Answered = "answered",
    Sent = "sent",
    Delivered = "delivered",
    Undelivered = "undelivered",
    Duplicated = "duplicated",
    Held = "held",
    Writing = "writing",
    Written = "written",
    Woken = "woken",
    Rule = "rule",
    Role = "role",
    Leader = "leader",
    Committed = "committed",
    Executed = "executed",
    Audited = "audited",
    Deviates = "deviates",
    Suspects = "suspects",
    Checkpoint = "checkpoint",
    Stable = "stable",
    Forgotten = "forgotten",
    Asks = "asks",
    Transfer = "transfer",
    Installed = "installed",
    SourceRejected = "source-rejected",
    Submitted = "submitted",
    Members = "members",
    Status = "status",
    Ignored = "ignored",
    Began = "began",
    Crashed = "crashed",
    RestartedByAudit = "restarted-by-audit",
    Paused = "paused",
    Resumed = "resumed",
    Fault = "fault",
    SystemFailure = "system-failure",
    Broken = "broken",
    Anomaly = "anomaly",
    Loaded = "loaded",
    Delayed = "delayed",
}

/// What a script remembers of a run.
#[derive(Clone, Debug, Default)]
pub struct Witness {
    seen: u64,
    totals: Vec<u64>,
    by_party: BTreeMap<(usize, Party), u64>,
    eventful: Tick,
    disturbed: Tick,
    saved: BTreeMap<Place, u64>,
    /// Whom `leader` meant when a statement last named it.
    pub former_leader: Option<Place>,
}

impl Witness {
    /// Looks at every event since the last time; `tell` is told each.
    pub fn look(&mut self, world: &dyn Universe, tell: &mut dyn FnMut(&Traced)) {
        for traced in world.trace().after(self.seen) {
            self.notice(traced);
            tell(traced);
        }
        self.seen = world.trace().length();
    }

    /// Takes note of an event that somebody else looked at.
    pub fn notice(&mut self, traced: &Traced) {
        let event = &traced.event;
        let kind = kind(event);
        self.totals.resize(EVENTS.len(), 0);
        self.totals[kind] += 1;
        if let Some(party) = place_of(event) {
            *self.by_party.entry((kind, party)).or_default() += 1;
        }
        if is_news(event) {
            self.eventful = traced.at;
        }
        if is_disturbance(event) {
            self.disturbed = traced.at;
        }
        if let Event::Installed { replica, whole, compressed, .. } = event {
            self.saved.insert(replica.place, whole.saturating_sub(*compressed));
        }
    }

    /// How often this event has happened.
    #[must_use]
    pub fn total(&self, event: &str) -> u64 {
        let kind = EVENTS.iter().position(|known| *known == event);
        kind.and_then(|kind| self.totals.get(kind)).copied().unwrap_or(0)
    }

    /// How often it has happened at this place, or to this client.
    #[must_use]
    pub fn at(&self, event: &str, party: Party) -> u64 {
        let kind = EVENTS.iter().position(|known| *known == event);
        kind.and_then(|kind| self.by_party.get(&(kind, party))).copied().unwrap_or(0)
    }

    /// When something last happened that was not routine.
    #[must_use]
    pub const fn eventful(&self) -> Tick {
        self.eventful
    }

    /// When something was last done to the cluster, or to its members.
    #[must_use]
    pub const fn disturbed(&self) -> Tick {
        self.disturbed
    }

    /// How many bytes the last state transfer to this place saved.
    #[must_use]
    pub fn saved(&self, place: Place) -> u64 {
        self.saved.get(&place).copied().unwrap_or(0)
    }
}

/// Where an event happened, all lives of a replica being one place.
#[must_use]
pub fn place_of(event: &Event) -> Option<Party> {
    match event {
        Event::Invoked { client, .. }
        | Event::Retried { client, .. }
        | Event::Heard { client, .. }
        | Event::Answered { client, .. }
        | Event::Anomaly { client, .. } => Some(Party::Client(*client)),
        Event::Sent { from, .. } => Some(without_life(*from)),
        Event::Delivered { to, .. } => Some(without_life(*to)),
        Event::Fault { place, .. } if *place > 0 => Some(replica(*place)),
        at_a_replica_or_nowhere => at_a_replica_or_nowhere.replica().map(|id| replica(id.place)),
    }
}

/// The replica at a place, whichever life it lives.
#[must_use]
pub const fn replica(place: Place) -> Party {
    Party::Replica(wire::Replica { place, life: 0 })
}

/// A party, whichever life it lives.
#[must_use]
pub const fn without_life(party: Party) -> Party {
    match party {
        Party::Replica(id) => replica(id.place),
        Party::Client(_) => party,
    }
}

/// Whether an event is more than routine. Replicas that try in vain to lead are routine too, or a minority that is cut
/// off would never be quiet.
const fn is_news(event: &Event) -> bool {
    match event {
        Event::Sent { .. }
        | Event::Delivered { .. }
        | Event::Undelivered { .. }
        | Event::Duplicated { .. }
        | Event::Held { .. }
        | Event::Delayed { .. }
        | Event::Writing { .. }
        | Event::Written { .. }
        | Event::Woken { .. }
        | Event::Rule { .. }
        | Event::Role { .. }
        | Event::Leader { leader: None, .. }
        | Event::Audited { .. }
        // No Input: where time commits a slot, time alone would never be quiet. With Inputs, what is executed was
        // committed before.
        | Event::Committed { inputs: 0, .. }
        | Event::Executed { .. }
        | Event::Asks { .. }
        | Event::Ignored { .. } => false,
        _news => true,
    }
}

const fn is_disturbance(event: &Event) -> bool {
    matches!(
        event,
        Event::Fault { .. }
            | Event::Began { .. }
            | Event::Crashed { .. }
            | Event::Paused { .. }
            | Event::Resumed { .. }
            | Event::Members { .. }
            | Event::SystemFailure { .. }
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_have_the_names_that_json_shows() {
        let event = Event::SourceRejected {
            replica: wire::Replica { place: 1, life: 0 },
            source: wire::Replica { place: 2, life: 0 },
            why: "".into(),
        };
        assert_eq!(EVENTS[kind(&event)], "source-rejected");
        assert_eq!(
            EVENTS[kind(&Event::RestartedByAudit { replica: wire::Replica { place: 1, life: 0 } })],
            "restarted-by-audit"
        );
        assert!(EVENTS.iter().all(|name| EVENTS.iter().filter(|same| same == &name).count() == 1));
    }
}
