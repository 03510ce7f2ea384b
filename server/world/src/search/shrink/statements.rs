//! Making a script smaller, statement by statement.

use crate::command::Workload;
use crate::promises::{Broken, LIVENESS, history};
use crate::script::condition::{Condition, Fact};
use crate::script::grammar::spell_time;
use crate::script::statement::{NetworkChange, Run};
use crate::script::verbs::cluster::Cluster;
use crate::script::{Limits, Runner, Script, Statement};
use smr::Tick;

/// How a script breaks this promise, if it does, and breaks no other before.
#[must_use]
pub fn breaks(statements: &[Statement], promise: &'static str) -> Option<Broken> {
    let mut runner = Runner::new(Limits::default());
    for statement in statements {
        let outcome = runner.perform(statement, &mut |_| {});
        if outcome.is_failure() {
            return None;
        }
    }
    let world = runner.world()?;
    if let Some(broken) = world.broken().first() {
        return (broken.promise == promise).then(|| broken.clone());
    }
    if promise != history::NAME && promise != LIVENESS {
        return None;
    }
    let judged = Condition::Fact(Fact::Promise(promise, false)).judge(&runner.moment()?);
    judged.holds.then(|| Broken { promise, event: world.trace().length(), how: judged.seen })
}

/// The smallest script that is found in at most so many runs, without its expectation; `None` if it does not break the
/// promise to begin with.
#[must_use]
pub(super) fn smaller(
    statements: Vec<Statement>,
    promise: &'static str,
    budget: u32,
) -> Option<(Vec<Statement>, Broken)> {
    let statements = merged(statements);
    let broken = breaks(&statements, promise)?;
    let mut shrinker = Shrinker { statements, promise, broken, left: budget };
    loop {
        let before = shrinker.statements.clone();
        shrinker.drop_statements();
        shrinker.simplify_statements();
        if shrinker.statements == before || shrinker.left == 0 {
            return Some((shrinker.statements, shrinker.broken));
        }
    }
}

struct Shrinker {
    statements: Vec<Statement>,
    promise: &'static str,
    broken: Broken,
    left: u32,
}

impl Shrinker {
    /// Takes the simpler script if it can be read (no operation is left of a machine that is not there any more) and
    /// breaks the same promise.
    fn try_script(&mut self, simpler: Vec<Statement>) -> bool {
        let text: String = simpler.iter().map(|statement| format!("{statement}\n")).collect();
        if self.left == 0 || simpler == self.statements || Script::parse(&text).is_err() {
            return false;
        }
        self.left -= 1;
        let Some(broken) = breaks(&simpler, self.promise) else { return false };
        (self.statements, self.broken) = (simpler, broken);
        true
    }

    /// Tries to do without each statement but the first, which begins the run.
    fn drop_statements(&mut self) {
        let mut at = self.statements.len();
        while at > 1 {
            at = (at - 1).min(self.statements.len() - 1);
            self.try_script(without(&self.statements, at));
        }
    }

    fn simplify_statements(&mut self) {
        for at in 0..self.statements.len() {
            let mut tried = 0;
            while let Some(simpler) = simpler(&self.statements[at]).into_iter().nth(tried) {
                let mut statements = self.statements.clone();
                statements[at] = simpler;
                tried = if self.try_script(statements) { 0 } else { tried + 1 };
            }
        }
    }
}

/// The script without one of its statements.
#[must_use]
pub fn without(statements: &[Statement], at: usize) -> Vec<Statement> {
    merged([&statements[..at], &statements[at + 1..]].concat())
}

/// Times that pass one after the other become one.
fn merged(statements: Vec<Statement>) -> Vec<Statement> {
    let mut merged: Vec<Statement> = Vec::new();
    for statement in statements {
        match (merged.last_mut(), statement) {
            (Some(Statement::Run(Run::For(time))), Statement::Run(Run::For(more))) => *time += more,
            (_, statement) => merged.push(statement),
        }
    }
    merged
}

/// Simpler ways of saying less, the simplest first.
fn simpler(statement: &Statement) -> Vec<Statement> {
    match statement {
        Statement::Cluster(cluster) => {
            simpler_clusters(cluster).into_iter().map(|cluster| Statement::Cluster(Box::new(cluster))).collect()
        }
        Statement::Workload(client, Workload { inputs, in_flight, think }) => {
            let (client, inputs, in_flight, think) = (*client, *inputs, *in_flight, *think);
            let workload =
                |inputs, in_flight, think| Statement::Workload(client, Workload { inputs, in_flight, think });
            let fewer =
                [1, inputs / 2, inputs.saturating_sub(1)].into_iter().filter(|fewer| (1..inputs).contains(fewer));
            let mut simpler: Vec<Statement> = fewer.map(|inputs| workload(inputs, in_flight, think)).collect();
            simpler.extend((in_flight > 1).then(|| workload(inputs, 1, think)));
            simpler.extend((in_flight > 2).then(|| workload(inputs, in_flight - 1, think)));
            simpler.extend((think > 0).then(|| workload(inputs, in_flight, 0)));
            simpler.extend(rounder(think).map(|think| workload(inputs, in_flight, think)));
            simpler
        }
        Statement::Run(Run::For(time)) => {
            let half = Some(time / 2).filter(|half| *half > 0 && digits(*half) <= digits(*time));
            half.into_iter().chain(rounder(*time)).map(|time| Statement::Run(Run::For(time))).collect()
        }
        _said_as_simply_as_can_be => Vec::new(),
    }
}

/// The same cluster with one option less.
fn simpler_clusters(cluster: &Cluster) -> Vec<Cluster> {
    let changes: [fn(&mut Cluster); 13] = [
        |cluster| cluster.network = NetworkChange::default(),
        |cluster| cluster.network.loss = None,
        |cluster| cluster.network.duplicate = None,
        |cluster| cluster.network.reorder = None,
        |cluster| cluster.network.delay = None,
        |cluster| cluster.disk = None,
        |cluster| cluster.model = None,
        |cluster| cluster.machine = None,
        |cluster| cluster.log = None,
        |cluster| cluster.checkpoint_threshold = None,
        |cluster| cluster.audit_every = None,
        |cluster| cluster.retry = None,
        |cluster| cluster.patience = None,
    ];
    let changed = changes.iter().map(|change| {
        let mut simpler = cluster.clone();
        change(&mut simpler);
        simpler
    });
    let seeds = (1..cluster.seed.unwrap_or(1).min(4)).map(|seed| Cluster { seed: Some(seed), ..cluster.clone() });
    changed.filter(|simpler| simpler != cluster).chain(seeds).collect()
}

/// How many figures it takes to say a time, without the zeros at its end.
fn digits(time: Tick) -> usize {
    spell_time(time).trim_end_matches(|letter: char| letter.is_ascii_alphabetic()).trim_end_matches('0').len()
}

/// Times near this one that are said with fewer figures.
fn rounder(time: Tick) -> impl Iterator<Item = Tick> {
    let units = (0..7).rev().map(|power| 10_u64.pow(power));
    let near = units.flat_map(move |unit| [time / unit * unit, time.next_multiple_of(unit)]);
    near.filter(move |round| *round > 0 && digits(*round) < digits(time))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_become_round() {
        assert_eq!(rounder(351_984).next(), Some(1_000_000));
        assert!(rounder(351_984).any(|time| time == 300_000));
        assert_eq!(rounder(2_000_000).next(), None);
    }

    #[test]
    fn times_that_follow_each_other_are_one() {
        let run = |time| Statement::Run(Run::For(time));
        let statements = vec![run(1), Statement::Heal, run(2), run(3)];
        assert_eq!(merged(statements.clone()), [run(1), Statement::Heal, run(5)]);
        assert_eq!(without(&statements, 1), [run(6)]);
    }

    #[test]
    fn a_cluster_as_usual_has_nothing_left_to_leave_out() {
        let usual = Cluster { replicas: Some(3), seed: Some(1), ..Cluster::default() };
        assert!(simpler_clusters(&usual).is_empty());
        let unusual = Cluster { checkpoint_threshold: Some(7), ..usual.clone() };
        assert_eq!(simpler_clusters(&unusual), [usual]);
    }
}
