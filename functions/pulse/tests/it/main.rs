//! The poller against a YouTube of our own and a real SQLite file.

#![cfg(test)]

mod bench;
mod channels;
mod http;
mod interleavings;
mod quota;
mod shaky;
mod sweeping;
mod walking;
