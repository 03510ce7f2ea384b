//! What a traitor says instead. No replica calls this: whoever carries a traitor's messages does, outside the protocol.
//!
//! It has the message and the traitor's own key, and no other: it can say anything in its own name and nothing in that of
//! another.

use super::certificate::Certificate;
use super::message::{Message, NewView, Phase, Status, View, ViewChange, Vote, digest_of};
use crate::Tick;
use crate::order::{Lie, Treason};
use crate::receive::Batch;
use crate::signed::Signed;
use std::sync::Arc;

/// For so long the same replicas are deceived.
const TURN: Tick = 160_000;

/// What a traitor says to this addressee instead of this message; nothing at all, where it stays silent.
pub(super) fn falsify(message: Message, lie: &Lie) -> Option<Message> {
    match (treason(lie), message) {
        (Treason::Silence, Message::PrePrepare { .. }) => None,
        (Treason::Silence, Message::NewView(new_view)) if lie.is_of(&new_view) => None,
        (Treason::Proposals, Message::PrePrepare { vote, batch }) if lie.is_of(&vote) => {
            let (vote, batch) = if deceives(lie) { (deny(vote, lie), Batch::default()) } else { (vote, batch) };
            Some(Message::PrePrepare { vote, batch })
        }
        (Treason::Proposals, Message::Vote(vote)) if deceives(lie) => Some(Message::Vote(deny(vote, lie))),
        (Treason::Votes, Message::Vote(vote)) => Some(Message::Vote(deny(vote, lie))),
        (Treason::Views, Message::ViewChange(view_change)) => {
            Some(Message::ViewChange(misremember(view_change.said(), lie)))
        }
        (Treason::Views, Message::NewView(new_view)) if lie.is_of(&new_view) => {
            Some(Message::NewView(begin_otherwise(new_view.said(), lie)))
        }
        (Treason::Views, Message::Status(status)) => Some(mislead(status, lie)),
        (_, message) => Some(message),
    }
}

/// What it lies about this time.
const fn treason(lie: &Lie) -> Treason {
    match (lie.about, lie.draw % 8) {
        (Treason::Anything, 0 | 1) => Treason::Proposals,
        (Treason::Anything, 2) => Treason::Silence,
        (Treason::Anything, 3 | 4) => Treason::Votes,
        (Treason::Anything, 5 | 6) => Treason::Views,
        (about, _) => about,
    }
}

/// Who is told the other thing: every second replica, and after a while the others.
const fn deceives(lie: &Lie) -> bool {
    (lie.now / TURN).wrapping_add(lie.to.place as u64).is_multiple_of(2)
}

/// A vote, or a proposal, of nothing instead of something.
fn deny(vote: Signed<Vote>, lie: &Lie) -> Signed<Vote> {
    lie.key.sign(Vote { digest: digest_of(&Batch::default()), ..*vote.said() })
}

/// In every second view it keeps quiet about what was prepared, which nobody can tell from not knowing; in the others it
/// makes up that something else was, which it cannot prove.
fn misremember(said: &ViewChange, lie: &Lie) -> Signed<Arc<ViewChange>> {
    let before = View { number: said.view.number.saturating_sub(1), ..said.view };
    let prepared = if said.view.number.is_multiple_of(2) { Vec::new() } else { made_up(said, before, lie) };
    lie.key.sign(Arc::new(ViewChange { prepared, ..said.clone() }))
}

fn made_up(said: &ViewChange, view: View, lie: &Lie) -> Vec<Arc<Certificate>> {
    let (phase, batch) = (Phase::Prepare, Batch::default());
    let slots = said.prepared.iter().map(|prepared| prepared.slot);
    let certificates = slots.map(|slot| {
        let vote = lie.key.sign(Vote { phase, view, slot, digest: digest_of(&batch) });
        Arc::new(Certificate { phase, view, slot, batch: batch.clone(), votes: vec![vote] })
    });
    certificates.collect()
}

/// A new view that proposes nothing where something was prepared.
fn begin_otherwise(said: &NewView, lie: &Lie) -> Signed<Arc<NewView>> {
    let proposals = said.proposals.iter().map(|vote| deny(*vote, lie)).collect();
    lie.key.sign(Arc::new(NewView { proposals, ..said.clone() }))
}

/// It says that it is still in the first view and has nothing; or it proposes once more what is in its checkpoint, which
/// concerns the others if it is primary of the view.
fn mislead(status: Status, lie: &Lie) -> Message {
    let decided = status.checkpoint.map(|word| word.said().through).filter(|_| status.begun && status.view.number > 0);
    match decided {
        Some(slot) if lie.draw.is_multiple_of(2) => {
            let batch = Batch::default();
            let vote = Vote { phase: Phase::PrePrepare, view: status.view, slot, digest: digest_of(&batch) };
            Message::PrePrepare { vote: lie.key.sign(vote), batch }
        }
        _ => Message::Status(Status { view: View { number: 0, ..status.view }, committed: 0, ..status }),
    }
}
