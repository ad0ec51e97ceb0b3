//! What every main shares.
//!
//! Each function reads its [`config`] once, holds [`spaces`] and [`keyrings`] in memory, takes comments in by one
//! [`intake`], answers what goes wrong with a [`problem::Problem`], and tells what it did through [`telemetry`]. The
//! `lambda` feature adds what only a Lambda needs: the request adapter and the shape of every AWS client.

pub mod config;
pub mod entropy;
pub mod intake;
pub mod keyrings;
#[cfg(feature = "lambda")]
pub mod lambda;
pub mod problem;
pub mod spaces;
pub mod telemetry;

/// The system's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl domain::Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one place that reads the system's clock"
    )]
    fn now(&self) -> domain::Timestamp {
        let since =
            std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        domain::Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}
