//! With what a session begins, when somebody says so: a configuration, a script, or a link to a run.
//!
//! All of them are scripts in the end, and are played as `smr-lab run` plays them, to the end and within limits; the session
//! stands where the script ended, and its past can be walked. A lesson begins with the script of one of its steps.

use world::script::play::{Failure, play_on};
use world::script::{Diagnostic, Limits, Runner, Script};
use world::time::{Recording, Timeline, Tree, link};

use super::goals::Goals;
use super::saved::Saved;
use super::{Run, complaint};

/// With what a session begins.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Beginning {
    /// As the shared one does: three replicas of a counter that have just agreed on a leader.
    #[default]
    Usual,
    /// With a cluster of which nothing has happened: a `cluster` line, and a `plant` line for each bug in it.
    Configuration(String),
    /// Where a script ends.
    Script(String),
    /// Where a script stops of which a line fails, or where it ends.
    Attempt(String),
    /// With the run that a link leads to, which must be the very run that was meant.
    Link(String),
    /// With a run that was written down, which must be the very run that was meant.
    Recording(Recording),
}

/// How a session starts.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Start {
    /// With what it begins.
    pub beginning: Beginning,
    /// The event at which it stands, rather than at its end.
    pub event: Option<u64>,
}

/// Less than what `smr-lab run` allows: others wait for the same processor.
const LIMITS: Limits = Limits {
    statements: 5_000,
    events: 500_000,
    time: 3_600_000_000,
    replicas: 500,
    flying: 20_000,
    facts: 5_000_000,
    clients: world::MOST_CLIENTS,
    goals: 16,
};

impl Run {
    /// A run that begins like this.
    ///
    /// # Errors
    /// It cannot; the text says why.
    pub fn begun_with(beginning: &Beginning) -> Result<Self, String> {
        let runner = match beginning {
            Beginning::Usual => return Ok(Self::usual()),
            Beginning::Configuration(opening) => {
                let (order, configuration) = Saved::configuration(opening)?;
                return Self::begin(order, configuration);
            }
            Beginning::Script(text) => match attempted(text)? {
                (runner, None) => runner,
                (_, Some(failure)) => return Err(failure),
            },
            Beginning::Attempt(text) => attempted(text)?.0,
            Beginning::Link(text) => recorded(&link::follow(text).map_err(|why| why.to_string())?)?,
            Beginning::Recording(recording) => recorded(recording)?,
        };
        Self::after(&runner)
    }

    /// A run that begins like this, and stands where it shall.
    ///
    /// # Errors
    /// It cannot; the text says why.
    pub fn started(start: &Start) -> Result<Self, String> {
        let mut run = Self::begun_with(&start.beginning)?;
        if let Some(event) = start.event {
            run.seek(event);
        }
        Ok(run)
    }

    /// The run of somebody who played a script.
    fn after(runner: &Runner) -> Result<Self, String> {
        let world = runner.world().ok_or("there is no run in it: it sets up no cluster and does nothing")?;
        let mut timeline = Timeline::of(world).map_err(|impossible| impossible.to_string())?;
        timeline.seek_place(timeline.end());
        let mut run = Self::over(Tree::over(timeline), super::microseconds());
        let mut goals = Goals::default();
        for goal in runner.goals() {
            goals.put_back(&goal.text, &goal.condition, goal.reached, "");
        }
        run.goals = goals;
        Ok(run)
    }
}

fn recorded(recording: &Recording) -> Result<Runner, String> {
    recording.play(LIMITS).map_err(|why| why.to_string())
}

/// The run of a script up to its end, or to the first line that failed, and why it did.
fn attempted(text: &str) -> Result<(Runner, Option<String>), String> {
    let script = Script::parse(text).map_err(|wrong| {
        let told = |first: Diagnostic| (first.line, complaint(first));
        wrong.into_iter().next().map(told).map_or_else(String::new, |(line, why)| format!("line {line}: {why}"))
    })?;
    let mut runner = Runner::new(LIMITS);
    let failed = play_on(&mut runner, &script, &mut |_| {}).err().map(|failure| {
        let Failure { line, statement, outcome } = *failure;
        format!("line {line}, `{statement}`: {}", outcome.why())
    });
    Ok((runner, failed))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(beginning: Beginning) -> String {
        Run::begun_with(&beginning).err().expect("it should be refused")
    }

    #[test]
    fn a_run_begins_where_a_script_ends_with_its_goals() {
        let script = "cluster replicas=5 seed=7\ngoal \"Have c1 told 5.\" output c1 = 5\nc1: add 5\n\
                      run until output c1 = 5\ncrash leader\n";
        let mut run = Run::begun_with(&Beginning::Script(script.to_owned())).unwrap();
        assert_eq!(run.view().replicas.len(), 5);
        run.news();
        assert!(run.goals()[0].reached);
        run.obey("expect output c1 = 5").unwrap();
        run.seek(0);
        assert_eq!(run.known().branches.len(), 1, "its past can be walked");
    }

    #[test]
    fn a_link_leads_to_the_very_run() {
        let mut run = Run::usual();
        run.obey("c1: add 5").unwrap();
        run.obey("run for 30ms").unwrap();
        let recording = Recording::of(run.tree.timeline().world());
        let again = Run::begun_with(&Beginning::Link(link::link(&recording).unwrap())).unwrap();
        assert_eq!(again.saved().hash, recording.hash);
        let beginning = Beginning::Recording(recording.clone());
        let there = Run::started(&Start { beginning, event: Some(15) }).unwrap();
        assert_eq!((there.view().event, there.known().branches[0].event), (15, recording.events));
        let forged = Recording { events: recording.events + 1, ..recording };
        assert!(refused(Beginning::Link(link::link(&forged).unwrap())).contains("plays it otherwise"));
        assert!(refused(Beginning::Link(format!("{}{}-", link::BEGINNING, link::VERSION))).contains("cut off"));
    }

    #[test]
    fn a_configuration_is_a_cluster_of_which_nothing_has_happened() {
        let opening = "cluster replicas=4 machine=queue\nplant vote/first-answer";
        let run = Run::begun_with(&Beginning::Configuration(opening.to_owned())).unwrap();
        assert_eq!((run.now(), run.view().replicas.len()), (0, 4));
        assert!(refused(Beginning::Configuration("cluster\ncrash r1".to_owned())).contains("crash r1"));
    }

    #[test]
    fn an_attempt_stands_where_its_script_stopped() {
        let begun = |text: &str| Run::begun_with(&Beginning::Attempt(text.to_owned()));
        let run = begun("cluster\nrun for 30ms\nexpect output c1 = 5\ncrash r1\n").unwrap();
        assert_eq!((run.now(), run.view().replicas[&1].server), (30_000, wire::Server::Up));
        assert_eq!(begun("cluster\nrun for 20ms\n").unwrap().now(), 20_000);
        for (text, why) in [("cluster\ncrsh r1", "line 2"), ("# nothing", "no run")] {
            let refused = begun(text).err().unwrap();
            assert!(refused.contains(why), "{refused}");
        }
    }

    #[test]
    fn what_cannot_be_played_is_refused_with_its_line() {
        for (script, why) in [
            ("cluster\ncrsh r1", "line 2"),
            ("cluster\nrun for 1s\nexpect output c1 = 5", "line 3"),
            ("# nothing", "no run"),
            ("cluster replicas=31\nc1: clients 100 add 1\nrun for 3600s\nrun for 3600s", "line"),
        ] {
            let refused = refused(Beginning::Script(script.to_owned()));
            assert!(refused.contains(why), "{script}: {refused}");
        }
    }
}
