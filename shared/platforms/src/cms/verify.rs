//! Standard Webhooks, `v1`: HMAC-SHA256 over `id.timestamp.body`, the key being the base64 part of `whsec_…`.

use data_encoding::{BASE64, BASE64_NOPAD};
use domain::Timestamp;
use http::HeaderMap;

use crate::{KeyringProblem, Refusal, Secret, signature, signature::Claim};

const ID: &str = "webhook-id";
const TIMESTAMP: &str = "webhook-timestamp";
const SIGNATURE: &str = "webhook-signature";

/// How far a timestamp may be from now, in seconds, in either direction.
const TOLERANCE: u64 = 300;

/// The version of signature that is understood. Others (`v1a` is ed25519) are passed over.
const VERSION: &str = "v1";

/// What the headers claim.
pub(super) fn claim(headers: &HeaderMap, now: Timestamp) -> Result<Claim, Refusal> {
    let signatures = signature::single(headers, SIGNATURE)?.ok_or(Refusal::MissingSignature)?;
    let timestamp = signature::single(headers, TIMESTAMP)?.ok_or(Refusal::MissingTimestamp)?;
    // A dot in the id could move bytes between the id, the timestamp and the body without changing what is signed.
    let id = signature::single(headers, ID)?
        .filter(|id| !id.is_empty() && !id.contains('.'))
        .ok_or(Refusal::MalformedHeader(ID))?;
    if timestamp.is_empty() || !timestamp.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Refusal::MalformedHeader(TIMESTAMP));
    }
    let seconds: i64 = timestamp.parse().map_err(|_| Refusal::MalformedHeader(TIMESTAMP))?;
    if seconds.abs_diff(now.secs()) > TOLERANCE {
        return Err(Refusal::StaleTimestamp);
    }
    Ok(Claim {
        key,
        prefix: format!("{id}.{timestamp}.").into_bytes(),
        signatures: listed(signatures)?,
    })
}

/// The `v1` signatures of a list; those that are not base64 of 32 bytes can match nothing.
fn listed(list: &str) -> Result<Vec<[u8; 32]>, Refusal> {
    let mut signatures = Vec::new();
    for entry in list.split_ascii_whitespace() {
        let (version, encoded) =
            entry.split_once(',').ok_or(Refusal::MalformedHeader(SIGNATURE))?;
        // The entries of one header are parted by spaces: a second comma is a header that was sent twice.
        if encoded.contains(',') {
            return Err(Refusal::MalformedHeader(SIGNATURE));
        }
        let bytes = BASE64.decode(encoded.as_bytes()).ok();
        if version == VERSION {
            signatures.extend(bytes.and_then(|bytes| <[u8; 32]>::try_from(bytes).ok()));
        }
    }
    Ok(signatures)
}

/// The key behind a secret: `whsec_` may be missing, and so may the padding of the base64.
pub(super) fn key(secret: &Secret) -> Result<Vec<u8>, KeyringProblem> {
    let text = secret.reveal();
    let encoded = text.strip_prefix("whsec_").unwrap_or(text).trim_end_matches('=');
    // Like the official libraries, which read a secret that was cut in the middle of a byte.
    let mut lenient = BASE64_NOPAD.specification();
    lenient.check_trailing_bits = false;
    let lenient = lenient.encoding().map_err(|_| KeyringProblem::NotAKey)?;
    match lenient.decode(encoded.as_bytes()) {
        Ok(key) if key.is_empty() => Err(KeyringProblem::EmptySecret),
        Ok(key) => Ok(key),
        Err(_) => Err(KeyringProblem::NotAKey),
    }
}

/// The three headers of a delivery.
pub(super) fn sign(
    body: &[u8],
    secret: &Secret,
    delivery_id: &str,
    now: Timestamp,
) -> Result<HeaderMap, KeyringProblem> {
    if delivery_id.is_empty() || delivery_id.contains('.') {
        return Err(KeyringProblem::DeliveryId);
    }
    let timestamp = now.secs().to_string();
    let prefix = format!("{delivery_id}.{timestamp}.");
    let signature = signature::sign(key, secret, &[prefix.as_bytes(), body])?;
    let mut headers = HeaderMap::new();
    headers.insert(ID, signature::value(delivery_id)?);
    headers.insert(TIMESTAMP, signature::value(&timestamp)?);
    let listed = format!("{VERSION},{}", BASE64.encode(&signature));
    headers.insert(SIGNATURE, signature::value(&listed)?);
    Ok(headers)
}
