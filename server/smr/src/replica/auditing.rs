//! Reporting to the others, comparing with them, and acting on the difference.

use super::steps::Effects;
use super::{Effect, Note, Peer, Replica, ReplicaTimer, Report, Status};
use crate::Tick;
use crate::monitor::{Finding, Suspicion};
use crate::order::{In, Ordering};
use crate::place::ReplicaId;
use crate::plant::Plant;
use crate::receive::Input;
use crate::replica::Stored;
use crate::slots::Slot;

impl<O: Ordering> Replica<O> {
    /// Tells all others how far this replica is and what its checksums are.
    pub(super) fn report(&self, effects: &mut Effects<O>) {
        let report = self.own_report();
        for to in self.everyone_else() {
            effects.push(Effect::Send { to, message: Peer::Report(report) });
        }
    }

    fn own_report(&self) -> Report {
        Report {
            executed: self.executor.executed(),
            highest: self.order.probe().highest,
            checkpoint: self.checkpoints.newest(),
            on_disk: self.checkpoints.on_disk(),
            checksum: self.audit.newest(),
        }
    }

    /// The other members, and those who observe.
    pub(super) fn everyone_else(&self) -> impl Iterator<Item = ReplicaId> + '_ {
        let members = self.members();
        let observers = self.observers.iter().map(|(replica, _)| *replica);
        let observers = observers.filter(|replica| !members.contains(*replica));
        members.iter().chain(observers).filter(|replica| *replica != self.me)
    }

    pub(super) fn time_to_report(&mut self, now: Tick, effects: &mut Effects<O>) {
        effects.push(Effect::Timer { timer: ReplicaTimer::Report, after: self.configuration.report_every });
        if self.executor.executed() == self.executed_at_report {
            // Nothing is executed that would be audited on its way, but a State can go wrong at rest.
            self.audit_own(now, effects);
        }
        self.report(effects);
        self.judge_peers(now, effects);
        self.catch_up_with_reports(now, effects);
        self.forget_silent_observers(now, effects);
        self.submit_checkpoint_for_new_members(now, effects);
        self.quit_if_done(effects);
        if matches!(self.status, Status::Observing | Status::Rejoining) {
            self.observe(effects);
        }
    }

    pub(super) fn reported(&mut self, now: Tick, from: ReplicaId, report: Report, effects: &mut Effects<O>) {
        let members = *self.members();
        let outsider = members.contains(self.me) && !members.contains(from);
        if outsider && report.executed <= self.executor.executed() {
            // It may not know yet that it is no longer a member, or wait to hear that it is no longer needed.
            effects.push(Effect::Send { to: from, message: Peer::Report(self.own_report()) });
        }
        self.checkpoints.hear(from, report.checkpoint, &members);
        self.checkpoints.hear_on_disk(from, report.on_disk, &members);
        let mut finding = None;
        let mut deviates = None;
        if let Some(checksum) = report.checksum {
            (finding, deviates) = self.audit.other(self.me, from, checksum, &members);
        }
        if members.contains(from) {
            let peer = self.peers.get_or_insert_with(from, || Suspicion::since(now));
            peer.reported(now, report.executed, report.highest, deviates);
        }
        self.stabilise_if_believed(effects);
        self.forget_what_nobody_needs(now, effects);
        self.act_on(now, finding, effects);
        self.finish_transfer_if_vouched(now, effects);
        self.join_if_ready(now, effects);
    }

    /// Restarts this replica the first time it deviates; if that does not help, it quits.
    pub(super) fn act_on(&mut self, now: Tick, finding: Option<Finding>, effects: &mut Effects<O>) {
        match finding {
            None => {}
            Some(Finding::Deviates(slot)) => {
                effects.push(Effect::Note(Note::Deviates(slot)));
                effects.push(Effect::Restart);
            }
            Some(Finding::DeviatesAgain(slot)) => {
                effects.push(Effect::Note(Note::Deviates(slot)));
                self.submit(now, Input::Quit(self.me), effects);
            }
        }
    }

    fn judge_peers(&mut self, now: Tick, effects: &mut Effects<O>) {
        let members = *self.members();
        self.peers.retain(|replica| members.contains(*replica));
        self.checkpoints.forget_strangers(&members);
        self.audit.forget_strangers(&members);
        for replica in members.iter().filter(|replica| *replica != self.me) {
            let peer = self.peers.get_or_insert_with(replica, || Suspicion::since(now));
            if let Some(standing) = peer.judge(now, self.executor.executed(), self.configuration.limits) {
                effects.push(Effect::Note(Note::Suspects(replica, standing)));
            }
        }
    }

    /// A replica that has not executed anything since its last report, although enough others say that they are
    /// further, asks for what it lacks: nothing else may tell it, least of all if it is no longer a member.
    fn catch_up_with_reports(&mut self, now: Tick, effects: &mut Effects<O>) {
        let executed = self.executor.executed();
        let stalled = executed == self.executed_at_report;
        self.executed_at_report = executed;
        let through = self.executed_by_others().unwrap_or_default();
        if through > executed {
            let far_enough = self.reported_executed().filter(|(_, executed)| *executed >= through);
            let source = far_enough.min_by_key(|(_, executed)| *executed).map(|(replica, _)| replica);
            if let (true, Some(source)) = (stalled, source) {
                self.behind(now, through, false, source, effects);
            }
            return;
        }
        self.learn_what_was_chosen_before();
    }

    /// A replica that crashed forgets how far all is chosen, and so may all the others. But of a chosen slot some member
    /// of any majority has heard, on its disk.
    fn learn_what_was_chosen_before(&mut self) {
        let heard = self.reported_executed().count();
        if self.chosen_before.is_none() && heard > 0 && heard + 1 >= self.members().majority() {
            let others = self.peers.iter().map(|(_, peer)| peer.highest());
            self.chosen_before = others.chain([self.order.probe().highest]).max();
        }
    }

    /// When a majority says the same of the checkpoint taken last, it goes to the disk; what led to it may then go.
    pub(super) fn stabilise_if_believed(&mut self, effects: &mut Effects<O>) {
        let members = *self.members();
        let Some(checkpoint) = self.checkpoints.believed(self.me, &members).cloned() else { return };
        self.checkpoints.stabilise(checkpoint.clone());
        effects.push(Effect::Note(Note::Stable(checkpoint.slot)));
        effects.push(Effect::Persist(Stored::Checkpoint(checkpoint)));
    }

    pub(super) fn checkpoint_written(&mut self, now: Tick, slot: Slot, effects: &mut Effects<O>) {
        self.checkpoints.written(slot);
        self.forget_what_nobody_needs(now, effects);
    }

    fn forget_what_nobody_needs(&mut self, now: Tick, effects: &mut Effects<O>) {
        let slot = self.checkpoints.needless_through(self.me, self.members());
        if self.log.base() <= slot {
            self.log.forget_below(slot + 1);
            effects.push(Effect::Note(Note::Forgotten(slot + 1)));
        }
        // The log ends already where the State came from outside; but only now is that State on the disk.
        self.order(now, In::Stable(slot + 1), effects);
    }

    /// Whether a rule is taken out.
    pub(super) fn planted(&self, plant: Plant) -> bool {
        self.configuration.order.plants.has(plant)
    }
}
