//! SMR Lab's outer shell: the only code that does input and output.
//!
//! Inside are pure state machines (`smr`, `world`); this crate gives them what they must not have: sockets, a clock, signals and
//! a disk. In reading order:
//!
//! - [`command_line`]: what `smr-lab` can be told to do.
//! - [`commands`]: everything it does besides serving, from seed sweeps to benchmarks.
//! - [`judge`]: is a client history linearizable?
//! - [`serve`]: one server from its first socket to its last request.
//! - [`limits`]: how much one may ask of it; [`metrics`]: what is counted.
//! - [`run`]: scripts, played and told.
//! - [`remote`]: a lab that runs elsewhere, watched and steered from a terminal.
//! - [`web`]: what the browser gets.
//! - [`classroom`]: the live cluster behind it, and those who watch and steer it.

pub mod classroom;
pub mod command_line;
pub mod commands;
pub mod judge;
pub mod limits;
pub mod metrics;
pub mod remote;
pub mod run;
pub mod serve;
pub mod web;
