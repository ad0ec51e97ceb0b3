//! `X-LI-Signature` under the app's client secret, and the check of the endpoint by a code that is to be signed.

use data_encoding::HEXLOWER;
use http::HeaderMap;

use crate::{
    Keyring, KeyringProblem, Refusal, Secret, Unverified, query, signature, signature::Claim,
};

const SIGNATURE: &str = "x-li-signature";

/// What is signed before the body. It is no part of the header, though a header that holds it is understood.
const PREFIX: &str = "hmacsha256=";

/// Longest code that is signed. LinkedIn sends a UUID.
const CODE_LIMIT: usize = 128;

/// What the header claims.
pub(super) fn claim(headers: &HeaderMap) -> Result<Claim, Refusal> {
    let value = signature::single(headers, SIGNATURE)?.ok_or(Refusal::MissingSignature)?.trim();
    // A header that was sent twice is joined with a comma, which is no hexadecimal digit.
    let digits = value.strip_prefix(PREFIX).unwrap_or(value);
    let signature = signature::hex(digits).ok_or(Refusal::MalformedHeader(SIGNATURE))?;
    Ok(Claim {
        key: signature::whole_text,
        prefix: PREFIX.as_bytes().to_vec(),
        signatures: vec![signature],
    })
}

/// The header of a delivery.
pub(super) fn sign(body: &[u8], secret: &Secret) -> Result<HeaderMap, KeyringProblem> {
    let signature = signature::sign(signature::whole_text, secret, &[PREFIX.as_bytes(), body])?;
    let mut headers = HeaderMap::new();
    headers.insert(SIGNATURE, signature::value(&HEXLOWER.encode(&signature))?);
    Ok(headers)
}

/// A code and its signature, in hexadecimal digits.
pub(super) struct Challenge {
    pub(super) code: String,
    pub(super) response: String,
}

/// Signs the code of the query, with the newest secret that may speak for the URL.
///
/// Anybody may ask for this. Deliveries are signed with the same secret, so a code that could hold `=` would let
/// anybody have a body signed (`hmacsha256={…}`): only what a UUID may hold is signed.
pub(super) fn challenge(request: &Unverified, keyring: &Keyring) -> Result<Challenge, Refusal> {
    let query = request.query.as_deref().unwrap_or_default();
    let code = query::only(query, "challengeCode")
        .and_then(|code| String::from_utf8(code).ok())
        .filter(|code| !code.is_empty() && code.len() <= CODE_LIMIT)
        .filter(|code| code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'))
        .ok_or(Refusal::HandshakeRefused)?;
    let (secret, _) = keyring.signing(request.space.as_ref()).next().ok_or(Refusal::NoSecret)?;
    let signature = signature::sign(signature::whole_text, secret, &[code.as_bytes()]);
    let signature = signature.map_err(|_| Refusal::NoSecret)?;
    Ok(Challenge { code, response: HEXLOWER.encode(&signature) })
}
