//! The commands, one file each.

pub(crate) mod classify;
pub(crate) mod eval;
pub(crate) mod line;
pub(crate) mod policy;
pub(crate) mod quarantine;
pub(crate) mod send;
pub(crate) mod serve;
pub(crate) mod space;
pub(crate) mod store;
pub(crate) mod token;

/// An error to show.
pub(crate) type Failure = Box<dyn std::error::Error + Send + Sync>;

/// What a command comes to: an exit code, or an error to show.
pub(crate) type Done = Result<std::process::ExitCode, Failure>;
