//! What just happened, for as long as an eye needs to notice it.
//!
//! A message that is lost is gone from the View at once, and an executed Input changes a number. Both would be missed, so
//! the stage shows a mark for a moment of real time. Each mark stands for one event of the stream.

use super::places::Actor;
use crate::canvas::within;
use crate::clock::progress;
use wire::{Event, Traced, View};

/// How long a mark is seen, in milliseconds.
const SEEN: f64 = 700.0;
/// More marks than anybody can notice are not kept.
const MOST: usize = 120;

/// What a mark stands for.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Kind {
    /// A message ended on its way.
    Vanished {
        /// The sender.
        from: Actor,
        /// The addressee.
        to: Actor,
        /// How far it came.
        progress: f64,
    },
    /// A replica executed a slot.
    Executed(Actor),
    /// A replica was elected.
    Elected(Actor),
    /// A replica became a member that was none.
    Joined(Actor),
    /// A replica is no member any more.
    Quit(Actor),
}

/// A mark.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Effect {
    /// What it stands for.
    pub kind: Kind,
    began: f64,
}

impl Effect {
    /// Its age, from 0 to 1.
    pub fn age(&self, now: f64) -> f64 {
        within((now - self.began) / SEEN, 0.0, 1.0)
    }
}

/// The marks that are seen at present.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Effects(Vec<Effect>);

impl Effects {
    /// Makes the mark for an event, if there is one; the View is the one before it. Time is real.
    pub fn note(&mut self, now: f64, before: &View, traced: &Traced) {
        let kind = match &traced.event {
            Event::Undelivered { message, .. } => before.flying.get(message).map(|flying| Kind::Vanished {
                from: flying.from.into(),
                to: flying.to.into(),
                progress: progress(flying.left, flying.arrives, traced.at as f64),
            }),
            Event::Executed { replica, .. } => Some(Kind::Executed(Actor::Replica(replica.place))),
            Event::Status { replica, status } => {
                let actor = Actor::Replica(replica.place);
                let was = before.replicas.get(&replica.place).map_or("", |replica| &replica.status);
                match (was, &**status) {
                    // A replica that begins is a member from the first on.
                    ("" | wire::MEMBER, wire::MEMBER) => None,
                    (_, wire::MEMBER) => Some(Kind::Joined(actor)),
                    (_, wire::QUIT) => Some(Kind::Quit(actor)),
                    _stays_what_it_was => None,
                }
            }
            event => event.elected().map(|replica| Kind::Elected(Actor::Replica(replica.place))),
        };
        if let Some(kind) = kind.filter(|_| self.0.len() < MOST) {
            self.0.push(Effect { kind, began: now });
        }
    }

    /// The marks that are still seen.
    pub fn seen(&mut self, now: f64) -> &[Effect] {
        self.0.retain(|effect| effect.age(now) < 1.0);
        &self.0
    }

    /// Forgets them all.
    pub fn clear(&mut self) {
        self.0.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wire::{Fate, Flying, Party, Replica};

    #[test]
    fn who_becomes_a_member_is_marked_and_who_begins_as_one_is_not() {
        let replica = Replica { place: 2, life: 0 };
        let marked = |was: &'static str, status: &'static str| {
            let mut view = View::default();
            view.replicas.entry(2).or_default().status = was.into();
            let event = Event::Status { replica, status: status.into() };
            let mut effects = Effects::default();
            effects.note(0.0, &view, &Traced { id: 1, at: 0, cause: 0, event, words: None });
            effects.seen(0.0).first().map(|effect| effect.kind)
        };
        assert_eq!(marked("", "member"), None);
        assert_eq!(marked("observing", "member"), Some(Kind::Joined(Actor::Replica(2))));
        assert_eq!(marked("member", "quit"), Some(Kind::Quit(Actor::Replica(2))));
        assert_eq!(marked("member", "rejoining"), None);
    }

    #[test]
    fn a_lost_message_is_marked_where_it_was_lost_and_for_a_moment() {
        let to = Replica { place: 2, life: 0 };
        let mut view = View::default();
        let flying = Flying {
            from: Party::Client(1),
            to: Party::Replica(to),
            kind: "Request".into(),
            slot: 0,
            left: 100,
            arrives: 200,
            held: false,
            words: None,
        };
        view.flying.insert(4, flying);
        let event = Event::Undelivered { message: 4, fate: Fate::Lost };
        let mut effects = Effects::default();
        effects.note(1000.0, &view, &Traced { id: 1, at: 150, cause: 0, event, words: None });
        let expected = Kind::Vanished { from: Actor::Client(1), to: Actor::Replica(2), progress: 0.5 };
        assert_eq!(effects.seen(1100.0).iter().map(|effect| effect.kind).collect::<Vec<_>>(), [expected]);
        assert!(effects.seen(1000.0 + SEEN).is_empty());
    }
}
