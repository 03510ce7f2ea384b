//! A server: the machine that a replica is placed on, with its disk, its clock, its power switch, and its vices.

use super::Payload;
use super::under_way::Alarm;
use crate::command::{Behaviour, Place};
use crate::disk::{Disk, DiskFault, Ticket};
use crate::promises::own::Seen;
use smr::Tick;
use smr::order::{Epoch, Ordering};
use smr::place::ReplicaId;
use smr::replica::{Effect, Replica, ReplicaTimer};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use wire::{Cause, Party};

/// What a replica sends, and perhaps waits for the disk.
#[derive(Clone, Debug)]
pub(super) struct Outgoing<M> {
    pub to: Party,
    pub payload: Payload<M>,
}

/// A server.
#[derive(Clone)]
pub struct Server<O: Ordering> {
    pub(super) id: ReplicaId,
    /// `None` while the server is down.
    pub(super) replica: Option<Replica<O>>,
    /// The second copy of a twin.
    pub(super) twin: Option<Replica<O>>,
    pub(super) disk: Disk<O::Record>,
    pub(super) disk_faults: BTreeSet<DiskFault>,
    /// Sent, but waiting until the disk has what was asked to be written before.
    pub(super) held: VecDeque<(Ticket, Cause, Outgoing<O::Message>)>,
    /// Somebody is sending what was held; who is asked to do so meanwhile leaves it to that one.
    pub(super) releasing: bool,
    /// The Audit process will restart the replica as soon as that is done.
    pub(super) restart_due: bool,
    pub(super) ticket: Ticket,
    pub(super) written: Ticket,
    /// When the disk will be done with all that it was asked.
    pub(super) disk_busy_until: Tick,
    /// How often the server began: what was set in motion before a crash does not reach the replica after it.
    pub(super) run: u32,
    pub(super) timers: BTreeMap<ReplicaTimer, Alarm>,
    pub(super) paused: bool,
    /// What arrived while the server stood still.
    pub(super) backlog: Vec<super::Happening<O>>,
    pub(super) behaviour: Behaviour,
    /// A bit of the running replica's State has flipped.
    pub(super) flipped: bool,
    pub(super) audit_broken: bool,
    pub(super) skew: i64,
    pub(super) drift: i32,
    pub(super) effects: Vec<Effect<O::Message, O::Record>>,
    /// The role that was last told of its replica, and the ballot, term or view.
    pub(super) told: Option<(&'static str, Epoch)>,
}

impl<O: Ordering> Server<O> {
    pub(super) fn new(id: ReplicaId, disk: Disk<O::Record>) -> Self {
        Self {
            id,
            replica: None,
            twin: None,
            disk,
            disk_faults: BTreeSet::new(),
            held: VecDeque::new(),
            releasing: false,
            restart_due: false,
            ticket: 0,
            written: 0,
            disk_busy_until: 0,
            run: 0,
            timers: BTreeMap::new(),
            paused: false,
            backlog: Vec::new(),
            behaviour: Behaviour::Honest,
            flipped: false,
            audit_broken: false,
            skew: 0,
            drift: 0,
            effects: Vec::new(),
            told: None,
        }
    }

    /// Which replica is placed here.
    #[must_use]
    pub const fn id(&self) -> ReplicaId {
        self.id
    }

    /// Its place.
    #[must_use]
    pub const fn place(&self) -> Place {
        self.id.place
    }

    /// The replica, unless the server is down.
    #[must_use]
    pub const fn replica(&self) -> Option<&Replica<O>> {
        self.replica.as_ref()
    }

    /// The replica with what it has inside, unless the server is down.
    pub(super) fn inside(&self) -> Option<Seen<'_>> {
        Some((self.id, self.replica()?.ordering().inside()))
    }

    /// Whether the replica that starts here next has lost what the one before knew.
    pub(super) fn forgets(&self) -> bool {
        let faults = &self.disk_faults;
        let unreadable = faults.contains(&DiskFault::Lost) || faults.contains(&DiskFault::Corrupt);
        self.run > 0 && (self.disk.is_volatile() || unreadable)
    }

    /// The replica that starts here next; `None` if the place has used up its lives.
    pub(super) fn next_id(&self, amnesiac: bool) -> Option<ReplicaId> {
        if self.forgets() && !amnesiac { self.id.reborn() } else { Some(self.id) }
    }

    /// Whether it runs: neither down nor standing still.
    #[must_use]
    pub const fn runs(&self) -> bool {
        self.replica.is_some() && !self.paused
    }

    /// How its replica behaves towards others.
    #[must_use]
    pub const fn behaviour(&self) -> Behaviour {
        self.behaviour
    }

    /// What the server's own clock shows.
    pub(super) fn clock(&self, now: Tick) -> Tick {
        if self.skew == 0 && self.drift == 0 {
            return now;
        }
        let gained = i128::from(now) * i128::from(self.drift) / 1_000_000;
        let shown = i128::from(now) + i128::from(self.skew) + gained;
        shown.clamp(0, i128::from(u64::MAX / 2)) as Tick
    }

    /// How long the world takes for what the server's clock shows as so long.
    pub(super) fn real_duration(&self, shown: Tick) -> Tick {
        if self.drift == 0 {
            return shown;
        }
        let real = i128::from(shown) * 1_000_000 / (1_000_000 + i128::from(self.drift.max(-900_000)));
        real.clamp(1, i128::from(u64::MAX / 2)) as Tick
    }

    /// Whether the disk has all that the first of what was held waits for.
    pub(super) fn may_release(&self) -> bool {
        self.held.front().is_some_and(|(ticket, ..)| *ticket <= self.written)
    }

    /// Whether sends must wait for the disk.
    pub(super) const fn must_hold(&self) -> bool {
        self.written < self.ticket
    }
}
