//! What nobody triggers: every few minutes [`tick`] looks where no webhook tells.
//!
//! For now that is [`youtube`], which is asked for new comments; they are taken in by the same flow as those that
//! webhooks bring ([`runtime::intake`]).

pub mod youtube;

use std::sync::Arc;

use classify::Classifier;
use domain::{
    Clock,
    ports::{FetchSecret, KeepCursor},
};
use runtime::{intake, keyrings::Keyrings, spaces::SpaceCatalog, telemetry::Counter};

/// What a tick needs of a store.
pub trait Store: intake::Store + KeepCursor {}

impl<S: intake::Store + KeepCursor> Store for S {}

/// Everything a tick works with; made once per process.
pub struct App<S, F, A> {
    /// Reads the text.
    pub classifier: Arc<Classifier>,
    /// Where decisions and cursors go.
    pub store: S,
    /// The spaces, in memory.
    pub spaces: Arc<SpaceCatalog<S>>,
    /// The platforms' keys, in memory.
    pub keyrings: Keyrings<F>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Counts what happened.
    pub counter: Counter,
    /// Reaches YouTube.
    pub youtube: A,
    /// How YouTube is asked.
    pub settings: youtube::Settings,
}

impl<S, F, A> std::fmt::Debug for App<S, F, A> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App").field("settings", &self.settings).finish_non_exhaustive()
    }
}

/// Does what is due. What is cut off in the middle is gone on with by the next tick.
///
/// # Errors
/// What an operator must see to, or what a port failed at; the log says more.
pub async fn tick<S: Store, F: FetchSecret, A: youtube::Api>(
    app: &App<S, F, A>,
) -> Result<(), youtube::Failure> {
    youtube::poll(app).await
}
