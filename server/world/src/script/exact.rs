//! Statements that need no world to be understood: those about particular replicas are commands.

use super::selector::{Messages, Parties, Replicas};
use super::statement::Statement;
use super::witness::replica;
use crate::command::Command;
use crate::network::Conditions;
use wire::Party;

/// Only a world can say which commands a statement stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NeedsAWorld;

const fn party(parties: Parties) -> Result<Party, NeedsAWorld> {
    match parties {
        Parties::Replicas(Replicas::At(place)) => Ok(replica(place)),
        Parties::Client(client) => Ok(Party::Client(client.0)),
        Parties::Replicas(_) | Parties::Clients | Parties::Others => Err(NeedsAWorld),
    }
}

impl TryFrom<&Statement> for Command {
    type Error = NeedsAWorld;

    fn try_from(statement: &Statement) -> Result<Self, NeedsAWorld> {
        Ok(match statement {
            Statement::Submit(client, operation) => Self::Submit(*client, *operation),
            Statement::Workload(client, workload) => Self::Workload(*client, *workload),
            Statement::Tell(who, after) => Self::Tell { who: *who, after: *after },
            Statement::At(Replicas::At(place), deed) => deed.command(*place),
            Statement::Partition(groups) => {
                let group = |group: &Vec<Parties>| group.iter().copied().map(party).collect();
                Self::Partition(groups.iter().map(group).collect::<Result<_, _>>()?)
            }
            Statement::Cut(from, to) => Self::Cut(party(*from)?, party(*to)?),
            Statement::Heal => Self::Heal,
            Statement::Network(change) => Self::Network(change.of(Conditions::default())),
            Statement::ByHand(on) => Self::ByHand(*on),
            Statement::Message(handling, Messages::Number(number)) => handling.command(*number),
            Statement::Checkpoint => Self::Checkpoint,
            _another => return Err(NeedsAWorld),
        })
    }
}
