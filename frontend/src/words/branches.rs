//! The words for the branches of a run.

use wire::message::Branch;

pub const BRANCHES: &str = "Branches";
pub const BRANCHES_HELP: &str =
    "Whoever acts in the past begins a branch. Choose one, or a place on its lane, to go there.";
pub const SIDE_BY_SIDE: &str = "Two branches side by side";
pub const ONE_BRANCH: &str = "One";
pub const ANOTHER_BRANCH: &str = "The other";
pub const AT_MOMENT: &str = "At the moment";
pub const WHOSE: &str = "Whose";
pub const WHAT_DIFFERS: &str = "What";
pub const NOTHING: &str = "–";

pub fn branch_of(branch: &Branch) -> String {
    branch.leaves.map_or_else(|| branch.name.clone(), |(_, event)| super::branch(&branch.name, event))
}

pub fn they_part(event: u64, left: &str, right: &str) -> String {
    format!("They part at event {event}. In the one: {left}. In the other: {right}.")
}

pub fn nothing_differs(parting: Option<&str>) -> String {
    match parting {
        Some(parting) => format!("{parting} Nothing that can be seen differs at this moment."),
        None => "They are the same run.".to_owned(),
    }
}
