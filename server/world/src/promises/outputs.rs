//! Outputs: within the failure model, the voter never gives out what no correct replica computed.

use super::Finding;
use super::reference::Reference;
use smr::execute::Output;
use smr::receive::{ClientId, Submitter};

/// The promise's name.
pub const NAME: &str = "outputs";

/// The voter gave a client an Output: it is the one of the reference.
///
/// # Errors
/// It is another, or the request was never executed.
pub fn check(reference: &Reference, client: ClientId, number: u32, output: Output) -> Finding {
    match reference.answer(Submitter::Client(client), number) {
        Some(right) if right == output => Ok(()),
        Some(right) => Err(format!("{client} was given `{output}` for request {number}; right is `{right}`")),
        None => Err(format!("{client} was given `{output}` for request {number}, which no replica has executed")),
    }
}
