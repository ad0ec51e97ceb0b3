//! `x-twitter-webhooks-signature`: `sha256=` and the base64 of the HMAC-SHA256 of the body under the app's consumer
//! secret; and the check of the address (CRC), which has a text signed in the same way.

use data_encoding::BASE64;
use http::HeaderMap;

use crate::{
    Keyring, KeyringProblem, Refusal, Secret, Unverified, query, signature, signature::Claim,
};

const SIGNATURE: &str = "x-twitter-webhooks-signature";

const SCHEME: &str = "sha256=";

/// Longest text that is signed for a check, in bytes. X sends some forty.
const TOKEN_LIMIT: usize = 512;

/// Whether a text is one that we sign for whoever asks: what tokens and base64 are made of. No JSON object is.
fn is_token(text: &[u8]) -> bool {
    let plain = |b: &u8| b.is_ascii_alphanumeric() || b"-._~+/=".contains(b);
    !text.is_empty() && text.len() <= TOKEN_LIMIT && text.iter().all(plain)
}

/// What the header claims of a body.
pub(super) fn claim(headers: &HeaderMap, body: &[u8]) -> Result<Claim, Refusal> {
    let value = signature::single(headers, SIGNATURE)?.ok_or(Refusal::MissingSignature)?.trim();
    // A header that was sent twice is joined with a comma, which is no sign of base64.
    let encoded = value.strip_prefix(SCHEME).ok_or(Refusal::MalformedHeader(SIGNATURE))?;
    let signature = BASE64.decode(encoded.as_bytes()).ok().and_then(|bytes| bytes.try_into().ok());
    let signature = signature.ok_or(Refusal::MalformedHeader(SIGNATURE))?;
    // The signature may be our own answer to a check, which proves nothing.
    if is_token(body) {
        return Err(Refusal::WrongSignature);
    }
    Ok(Claim { key: signature::whole_text, prefix: Vec::new(), signatures: vec![signature] })
}

fn signed(text: &[u8], secret: &Secret) -> Result<String, KeyringProblem> {
    let signature = signature::sign(signature::whole_text, secret, &[text])?;
    Ok(format!("{SCHEME}{}", BASE64.encode(&signature)))
}

/// The header of a delivery.
pub(super) fn sign(body: &[u8], secret: &Secret) -> Result<HeaderMap, KeyringProblem> {
    let mut headers = HeaderMap::new();
    headers.insert(SIGNATURE, signature::value(&signed(body, secret)?)?);
    Ok(headers)
}

/// Signs the text of a check with the newest secret that may speak for the URL.
pub(super) fn challenge(request: &Unverified, keyring: &Keyring) -> Result<String, Refusal> {
    let query = request.query.as_deref().unwrap_or_default();
    let token = query::only(query, "crc_token").filter(|token| is_token(token));
    let token = token.ok_or(Refusal::HandshakeRefused)?;
    let (secret, _) = keyring.signing(request.space.as_ref()).next().ok_or(Refusal::NoSecret)?;
    signed(&token, secret).map_err(|_| Refusal::NoSecret)
}
