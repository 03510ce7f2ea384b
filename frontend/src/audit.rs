//! The audit's checksums, by slot and replica, from the events that the page has heard.

use crate::heard::Heard;
use std::collections::BTreeMap;
use wire::{Checksum, Event};

/// What a replica reported of a slot: the checksums of its State and of its Outputs.
pub type Report = (Checksum, Checksum);

/// The reports, by slot and place.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Reports(pub BTreeMap<u64, BTreeMap<u8, Report>>);

impl Reports {
    /// Those heard up to an event; a replica that says something again has changed its mind.
    pub fn of(heard: &Heard, until: u64) -> Self {
        let mut reports = Self::default();
        for traced in heard.turns().take_while(|traced| traced.id <= until) {
            if let Event::Audited { replica, slot, state, outputs } = &traced.event {
                reports.0.entry(*slot).or_default().insert(replica.place, (*state, *outputs));
            }
        }
        reports
    }

    /// The places whose report of a slot is not what most of `members` say; nobody, if no majority agrees.
    pub fn deviants(&self, slot: u64, members: usize) -> Vec<u8> {
        let Some(reports) = self.0.get(&slot) else { return Vec::new() };
        let equal_to = |report: &Report| reports.values().filter(|other| *other == report).count();
        let agreed = reports.values().find(|report| equal_to(report) * 2 > members);
        let differs = |(_, report): &(&u8, &Report)| agreed.is_some_and(|agreed| agreed != *report);
        reports.iter().filter(differs).map(|(place, _)| *place).collect()
    }

    /// The first slot of which two reports differ, whoever of them is right.
    pub fn first_difference(&self) -> Option<u64> {
        let differ = |reports: &BTreeMap<u8, Report>| !all_equal(reports.values());
        self.0.iter().find(|(_, reports)| differ(reports)).map(|(slot, _)| *slot)
    }
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
        assert!(reports.deviants(8, 3).is_empty());
        assert_eq!(reports.deviants(16, 3), [2]);
        assert!(reports.deviants(16, 5).is_empty(), "two of five are no majority");
        assert_eq!(Reports::of(&heard, 3).first_difference(), None, "then it was not known");
    }
}
