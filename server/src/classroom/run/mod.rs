//! The run of a session: a cluster in which people act, and whose time they walk.
//!
//! Whatever somebody types is a line of the script language, and means here what it means in a script. What only a script
//! can do is refused with the reason. Time can be walked as far as the run is known; to act before its end begins a branch,
//! and nothing that happened is lost.
//!
//! What there is to tell those who watch is gathered as [`News`].

mod asked;
pub mod beginning;
mod demo;
mod goals;
mod news;
pub mod saved;
#[cfg(test)]
mod tests;
pub mod written;

use goals::Goals;
pub use news::News;

use std::time::{SystemTime, UNIX_EPOCH};

use smr::plant::{Plant, Plants};
use wire::message::{Branch, Goal, Known};
use wire::{Tick, Traced, UnderWay, View};
use world::orders::{self, Order};
use world::script::condition::{Condition, Moment};
use world::script::grammar::{self, spell_time};
use world::script::runner::{USUAL_WAIT, commands, meaning};
use world::script::statement::Run as Going;
use world::script::{Diagnostic, Statement, Witness, text};
use world::time::{Timeline, Tree};
use world::{Command, Configuration, MOST_CLIENTS};

/// So many things may happen on behalf of one line, so that everybody else gets their turn.
const THINGS_A_LINE: usize = 200_000;

/// So many commands a run may hold: each of them is kept for as long as the run is.
const MOST_COMMANDS: usize = 100_000;

/// By then even an unlucky cluster has its first leader.
const FIRST_LEADER_BY: Tick = 5_000_000;

/// What is remembered of the run, for conditions.
#[derive(Default)]
struct Memory {
    witness: Witness,
    /// Whether it is of another moment, and has to be made again from the events.
    stale: bool,
}

/// The run of a session.
pub struct Run {
    /// When it was begun, in microseconds: no other run has this number.
    begun: u64,
    tree: Tree,
    memory: Memory,
    goals: Goals,
    news: News,
    /// How often the present moment was another one; to know whether something is of the present.
    jumps: u64,
}

impl Run {
    /// Three replicas of a counter that have just agreed on a leader: before that there is nothing to do, and it is slow to
    /// watch.
    pub fn usual() -> Self {
        let mut run =
            Self::begin(orders::usual(), Configuration::default()).expect("the default configuration is possible");
        while run.now() < FIRST_LEADER_BY && run.view().replicas.values().any(|replica| replica.leader.is_none()) {
            run.step_thing();
        }
        run.news.jump();
        run
    }

    fn begin(order: &Order, configuration: Configuration) -> Result<Self, String> {
        let tree = Tree::begin(order, configuration).map_err(|impossible| impossible.to_string())?;
        Ok(Self::over(tree, microseconds()))
    }

    fn over(tree: Tree, begun: u64) -> Self {
        let memory = Memory { witness: Witness::default(), stale: true };
        let news = News { everything: true, branches: true, goals: true, ..News::default() };
        Self { begun, tree, memory, goals: Goals::default(), news, jumps: 0 }
    }

    /// What the run looks like at the present moment.
    pub fn view(&self) -> &View {
        self.tree.timeline().view()
    }

    /// The present moment.
    pub fn now(&self) -> Tick {
        self.tree.timeline().now()
    }

    /// What distinguishes the present moment from all others that were looked at.
    pub fn moment(&self) -> (u64, u64, Tick) {
        (self.jumps, self.tree.timeline().position(), self.now())
    }

    /// How far the run is known, and its branches.
    pub fn known(&self) -> Known {
        let branches = self.tree.branches().iter().map(|branch| Branch {
            name: branch.name.clone(),
            leaves: branch.leaves.map(|(parent, event)| (number(parent), event)),
            event: branch.end.event,
            at: branch.end.at,
        });
        Known { run: self.begun, branch: number(self.tree.current()), branches: branches.collect() }
    }

    /// What there is to tell since the last time.
    pub fn news(&mut self) -> News {
        self.look_at_goals();
        std::mem::take(&mut self.news)
    }

    /// What is under way at the replicas. Of a thing that makes several events, it is what is when all have happened.
    pub fn under_way(&self) -> Vec<UnderWay> {
        self.tree.timeline().world().under_way()
    }

    /// The goals that were set.
    pub fn goals(&self) -> Vec<Goal> {
        self.goals.told()
    }

    /// Lets everything happen up to a moment, but no more than so many things; virtual time for which that is not enough does
    /// not pass.
    pub fn let_pass(&mut self, time: Tick, things: usize) {
        let moment = self.now().saturating_add(time);
        self.finish_thing();
        self.go_to(moment, things, |_| false);
    }

    /// Goes one event on: one that is known already, or lets one happen.
    pub fn forth(&mut self) {
        let event = self.tree.walk(Timeline::forth);
        if let Some(event) = event {
            telling(&mut self.memory, &mut self.news)(&event);
        }
    }

    /// Goes one event back.
    pub fn back(&mut self) {
        self.jump(|timeline| {
            timeline.back();
        });
    }

    /// Goes to just after an event, as far as the run is known.
    pub fn seek(&mut self, event: u64) {
        self.jump(|timeline| {
            timeline.seek_event(event);
        });
    }

    /// Goes to a moment, as far as the run is known.
    pub fn seek_time(&mut self, at: Tick) {
        self.jump(|timeline| {
            timeline.seek_time(at);
        });
    }

    /// Looks at another branch.
    ///
    /// # Errors
    /// There is none of this number.
    pub fn switch(&mut self, branch: u16) -> Result<(), String> {
        self.tree.switch(usize::from(branch)).map_err(|error| error.to_string())?;
        self.jumped();
        self.news.branches = true;
        Ok(())
    }

    fn jump(&mut self, walk: impl FnOnce(&mut Timeline)) {
        self.tree.walk(walk);
        self.jumped();
    }

    fn jumped(&mut self) {
        self.jumps += 1;
        self.memory.stale = true;
        self.news.jump();
    }

    /// Carries out a line of the script language; says what was seen, if the line asks for something.
    ///
    /// # Errors
    /// It cannot be read, or not be done now, or what it expects is not so; the text says why, and what would help.
    pub fn obey(&mut self, line: &str) -> Result<Option<String>, String> {
        let machine = self.tree.timeline().world().configuration().machine.clone();
        let known = grammar::Known { machine: &machine, clients: MOST_CLIENTS };
        let Some(statement) = text::parse_line(line, 1, known).map_err(complaint)? else {
            return Err("this line says nothing; write a command, such as `crash r2`".to_owned());
        };
        self.finish_thing();
        match &statement {
            Statement::Cluster(cluster) => {
                let order = cluster.order.and_then(orders::named).unwrap_or(orders::usual());
                self.begin_again(order, cluster.configuration_under(order, Plants::default()))
            }
            Statement::Plant(plant) => self.plant(*plant),
            Statement::Run(Going::For(time)) => self.run_for(*time),
            Statement::Run(Going::Until(condition, within)) => self.run_until(condition, within.unwrap_or(USUAL_WAIT)),
            Statement::Step(count) => self.step(*count),
            Statement::Expect(condition) => self.expect(condition),
            Statement::Goal(text, condition) => {
                self.goals.set(text, condition);
                self.news.goals = true;
                Ok(None)
            }
            Statement::Predict(_) | Statement::Say(_) | Statement::Wait => {
                Err(format!("`{statement}` belongs in a script: play it with `smr-lab run`"))
            }
            command => self.command(command).map(|()| None),
        }
    }

    fn begin_again(&mut self, order: &Order, configuration: Configuration) -> Result<Option<String>, String> {
        let next = Self::begin(order, configuration)?;
        let goals = std::mem::take(&mut self.goals);
        self.become_run(Self { goals, ..next });
        Ok(None)
    }

    /// A bug is in the code from the beginning, so the run begins again with it.
    fn plant(&mut self, plant: Plant) -> Result<Option<String>, String> {
        let world = self.tree.timeline().world();
        let order = orders::named(world.order()).unwrap_or(orders::usual());
        let mut configuration = world.configuration().clone();
        configuration.plants = configuration.plants.with(plant);
        self.begin_again(order, configuration)?;
        Ok(Some(format!("the run began again, with the bug {} in it", plant.name())))
    }

    fn command(&mut self, statement: &Statement) -> Result<(), String> {
        self.refresh();
        let moment = self.judging();
        let (leader, orders) = (meaning(statement, &moment), commands(statement, &moment)?);
        if leader.is_some() {
            self.memory.witness.former_leader = leader;
        }
        orders.iter().try_for_each(|command| self.give(command))
    }

    fn give(&mut self, command: &Command) -> Result<(), String> {
        if self.tree.timeline().world().log().len() >= MOST_COMMANDS {
            return Err(format!(
                "this run holds {MOST_COMMANDS} commands, and no more: begin another one with `cluster`"
            ));
        }
        let Self { tree, memory, news, .. } = self;
        let branches = tree.branches().len();
        let given = tree.command(command, &mut telling(memory, news));
        news.branches |= tree.branches().len() > branches;
        given.map_err(|refusal| refusal.to_string())
    }

    fn run_for(&mut self, time: Tick) -> Result<Option<String>, String> {
        let moment = self.now().saturating_add(time);
        self.go_to(moment, THINGS_A_LINE, |_| false);
        if self.now() < moment { Err(self.too_much()) } else { Ok(None) }
    }

    fn run_until(&mut self, condition: &Condition, within: Tick) -> Result<Option<String>, String> {
        self.refresh();
        let moment = self.now().saturating_add(within);
        self.go_to(moment, THINGS_A_LINE, |moment| condition.holds(moment, true));
        let judged = condition.judge(&self.judging());
        match judged.holds {
            true => Ok(Some(judged.seen)),
            false if self.now() < moment => Err(self.too_much()),
            false => Err(format!("not within {}: `{condition}`; seen: {}", spell_time(within), judged.seen)),
        }
    }

    fn step(&mut self, count: u32) -> Result<Option<String>, String> {
        for _ in 0..(count as usize).min(THINGS_A_LINE) {
            self.step_thing();
        }
        if count as usize > THINGS_A_LINE { Err(self.too_much()) } else { Ok(None) }
    }

    fn expect(&mut self, condition: &Condition) -> Result<Option<String>, String> {
        self.refresh();
        let judged = condition.judge(&self.judging());
        match judged.holds {
            true => Ok(Some(judged.seen)),
            false => Err(format!("`{condition}` does not hold; seen: {}", judged.seen)),
        }
    }

    fn too_much(&self) -> String {
        let now = spell_time(self.now());
        format!(
            "one line may let {THINGS_A_LINE} things happen; after so many it stopped, at {now}. Say it again to go on"
        )
    }

    fn judging(&self) -> Moment<'_> {
        Moment { world: self.tree.timeline().world(), witness: &self.memory.witness }
    }

    /// Lets things happen up to a moment, and the moment come, unless it has to stop before.
    fn go_to(&mut self, moment: Tick, things: usize, stop: impl Fn(&Moment<'_>) -> bool) {
        for _ in 0..things {
            if stop(&self.judging()) {
                return;
            }
            if self.tree.walk(|timeline| timeline.next_at()).is_none_or(|at| at > moment) {
                let Self { tree, memory, news, .. } = self;
                tree.run_until(moment, &mut telling(memory, news));
                return;
            }
            self.step_thing();
        }
    }

    fn step_thing(&mut self) {
        let Self { tree, memory, news, .. } = self;
        tree.walk(|timeline| timeline.step(&mut telling(memory, news)));
    }

    /// Whoever stands between two events of one thing sees it to its end before anything else can be done.
    fn finish_thing(&mut self) {
        let timeline = self.tree.timeline();
        if timeline.position() < timeline.world().trace().length() {
            self.step_thing();
        }
    }

    fn look_at_goals(&mut self) {
        if self.goals.are_reached() {
            return;
        }
        self.refresh();
        let moment = Moment { world: self.tree.timeline().world(), witness: &self.memory.witness };
        self.news.goals |= self.goals.look(&moment);
    }

    /// Remembers again what came before the present moment, if somebody walked since.
    fn refresh(&mut self) {
        if !self.memory.stale {
            return;
        }
        let timeline = self.tree.timeline();
        let mut witness = timeline.witness(timeline.position());
        witness.former_leader = self.memory.witness.former_leader;
        self.memory = Memory { witness, stale: false };
    }
}

impl Memory {
    fn hear(&mut self, traced: &Traced) {
        if !self.stale {
            self.witness.notice(traced);
        }
    }
}

/// The moment, in microseconds since 1970.
fn microseconds() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_micros() as u64)
}

/// What happens is remembered, and told to those who watch.
fn telling(memory: &mut Memory, news: &mut News) -> impl FnMut(&Traced) {
    move |traced| {
        memory.hear(traced);
        news.hear(traced);
    }
}

/// There are never more branches than this can count.
fn number(branch: usize) -> u16 {
    u16::try_from(branch).unwrap_or(u16::MAX)
}

fn complaint(wrong: Diagnostic) -> String {
    match wrong.help {
        Some(help) => format!("{}; {help}", wrong.message),
        None => wrong.message,
    }
}
