//! What every platform must be able to do.

use std::time::Duration;

use bytes::Bytes;
use domain::{FailPosture, Timestamp};
use http::{HeaderMap, Response};

use crate::{
    Answered, Envelope, Keyring, KeyringProblem, Refusal, Secret, Unreadable, Unverified, Verified,
};

/// A platform that sends comments.
pub trait Sender: Send + Sync {
    /// The name in URLs, keys and metrics.
    fn name(&self) -> &'static str;

    /// Finds a secret that this platform could never sign with, so that it is reported at start and not by the first
    /// refused delivery.
    ///
    /// # Errors
    /// What is wrong, without the secret.
    fn check(&self, keyring: &Keyring) -> Result<(), KeyringProblem> {
        let _ = keyring;
        Ok(())
    }

    /// The answer to a GET, for platforms that check an endpoint before using it. `None`: this platform never sends
    /// GET (405).
    fn handshake(
        &self,
        request: &Unverified,
        keyring: &Keyring,
    ) -> Option<Result<Response<Bytes>, Refusal>> {
        let _ = (request, keyring);
        None
    }

    /// Checks the signature over the bytes as received.
    ///
    /// # Errors
    /// Why the request is refused; nothing of it may be used.
    fn verify(
        &self,
        request: Unverified,
        keyring: &Keyring,
        now: Timestamp,
    ) -> Result<Verified, Refusal>;

    /// The answer to a verified delivery that only checks the endpoint, for platforms that check it by POST. `None`: it
    /// is a delivery like any other.
    fn challenge(&self, verified: &Verified) -> Option<Response<Bytes>> {
        let _ = verified;
        None
    }

    /// Reads the comment events of a verified body.
    ///
    /// # Errors
    /// When nothing of the body can be read: it is to be quarantined whole.
    fn parse(&self, verified: &Verified) -> Result<Envelope, Unreadable>;

    /// The answer to a delivery that was dealt with.
    fn reply(&self, answers: &[Answered<'_>]) -> Response<Bytes>;

    /// What to answer when no decision could be made, given the space's posture. `None`: 503, the sender tries again.
    fn fallback(&self, posture: FailPosture) -> Option<Response<Bytes>> {
        let _ = posture;
        None
    }

    /// How long the sender waits for the verdict, when it waits for one.
    fn deadline(&self) -> Option<Duration> {
        None
    }

    /// The headers by which this sender proves a body: for tests and for `vigie send`.
    ///
    /// # Errors
    /// When the secret or the delivery id cannot be used by this platform.
    fn sign(
        &self,
        body: &[u8],
        secret: &Secret,
        delivery_id: &str,
        now: Timestamp,
    ) -> Result<HeaderMap, KeyringProblem>;
}
