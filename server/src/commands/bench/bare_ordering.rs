//! `omnipaxos`, a library for replicated logs, doing the least that ordering takes: three nodes in one process, messages
//! passed by hand from one to the next, storage in memory, nothing executed and nothing answered.
//!
//! It is given every advantage: messages arrive at once, in order, without a queue of what happens when; up to 64 entries
//! share a batch; nobody reads what was decided. What remains is the price of consensus itself, so the ratio of the two
//! figures says what the lab pays for simulating, executing, voting, auditing and tracing.

mod storage;

use omnipaxos::messages::Message;
use omnipaxos::storage::{Entry, NoSnapshot};
use omnipaxos::{ClusterConfig, OmniPaxos, ServerConfig};
use smr::execute::MachineKind;
use smr::receive::{ClientId, Input, Request, Submitter};

use super::pipeline::IN_FLIGHT;
use super::stopwatch::Stopwatch;
use crate::commands::figures::a_second;
use storage::Memory;

/// The same request that the lab orders.
#[derive(Clone, Debug)]
struct Ordered(#[expect(dead_code, reason = "what is ordered is carried along, and never looked at")] Request);

impl Entry for Ordered {
    type Snapshot = NoSnapshot;
}

type Node = OmniPaxos<Ordered, Memory<Ordered>>;

/// How many nodes there are.
const NODES: u64 = 3;

/// More rounds without a leader would mean that there never is one.
const MOST_ROUNDS: u32 = 10_000;

/// Three nodes, and the messages between them.
struct Cluster {
    nodes: Vec<Node>,
    flying: Vec<Message<Ordered>>,
}

impl Cluster {
    fn new() -> Self {
        let nodes = (1..=NODES).map(|pid| {
            let cluster = ClusterConfig { configuration_id: 1, nodes: (1..=NODES).collect(), flexible_quorum: None };
            let server = ServerConfig { pid, batch_size: IN_FLIGHT as usize, ..ServerConfig::default() };
            let node = cluster.build_for_server(server, Memory::default());
            node.unwrap_or_else(|error| panic!("three nodes are a cluster: {error}"))
        });
        Self { nodes: nodes.collect(), flying: Vec::new() }
    }

    /// Delivers messages until there are none.
    fn deliver(&mut self) {
        loop {
            for node in &mut self.nodes {
                node.take_outgoing_messages(&mut self.flying);
            }
            if self.flying.is_empty() {
                return;
            }
            for message in self.flying.drain(..) {
                let receiver = message.get_receiver() as usize - 1;
                self.nodes[receiver].handle_incoming(message);
            }
        }
    }

    /// Lets time pass until a node leads; returns which.
    fn elect(&mut self) -> usize {
        for _ in 0..MOST_ROUNDS {
            self.nodes.iter_mut().for_each(Node::tick);
            self.deliver();
            if let Some((leader, true)) = self.nodes[0].get_current_leader() {
                return leader as usize - 1;
            }
        }
        panic!("three nodes that hear each other elect a leader");
    }
}

/// Has so many entries, rounded up to whole batches, ordered by three nodes, 64 in flight; returns how many were decided by all of them a second.
///
/// # Panics
/// The nodes do not decide, which they always do.
#[must_use]
pub fn entries_per_second(entries: u64) -> f64 {
    let mut cluster = Cluster::new();
    let leader = cluster.elect();
    let machine = MachineKind::default();
    // What does not fill a batch would wait for more.
    let entries = entries.next_multiple_of(u64::from(IN_FLIGHT));
    let begin = Stopwatch::start();
    for number in 1..=entries {
        let input = Input::Operation(machine.sample(number));
        let request = Request { from: Submitter::Client(ClientId(1)), number: number as u32, input };
        let appended = cluster.nodes[leader].append(Ordered(request));
        assert!(appended.is_ok(), "a leader takes entries");
        if number % u64::from(IN_FLIGHT) == 0 {
            cluster.deliver();
        }
    }
    let elapsed = begin.elapsed();
    let decided = cluster.nodes.iter().all(|node| node.get_decided_idx() as u64 == entries);
    assert!(decided, "all nodes have decided all entries");
    a_second(entries, elapsed)
}
