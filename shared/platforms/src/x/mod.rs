//! `x`: what is written to an account on X, by the Account Activity API and by the X Activity API that replaces it, which
//! share their registration, their check of the address and their signature.
//!
//! - One address serves every account of an app, so the space is found by the account of each comment (`for_user_id`, or
//!   the user id of the subscription's filter). What that account writes itself is passed over, and so are reposts.
//! - Posts are public, direct messages private, and the chat of a live broadcast is read like posts.
//! - **An edit is a new post with an id of its own.** It is a comment of its own, because only the new id can be hidden;
//!   its revision is its place in the history; and every state before it is told as removed, which closes an open review
//!   of what nobody sees any more.
//! - X checks the address, once an hour, by a text to be signed with the very secret that deliveries are signed with. So
//!   anybody can have texts signed: only texts that could not be a delivery are, and a body that could be such a text is
//!   refused, whatever its signature.
//! - Alerts: a user takes the app's permission back.

mod activity;
mod parse;
mod post;
mod reply;
mod verify;

use bytes::Bytes;
use domain::Timestamp;
use http::{HeaderMap, Response};

use crate::{
    Answered, Envelope, Keyring, KeyringProblem, Refusal, Secret, Sender, Unreadable, Unverified,
    Verified,
};

/// Accounts on X.
#[derive(Debug, Clone, Copy)]
pub struct X;

impl Sender for X {
    fn name(&self) -> &'static str {
        "x"
    }

    fn handshake(
        &self,
        request: &Unverified,
        keyring: &Keyring,
    ) -> Option<Result<Response<Bytes>, Refusal>> {
        Some(verify::challenge(request, keyring).map(|signed| reply::challenge(&signed)))
    }

    fn verify(
        &self,
        request: Unverified,
        keyring: &Keyring,
        _now: Timestamp,
    ) -> Result<Verified, Refusal> {
        let claim = verify::claim(&request.headers, &request.body)?;
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
