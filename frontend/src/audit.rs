//! The audit's checksums, by slot and replica, from the events that the page has heard.

use crate::heard::Heard;
use std::collections::BTreeMap;
use wire::{Checksum, Event};

/// What a replica reported of a slot: the checksums of its State and of its Outputs.
pub type Report = (Checksum, Checksum);

/// What a replica reported of a slot last, and before that something else, if it has been mended since.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Told {
    pub now: Report,
    pub before: Option<Report>,
}

impl Told {
    fn all(&self) -> impl Iterator<Item = &Report> {
        self.before.iter().chain([&self.now])
    }
}

/// The reports, by slot and place.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Reports(pub BTreeMap<u64, BTreeMap<u8, Told>>);

impl Reports {
    /// Those heard up to an event.
    pub fn of(heard: &Heard, until: u64) -> Self {
        let mut reports = Self::default();
        for traced in heard.turns().take_while(|traced| traced.id <= until) {
            if let Event::Audited { replica, slot, state, outputs } = &traced.event {
                let now = (*state, *outputs);
                let of_slot = reports.0.entry(*slot).or_default();
                let told = of_slot.entry(replica.place).or_insert(Told { now, before: None });
                if told.now != now {
                    *told = Told { now, before: Some(told.now) };
                }
            }
        }
        reports
    }

    /// What most of `members` say of a slot, if a majority agrees.
    pub fn agreed(&self, slot: u64, members: usize) -> Option<Report> {
        agreed(self.0.get(&slot)?.values().map(|told| &told.now), members)
    }

    /// The first slot of which two reports differ, or differed before somebody was mended, whoever of them is right.
    pub fn first_difference(&self) -> Option<u64> {
        let differ = |told: &BTreeMap<u8, Told>| !all_equal(told.values().flat_map(Told::all));
        self.0.iter().find(|(_, told)| differ(told)).map(|(slot, _)| *slot)
    }
}

/// What most of `members` say, if a majority agrees.
pub fn agreed<'a>(reports: impl Iterator<Item = &'a Report> + Clone, members: usize) -> Option<Report> {
    let equal_to = |report: &Report| reports.clone().filter(|other| *other == report).count();
    reports.clone().find(|report| equal_to(report) * 2 > members).copied()
}

/// Whether all say the same.
pub fn all_equal<'a>(mut reports: impl Iterator<Item = &'a Report>) -> bool {
    let first = reports.next();
    reports.all(|report| Some(report) == first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use wire::{Replica, Traced};

    fn heard(reports: &[(u8, u64, u64)]) -> Heard {
        let traced = |(index, (place, slot, state)): (usize, &(u8, u64, u64))| {
            let (replica, state) = (Replica { place: *place, life: 0 }, Checksum(*state));
            let event = Event::Audited { replica, slot: *slot, state, outputs: Checksum(1) };
            Traced { id: index as u64 + 1, at: 1, cause: 0, event, words: None }
        };
        let mut heard = Heard::default();
        heard.hear(&reports.iter().enumerate().map(traced).collect::<Vec<_>>(), 9);
        heard
    }

    #[test]
    fn who_differs_from_the_majority_deviates_from_the_first_slot_on_where_it_does() {
        let heard = heard(&[(1, 8, 5), (2, 8, 5), (3, 8, 5), (1, 16, 7), (2, 16, 6), (3, 16, 7)]);
        let reports = Reports::of(&heard, 99);
        assert_eq!(reports.first_difference(), Some(16));
        let right = (Checksum(7), Checksum(1));
        assert_eq!(reports.agreed(16, 3), Some(right));
        assert_eq!(reports.agreed(16, 5), None, "two of five are no majority");
        assert_eq!(Reports::of(&heard, 3).first_difference(), None, "then it was not known");
    }

    #[test]
    fn who_was_mended_has_differed_all_the_same() {
        let reports = Reports::of(&heard(&[(1, 8, 5), (2, 8, 6), (3, 8, 5), (2, 8, 5)]), 99);
        let told = reports.0[&8][&2];
        assert_eq!((told.now.0, told.before.map(|before| before.0)), (Checksum(5), Some(Checksum(6))));
        assert_eq!(reports.first_difference(), Some(8));
        assert_eq!(reports.agreed(8, 3), Some(told.now));
    }
}
