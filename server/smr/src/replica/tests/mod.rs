//! Replicas among themselves, without a world around them.

mod lies;
mod table;
mod vouching;
