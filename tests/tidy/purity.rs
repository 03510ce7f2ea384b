//! The simulator is a pure function of a seed and a log of commands. It stays one only if nothing in it can look at a clock, a
//! thread, a socket or the order of a hash table. Clippy says the same while one types; this test holds without clippy too.

use std::fs;

use tests::place;

use crate::{files, nothing_in, shown};

const PURE: [&str; 3] = ["server/smr/src", "server/world/src", "server/wire/src"];

const FORBIDDEN: [(&str, &str); 10] = [
    ("std::time", "time is virtual: it is an argument"),
    ("std::thread", "one log, one order: there are no threads"),
    ("std::net", "the network is simulated"),
    ("std::fs", "the disk is simulated"),
    ("std::env", "everything that matters is in the seed and the log"),
    ("HashMap", "its order differs from run to run: use BTreeMap"),
    ("HashSet", "its order differs from run to run: use BTreeSet"),
    ("tokio", "the simulator is called, it does not wait"),
    ("rand::", "randomness comes from the seed"),
    ("getrandom", "randomness comes from the seed"),
];

#[test]
fn the_simulator_looks_at_nothing_but_its_inputs() {
    let mut complaints = Vec::new();
    for path in
        files(".rs").into_iter().filter(|path| PURE.iter().any(|folder| path.starts_with(place::root().join(folder))))
    {
        let text = fs::read_to_string(&path).unwrap();
        for (number, line) in text.lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            for (word, reason) in FORBIDDEN {
                if code.contains(word) {
                    complaints.push(format!("{}:{}: {word}: {reason}", shown(&path), number + 1));
                }
            }
        }
    }
    nothing_in(&complaints);
}
