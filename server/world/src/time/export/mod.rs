//! A run for other eyes: as a script ([`super::Recording`]), as its events in JSON, as a picture, as a log for ShiViz.
//!
//! What is imported again is a script or JSON; both are played, so that nobody can import a run that cannot be.

pub mod json;
pub mod shiviz;
pub mod svg;
