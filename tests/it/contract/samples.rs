//! Comments, decisions and people to test with.

use domain::{
    Actor, Author, Comment, CommentId, Decision, DecisionKey, Finding, Findings, Label, Language,
    LeaseToken, Outcome, Platform, Priority, Rating, Reason, ReasonCode, Resolution, Score,
    Severity, SpaceId, Span, StoredDecision, Timestamp, TokenId, Verdict,
    lifecycle::{Refused, propose},
    ports::{Answer, Changed, change},
};

use super::bench::Store;

/// Days that samples are kept.
pub(super) const KEPT_SECONDS: i64 = 90 * 86_400;

pub(super) fn space(id: &str) -> SpaceId {
    SpaceId::new(id).unwrap()
}

pub(super) fn key(comment: &str) -> DecisionKey {
    DecisionKey {
        space: space("le-journal"),
        platform: Platform::new("cms").unwrap(),
        comment: CommentId::new(comment).unwrap(),
    }
}

/// A decision on a revision, with every kind of field filled.
pub(super) fn decision(
    comment: &str,
    verdict: Verdict,
    (order, text): (u64, &str),
    at: Timestamp,
) -> Decision {
    let key = key(comment);
    let mut comment = Comment::new(key.comment.clone(), order, text);
    comment.author = Author { id: Some("a-1".into()), name: Some("Zoé".into()) };
    comment.thread = Some("article-7".into());
    comment.created_at = Some(at.plus_secs(-5));
    comment.rating = Rating::try_from(4.5).ok();
    let finding = Finding {
        label: Label::Insult,
        score: Score::thousandths(925),
        severity: Severity::Medium,
        span: Span::new(0, 1),
        rule: "fr/insults/sample".into(),
        language: Some(Language::Fr),
        target: None,
        because: Vec::new(),
    };
    let reason = Reason {
        label: Label::Insult,
        score: Score::thousandths(925),
        threshold: Score::thousandths(500),
        verdict,
        priority: Priority::Normal,
    };
    Decision {
        key,
        comment,
        verdict,
        priority: Priority::Normal,
        reasons: vec![reason],
        findings: Findings(vec![finding]),
        classifier_version: "c-1".into(),
        policy_version: "p-1".into(),
        decided_at: at,
        expires_at: at.plus_secs(KEPT_SECONDS),
    }
}

pub(super) fn review(comment: &str, at: Timestamp) -> Decision {
    decision(comment, Verdict::Review, (0, "un texte"), at)
}

pub(super) fn person(name: &str) -> Actor {
    let digit = name.len() % 10;
    let id: TokenId = serde_json::from_str(&format!("\"000000000000000{digit}\"")).unwrap();
    Actor::Reviewer { id, name: name.into() }
}

pub(super) fn lease_token(byte: u8) -> LeaseToken {
    LeaseToken::from_random(&[byte; 16])
}

pub(super) fn rejection() -> Resolution {
    Resolution {
        outcome: Outcome::Reject,
        reason: ReasonCode::Label(Label::Insult),
        note: Some("vu".into()),
    }
}

/// `name` claims, with the token of byte `token`.
pub(super) async fn claim<S: Store>(
    store: &S,
    key: &DecisionKey,
    (name, token): (&str, u8),
    now: Timestamp,
) -> Answer<Changed> {
    let (holder, token) = (person(name), lease_token(token));
    change(store, key, |head| {
        propose::claim(
            head,
            holder.clone(),
            &token,
            now.plus_secs(domain::review::LEASE_SECONDS),
            now,
        )
        .map(Some)
    })
    .await
}

/// The holder of the token of byte `token` resolves what they read at `version`.
pub(super) async fn resolve<S: Store>(
    store: &S,
    key: &DecisionKey,
    (token, version): (u8, u64),
    now: Timestamp,
) -> Answer<Changed> {
    let token = lease_token(token);
    change(store, key, |head| {
        propose::resolution(head, &token, version, rejection(), now).map(Some)
    })
    .await
}

pub(super) fn done(changed: Answer<Changed>) -> StoredDecision {
    match changed.unwrap() {
        Changed::Done(stored) => *stored,
        other => panic!("not done: {other:?}"),
    }
}

pub(super) fn refused(changed: Answer<Changed>) -> Refused {
    match changed.unwrap() {
        Changed::Refused(refused) => refused,
        other => panic!("not refused: {other:?}"),
    }
}

/// The history folds to what is read; gives that.
pub(super) async fn coherent<S: Store>(store: &S, key: &DecisionKey) -> Option<StoredDecision> {
    let (head, history) = (store.read(key).await.unwrap(), store.history(key).await.unwrap());
    assert_eq!(domain::lifecycle::fold(&history), head, "the history folds to the state");
    if let Some(head) = &head {
        let versions: Vec<u64> = history.iter().map(|event| event.version).collect();
        assert_eq!(versions, (1..=head.version).collect::<Vec<_>>(), "no event is missing");
    }
    head
}
