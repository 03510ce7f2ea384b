//! A run as a script: what a sweep found, in the language in which people look at it again.
//!
//! A sweep makes up some of its commands as it goes, after it has looked at the world. So the script is not read off
//! the plan but off the trace, which has every command that was carried out, at its time and in the script's own
//! words. The same commands at the same times are the same run: the script breaks the same promise at the same event.

use crate::cluster::World;
use crate::configuration::Configuration;
use crate::promises::LIVENESS;
use crate::script::grammar::spell_time;
use crate::script::verbs::cluster::Cluster;
use smr::Tick;
use smr::order::Ordering;
use wire::Event;

/// The script of a narrated run, which ends where the run has come to.
///
/// What the trace does not keep is missing, so all of it must be kept ([`crate::Watch::ALL`]).
#[must_use]
pub fn script<O: Ordering>(world: &World<O>, order: &'static str) -> String {
    let mut script = opening(world.configuration(), order);
    let mut now = 0;
    for traced in world.trace().after(0).filter(|traced| traced.event == Event::Command) {
        pass(&mut script, now, traced.at);
        now = traced.at;
        script += traced.words.as_deref().unwrap_or_default();
        script.push('\n');
    }
    pass(&mut script, now, world.now());
    script += expectation(world.broken().first().map(|broken| broken.promise));
    script
}

/// What such a script expects at its end, in vain: that a promise which was broken holds. Liveness is not among all
/// promises, because it says something only of a cluster that has been left in peace for a while.
#[must_use]
pub fn expectation(promise: Option<&'static str>) -> &'static str {
    if promise == Some(LIVENESS) { "expect promise \"liveness\" holds\n" } else { "expect all promises\n" }
}

fn pass(script: &mut String, from: Tick, to: Tick) {
    if to > from {
        *script += &format!("run for {}\n", spell_time(to - from));
    }
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
