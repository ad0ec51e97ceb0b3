//! `x-line-signature`: the base64 of the HMAC-SHA256 of the body under the channel's secret.

use data_encoding::BASE64;
use http::HeaderMap;

use crate::{KeyringProblem, Refusal, Secret, signature, signature::Claim};

const SIGNATURE: &str = "x-line-signature";

/// What the header claims.
pub(super) fn claim(headers: &HeaderMap) -> Result<Claim, Refusal> {
    let value = signature::single(headers, SIGNATURE)?.ok_or(Refusal::MissingSignature)?.trim();
    // A header that was sent twice is joined with a comma, which is no sign of base64.
    let signature = BASE64.decode(value.as_bytes()).ok().and_then(|bytes| bytes.try_into().ok());
    let signature = signature.ok_or(Refusal::MalformedHeader(SIGNATURE))?;
    Ok(Claim { key: signature::whole_text, prefix: Vec::new(), signatures: vec![signature] })
}

/// The header of a delivery.
pub(super) fn sign(body: &[u8], secret: &Secret) -> Result<HeaderMap, KeyringProblem> {
    let signature = signature::sign(signature::whole_text, secret, &[body])?;
    let mut headers = HeaderMap::new();
    headers.insert(SIGNATURE, signature::value(&BASE64.encode(&signature))?);
    Ok(headers)
}
