//! Planted bugs: each a named, switchable removal of one rule that keeps the replicas safe.
//!
//! A promise that nothing can break proves nothing. So every rule worth teaching can be taken out, a learner can hunt
//! for a schedule that breaks a promise without it, and our own tests show that the checkers find each one.

use std::fmt;

macro_rules! plants {
    ($($(#[doc = $says:literal])+ $plant:ident = $name:literal),+ $(,)?) => {
        /// A rule that can be taken out.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum Plant { $($(#[doc = $says])+ $plant),+ }

        impl Plant {
            /// Every planted bug.
            pub const ALL: &'static [Self] = &[$(Self::$plant),+];

            /// Those that are no ordering's own.
            pub const GENERAL: &'static [Self] = Self::ALL.split_at(Self::MinorityQuorum as usize).1;

            /// Its name in scripts and on the command line.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$plant => $name),+ }
            }

            /// What is wrong when it is planted.
            #[must_use]
            pub const fn says(self) -> &'static str {
                match self { $(Self::$plant => concat!($($says),+).trim_ascii()),+ }
            }
        }
    };
}

// The orderings' own come first, in the order of the orderings; then those that are no ordering's own.
plants! {
    /// An acceptor votes in a ballot lower than one it has promised.
    SkipPromiseCheck = "multi-paxos/skip-promise-check",
    /// Replies leave before the disk has acknowledged what they promise.
    ReplyBeforeDisk = "multi-paxos/reply-before-disk",
    /// Promises are not written to the disk, so a restart forgets them.
    ForgetPromise = "multi-paxos/forget-promise",
    /// A new leader proposes its own value where a promise reported a vote.
    AnyValue = "multi-paxos/any-value",
    /// A new leader takes the vote of the lowest ballot instead of the highest.
    LowestBallotValue = "multi-paxos/lowest-ballot-value",
    /// Ballots do not carry the proposer, so two leaders share one.
    SharedBallot = "multi-paxos/shared-ballot",
    /// A follower takes what it accepted for chosen, whatever ballot was announced.
    LearnAnyBallot = "multi-paxos/learn-any-ballot",
    /// A new leader fills slots that others have executed and forgotten with no-ops.
    IgnoreForgotten = "multi-paxos/ignore-forgotten",
    /// Who has once followed a leader waits for it for ever.
    NeverSuspect = "multi-paxos/never-suspect",
    /// A leader begins without an entry of its own and commits those of earlier terms once a majority holds them.
    CommitOldTerm = "raft/commit-old-term",
    /// A replica votes for any log, even one that lacks what its own holds.
    VoteWithoutLogCheck = "raft/vote-without-log-check",
    /// Votes are not written to the disk, so a restart forgets them.
    ForgetVote = "raft/forget-vote",
    /// A follower appends without comparing the entry before.
    AppendWithoutCheck = "raft/append-without-check",
    /// A replica compares logs by their length alone when it votes.
    LongestLogWins = "raft/longest-log-wins",
    /// Quorums have 2F replicas instead of 2F+1, so two of them may share none that does not lie.
    QuorumOf2F = "pbft/quorum-of-2f",
    /// View changes do not report what was prepared.
    ForgetPrepared = "pbft/forget-prepared",
    /// Backups take a new view as its primary shows it and do not compute what it must propose.
    TrustNewView = "pbft/trust-new-view",
    /// A backup accepts a second pre-prepare for a slot in the same view.
    SecondPrePrepare = "pbft/second-pre-prepare",
    /// Votes count for a batch though their digest is of another.
    NoDigestCheck = "pbft/no-digest-check",
    /// A replica says commit as soon as it has accepted a pre-prepare.
    CommitUnprepared = "pbft/commit-unprepared",
    /// What a view change says was prepared is believed without the proof.
    UnprovedCertificates = "pbft/unproved-certificates",
    /// A backup waits for its primary for ever.
    WaitForEver = "pbft/wait-for-ever",
    /// Members take effect as soon as they are in a log, and a leader changes one before it has committed anything.
    MembersOfTheLog = "raft/members-of-the-log",
    /// The primary answers before its backups have stored the Inputs.
    AnswerBeforeBackups = "fail-stop/answer-before-backups",
    /// The detector measures silence by a clock, and clocks jump.
    ReadTheClock = "fail-stop/read-the-clock",
    /// A replica is taken for dead after one heartbeat without a sign, though a message may take longer.
    HastyDetector = "fail-stop/hasty-detector",
    /// Nobody is ever taken for dead.
    WaitForTheDead = "fail-stop/wait-for-the-dead",
    /// A primary does not wait for members that joined after it took over.
    IgnoreNewcomers = "fail-stop/ignore-newcomers",
    /// The generals decide one round too early.
    OneRoundTooFew = "generals/one-round-too-few",
    /// Lieutenants do not pass on what they heard.
    KeepToOneself = "generals/keep-to-oneself",
    /// Where no order has a majority, the one that most have heard is obeyed.
    Plurality = "generals-oral/plurality",
    /// A lieutenant believes what a general says of the way an order came, even that it came through others alone.
    BelieveThePath = "generals-oral/believe-the-path",
    /// A lieutenant goes by what the others say that they were told, and not by what it was told itself.
    OthersOnly = "generals-oral/others-only",
    /// Where the commander signed two orders, the one that came first is obeyed.
    FirstOrder = "generals-signed/first-order",
    /// Two signatures of one general count as two.
    CountASignerTwice = "generals-signed/count-a-signer-twice",
    /// A signature counts, whatever order it was given for.
    SignaturesForAnything = "generals-signed/signatures-for-anything",
    /// Nodes are executed as they are delivered, in causal order and no more.
    CausalOrderOnly = "causal/causal-order-only",
    /// A node is committed when a majority was heard of later, not everybody.
    MajorityOfAcknowledgements = "causal/majority-of-acknowledgements",
    /// Nodes of one clock come in the order in which they arrived, not in that of the processes.
    TieByArrival = "causal/tie-by-arrival",
    /// A clock does not move on with what is heard.
    ClockStandsStill = "causal/clock-stands-still",
    /// An acknowledgement counts although nodes that were sent before it are missing.
    AcknowledgementsOvertake = "causal/acknowledgements-overtake",
    /// A node is delivered although one that it comes after is missing.
    DeliverOverGaps = "causal/deliver-over-gaps",
    /// Quorums are one short of a majority where the replicas are odd in number.
    MinorityQuorum = "quorum/minority",
    /// The voter believes the first Output that arrives.
    FirstAnswer = "vote/first-answer",
    /// The voter asks for a majority of those who answered, not of the configured replicas.
    CountRespondents = "vote/count-respondents",
    /// Nothing filters a request that is submitted twice.
    NoSessions = "receive/no-sessions",
    /// A replica submits a client's requests in its own name.
    SubmitAsOwn = "receive/submit-as-own",
    /// The filter of duplicates is the server's, not part of the State, so checkpoints and transfers lack it.
    SessionsOutsideState = "receive/sessions-outside-state",
    /// Each replica takes the checkpoint when its own log is long, not where CHECKPOINT was ordered.
    CheckpointAnywhere = "checkpoint/anywhere",
    /// The log is cut as soon as a checkpoint is taken, before a majority agrees on it and the disk has it.
    ForgetTooEarly = "checkpoint/forget-too-early",
    /// Members change as soon as QUIT or JOIN is executed, while slots of the old members are still open.
    MembersAtOnce = "reconfigure/members-at-once",
    /// A replica that lost its memory goes on under its old name.
    ReturnAmnesiac = "reconfigure/return-amnesiac",
    /// A new replica does not apply the Inputs that came during its state transfer.
    SkipMeanwhile = "transfer/skip-meanwhile",
    /// A transferred State is installed without comparing digests with other replicas.
    UnverifiedTransfer = "transfer/unverified",
    /// Entries of the log are believed as soon as one replica gives them, where replicas may lie about the order.
    OneWitness = "log/one-witness",
    /// A replica executes the next Input it has instead of waiting for a missing one.
    ExecuteOverGap = "log/execute-over-gap",
    /// A read that bypasses the order is answered from whatever State the first replica is in.
    ReadAnywhere = "read/anywhere",
}

/// The planted bugs of a run; small and `Copy`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Plants(u64);

impl Plants {
    /// These and one more.
    #[must_use]
    pub const fn with(self, plant: Plant) -> Self {
        Self(self.0 | 1 << plant as u64)
    }

    /// Whether this one is planted.
    #[must_use]
    pub const fn has(self, plant: Plant) -> bool {
        self.0 & (1 << plant as u64) != 0
    }

    /// Those that are planted.
    pub fn iter(self) -> impl Iterator<Item = Plant> {
        Plant::ALL.iter().copied().filter(move |plant| self.has(*plant))
    }
}

impl fmt::Debug for Plants {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter().map(Plant::name)).finish()
    }
}
