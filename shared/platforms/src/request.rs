//! The two ends of verification, made so that no one can skip it.

use std::fmt;

use bytes::Bytes;
use domain::SpaceId;
use http::{HeaderMap, Method};

use crate::{Keyring, KeyringProblem, Refusal, Secret, signature::Claim};

/// A request as it came in. Nothing in it may be believed.
#[derive(Clone)]
pub struct Unverified {
    /// The method.
    pub method: Method,
    /// The space named in the URL's path, if one is.
    pub space: Option<SpaceId>,
    /// The query, still encoded, without `?`.
    pub query: Option<String>,
    /// The headers.
    pub headers: HeaderMap,
    /// The bytes as received.
    pub body: Bytes,
}

/// A request whose signature was found good.
///
/// There is no other way to one than a claimed signature that matches:
///
/// ```compile_fail
/// use platforms::{Scope, Verified};
/// let forged = Verified { headers: Default::default(), body: Default::default(), scope: Scope::Every };
/// ```
#[derive(Clone)]
pub struct Verified {
    headers: HeaderMap,
    body: Bytes,
    scope: Scope,
}

/// Which spaces the secret that matched may speak for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Scope {
    /// Any space.
    Every,
    /// One space only.
    One(SpaceId),
}

impl Scope {
    /// Whether the secret may speak for a space.
    #[must_use]
    pub fn covers(&self, space: &SpaceId) -> bool {
        match self {
            Self::Every => true,
            Self::One(one) => one == space,
        }
    }
}

impl Unverified {
    /// Trades the request for a verified one if the claim holds under any secret of the keyring.
    pub(crate) fn prove(self, claim: &Claim, keyring: &Keyring) -> Result<Verified, Refusal> {
        self.prove_by(keyring, |secret, body| claim.holds(secret, body))
    }

    /// Trades the request for a verified one if any secret of the keyring passes the test, which must take the same
    /// time whatever the secret is.
    pub(crate) fn prove_by(
        self,
        keyring: &Keyring,
        holds: impl Fn(&Secret, &[u8]) -> Result<bool, KeyringProblem>,
    ) -> Result<Verified, Refusal> {
        let mut usable = false;
        for (secret, scope) in keyring.signing(self.space.as_ref()) {
            match holds(secret, &self.body) {
                Ok(true) => {
                    return Ok(Verified { headers: self.headers, body: self.body, scope });
                }
                Ok(false) => usable = true,
                // A secret that is no key of this platform is reported by `Sender::check`; it can match nothing.
                Err(_) => {}
            }
        }
        Err(if usable { Refusal::WrongSignature } else { Refusal::NoSecret })
    }
}

impl Verified {
    /// The bytes that were signed.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// The headers. Most platforms do not sign them.
    #[must_use]
    pub const fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Which spaces the secret that matched may speak for.
    #[must_use]
    pub const fn scope(&self) -> &Scope {
        &self.scope
    }
}

// Bodies hold people's words and headers hold signatures: neither belongs in a log by way of `{:?}`.

impl fmt::Debug for Unverified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unverified")
            .field("method", &self.method)
            .field("space", &self.space)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Verified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verified")
            .field("scope", &self.scope)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish_non_exhaustive()
    }
}
