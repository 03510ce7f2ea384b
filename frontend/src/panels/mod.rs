//! The panels around the stage, one concept a file.

mod ask;
mod ballot_box;
mod because;
mod chronicle;
mod command_line;
mod connection;
mod hints;
mod history;
mod replica_card;
mod step;
mod time_bar;
mod top;
mod trouble;

pub use ask::AskForm;
pub use ballot_box::BallotBox;
pub use because::BecauseList;
pub use chronicle::{Announcer, ChronicleList};
pub use command_line::CommandLine;
pub use connection::Connection;
pub use hints::Hints;
pub use history::History;
pub use replica_card::Replicas;
pub use step::{Goals, StepBlocks};
pub use time_bar::TimeBar;
pub use top::Top;
pub use trouble::{Broken, Refused};
