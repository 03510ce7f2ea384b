//! What stands between a replica and the universe: its disk, what waits for the disk, its timers, and the State.

use super::universe::{Event, Universe};
use crate::order::{In, Ordering, Out, Record, Setup};
use crate::place::{Members, ReplicaId};
use crate::receive::{Batch, Input};
use crate::slots::Slot;
use std::collections::{BTreeMap, VecDeque};

/// A replica and what belongs to it.
pub struct Host<O: Ordering> {
    pub id: ReplicaId,
    pub up: bool,
    /// It has lost its disk and has no State yet.
    pub blank: bool,
    pub life: u64,
    pub setup: Setup,
    pub protocol: O,
    pub disk: BTreeMap<Option<Slot>, O::Record>,
    pub writing: VecDeque<(u64, O::Record)>,
    pub written: u64,
    pub held: VecDeque<(u64, ReplicaId, O::Message)>,
    pub timers: Vec<u64>,
    pub committed: Vec<Batch>,
    pub executed: usize,
    pub stable: usize,
    pub members: Vec<(Slot, Members)>,
}

impl<O: Ordering> Host<O> {
    pub fn new(id: ReplicaId, setup: Setup, members: Members) -> Self {
        Self {
            id,
            up: true,
            blank: false,
            life: 0,
            setup,
            protocol: O::new(id, setup),
            disk: BTreeMap::new(),
            writing: VecDeque::new(),
            written: 0,
            held: VecDeque::new(),
            timers: vec![0; O::TIMERS.len()],
            committed: Vec::new(),
            executed: 0,
            stable: 0,
            members: vec![(1, members)],
        }
    }
}

impl<O: Ordering> Universe<O> {
    pub fn step(&mut self, node: usize, input: In<'_, O>) {
        self.steps += 1;
        let mut out = Vec::new();
        self.nodes[node].protocol.step(self.now, input, &mut out);
        for effect in out {
            self.effect(node, effect);
        }
    }

    pub fn effect(&mut self, node: usize, effect: Out<O>) {
        let life = self.nodes[node].life;
        match effect {
            Out::Send { to, message } => {
                let host = &mut self.nodes[node];
                match host.writing.back() {
                    Some((number, _)) => host.held.push_back((*number, to, message)),
                    None => self.send(node, to, message),
                }
            }
            Out::Persist(record) => {
                let host = &mut self.nodes[node];
                host.written += 1;
                let number = host.written;
                host.writing.push_back((number, record));
                let after = 1 + self.dice.below(8_000);
                self.after(after, Event::Written { node, life, number });
            }
            Out::Forget(below) => {
                let host = &mut self.nodes[node];
                host.disk.retain(|slot, _| slot.is_none_or(|slot| slot >= below));
                host.writing.retain(|(_, record)| record.slot().is_none_or(|slot| slot >= below));
            }
            Out::Timer { timer, after } => {
                self.nodes[node].timers[timer.0 as usize] += 1;
                let epoch = self.nodes[node].timers[timer.0 as usize];
                self.after(after, Event::Fired { node, life, timer, epoch });
            }
            Out::Commit { slot, batch } => {
                self.commit(node, slot, batch);
                let after = self.dice.below(3_000);
                self.after(after, Event::Execute { node, life });
            }
            Out::Behind { source, .. } => {
                if !self.dice.chance(self.loss) {
                    let after = 1 + self.dice.below(2 * self.slowness);
                    self.after(after, Event::Fetch { node, life, source });
                }
            }
            Out::Ignored(why) if self.trial.lie.is_some() => {
                self.ignored.insert(why);
            }
            Out::Ignored(why) => self.broken = Some(format!("an honest replica was ignored: {why}")),
            Out::Rule(line) => {
                self.ran.insert(line.name);
            }
            Out::Leader(_) => {}
        }
    }

    pub fn written(&mut self, node: usize, number: u64) {
        let host = &mut self.nodes[node];
        while host.writing.front().is_some_and(|(first, _)| *first <= number) {
            if let Some((_, record)) = host.writing.pop_front() {
                host.disk.insert(record.slot(), record);
            }
        }
        let mut ready = Vec::new();
        let safe = host.writing.front().map_or(u64::MAX, |(first, _)| first - 1);
        while host.held.front().is_some_and(|(needs, _, _)| *needs <= safe) {
            ready.extend(host.held.pop_front());
        }
        for (_, to, message) in ready {
            self.send(node, to, message);
        }
    }

    pub fn commit(&mut self, node: usize, slot: Slot, batch: Batch) {
        let (id, known) = (self.nodes[node].id, self.nodes[node].committed.len());
        if slot != known as Slot + 1 {
            self.broken = Some(format!("{id} committed {slot} after {known}"));
            return;
        }
        if self.lies(node) {
            return self.nodes[node].committed.push(batch);
        }
        for request in batch.iter() {
            if self.proposed.get(&request.number) != Some(&request.input) {
                self.broken = Some(format!("{request:?} was never proposed"));
            }
        }
        match self.chosen.get(slot as usize - 1) {
            Some(chosen) if *chosen != batch => {
                self.broken = Some(format!("slot {slot}: {id} committed {batch:?}, another committed {chosen:?}"));
            }
            Some(_) => {}
            None => self.chosen.push(batch.clone()),
        }
        self.nodes[node].committed.push(batch);
    }

    /// Executes what is committed: QUIT and JOIN change the members `window` slots later.
    pub fn execute(&mut self, node: usize) {
        if self.interpret(node) {
            let executed = self.nodes[node].executed as Slot;
            self.step(node, In::Executed(executed));
        }
    }

    pub fn interpret(&mut self, node: usize) -> bool {
        let first = self.nodes[node].executed;
        for index in first..self.nodes[node].committed.len() {
            let batch = self.nodes[node].committed[index].clone();
            let from = index as Slot + 1 + self.trial.window;
            for request in batch.iter() {
                let before = self.nodes[node].members.last().expect("there are members").1;
                let members = match request.input {
                    Input::Quit(replica) => before.quit(replica),
                    Input::Join(replica) if !before.contains(replica) => before.join(replica),
                    Input::Join(_) | Input::Operation(_) | Input::Checkpoint => continue,
                };
                self.nodes[node].members.push((from, members));
                self.step(node, In::Members { from, members });
            }
            self.nodes[node].executed = index + 1;
        }
        self.nodes[node].executed > first
    }

    /// Entries of the log come from another replica, or the State, where the entries are below its checkpoint.
    pub fn fetch(&mut self, node: usize, source: ReplicaId) {
        let known = self.nodes[node].committed.len();
        let source = self.nodes.iter().position(|other| other.id == source && other.up && other.executed > known);
        if let Some(source) = source.filter(|source| !self.lies(*source)).map(|source| &self.nodes[source]) {
            let entries = source.committed[known..source.executed].to_vec();
            let transferred = source.stable > known;
            self.nodes[node].committed.extend(entries);
            self.interpret(node);
            let through = self.nodes[node].committed.len() as Slot;
            let told = if self.dice.chance(500) { In::Installed(through) } else { In::Executed(through) };
            self.step(node, told);
            if transferred {
                self.checkpoint(node);
            }
        }
    }

    pub fn checkpoint(&mut self, node: usize) {
        let host = &mut self.nodes[node];
        host.stable = host.executed;
        let below = host.stable as Slot + 1;
        self.step(node, In::Stable(below));
    }

    pub fn crash(&mut self, node: usize) {
        let reached = self.dice.below(self.nodes[node].writing.len() as u64 + 1);
        let host = &mut self.nodes[node];
        for _ in 0..reached {
            if let Some((_, record)) = host.writing.pop_front() {
                host.disk.insert(record.slot(), record);
            }
        }
        host.up = false;
        host.life += 1;
        host.writing.clear();
        host.held.clear();
        host.executed = host.stable;
        host.committed.truncate(host.stable);
        let after = self.dice.below(200_000);
        self.after(after, Event::Restart { node });
        if self.trial.rebirths && self.joining.is_none() && self.dice.chance(500) {
            let host = &mut self.nodes[node];
            host.id = host.id.reborn().expect("lives enough for a short run");
            host.disk.clear();
            host.blank = true;
            self.joining = Some(host.id);
        }
    }

    pub fn restart(&mut self, node: usize) {
        if self.nodes[node].blank {
            // The State is transferred from a replica that is up.
            let source = (0..self.nodes.len()).filter(|other| self.nodes[*other].up);
            let Some(source) = source.max_by_key(|other| self.nodes[*other].executed) else {
                self.after(50_000, Event::Restart { node });
                return;
            };
            let (executed, members) = (self.nodes[source].executed, self.nodes[source].members.clone());
            let committed = self.nodes[source].committed[..executed].to_vec();
            let host = &mut self.nodes[node];
            (host.committed, host.executed, host.stable, host.members) = (committed, executed, executed, members);
            host.blank = false;
        }
        self.nodes[node].up = true;
        self.start(node);
        if let Some(joining) = self.joining {
            self.observe(&[joining]);
            self.propose(10_000 + u32::from(joining.place) * 256 + u32::from(joining.life), Input::Join(joining));
        }
    }

    pub fn start(&mut self, node: usize) {
        let host = &mut self.nodes[node];
        host.members.retain(|(from, _)| *from <= host.executed as Slot + self.trial.window);
        host.protocol = O::new(host.id, host.setup);
        let records: Vec<O::Record> = host.disk.values().cloned().collect();
        let (executed, members) = (host.executed as Slot, host.members.clone());
        self.step(node, In::Start { records: &records, executed, members: &members });
    }
}
