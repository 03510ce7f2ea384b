//! The registry: every model under its name, with the figures it must reproduce and where they were published.

use super::{Budget, MutualExclusion, Paxos, RegisterPaxos, Report, explore};
use smr::plant::{Plant, Plants};

/// The figures that a complete exploration must arrive at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Expected {
    /// Distinct states.
    pub distinct: usize,
    /// States on the longest shortest path.
    pub depth: usize,
    /// Distinct states that break a promise.
    pub violating: usize,
}

impl Expected {
    /// Whether an exploration arrived at these figures.
    #[must_use]
    pub fn met_by(&self, report: &Report) -> bool {
        report.complete
            && (report.distinct, report.depth, report.violating) == (self.distinct, self.depth, self.violating)
    }
}

/// A model that can be asked for by name.
pub struct Named {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it is, in a line.
    pub says: &'static str,
    /// The figures it must reproduce.
    pub expected: Expected,
    /// Explores it.
    pub run: fn(&Budget) -> Report,
}

/// Every model.
///
/// The figures of the models named in other people's repositories are published there; those of planted bugs were
/// measured here, except that `paxos-tiny-minority` was also derived elsewhere.
pub static MODELS: &[Named] = &[
    Named {
        name: "paxos-tiny",
        says: "Paxos with 3 acceptors, 2 values and ballots 0..1 (MCPaxosTiny of the TLA+ examples)",
        expected: Expected { distinct: 3_921, depth: 17, violating: 0 },
        run: |budget| explore(&Paxos { ballots: 2, plants: Plants::default() }, budget),
    },
    Named {
        name: "paxos-small",
        says: "Paxos with 3 acceptors, 2 values and ballots 0..2 (MCPaxosSmall of the TLA+ examples)",
        expected: Expected { distinct: 185_369, depth: 25, violating: 0 },
        run: |budget| explore(&Paxos { ballots: 3, plants: Plants::default() }, budget),
    },
    Named {
        name: "paxos-tiny-minority",
        says: "paxos-tiny with one-node quorums, a planted bug: two values are chosen",
        expected: Expected { distinct: 12_513, depth: 17, violating: 2_940 },
        run: |budget| explore(&Paxos { ballots: 2, plants: Plants::default().with(Plant::MinorityQuorum) }, budget),
    },
    Named {
        name: "paxos-tiny-skip-promise-check",
        says: "paxos-tiny whose acceptors vote in ballots lower than one they promised, a planted bug",
        expected: Expected { distinct: 19_297, depth: 20, violating: 2_848 },
        run: |budget| explore(&Paxos { ballots: 2, plants: Plants::default().with(Plant::SkipPromiseCheck) }, budget),
    },
    Named {
        name: "paxos-tiny-any-value",
        says: "paxos-tiny whose leaders propose their own value whatever was voted for, a planted bug",
        expected: Expected { distinct: 5_329, depth: 17, violating: 512 },
        run: |budget| explore(&Paxos { ballots: 2, plants: Plants::default().with(Plant::AnyValue) }, budget),
    },
    Named {
        name: "paxos-small-lowest-ballot-value",
        says: "paxos-small whose leaders take the vote of the lowest ballot, a planted bug",
        expected: Expected { distinct: 185_753, depth: 25, violating: 576 },
        run: |budget| explore(&Paxos { ballots: 3, plants: Plants::default().with(Plant::LowestBallotValue) }, budget),
    },
    Named {
        name: "paxos-stateright",
        says: "Paxos serving 2 clients on 3 servers (examples/paxos.rs of Stateright)",
        expected: Expected { distinct: 16_668, depth: 21, violating: 0 },
        run: |budget| explore(&RegisterPaxos, budget),
    },
    Named {
        name: "lamport-mutex",
        says: "Lamport's mutual exclusion of 1978, 3 processes, clocks to 6 (MCLamportMutex of the TLA+ examples)",
        expected: Expected { distinct: 724_274, depth: 61, violating: 0 },
        run: |budget| explore(&MutualExclusion { latest_clock: 6, in_order: true }, budget),
    },
    Named {
        name: "lamport-mutex-overtaking",
        says: "lamport-mutex with clocks to 3 on channels that reorder, a planted bug: two processes enter",
        expected: Expected { distinct: 98_890, depth: 31, violating: 138 },
        run: |budget| explore(&MutualExclusion { latest_clock: 3, in_order: false }, budget),
    },
];

/// The model of this name.
#[must_use]
pub fn named(name: &str) -> Option<&'static Named> {
    MODELS.iter().find(|model| model.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_model_reproduces_its_published_figures() {
        for model in MODELS {
            let report = (model.run)(&Budget::default());
            assert!(model.expected.met_by(&report), "{}: {:?} instead of {:?}", model.name, report, model.expected);
        }
    }

    #[test]
    fn a_budget_ends_an_exploration_and_the_report_says_so() {
        let report = (MODELS[1].run)(&Budget { states: 1_000, until_violation: false });
        assert!(!report.complete && report.distinct < 1_100, "{report:?}");
    }

    #[test]
    fn a_planted_bug_is_shown_on_a_shortest_path() {
        for model in MODELS.iter().filter(|model| model.expected.violating > 0) {
            let report = (model.run)(&Budget { until_violation: true, ..Budget::default() });
            let example = report.example.expect("a planted bug is found");
            assert!(example.steps.len() < report.depth + 1, "{example:?}");
        }
    }
}
