//! A run as a script: what a sweep found, in the language in which people look at it again.
//!
//! A sweep makes up some of its commands as it goes, after it has looked at the world, and so does a person. So the
//! script is not read off a plan but off the world's log, which has every command that was carried out, at its place.
//! The same commands at the same places are the same run: the script breaks the same promise at the same event.

use crate::cluster::World;
use crate::command::Given;
use crate::configuration::Configuration;
use crate::promises::LIVENESS;
use crate::script::Universe;
use crate::script::grammar::{LONGEST, spell_time};
use crate::script::verbs::cluster::Cluster;
use smr::Tick;
use smr::order::Ordering;

/// The script of a run, which ends where the run has come to.
#[must_use]
pub fn script<O: Ordering>(world: &World<O>, order: &'static str) -> String {
    let mut script = opening(world.configuration(), order);
    let mut place = Place::default();
    script += &commands(world.log(), &mut place);
    // The instant in which a promise broke is played to its end: nobody has to count what happened in it.
    script += &place.pass(world.now(), 0, true);
    script += expectation(world.broken().first().map(|broken| broken.promise));
    script
}

/// A run as a script, exact to the last thing that happened in it.
#[must_use]
pub fn recording(world: &dyn Universe) -> String {
    let mut script = opening(world.configuration(), world.order());
    let mut place = Place::default();
    script += &commands(world.log(), &mut place);
    let settled = world.fork().next_at().is_none_or(|at| at > world.now());
    script += &place.pass(world.now(), world.in_instant(), settled);
    script
}

/// The commands of a run, with the time that passes between them.
fn commands(log: &[Given], place: &mut Place) -> String {
    let lines = log.iter().map(|given| {
        let passes = place.pass(given.at, given.after, given.settled);
        format!("{passes}{}\n", given.command)
    });
    lines.collect()
}

/// How far a script has come.
#[derive(Clone, Copy, Debug, Default)]
struct Place {
    now: Tick,
    /// How many things have happened in this instant.
    after: u32,
}

impl Place {
    /// The lines that lead to a place: one in the midst of an instant is counted out in steps.
    fn pass(&mut self, at: Tick, after: u32, settled: bool) -> String {
        let (time, steps) = match at - self.now {
            0 => (None, after.saturating_sub(self.after)),
            time if settled => (Some(time), 0),
            time => (Some(time - 1), after),
        };
        *self = Self { now: at, after };
        let mut lines = time.map(run_for).unwrap_or_default();
        if steps > 0 {
            lines += &format!("step {steps}\n");
        }
        lines
    }
}

/// Lets time pass; no single line may name more than the longest. To let none pass is to play an instant to its end.
fn run_for(time: Tick) -> String {
    let (whole, rest) = (time / LONGEST, time % LONGEST);
    let line = |time| format!("run for {}\n", spell_time(time));
    let mut lines = line(LONGEST).repeat(whole as usize);
    if rest > 0 || whole == 0 {
        lines += &line(rest);
    }
    lines
}

/// What such a script expects at its end, in vain: that a promise which was broken holds. Liveness is not among all
/// promises, because it says something only of a cluster that has been left in peace for a while.
#[must_use]
pub fn expectation(promise: Option<&'static str>) -> &'static str {
    if promise == Some(LIVENESS) { "expect promise \"liveness\" holds\n" } else { "expect all promises\n" }
}

/// The lines with which a run of this configuration begins; what is as usual is left out.
#[must_use]
pub fn opening(configuration: &Configuration, order: &'static str) -> String {
    let mut script = format!("{}\n", Cluster::of(configuration, order));
    for plant in configuration.plants.iter() {
        script += &format!("plant {}\n", plant.name());
    }
    script
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Command;
    use crate::orders;
    use crate::search::plan::{Faults, Plan};
    use crate::search::sweep::play;
    use crate::trace::Watch;
    use smr::execute::MachineKind;
    use smr::log::LogKind;
    use smr::order::multi_paxos::MultiPaxos;
    use smr::plant::{Plant, Plants};

    #[test]
    fn what_is_as_usual_is_left_out() {
        let configuration = Configuration { seed: 7, ..Configuration::default() };
        assert_eq!(
            opening(&configuration, "multi-paxos"),
            "cluster replicas=3 order=multi-paxos machine=counter seed=7\n"
        );
    }

    #[test]
    fn what_is_not_is_said_in_the_scripts_words() {
        let mut configuration = Configuration {
            replicas: 5,
            machine: MachineKind::KeyValue,
            log: LogKind::Memory,
            audit_every: 3,
            retry: 1_500,
            plants: Plants::default().with(Plant::FirstAnswer),
            ..Configuration::default()
        };
        configuration.network.loss = 25;
        configuration.network.delay = (0, 2_000_000);
        let expected = "cluster replicas=5 order=multi-paxos machine=key-value seed=1 log=memory audit-every=3 \
                        retry=1500us delay=0us..2s loss=2.5%\nplant vote/first-answer\n";
        assert_eq!(opening(&configuration, "multi-paxos"), expected);
    }

    #[test]
    fn every_command_of_a_run_stands_at_its_time() {
        let plan = Plan::draw(orders::usual(), 3, 3, Faults::Full, Plants::default());
        let (world, outcome) = play::<MultiPaxos>(&plan, Watch::ALL);
        let script = script(&world, "multi-paxos");
        let lines: Vec<&str> = script.lines().collect();
        assert!(lines[0].starts_with("cluster replicas=3"), "{script}");
        assert_eq!(lines.last(), Some(&"expect all promises"));
        let first = plan.commands.first().map(|(_, command): &(Tick, Command)| command.to_string());
        assert!(first.is_some_and(|first| lines.contains(&first.as_str())), "{script}");
        let passed: Tick = lines.iter().filter_map(|line| line.strip_prefix("run for ")).map(read).sum();
        assert_eq!(passed, outcome.simulated);
    }

    #[test]
    fn no_line_names_a_longer_time_than_a_line_can() {
        assert_eq!(run_for(0), "run for 0us\n");
        assert_eq!(run_for(LONGEST), "run for 3600s\n");
        assert_eq!(run_for(2 * LONGEST + 7), "run for 3600s\nrun for 3600s\nrun for 7us\n");
    }

    fn read(time: &str) -> Tick {
        let (number, unit) = time.split_at(time.find(|c: char| !c.is_ascii_digit()).expect("a unit"));
        let unit = match unit {
            "s" => 1_000_000,
            "ms" => 1_000,
            _ => 1,
        };
        number.parse::<Tick>().expect("a number") * unit
    }
}
