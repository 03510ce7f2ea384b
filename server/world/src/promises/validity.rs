//! Validity: only what a client asked for, or a replica submitted, is ordered.

use super::Finding;
use smr::execute::Operation;
use smr::receive::{ClientId, Input, Request, Submitter};
use smr::slots::Slot;
use std::collections::BTreeMap;

/// The promise's name.
pub const NAME: &str = "validity";

/// What clients asked for.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    operations: BTreeMap<(ClientId, u32), Operation>,
}

impl Asked {
    /// A client asked for something.
    pub fn invoked(&mut self, client: ClientId, number: u32, operation: Operation) {
        self.operations.insert((client, number), operation);
    }

    /// A batch is chosen: every Input in it was asked for.
    ///
    /// # Errors
    /// One was not.
    pub fn check(&self, slot: Slot, batch: &[Request]) -> Finding {
        batch.iter().try_for_each(|request| match (request.from, request.input) {
            (Submitter::Client(client), Input::Operation(operation)) => {
                match self.operations.get(&(client, request.number)) {
                    Some(asked) if *asked == operation => Ok(()),
                    _ => Err(format!("slot {slot} holds `{operation}` of {client}, who never asked for it")),
                }
            }
            (Submitter::Client(client), _) => {
                Err(format!("slot {slot} holds an Input of {client} that only a replica may submit"))
            }
            (Submitter::Replica(_), Input::Checkpoint | Input::Quit(_) | Input::Join(_)) => Ok(()),
            (Submitter::Replica(replica), Input::Operation(_)) => {
                Err(format!("slot {slot} holds an operation of {replica}, which is no client"))
            }
        })
    }
}
