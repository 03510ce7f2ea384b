//! Plans: a whole run written down before it begins, drawn from a seed.
//!
//! Faults are injected like a swarm: each seed turns most kinds off and a few on, strongly, since a run with a little
//! of everything hides what only much of one thing shows. All faults stay within what the failure model promises to
//! survive: only the *wrong places*, at most F of them, ever lie, lose their memory or have their State flipped.
//! The others may crash, stall, be cut off and have wrong clocks as often as the seed likes.
//!
//! A plan has two phases. In the first everything can go wrong. In the second a majority is healed and all else stays
//! broken for good: faults that heal at random would hide that the cluster has lost the way forward.

mod faults;
mod power;

use crate::command::{Behaviour, Command, Place};
use crate::configuration::Configuration;
use crate::network::Conditions;
use crate::orders::Order;
use crate::random::{Dice, Stream};
use power::Power;
use smr::Tick;
use smr::execute::MachineKind;
use smr::log::LogKind;
use smr::place::FailureModel;
use smr::plant::Plants;

/// How much goes wrong.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Faults {
    /// Nothing.
    None,
    /// Lost messages, crashes and partitions.
    Light,
    /// Everything that the failure model promises to survive.
    Full,
}

impl Faults {
    /// Every level.
    pub const ALL: [Self; 3] = [Self::None, Self::Light, Self::Full];

    /// Its name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Light => "light",
            Self::Full => "full",
        }
    }

    /// What goes wrong.
    #[must_use]
    pub const fn says(self) -> &'static str {
        match self {
            Self::None => "nothing goes wrong",
            Self::Light => "lost and late messages, crashes, partitions",
            Self::Full => {
                "everything the failure model promises to survive: also lost disks, flipped bits, liars, broken audits, skewed clocks, QUIT and JOIN"
            }
        }
    }
}

/// A command at its time.
pub type Timed = (Tick, Command);

/// A whole run.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Plan {
    /// What the run is given.
    pub configuration: Configuration,
    /// What is done to it, in the order of the times.
    pub commands: Vec<Timed>,
    /// When the first phase ends and a majority is healed.
    pub heals: Tick,
    /// The places that are well from then on.
    pub healed: Vec<Place>,
    /// The places that are dead from then on. All others stay as they are.
    pub dead: Vec<Place>,
    /// How many clients there are.
    pub clients: u16,
}

/// How long the first phase lasts.
const FIRST_PHASE: Tick = 3_000_000;

/// Draws one decision after the other.
struct Draws {
    dice: Dice,
    count: u64,
}

impl Draws {
    fn between(&mut self, low: u64, high: u64) -> u64 {
        self.count += 1;
        self.dice.between(Stream::Faults, 0, self.count, low, high)
    }

    fn chance(&mut self, percent: u64) -> bool {
        self.between(0, 99) < percent
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> Option<T> {
        let last = from.len().checked_sub(1)?;
        from.get(self.between(0, last as u64) as usize).copied()
    }
}

/// The plan of a seed.
struct Planner {
    draws: Draws,
    configuration: Configuration,
    faults: Faults,
    /// How wrong places may behave.
    behaviours: &'static [Behaviour],
    /// Places that may lie, forget and be flipped.
    wrong: Vec<Place>,
    /// Places that may only stop and be late.
    right: Vec<Place>,
    /// Right places that may have quit at the same time, so that those who remain are enough.
    may_quit: Vec<Place>,
    /// The place of the next replica that joins for the first time.
    newcomer: Place,
    commands: Vec<Timed>,
}

impl Plan {
    /// What this seed does to this many replicas under an ordering.
    #[must_use]
    pub fn draw(order: &Order, seed: u64, replicas: u8, faults: Faults, plants: Plants) -> Self {
        let mut draws = Draws { dice: Dice::new(seed), count: 0 };
        let model = draw_model(&mut draws, order, replicas);
        let configuration = draw_configuration(&mut draws, model, seed, replicas, faults, plants);
        let configuration = Configuration {
            log: if order.remembers { configuration.log } else { LogKind::Memory },
            network: order.needs.better(configuration.network),
            ..configuration
        };
        let (wrong, right) = draw_wrong_places(&mut draws, order, &configuration, faults);
        let may_quit = draw_who_may_quit(&mut draws, order, model, &wrong, &right);
        let newcomer = replicas + 1;
        let (behaviours, commands) = (order.survives, Vec::new());
        let mut planner =
            Planner { draws, configuration, faults, behaviours, wrong, right, may_quit, newcomer, commands };
        let clients = planner.plan_workload();
        planner.plan_faults();
        let dead = planner.draw_dead();
        planner.plan_dispute();
        planner.commands.retain(|(_, command)| order.needs.allow_where_fail(command, &planner.wrong));
        planner.commands.sort_by_key(|(at, _)| *at);
        let mut power = Power::of(replicas);
        planner.commands.retain(|(_, command)| power.allows(command));
        let Planner { configuration, commands, right: healed, .. } = planner;
        Self { configuration, commands, heals: FIRST_PHASE, healed, dead, clients }
    }

    /// What makes the hardware at a place right again, as far as the plan touches it.
    #[must_use]
    pub fn mending(&self, place: Place) -> Vec<Command> {
        let mut mending: Vec<Command> = Vec::new();
        for (_, command) in &self.commands {
            mending.extend(match command {
                Command::Slow(slow, _) if *slow == place => Some(Command::Slow(place, 1)),
                Command::Disk(faulty, _) if *faulty == place => Some(Command::DiskSound(place)),
                Command::Skew(skewed, _) if *skewed == place => Some(Command::Skew(place, 0)),
                Command::Drift(drifting, _) if *drifting == place => Some(Command::Drift(place, 0)),
                _another => None,
            });
        }
        mending.sort_by_key(ToString::to_string);
        mending.dedup();
        mending
    }
}

/// A failure model in which at least one of so many replicas may fail, where there is such a one; the article's own is
/// drawn twice as often.
fn draw_model(draws: &mut Draws, order: &Order, replicas: u8) -> FailureModel {
    let survives = |model: &&FailureModel| model.failures_survived(replicas.into()) > 0;
    let mut models: Vec<FailureModel> = order.models.iter().filter(survives).copied().collect();
    if models.is_empty() {
        models = order.models.to_vec();
    }
    models.extend(models.contains(&FailureModel::Random).then_some(FailureModel::Random));
    draws.pick(&models).unwrap_or_default()
}

fn draw_configuration(
    draws: &mut Draws,
    failure_model: FailureModel,
    seed: u64,
    replicas: u8,
    faults: Faults,
    plants: Plants,
) -> Configuration {
    let machines = [
        MachineKind::Counter,
        MachineKind::Register,
        MachineKind::KeyValue,
        MachineKind::Bank,
        MachineKind::Lock,
        MachineKind::Queue,
        MachineKind::Turnstile,
        MachineKind::from_name("table").unwrap_or_default(),
    ];
    let machine = machines[draws.between(0, machines.len() as u64 - 1) as usize].clone();
    let log = if faults == Faults::Full && draws.chance(20) { LogKind::Memory } else { LogKind::Durable };
    let network = match faults {
        Faults::None => Conditions::default(),
        Faults::Light | Faults::Full => draw_conditions(draws, faults),
    };
    Configuration {
        seed,
        replicas,
        machine,
        failure_model,
        log,
        plants,
        network,
        checkpoint_threshold: draws.between(6, 40) as usize,
        audit_every: draws.between(1, 6),
        disk: if faults == Faults::Full && draws.chance(40) {
            (1_000, draws.between(2_000, 40_000))
        } else {
            (100, 300)
        },
        ..Configuration::default()
    }
}

fn draw_conditions(draws: &mut Draws, faults: Faults) -> Conditions {
    let most_loss = if faults == Faults::Full { 300 } else { 50 };
    let mut sometimes = |percent, most| if draws.chance(percent) { draws.between(0, most) as u16 } else { 0 };
    let (loss, duplicate, reorder) = (sometimes(50, most_loss), sometimes(40, 500), sometimes(40, 300));
    let least = draws.between(100, 2_000);
    Conditions { delay: (least, least + draws.between(0, 20_000)), loss, duplicate, reorder }
}

fn draw_wrong_places(
    draws: &mut Draws,
    order: &Order,
    configuration: &Configuration,
    faults: Faults,
) -> (Vec<Place>, Vec<Place>) {
    let mut right: Vec<Place> = (1..=configuration.replicas).collect();
    // Whatever the model says of the voter.
    let ordering_survives = (order.withstands)(right.len()) as u64;
    let model_survives = configuration.failure_model.failures_survived(right.len()) as u64;
    let most = ordering_survives.min(model_survives);
    let count = if faults == Faults::Full { draws.between(0, most) } else { 0 };
    let wrong = (0..count).map(|_| right.remove(draws.between(0, right.len() as u64 - 1) as usize)).collect();
    (wrong, right)
}

/// Right places that may all have quit at once: those who remain must be enough to survive the wrong ones among them.
fn draw_who_may_quit(
    draws: &mut Draws,
    order: &Order,
    model: FailureModel,
    wrong: &[Place],
    right: &[Place],
) -> Vec<Place> {
    let mut stay = right.to_vec();
    let all = wrong.len() + right.len();
    let ordered = (1..=all).find(|replicas| (order.withstands)(*replicas) >= wrong.len()).unwrap_or(all);
    let needed = ordered.max(model.replicas_for(wrong.len()));
    let most = (wrong.len() + right.len()).saturating_sub(needed) as u64;
    (0..draws.between(0, most)).map(|_| stay.remove(draws.between(0, stay.len() as u64 - 1) as usize)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::orders;
    use smr::order::multi_paxos::MultiPaxos;
    use std::collections::BTreeSet;

    fn plans(order: &Order, replicas: u8) -> Vec<Plan> {
        (0..400).map(|seed| Plan::draw(order, seed, replicas, Faults::Full, Plants::default())).collect()
    }

    fn with_twins() -> Order {
        Order { models: &[FailureModel::Random], survives: &[Behaviour::Twins], ..orders::of::<MultiPaxos>() }
    }

    #[test]
    fn models_are_drawn_where_a_failure_of_theirs_can_be_survived() {
        let models = |replicas| -> BTreeSet<FailureModel> {
            plans(orders::usual(), replicas).iter().map(|plan| plan.configuration.failure_model).collect()
        };
        let signed = [FailureModel::FailStop, FailureModel::Random, FailureModel::MaliciousSigned];
        assert_eq!(models(3), BTreeSet::from(signed));
        assert_eq!(models(4), BTreeSet::from(FailureModel::ALL));
        assert_eq!(models(1), BTreeSet::from(FailureModel::ALL), "nothing is survived, so all are alike");
    }

    #[test]
    fn every_machine_is_drawn_but_the_one_that_is_none() {
        let drawn: BTreeSet<String> =
            plans(orders::usual(), 3).iter().map(|plan| plan.configuration.machine.name().to_owned()).collect();
        let all: BTreeSet<String> = MachineKind::NAMES.iter().map(|name| (*name).to_owned()).collect();
        assert_eq!(all.difference(&drawn).collect::<Vec<_>>(), ["wall-clock"]);
    }

    #[test]
    fn several_quit_and_several_join_and_enough_remain() {
        let (mut most_quits, mut most_joins) = (0, 0);
        for plan in plans(orders::usual(), 5) {
            let quits: BTreeSet<Place> = plan
                .commands
                .iter()
                .filter_map(|(_, command)| if let Command::Quit(place) = command { Some(*place) } else { None })
                .collect();
            let joins = plan.commands.iter().filter(|(_, command)| matches!(command, Command::Join(_))).count();
            let wrong: Vec<Place> = (1..=5).filter(|place| !plan.healed.contains(place)).collect();
            let right_stay = plan.healed.iter().filter(|place| !quits.contains(place)).count();
            assert!(right_stay > wrong.len(), "{wrong:?} are wrong and {quits:?} quit");
            (most_quits, most_joins) = (most_quits.max(quits.len()), most_joins.max(joins));
        }
        assert!(most_quits >= 2 && most_joins >= 2, "{most_quits} quit and {most_joins} join");
    }

    #[test]
    fn replicas_misbehave_only_as_the_ordering_survives() {
        let twins = |order: &Order| {
            let commands = plans(order, 3).into_iter().flat_map(|plan| plan.commands);
            commands.filter(|(_, command)| matches!(command, Command::Behave(_, Behaviour::Twins))).count()
        };
        assert_eq!(twins(orders::usual()), 0);
        assert!(twins(&with_twins()) > 0);
    }

    #[test]
    fn acceptors_of_multi_paxos_that_are_twins_break_agreement_so_it_survives_none() {
        let broken = |seed| {
            let plan = Plan::draw(&with_twins(), seed, 3, Faults::Full, Plants::default());
            (with_twins().play)(&plan).broken.map(|broken| broken.promise)
        };
        assert!((0..4_000).filter_map(broken).any(|promise| promise == "agreement"));
    }
}
