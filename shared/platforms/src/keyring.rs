//! The secrets of one platform, as they are kept in one parameter.

use std::{collections::BTreeMap, fmt};

use domain::SpaceId;
use serde::Deserialize;

use crate::Scope;

/// A shared secret. Never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// A secret from its text; white space around it is not part of it.
    ///
    /// # Errors
    /// When there is nothing but white space: an empty key would let everybody sign.
    pub fn new(text: &str) -> Result<Self, KeyringProblem> {
        match text.trim() {
            "" => Err(KeyringProblem::EmptySecret),
            text => Ok(Self(text.to_owned())),
        }
    }

    /// The secret's text, for signing.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// Why secrets cannot be used. Holds no part of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyringProblem {
    /// Begins like a JSON object and is none.
    #[error("not JSON from line {line}, column {column} on")]
    Syntax {
        /// Counted from 1.
        line: usize,
        /// Counted from 1.
        column: usize,
    },
    /// JSON, but of another shape.
    #[error(
        "line {line}, column {column}: the object may hold only `signing` and `handshake` (lists of texts) and \
         `spaces` (lists of texts by space id)"
    )]
    Shape {
        /// Counted from 1.
        line: usize,
        /// Counted from 1.
        column: usize,
    },
    /// A secret of no characters.
    #[error("a secret is empty")]
    EmptySecret,
    /// One secret under two spaces, which then could not be told apart.
    #[error("two spaces hold the same secret; give each its own, or put it under `signing`")]
    SharedSecret,
    /// Not a key of the platform it is meant for.
    #[error("a secret is not a key of this platform (`whsec_` and base64 are expected)")]
    NotAKey,
    /// Of a form that the platform it is meant for never takes.
    #[error("a secret is not of the form that this platform takes: {0}")]
    Unfit(&'static str),
    /// The delivery id cannot be sent in a header.
    #[error("this delivery id cannot be sent: printable ASCII without dots is expected")]
    DeliveryId,
}

/// The secrets of one platform. Several for one purpose mean that they are being rotated.
///
/// The text form is either plain lines, one signing secret a line, newest first; or a JSON object:
///
/// ```
/// let text = r#"{"signing": ["new", "old"], "handshake": ["verify-token"], "spaces": {"le-journal": ["its own"]}}"#;
/// let keyring = platforms::Keyring::parse(text).unwrap();
/// assert_eq!(keyring.signing(None).count(), 3);
/// assert!(!platforms::Keyring::parse("new\nold\n").unwrap().is_empty());
/// ```
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Keyring {
    signing: Vec<Secret>,
    handshake: Vec<Secret>,
    spaces: BTreeMap<SpaceId, Vec<Secret>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    #[serde(default)]
    signing: Vec<String>,
    #[serde(default)]
    handshake: Vec<String>,
    #[serde(default)]
    spaces: BTreeMap<SpaceId, Vec<String>>,
}

impl Keyring {
    /// Reads the text form. Text of white space alone is an empty keyring.
    ///
    /// # Errors
    /// What is wrong, without a word of the text.
    pub fn parse(text: &str) -> Result<Self, KeyringProblem> {
        let text = text.trim();
        if !text.starts_with('{') {
            let lines = text.lines().filter(|line| !line.trim().is_empty());
            let signing = lines.map(Secret::new).collect::<Result<_, _>>()?;
            return Ok(Self { signing, ..Self::default() });
        }
        // serde's own text names the unexpected key or value, which may be a secret in the wrong place.
        let document: Document = serde_json::from_str(text).map_err(|error| {
            let (line, column) = (error.line(), error.column());
            if error.is_data() {
                KeyringProblem::Shape { line, column }
            } else {
                KeyringProblem::Syntax { line, column }
            }
        })?;
        let secrets = |texts: Vec<String>| -> Result<Vec<Secret>, KeyringProblem> {
            texts.iter().map(|text| Secret::new(text)).collect()
        };
        let spaces = document.spaces.into_iter().map(|(id, texts)| Ok((id, secrets(texts)?)));
        let keyring = Self {
            signing: secrets(document.signing)?,
            handshake: secrets(document.handshake)?,
            spaces: spaces.collect::<Result<_, KeyringProblem>>()?,
        };
        if keyring.shares_a_secret() { Err(KeyringProblem::SharedSecret) } else { Ok(keyring) }
    }

    fn shares_a_secret(&self) -> bool {
        let mut owners: BTreeMap<&str, &SpaceId> = BTreeMap::new();
        self.spaces.iter().any(|(id, secrets)| {
            secrets.iter().any(|s| owners.insert(s.reveal(), id).is_some_and(|owner| owner != id))
        })
    }

    /// Whether nothing could ever be verified with it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.signing(None).next().is_none()
    }

    /// The secrets that may have signed a request, each with the spaces it may speak for.
    ///
    /// With a space: that space's secrets, then the general ones. Without: the general ones, then every space's.
    pub fn signing(&self, space: Option<&SpaceId>) -> impl Iterator<Item = (&Secret, Scope)> {
        let own = self.spaces.iter().filter(move |(id, _)| space.is_none_or(|space| space == *id));
        let own = own.flat_map(|(id, secrets)| {
            secrets.iter().map(move |secret| (secret, Scope::One(id.clone())))
        });
        let general = self.signing.iter().map(|secret| (secret, Scope::Every));
        let (before, after) =
            if space.is_some() { (None, Some(general)) } else { (Some(general), None) };
        before.into_iter().flatten().chain(own).chain(after.into_iter().flatten())
    }

    /// The tokens that a platform may present when it checks the endpoint.
    pub fn handshake(&self) -> impl Iterator<Item = &Secret> {
        self.handshake.iter()
    }
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keyring")
            .field("signing", &self.signing.len())
            .field("handshake", &self.handshake.len())
            .field("spaces", &self.spaces.keys().map(SpaceId::as_str).collect::<Vec<_>>())
            .finish()
    }
}
