//! `Twitch-Eventsub-Message-Signature`: HMAC-SHA256 over the message's id, its timestamp and the body, with nothing
//! between them.

use domain::Timestamp;
use http::{HeaderMap, HeaderName};

use crate::{KeyringProblem, Refusal, Secret, signature, signature::Claim};

const ID: &str = "twitch-eventsub-message-id";
pub(super) const TIMESTAMP: &str = "twitch-eventsub-message-timestamp";
const SIGNATURE: &str = "twitch-eventsub-message-signature";

/// How far a timestamp may be from now, in milliseconds, in either direction: Twitch asks to take nothing that is more
/// than ten minutes old.
const TOLERANCE: u64 = 10 * 60 * 1000;

/// How long a secret may be, in bytes, which are printable ASCII: Twitch takes no other when a subscription is made.
const SECRET_LENGTH: std::ops::RangeInclusive<usize> = 10..=100;

/// Refuses a secret that Twitch would.
pub(super) fn check(secret: &Secret) -> Result<(), KeyringProblem> {
    let text = secret.reveal().as_bytes();
    if SECRET_LENGTH.contains(&text.len()) && text.iter().all(|b| matches!(b, b' '..=b'~')) {
        Ok(())
    } else {
        Err(KeyringProblem::Unfit("10 to 100 characters of printable ASCII"))
    }
}

/// What the headers claim.
pub(super) fn claim(headers: &HeaderMap, now: Timestamp) -> Result<Claim, Refusal> {
    let mut claim = signature::single_sha256(headers, SIGNATURE)?;
    let timestamp = signature::single(headers, TIMESTAMP)?.ok_or(Refusal::MissingTimestamp)?;
    let id = signature::single(headers, ID)?
        .filter(|id| !id.is_empty())
        .ok_or(Refusal::MalformedHeader(ID))?;
    let sent = moment(timestamp).ok_or(Refusal::MalformedHeader(TIMESTAMP))?;
    if sent.millis().abs_diff(now.millis()) > TOLERANCE {
        return Err(Refusal::StaleTimestamp);
    }
    claim.prefix = [id, timestamp].concat().into_bytes();
    Ok(claim)
}

/// Reads a timestamp in the one form that Twitch writes, `2026-01-01T00:00:00.123456789Z`.
///
/// Nothing parts what is signed, so bytes could be moved between the id, the timestamp and the body: with the length of
/// the date and the last letter fixed there is only one place to cut.
pub(super) fn moment(text: &str) -> Option<Timestamp> {
    let (date, rest) = text.split_once('T')?;
    let numeric = |b: u8| b.is_ascii_digit() || matches!(b, b'-' | b':' | b'.');
    let time = rest.strip_suffix('Z')?;
    let well_formed =
        date.len() == "2026-01-01".len() && date.bytes().chain(time.bytes()).all(numeric);
    if well_formed { text.parse().ok() } else { None }
}

/// The headers of a delivery that are part of its proof; what kind of message it is stands in others.
pub(super) fn sign(
    body: &[u8],
    secret: &Secret,
    delivery_id: &str,
    now: Timestamp,
) -> Result<HeaderMap, KeyringProblem> {
    if delivery_id.is_empty() {
        return Err(KeyringProblem::DeliveryId);
    }
    let timestamp = now.to_string();
    let signed = [delivery_id.as_bytes(), timestamp.as_bytes(), body].concat();
    let mut headers =
        signature::sha256_header(HeaderName::from_static(SIGNATURE), &signed, secret)?;
    headers.insert(ID, signature::value(delivery_id)?);
    headers.insert(TIMESTAMP, signature::value(&timestamp)?);
    Ok(headers)
}
