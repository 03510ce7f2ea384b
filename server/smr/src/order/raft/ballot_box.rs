//! The voter: who gets this replica's vote (sections 5.2 and 5.4.1; figure 2, "RequestVote RPC").

use super::election::Role;
use super::log::{Position, Term};
use super::message::{Candidacy, Message};
use super::{Raft, lines};
use crate::Tick;
use crate::order::{Line, Out};
use crate::place::ReplicaId;
use crate::plant::Plant;

impl Raft {
    /// Would this replica vote for it? The answer binds nobody.
    pub(super) fn on_pre_vote(&self, now: Tick, from: ReplicaId, candidacy: Candidacy, out: &mut Vec<Out<Self>>) {
        let over = candidacy.term <= self.standing.term;
        let refusal = over.then_some(&lines::REFUSE_VOTED).or_else(|| self.objection(now, &candidacy));
        self.answer_candidate(from, candidacy.term, true, refusal, out);
    }

    /// A replica asks for this replica's vote.
    pub(super) fn on_request_vote(
        &mut self,
        now: Tick,
        from: ReplicaId,
        candidacy: Candidacy,
        out: &mut Vec<Out<Self>>,
    ) {
        if !candidacy.forced && self.hears_leader(now) {
            // Not even its term is taken over: whoever was removed, or cut off, must not depose a working leader.
            return self.answer_candidate(from, candidacy.term, false, Some(&lines::REFUSE_LEADER), out);
        }
        self.heed(now, candidacy.term, out);
        let voted = self.standing.voted_for.is_some_and(|voted| voted != from);
        let over = candidacy.term < self.standing.term || voted;
        let refusal = over.then_some(&lines::REFUSE_VOTED).or_else(|| self.objection(now, &candidacy));
        if refusal.is_none() {
            out.push(Out::Rule(&lines::GRANT));
            self.vote_for(from, out);
            self.election.heard = now;
        }
        self.answer_candidate(from, candidacy.term, false, refusal, out);
    }

    /// Votes, durably.
    pub(super) fn vote_for(&mut self, candidate: ReplicaId, out: &mut Vec<Out<Self>>) {
        if self.setup.plants.has(Plant::ForgetVote) {
            // The term is written down, for whom it voted in it is not.
            self.persist_standing(out);
        }
        self.standing.voted_for = Some(candidate);
        if !self.setup.plants.has(Plant::ForgetVote) {
            self.persist_standing(out);
        }
    }

    /// What speaks against a candidate, apart from its term.
    fn objection(&self, now: Tick, candidacy: &Candidacy) -> Option<&'static Line> {
        if !candidacy.forced && self.hears_leader(now) {
            return Some(&lines::REFUSE_LEADER);
        }
        if !self.is_up_to_date(candidacy.last) {
            return Some(&lines::REFUSE_LOG);
        }
        let by_the_log = self.setup.plants.has(Plant::MembersOfTheLog);
        let outdated = candidacy.change < self.configurations.last_change() && !by_the_log;
        outdated.then_some(&lines::REFUSE_MEMBERS)
    }

    /// Whether a log that ends there is at least as up to date as this replica's.
    fn is_up_to_date(&self, last: Position) -> bool {
        let plants = self.setup.plants;
        if plants.has(Plant::LongestLogWins) {
            return last.slot >= self.log.last().slot;
        }
        last >= self.log.last() || plants.has(Plant::VoteWithoutLogCheck)
    }

    /// Whether a leader showed itself just now, or this replica leads.
    fn hears_leader(&self, now: Tick) -> bool {
        let recently = now.saturating_sub(self.election.heard) < self.setup.patience;
        matches!(self.role, Role::Leader(_)) || (self.election.believed.leader().is_some() && recently)
    }

    fn answer_candidate(
        &self,
        to: ReplicaId,
        asked: Term,
        pre: bool,
        refusal: Option<&'static Line>,
        out: &mut Vec<Out<Self>>,
    ) {
        out.extend(refusal.map(Out::Rule));
        let granted = refusal.is_none();
        let term = if granted { asked } else { self.standing.term };
        let behind = (refusal == Some(&lines::REFUSE_MEMBERS)).then_some(self.committed);
        out.push(Out::Send { to, message: Message::Vote { term, pre, granted, behind } });
    }

    /// What this replica says of itself when it asks for votes.
    pub(super) fn candidacy(&self, term: Term, forced: bool) -> Candidacy {
        let (last, change) = (self.log.last(), self.configurations.last_change());
        Candidacy { term, last, change, forced }
    }
}
