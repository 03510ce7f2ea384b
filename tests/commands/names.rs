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
    suggests(&["list", "plant"], "did you mean plants? `smr-lab list` shows all");
}

#[test]
fn even_what_is_like_no_name_gets_the_nearest_and_the_way_to_all_names() {
    for (arguments, directory) in [
        (vec!["explore", "xyzzyxyzzy"], "`smr-lab list models` shows all"),
        (vec!["sweep", "--faults", "heavy"], "`smr-lab list faults` shows all"),
        (vec!["sweep", "--plant", "xyzzyxyzzy"], "`smr-lab list plants` shows all"),
        (vec!["judge", "-", "--machine", "x"], "there are register, key-value"),
        (vec!["list", "thing"], "`smr-lab list` shows all"),
    ] {
        suggests(&arguments, "; the nearest is ");
        suggests(&arguments, directory);
    }
    suggests(&["explore", "pxos"], "did you mean paxos-");
}
