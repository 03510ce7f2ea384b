//! What differs between two moments, as seen: which replica, which client, and what about it.

use std::collections::BTreeMap;
use std::fmt;
use wire::{ClientView, ReplicaView, Verdict, View};

/// Whom a difference is about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Whose {
    /// The run as a whole.
    Run,
    /// The network.
    Network,
    /// The server at a place, and its replica.
    Replica(u8),
    /// A client.
    Client(u16),
}

impl fmt::Display for Whose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Run => write!(f, "run"),
            Self::Network => write!(f, "net"),
            Self::Replica(place) => write!(f, "r{place}"),
            Self::Client(client) => write!(f, "c{client}"),
        }
    }
}

/// One thing that differs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Difference {
    /// Whom it is about.
    pub whose: Whose,
    /// What about it.
    pub what: &'static str,
    /// What it is on one side; `None` if it is not there.
    pub left: Option<String>,
    /// What it is on the other.
    pub right: Option<String>,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let side = |side: &Option<String>| side.clone().unwrap_or_else(|| "nothing".to_owned());
        write!(f, "{:<4} {}: {} | {}", self.whose.to_string(), self.what, side(&self.left), side(&self.right))
    }
}

/// All that differs between two Views, whose by whose. What merely says when something was looked at does not count.
#[must_use]
pub fn differences(left: &View, right: &View) -> Vec<Difference> {
    let (mut left, mut right) = (facts(left), facts(right));
    let mut keys: Vec<Key> = left.keys().chain(right.keys()).copied().collect();
    keys.sort_unstable();
    keys.dedup();
    let both = keys.into_iter().map(|key| (key, left.remove(&key), right.remove(&key)));
    let differ = both.filter(|(_, left, right)| left != right);
    differ.map(|((whose, _, what), left, right)| Difference { whose, what, left, right }).collect()
}

/// All that can be seen at a moment, a line a fact.
#[must_use]
pub fn describe(view: &View) -> Vec<String> {
    let line = |((whose, _, what), value)| format!("{:<4} {what}: {value}", Whose::to_string(&whose));
    facts(view).into_iter().map(line).collect()
}

/// Whose, the how-manieth of its facts in the order of telling, and its name.
type Key = (Whose, usize, &'static str);

fn facts(view: &View) -> BTreeMap<Key, String> {
    let mut facts = BTreeMap::new();
    let members = format!("{} from slot {}", several(&view.members), view.members_from);
    let broken: Vec<&str> = view.broken.iter().map(|(promise, ..)| promise.as_ref()).collect();
    add(&mut facts, Whose::Run, [("members", members), ("broken promises", several(&broken))]);
    let flying = view.flying.len().to_string();
    add(&mut facts, Whose::Network, [("faults", several(&view.faults)), ("messages on their way", flying)]);
    for (place, replica) in &view.replicas {
        add(&mut facts, Whose::Replica(*place), of_replica(replica));
    }
    for (number, client) in &view.clients {
        add(&mut facts, Whose::Client(*number), of_client(client));
    }
    facts
}

fn add<const COUNT: usize>(facts: &mut BTreeMap<Key, String>, whose: Whose, told: [(&'static str, String); COUNT]) {
    for (index, (what, value)) in told.into_iter().enumerate() {
        facts.insert((whose, index, what), value);
    }
}

fn of_replica(replica: &ReplicaView) -> [(&'static str, String); 17] {
    let suspects: Vec<String> =
        replica.suspects.iter().map(|(place, standing)| format!("r{place} looks {standing}")).collect();
    [
        ("server", replica.server.name().to_owned()),
        ("life", replica.life.to_string()),
        ("status", replica.status.to_string()),
        ("role", replica.role.to_string()),
        ("number", format!("{} of {}", replica.number, owner(replica.owner))),
        ("leader", or_none(replica.leader)),
        ("knows as chosen", slot(replica.committed)),
        ("has executed", slot(replica.executed)),
        ("State", replica.state.to_string()),
        ("Outputs", replica.outputs.to_string()),
        ("checkpoint", or_none(replica.checkpoint.map(|(slot, digest)| format!("slot {slot}, {digest}")))),
        ("stable checkpoint", slot(replica.stable)),
        ("log from", slot(replica.log_from)),
        ("deviates", or_none(replica.deviates.map(slot))),
        ("suspects", several(&suspects)),
        ("restarts", replica.restarts.to_string()),
        ("faults", several(&replica.faults)),
    ]
}

fn of_client(client: &ClientView) -> [(&'static str, String); 4] {
    let pending: Vec<String> =
        client.pending.iter().map(|pending| format!("#{} {}", pending.number, pending.words)).collect();
    let last = client.answered.last().map(|answered| {
        let fail = if answered.verdict == Verdict::Output { "" } else { "FAIL, " };
        format!("#{} {}: {fail}{}", answered.request.number, answered.request.words, answered.words)
    });
    [
        ("waits for", several(&pending)),
        ("last answer", or_none(last)),
        ("Outputs", client.outputs.to_string()),
        ("FAILs", client.fails.to_string()),
    ]
}

fn slot(slot: u64) -> String {
    format!("slot {slot}")
}

fn owner(place: u8) -> String {
    if place == 0 { "nobody".to_owned() } else { format!("r{place}") }
}

fn or_none(value: Option<impl ToString>) -> String {
    value.map_or_else(|| "none".to_owned(), |value| value.to_string())
}

fn several<T: ToString>(values: &[T]) -> String {
    let said: Vec<String> = values.iter().map(ToString::to_string).collect();
    if said.is_empty() { "none".to_owned() } else { said.join(", ") }
}
