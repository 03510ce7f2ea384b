//! A small hostile universe for one cluster: it delays, loses, doubles and reorders messages, cuts links, crashes and
//! restarts replicas with whatever their disks hold, destroys a disk, changes members, forces elections; then it heals
//! and waits. All of it follows from a seed.

use super::host::Host;
use crate::Tick;
use crate::order::{In, Lie, Message as _, Ordering, Setup, Timer, Treason};
use crate::place::{Members, ReplicaId};
use crate::plant::Plants;
use crate::receive::{Batch, ClientId, Input, Request, Submitter};
use crate::slots::Slot;
use std::collections::{BTreeMap, BTreeSet};

/// What is tried, and how roughly.
#[derive(Clone, Copy)]
pub struct Trial {
    pub members: u8,
    pub plants: Plants,
    pub window: Slot,
    /// How long the faults last.
    pub chaos: Tick,
    /// How many Inputs are proposed meanwhile.
    pub inputs: u32,
    /// Whether disks are destroyed, so that replicas return as others and members change.
    pub rebirths: bool,
    /// Of a thousand faults, how many force somebody to lead.
    pub forced: u64,
    /// How the first replica lies, if it does.
    pub lie: Option<Treason>,
}

impl Trial {
    pub fn of(members: u8) -> Self {
        let plants = Plants::default();
        Self { members, plants, window: 8, chaos: 1_500_000, inputs: 24, rebirths: false, forced: 400, lie: None }
    }
}

/// SplitMix64.
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub fn below(&mut self, end: u64) -> u64 {
        self.roll() % end.max(1)
    }

    pub fn chance(&mut self, of_thousand: u64) -> bool {
        self.below(1000) < of_thousand
    }
}

pub enum Event<O: Ordering> {
    Deliver { from: ReplicaId, to: ReplicaId, message: O::Message },
    Written { node: usize, life: u64, number: u64 },
    Fired { node: usize, life: u64, timer: Timer, epoch: u64 },
    Execute { node: usize, life: u64 },
    Fetch { node: usize, life: u64, source: ReplicaId },
    Restart { node: usize },
    Fault,
    Input { number: u32 },
    Retry,
}

pub struct Universe<O: Ordering> {
    pub trial: Trial,
    pub dice: Dice,
    pub now: Tick,
    pub sequence: u64,
    pub events: BTreeMap<(Tick, u64), Event<O>>,
    pub nodes: Vec<Host<O>>,
    pub cut: BTreeSet<(u8, u8)>,
    pub chosen: Vec<Batch>,
    pub proposed: BTreeMap<u32, Input>,
    /// The replica that returned without its disk.
    pub joining: Option<ReplicaId>,
    /// The replica that was told to QUIT.
    pub quitting: Option<ReplicaId>,
    pub loss: u64,
    pub slowness: Tick,
    pub broken: Option<String>,
    pub steps: u64,
    /// The lines of the pseudo-code that ran.
    pub ran: BTreeSet<&'static str>,
    /// Why messages were ignored, which is right where a replica lies.
    pub ignored: BTreeSet<&'static str>,
}

const PATIENCE: Tick = 100_000;

fn request(number: u32, input: Input) -> Request {
    Request { from: Submitter::Client(ClientId(1)), number, input }
}

/// Runs one seed; an error tells which promise was broken.
pub fn run<O: Ordering>(seed: u64, trial: Trial) -> Result<Universe<O>, String> {
    let mut universe: Universe<O> = Universe::new(seed, trial);
    universe.run_until(trial.chaos);
    universe.heal();
    let mut deadline = trial.chaos;
    while universe.broken.is_none() && !universe.is_done() {
        deadline += 500_000;
        if deadline > trial.chaos + 60_000_000 {
            let state: Vec<_> = universe.nodes.iter().map(|node| (node.id, node.up, node.protocol.probe())).collect();
            universe.broken = Some(format!("not all was chosen: {state:?}"));
        }
        universe.run_until(deadline);
    }
    match universe.broken.take() {
        Some(broken) => Err(format!("seed {seed}: {broken}")),
        None => Ok(universe),
    }
}

impl<O: Ordering> Universe<O> {
    fn new(seed: u64, trial: Trial) -> Self {
        let mut dice = Dice(seed);
        let loss = [0, 20, 100, 300][dice.below(4) as usize];
        let slowness = [2_000, 20_000, 120_000][dice.below(3) as usize];
        let setup =
            Setup { plants: trial.plants, window: trial.window, batch: 8, patience: PATIENCE, heartbeat: 30_000 };
        let members = Members::first(trial.members);
        let nodes = members.iter().map(|id| Host::new(id, setup, members));
        let mut universe = Self {
            nodes: nodes.collect(),
            trial,
            now: 0,
            sequence: 0,
            events: BTreeMap::new(),
            cut: BTreeSet::new(),
            chosen: Vec::new(),
            proposed: BTreeMap::new(),
            joining: None,
            quitting: None,
            loss,
            slowness,
            broken: None,
            steps: 0,
            ran: BTreeSet::new(),
            ignored: BTreeSet::new(),
            dice,
        };
        for node in 0..universe.nodes.len() {
            universe.start(node);
        }
        for number in 1..=trial.inputs {
            let after = universe.dice.below(trial.chaos);
            universe.after(after, Event::Input { number });
        }
        universe.after(1, Event::Fault);
        universe
    }

    pub fn after(&mut self, after: Tick, event: Event<O>) {
        self.sequence += 1;
        self.events.insert((self.now + after, self.sequence), event);
    }

    fn run_until(&mut self, end: Tick) {
        while self.broken.is_none() && self.events.first_key_value().is_some_and(|((at, _), _)| *at <= end) {
            if let Some(((at, _), event)) = self.events.pop_first() {
                self.now = at;
                self.happen(event);
            }
        }
        self.now = end;
    }

    fn happen(&mut self, event: Event<O>) {
        match event {
            Event::Deliver { from, to, message } => {
                let addressee = self.nodes.iter().position(|node| node.id == to && node.up);
                if let Some(node) = addressee.filter(|_| from == to || !self.cut.contains(&(from.place, to.place))) {
                    self.step(node, In::Message { from, message });
                }
            }
            Event::Written { node, life, number } if self.lives(node, life) => self.written(node, number),
            Event::Fired { node, life, timer, epoch }
                if self.lives(node, life) && self.nodes[node].timers[timer.0 as usize] == epoch =>
            {
                self.step(node, In::Timer(timer));
            }
            Event::Execute { node, life } if self.lives(node, life) => self.execute(node),
            Event::Fetch { node, life, source } if self.lives(node, life) => self.fetch(node, source),
            Event::Restart { node } if !self.nodes[node].up => self.restart(node),
            Event::Fault if self.now < self.trial.chaos => {
                self.fault();
                let after = 1 + self.dice.below(60_000);
                self.after(after, Event::Fault);
            }
            Event::Input { number } => self.propose(number, Input::Checkpoint),
            Event::Retry => self.retry(),
            // What belongs to an earlier life, or to the time before the healing.
            _ => {}
        }
    }

    /// Whether this is the replica that lies. What it makes of the others' answers is nobody's concern.
    pub fn lies(&self, node: usize) -> bool {
        self.trial.lie.is_some() && node == 0
    }

    pub fn lives(&self, node: usize, life: u64) -> bool {
        self.nodes[node].up && self.nodes[node].life == life
    }

    pub fn send(&mut self, node: usize, to: ReplicaId, message: O::Message) {
        let from = self.nodes[node].id;
        if from == to {
            self.after(0, Event::Deliver { from, to, message });
            return;
        }
        let bent = match self.trial.lie.filter(|_| self.lies(node)) {
            Some(treason) => {
                let another = self.nodes[self.dice.below(self.nodes.len() as u64) as usize].id;
                let draw = self.dice.roll();
                message.bent(&Lie::of(self.nodes[node].id, treason, to, self.now).drawn(another, draw))
            }
            None => Some(message),
        };
        let Some(message) = bent else { return };
        let copies = if self.dice.chance(self.loss) { 0 } else { 1 + u64::from(self.dice.chance(self.loss)) };
        for _ in 0..copies {
            let late = if self.dice.chance(20 + self.loss) { 20 } else { 1 };
            let after = 500 + self.dice.below(self.slowness * late);
            self.after(after, Event::Deliver { from, to, message: message.clone() });
        }
    }

    pub fn propose(&mut self, number: u32, input: Input) {
        self.proposed.insert(number, input);
        let node = self.dice.below(self.nodes.len() as u64) as usize;
        if self.nodes[node].up {
            self.step(node, In::Propose(&[request(number, input)]));
        }
    }

    fn fault(&mut self) {
        let node = self.dice.below(self.nodes.len() as u64) as usize;
        if self.dice.chance(self.trial.forced) {
            if self.nodes[node].up {
                self.step(node, In::Timer(Timer(O::LEAD.0)));
            }
            return;
        }
        if self.trial.members > 3 && self.trial.rebirths && self.quitting.is_none() && self.dice.chance(100) {
            let quitting = self.nodes[node].id;
            self.quitting = Some(quitting);
            self.propose(9_000, Input::Quit(quitting));
            return;
        }
        match self.dice.below(5) {
            0 | 1 if self.nodes[node].up => self.crash(node),
            2 if self.nodes[node].up => self.checkpoint(node),
            3 => {
                let other = self.dice.below(self.nodes.len() as u64) as usize;
                self.cut.insert((self.nodes[node].id.place, self.nodes[other].id.place));
            }
            4 => self.cut.clear(),
            _ => {}
        }
    }

    pub fn observe(&mut self, observers: &[ReplicaId]) {
        for node in (0..self.nodes.len()).filter(|node| self.nodes[*node].up).collect::<Vec<_>>() {
            self.step(node, In::Observers(observers));
        }
    }

    fn heal(&mut self) {
        self.cut.clear();
        self.loss = 0;
        self.slowness = 5_000;
        for node in 0..self.nodes.len() {
            if !self.nodes[node].up {
                self.restart(node);
            }
        }
        self.after(1, Event::Retry);
    }

    fn missing(&self) -> Vec<(u32, Input)> {
        let chosen: BTreeSet<u32> =
            self.chosen.iter().flat_map(|batch| batch.iter().map(|request| request.number)).collect();
        let missing = self.proposed.iter().filter(|(number, _)| !chosen.contains(number));
        missing.map(|(number, input)| (*number, *input)).collect()
    }

    /// Clients that were not answered submit again, and everybody takes a checkpoint.
    fn retry(&mut self) {
        for node in 0..self.nodes.len() {
            self.checkpoint(node);
        }
        for (number, input) in self.missing() {
            self.propose(number, input);
        }
        self.after(400_000, Event::Retry);
    }

    /// Everything proposed is chosen, every change of members is in effect, and every member knows all of it.
    fn is_done(&self) -> bool {
        let furthest = self.nodes.iter().max_by_key(|node| node.executed);
        let Some((from, members)) = furthest.and_then(|node| node.members.last()) else {
            return false;
        };
        let judged = self.nodes.iter().enumerate().filter(|(index, _)| !self.lies(*index)).map(|(_, node)| node);
        let mut deciding = judged.filter(|node| members.contains(node.id));
        self.missing().is_empty()
            && self.chosen.len() as Slot + 1 >= *from
            && deciding.all(|node| node.up && node.executed == self.chosen.len())
    }
}
