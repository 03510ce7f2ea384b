//! How a replica lies: what it sends instead of what the protocol says.
//!
//! The replica itself runs the honest protocol; this stands between it and the wire. It signs with the replica's own key
//! and has no other, so it can say anything in its own name and nothing in that of another.

use super::certificate::Certificate;
use super::message::{Message, NewView, Phase, Status, View, ViewChange, Vote, digest_of};
use super::{Pbft, Standing};
use crate::order::Lie;
use crate::place::ReplicaId;
use crate::receive::Batch;
use crate::signed::Signed;
use std::sync::Arc;

/// For so many heartbeats the same replicas are deceived.
const TURN: u64 = 4;

impl Pbft {
    /// What it sends to this replica instead.
    pub(super) fn lie(&self, message: Message, lie: Lie, to: ReplicaId) -> Option<Message> {
        match (lie, message) {
            (Lie::Silence, Message::PrePrepare { .. }) => None,
            (Lie::Silence, Message::NewView(new_view)) if new_view.signer() == self.me => None,
            (Lie::Equivocate, Message::PrePrepare { vote, batch }) if vote.signer() == self.me => {
                let (vote, batch) = if self.is_deceived(to) { (self.deny(vote), Batch::default()) } else { (vote, batch) };
                Some(Message::PrePrepare { vote, batch })
            }
            (Lie::Equivocate, Message::Vote(vote)) if self.is_deceived(to) => Some(Message::Vote(self.deny(vote))),
            (Lie::Votes, Message::Vote(vote)) => Some(Message::Vote(self.deny(vote))),
            (Lie::Views, Message::ViewChange(view_change)) => {
                Some(Message::ViewChange(self.misremember(view_change.said())))
            }
            (Lie::Views, Message::NewView(new_view)) if new_view.signer() == self.me => {
                Some(Message::NewView(self.begin_otherwise(new_view.said())))
            }
            (Lie::Views, Message::Status(status)) => Some(self.mislead(status)),
            (_, message) => Some(message),
        }
    }

    /// Who is told the other thing: every second replica, and after a while the others.
    const fn is_deceived(&self, to: ReplicaId) -> bool {
        let turn = self.patience.now / (TURN * self.setup.heartbeat);
        turn.wrapping_add(to.place as u64).is_multiple_of(2)
    }

    /// A vote, or a proposal, of nothing instead of something.
    fn deny(&self, vote: Signed<Vote>) -> Signed<Vote> {
        self.key.sign(Vote { digest: digest_of(&Batch::default()), ..*vote.said() })
    }

    /// In every second view it keeps quiet about what was prepared, which nobody can tell from not knowing; in the
    /// others it makes up that something else was, which it cannot prove.
    fn misremember(&self, said: &ViewChange) -> Signed<Arc<ViewChange>> {
        let before = View { number: said.view.number.saturating_sub(1), ..said.view };
        let prepared = if said.view.number.is_multiple_of(2) { Vec::new() } else { self.made_up(said, before) };
        self.key.sign(Arc::new(ViewChange { prepared, ..said.clone() }))
    }

    fn made_up(&self, said: &ViewChange, view: View) -> Vec<Arc<Certificate>> {
        let (phase, batch) = (Phase::Prepare, Batch::default());
        let slots = said.prepared.iter().map(|prepared| prepared.slot);
        let certificates = slots.map(|slot| {
            let vote = self.key.sign(Vote { phase, view, slot, digest: digest_of(&batch) });
            Arc::new(Certificate { phase, view, slot, batch: batch.clone(), votes: vec![vote] })
        });
        certificates.collect()
    }

    /// A new view that proposes nothing where something was prepared.
    fn begin_otherwise(&self, said: &NewView) -> Signed<Arc<NewView>> {
        let proposals = said.proposals.iter().map(|vote| self.deny(*vote)).collect();
        self.key.sign(Arc::new(NewView { proposals, ..said.clone() }))
    }

    /// It says that it is still in the first view and has nothing; or, as primary, it proposes once more what was decided
    /// before its view.
    fn mislead(&self, status: Status) -> Message {
        match self.standing {
            Standing::Begun { floor, .. } if floor > 0 && self.leads() => {
                let batch = Batch::default();
                let vote = Vote { phase: Phase::PrePrepare, view: self.view, slot: floor, digest: digest_of(&batch) };
                Message::PrePrepare { vote: self.key.sign(vote), batch }
            }
            _ => Message::Status(Status { view: View { number: 0, ..status.view }, committed: 0, ..status }),
        }
    }
}
