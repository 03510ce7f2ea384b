//! The lock: mutual exclusion, with fencing tokens.
//!
//! ```text
//! States   who holds it with which token, the last token issued, the last token used    Start  nobody, 0, 0
//! Inputs   acquire OWNER · seize OWNER · release TOKEN · use TOKEN · holder
//! Outputs  a new token, or refused · a new token · done, or refused · done, or refused · the owner, or nothing
//! ```
//!
//! An owner that holds the lock and is heard of no more may be dead, or slow. Nobody can tell, so somebody must
//! `seize` the lock sooner or later, and be wrong sometimes: then two believe that they hold it, and no lock service
//! can prevent that. What it can do is *number* its grants. **Tokens only grow**, and whatever the lock protects
//! refuses a token older than one it has seen: so the slow owner, once the new one has begun, is locked out.
//!
//! What is protected would be another service that knows no more than the tokens it was shown. It is modelled here by
//! `use TOKEN`, and by the last token used, which is all that this service remembers. Note what it does not promise: an
//! owner that was dispossessed can still `use` its token *until* its successor does.

use super::internals::{flip_number, flip_word, number_component, own_word, required, to_number, to_word};
use super::language::{Draws, number, word};
use super::output::{done_or_refused, number_or_overflow, word_or_nothing};
use super::{
    Component, Internals, Language, Malformed, NotUnderstood, Operation, Output, Refusal, Running, StateMachine, Usage,
};
use crate::digest::Digest;
use crate::word::Word;
use std::fmt;

/// A fencing token: 1, 2, 3, …
pub type Token = i64;

/// An Input to the lock.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Input {
    /// Let this owner have the lock if nobody has it.
    Acquire(Word),
    /// Let this owner have the lock, whoever has it: that one is believed to be dead.
    Seize(Word),
    /// Give the lock back.
    Release(Token),
    /// Do what the lock protects.
    Use(Token),
    /// Tell who has the lock.
    Holder,
}

/// Who holds the lock.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Holder {
    /// The owner.
    pub owner: Word,
    /// What it was given as a proof.
    pub token: Token,
}

/// A State of the lock.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct State {
    /// Who holds it.
    pub holder: Option<Holder>,
    /// The last token that the lock issued.
    pub issued: Token,
    /// The last token that what it protects has seen.
    pub used: Token,
}

/// The lock.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Lock;

impl StateMachine for Lock {
    type State = State;
    type Input = Input;
    type Output = Output;

    fn transition(&self, input: Input, state: &mut State) {
        match input {
            Input::Acquire(owner) if state.holder.is_none() => state.grant(owner),
            Input::Seize(owner) => state.grant(owner),
            Input::Release(token) if state.may_release(token).is_ok() => state.holder = None,
            Input::Use(token) if state.may_use(token).is_ok() => state.used = token,
            Input::Acquire(_) | Input::Release(_) | Input::Use(_) | Input::Holder => {}
        }
    }

    fn output(&self, input: Input, state: &State) -> Output {
        match input {
            Input::Acquire(_) if state.holder.is_some() => Output::Refused(Refusal::Held),
            Input::Acquire(_) | Input::Seize(_) => number_or_overflow(state.next_token()),
            Input::Release(token) => done_or_refused(state.may_release(token)),
            Input::Use(token) => done_or_refused(state.may_use(token)),
            Input::Holder => word_or_nothing(state.holder.map(|holder| holder.owner)),
        }
    }

    fn start(&self) -> State {
        State::default()
    }
}

impl State {
    fn next_token(&self) -> Option<Token> {
        self.issued.checked_add(1)
    }

    fn grant(&mut self, owner: Word) {
        if let Some(token) = self.next_token() {
            self.issued = token;
            self.holder = Some(Holder { owner, token });
        }
    }

    fn may_release(&self, token: Token) -> Result<(), Refusal> {
        let holds = self.holder.is_some_and(|holder| holder.token == token);
        if holds { Ok(()) } else { Err(Refusal::StaleToken) }
    }

    fn may_use(&self, token: Token) -> Result<(), Refusal> {
        let fresh = token > 0 && token >= self.used && token <= self.issued;
        if fresh { Ok(()) } else { Err(Refusal::StaleToken) }
    }
}

impl fmt::Display for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Acquire(owner) => write!(f, "acquire {owner}"),
            Self::Seize(owner) => write!(f, "seize {owner}"),
            Self::Release(token) => write!(f, "release {token}"),
            Self::Use(token) => write!(f, "use {token}"),
            Self::Holder => f.write_str("holder"),
        }
    }
}

/// The owners that samples use.
const OWNERS: &[&str] = &["ann", "ben", "cat"];

impl Language for Lock {
    fn name(&self) -> &'static str {
        "lock"
    }

    fn operations(&self) -> &'static [Usage] {
        &[
            ("acquire OWNER", "gives OWNER the lock and answers its token, or is refused where somebody holds it"),
            ("seize OWNER", "gives OWNER the lock and answers its token, whoever held it before"),
            ("release TOKEN", "gives the lock back, or is refused where TOKEN does not hold it"),
            ("use TOKEN", "does what the lock protects, or is refused where a newer token has been used"),
            ("holder", "answers who holds the lock"),
        ]
    }

    fn understand(&self, words: &[&str]) -> Result<Operation, NotUnderstood> {
        Ok(Operation::Lock(match words {
            ["acquire", owner] => Input::Acquire(word(owner)?),
            ["seize", owner] => Input::Seize(word(owner)?),
            ["release", token] => Input::Release(number(token)?),
            ["use", token] => Input::Use(number(token)?),
            ["holder"] => Input::Holder,
            _ => return Err(NotUnderstood::Operation),
        }))
    }

    fn sample(&self, seed: u64) -> Operation {
        let mut draws = Draws::from(seed);
        Operation::Lock(match draws.below(12) {
            0..4 => Input::Holder,
            4..7 => Input::Acquire(draws.word(OWNERS)),
            7 => Input::Seize(draws.word(OWNERS)),
            8..10 => Input::Release(draws.between(1, 8)),
            _ => Input::Use(draws.between(1, 8)),
        })
    }

    fn is_read(&self, operation: &Operation) -> bool {
        !matches!(operation, Operation::Lock(Input::Acquire(_) | Input::Seize(_) | Input::Release(_) | Input::Use(_)))
    }
}

impl Internals for Running<Lock> {
    fn digest(&self) -> u64 {
        Digest::of(&self.state)
    }

    /// The owner and its token are one component: neither makes sense without the other.
    fn components(&self) -> Vec<Component> {
        let State { holder, issued, used } = &self.state;
        let mut components =
            vec![number_component(own_word("issued"), *issued), number_component(own_word("used"), *used)];
        if let Some(Holder { owner, token }) = holder {
            let bytes = [&token.to_le_bytes(), owner.as_str().as_bytes()].concat();
            components.push((own_word("holder"), bytes.into()));
        }
        components
    }

    fn install(&mut self, name: Word, bytes: Option<&[u8]>) -> Result<(), Malformed> {
        match name.as_str() {
            "issued" => self.state.issued = to_number(name, required(name, bytes)?)?,
            "used" => self.state.used = to_number(name, required(name, bytes)?)?,
            "holder" => self.state.holder = bytes.map(|bytes| to_holder(name, bytes)).transpose()?,
            _ => return Err(Malformed::NoSuchComponent(name)),
        }
        Ok(())
    }

    fn show(&self) -> String {
        match self.state.holder {
            Some(Holder { owner, token }) => format!("held by {owner} with token {token}"),
            None => format!("free after token {}", self.state.issued),
        }
    }

    fn corrupt(&mut self, seed: u64) {
        let State { holder, issued, used } = &mut self.state;
        match (seed % 4, holder) {
            (0, Some(holder)) => holder.owner = flip_word(holder.owner, seed / 4),
            (1, Some(holder)) => holder.token = flip_number(holder.token, seed / 4),
            (2, _) => *used = flip_number(*used, seed / 4),
            (_, _) => *issued = flip_number(*issued, seed / 4),
        }
    }
}

/// The holder that a component's bytes stand for: eight bytes of token, then the owner.
fn to_holder(name: Word, bytes: &[u8]) -> Result<Holder, Malformed> {
    let (token, owner) = bytes.split_at_checked(size_of::<Token>()).ok_or(Malformed::NotAValue(name))?;
    Ok(Holder { owner: to_word(name, owner)?, token: to_number(name, token)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_owner_at_a_time() {
        let [ann, ben] = ["ann", "ben"].map(own_word);
        let mut lock = Running::start(Lock);
        assert_eq!(lock.execute(Input::Acquire(ann)), Output::Number(1));
        assert_eq!(lock.execute(Input::Acquire(ben)), Output::Refused(Refusal::Held));
        assert_eq!(lock.execute(Input::Holder), Output::Word(ann));
        assert_eq!(lock.execute(Input::Release(1)), Output::Done);
        assert_eq!(lock.execute(Input::Release(1)), Output::Refused(Refusal::StaleToken));
        assert_eq!(lock.execute(Input::Acquire(ben)), Output::Number(2));
    }

    #[test]
    fn a_slow_owner_is_fenced_off_once_its_successor_has_begun() {
        let [ann, ben] = ["ann", "ben"].map(own_word);
        let mut lock = Running::start(Lock);
        lock.execute(Input::Acquire(ann));
        assert_eq!(lock.execute(Input::Seize(ben)), Output::Number(2));
        assert_eq!(lock.execute(Input::Use(1)), Output::Done, "nobody has shown a newer token yet");
        assert_eq!(lock.execute(Input::Use(2)), Output::Done);
        assert_eq!(lock.execute(Input::Use(1)), Output::Refused(Refusal::StaleToken));
        assert_eq!(lock.execute(Input::Release(1)), Output::Refused(Refusal::StaleToken));
        assert_eq!(lock.execute(Input::Holder), Output::Word(ben));
    }

    #[test]
    fn tokens_only_grow_and_cannot_be_invented() {
        let mut lock = Running::start(Lock);
        let mut last = 0;
        for seed in 0..5_000 {
            let Operation::Lock(input) = Lock.sample(seed) else { panic!("of another machine") };
            if let Output::Number(token) = lock.execute(input) {
                assert!(token > last);
                last = token;
            }
            assert_eq!(lock.execute(Input::Use(last + 1)), Output::Refused(Refusal::StaleToken));
        }
        assert!(last > 100);
    }
}
