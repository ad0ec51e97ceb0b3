//! The API over HTTP.

use std::time::Duration;

use platforms::Secret;
use ureq::{Agent, config::ConfigBuilder, typestate::AgentScope};

use super::api::{Api, Query, Reply, Unreached};

/// Where the API is.
pub const ADDRESS: &str = "https://www.googleapis.com/youtube/v3";

/// How long one call may take, name look-up and body included.
const CALL: Duration = Duration::from_secs(20);

/// Largest page that is read, in bytes: 100 threads with 5 replies of 10,000 characters each are some 20 MB of HTML at
/// the very worst, and some 300 KB usually.
const PAGE_LIMIT: u64 = 32 * 1024 * 1024;

/// Why there is no way to the API.
#[derive(Debug, thiserror::Error)]
pub enum NoWay {
    /// Built without `tls`.
    #[error("this build speaks no HTTPS: build it with the feature `youtube`")]
    NoTls,
    /// The system's certificates.
    #[error("the system has no certificates of authorities to trust")]
    NoRoots,
}

/// The API over HTTP. It blocks, so every call runs on tokio's threads for blocking work.
#[derive(Debug, Clone)]
pub struct Http {
    agent: Agent,
    address: String,
}

impl Http {
    /// The API at an address: [`ADDRESS`], but in tests.
    ///
    /// # Errors
    /// When the address is one of HTTPS and this build speaks none, or the system trusts nobody.
    pub fn at(address: &str) -> Result<Self, NoWay> {
        let secure = address.starts_with("https://");
        // The key is in a header, so nothing may lead it elsewhere.
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .https_only(secure)
            .timeout_global(Some(CALL))
            .user_agent(concat!("vigie/", env!("CARGO_PKG_VERSION")));
        let config = if secure { secured(config)? } else { config };
        let address = address.trim_end_matches('/').to_owned();
        Ok(Self { agent: config.build().new_agent(), address })
    }
}

#[cfg(not(feature = "tls"))]
fn secured(_config: ConfigBuilder<AgentScope>) -> Result<ConfigBuilder<AgentScope>, NoWay> {
    Err(NoWay::NoTls)
}

#[cfg(feature = "tls")]
fn secured(config: ConfigBuilder<AgentScope>) -> Result<ConfigBuilder<AgentScope>, NoWay> {
    use std::sync::Arc;

    use ureq::tls::{Certificate, RootCerts, TlsConfig, TlsProvider};

    let found = rustls_native_certs::load_native_certs();
    if found.certs.is_empty() {
        return Err(NoWay::NoRoots);
    }
    let roots: Vec<Certificate<'static>> =
        found.certs.iter().map(|cert| Certificate::from_der(cert).to_owned()).collect();
    let tls = TlsConfig::builder()
        .provider(TlsProvider::Rustls)
        .root_certs(RootCerts::Specific(Arc::new(roots)))
        .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::aws_lc_rs::default_provider()))
        .build();
    Ok(config.tls_config(tls))
}

impl Api for Http {
    async fn get(&self, key: &Secret, query: &Query) -> Result<Reply, Unreached> {
        let request = self.agent.get(format!("{}{}", self.address, query.path()));
        // In a header, so that no log of addresses holds it.
        let request = request.header("x-goog-api-key", key.reveal());
        let call = move || -> Result<Reply, ureq::Error> {
            let mut response = request.call()?;
            let retry_after = response.headers().get("retry-after");
            let retry_after = retry_after.and_then(|seconds| seconds.to_str().ok()?.parse().ok());
            let status = response.status().as_u16();
            let body = response.body_mut().with_config().limit(PAGE_LIMIT).read_to_vec()?;
            Ok(Reply { status, retry_after, body })
        };
        match tokio::task::spawn_blocking(call).await {
            Ok(answer) => answer.map_err(|error| Unreached(error.to_string())),
            Err(_) => Err(Unreached("the call panicked or was cut off".to_owned())),
        }
    }
}
