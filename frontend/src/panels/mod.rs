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
mod time_bar;
mod trouble;

pub use ask::AskForm;
pub use ballot_box::BallotBox;
pub use because::BecauseList;
pub use chronicle::{Announcer, ChronicleList};
pub use command_line::CommandLine;
pub use connection::Connection;
pub use hints::Hints;
pub use history::History;
pub use replica_card::ReplicaCard;
pub use time_bar::TimeBar;
pub use trouble::{Broken, Refused};
