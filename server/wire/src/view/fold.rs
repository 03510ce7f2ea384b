//! How each event changes the View.

use super::client::REMEMBERED;
use super::{Answered, ClientView, Flying, Lately, Pending, ReplicaView, Server, Transfer, View, Vote};
use crate::{Event, Name, Replica, Traced, Verdict};

/// The faults of the network that keep messages from some and not from others.
const PARTITION: &str = "partition";
const CUT: &str = "cut";
/// The fault of a network that is worse to everybody's messages than it was at first.
const NETWORK: &str = "network";

fn words_of(traced: &Traced) -> Box<str> {
    traced.words.clone().unwrap_or_default()
}

impl View {
    /// Folds one event in. The same View and event give the same View everywhere.
    pub fn fold(&mut self, traced: &Traced) {
        self.at = traced.at;
        self.event = traced.id;
        match &traced.event {
            Event::Command | Event::Anomaly { .. } => {}
            Event::Invoked { .. } | Event::Retried { .. } | Event::Heard { .. } | Event::Answered { .. } => {
                self.fold_client(traced);
            }
            Event::Sent { .. }
            | Event::Delivered { .. }
            | Event::Undelivered { .. }
            | Event::Duplicated { .. }
            | Event::Held { .. }
            | Event::Delayed { .. } => self.fold_message(traced),
            Event::Fault { place, fault, on } => {
                let faults = if *place == 0 { &mut self.faults } else { &mut self.place(*place).faults };
                faults.retain(|known| known != fault);
                if *on {
                    faults.push(fault.clone());
                }
                if *place == 0 {
                    self.fold_network(fault, *on, words_of(traced));
                }
            }
            Event::SystemFailure { .. } => self.system_failure = Some(words_of(traced)),
            Event::Broken { promise } => self.broken.push((promise.clone(), traced.id, words_of(traced))),
            Event::Members { replica, from, members } => {
                if *from > self.members_from {
                    self.members_from = *from;
                    self.members.clone_from(members);
                    self.change_members(*replica);
                    self.system_failure = None;
                }
            }
            Event::Began { .. }
            | Event::Crashed { .. }
            | Event::RestartedByAudit { .. }
            | Event::Paused { .. }
            | Event::Resumed { .. } => self.fold_server(traced),
            Event::Committed { slot, requests, .. } => {
                requests.0.iter().for_each(|request| self.order(*request, *slot));
                self.fold_replica(traced);
            }
            _at_a_replica => self.fold_replica(traced),
        }
    }

    /// A partition takes the place of the one before; links can be cut one by one. How all messages fare is told also when
    /// that is no fault any more.
    fn fold_network(&mut self, fault: &str, on: bool, line: Box<str>) {
        if fault == NETWORK {
            self.network = line;
            return;
        }
        if fault == PARTITION || !on {
            self.cuts.retain(|known| !known.starts_with(fault));
        }
        if on && [PARTITION, CUT].contains(&fault) {
            self.cuts.push(line);
        }
    }

    pub(super) fn place(&mut self, place: u8) -> &mut ReplicaView {
        self.replicas.entry(place).or_default()
    }

    /// The replica, unless another life has taken its place.
    fn replica(&mut self, replica: Replica) -> Option<&mut ReplicaView> {
        let view = self.place(replica.place);
        (view.life == replica.life).then_some(view)
    }

    fn fold_client(&mut self, traced: &Traced) {
        let words = words_of(traced);
        match traced.event {
            Event::Invoked { client, number } => {
                let (since, members) = (traced.at, self.members.clone());
                let pending = Pending { number, words, since, members, ..Pending::default() };
                self.clients.entry(client).or_default().pending.push(pending);
            }
            Event::Retried { client, number } => {
                if let Some(request) = self.clients.entry(client).or_default().request_mut(number) {
                    request.retries += 1;
                    request.members.clone_from(&self.members);
                }
            }
            Event::Heard { client, number, replica, output, counted } => {
                if let Some(request) = self.clients.entry(client).or_default().request_mut(number) {
                    request.votes.push(Vote { replica, output, words, counted });
                }
            }
            Event::Answered { client, number, verdict, unordered } => {
                let client = self.clients.entry(client).or_default();
                let Some(index) = client.pending.iter().position(|pending| pending.number == number) else { return };
                let request = client.pending.remove(index);
                match verdict {
                    Verdict::Output => client.outputs += 1,
                    Verdict::NoMajorityAgrees | Verdict::TooFewAnswered => client.fails += 1,
                }
                if client.answered.len() == REMEMBERED {
                    client.answered.remove(0);
                }
                client.answered.push(Answered { request, verdict, words, at: traced.at, unordered });
            }
            _ => {}
        }
    }

    fn fold_message(&mut self, traced: &Traced) {
        match &traced.event {
            Event::Sent { message, from, to, kind, slot, arrives } => {
                let (kind, words) = (kind.clone(), traced.words.clone());
                let (slot, left, arrives) = (*slot, traced.at, *arrives);
                let flying = Flying { from: *from, to: *to, kind, slot, left, arrives, held: false, words };
                self.flying.insert(*message, flying);
            }
            Event::Delivered { message, .. } | Event::Undelivered { message, .. } => {
                self.flying.remove(message);
            }
            Event::Duplicated { message, copy, arrives } => {
                if let Some(original) = self.flying.get(message) {
                    self.flying.insert(*copy, Flying { arrives: *arrives, held: false, ..original.clone() });
                }
            }
            Event::Held { message } => {
                if let Some(flying) = self.flying.get_mut(message) {
                    flying.held = true;
                }
            }
            Event::Delayed { message, arrives } => {
                if let Some(flying) = self.flying.get_mut(message) {
                    (flying.arrives, flying.held) = (*arrives, false);
                }
            }
            _ => {}
        }
    }

    fn fold_server(&mut self, traced: &Traced) {
        match traced.event {
            Event::Began { replica } => {
                let state = words_of(traced);
                let before = std::mem::take(self.place(replica.place));
                let restarts = before.restarts + u32::from(before.server == Server::Down);
                *self.place(replica.place) = ReplicaView {
                    life: replica.life,
                    restarts,
                    faults: before.faults,
                    state,
                    ..ReplicaView::default()
                };
            }
            Event::Crashed { replica } | Event::RestartedByAudit { replica } => self.place(replica.place).go_down(),
            Event::Paused { replica } => self.place(replica.place).server = Server::Paused,
            Event::Resumed { replica } => self.place(replica.place).server = Server::Up,
            _ => {}
        }
    }

    fn fold_replica(&mut self, traced: &Traced) {
        let Some(replica) = traced.event.replica().and_then(|replica| self.replica(replica)) else { return };
        match &traced.event {
            Event::Writing { .. } => replica.writing += 1,
            Event::Written { .. } => replica.writing = replica.writing.saturating_sub(1),
            Event::Rule { line, .. } => replica.lately = Lately { line: Some(line.clone()), at: traced.at },
            Event::Role { role, number, owner, .. } => {
                (replica.role, replica.number, replica.owner) = (role.clone(), *number, *owner);
            }
            Event::Leader { leader, .. } => replica.leader = *leader,
            Event::Committed { slot, .. } => replica.committed = replica.committed.max(*slot),
            Event::Executed { slot, outputs, .. } => {
                (replica.executed, replica.outputs) = (*slot, *outputs);
                replica.committed = replica.committed.max(*slot);
                if let Some(state) = &traced.words {
                    replica.state = state.clone();
                }
            }
            Event::Audited { slot, state, .. } => replica.audited = Some((*slot, *state)),
            Event::Deviates { slot, .. } => replica.deviates = Some(*slot),
            Event::Suspects { peer, standing, .. } if standing == "alive" => {
                replica.suspects.remove(&peer.place);
            }
            Event::Suspects { peer, standing, .. } => {
                replica.suspects.insert(peer.place, standing.clone());
            }
            Event::Checkpoint { slot, digest, .. } => replica.checkpoint = Some((*slot, *digest)),
            Event::Stable { slot, .. } => replica.stable = *slot,
            Event::Forgotten { below, .. } => replica.log_from = *below,
            Event::Transfer { from, whole, differing, received, compressed, .. } => {
                let (whole, differing, received, compressed) = (*whole, *differing, *received, *compressed);
                replica.transfer = Some(Transfer { from: *from, whole, differing, received, compressed });
            }
            Event::Installed { slot, .. } => {
                replica.transfer = None;
                replica.executed = replica.executed.max(*slot);
                replica.committed = replica.committed.max(*slot);
                if let Some(state) = &traced.words {
                    replica.state = state.clone();
                }
            }
            Event::Loaded { slot, digest, .. } => {
                (replica.executed, replica.committed, replica.stable) = (*slot, *slot, *slot);
                replica.checkpoint = Some((*slot, *digest));
                replica.log_from = slot + 1;
            }
            Event::Status { status, .. } => replica.status = status.clone(),
            _not_kept => {}
        }
    }
}

impl ReplicaView {
    /// What it held in memory is gone: it plays no role, follows nobody, and is given no State. What it was at last is
    /// still shown where its disk may know it, or where those who watch want to compare.
    fn go_down(&mut self) {
        self.server = Server::Down;
        (self.role, self.leader, self.transfer) = (Name::default(), None, None);
    }
}

impl ClientView {
    /// The request with this number, while it is not answered.
    pub(super) fn pending(&mut self, number: u32) -> Option<&mut Pending> {
        self.pending.iter_mut().find(|pending| pending.number == number)
    }

    /// The request with this number, answered or not.
    fn request_mut(&mut self, number: u32) -> Option<&mut Pending> {
        let pending = self.pending.iter_mut().find(|pending| pending.number == number);
        let answered = self.answered.iter_mut().map(|answered| &mut answered.request);
        pending.or_else(|| answered.into_iter().find(|request| request.number == number))
    }
}

impl Event {
    /// The replica at which it happened, if it happened at one.
    #[must_use]
    pub const fn replica(&self) -> Option<Replica> {
        match self {
            Self::Writing { replica, .. }
            | Self::Written { replica }
            | Self::Woken { replica, .. }
            | Self::Rule { replica, .. }
            | Self::Role { replica, .. }
            | Self::Leader { replica, .. }
            | Self::Committed { replica, .. }
            | Self::Executed { replica, .. }
            | Self::Audited { replica, .. }
            | Self::Deviates { replica, .. }
            | Self::Suspects { replica, .. }
            | Self::Checkpoint { replica, .. }
            | Self::Stable { replica, .. }
            | Self::Forgotten { replica, .. }
            | Self::Asks { replica, .. }
            | Self::Transfer { replica, .. }
            | Self::Installed { replica, .. }
            | Self::SourceRejected { replica, .. }
            | Self::Submitted { replica }
            | Self::Members { replica, .. }
            | Self::Status { replica, .. }
            | Self::Ignored { replica, .. }
            | Self::Began { replica }
            | Self::Loaded { replica, .. }
            | Self::Crashed { replica }
            | Self::RestartedByAudit { replica }
            | Self::Paused { replica }
            | Self::Resumed { replica } => Some(*replica),
            Self::Command
            | Self::Invoked { .. }
            | Self::Retried { .. }
            | Self::Heard { .. }
            | Self::Answered { .. }
            | Self::Sent { .. }
            | Self::Delivered { .. }
            | Self::Undelivered { .. }
            | Self::Duplicated { .. }
            | Self::Held { .. }
            | Self::Delayed { .. }
            | Self::Fault { .. }
            | Self::SystemFailure { .. }
            | Self::Broken { .. }
            | Self::Anomaly { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPLICA: Replica = Replica { place: 2, life: 1 };

    fn after(events: impl IntoIterator<Item = (Event, &'static str)>) -> ReplicaView {
        let mut view = View::default();
        for (id, (event, words)) in (1..).zip(events) {
            let words = (!words.is_empty()).then(|| words.into());
            view.fold(&Traced { id, at: id, cause: 0, event, words });
        }
        view.replicas.remove(&REPLICA.place).expect("it began")
    }

    fn a_leader_that_is_given_the_state() -> Vec<(Event, &'static str)> {
        let role = Event::Role { replica: REPLICA, role: "leader".into(), number: 3, owner: 2 };
        let from = Replica { place: 1, life: 1 };
        let transfer = Event::Transfer { replica: REPLICA, from, whole: 90, differing: 9, received: 0, compressed: 0 };
        vec![
            (Event::Began { replica: REPLICA }, "0"),
            (role, ""),
            (Event::Leader { replica: REPLICA, leader: Some(REPLICA) }, ""),
            (transfer, ""),
        ]
    }

    #[test]
    fn who_is_down_leads_nobody_follows_nobody_and_is_given_nothing() {
        let before = after(a_leader_that_is_given_the_state());
        assert_eq!((before.role.as_ref(), before.leader, before.transfer.is_some()), ("leader", Some(REPLICA), true));
        for end in [Event::Crashed { replica: REPLICA }, Event::RestartedByAudit { replica: REPLICA }] {
            let down = after(a_leader_that_is_given_the_state().into_iter().chain([(end, "")]));
            assert_eq!(down.server, Server::Down);
            assert_eq!((down.role.as_ref(), down.leader, down.transfer), ("", None, None));
            assert_eq!(down.number, 3, "its disk knows the ballot");
        }
    }

    #[test]
    fn the_partition_is_the_last_one_and_cuts_add_up_until_all_is_mended() {
        let fault = |fault: &'static str, on| Event::Fault { place: 0, fault: fault.into(), on };
        let mut view = View::default();
        let mut cuts = |event, words: &str| {
            view.fold(&Traced { id: 1, at: 1, cause: 0, event, words: Some(words.into()) });
            view.cuts.iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(cuts(fault("partition", true), "partition r1 | r2"), ["partition r1 | r2"]);
        assert_eq!(cuts(fault("cut", true), "cut r1 -> c1").len(), 2);
        assert_eq!(cuts(fault("network", true), "network loss=5%").len(), 2);
        assert_eq!(cuts(fault("partition", true), "partition r2 | r3"), ["cut r1 -> c1", "partition r2 | r3"]);
        assert_eq!(cuts(fault("partition", false), ""), ["cut r1 -> c1"]);
        assert!(cuts(fault("cut", false), "").is_empty());
    }

    #[test]
    fn how_messages_fare_is_what_was_said_last() {
        let mut view = View::default();
        for (on, line) in [(true, "network loss=5%"), (false, "network loss=0%")] {
            let event = Event::Fault { place: 0, fault: NETWORK.into(), on };
            view.fold(&Traced { id: 1, at: 1, cause: 0, event, words: Some(line.into()) });
            assert_eq!((&*view.network, view.faults.len()), (line, usize::from(on)));
        }
    }

    #[test]
    fn who_begins_with_a_checkpoint_on_its_disk_has_executed_and_forgotten_what_led_to_it() {
        let digest = crate::Checksum(7);
        let began = (Event::Began { replica: REPLICA }, "114");
        let seen = after([began, (Event::Loaded { replica: REPLICA, slot: 41, digest }, "")]);
        assert_eq!((&*seen.state, seen.executed, seen.committed), ("114", 41, 41));
        assert_eq!((seen.checkpoint, seen.stable, seen.log_from), (Some((41, digest)), 41, 42));
    }

    #[test]
    fn a_delayed_message_arrives_later_and_waits_for_nobody() {
        let (from, to) = (crate::Party::Client(1), crate::Party::Replica(REPLICA));
        let sent = Event::Sent { message: 4, from, to, kind: "Request".into(), slot: 0, arrives: 5 };
        let mut view = View::default();
        for event in [sent, Event::Held { message: 4 }, Event::Delayed { message: 4, arrives: 100_009 }] {
            view.fold(&Traced { id: 1, at: 9, cause: 0, event, words: None });
        }
        assert_eq!((view.flying[&4].arrives, view.flying[&4].held), (100_009, false));
    }

    #[test]
    fn a_transferred_state_is_seen_as_soon_as_it_is_in_place() {
        let installed = |words| {
            let event = Event::Installed { replica: REPLICA, slot: 8, whole: 90, compressed: 9 };
            after(a_leader_that_is_given_the_state().into_iter().chain([(event, words)]))
        };
        let seen = installed("17");
        assert_eq!((&*seen.state, seen.executed, seen.committed, seen.transfer), ("17", 8, 8, None));
        assert_eq!(&*installed("").state, "0", "its own State was as new and stays");
    }
}
