//! Which store a command works on: this machine's folder, or a deployed table.

use std::path::PathBuf;

use clap::Args;
use domain::{
    Platform, SpaceId, TokenId, TokenRecord,
    ports::{Answer, KeepSpaces, KeepTokens, KeepUnreadable, Quarantined},
};
use store::embedded::Embedded;

use crate::data::DataFolder;

/// Where tokens, spaces and quarantine are.
#[derive(Debug, Args)]
pub(crate) struct StoreChoice {
    /// Folder of the embedded store
    #[arg(long, default_value = ".vigie", env = "VIGIE_DATA")]
    data: PathBuf,
    /// A deployed table instead, with your AWS credentials (needs a build with `--features aws`)
    #[arg(long, env = "VIGIE_TABLE")]
    table: Option<String>,
}

/// A store that a command works on.
pub(crate) enum Store {
    Folder(Embedded),
    #[cfg(feature = "aws")]
    Table(store::aws::Table),
}

impl StoreChoice {
    /// Opens the store chosen.
    pub(crate) async fn open(&self) -> Result<Store, Box<dyn std::error::Error + Send + Sync>> {
        match &self.table {
            None => Ok(Store::Folder(DataFolder::open(&self.data)?.store().await?)),
            #[cfg(feature = "aws")]
            Some(table) => {
                use std::sync::Arc;
                let sdk = runtime::lambda::sdk_config(runtime::lambda::Patience::Batch).await;
                let clock = Arc::new(runtime::SystemClock);
                Ok(Store::Table(store::aws::Table::connect(&sdk, table.clone(), clock)))
            }
            #[cfg(not(feature = "aws"))]
            Some(_) => Err("this build knows no AWS; run `cargo run --features aws -- …`".into()),
        }
    }
}

/// Asks whichever store it is.
macro_rules! ask {
    ($store:expr, $name:ident ( $($argument:expr),* )) => {
        match $store {
            Store::Folder(store) => store.$name($($argument),*).await,
            #[cfg(feature = "aws")]
            Store::Table(store) => store.$name($($argument),*).await,
        }
    };
}

impl Store {
    pub(crate) async fn tokens(&self) -> Answer<Vec<TokenRecord>> {
        ask!(self, tokens())
    }

    pub(crate) async fn save_token(&self, record: &TokenRecord) -> Answer<()> {
        ask!(self, save_token(record))
    }

    pub(crate) async fn revoke_token(&self, id: &TokenId) -> Answer<bool> {
        ask!(self, revoke_token(id))
    }

    pub(crate) async fn space_documents(&self) -> Answer<Vec<String>> {
        ask!(self, space_documents())
    }

    pub(crate) async fn save_space(&self, id: &SpaceId, document: &str) -> Answer<()> {
        ask!(self, save_space(id, document))
    }

    pub(crate) async fn kept(&self, platform: &Platform, limit: usize) -> Answer<Vec<Quarantined>> {
        ask!(self, kept(platform, limit))
    }
}
