//! See ARCHITECTURE.md.

pub mod index;
pub mod promises;
pub mod search;
