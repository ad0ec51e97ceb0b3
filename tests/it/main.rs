//! Tests across packages, one binary.
//!
//! | module | what is real in it |
//! |---|---|
//! | `clients` | clients of others, unmodified, against the `vigie` binary |
//! | `senders` | the platforms' libraries, unmodified, as judges and as senders of the `vigie` binary |
//! | `contract` | the ports on SQLite and on the local AWS, one suite for both |
//! | `flow` | the `vigie` binary over HTTP on its own SQLite file |
//! | `stack` | `template.yaml` deployed with `sam deploy` on the local AWS, the Lambda binaries, over HTTP |
//! | `scenario` | what must hold on either of the two, written once |
//! | `fixtures` | every file of `events/` against the `vigie` binary |
//! | `openapi` | `infra/openapi.yaml` against the routes and the answers |
//! | `template` | what `template.yaml` promises |
//!
//! Run them with `bash tests/run`, which builds the binaries and starts the local AWS.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

mod clients;
mod contract;
mod fixtures;
mod flow;
mod house;
mod openapi;
mod scenario;
mod senders;
mod stack;
mod target;
mod template;
