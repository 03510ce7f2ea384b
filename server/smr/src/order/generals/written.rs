//! SM(m): signed messages.
//!
//! The commander signs its order and sends it to all. A lieutenant that hears of an order it did not know adds its own
//! signature and passes it on. What it hears in round k must carry k different signatures: then one of m+1 signatures is
//! that of a loyal lieutenant, who has told everybody. So in the end all loyal lieutenants know the same set of orders.
//! If that is one order they obey it. If the commander signed several, or none, it is RETREAT.

use super::message::{Message, Order};
use super::{Algorithm, Council, lines};
use crate::order::Line;
use crate::place::ReplicaId;
use crate::plant::Plant;
use crate::receive::Batch;
use crate::signed::Signed;
use std::sync::Arc;

/// A signed order that a lieutenant knows.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Known {
    orders: Arc<[Signed<Order>]>,
    passed_on: bool,
}

/// What one lieutenant knows in one slot: the orders that the commander signed, each with the first signatures it came
/// with. Two are enough to convict the commander, so no more are kept.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Written {
    known: Vec<Known>,
}

/// The order that signatures are for.
fn order(orders: &[Signed<Order>]) -> Option<&Order> {
    orders.last().map(Signed::said)
}

impl Algorithm for Written {
    const NAME: &'static str = "generals-signed";
    const LINES: &'static [Line] = lines::WRITTEN;
    const PLANTS: &'static [Plant] = &[
        Plant::OneRoundTooFew,
        Plant::KeepToOneself,
        Plant::FirstOrder,
        Plant::CountASignerTwice,
        Plant::SignaturesForAnything,
    ];

    fn traitors(generals: usize) -> usize {
        generals.saturating_sub(1) / 2
    }

    fn command(council: &Council<'_>, order: &Batch) -> Message {
        let order = Order { slot: council.slot, batch: order.clone() };
        Message::Written { orders: [council.key.sign(order)].into() }
    }

    fn hear(&mut self, council: &Council<'_>, from: ReplicaId, message: Message) -> Result<(), &'static str> {
        let Message::Written { orders } = message else {
            return Err("an oral order, where orders are signed");
        };
        let signers: Vec<ReplicaId> = orders.iter().map(Signed::signer).collect();
        if signers.first() != Some(&council.commander) || signers.last() != Some(&from) {
            return Err("an order that the commander or the sender has not signed");
        }
        let twice = signers.iter().enumerate().any(|(at, signer)| signers[..at].contains(signer));
        let twice = twice && !council.plants.has(Plant::CountASignerTwice);
        if twice || signers.contains(&council.me) || !signers.iter().all(|signer| council.members.contains(*signer)) {
            return Err("an order that somebody signed twice, or I, or a stranger");
        }
        let same = orders.iter().all(|signed| Some(signed.said()) == order(&orders));
        if !same && !council.plants.has(Plant::SignaturesForAnything) {
            return Err("signatures that are for another order");
        }
        let new = !self.known.iter().any(|known| order(&known.orders) == order(&orders));
        if new && self.known.len() < 2 {
            self.known.push(Known { orders, passed_on: false });
        }
        Ok(())
    }

    fn pass_on(&mut self, council: &Council<'_>, _round: usize) -> Vec<(Message, Vec<ReplicaId>)> {
        let mut messages = Vec::new();
        for known in &mut self.known {
            let often_enough = known.orders.len() > council.traitors;
            if std::mem::replace(&mut known.passed_on, true) || often_enough {
                continue;
            }
            let own = known.orders[known.orders.len() - 1].said().clone();
            let orders: Arc<[Signed<Order>]> = known.orders.iter().cloned().chain([council.key.sign(own)]).collect();
            let has_it = |member: &ReplicaId| orders.iter().any(|signed| signed.signer() == *member);
            let others = council.members.iter().filter(|member| !has_it(member)).collect();
            messages.push((Message::Written { orders }, others));
        }
        messages
    }

    fn obey(&self, council: &Council<'_>) -> (Batch, &'static Line) {
        let first = self.known.first().and_then(|known| order(&known.orders));
        match (first, self.known.len()) {
            (Some(order), 1) => (order.batch.clone(), &lines::WRITTEN[lines::OBEY]),
            (Some(order), _) if council.plants.has(Plant::FirstOrder) => {
                (order.batch.clone(), &lines::WRITTEN[lines::OBEY])
            }
            _ => (Batch::default(), &lines::WRITTEN[lines::RETREAT]),
        }
    }
}
