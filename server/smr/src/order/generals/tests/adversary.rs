//! Every adversary: each message that a traitor sends says ATTACK or RETREAT, in every combination.

use super::super::{Generals, Message, Oral, Order, Written};
use crate::order::generals::Rounds;
use crate::order::tests::table::request;
use crate::order::{In, Ordering, Out, Setup, Timer};
use crate::place::{Members, ReplicaId};
use crate::receive::Batch;
use crate::signed::{Key, Signed};
use std::sync::Arc;

/// How long a round lasts.
const ROUND: u64 = 40_000;

const fn general(place: u8) -> ReplicaId {
    ReplicaId::first(place)
}

/// ATTACK, or RETREAT.
fn order(attack: bool) -> Batch {
    if attack { [request(1)].into() } else { [].into() }
}

/// The first slot commanded by the second of the generals.
const COMMANDER: u8 = 2;

/// One battle: the lieutenants are protocols, the commander is played by the test.
struct Battle<A> {
    generals: u8,
    lieutenants: Vec<(u8, Generals<A>)>,
    letters: Vec<(u8, u8, Message)>,
    obeyed: Vec<(u8, Batch)>,
}

impl<A: super::super::Algorithm> Battle<A> {
    fn of(generals: u8, traitors: usize) -> Self {
        let lieutenants = (1..=generals).filter(|place| *place != COMMANDER).map(|place| {
            let mut lieutenant = Generals::<A>::new(general(place), Setup::default());
            let members = [(1, Members::first(generals))];
            lieutenant.step(0, In::Start { records: &[], executed: 0, members: &members }, &mut Vec::new());
            lieutenant.rounds = Rounds::new(ROUND, traitors + 1);
            (place, lieutenant)
        });
        Self { generals, lieutenants: lieutenants.collect(), letters: Vec::new(), obeyed: Vec::new() }
    }

    fn others(&self) -> impl Iterator<Item = u8> + use<A> {
        (1..=self.generals).filter(|place| *place != COMMANDER)
    }

    /// All rounds, from what the commander says on; `bend` may change each message.
    fn fight(&mut self, rounds: u64, bend: &mut dyn FnMut(u8, u8, Message) -> Option<Message>) {
        let commands = std::mem::take(&mut self.letters);
        let mut letters = bent(commands, bend);
        for round in 1..=rounds {
            for (from, to, message) in letters.drain(..) {
                let now = round * ROUND - 1;
                self.step(to, now, In::Message { from: general(from), message });
            }
            for place in self.others() {
                self.step(place, round * ROUND, In::Timer(Timer(0)));
            }
            letters = bent(std::mem::take(&mut self.letters), bend);
        }
    }

    fn step(&mut self, place: u8, now: u64, input: In<'_, Generals<A>>) {
        let Some((_, lieutenant)) = self.lieutenants.iter_mut().find(|(other, _)| *other == place) else { return };
        let mut out = Vec::new();
        lieutenant.step(now, input, &mut out);
        for effect in out {
            match effect {
                Out::Send { to, message } => self.letters.push((place, to.place, message)),
                Out::Commit { batch, .. } => self.obeyed.push((place, batch)),
                _another => {}
            }
        }
    }

    /// Whether IC1 and IC2 hold among these lieutenants.
    fn is_won(&self, loyal: &[u8], given: Option<&Batch>) -> bool {
        let orders: Vec<&Batch> =
            self.obeyed.iter().filter(|(place, _)| loyal.contains(place)).map(|(_, order)| order).collect();
        assert_eq!(orders.len(), loyal.len(), "all loyal lieutenants decide");
        let expected = given.or(orders.first().copied());
        orders.iter().all(|order| Some(*order) == expected)
    }
}

fn bent(
    letters: Vec<(u8, u8, Message)>,
    bend: &mut dyn FnMut(u8, u8, Message) -> Option<Message>,
) -> Vec<(u8, u8, Message)> {
    letters.into_iter().filter_map(|(from, to, message)| Some((from, to, bend(from, to, message)?))).collect()
}

/// Which groups of so many generals can be traitors.
fn groups(generals: u8, traitors: u32) -> Vec<Vec<u8>> {
    let subsets = (0_u32..1 << generals).filter(|set| set.count_ones() == traitors);
    subsets.map(|set| (1..=generals).filter(|place| set & (1 << (place - 1)) != 0).collect()).collect()
}

/// How many schedules of OM(1) there are, and how many of them are lost.
fn oral_schedules(generals: u8, traitors: u32) -> (u32, u32) {
    let (mut all, mut lost) = (0, 0);
    for group in groups(generals, traitors) {
        let loyal: Vec<u8> = (1..=generals).filter(|place| *place != COMMANDER && !group.contains(place)).collect();
        let treason = group.contains(&COMMANDER);
        // What each message of a traitor says; a commander sends to n-1, a lieutenant to n-2.
        let lieutenants = group.iter().filter(|place| **place != COMMANDER).count() as u32;
        let messages = u32::from(treason) * u32::from(generals - 1) + lieutenants * u32::from(generals - 2);
        let orders: &[bool] = if treason { &[true] } else { &[true, false] };
        for (given, lies) in orders.iter().flat_map(|given| (0_u32..1 << messages).map(move |lies| (*given, lies))) {
            let mut battle = Battle::<Oral>::of(generals, 1);
            let path = vec![general(COMMANDER)];
            let command = Message::Oral { slot: 1, path, batch: order(given) };
            battle.letters = battle.others().map(|to| (COMMANDER, to, command.clone())).collect();
            let mut said = 0;
            battle.fight(2, &mut |from, _, message| match message {
                Message::Oral { slot, path, .. } if group.contains(&from) => {
                    said += 1;
                    Some(Message::Oral { slot, path, batch: order(lies & (1 << (said - 1)) != 0) })
                }
                honest => Some(honest),
            });
            assert_eq!(said, messages);
            all += 1;
            lost += u32::from(!battle.is_won(&loyal, (!treason).then(|| order(given)).as_ref()));
        }
    }
    (all, lost)
}

#[test]
fn four_generals_survive_a_traitor_in_every_schedule() {
    assert_eq!(oral_schedules(4, 1), (32, 0));
}

/// Section 2: no solution with fewer than 3m+1 generals can cope with m traitors.
#[test]
fn three_generals_do_not_survive_a_traitor() {
    assert_eq!(oral_schedules(3, 1), (12, 2));
}

#[test]
fn four_generals_do_not_survive_two_traitors() {
    assert_eq!(oral_schedules(4, 2), (192, 48));
}

fn signed(place: u8, attack: bool) -> Signed<Order> {
    Key::of(general(place)).sign(Order { slot: 1, batch: order(attack) })
}

/// A commander may sign any set of orders for each lieutenant; a lieutenant can only pass on or keep what it has, and as
/// the two orders are alike, one is tried.
#[test]
fn three_generals_who_sign_survive_a_traitor_in_every_schedule() {
    let (mut all, mut lost) = (0, 0);
    for sets in 0_u32..16 {
        let mut battle = Battle::<Written>::of(3, 1);
        let commands = [(1, sets & 3), (3, sets >> 2)];
        for (to, set) in commands {
            for attack in [false, true].into_iter().filter(|attack| set & (1 << u32::from(*attack)) != 0) {
                let orders: Arc<[Signed<Order>]> = [signed(COMMANDER, attack)].into();
                battle.letters.push((COMMANDER, to, Message::Written { orders }));
            }
        }
        battle.fight(2, &mut |_, _, message| Some(message));
        all += 1;
        lost += u32::from(!battle.is_won(&[1, 3], None));
    }
    for (traitor, loyal) in [(1, 3), (3, 1)] {
        for passes_on in [false, true] {
            let mut battle = Battle::<Written>::of(3, 1);
            let orders: Arc<[Signed<Order>]> = [signed(COMMANDER, true)].into();
            let command = Message::Written { orders };
            battle.letters = battle.others().map(|to| (COMMANDER, to, command.clone())).collect();
            battle.fight(2, &mut |from, _, message| (from != traitor || passes_on).then_some(message));
            all += 1;
            lost += u32::from(!battle.is_won(&[loyal], Some(&order(true))));
        }
    }
    assert_eq!((all, lost), (20, 0));
}

/// A forged order carries no signature of the commander, and a signature for one order is none for another.
#[test]
fn no_traitor_can_make_up_an_order_of_a_loyal_commander() {
    for orders in [vec![signed(1, false)], vec![signed(COMMANDER, true), signed(1, false)]] {
        let mut battle = Battle::<Written>::of(3, 1);
        let orders: Arc<[Signed<Order>]> = orders.into();
        let forged = Message::Written { orders };
        battle.letters = vec![(COMMANDER, 3, Message::Written { orders: [signed(COMMANDER, true)].into() })];
        battle.letters.push((1, 3, forged));
        battle.fight(2, &mut |_, _, message| Some(message));
        assert!(battle.is_won(&[3], Some(&order(true))));
    }
}
