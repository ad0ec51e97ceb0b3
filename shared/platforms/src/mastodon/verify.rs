//! `X-Hub-Signature`, which here is SHA-256 and not the SHA-1 that other senders put under this name.

use http::{HeaderMap, HeaderName};

use crate::{KeyringProblem, Refusal, Secret, signature, signature::Claim};

const SIGNATURE: &str = "x-hub-signature";

/// What the header claims.
pub(super) fn claim(headers: &HeaderMap) -> Result<Claim, Refusal> {
    signature::single_sha256(headers, SIGNATURE)
}

/// The header of a delivery. Mastodon sends no id of it.
pub(super) fn sign(body: &[u8], secret: &Secret) -> Result<HeaderMap, KeyringProblem> {
    signature::sha256_header(HeaderName::from_static(SIGNATURE), body, secret)
}
