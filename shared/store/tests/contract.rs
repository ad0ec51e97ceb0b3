//! The contract suite, until the `tests` package holds it.

#[path = "../../../tests/it/contract/mod.rs"]
mod contract;
