//! Signatures: HMAC-SHA256 over the bytes as received, compared in constant time.

use data_encoding::{HEXLOWER, HEXLOWER_PERMISSIVE};
use hmac::{Hmac, KeyInit, Mac};
use http::{HeaderMap, HeaderName, HeaderValue};
use sha2::Sha256;

use crate::{KeyringProblem, Refusal, Secret};

/// Turns a secret's text into the key that its platform signs with.
pub(crate) type Key = fn(&Secret) -> Result<Vec<u8>, KeyringProblem>;

/// The text of the secret, as it is.
pub(crate) fn whole_text(secret: &Secret) -> Result<Vec<u8>, KeyringProblem> {
    Ok(secret.reveal().as_bytes().to_vec())
}

/// Signatures that a request claims to carry. Any one that fits is enough.
pub(crate) struct Claim {
    /// How a secret becomes a key.
    pub(crate) key: Key,
    /// What is signed before the body.
    pub(crate) prefix: Vec<u8>,
    /// The signatures, decoded.
    pub(crate) signatures: Vec<[u8; 32]>,
}

impl Claim {
    /// Whether any of the signatures was made with this secret over the prefix and these bytes.
    pub(crate) fn holds(&self, secret: &Secret, body: &[u8]) -> Result<bool, KeyringProblem> {
        let mac = keyed(self.key, secret)?.chain_update(&self.prefix).chain_update(body);
        Ok(self.signatures.iter().any(|given| mac.clone().verify_slice(given).is_ok()))
    }
}

fn keyed(key: Key, secret: &Secret) -> Result<Hmac<Sha256>, KeyringProblem> {
    Hmac::new_from_slice(&key(secret)?).map_err(|_| KeyringProblem::NotAKey)
}

/// The signature of the parts, one after another.
pub(crate) fn sign(key: Key, secret: &Secret, parts: &[&[u8]]) -> Result<[u8; 32], KeyringProblem> {
    let mac = parts.iter().fold(keyed(key, secret)?, |mac, part| mac.chain_update(part));
    Ok(mac.finalize().into_bytes().into())
}

/// The value of a header that may stand only once. A value that is not text is malformed.
pub(crate) fn single<'a>(
    headers: &'a HeaderMap,
    name: &'static str,
) -> Result<Option<&'a str>, Refusal> {
    let mut values = headers.get_all(name).iter();
    let Some(value) = values.next() else {
        return Ok(None);
    };
    if values.next().is_some() {
        return Err(Refusal::MalformedHeader(name));
    }
    value.to_str().map(Some).map_err(|_| Refusal::MalformedHeader(name))
}

/// The prefix that most platforms put before the hexadecimal digits.
const SCHEME: &str = "sha256=";

/// Reads `sha256=<64 hexadecimal digits>`, in either case.
pub(crate) fn sha256_hex(text: &str) -> Option<[u8; 32]> {
    hex(text.strip_prefix(SCHEME)?)
}

/// Reads 64 hexadecimal digits, in either case.
pub(crate) fn hex(digits: &str) -> Option<[u8; 32]> {
    HEXLOWER_PERMISSIVE.decode(digits.as_bytes()).ok()?.try_into().ok()
}

/// Reads a header that holds one `sha256=` signature of the body.
pub(crate) fn single_sha256(headers: &HeaderMap, name: &'static str) -> Result<Claim, Refusal> {
    let value = single(headers, name)?.ok_or(Refusal::MissingSignature)?.trim();
    // Lambda joins a header that was sent twice with a comma.
    if value.contains(',') {
        return Err(Refusal::MalformedHeader(name));
    }
    let signature = sha256_hex(value).ok_or(Refusal::MalformedHeader(name))?;
    Ok(Claim { key: whole_text, prefix: Vec::new(), signatures: vec![signature] })
}

/// The header that [`single_sha256`] reads.
pub(crate) fn sha256_header(
    name: HeaderName,
    body: &[u8],
    secret: &Secret,
) -> Result<HeaderMap, KeyringProblem> {
    let signature = sign(whole_text, secret, &[body])?;
    let mut headers = HeaderMap::new();
    headers.insert(name, value(&format!("{SCHEME}{}", HEXLOWER.encode(&signature)))?);
    Ok(headers)
}

/// A header's value from text that we made ourselves or were given as a delivery id.
pub(crate) fn value(text: &str) -> Result<HeaderValue, KeyringProblem> {
    HeaderValue::from_str(text).map_err(|_| KeyringProblem::DeliveryId)
}
