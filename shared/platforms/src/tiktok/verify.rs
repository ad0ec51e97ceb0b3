//! `Tiktok-Signature: t=<seconds>,s=<64 hexadecimal digits>`, over `t.body` under the app's secret.

use data_encoding::HEXLOWER;
use domain::Timestamp;
use http::HeaderMap;

use crate::{KeyringProblem, Refusal, Secret, signature, signature::Claim};

const SIGNATURE: &str = "tiktok-signature";

/// How far the time may be from now, in seconds, in either direction. TikTok names no limit.
const TOLERANCE: u64 = 300;

/// What the header claims. Its parts may come in any order; parts of other names are passed over.
pub(super) fn claim(headers: &HeaderMap, now: Timestamp) -> Result<Claim, Refusal> {
    let malformed = Refusal::MalformedHeader(SIGNATURE);
    let value = signature::single(headers, SIGNATURE)?.ok_or(Refusal::MissingSignature)?;
    let (mut time, mut digits) = (None, None);
    for part in value.split(',') {
        let (name, text) = part.trim().split_once('=').ok_or(malformed)?;
        let before = match name {
            "t" => time.replace(text),
            "s" => digits.replace(text),
            _ => None,
        };
        // Twice the same part is a header that was sent twice and joined with a comma.
        if before.is_some() {
            return Err(malformed);
        }
    }
    let digits = digits.ok_or(malformed)?;
    let time = time.ok_or(Refusal::MissingTimestamp)?;
    let signature = signature::hex(digits).ok_or(malformed)?;
    if time.is_empty() || !time.bytes().all(|b| b.is_ascii_digit()) {
        return Err(malformed);
    }
    let seconds: i64 = time.parse().map_err(|_| malformed)?;
    if seconds.abs_diff(now.secs()) > TOLERANCE {
        return Err(Refusal::StaleTimestamp);
    }
    Ok(Claim {
        key: signature::whole_text,
        prefix: format!("{time}.").into_bytes(),
        signatures: vec![signature],
    })
}

/// The header of a delivery.
pub(super) fn sign(
    body: &[u8],
    secret: &Secret,
    now: Timestamp,
) -> Result<HeaderMap, KeyringProblem> {
    let time = now.secs();
    let prefix = format!("{time}.");
    let signature = signature::sign(signature::whole_text, secret, &[prefix.as_bytes(), body])?;
    let mut headers = HeaderMap::new();
    let value = format!("t={time},s={}", HEXLOWER.encode(&signature));
    headers.insert(SIGNATURE, signature::value(&value)?);
    Ok(headers)
}
