//! Turning a statement into commands: looking up now whom its words stand for.

use crate::command::{Command, Place};
use crate::script::condition::Moment;
use crate::script::selector::{Messages, Parties, Replicas};
use crate::script::statement::Statement;

/// The commands that a statement stands for now; none where it commands nothing.
///
/// # Errors
/// Its words stand for nobody; the text says why.
pub fn commands(statement: &Statement, moment: &Moment<'_>) -> Result<Vec<Command>, String> {
    Ok(match statement {
        Statement::Submit(client, operation) => vec![Command::Submit(*client, *operation)],
        Statement::Workload(client, workload) => vec![Command::Workload(*client, *workload)],
        Statement::Tell(who, after) => vec![Command::Tell { who: *who, after: *after }],
        Statement::At(who, deed) => moment.places(*who)?.into_iter().map(|place| deed.command(place)).collect(),
        Statement::Partition(groups) => vec![Command::Partition(moment.groups(groups)?)],
        Statement::Cut(from, to) => {
            let to = moment.parties(*to)?;
            let from = moment.parties(*from)?.into_iter();
            let pairs: Vec<_> = from.flat_map(|from| to.iter().map(move |to| (from, *to))).collect();
            // Among many, each is cut off from the others; of one alone the world says that it cannot be.
            let alone = pairs.len() == 1;
            let cuts = pairs.into_iter().filter(|(from, to)| alone || from != to);
            cuts.map(|(from, to)| Command::Cut(from, to)).collect()
        }
        Statement::Heal => vec![Command::Heal],
        Statement::Network(change) => vec![Command::Network(change.of(moment.world.configuration().network))],
        Statement::ByHand(on) => vec![Command::ByHand(*on)],
        Statement::Message(handling, messages) => {
            moment.messages(messages)?.into_iter().map(|message| handling.command(message)).collect()
        }
        Statement::Checkpoint => vec![Command::Checkpoint],
        Statement::Cluster(_)
        | Statement::Plant(_)
        | Statement::Run(_)
        | Statement::Step(_)
        | Statement::Expect(_)
        | Statement::Goal(..)
        | Statement::Predict(_)
        | Statement::Say(_)
        | Statement::Wait => Vec::new(),
    })
}

/// Whom `leader` means in a statement that names it.
#[must_use]
pub fn meaning(statement: &Statement, moment: &Moment<'_>) -> Option<Place> {
    let is_leader = |party: &Parties| *party == Parties::Replicas(Replicas::Leader);
    let named = match statement {
        Statement::At(who, _) => *who == Replicas::Leader,
        Statement::Partition(groups) => groups.iter().flatten().any(is_leader),
        Statement::Cut(from, to) => is_leader(from) || is_leader(to),
        Statement::Message(_, Messages::Fitting { from, to, .. }) => from.iter().chain(to).any(is_leader),
        _names_nobody => false,
    };
    if named { moment.world.view().leader() } else { None }
}
