//! What goes wrong in a plan: each kind of fault, with what it takes to be worth anything.

use super::{FIRST_PHASE, Faults, Planner};
use crate::command::{Behaviour, Command, Place, Workload};
use crate::disk::DiskFault;
use smr::Tick;
use smr::log::LogKind;
use smr::place::{FailureModel, MOST_PLACES};
use smr::receive::ClientId;
use wire::{Party, Replica};

impl Planner {
    pub(super) fn plan_workload(&mut self) -> u16 {
        let clients = self.draws.between(1, 4) as u16;
        for client in 1..=clients {
            let inputs = self.draws.between(5, 30) as u32;
            let in_flight = self.draws.between(1, 6) as u32;
            let think = if self.draws.chance(30) { 0 } else { self.draws.between(1_000, 200_000) };
            let begins = self.draws.between(0, 500_000);
            let workload = Workload { inputs, in_flight, think };
            self.commands.push((begins, Command::Workload(ClientId(client), workload)));
        }
        clients
    }

    pub(super) fn plan_faults(&mut self) {
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
        self.plan_treason();
    }

    /// An ordering that has an answer to treason is betrayed in most runs, and early.
    fn plan_treason(&mut self) {
        let treasons = self.behaviours.iter().filter(|behaviour| matches!(behaviour, Behaviour::Betray(_)));
        let treasons: Vec<Behaviour> = treasons.copied().collect();
        for wrong in self.wrong.clone() {
            if !treasons.is_empty() && self.draws.chance(70) {
                let at = self.draws.between(0, 1_000_000);
                let treason = self.draws.pick(&treasons);
                self.commands.extend(treason.map(|treason| (at, Command::Behave(wrong, treason))));
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
                let behaviour = self.draws.pick(self.behaviours);
                self.commands.extend(behaviour.map(|behaviour| (at, Command::Behave(wrong, behaviour))));
            }
            (11, Some(wrong)) if self.flips() => self.commands.push((at, Command::BreakAudit(wrong))),
            (12, Some(wrong)) => self.plan_amnesia(at, later, wrong),
            (13, _) => self.plan_churn(at, later),
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
        if !left.is_empty() && !right.is_empty() {
            self.commands.push((at, Command::Partition(vec![left, right])));
            self.commands.push((later, Command::Heal));
        }
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

    /// QUIT and JOIN: newcomers join, and members quit and join again, some of them at the same time.
    fn plan_churn(&mut self, at: Tick, later: Tick) {
        if self.draws.chance(30) && usize::from(self.newcomer) < MOST_PLACES {
            self.commands.push((at, Command::Join(self.newcomer)));
            self.newcomer += 1;
            return;
        }
        let who: Vec<Place> = self.wrong.iter().chain(&self.may_quit).copied().collect();
        let Some(place) = self.draws.pick(&who) else { return };
        self.commands.push((at, Command::Quit(place)));
        self.commands.push((later, Command::Join(place)));
    }

    /// In some runs two replicas lead in turn, each hardly heard by the others, and each has a member removed: two sets of
    /// members may then come from the same third.
    pub(super) fn plan_dispute(&mut self) {
        let who: Vec<Place> = self.wrong.iter().chain(&self.may_quit).copied().collect();
        let replicas = u64::from(self.configuration.replicas);
        let (left, right) = (self.draws.between(1, replicas) as Place, self.draws.between(1, replicas) as Place);
        if self.faults != Faults::Full || left == right || who.is_empty() || !self.draws.chance(20) {
            return;
        }
        let mut at = self.draws.between(300_000, 2_000_000);
        self.commands.push((at, Command::Lead(left)));
        at += self.draws.between(20_000, 150_000);
        self.plan_deafness(at, left, 75);
        self.plan_quit(at, &who);
        at += self.draws.between(1_000, 100_000);
        self.commands.push((at, Command::Lead(right)));
        // The others hear that it wants to lead, and not all of them what it says then.
        let elected = at + self.draws.between(0, 2_000);
        self.plan_deafness(elected, right, 50);
        at += self.draws.between(10_000, 150_000);
        self.plan_quit(at, &who);
        at += self.draws.between(1_000, 100_000);
        self.commands.push((at, Command::Heal));
        self.plan_deafness(at, right, 60);
        self.commands.push((at, Command::Lead(left)));
        self.commands.push((at + 300_000, Command::Heal));
        let later = at + self.draws.between(100_000, 800_000);
        self.commands.extend(who.iter().map(|place| (later, Command::Join(*place))));
    }

    /// The others do not hear this one any more, each so likely.
    fn plan_deafness(&mut self, at: Tick, whom: Place, percent: u64) {
        for other in (1..=self.configuration.replicas).filter(|other| *other != whom) {
            if self.draws.chance(percent) {
                self.commands.push((at, Command::Cut(party(whom), party(other))));
            }
        }
    }

    fn plan_quit(&mut self, at: Tick, who: &[Place]) {
        let place = self.draws.pick(who);
        self.commands.extend(place.map(|place| (at, Command::Quit(place))));
    }

    /// Half of the wrong places are dead in the second phase; the others stay as they are.
    pub(super) fn draw_dead(&mut self) -> Vec<Place> {
        let wrong = self.wrong.clone();
        wrong.into_iter().filter(|_| self.draws.chance(50)).collect()
    }
}

const fn party(place: Place) -> Party {
    Party::Replica(Replica { place, life: 0 })
}
