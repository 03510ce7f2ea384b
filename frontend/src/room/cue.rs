//! What comes next in a demo: so that who lectures needs one key.

use std::collections::BTreeSet;
use wire::lesson::{Block, Step};

/// What comes next.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cue {
    /// Ask the audience for the prediction of this number among the blocks.
    Ask(usize),
    /// Show what they predicted.
    Reveal,
    /// Play the script of this number.
    Play(usize),
    /// Go on to the next step.
    Next,
    /// Nothing: it was the last step.
    End,
}

/// What comes next in a step of which this was done; `is_open` while the audience predicts.
pub fn next(step: &Step, is_last: bool, done: &BTreeSet<usize>, is_open: bool) -> Cue {
    let to_do = step.blocks.iter().enumerate().filter(|(spot, _)| !done.contains(spot));
    let first = to_do.into_iter().find_map(|(spot, block)| match block {
        Block::Prediction { .. } => Some(Cue::Ask(spot)),
        Block::Script(_) => Some(Cue::Play(spot)),
        _to_be_read => None,
    });
    match first {
        // What is asked is answered before it is seen.
        _ if is_open => Cue::Reveal,
        Some(cue) => cue,
        None if is_last => Cue::End,
        None => Cue::Next,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_set_up_asked_revealed_and_played() {
        let (prediction, script) =
            (Block::Prediction { question: String::new(), choices: Vec::new() }, Block::Script(Vec::new()));
        let blocks = vec![script.clone(), Block::Notes(String::new()), prediction, script];
        let step = Step { title: String::new(), blocks };
        let mut done = BTreeSet::new();
        let mut is_open = false;
        let mut cues = Vec::new();
        for _cue in 0..5 {
            let cue = next(&step, false, &done, is_open);
            match cue {
                Cue::Ask(spot) => is_open = done.insert(spot),
                Cue::Play(spot) => assert!(done.insert(spot) && !is_open),
                Cue::Reveal => is_open = false,
                Cue::Next | Cue::End => {}
            }
            cues.push(cue);
        }
        assert_eq!(cues, [Cue::Play(0), Cue::Ask(2), Cue::Reveal, Cue::Play(3), Cue::Next]);
        assert_eq!(next(&step, true, &done, false), Cue::End);
    }
}
