//! A run as a file that somebody takes along: as a script, as JSON, as a picture, as a log for ShiViz, as the
//! beginning of a demo; each up to where the run stands.

use serde::Deserialize;
use utoipa::ToSchema;
use world::time::export::{json, shiviz, svg};
use world::time::{Recording, Timeline};

use super::{Run, demo};

/// As what a run can be written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Shape {
    /// The script that plays it again.
    Script,
    /// The script and every event.
    Json,
    /// The space-time diagram of its last events.
    Svg,
    /// The log of its last events that ShiViz reads.
    Shiviz,
    /// A demo to be finished: Markdown with the script in it.
    Demo,
}

impl Shape {
    /// What is in the file, and what the file is called.
    pub const fn file(self) -> (&'static str, &'static str) {
        match self {
            Self::Script => ("text/plain; charset=utf-8", "smr-lab.smr"),
            Self::Json => ("application/json", "smr-lab.json"),
            Self::Svg => ("image/svg+xml", "smr-lab.svg"),
            Self::Shiviz => ("text/plain; charset=utf-8", "smr-lab-shiviz.txt"),
            Self::Demo => ("text/markdown; charset=utf-8", demo::FILE),
        }
    }
}

impl Run {
    /// The run as such a file.
    ///
    /// # Errors
    /// There is too much of it.
    pub fn written(&self, shape: Shape) -> Result<String, String> {
        let world = self.tree.timeline().world();
        let last = world.trace().length();
        // What comes later is known, and is not looked at.
        let here = || Timeline::of(world).map_err(|impossible| impossible.to_string());
        let newest = |most: u64| (last + 1).saturating_sub(most)..=last;
        let written = match shape {
            Shape::Demo => return demo::demo(&Recording::of(world)),
            Shape::Script => Ok(Recording::of(world).script),
            Shape::Json => json::export(&here()?),
            Shape::Svg => svg::export(&here()?, newest(svg::MOST_EVENTS)),
            Shape::Shiviz => shiviz::export(&here()?, newest(shiviz::MOST_EVENTS)),
        };
        written.map_err(|too_much| too_much.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_ends_where_the_run_stands() {
        let mut run = Run::usual();
        for line in ["c1: add 5", "run until output c1 = 5", "c1: add 7", "run until output c1 = 12"] {
            run.obey(line).unwrap();
        }
        let written = |run: &Run| {
            [Shape::Script, Shape::Json, Shape::Svg, Shape::Shiviz].map(|shape| run.written(shape).unwrap())
        };
        assert!(written(&run).iter().all(|text| text.contains("add 5") && text.contains("add 7")));
        run.obey("run for 1ms").unwrap();
        let whole = run.written(Shape::Json).unwrap().len();
        run.seek(run.view().event / 2);
        let half = written(&run);
        assert!(half.iter().all(|text| !text.contains("add 7")), "what comes later is not in it");
        assert!(half[1].len() < whole);
    }

    #[test]
    fn a_long_run_is_drawn_from_where_there_is_room_for_it() {
        let mut run = Run::usual();
        run.obey("run for 90s").unwrap();
        run.obey("c1: add 5").unwrap();
        run.obey("run until output c1 = 5").unwrap();
        assert!(run.view().event > svg::MOST_EVENTS, "{}", run.view().event);
        assert!(run.written(Shape::Svg).unwrap().contains("add 5"));
    }
}
