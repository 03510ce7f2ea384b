//! A promise that nothing can break proves nothing: sweeps over seeds find every planted bug, and what they find is
//! shrunk until nothing can be left out. Without the bug the same runs keep every promise.

use smr::plant::{Plant, Plants};
use world::orders::{ORDERS, Order};
use world::promises::{Broken, LIVENESS};
use world::script::{Script, Statement};
use world::search::plan::{Faults, Plan};
use world::search::shrink::{Shrunk, breaks, without};
use world::search::sweep::Outcome;

/// Seeds enough for the rarest: a promise that is forgotten must be made, lost and missed within one election.
const SEEDS: u64 = 60_000;

/// So many findings are tried before it is a defect that none becomes a script.
const TRIES: usize = 10;

/// Which promises a planted bug may break, and no other.
const BREAKS: &[(Plant, &[&str])] = &[
    (Plant::SkipPromiseCheck, &["agreement"]),
    (Plant::ReplyBeforeDisk, &["agreement"]),
    (Plant::ForgetPromise, &["agreement"]),
    (Plant::AnyValue, &["agreement"]),
    (Plant::LowestBallotValue, &["agreement"]),
    (Plant::SharedBallot, &["election safety", "agreement"]),
    (Plant::LearnAnyBallot, &["agreement"]),
    (Plant::IgnoreForgotten, &["agreement"]),
    (Plant::NeverSuspect, &["liveness"]),
    (Plant::CommitOldTerm, &["leader completeness", "committed entries stay", "agreement"]),
    // A leader that lacks what was chosen can also wait for ever for followers that know better.
    (Plant::VoteWithoutLogCheck, &["leader completeness", "committed entries stay", "agreement", "liveness"]),
    (Plant::ForgetVote, &["election safety", "log matching", "agreement"]),
    (Plant::AppendWithoutCheck, &["log matching", "committed entries stay", "agreement"]),
    (Plant::LongestLogWins, &["leader completeness", "committed entries stay", "agreement"]),
    (
        Plant::MembersOfTheLog,
        &["election safety", "leader completeness", "committed entries stay", "log matching", "agreement"],
    ),
    (Plant::QuorumOf2F, &["agreement", "proofs"]),
    (Plant::ForgetPrepared, &["agreement"]),
    (Plant::TrustNewView, &["agreement"]),
    (Plant::SecondPrePrepare, &["agreement", "proofs"]),
    (Plant::NoDigestCheck, &["agreement", "proofs"]),
    (Plant::CommitUnprepared, &["agreement"]),
    (Plant::UnprovedCertificates, &["agreement"]),
    (Plant::WaitForEver, &["liveness"]),
    (Plant::AnswerBeforeBackups, &["held by all"]),
    (Plant::ReadTheClock, &["one primary", "held by all"]),
    (Plant::HastyDetector, &["one primary", "held by all"]),
    (Plant::WaitForTheDead, &["liveness"]),
    (Plant::IgnoreNewcomers, &["held by all"]),
    (Plant::OneRoundTooFew, &["agreement"]),
    (Plant::KeepToOneself, &["agreement"]),
    (Plant::Plurality, &["agreement"]),
    (Plant::BelieveThePath, &["agreement"]),
    (Plant::OthersOnly, &["agreement"]),
    (Plant::FirstOrder, &["agreement"]),
    (Plant::CountASignerTwice, &["agreement"]),
    (Plant::SignaturesForAnything, &["agreement"]),
    (Plant::CausalOrderOnly, &["clock order", "agreement"]),
    (Plant::MajorityOfAcknowledgements, &["clock order", "agreement"]),
    (Plant::TieByArrival, &["clock order", "agreement"]),
    (Plant::ClockStandsStill, &["clock order"]),
    (Plant::AcknowledgementsOvertake, &["clock order", "agreement"]),
    (Plant::DeliverOverGaps, &["causal delivery", "agreement"]),
    (
        Plant::MinorityQuorum,
        &["election safety", "leader completeness", "committed entries stay", "log matching", "agreement"],
    ),
    (Plant::FirstAnswer, &["outputs"]),
    (Plant::CountRespondents, &["outputs"]),
    (Plant::NoSessions, &["exactly once"]),
    (Plant::SubmitAsOwn, &["validity"]),
    (Plant::SessionsOutsideState, &["exactly once", "checkpoints"]),
    (Plant::CheckpointAnywhere, &["checkpoints"]),
    // An ordering that remembers how far it forgot, as Raft does, does not choose anew; it waits for ever.
    (Plant::ForgetTooEarly, &["agreement", "liveness"]),
    (Plant::MembersAtOnce, &["membership", "no divergence"]),
    // A leader of Raft does not send again what that name has acknowledged.
    (
        Plant::ReturnAmnesiac,
        &[
            "election safety",
            "views",
            "leader completeness",
            "committed entries stay",
            "one primary",
            "held by all",
            "agreement",
            "liveness",
        ],
    ),
    (Plant::SkipMeanwhile, &["transfer"]),
    (Plant::UnverifiedTransfer, &["transfer"]),
    (Plant::OneWitness, &["agreement"]),
    (Plant::ExecuteOverGap, &["no divergence"]),
    (Plant::ReadAnywhere, &["linearizability"]),
];

fn draw(order: &Order, seed: u64, plants: Plants) -> Plan {
    // Traitors are needed to find some, and three generals who do not sign survive none.
    let survives = (3..=4).find(|replicas| (order.withstands)(*replicas) > 0).unwrap_or(3) as u8;
    // Two sets that differ by one member each from the same odd set share a replica in all their majorities.
    let replicas = if plants.has(Plant::MembersOfTheLog) { 4 } else { survives };
    Plan::draw(order, seed, replicas, Faults::Full, plants)
}

fn broken(order: &Order, plan: &Plan) -> Option<Broken> {
    (order.play)(plan).broken
}

fn found(order: &Order, plant: Plant) -> impl Iterator<Item = Plan> {
    let plans = (0..SEEDS).map(move |seed| draw(order, seed, Plants::default().with(plant)));
    plans.filter(|plan| broken(order, plan).is_some())
}

/// The first that is found, with its script. That nothing is answered any more is sometimes seen by the sweep alone,
/// which knows better than a script when peace and quiet began; then the next is taken.
fn first_with_script(order: &Order, plant: Plant) -> Option<(Plan, Shrunk)> {
    found(order, plant).take(TRIES).find_map(|plan| {
        let shrunk = (order.shrink)(&plan).expect("it breaks a promise");
        let seen = shrunk.broken.promise != LIVENESS || breaks(&statements(&shrunk), LIVENESS).is_some();
        seen.then_some((plan, shrunk))
    })
}

fn statements(shrunk: &Shrunk) -> Vec<Statement> {
    let script = Script::parse(&shrunk.script).expect("what is found can be read");
    let mut statements: Vec<Statement> = script.statements().map(|(_, statement)| statement.clone()).collect();
    statements.pop().expect("the expectation");
    statements
}

#[test]
fn every_planted_bug_is_found_is_to_blame_and_breaks_what_it_should_in_no_more_statements_than_it_takes() {
    for order in ORDERS {
        for plant in order.plants {
            let name = plant.name();
            let found = first_with_script(order, *plant);
            let (plan, shrunk) = found.unwrap_or_else(|| panic!("no seed below {SEEDS} finds {name}"));
            let seed = plan.configuration.seed;
            assert_eq!(broken(order, &draw(order, seed, Plants::default())), None, "{name} is not to blame");
            let promise = shrunk.broken.promise;
            println!("{name}: seed {seed}, {promise}, {} statements\n{}", shrunk.statements, shrunk.script);
            let expected = BREAKS.iter().find(|(known, _)| known == plant).map(|(_, promises)| *promises);
            assert!(expected.is_some_and(|promises| promises.contains(&promise)), "{name} breaks {promise}");
            let statements = statements(&shrunk);
            assert_eq!(breaks(&statements, promise), Some(shrunk.broken.clone()), "{name} in its own script");
            for at in 1..statements.len() {
                let rest = breaks(&without(&statements, at), promise);
                assert_eq!(rest, None, "{name} needs no `{}` in\n{}", statements[at], shrunk.script);
            }
        }
    }
}

#[test]
fn a_thousand_seeds_break_nothing_and_ask_for_little_that_cannot_be() {
    for order in ORDERS {
        let sizes = [(3, 0..700), (5, 0..250), (4, 0..250), (7, 0..100)];
        for (replicas, seeds) in sizes.into_iter().filter(|(replicas, _)| order.replicas.contains(replicas)) {
            let play = |seed| (seed, (order.play)(&Plan::draw(order, seed, replicas, Faults::Full, Plants::default())));
            let outcomes: Vec<(u64, Outcome)> = seeds.map(play).collect();
            for (seed, outcome) in &outcomes {
                assert_eq!(outcome.broken, None, "seed {seed} with {replicas} replicas");
                assert!(!outcome.undecided, "seed {seed} with {replicas} replicas is undecided");
            }
            let sum = |what: fn(&Outcome) -> u64| outcomes.iter().map(|(_, outcome)| what(outcome)).sum::<u64>();
            let (commands, refused) = (sum(|outcome| outcome.commands), sum(|outcome| outcome.refused));
            assert!(refused * 50 < commands, "{refused} of {commands} commands were refused");
        }
    }
}
