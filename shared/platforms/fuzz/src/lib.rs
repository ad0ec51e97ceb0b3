//! What holds of any delivery whatever, asked of the sender whose name the target bears.

use std::sync::LazyLock;

use bytes::Bytes;
use domain::{
    Actor, Comment, CommentEvent, Decision, Event, EventKind, FailPosture, Finding, Findings,
    Label, Platform, Score, Severity, Space, Span, StoredDecision, Timestamp, lifecycle,
};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
#[doc(hidden)]
pub use libfuzzer_sys;
use platforms::{
    Answered, Envelope, Keyring, Secret, Sender, Unreadable, Unverified, fixture::VERIFY_TOKEN,
};

/// A target for the sender of the same name.
#[macro_export]
macro_rules! target {
    () => {
        $crate::libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
            $crate::deliver(env!("CARGO_BIN_NAME"), bytes)
        });
    };
}

const NOW: Timestamp = Timestamp::from_secs(1_767_225_600);

/// Good for every sender: base64 for those that want it, text for the others.
const SECRET: &str = "dmlnaWUgZXN0IHVuIG5vbSBkZSBjaGllbg==";

static KEYRING: LazyLock<Keyring> = LazyLock::new(|| {
    let keys = format!(r#"{{"signing":["{SECRET}"],"handshake":["{VERIFY_TOKEN}"]}}"#);
    Keyring::parse(&keys).expect("a keyring of two secrets")
});

static SPACE: LazyLock<Space> = LazyLock::new(|| {
    let document = "id = \"le-journal\"\nname = \"Le Journal\"";
    Space::from_document(document).expect("a name is enough")
});

/// Sends the bytes as the sender would, and asks for what must come of it.
///
/// What stands before a NUL are headers, `name: value` a line; the rest is the body.
pub fn deliver(name: &str, input: &[u8]) {
    let sender = platforms::sender(name).expect("a target bears the name of a sender");
    let nul = input.iter().position(|&byte| byte == 0);
    let (told, body) = nul.map_or((&input[..0], input), |nul| (&input[..nul], &input[nul + 1..]));
    let told = headers(told);
    let secret = Secret::new(SECRET).expect("the secret is not empty");
    let proof = sender.sign(body, &secret, "msg_1", NOW).expect("whatever the body, it is signed");

    let mut unsigned = told.clone();
    proof.keys().for_each(|name| drop(unsigned.remove(name)));
    let refused = sender.verify(request(Method::POST, unsigned, body), &KEYRING, NOW);
    assert!(refused.is_err(), "believed without a signature");

    let mut signed = told.clone();
    signed.extend(proof);
    let verified = match sender.verify(request(Method::POST, signed, body), &KEYRING, NOW) {
        Ok(verified) => verified,
        // X's address signs short plain texts for whoever asks: a signature of one proves nothing.
        Err(_) if name == "x" && is_plain(body) => return,
        Err(refusal) => panic!("its own signature is refused: {refusal:?}"),
    };
    assert_eq!(verified.body(), body, "other bytes than were sent");

    // No answer of these may panic; what it is depends on the sender.
    drop(sender.challenge(&verified));
    drop(sender.handshake(&request(Method::GET, told, body), &KEYRING));
    for posture in [FailPosture::Open, FailPosture::Hold, FailPosture::Closed] {
        drop(sender.fallback(posture));
    }
    let read = sender.parse(&verified);
    assert_eq!(read, sender.parse(&verified), "another time otherwise");
    match read {
        Ok(envelope) => answered(sender, &envelope),
        Err(Unreadable(reason)) => assert!(!reason.is_empty(), "no reason is given"),
    }
}

fn is_plain(body: &[u8]) -> bool {
    !body.is_empty() && body.iter().all(|b| b.is_ascii_alphanumeric() || b"-._~+/=".contains(b))
}

fn request(method: Method, headers: HeaderMap, body: &[u8]) -> Unverified {
    let query = (method == Method::GET).then(|| String::from_utf8_lossy(body).into_owned());
    Unverified { method, space: None, query, headers, body: Bytes::copy_from_slice(body) }
}

/// Those lines that are headers.
fn headers(lines: &[u8]) -> HeaderMap {
    let lines = lines.split(|&byte| byte == b'\n');
    let header = |line: &[u8]| {
        let colon = line.iter().position(|&byte| byte == b':')?;
        let name = HeaderName::from_bytes(&line[..colon]).ok()?;
        Some((name, HeaderValue::from_bytes(line[colon + 1..].trim_ascii()).ok()?))
    };
    let mut headers = HeaderMap::new();
    for (name, value) in lines.filter_map(header).take(32) {
        headers.append(name, value);
    }
    headers
}

/// What was read is bounded, and can be decided on and answered.
fn answered(sender: &dyn Sender, envelope: &Envelope) {
    for name in envelope.skipped.iter().chain(&envelope.alerts) {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | '?');
        assert!(name.len() <= 64 && name.chars().all(plain), "not for a log: {name:?}");
    }
    let platform = Platform::new(sender.name()).expect("the name of a sender is a platform");
    let decisions: Vec<StoredDecision> = envelope
        .events
        .iter()
        .filter_map(|event| match event {
            CommentEvent::Written(comment) => Some(decided(&platform, Comment::clone(comment))),
            CommentEvent::Removed(_) => None,
        })
        .collect();
    let removed = envelope.events.iter().filter_map(|event| match event {
        CommentEvent::Written(_) => None,
        CommentEvent::Removed(removal) => Some(Answered::Removed { id: &removal.id, known: true }),
    });
    let kept = envelope.unreadable.iter().map(|reason| Answered::Kept { reason });
    let decided = decisions.iter().map(|stored| Answered::Decided { stored, seen_before: false });
    let answers: Vec<Answered<'_>> = decided.chain(removed).chain(kept).collect();
    let reply = sender.reply(&answers);
    assert!(reply.status().is_success(), "a delivery that was dealt with: {reply:?}");
}

/// Decided as if the first character were a threat, and the whole text an insult.
fn decided(platform: &Platform, comment: Comment) -> StoredDecision {
    let first = comment.text.chars().next().map_or(0, char::len_utf8);
    let finding = |(label, end): (Label, usize)| Finding {
        label,
        score: Score::thousandths(600),
        severity: Severity::High,
        span: Span::new(0, end),
        rule: "fr/essai".into(),
        language: None,
        target: None,
        because: Vec::new(),
    };
    let found = [(Label::Threat, first), (Label::Insult, comment.text.len())].map(finding);
    let decision = Decision::on(&SPACE, platform, comment, Findings(found.into()), "fuzz", NOW);
    let kind = EventKind::Recorded { decision: Box::new(decision) };
    let recorded = Event { version: 1, at: NOW, by: Actor::Machine, kind };
    lifecycle::apply(None, &recorded).expect("the first event makes a decision")
}
