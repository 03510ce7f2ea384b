//! What can be read, what is claimed, and what is said about what is wrong.

mod checking;
mod reading;
