//! The texts around lessons and demos; those of the lessons themselves are theirs.

pub const LESSONS_WHAT: &str =
    "Learn by doing: say what will happen, watch it happen in a cluster of your own, and change it.";
pub const COURSE: &str = "The course";
pub const DEMOS: &str = "Demos for a lecture";
pub const OWN_LESSONS: &str = "Lessons of this place";
pub const LESSON_DONE: &str = "✓ done";
pub const LESSON_BEGUN: &str = "begun";
pub const SKIP_TO_STEP: &str = "Skip to the step";
pub const STEPS: &str = "Steps of this lesson";
pub const PREVIOUS_STEP: &str = "Previous step";
pub const STEP_AGAIN: &str = "This step from its start";
pub const NEXT_STEP: &str = "Next step";
pub const PREDICT: &str = "What will happen?";
pub const THIS_HAPPENED: &str = "✓ this happened";
pub const THIS_DID_NOT: &str = "✕ this did not";
pub const PLAY_THIS: &str = "Run it";
pub const PLAY_AGAIN: &str = "Run it again";
pub const PLAYING: &str = "Running…";
pub const SOLUTION: &str = "Show a solution";
pub const HINT: &str = "A hint";
pub const COMPARE: &str = "Compare your answer";
pub const NOTES: &str = "Notes for the speaker";
pub const YOUR_TASK: &str = "Your task";
pub const REACHED: &str = "reached: ";
pub const NOT_REACHED: &str = "not reached yet: ";
pub const REMEMBER: &str = "To remember";
pub const TO_ASK: &str = "What to ask";
pub const SOURCES: &str = "Sources";

pub const PROGRESS: &str = "Your progress";
pub const PROGRESS_SAYS: &str = "It is kept in this browser, and nowhere else. With a file you go on in another one.";
pub const PROGRESS_SAVE: &str = "Save it as a file";
pub const PROGRESS_OPEN: &str = "Open such a file";
pub const PROGRESS_FILE: &str = "# Progress in the lessons of the SMR Lab: lesson, step, whether it is done";

pub fn progress_opened(lessons: usize) -> String {
    match lessons {
        0 => "There is no progress in this file.".to_owned(),
        _ => format!("Taken in: {lessons} of the lessons. In each you are where you came further, there or here."),
    }
}

pub fn minutes(minutes: u8) -> String {
    format!("{minutes} min")
}

pub fn step(number: usize, title: &str) -> String {
    format!("Step {number}: {title}")
}

pub fn so_far(seen: &str) -> String {
    format!("so far: {seen}")
}

pub fn next_lesson(title: &str) -> String {
    format!("Next: {title}")
}
