//! The ports of [`domain::ports`] on two sets of adapters that keep the same promises.
//!
//! - `aws` (feature `aws`): decisions, quarantine, tokens and spaces in one DynamoDB table, pointers in two SQS queues,
//!   secrets in Parameter Store.
//! - `embedded` (feature `embedded`): all of it in one SQLite file, for one machine without an account.
//!
//! The rules live in [`domain::lifecycle`] as pure functions. A store compares, lets the rules decide, and writes where
//! nothing has moved meanwhile; so the two cannot differ in what they allow. The contract suite (`tests/it/contract`)
//! holds both to it.

#[cfg(feature = "aws")]
pub mod aws;
#[cfg(feature = "embedded")]
pub mod embedded;
#[cfg(any(feature = "aws", feature = "embedded"))]
mod shared;
