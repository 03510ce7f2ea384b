//! The output voter.

use crate::execute::Output;
use crate::place::{FailureModel, Members, ReplicaId};
use crate::plant::{Plant, Plants};

/// Why the response is FAIL.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum WhyFail {
    /// Enough replicas answered, but no majority of the configured ones with the same Output.
    NoMajorityAgrees,
    /// Fewer than a majority of the configured replicas answered.
    TooFewAnswered,
}

impl WhyFail {
    /// The reason in words.
    #[must_use]
    pub const fn says(self) -> &'static str {
        match self {
            Self::NoMajorityAgrees => "no majority of the configured replicas agrees",
            Self::TooFewAnswered => "fewer than a majority of the configured replicas answered",
        }
    }
}

/// What the voter gives to the client.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Verdict {
    /// This Output can be believed.
    Output(Output),
    /// The unique Output of a System Failure.
    Fail(WhyFail),
}

/// How one replica's Output stands in a vote.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Standing {
    /// It was counted.
    Counted,
    /// The replica had answered before.
    Repeated,
    /// The replica is not among the configured ones, as far as the voter knows.
    Stranger,
}

/// The votes on the Output of one request. It can be used again for the next one, so that voting allocates nothing.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Voter {
    answers: Vec<(ReplicaId, Output)>,
}

impl Voter {
    /// Begins a new vote.
    pub fn begin(&mut self) {
        self.answers.clear();
    }

    /// The Outputs counted so far, in the order of arrival.
    #[must_use]
    pub fn answers(&self) -> &[(ReplicaId, Output)] {
        &self.answers
    }

    /// Hears one replica's Output.
    pub fn hear(&mut self, replica: ReplicaId, output: Output, members: &Members) -> Standing {
        if !members.contains(replica) {
            return Standing::Stranger;
        }
        if self.answers.iter().any(|(earlier, _)| *earlier == replica) {
            return Standing::Repeated;
        }
        self.answers.push((replica, output));
        Standing::Counted
    }

    /// The verdict, as soon as the Outputs heard so far allow one.
    #[must_use]
    pub fn verdict(&self, model: FailureModel, members: &Members, plants: Plants) -> Option<Verdict> {
        let configured = members.len();
        let needed = Self::needed(model, configured, self.answers.len(), plants);
        let (output, count) = self.leading(members)?;
        if count >= needed {
            return Some(Verdict::Output(output));
        }
        let unheard = configured - self.counted(members);
        (count + unheard < needed).then_some(Verdict::Fail(WhyFail::NoMajorityAgrees))
    }

    /// The verdict when the client's patience ends.
    #[must_use]
    pub fn give_up(&self, members: &Members) -> Verdict {
        if self.counted(members) < members.majority() {
            Verdict::Fail(WhyFail::TooFewAnswered)
        } else {
            Verdict::Fail(WhyFail::NoMajorityAgrees)
        }
    }

    fn needed(model: FailureModel, configured: usize, answered: usize, plants: Plants) -> usize {
        if plants.has(Plant::FirstAnswer) {
            return 1;
        }
        if plants.has(Plant::CountRespondents) {
            return answered / 2 + 1;
        }
        model.equal_outputs_needed(configured)
    }

    /// How many of the answers count under these members (they may have changed since an answer came).
    fn counted(&self, members: &Members) -> usize {
        self.answers.iter().filter(|(replica, _)| members.contains(*replica)).count()
    }

    /// The Output that most replicas returned, and how many; the first to arrive where two are level.
    fn leading(&self, members: &Members) -> Option<(Output, usize)> {
        let (_, first) = self.answers.first()?;
        if self.answers.iter().all(|(_, output)| output == first) {
            // As it should be.
            return Some((*first, self.counted(members)));
        }
        let mut leading: Option<(Output, usize)> = None;
        for (index, (_, output)) in self.answers.iter().enumerate() {
            let known_before = self.answers[..index].iter().any(|(_, earlier)| earlier == output);
            if known_before {
                continue;
            }
            let equal = self.answers[index..].iter();
            let count = equal.filter(|(replica, same)| same == output && members.contains(*replica)).count();
            if leading.is_none_or(|(_, most)| count > most) {
                leading = Some((*output, count));
            }
        }
        leading
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vote(model: FailureModel, configured: u8, outputs: &[(u8, i64)]) -> (Voter, Option<Verdict>) {
        let members = Members::first(configured);
        let mut voter = Voter::default();
        for (place, number) in outputs {
            voter.hear(ReplicaId::first(*place), Output::Number(*number), &members);
        }
        let verdict = voter.verdict(model, &members, Plants::default());
        (voter, verdict)
    }

    const AGREED: Option<Verdict> = Some(Verdict::Output(Output::Number(5)));

    #[test]
    fn one_wrong_output_of_three_is_outvoted() {
        assert_eq!(vote(FailureModel::Random, 3, &[(1, 9), (2, 5)]).1, None);
        assert_eq!(vote(FailureModel::Random, 3, &[(1, 9), (2, 5), (3, 5)]).1, AGREED);
    }

    #[test]
    fn three_different_outputs_are_fail() {
        let verdict = vote(FailureModel::Random, 3, &[(1, 9), (2, 5), (3, 7)]).1;
        assert_eq!(verdict, Some(Verdict::Fail(WhyFail::NoMajorityAgrees)));
    }

    #[test]
    fn two_copies_that_differ_cannot_tell_who_is_wrong() {
        let verdict = vote(FailureModel::Random, 2, &[(1, 9), (2, 5)]).1;
        assert_eq!(verdict, Some(Verdict::Fail(WhyFail::NoMajorityAgrees)));
    }

    #[test]
    fn the_majority_is_of_the_configured_replicas_not_of_those_who_answer() {
        let (voter, verdict) = vote(FailureModel::Random, 5, &[(1, 5), (2, 5)]);
        assert_eq!(verdict, None);
        assert_eq!(voter.give_up(&Members::first(5)), Verdict::Fail(WhyFail::TooFewAnswered));
        let (voter, _) = vote(FailureModel::Random, 5, &[(1, 5), (2, 5), (3, 1)]);
        assert_eq!(voter.give_up(&Members::first(5)), Verdict::Fail(WhyFail::NoMajorityAgrees));
    }

    #[test]
    fn under_fail_stop_the_first_output_is_accepted() {
        assert_eq!(vote(FailureModel::FailStop, 2, &[(2, 5)]).1, AGREED);
    }

    #[test]
    fn f_plus_one_equal_outputs_are_enough_against_malice() {
        assert_eq!(vote(FailureModel::MaliciousUnsigned, 4, &[(1, 5), (2, 9), (3, 5)]).1, AGREED);
    }

    #[test]
    fn one_replica_votes_once_and_strangers_do_not() {
        let members = Members::first(3);
        let mut voter = Voter::default();
        let output = Output::Number(5);
        assert_eq!(voter.hear(ReplicaId::first(1), output, &members), Standing::Counted);
        assert_eq!(voter.hear(ReplicaId::first(1), output, &members), Standing::Repeated);
        assert_eq!(voter.hear(ReplicaId { place: 2, life: 1 }, output, &members), Standing::Stranger);
        assert_eq!(voter.verdict(FailureModel::Random, &members, Plants::default()), None);
    }
}
