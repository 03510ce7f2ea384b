//! What may go wrong, and how many copies that costs.
//!
//! With two copies a difference shows, but not which of the two is wrong; so F failures need 2F+1 copies, the extra
//! ones being the evidence. Special cases move the bound: replicas that stop instead of lying need only F+1, and
//! replicas that lie on purpose need signatures or 3F+1.

use std::fmt;

/// The failures that a cluster is built to survive.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum FailureModel {
    /// A failed replica stops without generating outputs.
    FailStop,
    /// The article's own: random, independent faults; a failed replica may go on and answer wrongly.
    #[default]
    Random,
    /// Failed replicas lie and collude, but messages are signed.
    MaliciousSigned,
    /// Failed replicas lie and collude, and nothing is signed.
    MaliciousUnsigned,
}

impl FailureModel {
    /// Every model, from the mildest to the worst.
    pub const ALL: [Self; 4] = [Self::FailStop, Self::Random, Self::MaliciousSigned, Self::MaliciousUnsigned];

    /// The model's name in scripts and on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::FailStop => "fail-stop",
            Self::Random => "random",
            Self::MaliciousSigned => "malicious-signed",
            Self::MaliciousUnsigned => "malicious-unsigned",
        }
    }

    /// How many replicas it takes to survive `failures` of them.
    #[must_use]
    pub const fn replicas_for(self, failures: usize) -> usize {
        match self {
            Self::FailStop => failures + 1,
            Self::Random | Self::MaliciousSigned => 2 * failures + 1,
            Self::MaliciousUnsigned => 3 * failures + 1,
        }
    }

    /// How many failures `replicas` copies survive.
    #[must_use]
    pub const fn failures_survived(self, replicas: usize) -> usize {
        let others = replicas.saturating_sub(1);
        match self {
            Self::FailStop => others,
            Self::Random | Self::MaliciousSigned => others / 2,
            Self::MaliciousUnsigned => others / 3,
        }
    }

    /// How many of `replicas` may say what is not so, and the cluster survives it: where that many and one more say the
    /// same of themselves, at least one of them is right.
    #[must_use]
    pub const fn liars_survived(self, replicas: usize) -> usize {
        match self {
            Self::FailStop => 0,
            Self::Random | Self::MaliciousSigned | Self::MaliciousUnsigned => self.failures_survived(replicas),
        }
    }

    /// How many equal Outputs the voter asks for, out of `configured` replicas, before it believes one.
    #[must_use]
    pub const fn equal_outputs_needed(self, configured: usize) -> usize {
        match self {
            Self::FailStop => 1,
            Self::Random => configured / 2 + 1,
            Self::MaliciousSigned | Self::MaliciousUnsigned => self.failures_survived(configured) + 1,
        }
    }

    /// How many replicas must answer a read that bypasses the order of Inputs; `None` where every read is ordered.
    ///
    /// Replicas that only stop tell the truth, so what a majority has accepted is enough to know. Where a replica may
    /// answer wrongly, a majority of answers holds too few correct ones to rule out a stale read.
    #[must_use]
    pub const fn answers_for_a_read(self, configured: usize) -> Option<usize> {
        match self {
            Self::FailStop => Some(configured / 2 + 1),
            Self::Random | Self::MaliciousSigned | Self::MaliciousUnsigned => None,
        }
    }
}

impl fmt::Display for FailureModel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replicas_for_f_faults_are_as_in_the_article() {
        for failures in 0..5 {
            assert_eq!(FailureModel::FailStop.replicas_for(failures), failures + 1);
            assert_eq!(FailureModel::Random.replicas_for(failures), 2 * failures + 1);
            assert_eq!(FailureModel::MaliciousSigned.replicas_for(failures), 2 * failures + 1);
            assert_eq!(FailureModel::MaliciousUnsigned.replicas_for(failures), 3 * failures + 1);
            for model in FailureModel::ALL {
                assert_eq!(model.failures_survived(model.replicas_for(failures)), failures);
            }
        }
    }

    #[test]
    fn replicas_that_only_stop_are_believed_at_their_word() {
        assert_eq!(FailureModel::FailStop.liars_survived(3), 0);
        assert_eq!(FailureModel::Random.liars_survived(3), 1);
        assert_eq!(FailureModel::MaliciousUnsigned.liars_survived(4), 1);
    }

    #[test]
    fn two_copies_survive_no_random_failure_because_neither_can_be_believed() {
        assert_eq!(FailureModel::Random.failures_survived(2), 0);
        assert_eq!(FailureModel::Random.equal_outputs_needed(2), 2);
    }
}
