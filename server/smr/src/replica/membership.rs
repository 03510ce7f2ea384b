//! Submitting CHECKPOINT, QUIT and JOIN like client requests, and observing before joining.

use super::steps::Effects;
use super::{Effect, Note, Peer, Replica, ReplicaTimer, Status};
use crate::Tick;
use crate::order::{In, Ordering, Out};
use crate::place::{MOST_PLACES, ReplicaId};
use crate::plant::Plant;
use crate::receive::{Input, Request, Submitter};
use crate::slots::Slot;

/// An observer that has not been heard for this many reports is forgotten.
const SILENT_REPORTS: u64 = 10;

/// Entries without Inputs cost little, but not nothing: so many of them count as one with.
const MOST_EMPTY: usize = 16;

/// How far behind the others a replica may be when it submits JOIN.
const UP_TO_DATE: Slot = 8;

impl<O: Ordering> Replica<O> {
    /// Submits an Input of this replica's own, or an administrator's through it; one after the other.
    pub(super) fn submit(&mut self, now: Tick, input: Input, effects: &mut Effects<O>) {
        let waiting = self.submissions.contains(&input);
        if !waiting && self.submitted.is_none_or(|(_, submitted)| submitted != input) {
            self.submissions.push_back(input);
        }
        if let Some(request) = self.next_submission(effects) {
            self.order(now, In::Propose(&[request]), effects);
        }
    }

    /// The request to propose now, if one is to be submitted and none is under way.
    fn next_submission(&mut self, effects: &mut Effects<O>) -> Option<Request> {
        if self.submitted.is_some() {
            return None;
        }
        let input = self.submissions.pop_front()?;
        let from = Submitter::Replica(self.me);
        let number = self.executor.sessions().last_number(from).saturating_add(1);
        self.submitted = Some((number, input));
        effects.push(Effect::Note(Note::Submitted(input)));
        if !self.resubmitting {
            self.resubmitting = true;
            self.wake_to_resubmit(effects);
        }
        Some(Request { from, number, input })
    }

    fn wake_to_resubmit(&self, effects: &mut Effects<O>) {
        let after = 3 * self.configuration.report_every;
        effects.push(Effect::Timer { timer: ReplicaTimer::Resubmit, after });
    }

    pub(super) fn time_to_resubmit(&mut self, now: Tick, effects: &mut Effects<O>) {
        self.resubmitting = self.submitted.is_some();
        if let Some((number, input)) = self.submitted {
            self.wake_to_resubmit(effects);
            let request = Request { from: Submitter::Replica(self.me), number, input };
            self.order(now, In::Propose(&[request]), effects);
        }
    }

    /// Looks for this replica's own submission among what was just executed. Where the number was taken by an
    /// earlier life of the same submission, it is submitted again under the next.
    pub(super) fn own_submissions_answered(
        &mut self,
        now: Tick,
        batch: &[Request],
        outs: &mut Vec<Out<O>>,
        effects: &mut Effects<O>,
    ) {
        let from = Submitter::Replica(self.me);
        let Some((number, input)) = self.submitted else { return };
        let Some(executed) = batch.iter().find(|request| request.from == from && request.number == number) else {
            return;
        };
        self.submitted = None;
        if executed.input != input {
            self.submissions.push_front(input);
        }
        if let Some(request) = self.next_submission(effects) {
            self.order.step(now, In::Propose(&[request]), outs);
        }
    }

    /// A long log, or other members, make a replica submit CHECKPOINT: the leader first, the others only if that does
    /// not happen.
    pub(super) fn submit_checkpoint_if_due(&mut self, now: Tick, outs: &mut Vec<Out<O>>, effects: &mut Effects<O>) {
        let leads = self.order.probe().leader == Some(self.me);
        if self.status != Status::Member {
            return;
        }
        if self.log_is_long(leads) {
            if self.planted(Plant::CheckpointAnywhere) {
                return self.take_checkpoint(effects);
            }
        } else if !leads || !self.members_lack_checkpoint() {
            return;
        }
        if self.submitted.is_none() && self.submissions.is_empty() {
            self.submissions.push_back(Input::Checkpoint);
            if let Some(request) = self.next_submission(effects) {
                self.order.step(now, In::Propose(&[request]), outs);
            }
        }
    }

    fn log_is_long(&self, leads: bool) -> bool {
        let threshold = self.configuration.checkpoint_threshold;
        let long = if leads { threshold } else { threshold + threshold / 2 };
        let since_taken = self.executor.executed().saturating_sub(self.checkpoints.newest().slot);
        (self.log.filled() >= long || self.log.length() >= MOST_EMPTY * long) && since_taken as usize >= long
    }

    /// The members of today are others than those who decided what is in the log. A majority of the old ones is needed
    /// to find that out again after a crash, and they may be gone by then; so the new ones are to have it on their disks.
    fn members_lack_checkpoint(&self) -> bool {
        let decided_by_others = self.executor.schedule().last_change().saturating_sub(1);
        self.executor.members().contains(self.me)
            && self.checkpoints.newest().slot < decided_by_others
            && self.executor.executed() >= decided_by_others
    }

    /// The leader did not submit the CHECKPOINT after a change of members, or there is none.
    pub(super) fn submit_checkpoint_for_new_members(&mut self, now: Tick, effects: &mut Effects<O>) {
        if self.status == Status::Member && self.members_lack_checkpoint() {
            self.submit(now, Input::Checkpoint, effects);
        }
    }

    /// Tells the members that this replica observes.
    pub(super) fn observe(&self, effects: &mut Effects<O>) {
        for to in self.members().iter().filter(|replica| *replica != self.me) {
            effects.push(Effect::Send { to, message: Peer::Observe });
        }
    }

    pub(super) fn observed(&mut self, now: Tick, by: ReplicaId, effects: &mut Effects<O>) {
        if let Some((_, heard)) = self.observers.iter_mut().find(|(replica, _)| *replica == by) {
            *heard = now;
        } else if self.observers.len() < MOST_PLACES {
            self.observers.push((by, now));
            self.tell_observers(now, effects);
        }
    }

    pub(super) fn forget_silent_observers(&mut self, now: Tick, effects: &mut Effects<O>) {
        let before = self.observers.len();
        let silence = SILENT_REPORTS * self.configuration.report_every;
        self.observers.retain(|(_, heard)| now.saturating_sub(*heard) < silence);
        if self.observers.len() < before {
            self.tell_observers(now, effects);
        }
    }

    fn tell_observers(&mut self, now: Tick, effects: &mut Effects<O>) {
        let observers: Vec<ReplicaId> = self.observers.iter().map(|(replica, _)| *replica).collect();
        self.order(now, In::Observers(&observers), effects);
    }

    /// Submits JOIN when the State is in place and up to date.
    pub(super) fn join_if_ready(&mut self, now: Tick, effects: &mut Effects<O>) {
        let waiting = matches!(self.status, Status::Observing | Status::Rejoining);
        if !waiting || self.was_removed() || self.receiver.is_some() || self.missing.is_some() {
            return;
        }
        if self.executed_by_others().is_some_and(|ahead| ahead <= self.executor.executed() + UP_TO_DATE) {
            self.submit(now, Input::Join(self.me), effects);
        }
    }

    /// It was not only left behind but removed meanwhile, as its new State tells it.
    fn was_removed(&self) -> bool {
        self.status == Status::Rejoining && !self.joining && !self.executor.members().contains(self.me)
    }

    /// A replica that quits helps to decide the slots that are still its to decide, until most of those who remain have
    /// a checkpoint on their disks that holds them; then it stops.
    pub(super) fn quit_if_done(&mut self, effects: &mut Effects<O>) {
        let remaining = *self.executor.members();
        let leaves = self.status == Status::Member && !remaining.contains(self.me) || self.was_removed();
        if !leaves {
            return;
        }
        let last_own = self.executor.schedule().last_change().saturating_sub(1);
        let others_done = self.checkpoints.on_disks_of(&remaining).filter(|slot| *slot >= last_own).count();
        let done = self.executor.executed() >= last_own && others_done >= remaining.majority();
        if done && self.order.may_leave() {
            let next = if self.joining { Status::Observing } else { Status::Quit };
            self.set_status(next, effects);
        }
    }
}
