//! Requests of clients, where an event says which of them it is about.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

/// A client's request: whose, and its number for it. In JSON a text, `"c1#3"`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Asked {
    /// The client.
    pub client: u16,
    /// The client's number for it.
    pub number: u32,
}

/// Some requests, in their order.
///
/// They add nothing to the hash of a trace: it holds what was sent already, and what an event leads to comes after it.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Requests(pub Vec<Asked>);

impl Hash for Requests {
    fn hash<H: Hasher>(&self, _same_for_all: &mut H) {}
}

impl fmt::Display for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "c{}#{}", self.client, self.number)
    }
}

impl FromStr for Asked {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts = text.strip_prefix('c').and_then(|rest| rest.split_once('#'));
        let asked = parts.and_then(|(client, number)| Some((client.parse().ok()?, number.parse().ok()?)));
        let (client, number) = asked.ok_or_else(|| format!("`{text}` is no request of a client (c1#1, c1#2, …)"))?;
        Ok(Self { client, number })
    }
}

impl Serialize for Asked {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            (self.client, self.number).serialize(serializer)
        }
    }
}

impl<'de> Deserialize<'de> for Asked {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            return String::deserialize(deserializer)?.parse().map_err(D::Error::custom);
        }
        let (client, number) = Deserialize::deserialize(deserializer)?;
        Ok(Self { client, number })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_survive_both_forms() {
        let asked = Asked { client: 2, number: 31 };
        let json = serde_json::to_string(&Requests(vec![asked])).expect("JSON");
        assert_eq!(json, r#"["c2#31"]"#);
        assert_eq!(serde_json::from_str::<Requests>(&json).expect("JSON").0, [asked]);
        let bytes = postcard::to_allocvec(&asked).expect("bytes");
        assert_eq!(postcard::from_bytes::<Asked>(&bytes).expect("bytes"), asked);
        assert!("r2#1".parse::<Asked>().is_err());
    }
}
