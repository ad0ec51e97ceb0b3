//! `X-Discourse-Event-Signature`. Discourse leaves it out where no secret is set; here it is required.

use http::{HeaderMap, HeaderName};

use crate::{KeyringProblem, Refusal, Secret, signature, signature::Claim};

const SIGNATURE: &str = "x-discourse-event-signature";
const EVENT_ID: &str = "x-discourse-event-id";

/// What the headers claim.
pub(super) fn claim(headers: &HeaderMap) -> Result<Claim, Refusal> {
    signature::single_sha256(headers, SIGNATURE)
}

/// The headers of a delivery: its signature and its id, which Discourse does not sign.
pub(super) fn sign(
    body: &[u8],
    secret: &Secret,
    delivery_id: &str,
) -> Result<HeaderMap, KeyringProblem> {
    let mut headers = signature::sha256_header(HeaderName::from_static(SIGNATURE), body, secret)?;
    headers.insert(EVENT_ID, signature::value(delivery_id)?);
    Ok(headers)
}
