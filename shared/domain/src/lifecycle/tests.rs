use super::{Arrival, EventKind, State, StoredDecision, apply, arrival, fold, propose};
use crate::{
    Actor, Comment, CommentId, Decision, DecisionKey, Event, Findings, LeaseToken, Outcome,
    Platform, Priority, ReasonCode, Resolution, Revision, SpaceId, Timestamp, TokenId, Verdict,
    lifecycle::Refused, review::LEASE_SECONDS,
};

const NOW: Timestamp = Timestamp::from_secs(1_767_225_600);

fn decision(verdict: Verdict, order: u64, text: &str) -> Decision {
    let id = CommentId::new("c-1").unwrap();
    Decision {
        key: DecisionKey {
            space: SpaceId::new("le-journal").unwrap(),
            platform: Platform::new("cms").unwrap(),
            comment: id.clone(),
        },
        comment: Comment::new(id, order, text),
        verdict,
        priority: Priority::Normal,
        reasons: vec![],
        findings: Findings::default(),
        classifier_version: "c".into(),
        policy_version: "p".into(),
        decided_at: NOW,
        expires_at: NOW.plus_secs(86_400),
    }
}

fn open_review() -> StoredDecision {
    apply(None, &propose::recording(None, decision(Verdict::Review, 0, "text"))).unwrap()
}

fn reviewer(name: &str) -> Actor {
    let id: TokenId = serde_json::from_str("\"00000000000000aa\"").unwrap();
    Actor::Reviewer { id, name: name.into() }
}

fn token(byte: u8) -> LeaseToken {
    LeaseToken::from_random(&[byte; 16])
}

fn rejection() -> Resolution {
    Resolution { outcome: Outcome::Reject, reason: ReasonCode::OffTopic, note: None }
}

fn after(head: &StoredDecision, event: &Event) -> StoredDecision {
    apply(Some(head.clone()), event).unwrap()
}

#[test]
fn only_a_review_verdict_opens_a_review() {
    for (verdict, state) in [
        (Verdict::Approve, State::Settled),
        (Verdict::Review, State::Open),
        (Verdict::Reject, State::Settled),
    ] {
        let head = apply(None, &propose::recording(None, decision(verdict, 0, "x"))).unwrap();
        assert_eq!((head.state.clone(), head.version), (state, 1));
        assert_eq!(head.position().is_some(), verdict == Verdict::Review);
    }
}

#[test]
fn a_revision_arrives_newer_seen_or_tied() {
    let stored = Revision::of(5, "stored");
    for (incoming, expected) in [
        (Revision::of(5, "stored"), Arrival::Seen),
        (Revision::of(9, "stored"), Arrival::Seen),
        (Revision::of(4, "older"), Arrival::Seen),
        (Revision::of(6, "newer"), Arrival::Newer),
        (Revision::of(5, "other"), Arrival::Tied),
    ] {
        assert_eq!(arrival(&stored, &incoming), expected, "{incoming:?}");
    }
}

#[test]
fn a_claim_holds_others_off_until_it_runs_out() {
    let head = open_review();
    let held = after(
        &head,
        &propose::claim(&head, reviewer("Ana"), &token(1), NOW.plus_secs(LEASE_SECONDS), NOW)
            .unwrap(),
    );
    let until = NOW.plus_secs(LEASE_SECONDS);
    assert_eq!(
        propose::claim(&held, reviewer("Luc"), &token(2), NOW.plus_secs(LEASE_SECONDS), NOW),
        Err(Refused::Held { until })
    );
    assert!(
        propose::claim(&held, reviewer("Ana"), &token(3), NOW.plus_secs(LEASE_SECONDS), NOW)
            .is_ok(),
        "one's own, again"
    );
    assert!(
        propose::claim(&held, reviewer("Luc"), &token(2), until.plus_secs(LEASE_SECONDS), until)
            .is_ok(),
        "run out"
    );
}

#[test]
fn renewing_releasing_and_resolving_need_the_token_while_it_holds() {
    let head = open_review();
    let held = after(
        &head,
        &propose::claim(&head, reviewer("Ana"), &token(1), NOW.plus_secs(LEASE_SECONDS), NOW)
            .unwrap(),
    );
    let until = NOW.plus_secs(LEASE_SECONDS);
    for (given, now) in [(token(2), NOW), (token(1), until)] {
        assert_eq!(
            propose::renewal(&held, &given, now.plus_secs(LEASE_SECONDS), now),
            Err(Refused::LeaseLost)
        );
        assert_eq!(propose::release(&held, &given, now), Err(Refused::LeaseLost));
        assert_eq!(
            propose::resolution(&held, &given, held.version, rejection(), now),
            Err(Refused::LeaseLost)
        );
    }
    let later = NOW.plus_secs(300);
    let renewed = after(
        &held,
        &propose::renewal(&held, &token(1), later.plus_secs(LEASE_SECONDS), later).unwrap(),
    );
    assert_eq!(renewed.lease.as_ref().unwrap().until, later.plus_secs(LEASE_SECONDS));
    let released = after(&held, &propose::release(&held, &token(1), NOW).unwrap());
    assert_eq!(released.lease, None);
    assert!(propose::forced_release(&held, reviewer("Lead"), NOW).is_ok());
}

#[test]
fn a_resolution_needs_the_version_that_was_read_and_happens_once() {
    let head = open_review();
    let held = after(
        &head,
        &propose::claim(&head, reviewer("Ana"), &token(1), NOW.plus_secs(LEASE_SECONDS), NOW)
            .unwrap(),
    );
    assert_eq!(
        propose::resolution(&held, &token(1), 1, rejection(), NOW),
        Err(Refused::VersionMoved { current: 2 })
    );
    let event = propose::resolution(&held, &token(1), 2, rejection(), NOW).unwrap();
    let resolved = after(&held, &event);
    assert_eq!(resolved.standing_verdict(), Verdict::Reject);
    assert_eq!((resolved.position(), resolved.lease.clone()), (None, None));
    assert_eq!(
        propose::resolution(&resolved, &token(1), 3, rejection(), NOW),
        Err(Refused::NotOpen { state: "resolved" })
    );
    assert_eq!(
        propose::claim(&resolved, reviewer("Ana"), &token(1), NOW.plus_secs(LEASE_SECONDS), NOW),
        Err(Refused::NotOpen { state: "resolved" })
    );
}

#[test]
fn an_edit_supersedes_even_a_resolved_review_and_takes_the_lease_away() {
    let head = open_review();
    let held = after(
        &head,
        &propose::claim(&head, reviewer("Ana"), &token(1), NOW.plus_secs(LEASE_SECONDS), NOW)
            .unwrap(),
    );
    let edit = decision(Verdict::Review, 1, "edited");
    let edited = after(&held, &propose::recording(Some(&held), edit));
    assert_eq!(
        (edited.state.clone(), edited.version, edited.recorded_version),
        (State::Open, 3, 3)
    );
    assert_eq!(
        propose::resolution(&edited, &token(1), 3, rejection(), NOW),
        Err(Refused::LeaseLost)
    );
}

#[test]
fn a_removal_closes_an_open_review_once() {
    let head = open_review();
    let removed = after(&head, &propose::removal(&head, NOW).unwrap());
    assert_eq!(removed.state, State::Removed { at: NOW });
    assert_eq!(propose::removal(&removed, NOW), None);
    assert_eq!(
        propose::claim(&removed, reviewer("Ana"), &token(1), NOW.plus_secs(LEASE_SECONDS), NOW),
        Err(Refused::NotOpen { state: "removed" })
    );
}

#[test]
fn the_state_is_the_fold_of_the_events() {
    let mut events = vec![propose::recording(None, decision(Verdict::Review, 0, "text"))];
    let mut head = fold(&events).unwrap();
    type Step = fn(&StoredDecision) -> Event;
    let steps: [Step; 5] = [
        |h| {
            propose::claim(h, reviewer("Ana"), &token(1), NOW.plus_secs(LEASE_SECONDS), NOW)
                .unwrap()
        },
        |h| propose::renewal(h, &token(1), NOW.plus_secs(LEASE_SECONDS), NOW).unwrap(),
        |h| propose::recording(Some(h), decision(Verdict::Review, 2, "edited")),
        |h| {
            propose::claim(h, reviewer("Luc"), &token(2), NOW.plus_secs(LEASE_SECONDS), NOW)
                .unwrap()
        },
        |h| propose::resolution(h, &token(2), h.version, rejection(), NOW).unwrap(),
    ];
    for step in steps {
        let event = step(&head);
        head = after(&head, &event);
        events.push(event);
        assert_eq!(fold(&events).as_ref(), Some(&head));
    }
    assert_eq!(fold(&events[1..2]), None, "a history begins with a recorded decision");
    assert!(matches!(events[0].kind, EventKind::Recorded { .. }));
}

#[test]
fn urgent_reviews_stand_before_older_normal_ones() {
    let mut normal = open_review();
    normal.decision.decided_at = NOW.plus_secs(-3600);
    let mut urgent = open_review();
    urgent.decision.priority = Priority::Urgent;
    let mut later = urgent.clone();
    later.decision.decided_at = NOW.plus_secs(1);
    let mut line = [normal.position(), later.position(), urgent.position()];
    line.sort();
    assert_eq!(line, [urgent.position(), later.position(), normal.position()]);
}

#[test]
fn what_is_stored_reads_back_as_it_was() {
    let head = open_review();
    let held = after(
        &head,
        &propose::claim(&head, reviewer("Ana"), &token(1), NOW.plus_secs(LEASE_SECONDS), NOW)
            .unwrap(),
    );
    let json = serde_json::to_string(&held).unwrap();
    assert_eq!(serde_json::from_str::<StoredDecision>(&json).unwrap(), held);
    let event = held.recorded_event();
    let json = serde_json::to_string(&event).unwrap();
    assert_eq!(serde_json::from_str::<Event>(&json).unwrap(), event);
}
