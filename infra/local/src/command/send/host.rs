//! A running host, and the secrets by which it is spoken to.

use std::{path::Path, time::Duration};

use domain::{Clock, Comment, CommentEvent, SpaceId};
use http::{HeaderMap, Method, Request, header};
use platforms::{
    Keyring, Unverified,
    fixture::{Fixture, VERIFY_TOKEN},
};
use runtime::SystemClock;
use serde_json::Value;

use super::super::Failure;
use crate::data::{DataFolder, Secrets};

/// How long to wait for an answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// The secrets to sign with.
enum Keys {
    /// One, whoever sends.
    Given(String),
    /// Those of the local folder.
    Folder(Secrets),
}

/// A running host.
pub(crate) struct Host {
    agent: ureq::Agent,
    /// Without a slash at its end.
    url: String,
    keys: Keys,
}

/// An answer over HTTP.
pub(crate) struct Heard {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
}

/// What a host answered to a fixture.
pub(crate) struct Delivered {
    pub(crate) status: u16,
    pub(crate) body: Value,
    /// The space that the path names.
    pub(crate) space: Option<SpaceId>,
    /// The comments that were written in what was sent, as a host with the same secrets reads it.
    pub(crate) written: Vec<Comment>,
}

impl Host {
    /// A host that is spoken to with one secret, or with those of the local folder.
    pub(crate) fn new(url: &str, secret: Option<&str>, data: &Path) -> Result<Self, Failure> {
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(PATIENCE))
            .build()
            .into();
        let keys = match secret {
            Some(secret) => Keys::Given(secret.to_owned()),
            None => Keys::Folder(DataFolder::open(data)?.secrets()?),
        };
        Ok(Self { agent, url: url.trim_end_matches('/').to_owned(), keys })
    }

    /// Whether its secrets are those of the local folder, and so most likely its tokens too.
    pub(crate) const fn is_local(&self) -> bool {
        matches!(self.keys, Keys::Folder(_))
    }

    fn keyring(&self, platform: &str) -> Result<Keyring, Failure> {
        let text = match &self.keys {
            Keys::Given(secret) => secret,
            Keys::Folder(secrets) => secrets.keyring(platform).unwrap_or_default(),
        };
        Ok(Keyring::parse(text)?)
    }

    /// Signs a fixture as it says, and sends it.
    pub(crate) fn deliver(&self, fixture: &Fixture) -> Result<Delivered, Failure> {
        let keyring = self.keyring(fixture.sender()?.name())?;
        let space = fixture.space()?;
        let Some((secret, _)) = keyring.signing(space.as_ref()).next() else {
            return Err("the keyring holds no secret for this platform and space".into());
        };
        let (parts, body) = fixture.to_request(secret, SystemClock.now())?.into_parts();
        let mut uri = format!("{}{}", self.url, parts.uri);
        if let Some(token) = keyring.handshake().next() {
            uri = uri.replace(VERIFY_TOKEN, token.reveal());
        }
        let mut outgoing = Request::builder().method(parts.method.clone()).uri(uri);
        if let Some(headers) = outgoing.headers_mut() {
            headers.clone_from(&parts.headers);
        }
        let heard = self.ask(outgoing.body(body.to_vec())?)?;
        let sent = Unverified {
            method: parts.method,
            space: space.clone(),
            query: parts.uri.query().map(str::to_owned),
            headers: parts.headers,
            body,
        };
        let written = written(fixture, sent, &keyring)?;
        Ok(Delivered { status: heard.status, body: heard.body, space, written })
    }

    /// Asks the review API.
    pub(crate) fn read(&self, path: &str, token: &str) -> Result<Heard, Failure> {
        let request = Request::get(format!("{}{path}", self.url))
            .header(header::AUTHORIZATION, format!("Bearer {token}"));
        self.ask(request.body(Vec::new())?)
    }

    fn ask(&self, request: Request<Vec<u8>>) -> Result<Heard, Failure> {
        let mut response = self.agent.run(request).map_err(|error| {
            format!("{} does not answer: {error}; is `vigie serve` running there?", self.url)
        })?;
        let text = response.body_mut().read_to_string()?;
        Ok(Heard {
            status: response.status().as_u16(),
            headers: std::mem::take(response.headers_mut()),
            body: serde_json::from_str(&text).unwrap_or(Value::String(text)),
        })
    }
}

/// The comments that are written in a delivery: none where it is refused, or only checks the address.
fn written(
    fixture: &Fixture,
    sent: Unverified,
    keyring: &Keyring,
) -> Result<Vec<Comment>, Failure> {
    let sender = fixture.sender()?;
    if sent.method != Method::POST {
        return Ok(Vec::new());
    }
    let Ok(verified) = sender.verify(sent, keyring, SystemClock.now()) else {
        return Ok(Vec::new());
    };
    if sender.challenge(&verified).is_some() {
        return Ok(Vec::new());
    }
    let events = sender.parse(&verified).unwrap_or_default().events;
    let written = |event| match event {
        CommentEvent::Written(comment) => Some(*comment),
        CommentEvent::Removed(_) => None,
    };
    Ok(events.into_iter().filter_map(written).collect())
}
