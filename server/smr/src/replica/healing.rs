//! Fetching what this replica lacks: log entries from others, or, where nobody has them any more, the State.

use super::steps::Effects;
use super::{Effect, Missing, Note, Peer, Replica, ReplicaTimer, Status};
use crate::Tick;
use crate::checkpoint::{Checkpoint, Mark};
use crate::monitor::Standing;
use crate::order::{In, Ordering};
use crate::place::ReplicaId;
use crate::plant::Plant;
use crate::receive::Batch;
use crate::replica::Stored;
use crate::slots::{Slot, Slots};
use crate::transfer::{Chunk, Manifest, Next, Receiver, Wanted};
use std::sync::Arc;

/// Asking everybody this often in vain means that nobody has the entry any more.
const ROUNDS_IN_VAIN: u32 = 2;

/// After so many times of asking again without anything useful coming, another source is tried.
const PATIENCE_WITH_SOURCE: u64 = 5;

impl<O: Ordering> Replica<O> {
    /// Inputs through a slot are chosen, as the ordering knows (`ordered`) or as others report, but not all are here.
    pub(super) fn behind(
        &mut self,
        now: Tick,
        through: Slot,
        ordered: bool,
        source: ReplicaId,
        effects: &mut Effects<O>,
    ) {
        let executed = self.executor.executed();
        if through <= executed {
            return;
        }
        if through > executed.saturating_add(Slots::<Batch>::FARTHEST) {
            return effects.push(Effect::Note(Note::Ignored("a claim that slots absurdly far ahead are chosen")));
        }
        if self.planted(Plant::ExecuteOverGap) {
            self.executor.executed = through;
            return self.order(now, In::Installed(through), effects);
        }
        if let Some(missing) = &mut self.missing {
            missing.through = missing.through.max(through);
            missing.ordered |= ordered;
            return;
        }
        let asked = if source == self.me { self.next_peer(self.me) } else { source };
        self.missing = Some(Missing { through, ordered, asked, in_vain: 0 });
        self.ask_entries(effects);
        effects.push(Effect::Timer { timer: ReplicaTimer::Fetch, after: self.configuration.ask_again });
    }

    fn ask_entries(&self, effects: &mut Effects<O>) {
        let Some(missing) = self.missing else { return };
        let from = self.executor.executed() + 1;
        effects.push(Effect::Note(Note::Asks { through: missing.through, of: missing.asked }));
        let others = self.members().iter().filter(|to| *to != self.me && *to != missing.asked);
        let others = others.filter(|_| self.witnesses() > 1);
        for to in [missing.asked].into_iter().chain(others) {
            effects.push(Effect::Send { to, message: Peer::AskEntries { from, through: missing.through } });
        }
    }

    /// Requests for entries before the checkpoint are ignored: there is nothing to answer with.
    pub(super) fn answer_entries(&self, to: ReplicaId, from: Slot, through: Slot, effects: &mut Effects<O>) {
        if let Some(batches) = self.log.answer(from, through) {
            effects.push(Effect::Send { to, message: Peer::Entries { from, batches } });
        }
    }

    pub(super) fn entries(
        &mut self,
        now: Tick,
        from: ReplicaId,
        first: Slot,
        batches: &[Batch],
        effects: &mut Effects<O>,
    ) {
        let executed = self.executor.executed();
        let Some(missing) = self.missing else { return };
        if Self::members_alone_have_a_voice() && !self.members().contains(from) {
            return;
        }
        for (slot, batch) in (first..u64::MAX).zip(batches) {
            if slot > executed && slot <= missing.through && self.log.get(slot).is_none() {
                self.hearsay.hear(from, slot, batch.clone());
            }
        }
        self.believe_what_enough_say(missing.through, effects);
        self.execute_from_log(now, effects);
        let useful = self.executor.executed() > executed;
        self.hearsay.forget_through(self.executor.executed());
        self.missing = (missing.through > self.executor.executed()).then_some(missing);
        if self.missing.is_some() && useful {
            self.missing = Some(Missing { asked: from, in_vain: 0, ..missing });
            self.ask_entries(effects);
        }
        self.join_if_ready(now, effects);
    }

    /// Entries join the log in their order, so that none is executed over a gap.
    fn believe_what_enough_say(&mut self, through: Slot, effects: &mut Effects<O>) {
        let witnesses = self.witnesses();
        for slot in self.executor.executed() + 1..=through {
            if self.log.get(slot).is_some() {
                continue;
            }
            let Some(batch) = self.hearsay.believed(slot, witnesses).cloned() else { return };
            self.log.add(slot, batch.clone());
            effects.push(Effect::Note(Note::Committed { slot, batch }));
        }
    }

    pub(super) fn time_to_fetch(&mut self, now: Tick, effects: &mut Effects<O>) {
        self.prod_transfer(now, effects);
        if let Some(missing) = &mut self.missing {
            if missing.through <= self.executor.executed() {
                self.missing = None;
            } else {
                missing.in_vain += 1;
                let (asked, in_vain) = (missing.asked, missing.in_vain);
                let next = self.next_peer(asked);
                if let Some(missing) = &mut self.missing {
                    missing.asked = next;
                }
                self.ask_entries(effects);
                if in_vain >= self.asking_in_vain() && self.receiver.is_none() {
                    self.asked_in_vain(now, effects);
                }
            }
        }
        if self.missing.is_some() || self.receiver.is_some() {
            effects.push(Effect::Timer { timer: ReplicaTimer::Fetch, after: self.configuration.ask_again });
        }
    }

    /// A replica that cannot find an entry that it needs, because all others have forgotten it, is faulty: it must be
    /// given the State and join again. One report is not enough for that: where too few say that they have a later
    /// checkpoint, whoever made this replica ask was wrong, or will do so again.
    ///
    /// But where the ordering knows of chosen Inputs, one that has a later checkpoint is enough: the others that took it
    /// may have crashed before it was on their disks, and nobody else will ever have it.
    fn asked_in_vain(&mut self, now: Tick, effects: &mut Effects<O>) {
        let ordered = self.missing.is_some_and(|missing| missing.ordered);
        let needed = if ordered { 1 } else { self.enough() };
        if self.checkpointed_by_others(needed).is_none_or(|slot| slot <= self.executor.executed()) {
            self.missing = None;
            return;
        }
        if self.status == Status::Member {
            self.set_status(Status::Rejoining, effects);
        }
        self.begin_transfer(now, effects);
    }

    /// After how many questions nobody can have the answer any more.
    fn asking_in_vain(&self) -> u32 {
        ROUNDS_IN_VAIN * self.members().len() as u32
    }

    /// The member after this one, in the order of the places, going round, and never this replica itself.
    fn next_peer(&self, after: ReplicaId) -> ReplicaId {
        let others = || self.members().iter().filter(|replica| *replica != self.me);
        others().find(|replica| *replica > after).or_else(|| others().next()).unwrap_or(self.me)
    }

    pub(super) fn begin_transfer(&mut self, now: Tick, effects: &mut Effects<O>) {
        let heard = |replica: &ReplicaId| *replica != self.me && self.standing_of(*replica) != Some(Standing::Silent);
        let highest = self.checkpoints.highest_of(self.members().iter().filter(heard)).max_by_key(|(_, slot)| *slot);
        let source = match (&self.receiver, highest) {
            (None, Some((highest, _))) => highest,
            (receiver, _) => self.next_peer(receiver.as_ref().map_or(self.me, |receiver| receiver.source)),
        };
        let again = self.receiver.replace(Receiver::new(source, now)).is_some_and(|before| before.source == source);
        if !again {
            effects.push(Effect::Send { to: source, message: Peer::AskManifest });
        }
        // The only source that there is was of no use: it is asked again when the timer says so. Were it asked at once,
        // and messages doubled on their way, each useless answer would bring more of them.
        effects.push(Effect::Note(Note::Transfer { from: source, progress: Default::default() }));
        effects.push(Effect::Timer { timer: ReplicaTimer::Fetch, after: self.configuration.ask_again });
    }

    pub(super) fn answer_manifest(&mut self, to: ReplicaId, effects: &mut Effects<O>) {
        let manifest = self.source.manifest(self.checkpoints.stable());
        effects.push(Effect::Send { to, message: Peer::Manifest(manifest) });
    }

    /// Answers with the parts, or, where the checkpoint is no longer that one, with the manifest of the newer.
    pub(super) fn answer_parts(&mut self, now: Tick, wanted: Wanted, effects: &mut Effects<O>) {
        let (to, stable) = (wanted.by, self.checkpoints.stable());
        if stable.mark() != wanted.of {
            return self.answer_manifest(to, effects);
        }
        let shortly = self.configuration.ask_again / 2;
        if let Some(chunk) = self.source.chunk(now, shortly, stable, wanted) {
            effects.push(Effect::Send { to, message: Peer::Chunk(chunk) });
        }
    }

    pub(super) fn manifest(&mut self, now: Tick, from: ReplicaId, manifest: Manifest, effects: &mut Effects<O>) {
        let Some(receiver) = self.receiver.as_mut().filter(|receiver| receiver.source == from) else { return };
        if receiver.complete().is_some() {
            return;
        }
        let newer = manifest.mark.slot > self.executor.executed();
        if !newer && self.missing.is_some_and(|missing| missing.in_vain >= self.asking_in_vain()) {
            return self.reject_source("its checkpoint is no newer than this State", now, effects);
        }
        let Some(receiver) = self.receiver.as_mut() else { return };
        let next = receiver.manifest(now, manifest, &self.executor, self.configuration.order.plants);
        self.transfer_next(now, next, effects);
    }

    pub(super) fn chunk(&mut self, now: Tick, from: ReplicaId, chunk: &Chunk, effects: &mut Effects<O>) {
        let Some(receiver) = self.receiver.as_mut().filter(|receiver| receiver.source == from) else { return };
        let next = receiver.chunk(now, chunk, &self.executor, self.configuration.order.plants);
        self.transfer_next(now, next, effects);
    }

    fn transfer_next(&mut self, now: Tick, next: Next, effects: &mut Effects<O>) {
        let Some(receiver) = &self.receiver else { return };
        effects.push(Effect::Note(Note::Transfer { from: receiver.source, progress: receiver.progress }));
        match next {
            Next::Ask(parts) => {
                let Some(mark) = receiver.mark() else { return };
                effects.push(Effect::Send { to: receiver.source, message: Peer::AskParts { mark, parts } });
            }
            Next::Complete => {
                self.finish_transfer_if_vouched(now, effects);
                self.ask_vouchers(effects);
            }
            Next::Useless => self.reject_source("what it sends does not fit together", now, effects),
            Next::Stale => {}
        }
    }

    /// Asks again where nothing came for a while; after long enough, another source.
    fn prod_transfer(&mut self, now: Tick, effects: &mut Effects<O>) {
        let Some(receiver) = &self.receiver else { return };
        let waited = now.saturating_sub(receiver.last_progress);
        if waited >= PATIENCE_WITH_SOURCE * self.configuration.ask_again {
            let source = receiver.source;
            let alone = |checkpoint: &&Arc<Checkpoint>| self.may_be_believed_alone(checkpoint, source);
            if let Some(checkpoint) = receiver.complete().filter(alone) {
                return self.install(now, checkpoint.clone(), effects);
            }
            self.reject_source("nothing more comes, or nobody vouches for it", now, effects);
        } else if let (Some(mark), Some(parts)) = (receiver.mark(), receiver.again()) {
            effects.push(Effect::Send { to: receiver.source, message: Peer::AskParts { mark, parts } });
        } else if receiver.mark().is_none() {
            effects.push(Effect::Send { to: receiver.source, message: Peer::AskManifest });
        } else {
            self.ask_vouchers(effects);
        }
    }

    fn reject_source(&mut self, why: &'static str, now: Tick, effects: &mut Effects<O>) {
        if let Some(receiver) = &self.receiver {
            effects.push(Effect::Note(Note::SourceRejected(receiver.source, why)));
            self.begin_transfer(now, effects);
        }
    }

    /// Puts the transferred State in place once enough others report the same digest.
    pub(super) fn finish_transfer_if_vouched(&mut self, now: Tick, effects: &mut Effects<O>) {
        let Some(receiver) = &self.receiver else { return };
        let Some(checkpoint) = receiver.complete().cloned() else { return };
        if self.is_vouched_for(&checkpoint, receiver.source) || self.planted(Plant::UnverifiedTransfer) {
            self.install(now, checkpoint, effects);
        }
    }

    /// The others report their newest checkpoints, and may have taken some since the one that is transferred.
    fn ask_vouchers(&self, effects: &mut Effects<O>) {
        let Some(receiver) = &self.receiver else { return };
        let Some(mark) = receiver.complete().and(receiver.mark()) else { return };
        for to in self.members().iter().filter(|replica| ![self.me, receiver.source].contains(replica)) {
            effects.push(Effect::Send { to, message: Peer::AskMark(mark.slot) });
        }
    }

    pub(super) fn answer_mark(&self, to: ReplicaId, slot: Slot, effects: &mut Effects<O>) {
        if let Some(mark) = self.checkpoints.said_of(slot) {
            effects.push(Effect::Send { to, message: Peer::Mark(mark) });
        }
    }

    pub(super) fn hear_mark(&mut self, now: Tick, from: ReplicaId, mark: Mark, effects: &mut Effects<O>) {
        let members = *self.members();
        self.checkpoints.hear(from, mark, &members);
        self.finish_transfer_if_vouched(now, effects);
    }

    fn install(&mut self, now: Tick, checkpoint: Arc<Checkpoint>, effects: &mut Effects<O>) {
        let progress = self.receiver.take().map_or_else(Default::default, |receiver| receiver.progress);
        let newer = checkpoint.slot > self.executor.executed();
        if newer {
            self.replace_state(&checkpoint);
        }
        let watched = newer && self.configuration.watch_states;
        let told = newer && self.configuration.show_states;
        effects.push(Effect::Note(Note::Installed {
            slot: self.executor.executed(),
            outputs: self.executor.outputs(),
            state: watched.then(|| self.executor.machine().digest()),
            shown: told.then(|| self.executor.machine().show().into_boxed_str()),
            progress,
        }));
        if newer {
            effects.push(Effect::Persist(Stored::Checkpoint(checkpoint)));
            self.go_on_from_new_state(now, effects);
        }
        let committed = self.order.probe().committed;
        self.missing = None;
        self.behind(now, committed, true, self.next_peer(self.me), effects);
        self.join_if_ready(now, effects);
    }

    fn replace_state(&mut self, checkpoint: &Arc<Checkpoint>) {
        self.executor = checkpoint.state.clone();
        if self.planted(Plant::SessionsOutsideState) {
            self.executor.sessions = Default::default();
        }
        if self.planted(Plant::SkipMeanwhile) {
            let known = self.missing.map_or(0, |missing| missing.through);
            self.executor.executed = known.max(checkpoint.slot);
        }
        self.log.forget_below(checkpoint.slot + 1);
        self.checkpoints.stabilise(checkpoint.clone());
    }

    fn go_on_from_new_state(&mut self, now: Tick, effects: &mut Effects<O>) {
        for (from, members) in self.executor.schedule().changes().to_vec() {
            self.order(now, In::Members { from, members }, effects);
        }
        self.tell_installed(now, effects);
        // What the ordering committed while the State was on its way is executed from the log.
        self.execute_from_log(now, effects);
    }

    /// Executes what the log holds; the ordering hears how far everything is chosen after the executor has run.
    fn execute_from_log(&mut self, now: Tick, effects: &mut Effects<O>) {
        let mut outs = std::mem::take(&mut self.outs);
        self.execute_ready(now, &mut outs, effects);
        self.outs = outs;
        self.tell_installed(now, effects);
    }

    fn tell_installed(&mut self, now: Tick, effects: &mut Effects<O>) {
        let executed = self.executor.executed();
        self.order(now, In::Installed(executed), effects);
    }
}
