//! Conditions: what can be said of the visible state, the same in `run until`, `expect` and `goal`.
//!
//! A condition is made of facts with `and`, `or`, `not` and parentheses. A fact about several replicas (`all slot >=
//! 10`) holds where it holds for each of them. Two facts deserve a definition:
//!
//! * **stored on majority**: the last Input that a client submitted is in the log of a majority of the members: a
//!   vote for it, or the Input itself, is on their disks (in their memories, where the log is in memory), or they have
//!   executed it. `stored c1#3 on all`, `stored on 2` and `stored on r2` say the same of other Inputs and replicas.
//! * **quiet**: no request waits for an answer, no workload has more, and for half a second nothing has happened but
//!   routine: messages, timers, writes, and replicas that try in vain to lead.

mod answers;
mod facts;
mod judge;
mod parse;

pub use facts::{FACTS, FactUsage};
pub use judge::{Judged, Moment};

use super::grammar::{spell_time, spell_word};
use super::selector::{Asked, Parties, Replicas};
use crate::command::Place;
use smr::Tick;
use smr::receive::ClientId;
use std::fmt;

/// Something that holds at a moment of a run, or does not.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Condition {
    /// One fact.
    Fact(Fact),
    /// It does not hold.
    Not(Box<Condition>),
    /// All of them hold.
    And(Vec<Condition>),
    /// One of them holds.
    Or(Vec<Condition>),
}

/// How two values compare.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Comparison {
    Equal,
    Unequal,
    Less,
    AtMost,
    More,
    AtLeast,
}

impl Comparison {
    /// Every comparison with its sign, the longer signs first.
    pub const ALL: [(&'static str, Self); 6] = [
        ("!=", Self::Unequal),
        ("<=", Self::AtMost),
        (">=", Self::AtLeast),
        ("=", Self::Equal),
        ("<", Self::Less),
        (">", Self::More),
    ];

    /// Whether the comparison holds.
    #[must_use]
    pub fn holds<T: PartialOrd>(self, left: &T, right: &T) -> bool {
        match self {
            Self::Equal => left == right,
            Self::Unequal => left != right,
            Self::Less => left < right,
            Self::AtMost => left <= right,
            Self::More => left > right,
            Self::AtLeast => left >= right,
        }
    }

    const fn sign(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::Unequal => "!=",
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::More => ">",
            Self::AtLeast => ">=",
        }
    }
}

/// A comparison with a number.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Compared {
    /// How.
    pub how: Comparison,
    /// With what.
    pub number: i64,
}

impl fmt::Display for Compared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.how.sign(), self.number)
    }
}

/// What a client was given.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Given {
    /// An Output that compares so with this text; as numbers, where both are.
    Output(Comparison, String),
    /// FAIL, and if it is said which, that one.
    Fail(Option<wire::Verdict>),
    /// Anything but FAIL.
    NoFail,
}

/// The two kinds of FAIL, as scripts spell them.
pub const FAILS: [(&str, wire::Verdict); 2] =
    [("no-majority-agrees", wire::Verdict::NoMajorityAgrees), ("too-few-answered", wire::Verdict::TooFewAnswered)];

/// On how many replicas an Input is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Share {
    /// A majority of the members.
    Majority,
    /// So many members, or more.
    Number(usize),
    /// Each of these.
    On(Replicas),
}

/// A number that a replica shows.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[expect(missing_docs, reason = "`facts` describes each")]
pub enum Measure {
    Slot,
    Committed,
    Ballot,
    Life,
    Log,
    Checkpoint,
    Stable,
    Restarts,
    Saved,
}

impl Measure {
    /// Those that stand behind the replica.
    pub const BEHIND: [(&'static str, Self); 4] =
        [("slot", Self::Slot), ("committed", Self::Committed), ("ballot", Self::Ballot), ("life", Self::Life)];
    /// Those that stand before it.
    pub const BEFORE: [(&'static str, Self); 5] = [
        ("log", Self::Log),
        ("checkpoint", Self::Checkpoint),
        ("stable", Self::Stable),
        ("restarts", Self::Restarts),
        ("saved", Self::Saved),
    ];
}

/// What a replica is, in one word.
pub const BEINGS: &[&str] = &[
    "up",
    "down",
    "paused",
    "member",
    "observing",
    "rejoining",
    "quit",
    "leader",
    "follower",
    "candidate",
    "observer",
    "primary",
    "backup",
];

/// How a replica looks from another.
pub const STANDINGS: &[&str] = &["silent", "slow", "deviating"];

/// How many of a client's requests are in which state.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[expect(missing_docs, reason = "`facts` describes each")]
pub enum Tally {
    Answered,
    Outputs,
    Fails,
    Pending,
}

impl Tally {
    /// All of them with their names.
    pub const ALL: [(&'static str, Self); 4] =
        [("answered", Self::Answered), ("outputs", Self::Outputs), ("fails", Self::Fails), ("pending", Self::Pending)];
}

/// A fact.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
#[expect(missing_docs, reason = "`facts` describes each")]
pub enum Fact {
    Output(Asked, Given),
    Unordered(Asked),
    Stored(Option<Asked>, Share),
    Tally(Tally, Option<ClientId>, Compared),
    AllAnswered,
    LeaderIs(Replicas),
    SomeLeader,
    Leaders(Compared),
    Measure(Measure, Replicas, Compared),
    State(Replicas, bool, String),
    StatesEqual,
    Is(Replicas, &'static str),
    Members(Vec<Place>),
    MemberCount(Compared),
    Suspects(Replicas, Replicas, Option<&'static str>),
    Deviates(Replicas),
    InFlight(Compared),
    Sent(Compared),
    Happened(&'static str, Option<Parties>, Option<Compared>),
    AllPromises,
    Promise(&'static str, bool),
    Quiet,
    Time(Comparison, Tick),
}

fn name_of<T: PartialEq>(table: &[(&'static str, T)], value: &T) -> &'static str {
    table.iter().find(|(_, same)| same == value).map_or("", |(name, _)| *name)
}

impl fmt::Display for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Output(asked, Given::Output(how, text)) => {
                write!(
                    f,
                    "output {asked} {} {}",
                    how.sign(),
                    if text == "FAIL" { "\"FAIL\"".into() } else { spell_word(text) }
                )
            }
            Self::Output(asked, Given::Fail(None)) => write!(f, "output {asked} = FAIL"),
            Self::Output(asked, Given::Fail(Some(why))) => write!(f, "output {asked} = FAIL {}", name_of(&FAILS, why)),
            Self::Output(asked, Given::NoFail) => write!(f, "output {asked} != FAIL"),
            Self::Unordered(asked) => write!(f, "unordered {asked}"),
            Self::Stored(asked, share) => {
                f.write_str("stored ")?;
                asked.map_or(Ok(()), |asked| write!(f, "{asked} "))?;
                match share {
                    Share::Majority => f.write_str("on majority"),
                    Share::Number(count) => write!(f, "on {count}"),
                    Share::On(replicas) => write!(f, "on {replicas}"),
                }
            }
            Self::Tally(tally, client, compared) => {
                write!(f, "{} ", name_of(&Tally::ALL, tally))?;
                client.map_or(Ok(()), |client| write!(f, "{client} "))?;
                compared.fmt(f)
            }
            Self::AllAnswered => f.write_str("all answered"),
            Self::LeaderIs(who) => write!(f, "leader is {who}"),
            Self::SomeLeader => f.write_str("some leader"),
            Self::Leaders(compared) => write!(f, "leaders {compared}"),
            Self::Measure(measure, who, compared) => match name_of(&Measure::BEHIND, measure) {
                "" => write!(f, "{} {who} {compared}", name_of(&Measure::BEFORE, measure)),
                behind => write!(f, "{who} {behind} {compared}"),
            },
            Self::State(who, equal, text) => {
                write!(f, "state {who} {} {}", if *equal { "=" } else { "!=" }, spell_word(text))
            }
            Self::StatesEqual => f.write_str("states equal"),
            Self::Is(who, being) => write!(f, "{who} {being}"),
            Self::Members(places) => {
                f.write_str("members =")?;
                places.iter().try_for_each(|place| write!(f, " r{place}"))
            }
            Self::MemberCount(compared) => write!(f, "members {compared}"),
            Self::Suspects(who, whom, None) => write!(f, "{who} suspects {whom}"),
            Self::Suspects(who, whom, Some(standing)) => write!(f, "{who} suspects {whom} {standing}"),
            Self::Deviates(who) => write!(f, "deviates {who}"),
            Self::InFlight(compared) => write!(f, "messages in flight {compared}"),
            Self::Sent(compared) => write!(f, "messages sent {compared}"),
            Self::Happened(event, at, compared) => {
                write!(f, "happened {event}")?;
                at.map_or(Ok(()), |at| write!(f, " {at}"))?;
                compared.map_or(Ok(()), |compared| write!(f, " {compared}"))
            }
            Self::AllPromises => f.write_str("all promises"),
            Self::Promise(name, holds) => write!(f, "promise \"{name}\" {}", if *holds { "holds" } else { "broken" }),
            Self::Quiet => f.write_str("quiet"),
            Self::Time(how, time) => write!(f, "time {} {}", how.sign(), spell_time(*time)),
        }
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let joined = |f: &mut fmt::Formatter<'_>, parts: &[Self], word: &str, tighter: fn(&Self) -> bool| {
            for (index, part) in parts.iter().enumerate() {
                if index > 0 {
                    write!(f, " {word} ")?;
                }
                if tighter(part) { part.fmt(f)? } else { write!(f, "({part})")? }
            }
            Ok(())
        };
        match self {
            Self::Fact(fact) => fact.fmt(f),
            Self::Not(inner) if matches!(**inner, Self::Fact(_) | Self::Not(_)) => write!(f, "not {inner}"),
            Self::Not(inner) => write!(f, "not ({inner})"),
            Self::And(parts) => joined(f, parts, "and", |part| matches!(part, Self::Fact(_) | Self::Not(_))),
            Self::Or(parts) => joined(f, parts, "or", |part| !matches!(part, Self::Or(_))),
        }
    }
}
