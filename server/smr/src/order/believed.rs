//! Whom a replica believes to lead, and whom it therefore hands Inputs to.

use super::{Ordering, Out};
use crate::place::ReplicaId;

/// Whom a replica believes to lead.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Believed(Option<ReplicaId>);

impl Believed {
    /// The leader, if there is one.
    #[must_use]
    pub const fn leader(self) -> Option<ReplicaId> {
        self.0
    }

    /// It changes its mind.
    pub fn change<O: Ordering>(&mut self, leader: Option<ReplicaId>, out: &mut Vec<Out<O>>) {
        if self.0 != leader {
            self.0 = leader;
            out.push(Out::Leader(leader));
        }
    }

    /// Who is to have the Inputs that come from this replica or its clients; they wait here where it is nobody else.
    #[must_use]
    pub fn hands_to(self, me: ReplicaId) -> Option<ReplicaId> {
        self.0.filter(|leader| *leader != me)
    }

    /// Who is to have the Inputs that come from a replica that believes that this one leads. If it is wrong they are
    /// handed on once; after that they wait here, so that replicas that are all wrong do not pass them round for ever.
    #[must_use]
    pub fn hands_on_to(self, me: ReplicaId, from: ReplicaId, again: bool) -> Option<ReplicaId> {
        self.hands_to(me).filter(|leader| *leader != from && !again)
    }
}
