//! Whose word is enough for a transferred State.

use super::table::Table;
use crate::checkpoint::Checkpoint;
use crate::place::ReplicaId;

const SOURCE: ReplicaId = ReplicaId::first(1);

#[test]
fn a_source_is_not_believed_alone_while_another_member_could_vouch() {
    let mut table = Table::of(3, 10);
    table.sit_down(3, false);
    table.run(5_000_000);
    let checkpoint = table.replica(1).checkpoints().stable().clone();
    assert!(checkpoint.slot > 0);
    assert_eq!(table.replica(3).checkpoints().stable().slot, checkpoint.slot, "it was given the State");
    assert!(!table.replica(3).may_be_believed_alone(&checkpoint, SOURCE));
    assert!(table.replica(3).is_vouched_for(&checkpoint, SOURCE));
    let false_one = Checkpoint { digest: !checkpoint.digest, ..(*checkpoint).clone() };
    assert!(!table.replica(3).is_vouched_for(&false_one, SOURCE));
    table.replicas.remove(&2);
    table.run(1_000_000);
    assert!(table.replica(3).may_be_believed_alone(&checkpoint, SOURCE));
    assert!(!table.replica(3).may_be_believed_alone(&false_one, SOURCE), "the dead one has contradicted it");
    let slot = checkpoint.slot + 1_000;
    let invented = Checkpoint { slot, ..(*checkpoint).clone() };
    assert!(!table.replica(3).may_be_believed_alone(&invented, SOURCE), "the ordering knows of no such slot");
}

#[test]
fn the_last_one_that_has_the_state_is_believed() {
    let mut table = Table::of(3, 10);
    let executed = table.replica(1).executor().executed();
    table.replicas.remove(&2);
    table.sit_down(3, false);
    table.run(10_000_000);
    assert!(table.replica(3).executor().executed() >= executed);
}
