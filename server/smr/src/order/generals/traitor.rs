//! What a traitor says instead. No general calls this: whoever carries a traitor's messages does, outside the protocol.
//!
//! A traitor tells everybody something else, or nothing. It makes up no Inputs: clients authenticate theirs. And it signs
//! with its own key and no other.

use super::message::{Message, Order};
use crate::order::Lie;
use crate::receive::Batch;
use crate::signed::Signed;
use std::sync::Arc;

/// Other orders than the true one, made of the same Inputs.
fn another(batch: &Batch, draw: u64) -> Batch {
    match draw % 3 {
        0 => Batch::default(),
        1 => batch.iter().chain(batch.iter()).copied().collect(),
        _ => batch.iter().rev().take(1).copied().collect(),
    }
}

/// What a traitor says to this addressee instead of this message; nothing at all, where it stays silent.
pub(super) fn falsify(message: Message, lie: &Lie) -> Option<Message> {
    let (what, draw) = (lie.draw % 5, lie.draw / 5);
    match (what, message) {
        (0, _) => None,
        (1, message) | (_, message @ Message::Forward { .. }) => Some(message),
        (2, Message::Oral { slot, mut path, batch }) if path.len() > 1 => {
            // It says that another has said so.
            path.pop();
            path.push(lie.another);
            Some(Message::Oral { slot, path, batch: another(&batch, draw) })
        }
        (_, Message::Oral { slot, path, batch }) => Some(Message::Oral { slot, path, batch: another(&batch, draw) }),
        (what, Message::Written { orders }) => {
            let last = orders.last()?.said().clone();
            let other = Order { batch: another(&last.batch, draw), ..last.clone() };
            let before = orders[..orders.len() - 1].iter().cloned();
            let own: Vec<Signed<Order>> = match what {
                2 => vec![lie.key.sign(last.clone()), lie.key.sign(last)],
                3 => vec![lie.key.sign(other.clone()), lie.key.sign(other)],
                _ => vec![lie.key.sign(other)],
            };
            Some(Message::Written { orders: before.chain(own).collect::<Arc<[_]>>() })
        }
    }
}
