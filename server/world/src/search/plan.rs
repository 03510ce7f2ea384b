//! Plans: a whole run written down before it begins, drawn from a seed.
//!
//! Faults are injected like a swarm: each seed turns most kinds off and a few on, strongly, since a run with a little
//! of everything hides what only much of one thing shows. All faults stay within what the failure model promises to
//! survive: only the *wrong places*, at most F of them, ever lie, lose their memory or have their State flipped.
//! The others may crash, stall, be cut off and have wrong clocks as often as the seed likes.
//!
//! A plan has two phases. In the first everything can go wrong. In the second a majority is healed and all else stays
//! broken for good: faults that heal at random would hide that the cluster has lost the way forward.

use crate::command::{Behaviour, Command, Place};
use crate::configuration::Configuration;
use crate::disk::DiskFault;
use crate::network::Conditions;
use crate::random::{Dice, Stream};
use smr::Tick;
use smr::execute::MachineKind;
use smr::log::LogKind;
use smr::place::FailureModel;
use smr::plant::Plants;
use smr::receive::ClientId;
use wire::{Party, Replica};

/// How much goes wrong.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Faults {
    /// Nothing.
    None,
    /// Lost messages, crashes and partitions.
    Light,
    /// Everything that the failure model promises to survive.
    Full,
}

impl Faults {
    /// Every level.
    pub const ALL: [Self; 3] = [Self::None, Self::Light, Self::Full];

    /// Its name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Light => "light",
            Self::Full => "full",
        }
    }

    /// What goes wrong.
    #[must_use]
    pub const fn says(self) -> &'static str {
        match self {
            Self::None => "nothing goes wrong",
            Self::Light => "lost and late messages, crashes, partitions",
            Self::Full => {
                "everything the failure model promises to survive: also lost disks, flipped bits, liars, broken audits, skewed clocks, QUIT and JOIN"
            }
        }
    }
}

/// A command at its time.
pub type Timed = (Tick, Command);

/// A whole run.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Plan {
    /// What the run is given.
    pub configuration: Configuration,
    /// What is done to it, in the order of the times.
    pub commands: Vec<Timed>,
    /// When the first phase ends and a majority is healed.
    pub heals: Tick,
    /// What heals.
    pub healing: Vec<Command>,
    /// How many clients there are.
    pub clients: u16,
}

/// How long the first phase lasts.
const FIRST_PHASE: Tick = 3_000_000;

/// Draws one decision after the other.
struct Draws {
    dice: Dice,
    count: u64,
}

impl Draws {
    fn between(&mut self, low: u64, high: u64) -> u64 {
        self.count += 1;
        self.dice.between(Stream::Faults, 0, self.count, low, high)
    }

    fn chance(&mut self, percent: u64) -> bool {
        self.between(0, 99) < percent
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> Option<T> {
        let last = from.len().checked_sub(1)?;
        from.get(self.between(0, last as u64) as usize).copied()
    }
}

/// The plan of a seed.
struct Planner {
    draws: Draws,
    configuration: Configuration,
    faults: Faults,
    /// Places that may lie, forget and be flipped.
    wrong: Vec<Place>,
    /// Places that may only stop and be late.
    right: Vec<Place>,
    commands: Vec<Timed>,
}

impl Plan {
    /// What this seed does to this many replicas.
    #[must_use]
    pub fn draw(seed: u64, replicas: u8, faults: Faults, plants: Plants) -> Self {
        let mut draws = Draws { dice: Dice::new(seed), count: 0 };
        let configuration = draw_configuration(&mut draws, seed, replicas, faults, plants);
        let (wrong, right) = draw_wrong_places(&mut draws, &configuration, faults);
        let mut planner = Planner { draws, configuration, faults, wrong, right, commands: Vec::new() };
        let clients = planner.plan_workload();
        planner.plan_faults();
        planner.commands.sort_by_key(|(at, _)| *at);
        let healing = planner.healing();
        Self { configuration: planner.configuration, commands: planner.commands, heals: FIRST_PHASE, healing, clients }
    }
}

fn draw_configuration(draws: &mut Draws, seed: u64, replicas: u8, faults: Faults, plants: Plants) -> Configuration {
    let machines = [
        MachineKind::Counter,
        MachineKind::Register,
        MachineKind::KeyValue,
        MachineKind::Bank,
        MachineKind::Lock,
        MachineKind::Queue,
        MachineKind::Turnstile,
    ];
    let machine = machines[draws.between(0, machines.len() as u64 - 1) as usize].clone();
    let models = [FailureModel::Random, FailureModel::Random, FailureModel::FailStop, FailureModel::MaliciousSigned];
    let failure_model = draws.pick(&models).unwrap_or_default();
    let log = if faults == Faults::Full && draws.chance(20) { LogKind::Memory } else { LogKind::Durable };
    let network = match faults {
        Faults::None => Conditions::default(),
        Faults::Light | Faults::Full => draw_conditions(draws, faults),
    };
    Configuration {
        seed,
        replicas,
        machine,
        failure_model,
        log,
        plants,
        network,
        checkpoint_threshold: draws.between(6, 40) as usize,
        audit_every: draws.between(1, 6),
        disk: if faults == Faults::Full && draws.chance(40) {
            (1_000, draws.between(2_000, 40_000))
        } else {
            (100, 300)
        },
        ..Configuration::default()
    }
}

fn draw_conditions(draws: &mut Draws, faults: Faults) -> Conditions {
    let most_loss = if faults == Faults::Full { 300 } else { 50 };
    let mut sometimes = |percent, most| if draws.chance(percent) { draws.between(0, most) as u16 } else { 0 };
    let (loss, duplicate, reorder) = (sometimes(50, most_loss), sometimes(40, 500), sometimes(40, 300));
    let least = draws.between(100, 2_000);
    Conditions { delay: (least, least + draws.between(0, 20_000)), loss, duplicate, reorder }
}

fn draw_wrong_places(draws: &mut Draws, configuration: &Configuration, faults: Faults) -> (Vec<Place>, Vec<Place>) {
    let mut right: Vec<Place> = (1..=configuration.replicas).collect();
    // Paxos goes on while a majority does, whatever the model says of the voter.
    let ordering_survives = u64::from(configuration.replicas.saturating_sub(1) / 2);
    let model_survives = configuration.failure_model.failures_survived(right.len()) as u64;
    let most = ordering_survives.min(model_survives);
    let count = if faults == Faults::Full { draws.between(0, most) } else { 0 };
    let wrong = (0..count).map(|_| right.remove(draws.between(0, right.len() as u64 - 1) as usize)).collect();
    (wrong, right)
}

impl Planner {
    fn plan_workload(&mut self) -> u16 {
        let clients = self.draws.between(1, 4) as u16;
        for client in 1..=clients {
            let inputs = self.draws.between(5, 30) as u32;
            let in_flight = self.draws.between(1, 6) as u32;
            let think = if self.draws.chance(30) { 0 } else { self.draws.between(1_000, 200_000) };
            let begins = self.draws.between(0, 500_000);
            let client = ClientId(client);
            self.commands.push((begins, Command::Workload { client, inputs, in_flight, think }));
        }
        clients
    }

    fn plan_faults(&mut self) {
        let kinds = match self.faults {
            Faults::None => 0,
            Faults::Light => 2,
            Faults::Full => self.draws.between(1, 6),
        };
        for _ in 0..kinds {
            let kind = match self.faults {
                Faults::None | Faults::Light => self.draws.between(0, 1),
                // The rarest accidents take rivals: they are drawn three times as often.
                Faults::Full => self.draws.between(0, 17).min(15),
            };
            for _ in 0..self.draws.between(1, 4) {
                let at = self.draws.between(0, FIRST_PHASE - 200_000);
                self.plan_fault(kind, at);
            }
        }
    }

    fn plan_fault(&mut self, kind: u64, at: Tick) {
        let anyone: Vec<Place> = self.wrong.iter().chain(&self.right).copied().collect();
        let Some(place) = self.draws.pick(&anyone) else { return };
        let wrong = self.draws.pick(&self.wrong.clone());
        let later = at + self.draws.between(10_000, 800_000);
        match (kind, wrong) {
            (0, _) => self.plan_crash(at, later, place),
            (1, _) => self.plan_partition(at, later),
            (2, _) => {
                self.commands.push((at, Command::Pause(place)));
                self.commands.push((later, Command::Resume(place)));
            }
            (3, _) => {
                let times = self.draws.between(2, 60) as u16;
                self.commands.push((at, Command::Slow(place, times)));
                self.commands.push((later, Command::Slow(place, 1)));
            }
            (4, _) => self.plan_cut(at, later),
            (5, _) => {
                let times = self.draws.between(1, 6);
                for time in 0..times {
                    let place = self.draws.pick(&anyone).unwrap_or(place);
                    self.commands.push((at + time * self.draws.between(1_000, 60_000), Command::Lead(place)));
                }
            }
            (6, _) => {
                let skew = self.draws.between(0, 2_000_000) as i64 - 1_000_000;
                let drift = self.draws.between(0, 400_000) as i32 - 200_000;
                self.commands.push((at, Command::Skew(place, skew)));
                self.commands.push((later, Command::Drift(place, drift)));
            }
            (7, _) => {
                let fault = if self.draws.chance(50) { DiskFault::Slow } else { DiskFault::Full };
                self.commands.push((at, Command::Disk(place, fault)));
                self.commands.push((later, Command::DiskSound(place)));
            }
            (8, _) => self.commands.push((at, Command::Checkpoint)),
            (9, Some(wrong)) if self.flips() => {
                let command =
                    if self.draws.chance(70) { Command::Corrupt(wrong) } else { Command::CorruptCheckpoint(wrong) };
                self.commands.push((at, command));
            }
            (10, Some(wrong)) if self.flips() => {
                let behaviours = [Behaviour::Lie, Behaviour::Collude, Behaviour::Equivocate, Behaviour::Mute];
                let behaviour = self.draws.pick(&behaviours).unwrap_or(Behaviour::Lie);
                self.commands.push((at, Command::Behave(wrong, behaviour)));
            }
            (11, Some(wrong)) if self.flips() => self.commands.push((at, Command::BreakAudit(wrong))),
            (12, Some(wrong)) => self.plan_amnesia(at, later, wrong),
            (13, wrong) => self.plan_churn(at, later, wrong),
            (14, _) => self.plan_storm(at),
            (15, _) => self.plan_rivals(at),
            _no_wrong_place => {}
        }
    }

    /// Whether failed replicas may go on and be wrong.
    fn flips(&self) -> bool {
        self.configuration.failure_model != FailureModel::FailStop
    }

    /// With a log in memory a crash is the loss of all memory: only the wrong places may lose theirs.
    fn plan_crash(&mut self, at: Tick, later: Tick, place: Place) {
        if self.configuration.log == LogKind::Durable || self.wrong.contains(&place) {
            self.commands.push((at, Command::Crash(place)));
            self.commands.push((later, Command::Restart(place)));
        }
    }

    /// Several crashes close together, each with a short rest: what was not yet on a disk is lost.
    fn plan_storm(&mut self, at: Tick) {
        let mut at = at;
        for _ in 0..self.draws.between(2, 6) {
            let place = self.draws.between(1, u64::from(self.configuration.replicas)) as Place;
            let back = at + self.draws.between(1_000, 60_000);
            self.plan_crash(at, back, place);
            at += self.draws.between(500, 80_000);
        }
    }

    /// Two replicas that cannot hear each other try to lead in turn, and the others, who promise to both, crash and
    /// come back in between.
    fn plan_rivals(&mut self, at: Tick) {
        let replicas = u64::from(self.configuration.replicas);
        let mut place = || self.draws.between(1, replicas) as Place;
        let (left, right, mut witness) = (place(), place(), place());
        let mut at = at;
        if left != right {
            self.commands.push((at, Command::Cut(party(left), party(right))));
            self.commands.push((at, Command::Cut(party(right), party(left))));
        }
        for turn in 0..self.draws.between(2, 10) {
            self.commands.push((at, Command::Lead(if turn % 2 == 0 { left } else { right })));
            at += self.draws.between(1_000, 40_000);
            if self.draws.chance(60) {
                let back = at + self.draws.between(100, 5_000);
                self.plan_crash(at, back, witness);
                at = back;
            }
            witness = self.draws.between(1, replicas) as Place;
            at += self.draws.between(0, 10_000);
        }
        self.commands.push((at + 100_000, Command::Heal));
    }

    fn plan_amnesia(&mut self, at: Tick, later: Tick, place: Place) {
        let fault = if self.draws.chance(50) { DiskFault::Lost } else { DiskFault::Corrupt };
        self.commands.push((at, Command::Crash(place)));
        self.commands.push((at, Command::Disk(place, fault)));
        self.commands.push((later, Command::Restart(place)));
    }

    fn plan_partition(&mut self, at: Tick, later: Tick) {
        let (mut left, mut right) = (Vec::new(), Vec::new());
        for place in 1..=self.configuration.replicas {
            let side = if self.draws.chance(50) { &mut left } else { &mut right };
            side.push(party(place));
        }
        self.commands.push((at, Command::Partition(vec![left, right])));
        self.commands.push((later, Command::Heal));
    }

    fn plan_cut(&mut self, at: Tick, later: Tick) {
        let replicas = u64::from(self.configuration.replicas);
        let from = party(self.draws.between(1, replicas) as Place);
        let to = if self.draws.chance(80) { party(self.draws.between(1, replicas) as Place) } else { Party::Client(1) };
        if from != to {
            self.commands.push((at, Command::Cut(from, to)));
            self.commands.push((later, Command::Heal));
        }
    }

    /// QUIT and JOIN: of a wrong place, or of any where none is wrong, so that those who remain are enough.
    fn plan_churn(&mut self, at: Tick, later: Tick, wrong: Option<Place>) {
        if self.draws.chance(30) {
            self.commands.push((at, Command::Join(self.configuration.replicas + 1)));
            return;
        }
        // Always the same one: JOIN restarts its server, which may cost it its memory.
        let right = self.right.first().copied().filter(|_| self.wrong.is_empty());
        if let Some(place) = wrong.or(right) {
            self.commands.push((at, Command::Quit(place)));
            self.commands.push((later, Command::Join(place)));
        }
    }

    /// The right places are healed; the wrong ones stay as they are, or are dead for good.
    fn healing(&mut self) -> Vec<Command> {
        let mut healing = vec![Command::Heal, Command::Network(Conditions::default())];
        for place in self.right.clone() {
            healing.push(Command::Slow(place, 1));
            healing.push(Command::DiskSound(place));
            healing.push(Command::Skew(place, 0));
            healing.push(Command::Drift(place, 0));
            healing.push(Command::Resume(place));
            healing.push(Command::Restart(place));
        }
        for place in self.wrong.clone() {
            if self.draws.chance(50) {
                healing.push(Command::Crash(place));
            }
        }
        healing
    }
}

const fn party(place: Place) -> Party {
    Party::Replica(Replica { place, life: 0 })
}
