//! The primary: takes over when the one before it is dead, and then gives each batch its slot.

use super::message::{Entry, Message};
use super::{FailStop, lines};
use crate::order::{Epoch, Out};
use crate::place::{Members, ReplicaId};
use crate::plant::Plant;
use crate::receive::Batch;
use crate::slots::Slot;
use std::collections::BTreeMap;

/// How many slots may be open while new Inputs get a slot of their own; what comes meanwhile shares the next one.
const PIPELINE: Slot = 4;

/// What a primary knows of its epoch.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Office {
    /// Who has told what it stored, and through which slot it has stored what this epoch proposes.
    told: BTreeMap<ReplicaId, Slot>,
    /// Somebody knows that all is committed through this slot.
    known: Slot,
    /// The next slot to be proposed.
    next: Slot,
    /// The first slot that it proposed.
    first: Option<Slot>,
    /// The last slot whose members were asked what they stored.
    widened: Slot,
    /// All was said to be committed through this slot.
    announced: Slot,
}

impl Office {
    /// Whether it has begun to propose, or need only be asked to.
    pub const fn proposes(&self) -> bool {
        self.first.is_some()
    }
}

impl FailStop {
    /// The next member after a dead primary takes over, in the order of the places, going round.
    pub(super) fn take_over_if_next(&mut self, out: &mut Vec<Out<Self>>) {
        if self.office.is_some() || self.living_primary().is_some() {
            return;
        }
        let members = self.configurations.at(self.committed + 1);
        let living = || members.iter().filter(|member| !self.detector.is_dead(*member));
        let next = living().find(|member| member.place > self.epoch.owner).or_else(|| living().next());
        if next == Some(self.me) {
            self.take_over(out);
        }
    }

    /// The detector errs, because somebody outside makes it err.
    pub(super) fn on_suspect(&mut self, out: &mut Vec<Out<Self>>) {
        if self.is_member() && self.office.is_none() {
            if let Some(primary) = self.primary {
                self.detector.give_up(primary);
            }
            self.take_over(out);
        }
    }

    fn take_over(&mut self, out: &mut Vec<Out<Self>>) {
        out.push(Out::Rule(&lines::TAKE_OVER));
        self.epoch = Epoch { number: self.epoch.number + 1, owner: self.me.place };
        self.primary = Some(self.me);
        self.stored = self.committed;
        self.office = Some(Office {
            told: BTreeMap::new(),
            known: 0,
            next: self.committed + 1,
            first: None,
            widened: 0,
            announced: self.committed,
        });
        out.push(Out::Leader(self.primary));
        self.work(out);
    }

    /// Somebody tells what it stored. Where the stored batches of a slot differ, the one of the highest epoch may have
    /// been committed; the others cannot.
    pub(super) fn on_tail(
        &mut self,
        from: ReplicaId,
        epoch: Epoch,
        committed: Slot,
        entries: &[(Slot, Entry)],
        out: &mut Vec<Out<Self>>,
    ) {
        let Some(office) = self.office.as_mut().filter(|_| epoch == self.epoch) else { return };
        office.told.entry(from).or_default();
        office.known = office.known.max(committed);
        for (slot, entry) in entries.iter().filter(|(slot, _)| *slot > self.committed) {
            if self.tail.get(slot).is_none_or(|own| own.epoch < entry.epoch) {
                self.tail.insert(*slot, entry.clone());
            }
        }
        if committed > self.committed {
            Self::ask(committed, from, out);
        }
        self.work(out);
    }

    pub(super) fn on_stored(&mut self, from: ReplicaId, epoch: Epoch, through: Slot, out: &mut Vec<Out<Self>>) {
        let Some(office) = self.office.as_mut().filter(|_| epoch == self.epoch) else { return };
        if through >= office.next.max(self.committed + 1) {
            out.push(Out::Ignored("a claim to have stored what was not proposed"));
        } else if let Some(told) = office.told.get_mut(&from) {
            *told = through.max(*told);
            self.work(out);
        }
    }

    /// As primary: proposes what can be proposed, commits what can be committed, and says so.
    pub(super) fn work(&mut self, out: &mut Vec<Out<Self>>) {
        while let Some((slot, batch)) = self.next_proposal(out) {
            self.propose(slot, batch, out);
        }
        self.commit_what_all_have(out);
        self.announce(out);
        if self.office.is_some() && !self.is_member() {
            out.push(Out::Rule(&lines::RETIRE));
            out.push(Out::Leader(None));
            (self.office, self.primary) = (None, None);
        }
    }

    fn next_proposal(&mut self, out: &mut Vec<Out<Self>>) -> Option<(Slot, Batch)> {
        let office = self.office.as_mut()?;
        office.next = office.next.max(self.committed + 1);
        let (slot, open) = (office.next, office.next - self.committed - 1);
        if slot > self.executed + self.setup.window || office.known > self.committed {
            return None;
        }
        let members = *self.configurations.at(slot);
        if !members.contains(self.me) || !self.all_have_told(slot, &members, out) {
            return None;
        }
        let last = self.tail.last_key_value().map_or(0, |(slot, _)| *slot);
        let (line, batch) = match self.tail.get(&slot) {
            Some(entry) => (&lines::RESTORE, entry.batch.clone()),
            None if last > slot => (&lines::FILL_GAP, Batch::default()),
            None if !self.queue.is_empty() && open < PIPELINE => (&lines::PROPOSE, self.queue.take(self.setup.batch)),
            None if self.queue.is_empty() && slot < self.configurations.last_change() => {
                (&lines::FILL_CHANGE, Batch::default())
            }
            None => return None,
        };
        out.push(Out::Rule(line));
        Some((slot, batch))
    }

    /// Whether all living members of a slot have told what they stored; if not, they are asked.
    fn all_have_told(&mut self, slot: Slot, members: &Members, out: &mut Vec<Out<Self>>) -> bool {
        let (me, detector) = (self.me, &self.detector);
        let Some(office) = &mut self.office else { return false };
        if self.setup.plants.has(Plant::IgnoreNewcomers) && office.proposes() {
            return true;
        }
        let missing = members.iter().filter(|member| *member != me && !detector.is_dead(*member));
        let missing: Vec<ReplicaId> = missing.filter(|member| !office.told.contains_key(member)).collect();
        if missing.is_empty() {
            office.first.get_or_insert(slot);
        } else if office.widened < slot {
            office.widened = slot;
            let epoch = self.epoch;
            out.extend(missing.iter().map(|to| Out::Send { to: *to, message: Message::TakeOver { epoch } }));
        }
        missing.is_empty()
    }

    fn propose(&mut self, slot: Slot, batch: Batch, out: &mut Vec<Out<Self>>) {
        let (epoch, committed) = (self.epoch, self.committed);
        self.tell_all(&Message::Store { epoch, slot, batch: batch.clone(), committed }, out);
        self.tail.insert(slot, Entry { epoch, batch });
        self.count_stored();
        if let Some(office) = &mut self.office {
            office.next = slot + 1;
            office.announced = committed;
        }
    }

    fn commit_what_all_have(&mut self, out: &mut Vec<Out<Self>>) {
        while let Some(office) = &self.office {
            let slot = self.committed + 1;
            let members = self.configurations.at(slot);
            let told = |member: ReplicaId| office.told.get(&member).is_some_and(|through| *through >= slot);
            let waited_for = |member: &ReplicaId| *member != self.me && !self.detector.is_dead(*member);
            let hasty = self.setup.plants.has(Plant::AnswerBeforeBackups);
            let newcomer =
                |member: ReplicaId| self.setup.plants.has(Plant::IgnoreNewcomers) && !office.told.contains_key(&member);
            let all = members.iter().filter(waited_for).all(|member| hasty || newcomer(member) || told(member));
            if slot >= office.next || !all {
                break;
            }
            out.push(Out::Rule(&lines::COMMIT));
            self.commit_next(out);
        }
    }

    /// Says how far all is committed, unless a batch has just carried it.
    fn announce(&mut self, out: &mut Vec<Out<Self>>) {
        let (epoch, through) = (self.epoch, self.committed);
        if let Some(office) = self.office.as_mut().filter(|office| office.announced < through) {
            office.announced = through;
            self.tell_all(&Message::Committed { epoch, through }, out);
        }
    }

    /// As primary: sends again what was not answered.
    pub(super) fn send_again(&mut self, out: &mut Vec<Out<Self>>) {
        let Some(office) = &mut self.office else { return };
        // Whoever has not told what it stored is asked again.
        office.widened = 0;
        let (epoch, committed) = (self.epoch, self.committed);
        let before = out.len();
        for (to, through) in &office.told {
            if self.detector.is_dead(*to) || !self.configurations.peers().contains(to) {
                continue;
            }
            for (slot, entry) in self.tail.range(through + 1..office.next.max(through + 1)).take(PIPELINE as usize) {
                let message = Message::Store { epoch, slot: *slot, batch: entry.batch.clone(), committed };
                out.push(Out::Send { to: *to, message });
            }
        }
        if out.len() > before {
            out.push(Out::Rule(&lines::AGAIN));
        }
    }
}
