//! `X-Hub-Signature-256` under the app's secret, and the check of the endpoint by a verify token. The older
//! `X-Hub-Signature` (SHA-1) proves nothing here.

use http::{HeaderMap, HeaderName};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::{Keyring, KeyringProblem, Refusal, Secret, query, signature, signature::Claim};

const SIGNATURE: &str = "x-hub-signature-256";

/// Longest challenge that is given back. Meta sends about ten digits.
const CHALLENGE_LIMIT: usize = 128;

/// What the header claims.
pub(super) fn claim(headers: &HeaderMap) -> Result<Claim, Refusal> {
    signature::single_sha256(headers, SIGNATURE)
}

/// The header of a delivery.
pub(super) fn sign(body: &[u8], secret: &Secret) -> Result<HeaderMap, KeyringProblem> {
    signature::sha256_header(HeaderName::from_static(SIGNATURE), body, secret)
}

/// The challenge to give back, if the query is a subscription with one of our verify tokens.
///
/// It is given back only if it is short and holds nothing but letters, digits, `-` and `_`, so that nobody can make
/// this address show a page of theirs.
pub(super) fn challenge(query: &str, keyring: &Keyring) -> Result<String, Refusal> {
    let field = |name| query::only(query, name).ok_or(Refusal::HandshakeRefused);
    let token = Sha256::digest(field("hub.verify_token")?);
    // Hashes are compared, so that the time taken tells nothing of a token's length either.
    let known = keyring.handshake().fold(false, |known, secret| {
        known | bool::from(Sha256::digest(secret.reveal()).ct_eq(&token))
    });
    let challenge = String::from_utf8(field("hub.challenge")?)
        .ok()
        .filter(|c| !c.is_empty() && c.len() <= CHALLENGE_LIMIT)
        .filter(|c| c.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_')));
    match challenge {
        Some(challenge) if known && field("hub.mode")? == b"subscribe" => Ok(challenge),
        _ => Err(Refusal::HandshakeRefused),
    }
}
