//! A name that does not exist gets the nearest one that does, and status 2: nothing was tried.

use crate::{ends, says};

#[track_caller]
fn suggests(arguments: &[&str], nearest: &str) {
    let ending = ends(arguments, 2);
    assert_eq!(ending.output, "", "nothing was done");
    says(&ending.complaint, &[nearest]);
}

#[test]
fn an_unknown_name_gets_the_nearest_and_where_to_see_all() {
    for (arguments, nearest, kind) in [
        (["sweep", "--order", "multipaxos"], "multi-paxos", "orders"),
        (["sweep", "--faults", "ful"], "full", "faults"),
        (["sweep", "--plant", "vote/frist-answer"], "vote/first-answer", "plants"),
        (["sweep", "--plant", "skip-promise-check"], "multi-paxos/skip-promise-check", "plants"),
        (["explore", "--json", "paxos-smal"], "paxos-small", "models"),
    ] {
        suggests(&arguments, &format!("did you mean {nearest}? `smr-lab list {kind}` shows all"));
    }
    suggests(&["judge", "-", "--machine", "regster"], "did you mean register?");
}

#[test]
fn an_unknown_command_or_kind_gets_the_nearest() {
    suggests(&["swep"], "'sweep'");
    suggests(&["list", "plant"], "'plants'");
}

#[test]
fn what_is_like_no_name_gets_no_suggestion_but_the_way_to_all_names() {
    let complaint = ends(&["sweep", "--plant", "xyzzyxyzzyxyzzy"], 2).complaint;
    assert!(!complaint.contains("did you mean"), "{complaint}");
    says(&complaint, &["is not a planted bug", "`smr-lab list plants`"]);
}
