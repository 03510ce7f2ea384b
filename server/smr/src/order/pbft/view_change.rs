//! Giving a primary up (section 4.4).

use super::certificate::{faults, quorum};
use super::checkpoint::is_proof;
use super::message::{Message, Phase, View, ViewChange};
use super::{Pbft, Standing, lines};
use crate::order::Out;
use crate::place::{Members, ReplicaId};
use crate::plant::{Plant, Plants};
use crate::signed::Signed;
use crate::slots::Slot;
use std::sync::Arc;

impl ViewChange {
    /// Whether all that it says is proved, to somebody who knows the members and their first slot.
    #[must_use]
    pub fn is_valid(&self, members: &Members, first: Slot, plants: Plants) -> bool {
        let stable = self.stable + 1 == first || is_proof(&self.proof, self.stable, members, plants);
        let in_order = self.prepared.windows(2).all(|pair| pair[0].slot < pair[1].slot);
        let above = self.prepared.first().is_none_or(|lowest| lowest.slot > self.stable);
        let proved = self.prepared.iter().all(|prepared| {
            let earlier = prepared.phase == Phase::Prepare && prepared.view < self.view;
            earlier && (prepared.is_valid(members, plants) || plants.has(Plant::UnprovedCertificates))
        });
        self.view.epoch == members.epoch && self.stable + 1 >= first && stable && in_order && above && proved
    }
}

impl Pbft {
    /// Takes part in no view before this one any more.
    pub(super) fn change_view(&mut self, view: View, out: &mut Vec<Out<Self>>) {
        self.view = view;
        self.standing = Standing::Awaited;
        self.patience.deadline = None;
        self.persist_whole(out);
        self.believe(out);
        self.say_view_change(out);
        self.begin_view_if_wanted(out);
    }

    /// Says, or says again, that it has left the views before this one.
    pub(super) fn say_view_change(&mut self, out: &mut Vec<Out<Self>>) {
        if let Some(view_change) = self.own_view_change().filter(|_| self.is_member()) {
            self.view_changes.insert(self.me, view_change.clone());
            self.configurations.tell_peers(&Message::ViewChange(view_change), out);
        }
    }

    /// What this replica has to say of the views before this one.
    pub(super) fn own_view_change(&self) -> Option<Signed<Arc<ViewChange>>> {
        let (first, members) = self.configurations.of_epoch(self.view.epoch)?;
        let (proven, proof) = self.watermark.proven(members, self.setup.plants);
        let (stable, proof) = if proven >= first { (proven, proof) } else { (first - 1, Vec::new()) };
        let forgets = self.setup.plants.has(Plant::ForgetPrepared);
        let known = self.entries.iter_from(stable + 1).filter(|_| !forgets);
        let prepared = known.filter_map(|(_, entry)| entry.kept.prepared.clone());
        let prepared = prepared.filter(|prepared| prepared.view.epoch == self.view.epoch).collect();
        Some(self.key.sign(Arc::new(ViewChange { view: self.view, stable, proof, prepared })))
    }

    /// Another gives its primary up.
    pub(super) fn on_view_change(
        &mut self,
        from: ReplicaId,
        view_change: Signed<Arc<ViewChange>>,
        out: &mut Vec<Out<Self>>,
    ) {
        let (signer, said) = (view_change.signer(), view_change.said());
        if said.view.epoch != self.view.epoch {
            self.statuses.unsettled |= said.view.epoch > self.view.epoch;
            return;
        }
        let Some(members) = self.members().copied().filter(|members| members.contains(self.me)) else { return };
        if said.view < self.view || (said.view == self.view && self.has_begun()) {
            return self.show_view(from, out);
        }
        if !members.contains(signer) || !said.is_valid(&members, self.first_slot(), self.setup.plants) {
            out.push(Out::Rule(&lines::REFUSE_VIEW_CHANGE));
            out.push(Out::Ignored("a ViewChange that proves nothing"));
            return;
        }
        let newer = self.view_changes.get(&signer).is_none_or(|known| known.said().view <= said.view);
        if newer {
            self.view_changes.insert(signer, view_change);
            self.join_view_change(&members, out);
            self.begin_view_if_wanted(out);
        }
    }

    /// One more than can lie are in later views: so is one that does not lie. The least of their views will do.
    fn join_view_change(&mut self, members: &Members, out: &mut Vec<Out<Self>>) {
        let views = self.view_changes.values().map(|view_change| view_change.said().view);
        let mut later: Vec<View> = views.filter(|view| *view > self.view).collect();
        later.sort_unstable();
        if let Some(index) = later.len().checked_sub(faults(members.len()) + 1) {
            out.push(Out::Rule(&lines::JOIN));
            self.change_view(later[index], out);
        }
    }

    /// Whether a quorum has given up all views before this one.
    pub(super) fn is_wanted(&self) -> bool {
        let wanted = self.view_changes.values().filter(|view_change| view_change.said().view >= self.view).count();
        self.members().is_some_and(|members| wanted >= quorum(members.len(), self.setup.plants))
    }

    /// A quorum wants the view: it must begin in time; and if this replica is its primary, it begins it.
    pub(super) fn begin_view_if_wanted(&mut self, out: &mut Vec<Out<Self>>) {
        if self.has_begun() || !self.is_wanted() {
            return;
        }
        if self.patience.deadline.is_none() {
            out.push(Out::Rule(&lines::AWAIT));
            self.start_timer(out);
        }
        if self.primary() == Some(self.me) {
            self.make_new_view(out);
        }
    }
}
