//! How replicas lie about the order: what the world may ask for, and what a message is given to bend itself.
//!
//! No protocol calls this. A message says how it looks when a traitor sends it ([`super::Message::bent`]); the world keeps
//! the traitors, and decides what each of them says to whom.

use crate::Tick;
use crate::place::ReplicaId;
use crate::signed::{Key, Signed};

/// What a traitor lies about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Treason {
    /// Now this, now that, and sometimes it says the truth.
    Anything,
    /// It proposes and votes for one thing here and for another there.
    Proposals,
    /// Where it is its turn to propose it says nothing.
    Silence,
    /// It votes for something else than what was proposed.
    Votes,
    /// What it says of earlier views is not what happened there.
    Views,
}

impl Treason {
    /// Every treason.
    pub const ALL: [Self; 5] = [Self::Anything, Self::Proposals, Self::Silence, Self::Votes, Self::Views];

    /// Its name in scripts.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Anything => "anything",
            Self::Proposals => "proposals",
            Self::Silence => "silence",
            Self::Votes => "votes",
            Self::Views => "views",
        }
    }
}

/// How a traitor lies to one addressee.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Lie {
    /// What it is about.
    pub about: Treason,
    /// What the traitor signs with.
    pub key: Key,
    /// The addressee.
    pub to: ReplicaId,
    /// When it is said.
    pub now: Tick,
    /// Somebody whom it may pretend to have heard.
    pub another: ReplicaId,
    /// Decides which lie it is.
    pub draw: u64,
}

impl Lie {
    /// Nothing but lies: what the traitor signs with is its own key.
    #[must_use]
    pub const fn of(liar: ReplicaId, about: Treason, to: ReplicaId, now: Tick) -> Self {
        Self { about, key: Key::of(liar), to, now, another: liar, draw: 0 }
    }

    /// Whether the traitor has signed this itself.
    #[must_use]
    pub fn is_of<T>(&self, signed: &Signed<T>) -> bool {
        signed.signer() == self.key.holder()
    }

    /// The same lie, told by these dice.
    #[must_use]
    pub const fn drawn(self, another: ReplicaId, draw: u64) -> Self {
        Self { another, draw, ..self }
    }
}
