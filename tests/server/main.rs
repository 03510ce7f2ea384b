//! The binary over real sockets: what it serves, what it refuses, how it ends.

mod api;
mod bundle;
mod cluster;
mod command_line;
mod pages;
mod store;
mod stream;
mod viewers;
