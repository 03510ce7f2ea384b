//! PBFT: a primary proposes, and the replicas check each other, since some of them lie.
//!
//! After Castro and Liskov, "Practical Byzantine Fault Tolerance" (OSDI 1999); sections are of it. Status messages are of
//! "Practical Byzantine Fault Tolerance and Proactive Recovery" (TOCS 2002), section 5.2.
//!
//! # What it promises
//!
//! With n > 3f replicas of which f lie, stop, or both, correct replicas never commit different batches in one slot,
//! whatever the network does and however often they crash. For progress a quorum of correct ones must be up and in
//! touch, and messages must not take longer and longer: each view is given twice the time of the one before.
//!
//! A quorum is 2f+1 of 3f+1: any two share a correct replica ([`certificate`]).
//!
//! # The normal case (section 4.2, [`phases`], [`proposing`])
//!
//! 1. The primary gives Inputs a slot and sends *pre-prepare*. A backup accepts one a view and slot, and says so:
//!    *prepare*. With a pre-prepare and the prepares of a quorum a batch is *prepared*: no other can be, in this view.
//! 2. Who has it prepared says *commit*. With the commits of a quorum it is *committed*: enough replicas can prove that
//!    it was prepared for every later view to hear of it.
//!
//! One phase less would not do: what one replica alone knows to be prepared may be forgotten in the next view.
//!
//! # When the primary fails (section 4.4, [`patience`], [`view_change`], [`new_view`])
//!
//! A client that is not answered asks all replicas. Each passes the Input on to the primary and starts a timer. When it
//! runs out, the replica leaves the view and sends *view-change*, with a proof for whatever it has prepared. The next
//! primary, replicas take turns, needs 2f+1 of them; what they prove decides what it must propose. Its *new-view* shows
//! them all, so every backup works that out for itself and refuses a new view that differs. A replica that sees f+1
//! others leave goes along, since one of them is correct; one replica alone moves nobody.
//!
//! # Checkpoints and watermarks (section 4.3, [`checkpoint`])
//!
//! The paper takes a checkpoint every so many slots; here CHECKPOINT is ordered like any Input, and the replica around
//! this protocol takes it, compares digests with the others, and says when enough have shown the same and the disk has it
//! ([`In::Stable`]). Then this replica signs that, which is the paper's *checkpoint* message; the digest is left to the
//! replica around. With 2f+1 signatures it is *stable*: they are the C of a view change, the slots below are decided and
//! forgotten, and f+1 correct replicas hold the State for whoever lacks them. That is the low watermark. The high
//! watermark, which keeps a lying primary from wasting slots, is the house's window: no slot further than that ahead of
//! what is executed is accepted.
//!
//! # Members
//!
//! QUIT and JOIN executed at slot s change who decides from s + window on. Each set of members runs a PBFT of its own
//! for its slots, with views of its own ([`epoch`]): nobody needs a quorum that mixes sets. Who moves on to the next set
//! writes down the proofs of what the last one decided, and shows them to whoever still lacks them.
//!
//! # Details that the papers leave to the reader
//!
//! * All votes are signed, as in section 4. The MACs of section 5 are faster, and cannot be shown to others; where a
//!   signature is not needed, channels are authenticated: a sender cannot be forged.
//! * A replica that crashes and returns is not faulty, so what it has said is on its disk before it is said ([`record`]).
//!   Its own commit counts when the disk has the proof; so it sends that to itself.
//! * Commits are kept as a proof: 2f+1 signed ones convince anybody, which is how a replica that missed everything
//!   catches up, from a single other ([`status`]).
//! * A view change of one replica alone, right or wrong, does not end: the replica waits for 2f others. It votes no more
//!   in the view it left, but learns what is committed there.
//! * A new view's primary must not propose slots below those that its view changes show to be stable, and nobody accepts
//!   that. Replicas that lag would otherwise decide again what is decided.
//! * For n other than 3f+1 a quorum is the least that makes any two share a correct replica: 4 of 5.
//! * Patience is doubled at most [`patience::MOST_DOUBLINGS`] times: this laboratory's networks are not that slow.
//!
//! # Lies
//!
//! The code here is that of a correct replica. One that lies runs it too, and what it sends is bent on its way out
//! ([`bend`]): it proposes different batches to different backups, or none, votes for others, or tells of earlier views
//! what did not happen. It has no key but its own.
//!
//! It may lie beside the order too. Entries of its log are believed where f others say the same
//! ([`Ordering::witnesses`]), and a State where f others vouch for its digest; 2f+1 replicas have a checkpoint before
//! what led to it is forgotten, so f+1 correct ones can give their word. What a replica knows from certificates it takes
//! from anybody. So made-up entries and forged States deceive nobody, and neither does a false account of how far one is.
//!
//! # What we left out
//!
//! * Clients' signatures: replicas that lie cannot make up Inputs here, only order them as they like.
//! * MACs, tentative execution, and reads that bypass the order (section 5.1): the last of these was found in 2021 to
//!   break liveness even for the requests that are ordered.
//! * Digests instead of batches in view changes, and digest replies: they save bytes, and we have none.
//! * Proactive recovery, and fairness against a primary that is only slow (Aardvark).

pub mod bend;
pub mod certificate;
pub mod checkpoint;
pub mod epoch;
pub mod lines;
pub mod message;
pub mod new_view;
pub mod patience;
pub mod pending;
pub mod phases;
pub mod proposing;
pub mod record;
pub mod status;
pub mod view_change;

#[cfg(test)]
mod tests;

pub use message::{Message, View};
pub use record::Record;

use super::believed::Believed;
use super::configurations::Configurations;
use super::{Epoch, In, Line, Ordering, Out, Probe, Setup, Timer};
use crate::Tick;
use crate::place::{Members, ReplicaId};
use crate::plant::Plant;
use crate::signed::{Key, Signed};
use crate::slots::{Slot, Slots};
use checkpoint::Watermark;
use message::{NewView, ViewChange};
use patience::Patience;
use pending::Pending;
use phases::Entry;
use status::Statuses;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Patience with the primary is at an end.
const LEAD: Timer = Timer(0);

/// Tell how far one is; send again what may be lost.
const HEARTBEAT: Timer = Timer(1);

/// One replica's part in PBFT.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Pbft {
    me: ReplicaId,
    key: Key,
    setup: Setup,
    view: View,
    standing: Standing,
    /// What is known of each slot above the low watermark.
    entries: Slots<Entry>,
    /// All through this slot was committed, or came executed from outside.
    committed: Slot,
    /// All through this slot is executed.
    executed: Slot,
    /// The primary: all before this slot is proposed.
    next: Slot,
    pending: Pending,
    patience: Patience,
    watermark: Watermark,
    /// The latest view change of each replica.
    view_changes: BTreeMap<ReplicaId, Signed<Arc<ViewChange>>>,
    statuses: Statuses,
    configurations: Configurations,
    believed: Believed,
}

/// Whether the view has begun here.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Standing {
    /// It has.
    Begun {
        /// All through this slot was decided when it began, as its view changes show.
        floor: Slot,
        /// What began it, unless it is the first.
        new_view: Option<Signed<Arc<NewView>>>,
    },
    /// The one before was given up, and this one is awaited.
    Awaited,
}

impl Ordering for Pbft {
    type Message = Message;
    type Record = Record;

    const NAME: &'static str = "pbft";
    const LINES: &'static [Line] = lines::LINES;
    const PLANTS: &'static [Plant] = &[
        Plant::QuorumOf2F,
        Plant::ForgetPrepared,
        Plant::TrustNewView,
        Plant::SecondPrePrepare,
        Plant::NoDigestCheck,
        Plant::CommitUnprepared,
        Plant::UnprovedCertificates,
        Plant::WaitForEver,
    ];
    const TIMERS: &'static [&'static str] = &["view-change", "status"];
    const LEAD: Timer = LEAD;

    fn new(me: ReplicaId, setup: Setup) -> Self {
        Self {
            me,
            key: Key::of(me),
            setup,
            view: View::default(),
            standing: Standing::Begun { floor: 0, new_view: None },
            entries: Slots::default(),
            committed: 0,
            executed: 0,
            next: 1,
            pending: Pending::default(),
            patience: Patience::default(),
            watermark: Watermark::default(),
            view_changes: BTreeMap::new(),
            statuses: Statuses::default(),
            configurations: Configurations::default(),
            believed: Believed::default(),
        }
    }

    fn step(&mut self, now: Tick, input: In<Self>, out: &mut Vec<Out<Self>>) {
        self.patience.now = now;
        match input {
            In::Start { records, executed, members } => self.start(records, executed, members, out),
            In::Message { from, message } => self.on_message(from, message, out),
            In::Timer(LEAD) => self.on_lead_timer(out),
            In::Timer(HEARTBEAT) => self.on_heartbeat_timer(out),
            In::Timer(Timer(_)) => out.push(Out::Ignored("a timer that this protocol does not have")),
            In::Propose(requests) => self.on_propose(requests, out),
            In::Executed(slot) | In::Installed(slot) => self.on_executed(slot, out),
            In::Members { from, members } => {
                self.configurations.change(from, members);
                self.refresh_peers();
                if members.epoch == self.view.epoch {
                    self.vote_again();
                }
                self.propose_more(out);
            }
            In::Observers(observers) => {
                self.configurations.observe(observers);
                self.refresh_peers();
            }
            In::Stable(slot) => self.on_stable(slot, out),
        }
        self.await_progress(out);
    }

    fn witnesses(members: usize) -> usize {
        certificate::faults(members) + 1
    }

    fn probe(&self) -> Probe {
        let begun = self.has_begun();
        let primary = self.primary();
        let role = match primary {
            Some(primary) if begun && primary == self.me => "primary",
            _ if !self.is_member() => "observer",
            _ if !begun => "view change",
            _backup => "backup",
        };
        Probe {
            role,
            epoch: Epoch { number: self.view.shown(), owner: primary.map_or(0, |primary| primary.place) },
            leader: self.believed.leader(),
            highest: self.committed.max(self.entries.end() - 1),
            committed: self.committed,
        }
    }

    fn supporters(&self) -> Vec<ReplicaId> {
        let tries = !self.has_begun() && self.primary() == Some(self.me);
        let wanting = self.view_changes.iter().filter(|(_, view_change)| tries && view_change.said().view == self.view);
        wanting.map(|(replica, _)| *replica).collect()
    }
}

impl Pbft {
    fn on_message(&mut self, from: ReplicaId, message: Message, out: &mut Vec<Out<Self>>) {
        match message {
            Message::PrePrepare { vote, batch } => self.on_pre_prepare(vote, batch, out),
            Message::Vote(vote) if vote.signer() != from => out.push(Out::Ignored("a vote of another")),
            Message::Vote(vote) => self.on_vote(vote, out),
            Message::ViewChange(view_change) => self.on_view_change(from, view_change, out),
            Message::NewView(new_view) => self.on_new_view(new_view, out),
            Message::Checkpoint(checkpoint) => self.on_checkpoint(checkpoint, out),
            Message::Status(status) => self.on_status(from, status, out),
            Message::Committed(certificate) => self.on_committed(certificate, out),
            Message::Forward(requests) => self.on_forward(from, &requests, out),
        }
    }

    /// The members whose views are counted now, if this replica knows them yet.
    fn members(&self) -> Option<&Members> {
        self.configurations.of_epoch(self.view.epoch).map(|(_, members)| members)
    }

    /// The first slot that these members decide.
    fn first_slot(&self) -> Slot {
        self.configurations.of_epoch(self.view.epoch).map_or(1, |(first, _)| first)
    }

    /// Whether a slot is beyond the high watermark: this replica cannot tell yet what is right there. What is said of it
    /// is a sign that it is behind.
    fn is_beyond(&mut self, slot: Slot) -> bool {
        let beyond = slot > self.executed + self.setup.window;
        self.statuses.unsettled |= beyond;
        beyond
    }

    fn primary(&self) -> Option<ReplicaId> {
        self.members().map(|members| self.view.primary(members))
    }

    const fn has_begun(&self) -> bool {
        matches!(self.standing, Standing::Begun { .. })
    }

    /// Whether this replica has begun the view as its primary.
    fn leads(&self) -> bool {
        self.has_begun() && self.primary() == Some(self.me)
    }

    fn is_member(&self) -> bool {
        self.members().is_some_and(|members| members.contains(self.me))
    }

    /// Works out anew who is to hear of the open slots.
    fn refresh_peers(&mut self) {
        self.configurations.refresh(self.me, self.committed + 1);
    }

    /// Says whom it believes to lead, if that is news.
    fn believe(&mut self, out: &mut Vec<Out<Self>>) {
        let leader = self.primary().filter(|_| self.has_begun());
        self.believed.change(leader, out);
    }
}
