//! Names that nobody guesses: whoever knows one has the rights that go with it.

/// Characters that a person does not mistake for each other; as many as five bits can count.
const CHARACTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// So long is the name of a session, and a key: 130 bits of chance.
const KEY: usize = 26;

/// A new key.
///
/// # Errors
/// The operating system gives no chance.
pub fn key() -> Result<String, getrandom::Error> {
    text(KEY)
}

fn text(length: usize) -> Result<String, getrandom::Error> {
    let mut bytes = vec![0; length];
    getrandom::fill(&mut bytes)?;
    Ok(bytes.iter().map(|byte| char::from(CHARACTERS[usize::from(byte % 32)])).collect())
}

/// Whether two keys are the same, found out in the same time wherever they differ.
pub fn are_equal(one: &str, other: &str) -> bool {
    let differences = one.bytes().zip(other.bytes()).fold(0, |all, (one, other)| all | (one ^ other));
    one.len() == other.len() && differences == 0
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_key_comes_twice_and_all_are_as_long() {
        let keys: BTreeSet<String> = (0..1_000).map(|_| key().unwrap()).collect();
        assert_eq!(keys.len(), 1_000);
        assert!(keys.iter().all(|key| key.len() == KEY && key.bytes().all(|byte| CHARACTERS.contains(&byte))));
    }

    #[test]
    fn keys_are_equal_where_every_character_is() {
        assert!(are_equal("abc", "abc"));
        for other in ["abd", "bbc", "ab", "abcd", ""] {
            assert!(!are_equal("abc", other), "{other}");
        }
    }
}
