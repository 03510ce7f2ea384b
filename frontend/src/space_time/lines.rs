//! The lines of the diagram, one for each who takes part, from top to bottom; and which line an event is on.

use std::fmt;
use wire::{Event, Party, Traced, View};

/// Room for the names of the lines, in CSS pixels.
pub const GUTTER: f64 = 44.0;

/// Room for the words of moments below the lines.
pub const AXIS: f64 = 22.0;

/// From a line to the next.
pub const PITCH: f64 = 38.0;

/// A line of the diagram.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Line {
    /// What the user does, and what holds for all.
    All,
    /// A client.
    Client(u16),
    /// A server and the replica on it.
    Replica(u8),
}

impl From<Party> for Line {
    fn from(party: Party) -> Self {
        match party {
            Party::Client(client) => Self::Client(client),
            Party::Replica(replica) => Self::Replica(replica.place),
        }
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => Ok(()),
            Self::Client(client) => write!(f, "c{client}"),
            Self::Replica(place) => write!(f, "r{place}"),
        }
    }
}

/// The lines of a run, from top to bottom.
pub fn lines(view: &View) -> Vec<Line> {
    let clients = view.clients.keys().map(|client| Line::Client(*client));
    let replicas = view.replicas.keys().map(|place| Line::Replica(*place));
    std::iter::once(Line::All).chain(clients).chain(replicas).collect()
}

/// How high the diagram of so many lines is.
pub fn height(lines: usize) -> f64 {
    lines as f64 * PITCH + AXIS
}

/// How far down a line is.
pub fn y(lines: &[Line], line: Line) -> Option<f64> {
    lines.iter().position(|known| *known == line).map(|index| (index as f64 + 0.5) * PITCH)
}

/// The line an event is on. A message that does not arrive ends between two.
pub fn line_of(traced: &Traced) -> Option<Line> {
    match &traced.event {
        Event::Invoked { client, .. }
        | Event::Retried { client, .. }
        | Event::Heard { client, .. }
        | Event::Answered { client, .. } => Some(Line::Client(*client)),
        Event::Sent { from, .. } => Some((*from).into()),
        Event::Delivered { to, .. } => Some((*to).into()),
        Event::Undelivered { .. } | Event::Duplicated { .. } | Event::Held { .. } | Event::Delayed { .. } => None,
        Event::Fault { place, .. } if *place > 0 => Some(Line::Replica(*place)),
        Event::Command | Event::Fault { .. } | Event::SystemFailure { .. } | Event::Broken { .. } => Some(Line::All),
        at_a_replica => at_a_replica.replica().map(|replica| Line::Replica(replica.place)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wire::Replica;

    #[test]
    fn every_line_has_its_place_and_events_are_on_the_line_of_whom_they_happen_to() {
        let mut view = View::default();
        view.clients.insert(1, wire::ClientView::default());
        for place in [2, 1] {
            view.replicas.insert(place, wire::ReplicaView::default());
        }
        let lines = lines(&view);
        assert_eq!(lines, [Line::All, Line::Client(1), Line::Replica(1), Line::Replica(2)]);
        assert_eq!(y(&lines, Line::Client(1)), Some(PITCH * 1.5));
        assert_eq!(y(&lines, Line::Client(2)), None);
        let (from, to) = (Party::Client(1), Party::Replica(Replica { place: 2, life: 0 }));
        let on = |event| line_of(&Traced { id: 1, at: 1, cause: 0, event, words: None });
        assert_eq!(on(Event::Delivered { message: 1, from, to }), Some(Line::Replica(2)));
        assert_eq!(on(Event::Fault { place: 0, fault: "partition".into(), on: true }), Some(Line::All));
        assert_eq!(on(Event::Fault { place: 2, fault: "lie".into(), on: true }), Some(Line::Replica(2)));
    }
}
