//! The ports on DynamoDB, SQS and Parameter Store.
//!
//! Errors of the SDK are turned into their kind, code and request id at once: the errors themselves may hold the item
//! that was sent or found, and with it the text of a comment.

mod connect;
mod cursors;
mod decisions;
mod failure;
mod history;
mod item;
mod keys;
mod long_text;
mod parameters;
mod quarantine;
mod queues;
mod reviews;
mod spaces;
pub mod stream;
mod table;
mod tokens;

pub use parameters::Parameters;
pub use queues::Queues;
pub use table::Table;
