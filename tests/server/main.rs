//! The binary over real sockets: what it serves, what it refuses, how it ends.

mod api;
mod bundle;
mod cluster;
mod command_line;
mod lessons;
mod pages;
mod rooms;
mod store;
mod stream;
mod viewers;
