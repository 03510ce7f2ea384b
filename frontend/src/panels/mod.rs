//! The panels around the stage, one concept a file.

mod ask;
mod audit;
mod ballot_box;
mod because;
mod chronicle;
mod command_line;
mod connection;
mod divide;
mod hints;
mod history;
mod more_faults;
mod promises;
mod replica_card;
mod step;
mod time_bar;
mod top;
mod trouble;

pub use ask::AskForm;
pub use audit::Audit;
pub use ballot_box::BallotBox;
pub use because::BecauseList;
pub use chronicle::{Announcer, ChronicleList};
pub use command_line::CommandLine;
pub use connection::Connection;
pub use divide::Divide;
pub use hints::Hints;
pub use history::History;
pub use promises::Promises;
pub use replica_card::Replicas;
pub use step::{Goals, StepBlocks};
pub use time_bar::TimeBar;
pub use top::Top;
pub use trouble::{Broken, Refused};
