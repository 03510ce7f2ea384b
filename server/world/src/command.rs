//! The commands of a user: everything that a person can do to a run. A command at a time is an input of the world, and
//! the list of them, with the configuration, is the whole run.

use crate::disk::DiskFault;
use crate::network::Conditions;
use smr::Tick;
use smr::execute::Operation;
use smr::order::Treason;
use smr::receive::ClientId;
use std::fmt;
use wire::Party;

/// The place of a server.
pub type Place = u8;

/// How a replica misbehaves. The protocol it runs stays honest; the server around it lies.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Behaviour {
    /// It sends what it should.
    Honest,
    /// It sends nothing.
    Mute,
    /// It answers clients wrongly.
    Lie,
    /// It answers clients wrongly, and equally to all others that collude.
    Collude,
    /// It tells each replica another checksum.
    Equivocate,
    /// The State that it gives to others is false.
    Forge,
    /// The log entries that it gives to others are false, and so is what it reports of itself.
    Misinform,
    /// Two copies of it run under one name.
    Twins,
    /// It lies to the other replicas about the order, where the ordering has an answer to treason; and it answers clients
    /// wrongly.
    Betray(Treason),
}

impl Behaviour {
    /// Every behaviour.
    pub const ALL: [Self; 13] = [
        Self::Honest,
        Self::Mute,
        Self::Lie,
        Self::Collude,
        Self::Equivocate,
        Self::Forge,
        Self::Misinform,
        Self::Twins,
        Self::Betray(Treason::Anything),
        Self::Betray(Treason::Proposals),
        Self::Betray(Treason::Silence),
        Self::Betray(Treason::Votes),
        Self::Betray(Treason::Views),
    ];

    /// Its name, which is also the verb that brings it about.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Honest => "honest",
            Self::Mute => "mute",
            Self::Lie => "lie",
            Self::Collude => "collude",
            Self::Equivocate => "equivocate",
            Self::Forge => "forge",
            Self::Misinform => "misinform",
            Self::Twins => "twins",
            Self::Betray(_) => "betray",
        }
    }

    /// Whether what such a replica commits and executes itself says nothing of the others.
    #[must_use]
    pub const fn is_two_faced(self) -> bool {
        matches!(self, Self::Twins | Self::Betray(_))
    }
}

/// Random operations that a client submits by itself.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Workload {
    /// How many are still to come.
    pub inputs: u32,
    /// How many may be on their way at once.
    pub in_flight: u32,
    /// How long the client thinks before the next.
    pub think: Tick,
}

/// A command. [`crate::script`] spells it, as a line of the script language.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Command {
    /// A client submits an operation.
    Submit(ClientId, Operation),
    /// A client submits random operations by itself.
    Workload(ClientId, Workload),
    /// A client calls another, outside the system, and tells it of its last request: what that one asks next comes
    /// after it.
    Tell {
        /// The one that is called.
        who: ClientId,
        /// The one that calls.
        after: ClientId,
    },
    /// The server's power fails.
    Crash(Place),
    /// The server starts again; one that QUIT, or a new one, asks to join.
    Restart(Place),
    /// The server stands still.
    Pause(Place),
    /// It goes on.
    Resume(Place),
    /// Its messages take so many times as long.
    Slow(Place, u16),
    /// Only parties of the same group reach each other; those in no group reach everybody.
    Partition(Vec<Vec<Party>>),
    /// Messages in this direction do not arrive.
    Cut(Party, Party),
    /// Every partition and cut is mended.
    Heal,
    /// The network behaves like this from now on.
    Network(Conditions),
    /// Every message waits for a command, or no longer.
    ByHand(bool),
    /// This message arrives now.
    Deliver(u64),
    /// This message is lost.
    Drop(u64),
    /// This message arrives twice.
    Duplicate(u64),
    /// This message takes so much longer.
    Delay(u64, Tick),
    /// The server's clock goes this far ahead, in microseconds (behind, where negative).
    Skew(Place, i64),
    /// The server's clock gains so many microseconds a second (loses, where negative).
    Drift(Place, i32),
    /// Something is wrong with the server's disk.
    Disk(Place, DiskFault),
    /// The server's disk is right again.
    DiskSound(Place),
    /// One bit of the replica's State flips.
    Corrupt(Place),
    /// One bit of its checkpoint flips.
    CorruptCheckpoint(Place),
    /// The replica behaves like this from now on.
    Behave(Place, Behaviour),
    /// The Audit process of this server does nothing any more.
    BreakAudit(Place),
    /// The Audit process of this server works again.
    MendAudit(Place),
    /// An administrator has CHECKPOINT submitted.
    Checkpoint,
    /// An administrator has QUIT of this replica submitted.
    Quit(Place),
    /// A server at this place starts a replica that asks to join.
    Join(Place),
    /// This replica tries to lead.
    Lead(Place),
}

/// A command with its exact place in a run: several things may happen in one instant, and a command may come between.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Given {
    /// When it came.
    pub at: Tick,
    /// How many things had happened in that instant before.
    pub after: u32,
    /// Whether nothing else was going to happen in that instant.
    pub settled: bool,
    /// What was asked for.
    pub command: Command,
}

/// Why a command cannot be carried out now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Refusal {
    /// No server has this place.
    NoServer(Place),
    /// The server is down.
    Down(Place),
    /// The server is up.
    Up(Place),
    /// The server stands still already.
    Paused(Place),
    /// The server does not stand still.
    NotPaused(Place),
    /// The place is beyond what a cluster can have.
    NoSuchPlace(Place),
    /// No message has this number, or it has arrived.
    NoMessage(u64),
    /// Nobody is up to submit it.
    NobodyUp,
    /// The client has as many requests on their way as it may.
    TooManyRequests(ClientId),
    /// The client's number is too high.
    NoSuchClient(ClientId),
    /// The client has asked for nothing that it could tell another.
    NothingToTell(ClientId),
    /// A party is in two groups of a partition.
    InTwoGroups(Party),
    /// A party reaches itself without the network.
    ToItself(Party),
    /// The replica would return as another one, and the place has used up its lives.
    NoMoreLives(Place),
    /// As many messages wait for the user as can.
    HandFull,
    /// The replica there is about to join.
    Joining(Place),
    /// The replica there is a member already.
    AlreadyMember(Place),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoServer(place) => write!(f, "there is no r{place}; `join r{place}` would start one"),
            Self::Down(place) => write!(f, "r{place} is down; `restart r{place}` first"),
            Self::Up(place) => write!(f, "r{place} is up; `crash r{place}` first"),
            Self::Paused(place) => write!(f, "r{place} is paused already; `resume r{place}` lets it go on"),
            Self::NotPaused(place) => write!(f, "r{place} is not paused, so there is nothing to resume"),
            Self::NoSuchPlace(place) => {
                write!(f, "r{place} cannot be: places are r1 to r{}", smr::place::MOST_PLACES - 1)
            }
            Self::NoMessage(message) => write!(f, "no message {message} is on its way: it may have arrived already"),
            Self::NobodyUp => write!(f, "no member is up that could submit it"),
            Self::TooManyRequests(client) => {
                write!(f, "{client} has {} requests on their way; wait for an answer", smr::receive::WINDOW)
            }
            Self::NoSuchClient(client) => {
                write!(f, "{client} cannot be: clients are c1 to c{}", crate::configuration::MOST_CLIENTS)
            }
            Self::NothingToTell(client) => write!(f, "{client} has asked for nothing that it could tell another"),
            Self::InTwoGroups(party) => write!(f, "{party} is in two groups; it can be in one"),
            Self::ToItself(party) => write!(f, "{party} reaches itself without the network; name two parties"),
            Self::NoMoreLives(place) => {
                write!(f, "r{place} lost its memory {} times, and there are no more lives at its place", u8::MAX)
            }
            Self::HandFull => {
                write!(f, "{} messages wait; deliver or drop some, or say `by-hand off`", crate::network::MOST_HELD)
            }
            Self::Joining(place) => write!(f, "r{place} is joining already; wait until it is a member"),
            Self::AlreadyMember(place) => write!(f, "r{place} is a member and up; `quit r{place}` first"),
        }
    }
}

impl std::error::Error for Refusal {}
