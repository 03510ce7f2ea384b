//! Which seeds: `7`, `1..1000` without its end, or `1..=1000` with it.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

/// Seeds in a row, at least one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seeds {
    /// The first.
    pub from: u64,
    /// The one after the last.
    pub to: u64,
}

impl Seeds {
    /// How many there are.
    #[must_use]
    pub const fn count(self) -> u64 {
        self.to - self.from
    }

    /// All of them.
    #[must_use]
    pub const fn range(self) -> Range<u64> {
        self.from..self.to
    }
}

impl fmt::Display for Seeds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.from, self.to)
    }
}

impl FromStr for Seeds {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("{text:?} names no seeds; write one like 7, or a range like 1..1000");
        let number = |text: &str| text.trim().replace(['_', ','], "").parse::<u64>().map_err(|_| wrong());
        let (from, to) = match text.split_once("..") {
            None => (number(text)?, number(text)?.checked_add(1)),
            Some((from, to)) => match to.strip_prefix('=') {
                Some(last) => (number(from)?, number(last)?.checked_add(1)),
                None => (number(from)?, Some(number(to)?)),
            },
        };
        let to = to.ok_or_else(wrong)?;
        if from >= to {
            return Err(format!("{text:?} is empty: its end is not one of the seeds; write {from}..{}", from + 1));
        }
        Ok(Self { from, to })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seeds_are_written_as_one_or_as_a_range() {
        let range = |text: &str| text.parse::<Seeds>().map(|seeds| (seeds.from, seeds.to));
        assert_eq!(range("7"), Ok((7, 8)));
        assert_eq!(range("1..1000"), Ok((1, 1000)));
        assert_eq!(range("1..=1000"), Ok((1, 1001)));
        assert_eq!(range("0..100_000"), Ok((0, 100_000)));
    }

    #[test]
    fn what_names_no_seed_is_refused_with_an_example() {
        for text in ["", "..", "1..", "..5", "a..b", "-1..5", "18446744073709551615"] {
            assert!(text.parse::<Seeds>().is_err_and(|why| why.contains("1..1000")), "{text}");
        }
        assert!("5..5".parse::<Seeds>().is_err_and(|why| why.contains("empty")));
        assert!("5..2".parse::<Seeds>().is_err_and(|why| why.contains("5..6")));
    }
}
