//! Forgetting what nobody can be judged by any more.

use std::collections::BTreeMap;

/// Forgets what is known under keys below this one: a key or two at a time, since this is done after every event.
pub(super) fn forget_below<K: Ord, V>(known: &mut BTreeMap<K, V>, lowest: &K) {
    while known.first_key_value().is_some_and(|(key, _)| key < lowest) {
        known.pop_first();
    }
}
