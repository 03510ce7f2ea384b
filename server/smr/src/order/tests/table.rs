//! A table at which a cluster is played by hand: every message lies there until the test delivers or drops it. Disks
//! are instantaneous.

use crate::order::{In, Ordering, Out, Setup, Timer};
use crate::place::{Members, ReplicaId};
use crate::receive::{Batch, ClientId, Input, Request, Submitter};
use crate::slots::Slot;
use std::collections::BTreeMap;

/// A message on the table.
pub struct Letter<O: Ordering> {
    pub from: u8,
    pub to: u8,
    pub message: O::Message,
}

pub struct Table<O: Ordering> {
    pub replicas: BTreeMap<u8, O>,
    pub letters: Vec<Letter<O>>,
    /// What each has committed.
    pub committed: BTreeMap<u8, Vec<Batch>>,
    /// What each has done, in the words of the pseudo-code and of its other effects.
    pub effects: Vec<(u8, Out<O>)>,
}

pub fn request(number: u32) -> Request {
    Request { from: Submitter::Client(ClientId(1)), number, input: Input::Checkpoint }
}

pub fn setup() -> Setup {
    Setup { window: 8, patience: 100_000, heartbeat: 30_000, ..Setup::default() }
}

impl<O: Ordering> Table<O> {
    /// `count` replicas, the first `members` of which are members.
    pub fn of(count: u8, members: u8) -> Self {
        let replicas = (1..=count).map(|place| (place, O::new(ReplicaId::first(place), setup())));
        let mut table = Self {
            replicas: replicas.collect(),
            letters: Vec::new(),
            committed: (1..=count).map(|place| (place, Vec::new())).collect(),
            effects: Vec::new(),
        };
        for place in 1..=count {
            table.start(place, &[], 0, &[(1, Members::first(members))]);
        }
        table
    }

    pub fn start(&mut self, place: u8, records: &[O::Record], executed: Slot, members: &[(Slot, Members)]) {
        self.step(place, In::Start { records, executed, members });
    }

    /// One input; what it commits is executed at once, what it says to itself it hears at once.
    pub fn step(&mut self, place: u8, input: In<'_, O>) {
        let mut out = Vec::new();
        self.replica(place).step(0, input, &mut out);
        for effect in out {
            self.effects.push((place, effect.clone()));
            match effect {
                Out::Send { to, message } if to.place == place => {
                    self.step(place, In::Message { from: ReplicaId::first(place), message });
                }
                Out::Send { to, message } => self.letters.push(Letter { from: place, to: to.place, message }),
                Out::Commit { slot, batch } => {
                    let committed = self.committed.entry(place).or_default();
                    committed.push(batch);
                    assert_eq!(committed.len() as Slot, slot, "a gap");
                    self.step(place, In::Executed(slot));
                }
                Out::Persist(_)
                | Out::Forget(_)
                | Out::Timer { .. }
                | Out::Leader(_)
                | Out::Behind { .. }
                | Out::Rule(_)
                | Out::Ignored(_) => {}
            }
        }
    }

    pub fn replica(&mut self, place: u8) -> &mut O {
        self.replicas.get_mut(&place).expect("a replica of this table")
    }

    /// Forces a replica to lead, as long before its timer as a table without time is.
    pub fn lead(&mut self, place: u8) {
        self.step(place, In::Timer(Timer(O::LEAD.0)));
    }

    pub fn propose(&mut self, place: u8, numbers: impl IntoIterator<Item = u32>) {
        let requests: Vec<Request> = numbers.into_iter().map(request).collect();
        self.step(place, In::Propose(&requests));
    }

    /// Delivers what is chosen, and what follows from it, until nothing of it is left.
    pub fn deliver(&mut self, chosen: impl Fn(&Letter<O>) -> bool) {
        while let Some(index) = self.letters.iter().position(&chosen) {
            let letter = self.letters.remove(index);
            self.step(letter.to, In::Message { from: ReplicaId::first(letter.from), message: letter.message });
        }
    }

    pub fn deliver_all(&mut self) {
        self.deliver(|_| true);
    }

    /// Delivers what these say to each other.
    pub fn deliver_among(&mut self, places: &[u8]) {
        self.deliver(|letter| places.contains(&letter.from) && places.contains(&letter.to));
    }

    pub fn drop_all(&mut self) {
        self.letters.clear();
    }

    pub fn numbers(&self, place: u8) -> Vec<Vec<u32>> {
        let batches = self.committed[&place].iter();
        batches.map(|batch| batch.iter().map(|request| request.number).collect()).collect()
    }

    /// How often this replica ran this line.
    pub fn ran(&self, place: u8, line: &crate::order::Line) -> usize {
        let runs = |(at, effect): &&(u8, Out<O>)| *at == place && matches!(effect, Out::Rule(ran) if *ran == line);
        self.effects.iter().filter(runs).count()
    }

    /// Why inputs were ignored.
    pub fn ignored(&self) -> Vec<&'static str> {
        let whys = self.effects.iter().filter_map(|(_, effect)| match effect {
            Out::Ignored(why) => Some(*why),
            _ => None,
        });
        whys.collect()
    }
}
