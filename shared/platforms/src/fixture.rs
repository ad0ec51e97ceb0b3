//! The example deliveries under `events/<platform>/<case>.json`, which tests and `vigie send` turn into requests.
//!
//! The format is described in `events/README.md`.

use std::{collections::BTreeMap, fs, io, path::Path};

use bytes::Bytes;
use domain::{SpaceId, Timestamp};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Uri};
use serde::Deserialize;
use serde_json::Value;

use crate::{KeyringProblem, Secret, Sender};

/// The token that the handshake fixtures present, to be listed under `handshake` in the keyring they are sent to.
pub const VERIFY_TOKEN: &str = "jeton-de-verification";

/// How long ago a `stale` fixture was signed, in seconds: just past the longest tolerance, which is Twitch's.
const STALE_SECONDS: i64 = 601;

/// An example delivery.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fixture {
    /// What it shows, in one sentence.
    pub about: String,
    /// What is sent.
    pub request: Content,
    /// How it is signed.
    pub signature: Signature,
    /// What should come of it.
    pub expect: Expectation,
    /// The file's name without its ending; doubles as the delivery id.
    #[serde(skip)]
    pub case: String,
}

/// What is sent.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Content {
    /// `POST`, or `GET` for a handshake.
    pub method: String,
    /// `/webhooks/<platform>` or `/webhooks/<platform>/<space>`.
    pub path: String,
    /// The query, encoded, without `?`.
    #[serde(default)]
    pub query: Option<String>,
    /// The headers that are not part of the signature.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// A body sent as JSON without white space.
    #[serde(default)]
    pub body: Option<Value>,
    /// A body sent to the letter.
    #[serde(default)]
    pub raw: Option<String>,
    /// A body sent as JSON indented by two spaces, as Coral writes it.
    #[serde(default)]
    pub pretty: Option<Value>,
}

/// How a fixture is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Signature {
    /// As its platform would.
    Good,
    /// As its platform would sign another body.
    Wrong,
    /// Not at all.
    Missing,
    /// As its platform would have ten minutes and a second ago.
    Stale,
}

/// What should come of a fixture.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expectation {
    /// The status of the answer.
    pub status: u16,
    /// The verdicts, in order; left out where the lexicons may change their mind.
    #[serde(default)]
    pub verdicts: Option<Vec<domain::Verdict>>,
    /// How many comments are removed.
    #[serde(default)]
    pub removed: usize,
    /// How many events are passed over.
    #[serde(default)]
    pub skipped: usize,
    /// How many things an operator must see to.
    #[serde(default)]
    pub alerts: usize,
    /// How many parts, or whole bodies, could not be read and are kept in quarantine.
    #[serde(default)]
    pub quarantined: usize,
}

/// Why a fixture cannot be sent.
#[derive(Debug, thiserror::Error)]
pub enum FixtureProblem {
    /// The file cannot be opened.
    #[error("{path} cannot be read")]
    File {
        /// The file.
        path: String,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The file is not a fixture.
    #[error("{path} is not a fixture")]
    Format {
        /// The file.
        path: String,
        /// Why.
        #[source]
        source: serde_json::Error,
    },
    /// The path names no platform that we know, or a space that cannot be.
    #[error("{0} is not the path of a webhook")]
    Path(String),
    /// The method, the query or a header cannot be sent.
    #[error("the request cannot be sent")]
    Request(#[from] http::Error),
    /// The secret cannot be used.
    #[error(transparent)]
    Secret(#[from] KeyringProblem),
}

impl Fixture {
    /// Reads a fixture from its file.
    ///
    /// # Errors
    /// When there is no such file, or it is not of the format.
    pub fn load(path: &Path) -> Result<Self, FixtureProblem> {
        let named = || path.display().to_string();
        let text =
            fs::read(path).map_err(|source| FixtureProblem::File { path: named(), source })?;
        let mut fixture: Self = serde_json::from_slice(&text)
            .map_err(|source| FixtureProblem::Format { path: named(), source })?;
        fixture.case = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        Ok(fixture)
    }

    /// The platform that its path names.
    ///
    /// # Errors
    /// When there is no such platform.
    pub fn sender(&self) -> Result<&'static dyn Sender, FixtureProblem> {
        let name = self.segments().next().unwrap_or_default();
        crate::sender(name).ok_or_else(|| FixtureProblem::Path(self.request.path.clone()))
    }

    /// The space that its path names, if it names one.
    ///
    /// # Errors
    /// When it cannot be the id of a space.
    pub fn space(&self) -> Result<Option<SpaceId>, FixtureProblem> {
        let space = self.segments().nth(1).map(SpaceId::new).transpose();
        space.map_err(|_| FixtureProblem::Path(self.request.path.clone()))
    }

    fn segments(&self) -> impl Iterator<Item = &str> {
        self.request.path.strip_prefix("/webhooks/").unwrap_or_default().split('/')
    }

    /// The bytes of its body.
    #[must_use]
    pub fn body(&self) -> Bytes {
        let Content { body, raw, pretty, .. } = &self.request;
        let compact = || body.as_ref().map(Value::to_string);
        let indented = || pretty.as_ref().map(|value| format!("{value:#}"));
        raw.clone().or_else(indented).or_else(compact).unwrap_or_default().into()
    }

    /// The request, signed as asked for.
    ///
    /// # Errors
    /// When the fixture holds what cannot be sent, or the secret is none of its platform.
    pub fn to_request(
        &self,
        secret: &Secret,
        now: Timestamp,
    ) -> Result<Request<Bytes>, FixtureProblem> {
        let sender = self.sender()?;
        let body = self.body();
        let mut headers = HeaderMap::new();
        for (name, value) in &self.request.headers {
            let name = HeaderName::try_from(name).map_err(http::Error::from)?;
            headers.append(name, HeaderValue::try_from(value).map_err(http::Error::from)?);
        }
        headers.extend(match self.signature {
            Signature::Good => sender.sign(&body, secret, &self.case, now)?,
            Signature::Wrong => sender.sign(b"another body", secret, &self.case, now)?,
            Signature::Missing => HeaderMap::new(),
            Signature::Stale => {
                sender.sign(&body, secret, &self.case, now.plus_secs(-STALE_SECONDS))?
            }
        });
        let query = self.request.query.as_ref().map(|query| format!("?{query}"));
        let target = format!("{}{}", self.request.path, query.unwrap_or_default());
        let mut request = Request::new(body);
        *request.method_mut() =
            Method::try_from(self.request.method.as_str()).map_err(http::Error::from)?;
        *request.uri_mut() = Uri::try_from(target).map_err(http::Error::from)?;
        *request.headers_mut() = headers;
        Ok(request)
    }
}
