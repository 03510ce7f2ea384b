//! What a line says once it is read, and how it is spelled.
//!
//! Every [`Command`] is a [`Statement`] about particular replicas, so a command is spelled by turning it into one:
//! there is one spelling, here. The other way round, [`crate::script::runner::commands`] looks roles up in a world.

use super::condition::Condition;
use super::grammar::{spell_time, spell_word};
use super::selector::{Messages, Parties, Replicas, spell_share};
use super::verbs::cluster::Cluster;
use crate::command::{Behaviour, Command, Place, Workload};
use crate::disk::DiskFault;
use crate::network::Conditions;
use smr::Tick;
use smr::execute::Operation;
use smr::order::Treason;
use smr::plant::Plant;
use smr::receive::ClientId;
use std::fmt;
use wire::Party;

/// What a line says.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Statement {
    /// A new run begins.
    Cluster(Box<Cluster>),
    /// A rule is taken out of the run that is about to begin.
    Plant(Plant),
    /// A client submits an operation.
    Submit(ClientId, Operation),
    /// A client submits random operations by itself.
    Workload(ClientId, Workload),
    /// The first client is called, outside the system, by the second.
    Tell(ClientId, ClientId),
    /// Something is done to replicas, or to the servers that they are placed on.
    At(Replicas, Deed),
    /// Only parties of the same group reach each other.
    Partition(Vec<Vec<Parties>>),
    /// Messages in this direction do not arrive.
    Cut(Parties, Parties),
    /// Every partition and cut is mended.
    Heal,
    /// The network behaves like this from now on.
    Network(NetworkChange),
    /// Every message waits for a command, or no longer.
    ByHand(bool),
    /// Something is done to messages on their way.
    Message(Handling, Messages),
    /// An administrator has CHECKPOINT submitted.
    Checkpoint,
    /// Time passes.
    Run(Run),
    /// So many next things happen.
    Step(u32),
    /// This must hold now.
    Expect(Condition),
    /// This is to be reached by whoever plays.
    Goal(String, Condition),
    /// A question to answer before the run goes on.
    Predict(Prediction),
    /// Something is said.
    Say(String),
    /// The run waits until whoever presents it goes on.
    Wait,
}

/// For how long time passes.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Run {
    /// For this long.
    For(Tick),
    /// Until something holds, at most for so long.
    Until(Condition, Option<Tick>),
}

/// What is done to a replica or its server.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[expect(missing_docs, reason = "each is the Command of the same name")]
pub enum Deed {
    Crash,
    Restart,
    Pause,
    Resume,
    Slow(u16),
    Skew(i64),
    Drift(i32),
    Disk(DiskFault),
    DiskSound,
    Corrupt,
    CorruptCheckpoint,
    Behave(Behaviour),
    BreakAudit,
    MendAudit,
    Quit,
    Join,
    Lead,
}

impl Deed {
    /// The command that does it at one place.
    #[must_use]
    pub const fn command(self, place: Place) -> Command {
        match self {
            Self::Crash => Command::Crash(place),
            Self::Restart => Command::Restart(place),
            Self::Pause => Command::Pause(place),
            Self::Resume => Command::Resume(place),
            Self::Slow(times) => Command::Slow(place, times),
            Self::Skew(ahead) => Command::Skew(place, ahead),
            Self::Drift(gains) => Command::Drift(place, gains),
            Self::Disk(fault) => Command::Disk(place, fault),
            Self::DiskSound => Command::DiskSound(place),
            Self::Corrupt => Command::Corrupt(place),
            Self::CorruptCheckpoint => Command::CorruptCheckpoint(place),
            Self::Behave(behaviour) => Command::Behave(place, behaviour),
            Self::BreakAudit => Command::BreakAudit(place),
            Self::MendAudit => Command::MendAudit(place),
            Self::Quit => Command::Quit(place),
            Self::Join => Command::Join(place),
            Self::Lead => Command::Lead(place),
        }
    }

    fn spell(self, who: Replicas, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Crash => write!(f, "crash {who}"),
            Self::Restart => write!(f, "restart {who}"),
            Self::Pause => write!(f, "pause {who}"),
            Self::Resume => write!(f, "resume {who}"),
            Self::Slow(times) => write!(f, "slow {who} {times}"),
            Self::Skew(ahead) => {
                let sign = if ahead < 0 { "-" } else { "" };
                write!(f, "skew {who} {sign}{}", spell_time(ahead.unsigned_abs()))
            }
            Self::Drift(gains) => write!(f, "drift {who} {gains}"),
            Self::Disk(fault) => write!(f, "disk {who} {}", fault.name()),
            Self::DiskSound => write!(f, "disk {who} sound"),
            Self::Corrupt => write!(f, "corrupt {who}"),
            Self::CorruptCheckpoint => write!(f, "corrupt {who} checkpoint"),
            Self::Behave(Behaviour::Betray(treason)) if treason != Treason::Anything => {
                write!(f, "betray {who} {}", treason.name())
            }
            Self::Behave(behaviour) => write!(f, "{} {who}", behaviour.name()),
            Self::BreakAudit => write!(f, "break-audit {who}"),
            Self::MendAudit => write!(f, "mend-audit {who}"),
            Self::Quit => write!(f, "quit {who}"),
            Self::Join => write!(f, "join {who}"),
            Self::Lead => write!(f, "lead {who}"),
        }
    }
}

/// What is done to a message.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Handling {
    /// It arrives now.
    Deliver,
    /// It is lost.
    Drop,
    /// It arrives twice.
    Duplicate,
    /// It takes so much longer.
    Delay(Tick),
}

impl Handling {
    /// The command that does it to one message.
    #[must_use]
    pub const fn command(self, message: u64) -> Command {
        match self {
            Self::Deliver => Command::Deliver(message),
            Self::Drop => Command::Drop(message),
            Self::Duplicate => Command::Duplicate(message),
            Self::Delay(longer) => Command::Delay(message, longer),
        }
    }
}

/// How the network shall differ from what the run began with.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct NetworkChange {
    /// How long a message takes, at least and at most.
    pub delay: Option<(Tick, Tick)>,
    /// How many in a thousand are lost.
    pub loss: Option<u16>,
    /// How many in a thousand arrive twice.
    pub duplicate: Option<u16>,
    /// How many in a thousand are overtaken.
    pub reorder: Option<u16>,
}

impl NetworkChange {
    /// The network so changed.
    #[must_use]
    pub fn of(self, usual: Conditions) -> Conditions {
        Conditions {
            delay: self.delay.unwrap_or(usual.delay),
            loss: self.loss.unwrap_or(usual.loss),
            duplicate: self.duplicate.unwrap_or(usual.duplicate),
            reorder: self.reorder.unwrap_or(usual.reorder),
        }
    }

    /// Its options, as they are spelled.
    #[must_use]
    pub fn options(&self) -> Vec<String> {
        let delay = self.delay.map(|(least, most)| format!("delay={}..{}", spell_time(least), spell_time(most)));
        let loss = self.loss.map(|share| format!("loss={}", spell_share(share)));
        let duplicate = self.duplicate.map(|share| format!("duplicate={}", spell_share(share)));
        let reorder = self.reorder.map(|share| format!("reorder={}", spell_share(share)));
        [delay, loss, duplicate, reorder].into_iter().flatten().collect()
    }
}

/// A question to answer before the run goes on.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Prediction {
    /// The question.
    pub question: String,
    /// What may be answered.
    pub choices: Vec<Choice>,
}

/// One answer.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Choice {
    /// The answer.
    pub answer: String,
    /// Whether it is right.
    pub right: bool,
    /// Why, or why not.
    pub reason: Option<String>,
}

impl fmt::Display for Prediction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let choice = |Choice { answer, right, reason }: &Choice| {
            let plain = answer.split(' ').all(|word| spell_word(word) == word && !word.contains('*'));
            let answer = if plain && !answer.is_empty() { answer.clone() } else { format!("\"{answer}\"") };
            let reason = reason.as_ref().map(|reason| format!(" \"{reason}\"")).unwrap_or_default();
            format!("{answer}{}{reason}", if *right { "*" } else { "" })
        };
        let choices: Vec<String> = self.choices.iter().map(choice).collect();
        write!(f, "predict \"{}\" {}", self.question, choices.join(" | "))
    }
}

impl fmt::Display for Statement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cluster(cluster) => cluster.fmt(f),
            Self::Plant(plant) => write!(f, "plant {}", plant.name()),
            Self::Submit(client, operation) => write!(f, "{client}: {operation}"),
            Self::Workload(client, Workload { inputs, in_flight, think }) => {
                write!(f, "workload {client} inputs={inputs} in-flight={in_flight} think={}", spell_time(*think))
            }
            Self::Tell(who, after) => write!(f, "tell {who} after {after}"),
            Self::At(who, deed) => deed.spell(*who, f),
            Self::Partition(groups) => {
                let group = |group: &Vec<Parties>| group.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
                write!(f, "partition {}", groups.iter().map(group).collect::<Vec<_>>().join(" | "))
            }
            Self::Cut(from, to) => write!(f, "cut {from} -> {to}"),
            Self::Heal => f.write_str("heal"),
            Self::Network(change) => {
                f.write_str("network")?;
                change.options().iter().try_for_each(|option| write!(f, " {option}"))
            }
            Self::ByHand(on) => write!(f, "by-hand {}", if *on { "on" } else { "off" }),
            Self::Message(Handling::Deliver, messages) => write!(f, "deliver {messages}"),
            Self::Message(Handling::Drop, messages) => write!(f, "drop {messages}"),
            Self::Message(Handling::Duplicate, messages) => write!(f, "duplicate {messages}"),
            Self::Message(Handling::Delay(longer), messages) => write!(f, "delay {messages} {}", spell_time(*longer)),
            Self::Checkpoint => f.write_str("checkpoint"),
            Self::Run(Run::For(time)) => write!(f, "run for {}", spell_time(*time)),
            Self::Run(Run::Until(condition, None)) => write!(f, "run until {condition}"),
            Self::Run(Run::Until(condition, Some(within))) => {
                write!(f, "run until {condition} within {}", spell_time(*within))
            }
            Self::Step(1) => f.write_str("step"),
            Self::Step(count) => write!(f, "step {count}"),
            Self::Expect(condition) => write!(f, "expect {condition}"),
            Self::Goal(text, condition) => write!(f, "goal \"{text}\" {condition}"),
            Self::Predict(prediction) => prediction.fmt(f),
            Self::Say(text) => write!(f, "say \"{text}\""),
            Self::Wait => f.write_str("wait"),
        }
    }
}

const fn party(party: Party) -> Parties {
    match party {
        Party::Replica(replica) => Parties::Replicas(Replicas::At(replica.place)),
        Party::Client(client) => Parties::Client(ClientId(client)),
    }
}

impl From<&Command> for Statement {
    fn from(command: &Command) -> Self {
        let at = |place: &Place, deed| Self::At(Replicas::At(*place), deed);
        let message = |handling, number: &u64| Self::Message(handling, Messages::Number(*number));
        match command {
            Command::Submit(client, operation) => Self::Submit(*client, *operation),
            Command::Workload(client, workload) => Self::Workload(*client, *workload),
            Command::Tell { who, after } => Self::Tell(*who, *after),
            Command::Crash(place) => at(place, Deed::Crash),
            Command::Restart(place) => at(place, Deed::Restart),
            Command::Pause(place) => at(place, Deed::Pause),
            Command::Resume(place) => at(place, Deed::Resume),
            Command::Slow(place, times) => at(place, Deed::Slow(*times)),
            Command::Skew(place, ahead) => at(place, Deed::Skew(*ahead)),
            Command::Drift(place, gains) => at(place, Deed::Drift(*gains)),
            Command::Disk(place, fault) => at(place, Deed::Disk(*fault)),
            Command::DiskSound(place) => at(place, Deed::DiskSound),
            Command::Corrupt(place) => at(place, Deed::Corrupt),
            Command::CorruptCheckpoint(place) => at(place, Deed::CorruptCheckpoint),
            Command::Behave(place, behaviour) => at(place, Deed::Behave(*behaviour)),
            Command::BreakAudit(place) => at(place, Deed::BreakAudit),
            Command::MendAudit(place) => at(place, Deed::MendAudit),
            Command::Quit(place) => at(place, Deed::Quit),
            Command::Join(place) => at(place, Deed::Join),
            Command::Lead(place) => at(place, Deed::Lead),
            Command::Partition(groups) => {
                Self::Partition(groups.iter().map(|group| group.iter().copied().map(party).collect()).collect())
            }
            Command::Cut(from, to) => Self::Cut(party(*from), party(*to)),
            Command::Heal => Self::Heal,
            Command::Network(Conditions { delay, loss, duplicate, reorder }) => Self::Network(NetworkChange {
                delay: Some(*delay),
                loss: Some(*loss),
                duplicate: Some(*duplicate),
                reorder: Some(*reorder),
            }),
            Command::ByHand(on) => Self::ByHand(*on),
            Command::Deliver(number) => message(Handling::Deliver, number),
            Command::Drop(number) => message(Handling::Drop, number),
            Command::Duplicate(number) => message(Handling::Duplicate, number),
            Command::Delay(number, longer) => message(Handling::Delay(*longer), number),
            Command::Checkpoint => Self::Checkpoint,
        }
    }
}

impl fmt::Display for Command {
    /// As a line of the script language.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Statement::from(self).fmt(f)
    }
}
