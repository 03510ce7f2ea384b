//! Numbers that every reader of JSON reads exactly.
//!
//! The numbers of JavaScript are exact up to 2^53. What may be larger, as a seed may, is then a text in the forms that people
//! and browsers read; the compact form holds all 64 bits anyway.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serializer};

/// The last number up to which JavaScript tells all numbers apart.
const LAST_EXACT: u64 = 1 << 53;

pub(crate) fn serialize<S: Serializer>(number: &u64, serializer: S) -> Result<S::Ok, S::Error> {
    if serializer.is_human_readable() && *number > LAST_EXACT {
        serializer.collect_str(number)
    } else {
        serializer.serialize_u64(*number)
    }
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Form {
        Number(u64),
        Text(String),
    }
    if !deserializer.is_human_readable() {
        return u64::deserialize(deserializer);
    }
    match Form::deserialize(deserializer)? {
        Form::Number(number) => Ok(number),
        Form::Text(text) => text.parse().map_err(D::Error::custom),
    }
}

#[cfg(test)]
mod tests {
    use crate::About;

    #[test]
    fn a_seed_is_exact_in_json_and_in_the_compact_form() {
        for (seed, written) in [(1 << 53, "9007199254740992"), (u64::MAX, "\"18446744073709551615\"")] {
            let about = About { seed, ..About::default() };
            let json = serde_json::to_string(&about).expect("it can be written");
            assert!(json.contains(&format!("\"seed\":{written},")), "{json}");
            assert_eq!(serde_json::from_str::<About>(&json).expect("it can be read"), about);
            let compact = postcard::to_allocvec(&about).expect("it can be written");
            assert_eq!(postcard::from_bytes::<About>(&compact).expect("it can be read"), about);
        }
        let json = serde_json::to_string(&About::default()).expect("it can be written");
        let damaged = json.replace("\"seed\":0", "\"seed\":\"x\"");
        assert!(serde_json::from_str::<About>(&damaged).is_err());
    }
}
