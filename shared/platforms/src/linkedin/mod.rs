//! `linkedin`: what people do under the posts of an organisation (`ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS`).
//!
//! The account is the organisation's URN. A subscription names its address, so each space can have a URL of its own;
//! the check of the endpoint is answered with one secret only, the newest that speaks for the URL, so organisations of
//! different apps need different URLs. LinkedIn repeats the check every two hours, and a delivery (up to 10 actions)
//! every five minutes for eight hours until it is answered 2xx.
//!
//! LinkedIn's terms allow the words and deeds of its members to be kept for 48 hours and their profiles for 24: a space
//! that it feeds should say so in its `retention-days`.

mod parse;
mod reply;
mod verify;

use bytes::Bytes;
use domain::Timestamp;
use http::{HeaderMap, Response};

use crate::{
    Answered, Envelope, Keyring, KeyringProblem, Refusal, Secret, Sender, Unreadable, Unverified,
    Verified,
};

/// An organisation's page on LinkedIn.
#[derive(Debug, Clone, Copy)]
pub struct LinkedIn;

impl Sender for LinkedIn {
    fn name(&self) -> &'static str {
        "linkedin"
    }

    fn handshake(
        &self,
        request: &Unverified,
        keyring: &Keyring,
    ) -> Option<Result<Response<Bytes>, Refusal>> {
        Some(verify::challenge(request, keyring).map(|challenge| reply::challenge(&challenge)))
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

    fn reply(&self, _answers: &[Answered<'_>]) -> Response<Bytes> {
        reply::received()
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
