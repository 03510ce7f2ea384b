//! Step 3: choose an ordering for the Inputs.
//!
//! This is the critical step: replicas that execute the same Inputs in the same order cannot differ. A protocol that
//! chooses the order is itself a state machine at each replica: it is fed with messages, timers and proposals and
//! returns what is to be sent, written down, awaited and executed. It never sends, writes or waits itself. The
//! contract, [`Ordering`], is small so that unlike protocols fit it; each has a folder here:
//!
//! * [`multi_paxos`]: consensus order, a series of values chosen by a series of Paxos instances;
//! * [`raft`]: consensus order, a log that followers copy from a leader they elected;
//! * [`pbft`]: Byzantine order, in which replicas check each other since some of them lie.
//! * [`fail_stop`]: a primary's order, among replicas that know for certain which of them have stopped;
//! * [`generals`]: interactive agreement in synchronous rounds, among generals some of whom are traitors;
//! * [`causal`]: the order of causes and effects, made total by logical clocks.
//!
//! What several of them need is beside them: [`configurations`] (who decides which slot) and [`queue`] (Inputs that wait).
//! What their own promises are about, a checker sees by [`inside`].
//!
//! Byzantine behaviour is not found in these folders. They hold the protocol as an honest replica follows it; the
//! world outside makes replicas lie; [`treason`] says in which ways.

pub mod believed;
pub mod causal;
pub mod configurations;
pub mod fail_stop;
pub mod generals;
pub mod inside;
mod line;
pub mod multi_paxos;
pub mod pbft;
pub mod queue;
pub mod raft;
pub mod treason;

#[cfg(test)]
mod tests;

pub use line::Line;
pub(crate) use line::lines;
pub use treason::{Lie, Treason};

use crate::Tick;
use crate::place::{Members, ReplicaId};
use crate::plant::{Plant, Plants};
use crate::receive::{Batch, Request};
use crate::slots::Slot;
use inside::Inside;
use std::fmt;
use std::hash::Hash;

/// A protocol that orders Inputs, at one replica.
pub trait Ordering: Clone {
    /// What its replicas send to each other.
    type Message: Message;
    /// What it needs to find on its disk after a crash.
    type Record: Record;

    /// The protocol's name in scripts and on the command line.
    const NAME: &'static str;
    /// Its pseudo-code, as the paper has it: what [`Out::Rule`] lights up.
    const LINES: &'static [Line];
    /// The rules of its own that can be taken out.
    const PLANTS: &'static [Plant];
    /// The names of its timers, by [`Timer`].
    const TIMERS: &'static [&'static str];
    /// Whether a replica that crashed can go on as itself, from what its disk holds. Otherwise it returns as another.
    const REMEMBERS: bool = true;
    /// Whether a replica commits what it proposed without hearing from anybody that it was heard. Then one that is mute
    /// commits what the others do not, as a traitor does.
    const TRUSTS_ITSELF: bool = false;

    /// A replica before it has read its disk; [`In::Start`] comes first.
    fn new(me: ReplicaId, setup: Setup) -> Self;

    /// Takes one input and appends what follows from it to `out`.
    fn step(&mut self, now: Tick, input: In<Self>, out: &mut Vec<Out<Self>>);

    /// What can be seen from outside: for the eye and for the promises.
    fn probe(&self) -> Probe;

    /// Who supports this replica's try to lead, as far as it knows; nobody, while it does not try.
    fn supporters(&self) -> Vec<ReplicaId> {
        Vec::new()
    }

    /// What is inside that promises of its own are about: for their checkers, and nobody else.
    fn inside(&self) -> Inside<'_> {
        Inside::Nothing
    }

    /// Whether the members that remain can go on without this replica, once they have executed all slots that it
    /// decides. It is asked before a replica that QUIT stops.
    fn may_leave(&self) -> bool {
        true
    }

    /// Of so many members, how many must say the same of what was chosen in a slot before others believe it. Replicas that
    /// do not lie about the order take each other's word.
    #[must_use]
    fn witnesses(_members: usize) -> usize {
        1
    }

    /// The timer which, when it fires, makes this replica try to lead; it can be forced from outside.
    const LEAD: Timer;
}

/// What a protocol's messages have in common.
pub trait Message: Clone + Hash + fmt::Debug {
    /// The paper's name for this kind of message.
    fn kind(&self) -> &'static str;

    /// The slot that it is about, if it is about one.
    fn slot(&self) -> Option<Slot>;

    /// What it says besides its kind, in words, for whoever reads along.
    fn words(&self) -> String {
        self.slot().map_or(String::new(), |slot| format!("slot {slot}"))
    }

    /// The view in which its sender says this itself, where nobody may go back to an earlier one.
    fn view(&self) -> Option<u64> {
        None
    }

    /// What a traitor says instead, if anything: for whoever carries its messages. No protocol calls this, and those
    /// that have no answer to treason need not say how it looks.
    #[must_use]
    fn bent(self, _lie: &Lie) -> Option<Self> {
        Some(self)
    }
}

/// What a protocol's records have in common: a later record replaces an earlier one of the same key, and a record of
/// a slot is forgotten with the slot.
pub trait Record: Clone + Hash + fmt::Debug {
    /// The slot this record is about; `None` for the one record that is about the whole replica.
    fn slot(&self) -> Option<Slot>;

    /// The Inputs that it keeps, as far as it keeps any.
    fn inputs(&self) -> &[Request] {
        &[]
    }

    /// The view and the digest of the batch of which it proves to others that no other was accepted in this view and
    /// slot, if it does.
    fn proof(&self) -> Option<(u64, u64)> {
        None
    }
}

/// The record of an ordering that writes nothing down.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Nothing {}

impl Record for Nothing {
    fn slot(&self) -> Option<Slot> {
        match *self {}
    }
}

/// What every ordering is told when it is made.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Setup {
    /// The rules that are taken out.
    pub plants: Plants,
    /// A slot is proposed only when all slots up to this many before it are executed; so QUIT and JOIN, executed at
    /// slot s, take effect at slot s + window.
    pub window: Slot,
    /// The most Inputs in one batch.
    pub batch: usize,
    /// How long a replica waits for its leader before it tries to lead; also the unit of back-off.
    pub patience: Tick,
    /// How often a leader shows that it is there.
    pub heartbeat: Tick,
}

impl Default for Setup {
    fn default() -> Self {
        Self { plants: Plants::default(), window: 16, batch: 64, patience: 150_000, heartbeat: 40_000 }
    }
}

/// Which of a protocol's timers.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Timer(pub u8);

/// What an ordering is fed with.
pub enum In<'a, O: Ordering> {
    /// It begins, or begins again after a crash: with what its disk holds (nothing the first time), the members in
    /// effect at each slot as far as known, and the last slot that the State it starts from has executed.
    Start {
        /// All records that were written and not forgotten.
        records: &'a [O::Record],
        /// The last slot that the State has executed.
        executed: Slot,
        /// From which slot on which members are in effect, in the order of the slots; never empty.
        members: &'a [(Slot, Members)],
    },
    /// A message arrived.
    Message {
        /// The replica that sent it.
        from: ReplicaId,
        /// What it says.
        message: O::Message,
    },
    /// A timer fired that was set and not set again since.
    Timer(Timer),
    /// Inputs to be ordered, from clients or from this replica.
    Propose(&'a [Request]),
    /// All slots through this one are executed here; the members up to `window` slots later are now known.
    Executed(Slot),
    /// From this slot on, these are the members.
    Members {
        /// The first slot for which they decide.
        from: Slot,
        /// The replicas that decide.
        members: Members,
    },
    /// These replicas learn the order without voting: they are about to join.
    Observers(&'a [ReplicaId]),
    /// Everything below this slot is in a stable checkpoint and may be forgotten.
    Stable(Slot),
    /// A State that has executed all slots through this one was put in place from outside (transfer or log).
    Installed(Slot),
}

/// What an ordering asks for.
pub enum Out<O: Ordering> {
    /// Send a message. If a record was asked to be written before, this waits until the disk has it.
    Send {
        /// The addressee.
        to: ReplicaId,
        /// What is said.
        message: O::Message,
    },
    /// Write a record to the disk.
    Persist(O::Record),
    /// Records of slots below this one are no longer needed.
    Forget(Slot),
    /// Wake me after this time, instead of at any time I asked for under this name before.
    Timer {
        /// Which timer.
        timer: Timer,
        /// How long from now.
        after: Tick,
    },
    /// This batch is chosen for this slot. Slots are committed in order, without a gap.
    Commit {
        /// The place in the order.
        slot: Slot,
        /// The Inputs there.
        batch: Batch,
    },
    /// I now believe that this replica leads.
    Leader(Option<ReplicaId>),
    /// All slots through `through` are chosen, as `source` knows, but I lack some of them.
    Behind {
        /// The last slot known to be chosen.
        through: Slot,
        /// A replica that should have them.
        source: ReplicaId,
    },
    /// This line of the paper ran.
    Rule(&'static Line),
    /// Something came in that no honest replica sends; it was ignored.
    Ignored(&'static str),
}

/// What can be seen of an ordering from outside.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Probe {
    /// What the replica is at present, in the paper's word: leader, follower, …
    pub role: &'static str,
    /// The ballot, term or view it is in.
    pub epoch: Epoch,
    /// Whom it believes to lead.
    pub leader: Option<ReplicaId>,
    /// The highest slot that it proposed, voted for or heard of.
    pub highest: Slot,
    /// The last slot through which everything is chosen, as far as it knows.
    pub committed: Slot,
}

/// A ballot, term or view: a number that only grows, and who owns it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Epoch {
    /// The number.
    pub number: u64,
    /// The replica it belongs to, as a place; 0 for nobody.
    pub owner: u8,
}

impl fmt::Display for Epoch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.number)?;
        if self.owner > 0 {
            write!(f, " of r{}", self.owner)?;
        }
        Ok(())
    }
}

impl<O: Ordering> Clone for Out<O> {
    fn clone(&self) -> Self {
        match self {
            Self::Send { to, message } => Self::Send { to: *to, message: message.clone() },
            Self::Persist(record) => Self::Persist(record.clone()),
            Self::Forget(slot) => Self::Forget(*slot),
            Self::Timer { timer, after } => Self::Timer { timer: *timer, after: *after },
            Self::Commit { slot, batch } => Self::Commit { slot: *slot, batch: batch.clone() },
            Self::Leader(leader) => Self::Leader(*leader),
            Self::Behind { through, source } => Self::Behind { through: *through, source: *source },
            Self::Rule(line) => Self::Rule(line),
            Self::Ignored(why) => Self::Ignored(why),
        }
    }
}

impl<O: Ordering> fmt::Debug for Out<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Send { to, message } => write!(f, "send to {to} {message:?}"),
            Self::Persist(record) => write!(f, "persist {record:?}"),
            Self::Forget(slot) => write!(f, "forget below {slot}"),
            Self::Timer { timer, after } => write!(f, "timer {} after {after}", O::TIMERS[timer.0 as usize]),
            Self::Commit { slot, batch } => write!(f, "commit {slot} {batch:?}"),
            Self::Leader(leader) => write!(f, "leader {leader:?}"),
            Self::Behind { through, source } => write!(f, "behind {through} as {source} knows"),
            Self::Rule(line) => write!(f, "rule {}", line.name),
            Self::Ignored(why) => write!(f, "ignored: {why}"),
        }
    }
}
