//! Replicas among themselves, without a world around them.

mod giving;
mod lies;
mod table;
mod vouching;
