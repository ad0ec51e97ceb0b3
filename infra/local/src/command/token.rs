//! `vigie token`.

use std::process::ExitCode;

use clap::{Args, Subcommand, ValueEnum};
use domain::{Clock, Role, SpaceId, TokenRecord, reviewer::BearerToken};
use runtime::{SystemClock, entropy};
use serde::Serialize;

use super::{Done, store::StoreChoice};
use crate::shown::{self, BOLD};

/// What to do with reviewers' tokens.
#[derive(Debug, Subcommand)]
pub(crate) enum TokenCommand {
    /// Make a token; it is shown once and stored as a hash
    Create(Create),
    /// List the tokens, without their secrets
    List(List),
    /// Make a token useless at once
    Revoke(Revoke),
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum RoleName {
    /// Claims and resolves reviews
    Reviewer,
    /// Also takes reviews away from their holders
    Lead,
    /// Everything, in every space
    Admin,
}

impl From<RoleName> for Role {
    fn from(name: RoleName) -> Self {
        match name {
            RoleName::Reviewer => Self::Reviewer,
            RoleName::Lead => Self::Lead,
            RoleName::Admin => Self::Admin,
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct Create {
    /// Whose token: the name that histories show
    #[arg(long)]
    name: String,
    #[arg(long, value_enum, default_value = "reviewer")]
    role: RoleName,
    /// A space it reaches; repeat for several, leave out for all
    #[arg(long = "space", value_name = "SPACE")]
    spaces: Vec<SpaceId>,
    /// Days it is good for
    #[arg(long, default_value_t = 90, value_parser = clap::value_parser!(u16).range(1..=3650))]
    days: u16,
    #[command(flatten)]
    store: StoreChoice,
    /// For machines
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct List {
    #[command(flatten)]
    store: StoreChoice,
    /// For machines
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Revoke {
    /// The token's id: the 16 digits after `vigie_`
    id: String,
    #[command(flatten)]
    store: StoreChoice,
}

/// A token as it may be shown: everything but its hash.
#[derive(Serialize)]
struct Listed<'a> {
    id: &'a str,
    name: &'a str,
    role: Role,
    spaces: &'a [SpaceId],
    expires_at: String,
}

impl<'a> Listed<'a> {
    fn of(record: &'a TokenRecord) -> Self {
        Self {
            id: record.id.as_str(),
            name: &record.name,
            role: record.role,
            spaces: &record.spaces,
            expires_at: record.expires_at.to_string(),
        }
    }
}

impl TokenCommand {
    /// Does it.
    pub(crate) async fn run(self) -> Done {
        match self {
            Self::Create(create) => create.run().await,
            Self::List(list) => list.run().await,
            Self::Revoke(revoke) => revoke.run().await,
        }
    }
}

impl Create {
    async fn run(self) -> Done {
        let name = self.name.trim().to_owned();
        if name.is_empty() {
            return Err("--name is empty: say whose token it is".into());
        }
        let store = self.store.open().await?;
        let token = BearerToken::from_random(&entropy::random()?);
        let now = SystemClock.now();
        let until = now.plus_secs(i64::from(self.days) * 86_400);
        let record = TokenRecord::of(&token, name, self.role.into(), self.spaces, now, until);
        store.save_token(&record).await?;
        if self.json {
            let listed = Listed::of(&record);
            shown::json(&serde_json::json!({ "token": token.reveal(), "record": listed }))?;
        } else {
            shown::out(&token.reveal());
            shown::note(&format!("good until {until}; it is not stored and not shown again"));
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl List {
    async fn run(self) -> Done {
        let records = self.store.open().await?.tokens().await?;
        let listed: Vec<Listed<'_>> = records.iter().map(Listed::of).collect();
        if self.json {
            shown::json(&listed)?;
            return Ok(ExitCode::SUCCESS);
        }
        for token in &listed {
            let spaces: Vec<&str> = token.spaces.iter().map(SpaceId::as_str).collect();
            let spaces =
                if spaces.is_empty() { "all spaces".to_owned() } else { spaces.join(", ") };
            let (id, name, role, until) = (token.id, token.name, token.role, &token.expires_at);
            shown::out(&format!("{BOLD}{id}{BOLD:#}  {name}  {role:?}, {spaces}, until {until}"));
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Revoke {
    async fn run(self) -> Done {
        let store = self.store.open().await?;
        let records = store.tokens().await?;
        let Some(record) = records.iter().find(|record| record.id.as_str() == self.id) else {
            return Err(
                format!("there is no token {}; `vigie token list` lists them", self.id).into()
            );
        };
        store.revoke_token(&record.id).await?;
        shown::out(&format!("{} is revoked", self.id));
        Ok(ExitCode::SUCCESS)
    }
}
