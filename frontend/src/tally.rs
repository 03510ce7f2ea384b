//! Counting a ballot: who answered what, and whether enough answered the same.
//!
//! The verdict is the voter's, and comes from the stream. Counting here only explains it: which Outputs were equal,
//! which replica was outvoted, and who is still silent.

use std::collections::BTreeMap;
use wire::{About, Answered, Checksum, Pending, Replica, Vote};

/// How one replica's Output stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// Nothing was heard from it.
    Silent,
    /// It counts, and so far nothing is decided.
    Counted,
    /// It is one of enough equal ones.
    Agrees,
    /// Enough others are equal, and it is not like them.
    Outvoted,
    /// It came after the verdict, and is like the Output that was given.
    LateAgrees,
    /// It came after the verdict, and is not like the Output that was given.
    LateDiffers,
    /// It was read without ordering, and another one was taken: of those, the newest is.
    NotTaken,
    /// It does not count: a stranger's.
    NotCounted,
}

impl Standing {
    /// It as a sign.
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Silent => "○",
            Self::Counted => "●",
            Self::Agrees | Self::LateAgrees => "✓",
            Self::Outvoted | Self::LateDiffers => "✕",
            Self::NotTaken | Self::NotCounted => "–",
        }
    }
}

/// One line of the ballot.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ballot {
    /// Whose.
    pub replica: Replica,
    /// The Output in words.
    pub words: Box<str>,
    /// How it stands.
    pub standing: Standing,
}

/// All of them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Tally {
    /// In the order of the replicas.
    pub ballots: Vec<Ballot>,
    /// How many Outputs the largest group of equal ones has.
    pub equal: usize,
    /// How many it has to have to be believed.
    pub needed: usize,
    /// Whether a configured replica returned something else than what enough others returned.
    pub outvotes: bool,
}

/// Counts the Outputs for a request: so many equal ones of those who were asked decide as the voter of this run asks for. Of
/// what is read without ordering, the newest is the answer, however few know it.
pub fn count(request: &Pending, answered: Option<&Answered>, about: &About) -> Tally {
    let needed = about.needed.get(request.members.len()).copied().unwrap_or_default().max(1).into();
    let mut groups: BTreeMap<Checksum, usize> = BTreeMap::new();
    for vote in request.votes.iter().filter(|vote| counts(request, vote)) {
        *groups.entry(vote.output).or_default() += 1;
    }
    let largest = groups.iter().max_by_key(|(_, size)| **size).map(|(output, size)| (*output, *size));
    let newest = answered.filter(|answered| answered.unordered).map(|answered| &answered.words);
    let decided = match newest {
        // Where one Output is enough, nobody lies: those that are read without ordering differ, and nobody knows yet which is taken.
        _ if needed == 1 && answered.is_none() => None,
        Some(words) => request.votes.iter().find(|vote| vote.words == *words).map(|vote| vote.output),
        None => largest.filter(|(_, size)| *size >= needed).map(|(output, _)| output),
    };

    let mut replicas: Vec<Replica> = Vec::new();
    for replica in request.members.iter().copied().chain(request.votes.iter().map(|vote| vote.replica)) {
        if let Err(place) = replicas.binary_search(&replica) {
            replicas.insert(place, replica);
        }
    }
    let mut ballots: Vec<Ballot> = replicas.into_iter().map(|replica| ballot(replica, request, decided)).collect();
    if newest.is_some() {
        let others = ballots.iter_mut().filter(|ballot| differs(ballot));
        others.for_each(|ballot| ballot.standing = Standing::NotTaken);
    }
    let equal = largest.map_or(0, |(_, size)| size);
    Tally { equal, needed, outvotes: ballots.iter().any(differs), ballots }
}

const fn differs(ballot: &Ballot) -> bool {
    matches!(ballot.standing, Standing::Outvoted | Standing::LateDiffers)
}

/// Whether a vote counts: whoever cast it may have quit before the others were heard.
fn counts(request: &Pending, vote: &Vote) -> bool {
    vote.counted && request.members.contains(&vote.replica)
}

/// The voter does not count what comes after its verdict, but it is no less telling.
fn ballot(replica: Replica, request: &Pending, decided: Option<Checksum>) -> Ballot {
    let mut cast = request.votes.iter().filter(|vote| vote.replica == replica);
    let Some(vote) = cast.clone().find(|vote| vote.counted).or_else(|| cast.next()) else {
        return Ballot { replica, words: Box::default(), standing: Standing::Silent };
    };
    let is_asked = request.members.contains(&replica);
    let standing = match (decided.map(|output| output == vote.output), counts(request, vote)) {
        (None, true) => Standing::Counted,
        (Some(true), true) => Standing::Agrees,
        (Some(false), true) => Standing::Outvoted,
        (Some(true), false) if is_asked => Standing::LateAgrees,
        (Some(false), false) if is_asked => Standing::LateDiffers,
        (_, false) => Standing::NotCounted,
    };
    Ballot { replica, words: vote.words.clone(), standing }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn replica(place: u8) -> Replica {
        Replica { place, life: 0 }
    }

    fn request(votes: &[(u8, u64, bool)]) -> Pending {
        let vote = |(place, output, counted): &(u8, u64, bool)| Vote {
            replica: replica(*place),
            output: Checksum(*output),
            words: output.to_string().into(),
            counted: *counted,
        };
        let votes = votes.iter().map(vote).collect();
        let members = (1..=3).map(replica).collect();
        Pending { members, votes, ..Pending::default() }
    }

    /// A majority of any number.
    fn about() -> About {
        About { needed: vec![1, 1, 2, 2, 3, 3], ..About::default() }
    }

    fn standings(votes: &[(u8, u64, bool)]) -> Vec<Standing> {
        count(&request(votes), None, &about()).ballots.into_iter().map(|ballot| ballot.standing).collect()
    }

    use Standing::{Agrees, Counted, LateAgrees, LateDiffers, NotCounted, NotTaken, Outvoted, Silent};

    #[test]
    fn the_different_one_is_outvoted_by_two_equal_ones() {
        assert_eq!(standings(&[(2, 99, true), (1, 5, true), (3, 5, true)]), [Agrees, Outvoted, Agrees]);
    }

    #[test]
    fn nothing_is_decided_before_enough_are_equal() {
        assert_eq!(standings(&[]), [Silent, Silent, Silent]);
        assert_eq!(standings(&[(1, 5, true), (2, 6, true), (3, 7, true)]), [Counted, Counted, Counted]);
    }

    #[test]
    fn what_comes_after_the_verdict_is_compared_with_it() {
        assert_eq!(standings(&[(1, 5, true), (3, 5, true), (2, 5, false)]), [Agrees, LateAgrees, Agrees]);
        assert_eq!(standings(&[(1, 5, true), (3, 5, true), (2, 9, false)]), [Agrees, LateDiffers, Agrees]);
    }

    #[test]
    fn strangers_are_shown_and_do_not_count() {
        assert_eq!(standings(&[(1, 5, true), (4, 5, false)]), [Counted, Silent, Silent, NotCounted]);
        let who_quit = [(1, 5, true), (4, 5, true)];
        assert_eq!(standings(&who_quit), [Counted, Silent, Silent, NotCounted]);
        assert_eq!(
            count(&request(&who_quit), None, &about()).equal,
            1,
            "as the voter, who forgets those who have quit"
        );
    }

    #[test]
    fn of_more_members_more_have_to_agree() {
        let mut request = request(&[(1, 5, true), (2, 5, true)]);
        assert_eq!(count(&request, None, &about()).ballots[0].standing, Agrees);
        request.members.push(replica(4));
        let tally = count(&request, None, &about());
        assert_eq!((tally.needed, tally.ballots[0].standing), (3, Counted));
    }

    #[test]
    fn who_differs_from_what_was_read_without_ordering_is_not_outvoted() {
        let request = request(&[(1, 5, true), (2, 5, true), (3, 9, false)]);
        let answered = Answered { words: "9".into(), unordered: true, ..answer() };
        let tally = count(&request, Some(&answered), &about());
        let standings: Vec<Standing> = tally.ballots.iter().map(|ballot| ballot.standing).collect();
        assert_eq!((standings.as_slice(), tally.outvotes), (&[NotTaken, NotTaken, LateAgrees][..], false));
        let ordered = Answered { unordered: false, ..answered };
        assert!(count(&request, Some(&ordered), &about()).outvotes);
    }

    fn answer() -> Answered {
        let verdict = wire::Verdict::Output;
        Answered { request: Pending::default(), verdict, words: Box::default(), at: 0, unordered: false }
    }

    #[test]
    fn a_second_answer_does_not_hide_the_first() {
        let tally = count(&request(&[(1, 5, true), (1, 6, false)]), None, &about());
        assert_eq!((tally.ballots[0].standing, &*tally.ballots[0].words), (Counted, "5"));
        assert_eq!((tally.equal, tally.outvotes), (1, false));
    }
}
