//! Executing what is chosen, in order, and what follows from it.

use super::steps::Effects;
use super::{Effect, Note, Outputs, Replica, Status};
use crate::Tick;
use crate::checkpoint::Checkpoint;
use crate::execute::Consequences;
use crate::monitor::Checksum;
use crate::order::{In, Ordering, Out};
use crate::plant::Plant;
use crate::receive::{Batch, Input, Submitter};

impl<O: Ordering> Replica<O> {
    /// Executes every entry of the log that follows on the last executed one; tells the ordering, whose reaction is
    /// appended to `outs`. Returns whether anything was executed.
    pub(super) fn execute_ready(&mut self, now: Tick, outs: &mut Vec<Out<O>>, effects: &mut Effects<O>) -> bool {
        let before = self.executor.executed();
        while let Some(batch) = self.log.get(self.executor.executed() + 1).cloned() {
            self.execute(now, &batch, outs, effects);
        }
        let executed = self.executor.executed();
        if executed == before {
            return false;
        }
        self.order.step(now, In::Executed(executed), outs);
        self.answer_reads(now, effects);
        self.submit_checkpoint_if_due(now, outs, effects);
        true
    }

    fn execute(&mut self, now: Tick, batch: &Batch, outs: &mut Vec<Out<O>>, effects: &mut Effects<O>) {
        let slot = self.executor.executed() + 1;
        let mut answers = std::mem::take(&mut self.answers);
        answers.clear();
        let environment = self.configuration.environment();
        let consequences = self.executor.execute(slot, batch, now, environment, &mut answers);
        self.answers = answers;
        let machine = self.executor.machine();
        let state = self.configuration.watch_states.then(|| machine.digest());
        let shown = self.configuration.show_states.then(|| machine.show().into_boxed_str());
        effects.push(Effect::Note(Note::Executed { slot, outputs: self.executor.outputs(), state, shown }));
        self.respond_all(effects);
        self.own_submissions_answered(now, batch, outs, effects);
        self.consequences(now, consequences, outs, effects);
        if slot.is_multiple_of(self.configuration.audit_every) {
            self.audit_own(now, effects);
            self.report(effects);
        }
    }

    /// Answers each client with one message for all its requests in the batch that stand together.
    fn respond_all(&self, effects: &mut Effects<O>) {
        for run in self.answers.chunk_by(|left, right| left.to == right.to) {
            let Submitter::Client(client) = run[0].to else { continue };
            let outputs = match run {
                [one] => Outputs::One(one.number, one.output),
                many => Outputs::Many(many.iter().map(|answer| (answer.number, answer.output)).collect()),
            };
            self.respond(client, outputs, false, effects);
        }
    }

    fn consequences(
        &mut self,
        now: Tick,
        consequences: Consequences,
        outs: &mut Vec<Out<O>>,
        effects: &mut Effects<O>,
    ) {
        if consequences.checkpoint {
            self.take_checkpoint(effects);
            if self.planted(Plant::ForgetTooEarly) {
                self.log.forget_below(self.executor.executed() + 1);
                self.order.step(now, In::Stable(self.executor.executed() + 1), outs);
            }
        }
        if let Some(from) = consequences.members_from {
            let members = *self.executor.members();
            self.order.step(now, In::Members { from, members }, outs);
            effects.push(Effect::Note(Note::Members { from, members }));
            self.contacts = members;
            if members.contains(self.me) {
                self.set_status(Status::Member, effects);
                // What it wished for is so. Were the wish submitted later, it would take back a QUIT that came between.
                self.submissions.retain(|input| *input != Input::Join(self.me));
            } else if self.chosen_before.is_some_and(|before| self.executor.executed() > before) {
                // This QUIT was ordered while it took part: it is meant, and no news from before it was started.
                self.joining = false;
            }
        }
    }

    pub(super) fn take_checkpoint(&mut self, effects: &mut Effects<O>) {
        let checkpoint = Checkpoint::of(&self.executor);
        self.checkpoints.take(checkpoint);
        effects.push(Effect::Note(Note::Checkpoint(self.checkpoints.newest())));
    }

    /// Computes the checksums of this replica as it is now, and compares them with what others say.
    pub(super) fn audit_own(&mut self, now: Tick, effects: &mut Effects<O>) {
        let (slot, outputs) = (self.executor.executed(), self.executor.outputs());
        let checksum = Checksum { slot, state: self.executor.machine().digest(), outputs };
        if self.audit.newest() == Some(checksum) {
            return;
        }
        effects.push(Effect::Note(Note::Audited(checksum)));
        let finding = self.audit.own(self.me, checksum, self.executor.members());
        self.act_on(now, finding, effects);
    }

    pub(super) fn set_status(&mut self, status: Status, effects: &mut Effects<O>) {
        if self.status != status {
            self.status = status;
            effects.push(Effect::Note(Note::Status(status)));
        }
    }
}
