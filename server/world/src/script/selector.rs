//! Naming replicas, clients and messages: by role rather than by name, so that one script runs under many orderings.
//!
//! A role is looked up when the statement is performed. `leader` is the replica that is up, believes that it leads,
//! and has the highest ballot, term or view of those that do; `follower1`, `follower2`, … are the other members that
//! are up, by place. `former-leader` is whom `leader` meant when a statement last named it: after `crash leader` it is
//! the one that crashed.

use super::diagnostic::nearest;
use super::grammar::{Input, Parsed, expected, has, meaning, peeked, position, says, symbol, unknown, word, wrong};
use crate::command::Place;
use smr::receive::ClientId;
use std::fmt;

/// Some replicas.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Replicas {
    /// The one at this place.
    At(Place),
    /// The one that leads.
    Leader,
    /// The one that `leader` meant when it was last named.
    FormerLeader,
    /// This one of the members that are up and do not lead, counted from 1.
    Follower(u8),
    /// All of those.
    Followers,
    /// Every server that there is.
    All,
    /// Those that are members now.
    Members,
    /// Those whose server is down.
    Down,
    /// Those whose server stands still.
    Paused,
    /// The one at the highest place.
    Last,
}

/// The roles that can be named, each with what it means.
pub const ROLES: &[(&str, &str)] = &[
    ("r1", "the replica at place 1; likewise r2, r3, …"),
    ("leader", "the replica that is up and leads, the one of the highest ballot, term or view if several think so"),
    ("former-leader", "whom `leader` meant when a statement last named it"),
    ("follower1", "the first member that is up and is not the leader; likewise follower2, …"),
    ("followers", "all members that are up, without the leader"),
    ("members", "all replicas that are members now"),
    ("all", "every server"),
    ("down", "every server that is down"),
    ("paused", "every server that stands still"),
    ("last", "the server with the highest place"),
];

impl Replicas {
    const PLAIN: [(&'static str, Self); 8] = [
        ("leader", Self::Leader),
        ("former-leader", Self::FormerLeader),
        ("followers", Self::Followers),
        ("members", Self::Members),
        ("all", Self::All),
        ("down", Self::Down),
        ("paused", Self::Paused),
        ("last", Self::Last),
    ];

    /// The replicas that a word stands for.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        if let Some((_, plain)) = Self::PLAIN.iter().find(|(name, _)| *name == word) {
            return Some(*plain);
        }
        let counted = |text: &str| text.parse::<u8>().ok().filter(|number| *number > 0 && text == number.to_string());
        if let Some(place) = word.strip_prefix('r').and_then(counted) {
            return Some(Self::At(place));
        }
        word.strip_prefix("follower").and_then(counted).map(Self::Follower)
    }

    /// Reads one.
    pub fn parse(input: &mut Input<'_>) -> Parsed<Self> {
        let read = peeked(input);
        let Some(replicas) = Self::from_word(read) else {
            return Err(unknown(
                input,
                "a replica (r1, leader, follower1, all, …)",
                ROLES.iter().map(|(name, _)| *name),
            ));
        };
        word(input, "a replica")?;
        Ok(replicas)
    }
}

impl fmt::Display for Replicas {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::At(place) => write!(f, "r{place}"),
            Self::Follower(number) => write!(f, "follower{number}"),
            plain => {
                let name = Self::PLAIN.iter().find(|(_, same)| same == plain).map_or("", |(name, _)| *name);
                f.write_str(name)
            }
        }
    }
}

/// Somebody who sends or receives messages.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Parties {
    /// Replicas.
    Replicas(Replicas),
    /// A client.
    Client(ClientId),
    /// Every client that has asked for something.
    Clients,
    /// In a partition: every server that no group names.
    Others,
}

impl Parties {
    /// Reads one.
    pub fn parse(input: &mut Input<'_>) -> Parsed<Self> {
        let read = peeked(input);
        if says(input, "clients") {
            return Ok(Self::Clients);
        }
        if says(input, "others") {
            return Ok(Self::Others);
        }
        if is_client(read) {
            return client(input).map(Self::Client);
        }
        Replicas::parse(input).map(Self::Replicas).map_err(|_| {
            let names = ROLES.iter().map(|(name, _)| *name).chain(["clients", "others", "c1"]);
            unknown(input, "a replica or a client (r1, leader, c1, clients, …)", names)
        })
    }
}

impl fmt::Display for Parties {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Replicas(replicas) => replicas.fmt(f),
            Self::Client(client) => client.fmt(f),
            Self::Clients => f.write_str("clients"),
            Self::Others => f.write_str("others"),
        }
    }
}

/// Whether a word looks like a client's name.
#[must_use]
pub fn is_client(word: &str) -> bool {
    word.strip_prefix('c').is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// A client: c1, c2, …
pub fn client(input: &mut Input<'_>) -> Parsed<ClientId> {
    let at = position(input);
    let read = peeked(input);
    if !is_client(read) {
        return Err(expected(input, "a client (c1, c2, …)"));
    }
    let most = input.state.clients;
    word(input, "a client")?;
    let number = read[1..].parse::<u16>().ok().filter(|number| (1..=most).contains(number));
    number
        .map(ClientId)
        .ok_or_else(|| wrong(at..at + read.len(), format!("there is no `{read}`: the clients are c1 to c{most}"), None))
}

/// A client, or one of its requests: `c1`, `c1#3`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Asked {
    /// The client.
    pub client: ClientId,
    /// Its number for the request; without one, the last that fits.
    pub number: Option<u32>,
}

impl Asked {
    /// Reads one.
    pub fn parse(input: &mut Input<'_>) -> Parsed<Self> {
        let most = input.state.clients;
        meaning(input, "a client or one of its requests (c1, c1#3)", |read| {
            let (client, number) = read.split_once('#').map_or((read, None), |(client, number)| (client, Some(number)));
            let number = number.map(|number| number.parse().ok()).map_or(Some(None), |number| number.map(Some))?;
            let client = client.strip_prefix('c')?.parse().ok().filter(|client| (1..=most).contains(client))?;
            Some(Self { client: ClientId(client), number })
        })
    }
}

impl fmt::Display for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.number {
            None => self.client.fmt(f),
            Some(number) => write!(f, "{}#{number}", self.client),
        }
    }
}

/// Messages on their way: one by its number, or those that a description fits.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Messages {
    /// The one with this number.
    Number(u64),
    /// Those that fit: the oldest, or all of them.
    Fitting {
        /// All of them, not only the oldest.
        all: bool,
        /// Of this kind, in small letters, with a dash for a blank.
        kind: Option<String>,
        /// From one of these.
        from: Option<Parties>,
        /// To one of these.
        to: Option<Parties>,
    },
}

impl Messages {
    /// Reads a number or a description: `12`, `all to r3`, `accept leader -> r2`, `all`.
    pub fn parse(input: &mut Input<'_>) -> Parsed<Self> {
        if let Ok(number) = peeked(input).parse() {
            word(input, "a message")?;
            return Ok(Self::Number(number));
        }
        let all = says(input, "all");
        let (mut kind, mut from, mut to) = (None, None, None);
        let next = peeked(input);
        if next != "to" && next != "from" && !next.is_empty() && !is_party(next) {
            if nearest(next, ["leader", "former-leader", "followers"]).is_some() {
                return Err(unknown(input, "a message", ["leader", "former-leader", "followers"]));
            }
            kind = Some(kind_of(word(input, "a kind of message")?));
        }
        if says(input, "from") {
            from = Some(Parties::parse(input)?);
        } else if is_party(peeked(input)) {
            from = Some(Parties::parse(input)?);
            symbol(input, "->")?;
            to = Some(Parties::parse(input)?);
        }
        if to.is_none() && (says(input, "to") || has(input, "->")) {
            to = Some(Parties::parse(input)?);
        }
        if !all && kind.is_none() && from.is_none() && to.is_none() {
            return Err(expected(input, "a message (12, accept leader -> r2, all to r3, all)"));
        }
        Ok(Self::Fitting { all, kind, from, to })
    }
}

fn is_party(word: &str) -> bool {
    Replicas::from_word(word).is_some() || is_client(word) || word == "clients"
}

/// The name of a kind of message as scripts spell it.
#[must_use]
pub fn kind_of(kind: &str) -> String {
    kind.to_lowercase().replace(' ', "-")
}

impl fmt::Display for Messages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::Fitting { all, kind, from, to } = self else {
            let Self::Number(number) = self else { return Ok(()) };
            return write!(f, "{number}");
        };
        let mut words: Vec<String> = Vec::new();
        words.extend(all.then(|| "all".to_owned()));
        words.extend(kind.clone());
        match (from, to) {
            (Some(from), Some(to)) => words.push(format!("{from} -> {to}")),
            (Some(from), None) => words.push(format!("from {from}")),
            (None, Some(to)) => words.push(format!("to {to}")),
            (None, None) => {}
        }
        f.write_str(&words.join(" "))
    }
}

/// How many in a thousand, spelled in percent: `5%`, `0.5%`.
pub fn share(input: &mut Input<'_>) -> Parsed<u16> {
    meaning(input, "a share like 5% or 0.5%", |read| {
        let (whole, tenths) = read.strip_suffix('%')?.split_once('.').unwrap_or((read.strip_suffix('%')?, "0"));
        let (whole, tenths): (u16, u16) = (whole.parse().ok()?, tenths.parse().ok().filter(|_| tenths.len() == 1)?);
        whole.checked_mul(10)?.checked_add(tenths).filter(|share| *share <= 1000)
    })
}

/// The same the other way.
#[must_use]
pub fn spell_share(share: u16) -> String {
    match share % 10 {
        0 => format!("{}%", share / 10),
        tenths => format!("{}.{tenths}%", share / 10),
    }
}
