//! A link leads to the run it was made of, or says why not.

use super::run_of;
use crate::script::{Limits, Runner, Script, play::play};
use crate::time::link::{BEGINNING, BadLink, LONGEST_RECORDING, VERSION, follow, link};
use crate::time::recording::{Recording, Unplayable};
use crate::trace::Watch;

fn played(text: &str) -> Runner {
    let script = Script::parse(text).expect("it can be read");
    play(&script, Limits::default(), &mut |_| {}).expect("it can be played")
}

fn recording() -> Recording {
    let runner = played(
        "cluster replicas=3 machine=counter seed=7\nc1: add 5\nrun until stored on majority\ncrash leader\n\
         c2: add 1\nrun for 777ms\nrestart former-leader\nstep 3\nheal\nrun until output c2 = 6\n",
    );
    Recording::of(runner.world().expect("it has begun"))
}

#[test]
fn a_recording_stops_in_the_midst_of_an_instant_where_the_run_did() {
    for seed in 1..=6 {
        let timeline = run_of(seed).0;
        for at in [timeline.end().event / 3, timeline.end().event] {
            let world = timeline.at(at);
            let recording = Recording::of(&*world);
            let again = recording.play(Limits::default()).unwrap_or_else(|why| panic!("seed {seed} at {at}: {why}"));
            let again = again.world().expect("it has begun");
            assert_eq!((again.now(), again.in_instant()), (world.now(), world.in_instant()));
        }
    }
}

#[test]
fn a_link_leads_to_the_same_run() {
    let recording = recording();
    let link = link(&recording).expect("it is short");
    assert!(link.len() < 400, "{} characters: {link}", link.len());
    assert!(link.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)), "{link}");
    let followed = follow(&format!(" {link}\n")).expect("it leads there");
    assert_eq!(followed, recording);
    let runner = followed.play(Limits::default()).expect("it plays");
    assert_eq!(Recording::of(runner.world().expect("it has begun")), recording);
}

#[test]
fn a_link_that_is_changed_in_any_byte_or_cut_off_anywhere_is_refused() {
    let link = link(&recording()).expect("it is short");
    for at in 0..link.len() {
        assert!(follow(&link[..at]).is_err(), "cut off at {at}");
        for change in [1u8, 2, 7, 32, 64] {
            let mut bytes = link.clone().into_bytes();
            bytes[at] ^= change;
            let Ok(changed) = String::from_utf8(bytes) else { continue };
            if changed.trim() != link {
                assert!(follow(&changed).is_err(), "byte {at} changed by {change}: {changed}");
            }
        }
    }
}

#[test]
fn each_reason_is_told() {
    let link = link(&recording()).expect("it is short");
    let other = link.replacen(&format!("{BEGINNING}{VERSION}-"), &format!("{BEGINNING}{}-", VERSION + 1), 1);
    assert_eq!(follow(&other), Err(BadLink::OtherVersion((VERSION + 1).to_string())));
    assert!(follow(&other).expect_err("refused").to_string().contains("version 3"));
    assert_eq!(follow("https://example.org"), Err(BadLink::NoLink));
    assert_eq!(follow(""), Err(BadLink::NoLink));
    assert_eq!(follow(&format!("{BEGINNING}{VERSION}-")), Err(BadLink::Damaged));
    assert_eq!(follow(&link[..link.len() - 4]), Err(BadLink::Damaged));
    assert_eq!(follow(&format!("{link}{}", "A".repeat(1 << 20))), Err(BadLink::TooLong));
}

#[test]
fn a_link_that_would_unpack_to_very_much_is_refused() {
    let bomb = Recording { script: "#".repeat(LONGEST_RECORDING - 64), events: 1, hash: 1 };
    let packed = link(&bomb).expect("it packs well");
    assert!(packed.len() < 10_000);
    assert_eq!(follow(&packed), Ok(bomb.clone()));
    let script = "#".repeat(LONGEST_RECORDING);
    assert_eq!(link(&Recording { script, ..bomb }), Err(BadLink::TooLong));
}

#[test]
fn what_a_link_says_is_played_within_limits_and_checked() {
    let play = |script: &str, events, hash| {
        let recording = Recording { script: script.to_owned(), events, hash };
        recording.play(Limits { events: 10_000, ..Limits::default() }).map(|_| ()).expect_err("it is refused")
    };
    assert!(matches!(play("cluster\nrun for 1s\n", 5, 5), Unplayable::Different { .. }));
    assert!(play("cluster\nrun for 1s\n", 5, 5).to_string().contains("another version"));
    assert!(matches!(play("cluster\nrun for 3000s\n", 5, 5), Unplayable::Failed(_)));
    assert!(play("cluster\nrun for 3000s\n", 5, 5).to_string().contains("events"));
    assert!(matches!(play("cluster\nrum\n", 5, 5), Unplayable::Unreadable(_)));
    assert!(matches!(play("# nothing\n", 5, 5), Unplayable::Empty));
}

#[test]
fn what_is_watched_changes_no_recording() {
    let timeline = run_of(3).0;
    let recording = Recording::of(&*timeline.at(u64::MAX));
    let mut bare = crate::orders::usual()
        .world(timeline.world().configuration().clone(), Watch::NOTHING)
        .expect("it was possible");
    for given in timeline.log().iter() {
        bare.run_until(given.at);
        let _ = bare.command(&given.command);
    }
    bare.run_until(timeline.end().at);
    assert_eq!(Recording::of(&*bare).script, recording.script);
}
