//! The sender is the one whose name this file bears.
#![no_main]
platforms_fuzz::target!();
