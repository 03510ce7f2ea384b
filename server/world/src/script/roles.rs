//! Looking roles up: who leads now, who is down, which messages fit a description.

use super::selector::{Messages, Parties, Replicas, kind_of};
use super::universe::Universe;
use super::witness::Witness;
use crate::command::{Place, Refusal};
use wire::{Party, Server};

/// A run at a moment: what can be seen, and what is remembered.
#[derive(Clone, Copy)]
pub struct Moment<'a> {
    /// The world.
    pub world: &'a dyn Universe,
    /// What is remembered of it.
    pub witness: &'a Witness,
}

impl Moment<'_> {
    /// The places that these words stand for now.
    ///
    /// # Errors
    /// They stand for nobody; the text says why.
    pub fn places(&self, replicas: Replicas) -> Result<Vec<Place>, String> {
        let view = self.world.view();
        let every = || view.replicas.keys().copied();
        let found: Vec<Place> = match replicas {
            // Also a place without a server: `join r4` makes one.
            Replicas::At(place) => vec![place],
            Replicas::Leader => vec![view.leader().ok_or("nobody leads now; `run until some leader` first")?],
            Replicas::FormerLeader => {
                vec![self.witness.former_leader.ok_or("no statement has named `leader` so far")?]
            }
            Replicas::Follower(number) => {
                let followers = self.followers();
                let index = usize::from(number) - 1;
                vec![*followers.get(index).ok_or_else(|| match followers.len() {
                    0 => "no follower is up".to_owned(),
                    count => format!("only {count} followers are up"),
                })?]
            }
            Replicas::Followers => self.followers(),
            Replicas::All => every().collect(),
            Replicas::Members => self.world.members(),
            Replicas::Down => every().filter(|place| view.replicas[place].server == Server::Down).collect(),
            Replicas::Paused => every().filter(|place| view.replicas[place].server == Server::Paused).collect(),
            Replicas::Last => every().last().into_iter().collect(),
        };
        if found.is_empty() { Err(format!("`{replicas}` is nobody now")) } else { Ok(found) }
    }

    fn followers(&self) -> Vec<Place> {
        let view = self.world.view();
        let leader = view.leader();
        let up = |place: &Place| view.replicas.get(place).is_some_and(|replica| replica.server == Server::Up);
        self.world.members().into_iter().filter(|place| up(place) && Some(*place) != leader).collect()
    }

    /// The parties that these words stand for now.
    ///
    /// # Errors
    /// They stand for nobody; the text says why.
    pub fn parties(&self, parties: Parties) -> Result<Vec<Party>, String> {
        match parties {
            Parties::Replicas(replicas) => {
                let places = self.places(replicas)?;
                let stranger = places.iter().find(|place| !self.world.view().replicas.contains_key(place));
                stranger.map_or(Ok(()), |place| Err(Refusal::NoServer(*place).to_string()))?;
                Ok(places.into_iter().map(super::witness::replica).collect())
            }
            Parties::Client(client) => Ok(vec![Party::Client(client.0)]),
            Parties::Clients => Ok(self.world.view().clients.keys().map(|client| Party::Client(*client)).collect()),
            Parties::Others => Err("`others` can only stand in a partition".to_owned()),
        }
    }

    /// The groups of a partition; `others` are the servers that no group names.
    ///
    /// # Errors
    /// A word stands for nobody.
    pub fn groups(&self, groups: &[Vec<Parties>]) -> Result<Vec<Vec<Party>>, String> {
        let mut named: Vec<Party> = Vec::new();
        for party in groups.iter().flatten().filter(|party| **party != Parties::Others) {
            named.extend(self.parties(*party)?);
        }
        let places = self.world.view().replicas.keys();
        let others: Vec<Party> =
            places.map(|place| super::witness::replica(*place)).filter(|party| !named.contains(party)).collect();
        let mut found = Vec::new();
        for group in groups {
            let mut parties: Vec<Party> = Vec::new();
            for party in group {
                let more = if *party == Parties::Others { others.clone() } else { self.parties(*party)? };
                parties.extend(more.into_iter().filter(|party| !parties.contains(party)).collect::<Vec<_>>());
            }
            found.push(parties);
        }
        Ok(found)
    }

    /// The numbers of the messages on their way that these words stand for.
    ///
    /// # Errors
    /// There is none.
    pub fn messages(&self, messages: &Messages) -> Result<Vec<u64>, String> {
        let Messages::Fitting { all, kind, from, to } = messages else {
            let Messages::Number(number) = messages else { return Ok(Vec::new()) };
            return Ok(vec![*number]);
        };
        let from = from.map(|from| self.parties(from)).transpose()?;
        let to = to.map(|to| self.parties(to)).transpose()?;
        let among = |wanted: &Option<Vec<Party>>, party: Party| {
            let party = match party {
                Party::Replica(id) => super::witness::replica(id.place),
                Party::Client(_) => party,
            };
            wanted.as_ref().is_none_or(|wanted| wanted.contains(&party))
        };
        let flying = self.world.view().flying.iter();
        let fitting = flying.filter(|(_, flying)| {
            kind.as_ref().is_none_or(|kind| *kind == kind_of(&flying.kind))
                && among(&from, flying.from)
                && among(&to, flying.to)
        });
        let found: Vec<u64> = fitting.map(|(number, _)| *number).take(if *all { usize::MAX } else { 1 }).collect();
        if found.is_empty() && !*all { Err(self.no_message(messages)) } else { Ok(found) }
    }

    fn no_message(&self, messages: &Messages) -> String {
        const SHOWN: usize = 6;
        let flying = self.world.view().flying.values();
        let mut kinds: Vec<String> =
            flying.map(|flying| format!("{} {} -> {}", kind_of(&flying.kind), flying.from, flying.to)).collect();
        kinds.dedup();
        let more = kinds.len().saturating_sub(SHOWN);
        kinds.truncate(SHOWN);
        match (kinds.is_empty(), more) {
            (true, _) => format!("no message is on its way that `{messages}` fits: there is none at all"),
            (_, 0) => format!("no message is on its way that `{messages}` fits; there are {}", kinds.join(", ")),
            _ => format!(
                "no message is on its way that `{messages}` fits; there are {}, and {more} more",
                kinds.join(", ")
            ),
        }
    }
}
