//! Why a request is turned away.

use http::StatusCode;

/// Why a request is turned away. The text may be shown to whoever sent it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No signature of the kind that is accepted.
    #[error("the signature header is missing")]
    MissingSignature,
    /// A signature, but not of these bytes with any of our secrets.
    #[error("the signature does not match")]
    WrongSignature,
    /// The platform signs a timestamp, and there is none.
    #[error("the timestamp header is missing")]
    MissingTimestamp,
    /// Signed too long ago, or too far ahead.
    #[error("the timestamp is too far from the present")]
    StaleTimestamp,
    /// A header that verification needs is missing, doubled or not of its form.
    #[error("the {0} header is not of the form expected")]
    MalformedHeader(&'static str),
    /// The endpoint check failed.
    #[error("the endpoint check failed")]
    HandshakeRefused,
    /// There is no secret for this route.
    #[error("no secret is configured for this address")]
    NoSecret,
}

impl Refusal {
    /// The status to answer with.
    #[must_use]
    pub const fn status(self) -> StatusCode {
        match self {
            Self::HandshakeRefused => StatusCode::FORBIDDEN,
            Self::MissingSignature
            | Self::WrongSignature
            | Self::MissingTimestamp
            | Self::StaleTimestamp
            | Self::MalformedHeader(_)
            | Self::NoSecret => StatusCode::UNAUTHORIZED,
        }
    }

    /// The name used in logs and metrics.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::MissingSignature => "missing-signature",
            Self::WrongSignature => "wrong-signature",
            Self::MissingTimestamp => "missing-timestamp",
            Self::StaleTimestamp => "stale-timestamp",
            Self::MalformedHeader(_) => "malformed-header",
            Self::HandshakeRefused => "handshake-refused",
            Self::NoSecret => "no-secret",
        }
    }
}
