//! A room on a session: who follows, what is asked, and who may do what.
//!
//! Pure: what somebody asks goes in, whether it is done comes out, and what there is to tell is read off. Everything in it is
//! bounded, since those who follow are strangers. What outlives the process is [`Record`]: the code, the notes and the question
//! with its answers; who follows and whose hand is up is over when the connections are.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use wire::room::{Ask, Backstage, Poll, Room as Shown};

/// The longest text in a room that all see, in bytes.
const LONGEST_TEXT: usize = 500;

/// The longest notes, in bytes.
const LONGEST_NOTES: usize = 3_000;

/// So many answers a question may have to choose from.
const MOST_CHOICES: usize = 8;

/// So many answers are counted.
const MOST_ANSWERS: usize = 20_000;

/// So many hands are up at once.
const MOST_HANDS: usize = 1_000;

/// Who one is to a session.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Who {
    /// One who knows its name. The session that everybody shares is everybody's.
    Owner,
    /// One who follows with the room's code, by number.
    Follower(u32),
}

/// What of a room is kept.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Record {
    /// With this code one follows.
    pub code: String,
    notes: String,
    poll: Option<Asked>,
}

/// A question, and who predicted what.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
struct Asked {
    question: String,
    choices: Vec<String>,
    answers: BTreeMap<u32, u8>,
    revealed: bool,
}

impl Asked {
    fn tally(&self) -> Vec<u32> {
        let count = |choice| self.answers.values().filter(|chosen| usize::from(**chosen) == choice).count();
        (0..self.choices.len()).map(|choice| u32::try_from(count(choice)).unwrap_or(u32::MAX)).collect()
    }
}

/// An open room.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Room {
    record: Record,
    followers: BTreeSet<u32>,
    steering: Option<u32>,
    selected: Option<String>,
    hands: Vec<u32>,
}

impl Room {
    /// A room that was kept, with nobody in it.
    pub fn of(mut record: Record) -> Self {
        if let Some(asked) = &mut record.poll {
            // Those who come now are numbered from 1 on, and are not those who answered.
            let answers = std::mem::take(&mut asked.answers).into_values();
            asked.answers = (0..=u32::MAX).rev().zip(answers).collect();
        }
        Self { record, ..Self::default() }
    }

    /// A new room with this code.
    pub fn open(code: String) -> Self {
        Self::of(Record { code, ..Record::default() })
    }

    /// What is to be kept of it.
    pub const fn record(&self) -> &Record {
        &self.record
    }

    /// Who steers instead of the owner.
    pub const fn steering(&self) -> Option<u32> {
        self.steering
    }

    /// Somebody follows.
    pub fn join(&mut self, follower: u32) {
        self.followers.insert(follower);
    }

    /// Somebody follows no longer: what they predicted stays, as a vote does.
    pub fn leave(&mut self, follower: u32) {
        self.followers.remove(&follower);
        self.hands.retain(|hand| *hand != follower);
        if self.steering == Some(follower) {
            self.steering = None;
        }
    }

    /// What everybody sees.
    pub fn shown(&self) -> Shown {
        let poll = self.record.poll.as_ref().map(|asked| Poll {
            question: asked.question.clone(),
            choices: asked.choices.clone(),
            answered: u32::try_from(asked.answers.len()).unwrap_or(u32::MAX),
            tally: asked.revealed.then(|| asked.tally()),
        });
        Shown {
            code: self.record.code.clone(),
            followers: u32::try_from(self.followers.len()).unwrap_or(u32::MAX),
            steering: self.steering,
            selected: self.selected.clone(),
            poll,
        }
    }

    /// What the owner alone sees.
    pub fn backstage(&self) -> Backstage {
        let tally = self.record.poll.as_ref().map(Asked::tally).unwrap_or_default();
        Backstage { tally, hands: self.hands.clone(), notes: self.record.notes.clone() }
    }

    /// Does what somebody asks.
    ///
    /// # Errors
    /// It is not theirs to ask, or not possible; the text says why.
    pub fn hear(&mut self, who: Who, ask: Ask) -> Result<(), String> {
        match (who, ask) {
            (Who::Owner, Ask::Open) => Err("the room is open already".to_owned()),
            (_, Ask::Select { what }) if self.may_steer(who) => {
                self.selected = what.map(|what| short(what, LONGEST_TEXT)).transpose()?;
                Ok(())
            }
            (Who::Owner, Ask::Poll { question, choices }) => self.ask(question, choices),
            (Who::Owner, Ask::Reveal) => self.asked().map(|asked| asked.revealed = true),
            (Who::Owner, Ask::EndPoll) => {
                self.record.poll = None;
                Ok(())
            }
            (Who::Owner, Ask::HandOver { to }) => self.hand_over(to),
            (Who::Owner, Ask::Notes { text }) => {
                self.record.notes = short(text, LONGEST_NOTES)?;
                Ok(())
            }
            (Who::Follower(follower), Ask::Answer { choice }) => self.answer(follower, choice),
            (Who::Follower(follower), Ask::Hand { up }) => self.hand(follower, up),
            (Who::Owner, Ask::Answer { .. } | Ask::Hand { .. }) => Err("this is for those who follow".to_owned()),
            // The task of the session does these itself.
            (_, Ask::Fork) | (Who::Owner, Ask::Close | Ask::Select { .. }) => Ok(()),
            (Who::Follower(_), _for_the_owner) => Err(NOT_YOURS.to_owned()),
        }
    }

    /// Whether somebody may steer the session.
    pub fn may_steer(&self, who: Who) -> bool {
        match who {
            Who::Owner => true,
            Who::Follower(follower) => self.steering == Some(follower),
        }
    }

    fn asked(&mut self) -> Result<&mut Asked, String> {
        self.record.poll.as_mut().ok_or_else(|| "nothing is asked at present".to_owned())
    }

    fn ask(&mut self, question: String, choices: Vec<String>) -> Result<(), String> {
        if !(2..=MOST_CHOICES).contains(&choices.len()) {
            return Err(format!("a question has 2 to {MOST_CHOICES} answers to choose from"));
        }
        let choices = choices.into_iter().map(|choice| short(choice, LONGEST_TEXT)).collect::<Result<_, _>>()?;
        let question = short(question, LONGEST_TEXT)?;
        self.record.poll = Some(Asked { question, choices, ..Asked::default() });
        Ok(())
    }

    fn answer(&mut self, follower: u32, choice: u8) -> Result<(), String> {
        let asked = self.asked()?;
        if asked.revealed {
            return Err("the answers are on the screen already".to_owned());
        }
        if usize::from(choice) >= asked.choices.len() {
            return Err("there is no such answer to choose".to_owned());
        }
        if asked.answers.len() >= MOST_ANSWERS && !asked.answers.contains_key(&follower) {
            return Err("so many have answered that no more are counted".to_owned());
        }
        asked.answers.insert(follower, choice);
        Ok(())
    }

    fn hand(&mut self, follower: u32, up: bool) -> Result<(), String> {
        self.hands.retain(|hand| *hand != follower);
        if up {
            if self.hands.len() >= MOST_HANDS {
                return Err("too many hands are up already".to_owned());
            }
            self.hands.push(follower);
        }
        Ok(())
    }

    fn hand_over(&mut self, to: Option<u32>) -> Result<(), String> {
        if let Some(follower) = to.filter(|follower| !self.followers.contains(follower)) {
            return Err(format!("nobody with the number {follower} follows"));
        }
        self.steering = to;
        Ok(())
    }
}

/// The answer to one who follows and wants to do what only others may.
pub const NOT_YOURS: &str =
    "You follow: whoever presents steers this session. Fork it, and walk and act in a session of your own.";

fn short(text: String, longest: usize) -> Result<String, String> {
    if text.len() > longest { Err(format!("this has more than {longest} bytes")) } else { Ok(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn room() -> Room {
        let mut room = Room::open("abc234".to_owned());
        (1..=3).for_each(|follower| room.join(follower));
        room
    }

    fn poll() -> Ask {
        Ask::Poll { question: "Is the 5 lost?".to_owned(), choices: vec!["yes".to_owned(), "no".to_owned()] }
    }

    #[test]
    fn predictions_are_counted_once_each_and_shown_when_they_are_revealed() {
        let mut room = room();
        room.hear(Who::Owner, poll()).unwrap();
        for (follower, choice) in [(1, 0), (2, 1), (3, 1), (1, 1)] {
            room.hear(Who::Follower(follower), Ask::Answer { choice }).unwrap();
        }
        let shown = room.shown().poll.unwrap();
        assert_eq!((shown.answered, shown.tally), (3, None));
        assert_eq!(room.backstage().tally, [0, 3]);
        room.leave(2);
        room.hear(Who::Owner, Ask::Reveal).unwrap();
        assert_eq!(room.shown().poll.unwrap().tally, Some(vec![0, 3]), "who leaves has voted");
        assert!(room.hear(Who::Follower(1), Ask::Answer { choice: 0 }).is_err());
        let again = Room::of(room.record().clone());
        assert_eq!(again.shown().poll, room.shown().poll, "it is kept");
        room.hear(Who::Owner, poll()).unwrap();
        assert!(room.hear(Who::Follower(1), Ask::Answer { choice: 2 }).is_err());
    }

    #[test]
    fn control_is_handed_over_to_one_who_is_there_and_comes_back() {
        let mut room = room();
        let point = |what: &str| Ask::Select { what: Some(what.to_owned()) };
        assert_eq!(room.hear(Who::Follower(2), point("r1")), Err(NOT_YOURS.to_owned()));
        assert!(room.hear(Who::Owner, Ask::HandOver { to: Some(9) }).is_err());
        room.hear(Who::Owner, Ask::HandOver { to: Some(2) }).unwrap();
        room.hear(Who::Follower(2), point("r1")).unwrap();
        assert_eq!((room.shown().selected.as_deref(), room.shown().steering), (Some("r1"), Some(2)));
        assert!(room.may_steer(Who::Owner) && room.may_steer(Who::Follower(2)) && !room.may_steer(Who::Follower(1)));
        room.leave(2);
        assert!(!room.may_steer(Who::Follower(2)));
    }

    #[test]
    fn what_is_the_owners_is_refused_to_all_others() {
        let mut room = room();
        room.hear(Who::Owner, Ask::HandOver { to: Some(2) }).unwrap();
        let before = room.clone();
        let notes = Ask::Notes { text: "mine".to_owned() };
        for ask in [Ask::Open, Ask::Close, poll(), Ask::Reveal, Ask::EndPoll, Ask::HandOver { to: Some(1) }, notes] {
            assert_eq!(room.hear(Who::Follower(2), ask), Err(NOT_YOURS.to_owned()));
        }
        assert_eq!(room, before);
    }

    #[test]
    fn hands_are_up_in_their_order_and_nothing_grows_without_bound() {
        let mut room = room();
        for (follower, up) in [(3, true), (1, true), (2, true), (1, false), (3, true)] {
            room.hear(Who::Follower(follower), Ask::Hand { up }).unwrap();
        }
        assert_eq!(room.backstage().hands, [2, 3]);
        for text in ["x".repeat(LONGEST_NOTES + 1)] {
            assert!(room.hear(Who::Owner, Ask::Notes { text: text.clone() }).is_err());
            assert!(room.hear(Who::Owner, Ask::Select { what: Some(text) }).is_err());
        }
        for choices in [0, 1, 9] {
            let choices = vec!["yes".to_owned(); choices];
            assert!(room.hear(Who::Owner, Ask::Poll { question: String::new(), choices }).is_err());
        }
    }
}
