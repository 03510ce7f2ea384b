//! The words of the tour, and of the view for a projector.

pub const TOUR_OFFER: &str = "New here? A tour of one minute shows you around.";
pub const TOUR_BEGIN: &str = "Show me around";
pub const TOUR_NO: &str = "No, thanks";
pub const TOUR_NEXT: &str = "Next";
pub const TOUR_BACK: &str = "Back";
pub const TOUR_SKIP: &str = "End the tour";
pub const TOUR_END: &str = "Done";

/// The steps: the thing on the page, its heading, and what there is to say.
pub const TOUR: [(&str, &str, &str); 6] = [
    (
        ".stage",
        "One service, several replicas",
        "Each circle is a replica: it holds the State and executes the same Inputs in the same order as the others. Who \
         leads has a second ring. Messages fly between them: click one to drop, double or delay it. Drag across the stage to build a wall.",
    ),
    (
        ".time",
        "Time is in your hands",
        "Let it run, slowly or fast; stop it; go one event on or back. The track leads to any moment, and what you do \
         in the past begins a branch: nothing is lost.",
    ),
    (
        ".ask",
        "Give an Input",
        "Here you are the client. Submit an Input and follow it on the stage, to the replicas and back.",
    ),
    (
        ".ballots",
        "Your answer is voted on",
        "Every replica returns an Output, as a ballot. You get the one that enough of them returned, so a liar is outvoted; \
         if there is none, you get FAIL.",
    ),
    (
        ".cards",
        "Now break it",
        "Crash the leader, make a replica lie, corrupt a State. See what survives, and what does not.",
    ),
    (
        ".asks",
        "And everything else",
        "The commands say all that can be done, and show this tour again. The lessons lead you through it all, each beside a \
         cluster of your own.",
    ),
];

pub fn tour_step(step: usize, of: usize) -> String {
    format!("{step} of {of}")
}

pub const PROJECTOR_ENTER: &str = "Large, for a projector";
pub const PROJECTOR_LEAVE: &str = "Leave the projector view";
pub const PROJECTOR_KEY: &str = "P";
