//! `X-Telegram-Bot-Api-Secret-Token`: the secret itself. Nothing is signed.

use http::HeaderMap;
use sha2::{Digest, Sha256, digest::Output};
use subtle::ConstantTimeEq;

use crate::{KeyringProblem, Refusal, Secret, signature};

const TOKEN: &str = "x-telegram-bot-api-secret-token";

/// Longest token, in bytes, that `setWebhook` takes.
const TOKEN_LIMIT: usize = 256;

/// The hash of a token that a request presents.
pub(super) struct Presented(Output<Sha256>);

/// Refuses a secret that `setWebhook` would: Telegram could never present it.
pub(super) fn check(secret: &Secret) -> Result<(), KeyringProblem> {
    let text = secret.reveal();
    let allowed = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
    if text.len() <= TOKEN_LIMIT && text.bytes().all(allowed) {
        Ok(())
    } else {
        Err(KeyringProblem::Unfit("1 to 256 characters of A-Z, a-z, 0-9, _ and -"))
    }
}

/// The token that the headers present.
pub(super) fn presented(headers: &HeaderMap) -> Result<Presented, Refusal> {
    let token = signature::single(headers, TOKEN)?.ok_or(Refusal::MissingSignature)?;
    // Lambda joins a header that was sent twice with a comma, which no token holds.
    if token.is_empty() || token.len() > TOKEN_LIMIT || token.contains(',') {
        return Err(Refusal::MalformedHeader(TOKEN));
    }
    Ok(Presented(Sha256::digest(token)))
}

/// Whether the token is this secret. Hashes are compared, so that the time taken tells nothing of its length either.
pub(super) fn is_of(secret: &Secret, presented: &Presented) -> bool {
    Sha256::digest(secret.reveal()).ct_eq(&presented.0).into()
}

/// The header of an update.
pub(super) fn sign(secret: &Secret) -> Result<HeaderMap, KeyringProblem> {
    let token = secret.reveal();
    let token = token.parse().map_err(|_| KeyringProblem::Unfit("what a header can hold"))?;
    let mut headers = HeaderMap::new();
    headers.insert(TOKEN, token);
    Ok(headers)
}
