//! Who is who. In JSON these are short texts (`"r2"`, `"c1"`, `"9f86d081884c7d65"`), in the compact form numbers.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

/// A replica: its place, and which of its lives.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Replica {
    /// The server it is placed on.
    pub place: u8,
    /// How often the replica there has begun anew without its memory.
    pub life: u8,
}

/// Who can send and receive messages.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Party {
    /// A replica.
    Replica(Replica),
    /// A client.
    Client(u16),
}

/// A text that names neither a replica nor a client.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UnknownParty(pub String);

impl fmt::Display for UnknownParty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is neither a replica (r1, r2, …) nor a client (c1, c2, …)", self.0)
    }
}

impl fmt::Display for Replica {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "r{}", self.place)?;
        if self.life > 0 {
            write!(f, ".{}", self.life)?;
        }
        Ok(())
    }
}

impl fmt::Display for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Replica(replica) => replica.fmt(f),
            Self::Client(client) => write!(f, "c{client}"),
        }
    }
}

// A trace hashes several of these with every event, so each is hashed as the one number it fits into.
impl Hash for Replica {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        hasher.write_u32(u32::from(self.place) << 8 | u32::from(self.life));
    }
}

impl Hash for Party {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        match self {
            Self::Replica(replica) => replica.hash(hasher),
            Self::Client(client) => hasher.write_u32(1 << 16 | u32::from(*client)),
        }
    }
}

impl FromStr for Party {
    type Err = UnknownParty;

    fn from_str(text: &str) -> Result<Self, UnknownParty> {
        let unknown = || UnknownParty(text.to_owned());
        if let Some(client) = text.strip_prefix('c') {
            return client.parse().map(Self::Client).map_err(|_| unknown());
        }
        let replica = text.strip_prefix('r').ok_or_else(unknown)?;
        let (place, life) = replica.split_once('.').unwrap_or((replica, "0"));
        match (place.parse(), life.parse()) {
            (Ok(place), Ok(life)) => Ok(Self::Replica(Replica { place, life })),
            _ => Err(unknown()),
        }
    }
}

impl FromStr for Replica {
    type Err = UnknownParty;

    fn from_str(text: &str) -> Result<Self, UnknownParty> {
        match text.parse()? {
            Party::Replica(replica) => Ok(replica),
            Party::Client(_) => Err(UnknownParty(text.to_owned())),
        }
    }
}

impl Serialize for Replica {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            (self.place, self.life).serialize(serializer)
        }
    }
}

impl<'de> Deserialize<'de> for Replica {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
        } else {
            let (place, life) = Deserialize::deserialize(deserializer)?;
            Ok(Self { place, life })
        }
    }
}

impl Serialize for Party {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            return serializer.collect_str(self);
        }
        match self {
            Self::Replica(replica) => Ok::<_, u16>(*replica).serialize(serializer),
            Self::Client(client) => Err::<Replica, _>(*client).serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Party {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            return String::deserialize(deserializer)?.parse().map_err(D::Error::custom);
        }
        Ok(Result::<Replica, u16>::deserialize(deserializer)?.map_or_else(Self::Client, Self::Replica))
    }
}

/// A checksum. JavaScript would lose its low bits as a number, so in JSON it is sixteen hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Checksum(pub u64);

impl fmt::Display for Checksum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl Serialize for Checksum {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            self.0.to_le_bytes().serialize(serializer)
        }
    }
}

impl<'de> Deserialize<'de> for Checksum {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            let text = String::deserialize(deserializer)?;
            u64::from_str_radix(&text, 16).map(Self).map_err(D::Error::custom)
        } else {
            Ok(Self(u64::from_le_bytes(Deserialize::deserialize(deserializer)?)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_survive_both_forms() {
        for text in ["r1", "r12.3", "c1", "c65535"] {
            let party: Party = text.parse().expect(text);
            assert_eq!(party.to_string(), text);
            let json = serde_json::to_string(&party).expect("JSON");
            assert_eq!(json, format!("\"{text}\""));
            assert_eq!(serde_json::from_str::<Party>(&json).expect("JSON"), party);
            let bytes = postcard::to_allocvec(&party).expect("bytes");
            assert_eq!(postcard::from_bytes::<Party>(&bytes).expect("bytes"), party);
        }
        assert!("x1".parse::<Party>().is_err());
        assert!("r".parse::<Party>().is_err());
        assert!("c1".parse::<Replica>().is_err());
    }

    #[test]
    fn a_checksum_keeps_all_its_bits_in_json() {
        let checksum = Checksum(u64::MAX - 1);
        let json = serde_json::to_string(&checksum).expect("JSON");
        assert_eq!(json, "\"fffffffffffffffe\"");
        assert_eq!(serde_json::from_str::<Checksum>(&json).expect("JSON"), checksum);
    }
}
