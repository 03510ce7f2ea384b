//! Beginning a view (section 4.4): what the new primary must propose follows from the view changes of a quorum, and
//! everybody can work it out.
//!
//! What was committed in an earlier view was prepared by a quorum, of which at least one correct member is in any quorum
//! of view changes; so it is reported. Where several batches are reported for a slot, that of the latest view is taken:
//! whatever was committed before is in it, by the same argument.

use super::certificate::{Certificate, quorum, signers};
use super::message::{Message, NewView, Phase, View, ViewChange, Vote, digest_of};
use super::record::Proposal;
use super::{Pbft, Standing, lines};
use crate::order::Out;
use crate::place::Members;
use crate::plant::Plant;
use crate::receive::Batch;
use crate::signed::Signed;
use crate::slots::{Slot, Slots};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What view changes demand of the view.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Choice {
    /// All through this slot is decided.
    pub floor: Slot,
    /// What is to be proposed in the slots after it: a batch that was prepared, or, in a gap, nothing.
    pub batches: Vec<Option<Batch>>,
}

impl Choice {
    /// The proposals that the primary of this view must make.
    fn proposals(&self, view: View) -> impl Iterator<Item = Vote> {
        (self.floor + 1..).zip(&self.batches).map(move |(slot, batch)| {
            let digest = digest_of(&batch.clone().unwrap_or_default());
            Vote { phase: Phase::PrePrepare, view, slot, digest }
        })
    }

    /// The batch that this proposal is about, unless it is a no-op.
    fn batch(&self, vote: &Signed<Vote>) -> Option<Batch> {
        let index = vote.said().slot.checked_sub(self.floor + 1)?;
        let chosen = self.batches.get(index as usize)?.as_ref();
        chosen.filter(|batch| digest_of(batch) == vote.said().digest).cloned()
    }
}

/// What these view changes demand, for slots from `first` on.
pub fn choose(view_changes: &[Signed<Arc<ViewChange>>], first: Slot) -> Choice {
    let stable = view_changes.iter().map(|view_change| view_change.said().stable);
    let floor = stable.fold(first.saturating_sub(1), Slot::max);
    let mut latest: BTreeMap<Slot, &Certificate> = BTreeMap::new();
    for prepared in view_changes.iter().flat_map(|view_change| &view_change.said().prepared) {
        let known = latest.entry(prepared.slot).or_insert(prepared);
        if known.view < prepared.view {
            *known = prepared;
        }
    }
    let last = latest.last_key_value().map_or(floor, |(slot, _)| *slot);
    let last = last.min(floor.saturating_add(Slots::<()>::FARTHEST));
    let batches = (floor + 1..=last).map(|slot| latest.get(&slot).map(|prepared| prepared.batch.clone()));
    Choice { floor, batches: batches.collect() }
}

impl Pbft {
    /// The primary of the view begins it, once a quorum wants exactly this one.
    pub(super) fn make_new_view(&mut self, out: &mut Vec<Out<Self>>) {
        let view = self.view;
        let Some(needed) = self.members().map(|members| quorum(members.len(), self.setup.plants)) else { return };
        let wanted = self.view_changes.values().filter(|view_change| view_change.said().view == view);
        let view_changes: Vec<_> = wanted.cloned().collect();
        if view_changes.len() < needed {
            return;
        }
        let choice = choose(&view_changes, self.first_slot());
        let proposals = choice.proposals(view).map(|vote| self.key.sign(vote)).collect();
        let new_view = NewView { view, view_changes, proposals };
        let new_view = self.key.sign(Arc::new(new_view));
        out.push(Out::Rule(&lines::NEW_VIEW));
        self.enter(new_view.clone(), choice, out);
        self.configurations.tell_peers(&Message::NewView(new_view), out);
        self.begin_work(out);
    }

    /// A primary begins its view. Anybody may pass this on: its signature counts.
    pub(super) fn on_new_view(&mut self, new_view: Signed<Arc<NewView>>, out: &mut Vec<Out<Self>>) {
        let said = new_view.said();
        if said.view.epoch != self.view.epoch {
            self.statuses.unsettled |= said.view.epoch > self.view.epoch;
            return;
        }
        if said.view < self.view || (said.view == self.view && self.has_begun()) {
            return;
        }
        let Some(members) = self.members().copied() else { return };
        let choice = choose(&said.view_changes, self.first_slot());
        if !self.follows(&new_view, &choice, &members) {
            out.push(Out::Rule(&lines::REFUSE_NEW_VIEW));
            out.push(Out::Ignored("a NewView that does not follow from its ViewChanges"));
            return;
        }
        out.push(Out::Rule(&lines::ENTER));
        self.enter(new_view, choice, out);
        self.begin_work(out);
    }

    /// Whether a new view is what its view changes demand, and those are of a quorum and prove what they say.
    fn follows(&self, new_view: &Signed<Arc<NewView>>, choice: &Choice, members: &Members) -> bool {
        let (said, plants) = (new_view.said(), self.setup.plants);
        let signers = signers(&said.view_changes);
        let enough = signers.len() >= quorum(members.len(), plants)
            && signers.len() == said.view_changes.len()
            && signers.iter().all(|signer| members.contains(*signer));
        let valid = said.view_changes.iter().all(|view_change| {
            view_change.said().view == said.view && view_change.said().is_valid(members, self.first_slot(), plants)
        });
        let primary = said.view.primary(members);
        let signed = new_view.signer() == primary && said.proposals.iter().all(|vote| vote.signer() == primary);
        let demanded = choice.proposals(said.view).eq(said.proposals.iter().map(|vote| *vote.said()));
        signed && enough && valid && (demanded || plants.has(Plant::TrustNewView))
    }

    /// The view begins here, with the proposals that it must have.
    fn enter(&mut self, new_view: Signed<Arc<NewView>>, choice: Choice, out: &mut Vec<Out<Self>>) {
        let said = new_view.said().clone();
        self.view = said.view;
        self.standing = Standing::Begun { floor: choice.floor, new_view: Some(new_view) };
        self.patience.deadline = None;
        self.view_changes.retain(|_, view_change| view_change.said().view > said.view);
        self.next = choice.floor + 1 + said.proposals.len() as Slot;
        self.persist_whole(out);
        self.pending.begin_view();
        for vote in &said.proposals {
            // With what is proved already, one proposal may complete the slots of these members. The next ones have views
            // of their own, and whoever speaks in those is done with this one.
            if self.view != said.view {
                break;
            }
            let chosen = choice.batch(vote);
            out.push(Out::Rule(if chosen.is_some() { &lines::CHOOSE } else { &lines::CHOOSE_NULL }));
            let batch = chosen.unwrap_or_default();
            self.pending.proposed(&batch);
            self.accept(*vote, batch, out);
        }
    }

    /// After a restart: the proposals of the new view that began this view are accepted, whether or not the disk got so
    /// far as to have each.
    pub(super) fn recall_new_view(&mut self) {
        let Standing::Begun { new_view: Some(new_view), .. } = &self.standing else { return };
        let said = new_view.said().clone();
        let choice = choose(&said.view_changes, 0);
        for vote in &said.proposals {
            let batch = choice.batch(vote).unwrap_or_default();
            let Some(entry) = self.entry(vote.said().slot) else { continue };
            if entry.kept.proposal.as_ref().is_none_or(|proposal| proposal.vote.said().view < said.view) {
                entry.kept.proposal = Some(Proposal { vote: *vote, batch });
            }
        }
    }
}
