//! OM(m): oral messages.
//!
//! The commander sends its order to all. Each lieutenant passes on what it heard to all who have not had it yet, as if it
//! were itself the commander of OM(m-1), and so on until OM(0), which is believed. So each order comes along a *path* of
//! generals, and a lieutenant ends with a tree of reports. At each node it takes the majority of what it heard there
//! itself and of what each of the others, by the majority of the subtree, has heard there. Without a majority it is
//! RETREAT.

use super::message::Message;
use super::{Algorithm, Council, lines};
use crate::order::Line;
use crate::place::ReplicaId;
use crate::plant::Plant;
use crate::receive::{Batch, Request};
use std::collections::BTreeMap;

/// What one lieutenant has heard in one slot: the order that came along each path.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Oral {
    reports: BTreeMap<Vec<ReplicaId>, Batch>,
}

/// More generals than this would have to say more than a run can carry: OM(3) takes 3,609 messages for one order.
pub const MOST_GENERALS: u8 = 10;

impl Algorithm for Oral {
    const NAME: &'static str = "generals-oral";
    const LINES: &'static [Line] = lines::ORAL;
    const PLANTS: &'static [Plant] =
        &[Plant::OneRoundTooFew, Plant::KeepToOneself, Plant::Plurality, Plant::BelieveThePath, Plant::OthersOnly];

    fn traitors(generals: usize) -> usize {
        generals.saturating_sub(1) / 3
    }

    fn command(council: &Council<'_>, order: &Batch) -> Message {
        Message::Oral { slot: council.slot, path: vec![council.me], batch: order.clone() }
    }

    fn hear(&mut self, council: &Council<'_>, from: ReplicaId, message: Message) -> Result<(), &'static str> {
        let Message::Oral { path, batch, .. } = message else {
            return Err("a written order, where orders are oral");
        };
        let honest = path.last() == Some(&from) || council.plants.has(Plant::BelieveThePath);
        if !honest {
            return Err("an order that did not come through its sender");
        }
        if path.first() != Some(&council.commander) {
            return Err("an order that is not the commander's");
        }
        let twice = path.iter().enumerate().any(|(at, general)| path[..at].contains(general));
        if twice || path.contains(&council.me) || !path.iter().all(|general| council.members.contains(*general)) {
            return Err("an order that came through somebody twice, through myself, or through a stranger");
        }
        if path.len() > council.traitors + 1 {
            return Err("an order that was passed on too often");
        }
        self.reports.entry(path).or_insert(batch);
        Ok(())
    }

    fn pass_on(&mut self, council: &Council<'_>, round: usize) -> Vec<(Message, Vec<ReplicaId>)> {
        let of_the_round_before = self.reports.iter().filter(|(path, _)| path.len() + 1 == round);
        let messages = of_the_round_before.map(|(path, batch)| {
            let mut path = path.clone();
            path.push(council.me);
            let others = council.members.iter().filter(|member| !path.contains(member)).collect();
            (Message::Oral { slot: council.slot, path, batch: batch.clone() }, others)
        });
        messages.collect()
    }

    fn obey(&self, council: &Council<'_>) -> (Batch, &'static Line) {
        let mut path = vec![council.commander];
        let order = self.value(council, &mut path);
        let line = if order.is_empty() { &lines::ORAL[lines::RETREAT] } else { &lines::ORAL[lines::OBEY] };
        (order.into(), line)
    }
}

impl Oral {
    /// What the last general of a path has said, as far as all others can tell.
    fn value(&self, council: &Council<'_>, path: &mut Vec<ReplicaId>) -> &[Request] {
        let heard = self.reports.get(path).map_or(&[][..], |batch| batch);
        if path.len() > council.traitors {
            return heard;
        }
        let mut values = if council.plants.has(Plant::OthersOnly) { Vec::new() } else { vec![heard] };
        for other in council.members.iter().filter(|member| *member != council.me) {
            if !path.contains(&other) {
                path.push(other);
                values.push(self.value(council, path));
                path.pop();
            }
        }
        majority(&values, council.plants.has(Plant::Plurality))
    }
}

/// What more than half of them say; RETREAT if there is no such thing.
fn majority<'a>(values: &[&'a [Request]], plurality: bool) -> &'a [Request] {
    let count = |value: &[Request]| values.iter().filter(|other| **other == value).count();
    if plurality {
        // Of those that are level, the first: what this lieutenant has heard itself.
        let most = values.iter().map(|value| count(value)).max().unwrap_or(0);
        return values.iter().find(|value| count(value) == most).copied().unwrap_or_default();
    }
    values.iter().find(|value| 2 * count(value) > values.len()).copied().unwrap_or_default()
}
