//! How many messages an order costs, and what late messages do.

use super::super::{Algorithm, Generals, Message, Oral, Written};
use crate::order::tests::table::request;
use crate::order::{In, Ordering, Out, Setup, Timer};
use crate::place::{Members, ReplicaId};
use crate::receive::Batch;

const ROUND: u64 = 40_000;

/// Replicas whose messages arrive in the middle of a round.
struct Cluster<A: Algorithm> {
    generals: Vec<Generals<A>>,
    letters: Vec<(ReplicaId, ReplicaId, Message)>,
    sent: usize,
    committed: Vec<Vec<Batch>>,
    ran: Vec<&'static str>,
}

impl<A: Algorithm> Cluster<A> {
    fn of(count: u8) -> Self {
        let members = Members::first(count);
        let generals: Vec<Generals<A>> = members.iter().map(|place| Generals::new(place, Setup::default())).collect();
        let committed = vec![Vec::new(); generals.len()];
        let mut cluster = Self { generals, letters: Vec::new(), sent: 0, committed, ran: Vec::new() };
        for at in 0..cluster.generals.len() {
            cluster.step(at, 0, In::Start { records: &[], executed: 0, members: &[(1, members)] });
        }
        cluster
    }

    fn step(&mut self, at: usize, now: u64, input: In<'_, Generals<A>>) {
        let mut out = Vec::new();
        self.generals[at].step(now, input, &mut out);
        let from = self.generals[at].me;
        for effect in out {
            match effect {
                Out::Send { to, message } => self.letters.push((from, to, message)),
                Out::Commit { slot, batch } => {
                    self.committed[at].push(batch);
                    assert_eq!(self.committed[at].len() as u64, slot);
                    self.step(at, now, In::Executed(slot));
                }
                Out::Rule(line) => self.ran.push(line.name),
                _another => {}
            }
        }
    }

    /// A whole round; messages are `late` by this much more than half of it.
    fn round(&mut self, number: u64, late: u64) {
        let now = number * ROUND + ROUND / 2 + late;
        self.sent += self.letters.len();
        if late == 0 {
            self.deliver(now);
        }
        for at in 0..self.generals.len() {
            self.step(at, (number + 1) * ROUND, In::Timer(Timer(0)));
        }
        if late > 0 {
            self.deliver(now);
        }
    }

    fn deliver(&mut self, now: u64) {
        for (from, to, message) in std::mem::take(&mut self.letters) {
            let at = self.generals.iter().position(|general| general.me == to).expect("a general");
            self.step(at, now, In::Message { from, message });
        }
    }

    /// The first slot in which the general at place 1 commands, with an order of one Input: every place is committed to
    /// it afterwards. Returns how many messages it took.
    fn messages_of_an_order(count: u8) -> usize {
        let mut cluster = Self::of(count);
        let rounds = cluster.generals[0].rounds.of_a_slot() as u64;
        // Slot n is the first that place 1 commands.
        for number in 0..u64::from(count) - 1 {
            cluster.round(number, 0);
        }
        assert_eq!(cluster.sent, 0, "whoever has nothing to say is silent");
        for general in &mut cluster.generals[..1] {
            general.queue.extend(&[request(1)]);
        }
        let begin = u64::from(count) - 1;
        let slot = u64::from(count);
        let mut out = Vec::new();
        cluster.generals[0].command(slot, &mut out);
        let from = cluster.generals[0].me;
        cluster.letters.extend(out.into_iter().filter_map(|effect| match effect {
            Out::Send { to, message } => Some((from, to, message)),
            _another => None,
        }));
        for number in begin..begin + rounds {
            cluster.round(number, 0);
        }
        for committed in &cluster.committed {
            assert_eq!(committed[slot as usize - 1].len(), 1, "the order is obeyed");
        }
        cluster.sent
    }
}

#[test]
fn an_oral_order_costs_what_the_paper_says() {
    assert_eq!(Cluster::<Oral>::messages_of_an_order(4), 9);
    assert_eq!(Cluster::<Oral>::messages_of_an_order(7), 156);
    assert_eq!(Cluster::<Oral>::messages_of_an_order(10), 3_609);
}

#[test]
fn a_signed_order_costs_one_message_from_everybody_to_everybody_who_has_not_signed_it() {
    assert_eq!(Cluster::<Written>::messages_of_an_order(3), 2 + 2);
    assert_eq!(Cluster::<Written>::messages_of_an_order(5), 4 + 4 * 3);
}

#[test]
fn inputs_go_to_the_commander_of_the_next_slot() {
    let mut cluster = Cluster::<Oral>::of(4);
    cluster.step(0, 10, In::Propose(&[request(1)]));
    assert!(matches!(&cluster.letters[..], [(_, to, Message::Forward { .. })] if to.place == 3));
    for number in 0..4 {
        cluster.round(number, 0);
    }
    assert!(cluster.committed.iter().all(|committed| committed[1].len() == 1), "{:?}", cluster.committed);
}

/// Lock-step is a condition of safety: what is late was never sent.
#[test]
fn a_late_order_is_no_order() {
    let mut cluster = Cluster::<Written>::of(3);
    cluster.step(0, 10, In::Propose(&[request(1)]));
    cluster.round(0, 0);
    for number in 1..4 {
        cluster.round(number, ROUND);
    }
    assert!(cluster.ran.contains(&"late"));
    // The commander of slot 2 obeys itself, and nobody else has heard of its order.
    let lengths: Vec<usize> = cluster.committed.iter().map(|committed| committed[1].len()).collect();
    assert_eq!(lengths.iter().sum::<usize>(), 1, "{lengths:?}");
}
