//! Validity: only what a client asked for, or a replica submitted, is ordered.
//!
//! What a client asked for is remembered as long as it can take effect: a request that has left its client's window is
//! executed by nobody, so it says nothing that it is ordered once more.

use super::Finding;
use smr::execute::Operation;
use smr::receive::{ClientId, Input, Request, Submitter, WINDOW};
use smr::slots::Slot;
use std::collections::BTreeMap;

/// The promise's name.
pub const NAME: &str = "validity";

/// What clients asked for.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    operations: BTreeMap<(ClientId, u32), Operation>,
    newest: BTreeMap<ClientId, u32>,
}

/// Whether a request is so old that it can take no effect any more, where this is the newest.
const fn left(newest: u32, number: u32) -> bool {
    number + 2 * WINDOW <= newest
}

impl Asked {
    /// A client asked for something.
    pub fn invoked(&mut self, client: ClientId, number: u32, operation: Operation) {
        self.operations.insert((client, number), operation);
        // Requests on their way are less than a window apart, and those that are behind them by another are long over.
        while let Some((&oldest, _)) = self.operations.range((client, 0)..).next()
            && oldest.0 == client
            && left(number, oldest.1)
        {
            self.operations.remove(&oldest);
        }
        let newest = self.newest.entry(client).or_default();
        *newest = (*newest).max(number);
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
                    None if self.newest.get(&client).is_some_and(|newest| left(*newest, request.number)) => Ok(()),
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
