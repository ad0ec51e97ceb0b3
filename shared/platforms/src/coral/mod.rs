//! `coral`: Coral's external moderation phase, which asks before the comment exists and acts on the HTTP answer.
//!
//! Coral sends no id for the comment, so the comment is named by the hash of the bytes as received: the same author
//! sending the same words under the same story twice is one decision, which answers the same.
//!
//! Coral waits 200 ms by default, never asks twice, and publishes when it has no usable answer; so there is an answer
//! for every posture ([`Sender::fallback`]). Any `status` in an answer ends Coral's own checks: an approval is 204.

mod parse;
mod reply;
mod verify;

use std::time::Duration;

use bytes::Bytes;
use domain::{FailPosture, Timestamp};
use http::{HeaderMap, Response};

use crate::{
    Answered, Envelope, Keyring, KeyringProblem, Refusal, Secret, Sender, Unreadable, Unverified,
    Verified,
};

/// How long a verdict may take: Coral's default of 200 ms, less the way there and back.
const DEADLINE: Duration = Duration::from_millis(150);

/// Coral's external moderation phase.
#[derive(Debug, Clone, Copy)]
pub struct Coral;

impl Sender for Coral {
    fn name(&self) -> &'static str {
        "coral"
    }

    fn verify(
        &self,
        request: Unverified,
        keyring: &Keyring,
        _now: Timestamp,
    ) -> Result<Verified, Refusal> {
        let claim = verify::claim(&request.headers)?;
        request.prove(&claim, keyring)
    }

    fn parse(&self, verified: &Verified) -> Result<Envelope, Unreadable> {
        parse::envelope(verified.body())
    }

    fn reply(&self, answers: &[Answered<'_>]) -> Response<Bytes> {
        reply::answer(answers)
    }

    fn fallback(&self, posture: FailPosture) -> Option<Response<Bytes>> {
        Some(reply::fallback(posture))
    }

    fn deadline(&self) -> Option<Duration> {
        Some(DEADLINE)
    }

    fn sign(
        &self,
        body: &[u8],
        secret: &Secret,
        _delivery_id: &str,
        _now: Timestamp,
    ) -> Result<HeaderMap, KeyringProblem> {
        verify::sign(body, secret)
    }
}
