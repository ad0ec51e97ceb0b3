//! Requests, decisions and readings to test with.

use domain::{
    Actor, Comment, CommentEvent, CommentId, Decision, Event, EventKind, Finding, Findings, Label,
    Platform, Removal, Score, Severity, Space, Span, StoredDecision, Timestamp, lifecycle,
};
use http::{HeaderMap, Method, Response};
use platforms::{Envelope, Keyring, Secret, Sender, Unreadable, Unverified};
use serde_json::Value;

pub(crate) const NOW: Timestamp = Timestamp::from_secs(1_767_225_600);

/// Good for every sender: base64 for the one that wants it, text for the others.
pub(crate) const SECRET: &str = "dmlnaWUgZXN0IHVuIG5vbSBkZSBjaGllbg==";

pub(crate) fn sender(name: &str) -> &'static dyn Sender {
    platforms::sender(name).unwrap()
}

pub(crate) fn secret() -> Secret {
    Secret::new(SECRET).unwrap()
}

pub(crate) fn keyring() -> Keyring {
    Keyring::parse(SECRET).unwrap()
}

pub(crate) fn post(headers: HeaderMap, body: &[u8]) -> Unverified {
    let body = bytes::Bytes::copy_from_slice(body);
    Unverified { method: Method::POST, space: None, query: None, headers, body }
}

/// Signs a body as its sender would, and reads it.
pub(crate) fn read(
    platform: &str,
    headers: &[(&'static str, &str)],
    body: &[u8],
) -> Result<Envelope, Unreadable> {
    let sender = sender(platform);
    let mut all = sender.sign(body, &secret(), "msg_1", NOW).unwrap();
    for (name, value) in headers {
        all.insert(*name, value.parse().unwrap());
    }
    let verified = sender.verify(post(all, body), &keyring(), NOW).unwrap();
    sender.parse(&verified)
}

/// The one comment of an envelope that holds nothing else.
pub(crate) fn only_comment(envelope: &Envelope) -> &Comment {
    assert!(envelope.skipped.is_empty() && envelope.unreadable.is_empty(), "{envelope:?}");
    match envelope.events.as_slice() {
        [CommentEvent::Written(comment)] => comment,
        other => panic!("not one comment: {other:?}"),
    }
}

/// The one removal of an envelope that holds nothing else.
pub(crate) fn only_removal(envelope: &Envelope) -> &Removal {
    assert!(envelope.skipped.is_empty() && envelope.unreadable.is_empty(), "{envelope:?}");
    match envelope.events.as_slice() {
        [CommentEvent::Removed(removal)] => removal,
        other => panic!("not one removal: {other:?}"),
    }
}

/// How an envelope divides: comments written, removed, passed over, unreadable.
pub(crate) fn tally(envelope: &Envelope) -> (usize, usize, usize, usize) {
    let written = |event: &&CommentEvent| matches!(event, CommentEvent::Written(_));
    let written = envelope.events.iter().filter(written).count();
    let removed = envelope.events.len() - written;
    (written, removed, envelope.skipped.len(), envelope.unreadable.len())
}

/// A stored decision on `text` in which the default policy judged these findings, each on the first two bytes.
pub(crate) fn stored(text: &str, found: &[(Label, u16)]) -> StoredDecision {
    let space = Space::from_document("id = \"le-journal\"\nname = \"Le Journal\"").unwrap();
    let finding = |(label, score): &(Label, u16)| Finding {
        label: *label,
        score: Score::thousandths(*score),
        severity: Severity::High,
        span: Span::new(0, 2),
        rule: "fr/essai".into(),
        language: None,
        target: None,
        because: Vec::new(),
    };
    let findings = Findings(found.iter().map(finding).collect());
    let comment = Comment::new(CommentId::new("c-1").unwrap(), 0, text);
    let platform = Platform::new("cms").unwrap();
    let decision = Decision::on(&space, &platform, comment, findings, "essai", NOW);
    record(decision)
}

fn record(decision: Decision) -> StoredDecision {
    let kind = EventKind::Recorded { decision: Box::new(decision) };
    lifecycle::apply(None, &Event { version: 1, at: NOW, by: Actor::Machine, kind }).unwrap()
}

/// The JSON of a response.
pub(crate) fn json_of(response: &Response<bytes::Bytes>) -> Value {
    assert_eq!(response.headers()["content-type"], "application/json");
    serde_json::from_slice(response.body()).unwrap()
}
