//! Interactive consistency: the two conditions of the Byzantine generals.
//!
//! *IC1*: all loyal lieutenants obey the same order. *IC2*: if the commander is loyal, every loyal lieutenant obeys the
//! order that it sends. The second is not agreement: lieutenants that always retreat would agree.
//!
//! Who was awake in all rounds of a slot obeys in it; who was not abstains, and neither condition speaks of it.

use super::Finding;
use super::forgetting::forget_below;
use smr::order::inside::Obeyed;
use smr::place::ReplicaId;
use smr::receive::Batch;
use smr::slots::Slot;
use std::collections::BTreeMap;

/// The name of the first condition.
pub const IC1: &str = "IC1";

/// The name of the second.
pub const IC2: &str = "IC2";

/// What loyal generals obeyed in a slot.
#[derive(Clone, Debug, Default)]
struct Council {
    /// The commander's own order, if the commander is loyal.
    ordered: Option<Batch>,
    /// Each lieutenant, with the order that it obeyed.
    obeyed: Vec<(ReplicaId, Batch)>,
}

/// What loyal generals obeyed, slot by slot.
#[derive(Clone, Debug, Default)]
pub struct Councils {
    slots: BTreeMap<Slot, Council>,
}

impl Councils {
    /// A loyal general obeyed. Returns what that means for both conditions.
    pub fn check(&mut self, general: ReplicaId, what: &Obeyed) -> (Finding, Finding) {
        let Obeyed { slot, commander, order } = what;
        let council = self.slots.entry(*slot).or_default();
        if general == *commander {
            council.ordered.get_or_insert_with(|| order.clone());
        } else if council.obeyed.iter().all(|(other, _)| *other != general) {
            council.obeyed.push((general, order.clone()));
        }
        let first = council.obeyed.first();
        let other = |(_, obeyed): &&(ReplicaId, Batch)| first.is_some_and(|(_, first)| first != obeyed);
        let same = match (first, council.obeyed.iter().find(other)) {
            (Some((first, _)), Some((other, _))) => {
                Err(format!("in slot {slot}, {first} and {other} obey different orders"))
            }
            _ => Ok(()),
        };
        let ordered = council.ordered.as_ref();
        let disobeys = |(_, obeyed): &&(ReplicaId, Batch)| ordered.is_some_and(|ordered| ordered != obeyed);
        let obedient = match council.obeyed.iter().find(disobeys) {
            Some((disobeys, _)) => Err(format!("in slot {slot}, {disobeys} obeys another order than {commander} gave")),
            None => Ok(()),
        };
        (same, obedient)
    }

    /// These slots are long over.
    pub fn forget_below(&mut self, slot: Slot) {
        forget_below(&mut self.slots, &slot);
    }
}
