//! What a lesson makes of its blocks: which lines lead to a step, and what has to be done before what.

use wire::lesson::{Block, Lesson, Step, goal};

/// The lines that bring a cluster to where a step begins: those since the last cluster was begun, without goals.
pub fn lines_before(lesson: &Lesson, step: usize) -> Vec<String> {
    let begins = |step: &Step| scripts(step).next().is_some_and(|script| begins_a_run(script));
    if lesson.steps.get(step).is_none_or(begins) {
        return Vec::new();
    }
    let first = lesson.steps.iter().take(step).rposition(begins).unwrap_or(0);
    let lines = lesson.steps[first..step].iter().flat_map(scripts).flatten();
    lines.filter(|line| is_said(line) && !line.starts_with("goal ")).cloned().collect()
}

/// The scripts of a step that the lab plays.
fn scripts(step: &Step) -> impl Iterator<Item = &Vec<String>> {
    step.blocks.iter().filter_map(|block| match block {
        Block::Script(lines) => Some(lines),
        _other => None,
    })
}

/// Whether a script begins a cluster of its own.
pub fn begins_a_run(script: &[String]) -> bool {
    script.iter().any(|line| line.starts_with("cluster"))
}

/// Whether a line is for the cluster; the others are for people.
pub fn is_said(line: &str) -> bool {
    !(line == "wait" || line.starts_with("say ") || line.starts_with("predict "))
}

/// The goals that a step sets.
pub fn goals(step: &Step) -> Vec<String> {
    scripts(step).flatten().filter_map(|line| goal(line)).collect()
}

/// The prediction that has to be answered before a script runs: its number among the blocks.
pub fn asked_before(step: &Step, script: usize) -> Option<usize> {
    for (number, block) in step.blocks.iter().take(script).enumerate().rev() {
        match block {
            Block::Prediction { .. } => return Some(number),
            Block::Script(_) => return None,
            _other => {}
        }
    }
    None
}

/// The script that shows who predicted right.
pub fn shown_by(step: &Step, prediction: usize) -> Option<usize> {
    let after = step.blocks.iter().enumerate().skip(prediction + 1);
    after.filter(|(_, block)| matches!(block, Block::Script(_))).map(|(number, _)| number).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn script(lines: &[&str]) -> Block {
        Block::Script(lines.iter().map(|line| (*line).to_owned()).collect())
    }

    fn prediction() -> Block {
        Block::Prediction { question: String::new(), choices: Vec::new() }
    }

    fn step(blocks: Vec<Block>) -> Step {
        Step { title: String::new(), blocks }
    }

    #[test]
    fn a_step_that_goes_on_is_reached_from_where_the_cluster_began() {
        let steps = vec![
            step(vec![script(&["cluster machine=bank"])]),
            step(vec![script(&["cluster machine=counter", "say \"hello\""])]),
            step(vec![script(&["crash r1", "goal \"x\" r1 up", "wait"])]),
            step(vec![script(&["restart r1"])]),
            step(vec![script(&["cluster"])]),
        ];
        let lesson = Lesson { steps, ..Lesson::default() };
        assert_eq!(lines_before(&lesson, 3), ["cluster machine=counter", "crash r1"]);
        assert_eq!(lines_before(&lesson, 4), Vec::<String>::new());
        assert_eq!(lines_before(&lesson, 9), Vec::<String>::new());
    }

    #[test]
    fn the_goals_of_a_step_are_those_of_its_scripts() {
        assert_eq!(goals(&step(vec![script(&["goal \"a\" r1 up", "goal \"b\" r2 up"])])), ["a", "b"]);
    }

    #[test]
    fn a_prediction_belongs_to_the_script_behind_it() {
        let step = step(vec![script(&["cluster"]), prediction(), Block::Prose(String::new()), script(&["crash r1"])]);
        assert_eq!(asked_before(&step, 3), Some(1));
        assert_eq!(asked_before(&step, 0), None);
        assert_eq!(shown_by(&step, 1), Some(3));
    }
}
