//! A room on a session: who follows, what is asked, and who may do what.
//!
//! Pure: what somebody asks goes in, whether it is done comes out, and what there is to tell is read off. Everything in it is
//! bounded, since those who follow are strangers. What outlives the process is [`Record`]: the code, the notes, who follows, and
//! the question with its answers; who is connected and whose hand is up is over when the connections are.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use wire::room::{Answer, Ask, Backstage, Following, LONGEST_NOTES, LONGEST_TEXT, Poll, Room as Shown};

/// So many answers a question may have to choose from.
const MOST_CHOICES: usize = 8;

/// So many who follow are known at once: as many as may be connected.
const MOST_FOLLOWERS: usize = 10_000;

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

/// Why somebody cannot follow.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NoSeat {
    /// The room is closed, or the session over.
    Closed,
    /// As many follow as it can hold.
    Full,
}

/// What of a room is kept.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Record {
    /// With this code one follows.
    pub code: String,
    notes: String,
    /// How many have followed: the number of the last one.
    followed: u32,
    /// Those who may come back, by their keys.
    known: BTreeMap<String, u32>,
    /// How many questions were asked.
    polls: u32,
    poll: Option<Asked>,
}

/// A question, and who predicted what.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
struct Asked {
    number: u32,
    question: String,
    choices: Vec<String>,
    answers: BTreeMap<u32, u8>,
    revealed: bool,
}

impl Asked {
    fn tally(&self) -> Vec<u32> {
        let count = |choice| self.answers.values().filter(|chosen| usize::from(**chosen) == choice).count();
        (0..self.choices.len()).map(|choice| few(count(choice))).collect()
    }
}

/// An open room.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Room {
    record: Record,
    /// Who is connected, and how often: a page that was reloaded may come before its old connection is gone.
    here: BTreeMap<u32, u32>,
    steering: Option<u32>,
    selected: Option<String>,
    hands: Vec<u32>,
}

impl Room {
    /// A room that was kept, with nobody in it.
    pub fn of(record: Record) -> Self {
        Self { record, ..Self::default() }
    }

    /// A new room with this code. So many have followed in rooms before it: their numbers are not given again, so that nobody
    /// who is just leaving one of those is taken for somebody here.
    pub fn open(code: String, followed: u32) -> Self {
        Self::of(Record { code, followed, ..Record::default() })
    }

    /// What is to be kept of it.
    pub const fn record(&self) -> &Record {
        &self.record
    }

    /// How many have followed, in this room and those before it.
    pub const fn followed(&self) -> u32 {
        self.record.followed
    }

    /// Who steers instead of the owner.
    pub const fn steering(&self) -> Option<u32> {
        self.steering
    }

    /// Somebody comes to follow: one who has this key already, or else a new one, whose key this becomes.
    ///
    /// # Errors
    /// It is full.
    pub fn enter(&mut self, key: Option<&str>, new: String) -> Result<u32, NoSeat> {
        let number = match key.and_then(|key| self.record.known.get(key)) {
            Some(number) => *number,
            None => self.give_number(new)?,
        };
        *self.here.entry(number).or_default() += 1;
        Ok(number)
    }

    fn give_number(&mut self, key: String) -> Result<u32, NoSeat> {
        let Record { followed, known, poll, .. } = &mut self.record;
        if known.len() >= MOST_FOLLOWERS {
            // Whoever is gone may come back as somebody else, but has no second vote.
            let has_answered = |number: &u32| poll.as_ref().is_some_and(|asked| asked.answers.contains_key(number));
            known.retain(|_, number| self.here.contains_key(number) || has_answered(number));
        }
        if known.len() >= MOST_FOLLOWERS {
            return Err(NoSeat::Full);
        }
        *followed += 1;
        known.insert(key, *followed);
        Ok(*followed)
    }

    /// What one who is here is known by, and what they predict; none of somebody who is not.
    pub fn seat(&self, follower: u32) -> Option<(Following, Option<Answer>)> {
        let known = &self.record.known;
        let (key, number) = known.iter().find(|(_, number)| **number == follower && self.here.contains_key(number))?;
        Some((Following { number: *number, key: key.clone() }, self.prediction(follower)))
    }

    /// What one who follows predicts.
    pub fn prediction(&self, follower: u32) -> Option<Answer> {
        let asked = self.record.poll.as_ref()?;
        asked.answers.get(&follower).map(|choice| Answer { poll: asked.number, choice: *choice })
    }

    /// Somebody follows no longer: what they predicted stays, as a vote does.
    pub fn leave(&mut self, follower: u32) {
        let Some(often) = self.here.get_mut(&follower) else { return };
        *often -= 1;
        if *often > 0 {
            return;
        }
        self.here.remove(&follower);
        self.hands.retain(|hand| *hand != follower);
        if self.steering == Some(follower) {
            self.steering = None;
        }
    }

    /// The question as it was kept: what was answered since does not count.
    pub fn take_back_answers(&mut self, kept: &Record) {
        self.record.poll.clone_from(&kept.poll);
    }

    /// What everybody sees.
    pub fn shown(&self) -> Shown {
        let poll = self.record.poll.as_ref().map(|asked| Poll {
            number: asked.number,
            question: asked.question.clone(),
            choices: asked.choices.clone(),
            answered: few(asked.answers.len()),
            tally: asked.revealed.then(|| asked.tally()),
        });
        Shown {
            code: self.record.code.clone(),
            followers: few(self.here.len()),
            steering: self.steering,
            selected: self.selected.clone(),
            hands: self.hands.clone(),
            poll,
        }
    }

    /// What the owner alone sees.
    pub fn backstage(&self) -> Backstage {
        let tally = self.record.poll.as_ref().map(Asked::tally).unwrap_or_default();
        Backstage { tally, notes: self.record.notes.clone() }
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
            (Who::Owner, Ask::Lower { whose }) => {
                self.hands.retain(|hand| whose.is_some_and(|whose| whose != *hand));
                Ok(())
            }
            (Who::Owner, Ask::HandOver { to }) => self.hand_over(to),
            (Who::Owner, Ask::Notes { text }) => {
                self.record.notes = short(text, LONGEST_NOTES)?;
                Ok(())
            }
            (Who::Follower(follower), Ask::Answer(answer)) => self.answer(follower, answer),
            (Who::Follower(follower), Ask::Hand { up }) => self.hand(follower, up),
            (Who::Owner, Ask::Answer(_) | Ask::Hand { .. }) => Err("this is for those who follow".to_owned()),
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
        self.record.polls += 1;
        self.record.poll = Some(Asked { number: self.record.polls, question, choices, ..Asked::default() });
        Ok(())
    }

    fn answer(&mut self, follower: u32, Answer { poll, choice }: Answer) -> Result<(), String> {
        let asked = self.asked()?;
        if asked.number != poll {
            return Err("something else is asked by now".to_owned());
        }
        if asked.revealed {
            return Err("the answers are on the screen already".to_owned());
        }
        if usize::from(choice) >= asked.choices.len() {
            return Err("there is no such answer to choose".to_owned());
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
        if let Some(follower) = to.filter(|follower| !self.here.contains_key(follower)) {
            return Err(format!("nobody with the number {follower} follows"));
        }
        self.steering = to;
        Ok(())
    }
}

/// The answer to one who follows and wants to do what only others may.
pub const NOT_YOURS: &str =
    "You follow: whoever presents steers this session. Fork it, and walk and act in a session of your own.";

fn few(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn short(text: String, longest: usize) -> Result<String, String> {
    if text.len() > longest { Err(format!("this has more than {longest} bytes")) } else { Ok(text) }
}
