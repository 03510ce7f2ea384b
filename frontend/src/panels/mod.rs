//! The panels around the stage, one concept a file.

mod ask;
mod ballot_box;
mod chronicle;
mod connection;
mod hints;
mod replica_card;
mod time_bar;
mod trouble;

pub use ask::AskForm;
pub use ballot_box::BallotBox;
pub use chronicle::{Announcer, ChronicleList};
pub use connection::Connection;
pub use hints::Hints;
pub use replica_card::ReplicaCard;
pub use time_bar::TimeBar;
pub use trouble::{Broken, Refused};
