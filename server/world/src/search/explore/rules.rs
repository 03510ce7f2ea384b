//! The acceptor's and the proposer's rules.

/// An acceptor.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Acceptor {
    /// The highest ballot promised.
    pub promised: Option<u8>,
    /// The last vote.
    pub vote: Option<(u8, u8)>,
}

impl Acceptor {
    /// Promises the ballot, if it is higher than every other seen, and reports the last vote.
    pub fn promise(&mut self, ballot: u8) -> Option<Option<(u8, u8)>> {
        (self.promised < Some(ballot)).then(|| {
            self.promised = Some(ballot);
            self.vote
        })
    }

    /// Votes, unless a higher ballot was promised.
    pub fn vote(&mut self, ballot: u8, value: u8) -> bool {
        let votes = self.promised <= Some(ballot);
        if votes {
            self.promised = Some(ballot);
            self.vote = Some((ballot, value));
        }
        votes
    }
}

/// The value of the highest vote.
pub fn value_of_highest(votes: &[(u8, u8)]) -> Option<u8> {
    votes.iter().max_by_key(|vote| vote.0).map(|vote| vote.1)
}
