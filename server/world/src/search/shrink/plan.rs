//! Making a plan smaller.
//!
//! Commands are taken out, many at once at first and one by one at last; workloads are cut down; the network is calmed.

use crate::command::{Command, Workload};
use crate::configuration::Configuration;
use crate::network::Conditions;
use crate::search::plan::{Plan, Timed};
use crate::search::sweep::play;
use crate::trace::Watch;
use smr::order::Ordering;

/// Makes a plan that breaks a promise smaller, playing at most `budget` runs. The result breaks the same promise.
#[must_use]
pub fn shrink<O: Ordering>(plan: Plan, budget: u32) -> Plan {
    let Some(broken) = play::<O>(&plan, Watch::PROMISES).1.broken else { return plan };
    let mut shrinker =
        Shrinker::<O> { plan, promise: broken.promise, left: budget, ordering: std::marker::PhantomData };
    loop {
        let before = shrinker.plan.clone();
        shrinker.take_out_commands();
        shrinker.cut_workloads();
        shrinker.calm();
        if shrinker.plan == before || shrinker.left == 0 {
            return shrinker.plan;
        }
    }
}

struct Shrinker<O> {
    plan: Plan,
    promise: &'static str,
    left: u32,
    ordering: std::marker::PhantomData<O>,
}

impl<O: Ordering> Shrinker<O> {
    /// Takes the smaller plan if it breaks the same promise.
    fn try_plan(&mut self, smaller: Plan) -> bool {
        if self.left == 0 || smaller == self.plan {
            return false;
        }
        self.left -= 1;
        let broken = play::<O>(&smaller, Watch::PROMISES).1.broken;
        let same = broken.is_some_and(|broken| broken.promise == self.promise);
        if same {
            self.plan = smaller;
        }
        same
    }

    fn take_out_commands(&mut self) {
        let mut size = self.plan.commands.len().div_ceil(2).max(1);
        loop {
            let mut at = 0;
            while at < self.plan.commands.len() {
                let end = (at + size).min(self.plan.commands.len());
                let rest = |commands: &[Timed]| [&commands[..at], &commands[end..]].concat();
                let commands = rest(&self.plan.commands);
                if !self.try_plan(Plan { commands, ..self.plan.clone() }) {
                    at = end;
                }
            }
            if size == 1 || self.left == 0 {
                return;
            }
            size = size.div_ceil(2);
        }
    }

    fn cut_workloads(&mut self) {
        for index in 0..self.plan.commands.len() {
            while let Command::Workload(client, workload) = self.plan.commands[index].1 {
                let inputs = workload.inputs / 2;
                let mut commands = self.plan.commands.clone();
                commands[index].1 = Command::Workload(client, Workload { inputs, ..workload });
                if inputs == 0 || !self.try_plan(Plan { commands, ..self.plan.clone() }) {
                    break;
                }
            }
        }
    }

    fn calm(&mut self) {
        let Conditions { delay, loss, duplicate, reorder } = self.plan.configuration.network;
        let calmer = [
            Conditions::default(),
            Conditions { delay, loss: 0, duplicate: 0, reorder: 0 },
            Conditions { delay, loss: 0, duplicate, reorder },
            Conditions { delay, loss, duplicate: 0, reorder },
            Conditions { delay, loss, duplicate, reorder: 0 },
        ];
        for network in calmer {
            let configuration = Configuration { network, ..self.plan.configuration.clone() };
            self.try_plan(Plan { configuration, ..self.plan.clone() });
        }
    }
}
