//! The logs of all replicas, slot by slot: what was proposed, chosen, executed and forgotten, what is on disk, and who
//! decides which slot.

use crate::heard::Heard;
use std::collections::{BTreeMap, BTreeSet};
use wire::{Event, Replica, Traced, View};

/// So many events are looked through, the latest ones: slots of which they say nothing are long executed.
const LOOKED_THROUGH: usize = 6_000;

/// How far a slot has come at a replica.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Stage {
    /// Nothing is known of it there.
    #[default]
    Empty,
    /// Something was written for it, and nothing is chosen as far as the replica knows.
    Written,
    /// It knows what is chosen.
    Chosen,
    /// It has executed it.
    Executed,
    /// It has forgotten it, for a checkpoint holds what it led to.
    Forgotten,
}

/// What the disk holds of a slot.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Disk {
    /// Nothing that the page has heard of.
    #[default]
    Nothing,
    /// It was asked to write and has not said that it has.
    Writes,
    /// It has written: a crash does not take it away.
    Holds,
}

/// A slot at a replica.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Cell {
    /// How far it has come.
    pub stage: Stage,
    /// What the disk holds.
    pub disk: Disk,
    /// Whether the replica took its newest checkpoint here.
    pub checkpoint: bool,
    /// Whether a majority agrees on the checkpoint here, as far as the replica knows.
    pub stable: bool,
}

/// Some slots of all logs.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Logs {
    /// The slots, each with what was chosen for it, where that was heard.
    pub slots: Vec<(u64, Option<Box<str>>)>,
    /// By place, a cell for each slot.
    pub rows: Vec<(u8, Vec<Cell>)>,
    /// Who decides, from which of these slots on.
    pub members: Vec<(u64, Vec<Replica>)>,
}

/// What the events tell of the slots.
#[derive(Debug, Default)]
struct Told {
    inputs: BTreeMap<u64, Box<str>>,
    chosen: BTreeSet<(u8, u64)>,
    writing: BTreeMap<u8, BTreeSet<u64>>,
    /// By replica, not by place: another life begins with another disk.
    written: BTreeSet<(Replica, u64)>,
    members: BTreeMap<u64, Vec<Replica>>,
}

impl Told {
    fn note(&mut self, traced: &Traced) {
        match &traced.event {
            Event::Committed { replica, slot, .. } => {
                self.chosen.insert((replica.place, *slot));
                if let Some(words) = &traced.words {
                    self.inputs.entry(*slot).or_insert_with(|| words.clone());
                }
            }
            Event::Writing { replica, slot, .. } if *slot > 0 => {
                self.writing.entry(replica.place).or_default().insert(*slot);
            }
            // The disk says so of all that it was asked to write up to then.
            Event::Written { replica } => {
                let slots = self.writing.remove(&replica.place).unwrap_or_default();
                self.written.extend(slots.into_iter().map(|slot| (*replica, slot)));
            }
            // What was on its way to the disk is lost, and what was in memory is forgotten.
            Event::Crashed { replica } | Event::RestartedByAudit { replica } | Event::Began { replica } => {
                self.writing.remove(&replica.place);
                self.chosen.retain(|(place, _)| *place != replica.place);
            }
            Event::Members { from, members, .. } => {
                self.members.insert(*from, members.clone());
            }
            _about_something_else => {}
        }
    }

    fn last(&self) -> u64 {
        let written = self.written.iter().map(|(_, slot)| *slot);
        written.chain(self.writing.values().flatten().copied()).max().unwrap_or_default()
    }
}

impl Logs {
    /// The newest slots, at most so many.
    pub fn of(view: &View, heard: &Heard, most: u64) -> Self {
        let events = heard.events();
        let present = events.partition_point(|traced| traced.id <= view.event);
        let mut told = Told::default();
        events.iter().take(present).skip(present.saturating_sub(LOOKED_THROUGH)).for_each(|traced| told.note(traced));

        let known = view.replicas.values().map(|replica| replica.committed.max(replica.executed)).max();
        let last = known.unwrap_or_default().max(told.last());
        let first = (last + 1).saturating_sub(most).max(1);
        let cell = |place: u8, slot: u64| {
            let replica = view.replicas.get(&place)?;
            let is_written = told.written.contains(&(Replica { place, life: replica.life }, slot));
            let stage = match slot {
                slot if slot < replica.log_from => Stage::Forgotten,
                slot if slot <= replica.executed => Stage::Executed,
                slot if told.chosen.contains(&(place, slot)) => Stage::Chosen,
                _written if is_written => Stage::Written,
                slot if told.writing.get(&place).is_some_and(|slots| slots.contains(&slot)) => Stage::Written,
                _unknown => Stage::Empty,
            };
            let is_being_written = told.writing.get(&place).is_some_and(|slots| slots.contains(&slot));
            let disk = match (is_written, is_being_written) {
                (_, true) => Disk::Writes,
                (true, false) => Disk::Holds,
                (false, false) => Disk::Nothing,
            };
            let checkpoint = replica.checkpoint.is_some_and(|(at, _)| at == slot);
            Some(Cell { stage, disk, checkpoint, stable: slot > 0 && replica.stable == slot })
        };
        let row = |place: u8| (first..=last).map(|slot| cell(place, slot).unwrap_or_default()).collect();
        let rows = view.replicas.keys().map(|place| (*place, row(*place))).collect();
        let slots = (first..=last).map(|slot| (slot, told.inputs.get(&slot).cloned())).collect();
        Self { slots, rows, members: members_of(view, &told, first, last) }
    }
}

/// Who decides from which slot on: at the first slot that is shown, and wherever that changes.
fn members_of(view: &View, told: &Told, first: u64, last: u64) -> Vec<(u64, Vec<Replica>)> {
    let mut known = told.members.clone();
    known.insert(view.members_from, view.members.clone());
    let before = known.range(..=first).next_back().map(|(_, members)| (first, members.clone()));
    let after = known.range(first + 1..).filter(|(from, _)| **from <= last + 1);
    before.into_iter().chain(after.map(|(from, members)| (*from, members.clone()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use wire::{Checksum, Requests};

    const R1: Replica = Replica { place: 1, life: 0 };
    const R2: Replica = Replica { place: 2, life: 0 };

    fn logs(events: Vec<Event>) -> Logs {
        let (mut view, mut heard) =
            (View { members: vec![R1, R2], members_from: 1, ..View::default() }, Heard::default());
        let began = [R1, R2].map(|replica| Event::Began { replica });
        for (id, event) in (1..).zip(began.into_iter().chain(events)) {
            let traced = Traced { id, at: id, cause: 0, event, words: Some("add 5".into()) };
            view.fold(&traced);
            heard.hear(&[traced], id);
        }
        Logs::of(&view, &heard, 4)
    }

    fn writing(replica: Replica, slot: u64) -> Event {
        Event::Writing { replica, kind: "vote".into(), slot }
    }

    fn chosen(replica: Replica, slot: u64) -> Event {
        Event::Committed { replica, slot, inputs: 1, requests: Requests::default() }
    }

    fn stages(logs: &Logs, place: u8) -> Vec<(Stage, Disk)> {
        logs.rows
            .iter()
            .find(|(of, _)| *of == place)
            .into_iter()
            .flat_map(|(_, row)| row)
            .map(|cell| (cell.stage, cell.disk))
            .collect()
    }

    #[test]
    fn a_slot_is_written_chosen_executed_and_forgotten() {
        let executed = Event::Executed { replica: R1, slot: 1, outputs: Checksum(1) };
        let logs = logs(vec![
            writing(R1, 1),
            writing(R1, 2),
            Event::Written { replica: R1 },
            writing(R1, 3),
            chosen(R1, 1),
            chosen(R1, 2),
            executed,
            writing(R2, 1),
        ]);
        assert_eq!(logs.slots.iter().map(|(slot, _)| *slot).collect::<Vec<_>>(), [1, 2, 3]);
        assert_eq!(logs.slots[1].1.as_deref(), Some("add 5"));
        let expected = [(Stage::Executed, Disk::Holds), (Stage::Chosen, Disk::Holds), (Stage::Written, Disk::Writes)];
        assert_eq!(stages(&logs, 1), expected);
        assert_eq!(stages(&logs, 2)[..2], [(Stage::Written, Disk::Writes), (Stage::Empty, Disk::Nothing)]);
    }

    #[test]
    fn a_crash_takes_what_was_not_on_disk() {
        let logs = logs(vec![
            writing(R1, 1),
            Event::Written { replica: R1 },
            writing(R1, 2),
            chosen(R1, 1),
            Event::Crashed { replica: R1 },
        ]);
        assert_eq!(stages(&logs, 1), [(Stage::Written, Disk::Holds)]);
    }

    #[test]
    fn another_life_has_another_disk() {
        let again = |replica| {
            let lost = vec![writing(R1, 1), Event::Written { replica: R1 }, Event::Crashed { replica: R1 }];
            logs(lost.into_iter().chain([Event::Began { replica }, writing(R2, 1)]).collect())
        };
        assert_eq!(stages(&again(R1), 1), [(Stage::Written, Disk::Holds)]);
        assert_eq!(stages(&again(Replica { life: 1, ..R1 }), 1), [(Stage::Empty, Disk::Nothing)]);
    }

    #[test]
    fn checkpoints_are_marked_and_members_stand_over_the_slots_that_they_decide() {
        let executed = |slot| Event::Executed { replica: R1, slot, outputs: Checksum(1) };
        let mut events: Vec<Event> = (1..=6).map(executed).collect();
        events.push(Event::Checkpoint { replica: R1, slot: 4, digest: Checksum(1) });
        events.push(Event::Stable { replica: R1, slot: 4 });
        events.push(Event::Forgotten { replica: R1, below: 4 });
        events.push(Event::Members { replica: R1, from: 5, members: vec![R1] });
        let logs = logs(events);
        let row = &logs.rows[0].1;
        assert_eq!(logs.slots.iter().map(|(slot, _)| *slot).collect::<Vec<_>>(), [3, 4, 5, 6]);
        assert_eq!((row[0].stage, row[1].stage), (Stage::Forgotten, Stage::Executed));
        assert!(row[1].checkpoint && row[1].stable && !row[2].checkpoint);
        assert_eq!(logs.members, [(5, vec![R1])], "of the slots before, it was not heard");
    }
}
