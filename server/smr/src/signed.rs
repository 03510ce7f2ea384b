//! Signatures: who said something, so that others can pass it on and nobody can deny it.
//!
//! There is no cryptography here, only what it is for. A [`Signed`] value can be made with the [`Key`] of its signer and
//! in no other way, and cannot be changed afterwards: both are private to this module. Each replica is made with its own
//! key and is never given another, and whatever makes a replica lie from outside has that replica's key at most.
//!
//! What is not signed is at least authenticated: the network delivers a message together with its true sender.

use crate::place::ReplicaId;

/// What it takes to sign in the name of one replica.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Key {
    holder: ReplicaId,
}

impl Key {
    /// The key of a replica, for whoever makes the replica.
    pub(crate) const fn of(holder: ReplicaId) -> Self {
        Self { holder }
    }

    /// Whose key it is.
    #[must_use]
    pub const fn holder(&self) -> ReplicaId {
        self.holder
    }

    /// Says something in the holder's name.
    #[must_use]
    pub const fn sign<T>(&self, said: T) -> Signed<T> {
        Signed { signer: self.holder, said }
    }
}

/// Something that a replica said.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Signed<T> {
    signer: ReplicaId,
    said: T,
}

impl<T> Signed<T> {
    /// Who said it.
    #[must_use]
    pub const fn signer(&self) -> ReplicaId {
        self.signer
    }

    /// What was said.
    #[must_use]
    pub const fn said(&self) -> &T {
        &self.said
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_signed_names_its_signer_whoever_passes_it_on() {
        let signed = Key::of(ReplicaId::first(2)).sign("yes");
        let passed_on = signed;
        assert_eq!((passed_on.signer(), *passed_on.said()), (ReplicaId::first(2), "yes"));
    }
}
