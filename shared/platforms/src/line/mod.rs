//! `line`: what people write to a LINE official account, or in the groups and rooms it was added to.
//!
//! Everything here is private. The account of a comment is the official account (`destination`), its thread the group,
//! the room or the person. LINE knows no edits. Somebody who takes a message back (`unsend`) removes it, even while
//! another module has the conversation (`standby`); anything else in standby is for that module to deal with.
//!
//! A redelivered event is about the same message, so it is the same comment. The console's check of the address is a
//! delivery without events.

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

/// A LINE official account.
#[derive(Debug, Clone, Copy)]
pub struct Line;

impl Sender for Line {
    fn name(&self) -> &'static str {
        "line"
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
