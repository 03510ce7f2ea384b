//! The bank: accounts, and transfers between them.
//!
//! ```text
//! States   every map from accounts to balances   Start  four accounts with 100 each
//! Inputs   transfer FROM TO AMOUNT · balance ACCOUNT · total
//! Outputs  done, or refused · the balance, or nothing · the sum of all balances
//! ```
//!
//! Money is moved, never made: **the sum of all balances is [`TOTAL`] in every State**, and no balance is below zero.
//! Start satisfies this; a transfer takes from one account what it gives to another, and is refused where that account
//! has less; nothing else changes a balance. So by induction it holds after any sequence of Inputs.
//!
//! The induction is over *whole* Inputs in *one* order. A replica that executes a transfer twice, misses one, or
//! executes two in another order may refuse where others did not: then balances differ, although each replica's own
//! sum is still right. A sum that is wrong, on the other hand, can only be a fault of memory or of state transfer.

use super::internals::{flip_number, number_component, own_word, to_number};
use super::language::{Draws, number, word};
use super::output::{done_or_refused, number_or_overflow};
use super::{
    Component, Internals, Language, Malformed, NotUnderstood, Operation, Output, Refusal, Running, StateMachine, Usage,
};
use crate::digest::Digest;
use crate::word::Word;
use std::collections::BTreeMap;
use std::fmt;

/// The accounts that are open at Start.
pub const ACCOUNTS: &[&str] = &["alice", "bob", "carol", "dave"];

/// What each account holds at Start.
pub const OPENED_WITH: i64 = 100;

/// What all accounts hold together, in every State.
pub const TOTAL: i64 = OPENED_WITH * ACCOUNTS.len() as i64;

/// An Input to the bank.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Input {
    /// Move money.
    Transfer {
        /// The account that pays.
        from: Word,
        /// The account that is paid.
        to: Word,
        /// How much: more than zero.
        amount: i64,
    },
    /// Tell what this account holds.
    Balance(Word),
    /// Tell what all accounts hold together.
    Total,
}

/// A State of the bank: what each account holds.
pub type State = BTreeMap<Word, i64>;

/// The bank.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Bank;

impl StateMachine for Bank {
    type State = State;
    type Input = Input;
    type Output = Output;

    fn transition(&self, input: Input, state: &mut State) {
        match input {
            Input::Transfer { from, to, amount } => {
                if may_transfer(from, to, amount, state).is_ok() {
                    state.entry(from).and_modify(|balance| *balance -= amount);
                    state.entry(to).and_modify(|balance| *balance += amount);
                }
            }
            Input::Balance(_) | Input::Total => {}
        }
    }

    fn output(&self, input: Input, state: &State) -> Output {
        match input {
            Input::Transfer { from, to, amount } => done_or_refused(may_transfer(from, to, amount, state)),
            Input::Balance(account) => state.get(&account).map_or(Output::Nothing, |balance| Output::Number(*balance)),
            Input::Total => number_or_overflow(total(state)),
        }
    }

    fn start(&self) -> State {
        ACCOUNTS.iter().map(|account| (own_word(account), OPENED_WITH)).collect()
    }
}

/// Whether the State allows this transfer. If it does, neither the subtraction nor the addition overflows.
fn may_transfer(from: Word, to: Word, amount: i64, state: &State) -> Result<(), Refusal> {
    let payer = *state.get(&from).ok_or(Refusal::NoSuchAccount)?;
    let payee = *state.get(&to).ok_or(Refusal::NoSuchAccount)?;
    if amount <= 0 {
        return Err(Refusal::NotPositive);
    }
    if payer < amount {
        return Err(Refusal::Overdraft);
    }
    payee.checked_add(amount).map(|_| ()).ok_or(Refusal::Overflow)
}

/// The sum of all balances. Only a State with a flipped bit can have one that does not fit.
fn total(state: &State) -> Option<i64> {
    state.values().try_fold(0i64, |sum, balance| sum.checked_add(*balance))
}

impl fmt::Display for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Transfer { from, to, amount } => write!(f, "transfer {from} {to} {amount}"),
            Self::Balance(account) => write!(f, "balance {account}"),
            Self::Total => f.write_str("total"),
        }
    }
}

impl Language for Bank {
    fn name(&self) -> &'static str {
        "bank"
    }

    fn operations(&self) -> &'static [Usage] {
        &[
            ("transfer FROM TO AMOUNT", "moves AMOUNT, or is refused where FROM has less"),
            ("balance ACCOUNT", "answers what ACCOUNT holds: alice, bob, carol and dave begin with 100"),
            ("total", "answers what all accounts hold together, which is always 400"),
        ]
    }

    fn understand(&self, words: &[&str]) -> Result<Operation, NotUnderstood> {
        Ok(Operation::Bank(match words {
            ["transfer", from, to, amount] => {
                Input::Transfer { from: word(from)?, to: word(to)?, amount: number(amount)? }
            }
            ["balance", account] => Input::Balance(word(account)?),
            ["total"] => Input::Total,
            _ => return Err(NotUnderstood::Operation),
        }))
    }

    fn sample(&self, seed: u64) -> Operation {
        let mut draws = Draws::from(seed);
        Operation::Bank(match draws.below(6) {
            0 => Input::Total,
            1 => Input::Balance(draws.word(ACCOUNTS)),
            _ => Input::Transfer {
                from: draws.word(ACCOUNTS),
                to: draws.word(ACCOUNTS),
                amount: draws.between(1, OPENED_WITH),
            },
        })
    }

    fn is_read(&self, operation: &Operation) -> bool {
        !matches!(operation, Operation::Bank(Input::Transfer { .. }))
    }
}

impl Internals for Running<Bank> {
    fn digest(&self) -> u64 {
        Digest::of(&self.state)
    }

    fn components(&self) -> Vec<Component> {
        self.state.iter().map(|(account, balance)| number_component(*account, *balance)).collect()
    }

    fn install(&mut self, name: Word, bytes: Option<&[u8]>) -> Result<(), Malformed> {
        match bytes {
            Some(bytes) => self.state.insert(name, to_number(name, bytes)?),
            None => self.state.remove(&name),
        };
        Ok(())
    }

    fn show(&self) -> String {
        let shown: Vec<String> = self.state.iter().map(|(account, balance)| format!("{account}={balance}")).collect();
        shown.join(" ")
    }

    /// The bit is one of a balance. Where garbage was installed and no account is left, one appears.
    fn corrupt(&mut self, seed: u64) {
        let victim = seed.checked_rem(self.state.len() as u64).unwrap_or_default() as usize;
        match self.state.values_mut().nth(victim) {
            Some(balance) => *balance = flip_number(*balance, seed),
            None => {
                self.state.insert(own_word("?"), 1);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn transfer(from: &'static str, to: &'static str, amount: i64) -> Input {
        Input::Transfer { from: own_word(from), to: own_word(to), amount }
    }

    #[test]
    fn a_transfer_takes_what_it_gives() {
        let mut bank = Running::start(Bank);
        assert_eq!(bank.execute(transfer("alice", "bob", 30)), Output::Done);
        assert_eq!(bank.execute(Input::Balance(own_word("alice"))), Output::Number(70));
        assert_eq!(bank.execute(Input::Balance(own_word("bob"))), Output::Number(130));
        assert_eq!(bank.execute(transfer("bob", "bob", 130)), Output::Done);
        assert_eq!(bank.execute(Input::Balance(own_word("bob"))), Output::Number(130));
    }

    #[test]
    fn what_would_break_the_invariant_is_refused_and_changes_nothing() {
        let mut bank = Running::start(Bank);
        let before = bank.clone();
        for (input, why) in [
            (transfer("alice", "bob", 101), Refusal::Overdraft),
            (transfer("alice", "bob", i64::MAX), Refusal::Overdraft),
            (transfer("alice", "bob", -1), Refusal::NotPositive),
            (transfer("alice", "bob", i64::MIN), Refusal::NotPositive),
            (transfer("alice", "nobody", 1), Refusal::NoSuchAccount),
            (transfer("nobody", "alice", 1), Refusal::NoSuchAccount),
        ] {
            assert_eq!(bank.execute(input), Output::Refused(why), "{input}");
        }
        assert_eq!(bank, before);
    }

    #[test]
    fn the_sum_is_kept_and_no_balance_is_below_zero() {
        let mut bank = Running::start(Bank);
        let mut refused = 0;
        for seed in 0..20_000 {
            let Operation::Bank(input) = Bank.sample(seed) else { panic!("of another machine") };
            refused += u32::from(matches!(bank.execute(input), Output::Refused(_)));
            assert_eq!(bank.execute(Input::Total), Output::Number(TOTAL));
            assert!(bank.state.values().all(|balance| *balance >= 0));
        }
        assert!(refused > 1_000, "only {refused} transfers met a poor account");
    }

    #[test]
    fn a_damaged_balance_overflows_nothing() {
        for seed in 0..256 {
            let mut bank = Running::start(Bank);
            bank.corrupt(seed);
            assert_ne!(bank.execute(Input::Total), Output::Number(TOTAL));
            for sampled in 0..100 {
                let Operation::Bank(input) = Bank.sample(sampled) else { panic!("of another machine") };
                bank.execute(input);
            }
        }
    }
}
