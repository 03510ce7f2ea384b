//! Candidates, and what makes and ends them (sections 5.2 and 9.3 of the paper; thesis, chapters 4 and 9.6).
//!
//! Time-outs are random in the paper, so that rivals rarely try at once. Here they are drawn by a checksum of replica,
//! term and try: as good as random, and the same whenever the run is played again.

use super::log::Term;
use super::message::Message;
use super::replication::Leadership;
use super::{HEARTBEAT, LEAD, Raft, lines};
use crate::Tick;
use crate::digest::Digest;
use crate::order::believed::Believed;
use crate::order::configurations::quorum;
use crate::order::{Line, Out};
use crate::place::{Members, ReplicaId};

/// No timer is set.
const NEVER: Tick = Tick::MAX;

/// What a replica is at present.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Role {
    /// It follows a leader, or waits for one.
    Follower,
    /// It asks for votes.
    Candidate(Campaign),
    /// It leads.
    Leader(Leadership),
}

impl Role {
    /// Who votes for it, if it asks for votes.
    #[must_use]
    pub fn votes(&self) -> &[ReplicaId] {
        match self {
            Self::Candidate(campaign) => &campaign.votes,
            Self::Follower | Self::Leader(_) => &[],
        }
    }
}

/// A candidate's campaign.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Campaign {
    /// It only asks whether it would be voted for.
    pre: bool,
    /// It was told to lead.
    forced: bool,
    /// Who votes for it, or would.
    votes: Vec<ReplicaId>,
}

/// What a replica knows of leaders.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Election {
    /// Whom it believes to lead.
    pub believed: Believed,
    /// When a leader was last heard of, or somebody voted for.
    pub heard: Tick,
    /// When the timer was asked to fire; if it fires before, somebody forces it.
    due: Tick,
    /// How often it has tried since a leader was last heard of.
    tries: u64,
}

impl Default for Election {
    fn default() -> Self {
        Self { believed: Believed::default(), heard: 0, due: NEVER, tries: 0 }
    }
}

impl Raft {
    /// The timer by which this replica tries to lead. It is not set anew on every sign of the leader: it fires, finds
    /// that the leader was heard of since, and is set for the rest. Before its time it fires only if it is forced.
    pub(super) fn on_lead_timer(&mut self, now: Tick, out: &mut Vec<Out<Self>>) {
        let forced = now < self.election.due;
        self.election.due = NEVER;
        if !self.is_member() && (forced || !self.configurations.votes_from(0, self.me)) {
            // Who was a member tries all the same until it stops: perhaps those who remain lack entries that only it
            // has, and so cannot lead themselves (thesis, 4.2.2).
            return self.await_leader(now, out);
        }
        let (silence, wait) = (now.saturating_sub(self.election.heard), self.wait());
        match self.role {
            Role::Leader(_) => {}
            _ if forced => self.campaign(now, true, out),
            Role::Follower if silence < wait => self.set_lead_timer(now, wait - silence, out),
            Role::Follower | Role::Candidate(_) => self.ask_whether(now, out),
        }
    }

    /// Waits for a sign of a leader, beginning now.
    pub(super) fn await_leader(&mut self, now: Tick, out: &mut Vec<Out<Self>>) {
        self.election.heard = now;
        self.set_lead_timer(now, self.wait(), out);
    }

    fn set_lead_timer(&mut self, now: Tick, after: Tick, out: &mut Vec<Out<Self>>) {
        self.election.due = now.saturating_add(after);
        out.push(Out::Timer { timer: LEAD, after });
    }

    /// How long to wait for a sign of a leader. In a new cluster nobody has anything to lose: the members try one after
    /// the other.
    fn wait(&self) -> Tick {
        let patience = self.setup.patience;
        if (self.standing.term, self.election.tries) == (0, 0) {
            let members = self.configurations.at(self.executed + 1);
            let rank = members.rank(self.me).unwrap_or(members.len()) as Tick;
            return patience + rank * (patience / 4);
        }
        patience + Digest::of(&(self.me, self.standing.term, self.election.tries)) % patience.max(1)
    }

    /// Asks the others whether they would vote for it.
    fn ask_whether(&mut self, now: Tick, out: &mut Vec<Out<Self>>) {
        out.push(Out::Rule(&lines::PRE_CANDIDATE));
        self.election.believed.change(None, out);
        self.begin_campaign(now, Campaign { pre: true, forced: false, votes: Vec::new() }, out);
        self.on_vote(now, self.me, self.standing.term + 1, (true, true), out);
    }

    /// Begins the next term and asks for votes, its own among them.
    fn campaign(&mut self, now: Tick, forced: bool, out: &mut Vec<Out<Self>>) {
        out.push(Out::Rule(&lines::CANDIDATE));
        self.standing.term += 1;
        self.vote_for(self.me, out);
        self.election.believed.change(None, out);
        self.begin_campaign(now, Campaign { pre: false, forced, votes: Vec::new() }, out);
        let message = Message::Vote { term: self.standing.term, pre: false, granted: true, behind: None };
        out.push(Out::Send { to: self.me, message });
    }

    fn begin_campaign(&mut self, now: Tick, campaign: Campaign, out: &mut Vec<Out<Self>>) {
        self.role = Role::Candidate(campaign);
        self.election.tries += 1;
        self.set_lead_timer(now, self.wait(), out);
        out.push(Out::Timer { timer: HEARTBEAT, after: self.setup.heartbeat });
        self.ask_for_votes(out);
    }

    fn ask_for_votes(&self, out: &mut Vec<Out<Self>>) {
        let Role::Candidate(campaign) = &self.role else {
            return;
        };
        let members_of_the_log = self.members_of_the_log();
        for &to in self.configurations.peers() {
            let decides = match &members_of_the_log {
                Some(members) => members.contains(to),
                None => self.configurations.votes_from(self.agreed + 1, to),
            };
            if decides && !campaign.votes.contains(&to) {
                let message = if campaign.pre {
                    Message::PreVote(self.candidacy(self.standing.term + 1, campaign.forced))
                } else {
                    Message::RequestVote(self.candidacy(self.standing.term, campaign.forced))
                };
                out.push(Out::Send { to, message });
            }
        }
    }

    /// An answer to a request for a vote arrived.
    pub(super) fn on_vote(
        &mut self,
        now: Tick,
        from: ReplicaId,
        term: Term,
        (pre, granted): (bool, bool),
        out: &mut Vec<Out<Self>>,
    ) {
        let asked = self.standing.term + u64::from(pre);
        let Role::Candidate(campaign) = &mut self.role else {
            return;
        };
        if !granted || term != asked || pre != campaign.pre || campaign.votes.contains(&from) {
            return;
        }
        campaign.votes.push(from);
        let forced = campaign.forced;
        if !self.is_elected() {
            return;
        }
        if pre { self.campaign(now, forced, out) } else { self.lead(now, out) }
    }

    /// Whether a majority of each set of members that decides an open slot votes for this replica.
    fn is_elected(&self) -> bool {
        let Role::Candidate(campaign) = &self.role else {
            return false;
        };
        if let Some(members) = self.members_of_the_log() {
            return self.is_majority_of_the_log(&members, campaign.votes.iter().copied());
        }
        let majority = |members: &Members| {
            let votes = campaign.votes.iter().filter(|voter| members.contains(**voter));
            votes.count() >= quorum(members.len(), self.setup.plants)
        };
        self.configurations.deciding_from(self.agreed + 1).all(majority)
    }

    /// A message of this term arrived: a later one is taken over, and whoever led or wanted to follows.
    pub(super) fn heed(&mut self, now: Tick, term: Term, out: &mut Vec<Out<Self>>) {
        if term <= self.standing.term {
            return;
        }
        out.push(Out::Rule(&lines::LATER_TERM));
        (self.standing.term, self.standing.voted_for) = (term, None);
        self.persist_standing(out);
        match self.role {
            Role::Follower => self.election.believed.change(None, out),
            Role::Candidate(_) => self.follow_nobody(now, None, out),
            Role::Leader(_) => self.follow_nobody(now, Some(&lines::STEP_DOWN), out),
        }
    }

    /// Stops leading, or asking for votes. Inputs that wait are kept for the next leader.
    pub(super) fn follow_nobody(&mut self, now: Tick, why: Option<&'static Line>, out: &mut Vec<Out<Self>>) {
        out.extend(why.map(Out::Rule));
        self.role = Role::Follower;
        self.election.believed.change(None, out);
        self.await_leader(now, out);
    }

    /// The leader of this term gave a sign of life.
    pub(super) fn follow(&mut self, now: Tick, leader: ReplicaId, out: &mut Vec<Out<Self>>) {
        if matches!(self.role, Role::Candidate(_)) {
            self.follow_nobody(now, None, out);
        }
        (self.election.heard, self.election.tries) = (now, 0);
        self.election.believed.change(Some(leader), out);
        if !self.queue.is_empty() {
            let requests = self.queue.take_all();
            self.forward(leader, requests, false, out);
        }
    }

    /// The leader hands over to this replica.
    pub(super) fn on_timeout_now(&mut self, now: Tick, from: ReplicaId, term: Term, out: &mut Vec<Out<Self>>) {
        let led = term == self.standing.term && self.election.believed.leader() == Some(from);
        if led && self.is_member() && !matches!(self.role, Role::Leader(_)) {
            out.push(Out::Rule(&lines::TIMEOUT_NOW));
            self.campaign(now, true, out);
        }
    }

    /// The heartbeat timer of one who leads, or wants to.
    pub(super) fn on_heartbeat_timer(&mut self, now: Tick, out: &mut Vec<Out<Self>>) {
        match &self.role {
            Role::Follower => return,
            Role::Candidate(_) => {
                out.push(Out::Rule(&lines::RESEND));
                self.ask_for_votes(out);
            }
            Role::Leader(_) => self.show_oneself(now, out),
        }
        if !matches!(self.role, Role::Follower) {
            out.push(Out::Timer { timer: HEARTBEAT, after: self.setup.heartbeat });
        }
    }
}
