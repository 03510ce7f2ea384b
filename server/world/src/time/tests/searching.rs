//! What is searched for is found where there is a way to it, and is an ordinary run.

use crate::orders;
use crate::script::Condition;
use crate::script::{Limits, Runner, Script, Statement, statement::Run};
use crate::time::searching::{Budget, Finding, Found, Progress, Search};
use crate::time::{Recording, Timeline, Tree};
use crate::{Command, Configuration, Workload};
use smr::plant::{Plant, Plants};
use smr::receive::ClientId;

fn condition(text: &str) -> Condition {
    let script = Script::parse(&format!("run until {text}")).expect("it can be read");
    match script.statements().next().map(|(_, statement)| statement.clone()) {
        Some(Statement::Run(Run::Until(condition, _))) => condition,
        another => panic!("{another:?}"),
    }
}

/// A cluster that has answered a few requests, and has two more on their way.
fn busy(plants: Plants) -> Timeline {
    let configuration = Configuration { seed: 5, plants, ..Configuration::default() };
    let mut timeline = Timeline::begin(orders::usual(), configuration).expect("it is possible");
    timeline.run_until(1_000_000, &mut |_| {});
    for client in [1, 2] {
        let command = Command::Workload(ClientId(client), Workload { inputs: 200, in_flight: 1, think: 20_000 });
        timeline.command(&command, &mut |_| {}).expect("it can be given");
    }
    timeline.run_until(1_020_000, &mut |_| {});
    timeline
}

fn found(mut search: Search, slice: u64) -> Finding {
    loop {
        match search.advance(slice) {
            Progress::Found(finding) => return *finding,
            Progress::Nothing(spent) => panic!("nothing in {spent:?}"),
            Progress::Searching(_) | Progress::Shrinking(_) => {}
        }
    }
}

#[test]
fn what_is_wanted_is_found_and_becomes_a_branch() {
    let timeline = busy(Plants::default());
    let wanted = condition("leaders = 2");
    let finding = found(Search::from(&timeline, Some(wanted.clone()), Budget::default(), 1), 10_000);
    assert!(matches!(&finding.found, Found::Wanted(seen) if seen.starts_with("leaders: r")), "{finding:?}");
    assert!((1..=3).contains(&finding.added), "it is cut down: {:?}", finding.log);
    assert_eq!(finding.leaves_after, timeline.world().trace().length());

    let mut tree = Tree::over(timeline);
    let branch = tree.graft(finding.log.clone(), finding.end, finding.leaves_after).expect("there is room");
    tree.switch(branch).expect("there is such a branch");
    let world = tree.walk(|timeline| {
        assert!(timeline.position() >= finding.leaves_after);
        timeline.seek_event(finding.end.event);
        timeline.world().fork()
    });
    let runner = Runner::over(world.fork(), Limits::default());
    let moment = runner.moment().expect("there is a world");
    assert!(wanted.holds(&moment, false));
    Recording::of(moment.world).play(Limits::default()).expect("it is a script too");
}

#[test]
fn a_promise_that_a_planted_bug_breaks_is_found_with_little_done() {
    let timeline = busy(Plants::default().with(Plant::SkipPromiseCheck));
    let finding = found(Search::from(&timeline, None, Budget::default(), 1), 100_000);
    assert_eq!(finding.found, Found::Broken("agreement"));
    assert!(finding.added <= 6, "it is cut down: {:?}", finding.log);
}

#[test]
fn how_often_one_asks_changes_nothing() {
    let timeline = busy(Plants::default());
    let search = || Search::from(&timeline, Some(condition("leaders = 2")), Budget::default(), 7);
    assert_eq!(found(search(), 50), found(search(), 1_000_000));
}

#[test]
fn what_comes_by_itself_needs_nothing_done_and_what_cannot_come_uses_up_the_budget() {
    let timeline = busy(Plants::default());
    let finding = found(Search::from(&timeline, Some(condition("all answered")), Budget::default(), 1), 1_000);
    assert_eq!(finding.added, 0);
    let budget = Budget { tries: 30, events: 1_000_000, ahead: 500_000 };
    let mut search = Search::from(&timeline, Some(condition("members = 9")), budget, 1);
    let mut reports = 0;
    let spent = loop {
        reports += 1;
        match search.advance(5_000) {
            Progress::Nothing(spent) => break spent,
            Progress::Searching(spent) => assert!(spent.tries <= 30),
            another => panic!("{another:?}"),
        }
    };
    assert!(spent.tries == 30 && spent.events > 5_000 && reports > 3, "{spent:?} after {reports} reports");
    let budget = Budget { events: 3_000, ..budget };
    let Progress::Nothing(spent) = Search::from(&timeline, Some(condition("members = 9")), budget, 1).advance(u64::MAX)
    else {
        panic!("there are no nine members")
    };
    assert!((3_000..3_200).contains(&spent.events), "{spent:?}");
}

#[test]
fn an_honest_cluster_breaks_no_promise() {
    let budget = Budget { tries: 150, ..Budget::default() };
    let progress = Search::from(&busy(Plants::default()), None, budget, 3).advance(u64::MAX);
    assert!(matches!(progress, Progress::Nothing(spent) if spent.tries == 150), "{progress:?}");
}
