//! A tree that was written down is the same tree again, to the very place in an instant.

use super::run_of;
use crate::command::Command;
use crate::orders;
use crate::script::Universe;
use crate::time::{CannotBe, Timeline, Tree};

fn restored(tree: &Tree) -> Tree {
    let timeline = tree.timeline();
    let present = (tree.current(), timeline.place(), timeline.position());
    let configuration = timeline.world().configuration().clone();
    Tree::restore(orders::usual(), configuration, tree.branches().to_vec(), present).expect("it was there")
}

/// Everything by which two trees could differ to somebody who looks.
fn seen(tree: &Tree) -> impl PartialEq + std::fmt::Debug {
    let (timeline, branches) = (tree.timeline(), tree.branches().to_vec());
    let world: &dyn Universe = timeline.world();
    (timeline.place(), timeline.position(), timeline.view().clone(), world.trace().hash(), branches, tree.current())
}

fn is_the_same_again(tree: &Tree) {
    let again = restored(tree);
    assert!(seen(&again) == seen(tree), "at {:?}: {:#?}", tree.timeline().place(), again.timeline().place());
}

#[test]
fn whatever_is_done_it_is_the_same_tree_again() {
    for seed in [6, 8] {
        let mut tree = Tree::over(run_of(seed).0);
        is_the_same_again(&tree);
        let end = tree.timeline().end();
        for part in 1..8 {
            // Between two things and between two events of one thing, then at a time when nothing happens.
            tree.walk(|timeline| timeline.seek_event(end.event * part / 8 + part));
            is_the_same_again(&tree);
            tree.walk(Timeline::forth);
            is_the_same_again(&tree);
            tree.walk(|timeline| timeline.seek_time(end.at * part / 9));
            is_the_same_again(&tree);
        }
        // Commands in one instant, and in the instants around them.
        for step in 0..6 {
            tree.command(&Command::Checkpoint, &mut |_| {}).ok();
            tree.command(&Command::Heal, &mut |_| {}).expect("one can always heal");
            is_the_same_again(&tree);
            (0..step).for_each(|_| {
                tree.walk(|timeline| timeline.step(&mut |_| {}));
            });
            is_the_same_again(&tree);
        }
        let here = tree.timeline().position();
        tree.walk(|timeline| timeline.seek_event(here - 40));
        tree.command(&Command::Heal, &mut |_| {}).expect("one can always heal");
        assert_eq!(tree.branches().len(), 3);
        is_the_same_again(&tree);
        let (mut again, mut tree) = (restored(&tree), tree);
        for tree in [&mut again, &mut tree] {
            let now = tree.timeline().now();
            tree.run_until(now + 300_000, &mut |_| {});
        }
        assert!(seen(&again) == seen(&tree), "they go on as one");
    }
}

#[test]
fn a_branch_that_is_not_there_cannot_be_the_present_one() {
    let tree = Tree::over(run_of(6).0);
    let (place, event) = (tree.timeline().place(), tree.timeline().position());
    let configuration = tree.timeline().world().configuration().clone();
    let again = Tree::restore(orders::usual(), configuration, tree.branches().to_vec(), (1, place, event));
    assert_eq!(again.err(), Some(CannotBe::NoSuchBranch(1)));
}
