//! A run as a space-time diagram: a picture that stands alone and can be read in light and in dark.
//!
//! Time goes down; each place has a line, each message an arrow. Servers that are down or stand still, and faults of
//! the network, are marked for as long as they last. The story of the run stands beside it, every line at the height of
//! its event. Time is not to scale: an instant in which much happens is stretched, and a pause is cut short, or there
//! would be little to see.

mod layout;
mod paint;

use super::{TooMuch, within};
use crate::time::Timeline;
use layout::Layout;
use std::ops::RangeInclusive;

/// So many events can be drawn in one picture.
pub const MOST_EVENTS: u64 = 20_000;

/// Draws a stretch of a run.
///
/// # Errors
/// It is too long for a picture.
pub fn export(timeline: &Timeline, stretch: RangeInclusive<u64>) -> Result<String, TooMuch> {
    let stretch = within(timeline, stretch, MOST_EVENTS)?;
    let before = timeline.at(*stretch.start() - 1).view().clone();
    let layout = Layout::of(&before, &timeline.events(stretch));
    let about = timeline.world().configuration();
    let title = format!(
        "{} of {} replicas under {}, seed {}",
        about.machine.name(),
        about.replicas,
        timeline.world().order(),
        about.seed
    );
    Ok(paint::picture(&layout, &title))
}
