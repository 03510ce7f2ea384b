//! A run as the beginning of a demo: Markdown that `smr-lab lessons check` finds right as it is, and in which whoever teaches
//! with it writes what they know about it.
//!
//! It asks for the one prediction that can be asked about any run: whether all promises hold. What is right is tried, not
//! guessed; a run that makes no demo is refused.

use std::path::Path;

use lessons::check;
use world::time::Recording;

/// What the file is called.
pub const FILE: &str = "smr-lab-demo.md";

/// From here on the places of such demos among those of a folder begin: behind those that somebody gave out.
const FIRST_PLACE: u64 = 1_000;

/// So many places there are for them, so that two seldom have the same.
const PLACES: u64 = 60_000;

/// The run as a demo.
///
/// # Errors
/// It is none; the text says why.
pub fn demo(recording: &Recording) -> Result<String, String> {
    let tried = |all_hold| {
        let text = written(recording, all_hold);
        match check::check(&text, Path::new(FILE), &|_| None) {
            Ok(_demo) => Ok(text),
            Err(wrong) => Err(wrong.first().map_or_else(String::new, |first| first.message.clone())),
        }
    };
    tried(true).or_else(|why| tried(false).map_err(|_| format!("this run makes no demo: {why}")))
}

fn written(recording: &Recording, all_hold: bool) -> String {
    let (before, after) = halves(&recording.script);
    let place = FIRST_PLACE + recording.hash % PLACES;
    let mark = |right: bool| if right { 'x' } else { ' ' };
    let (yes, no) = (mark(all_hold), mark(!all_hold));
    format!(
        "+++\n\
         # Write here what the demo is called, what it is about, and what one shall remember.\n\
         title = \"What happened\"\n\
         kind = \"demo\"\n\
         section = \"State machine\"\n\
         minutes = 5\n\
         # Its place in the folder: no other demo there may have the same.\n\
         order = {place}\n\
         remember = \"It happened in a run that anybody can play again.\"\n\
         ask = [\"What happened here, and why?\"]\n\
         sources = []\n\
         +++\n\
         ## What happened\n\
         ```notes\n\
         Write here what you want to say: only you see it.\n\
         ```\n\
         ```smr\n\
         {before}\
         wait\n\
         ```\n\
         ```predict\n\
         Do all promises hold at the end?\n\
         - [{yes}] Yes `all promises`\n      \
         Write here how one sees it.\n\
         - [{no}] No `not all promises`\n      \
         Write here what this overlooks, or what breaks.\n\
         ```\n\
         ```smr\n\
         {after}\
         ```\n"
    )
}

/// What sets the scene, and what somebody then did; the prediction comes between them.
fn halves(script: &str) -> (String, String) {
    let sets_the_scene = |line: &str| ["cluster", "plant ", "run for ", "step "].iter().any(|it| line.starts_with(it));
    let lines: Vec<&str> = script.lines().collect();
    let first = lines.iter().position(|line| !sets_the_scene(line)).unwrap_or(lines.len());
    let joined = |lines: &[&str]| lines.iter().map(|line| format!("{line}\n")).collect::<String>();
    let (before, after) = lines.split_at(first);
    // Nobody did anything: what is shown then is that nothing happens.
    let after = if after.is_empty() { "run for 0us\n".to_owned() } else { joined(after) };
    (joined(before), after)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classroom::run::Run;
    use crate::classroom::run::beginning::Beginning;
    use crate::classroom::run::written::Shape;

    /// A new leader that heeds no earlier vote has something else chosen.
    const BREAKS: &str = "cluster replicas=3 machine=counter seed=1\nplant multi-paxos/any-value\nrun until r1 leader\n\
        partition r1 r2 c1 | r3 c2\nc1: add 5\nc2: add 7\nrun until stored c1 on majority\ncut r1 -> r2\n\
        run until r1 committed = 1\ncrash r1\nheal\nlead r3\nrun until promise \"agreement\" broken\n";

    #[test]
    fn any_run_makes_a_demo_whose_right_answer_is_the_one_of_the_run() {
        let script = |text: &str| Beginning::Script(text.to_owned());
        for (beginning, right) in [
            (Beginning::Configuration("cluster replicas=3 seed=7".to_owned()), "[x] Yes"),
            (script("cluster seed=7\nrun until some leader\nc1: add 5\nrun until output c1 = 5\n"), "[x] Yes"),
            (script("cluster seed=1\nplant quorum/minority\nrun for 1ms\n"), "[x] Yes"),
            (script(BREAKS), "[x] No"),
        ] {
            let text = Run::begun_with(&beginning).unwrap().written(Shape::Demo).unwrap();
            assert!(text.contains(right), "{text}");
        }
    }

    #[test]
    fn the_scene_is_set_before_anybody_does_anything() {
        let (before, after) = halves("cluster seed=1\nplant x\nrun for 3us\nc1: add 5\nrun for 2us\n");
        assert_eq!((&*before, &*after), ("cluster seed=1\nplant x\nrun for 3us\n", "c1: add 5\nrun for 2us\n"));
        assert_eq!(halves("cluster\n").1, "run for 0us\n");
    }
}
