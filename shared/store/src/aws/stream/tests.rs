use domain::{
    Comment, CommentId, Decision, DecisionKey, Findings, Platform, Priority, SpaceId,
    StoredDecision, Timestamp, Verdict,
    lifecycle::{apply, propose},
};
use serde_json::{Value, json};

use super::{StreamProblem, decode};
use crate::aws::item;

const NOW: Timestamp = Timestamp::from_secs(1_767_225_600);

fn stored(order: u64, text: &str) -> StoredDecision {
    let id = CommentId::new("c-1").unwrap();
    let decision = Decision {
        key: DecisionKey {
            space: SpaceId::new("le-journal").unwrap(),
            platform: Platform::new("cms").unwrap(),
            comment: id.clone(),
        },
        comment: Comment::new(id, order, text),
        verdict: Verdict::Review,
        priority: Priority::Urgent,
        reasons: vec![],
        findings: Findings::default(),
        classifier_version: "c".into(),
        policy_version: "p".into(),
        decided_at: NOW,
        expires_at: NOW.plus_secs(86_400),
    };
    apply(None, &propose::recording(None, decision)).unwrap()
}

/// An item as a stream shows it.
fn image(stored: &StoredDecision, born: i64) -> Value {
    let item: serde_dynamo::Item = item::head(stored, born).unwrap().into();
    serde_json::to_value(item).unwrap()
}

fn record(name: &str, old: Option<Value>, new: Option<Value>) -> Value {
    let mut change = json!({
        "Keys": { "pk": { "S": "C#le-journal#cms#c-1" }, "sk": { "S": "HEAD" } },
        "SequenceNumber": "4421584500000000017450439091",
        "StreamViewType": "NEW_AND_OLD_IMAGES",
    });
    for (image, value) in [("OldImage", old), ("NewImage", new)] {
        if let Some(value) = value {
            change[image] = value;
        }
    }
    json!({ "eventID": "1", "eventName": name, "eventSource": "aws:dynamodb", "dynamodb": change })
}

#[test]
fn a_new_decision_and_a_moved_one_are_changes() {
    let first = stored(0, "un texte \0 \u{ffff}");
    let inserted = decode(&record("INSERT", None, Some(image(&first, 1)))).unwrap().unwrap();
    assert_eq!((inserted.old, &inserted.new), (None, &first));

    let removal = propose::removal(&first, NOW).unwrap();
    let removed = apply(Some(first.clone()), &removal).unwrap();
    let record = record("MODIFY", Some(image(&first, 1)), Some(image(&removed, 1)));
    let moved = decode(&record).unwrap().unwrap();
    assert_eq!((moved.old, moved.new), (Some(first), removed));
}

#[test]
fn a_comment_that_came_back_after_it_was_forgotten_has_no_before() {
    let (old, new) = (stored(0, "a"), stored(1, "b"));
    let record = record("MODIFY", Some(image(&old, 1)), Some(image(&new, 2)));
    assert_eq!(decode(&record).unwrap().unwrap().old, None);
}

#[test]
fn a_long_text_comes_shortened() {
    let change = decode(&record("INSERT", None, Some(image(&stored(0, &"é".repeat(99_000)), 1))));
    assert_eq!(change.unwrap().unwrap().new.decision.comment.text, "é".repeat(2048));
}

#[test]
fn other_items_and_deletions_are_no_changes() {
    let image = image(&stored(0, "a"), 1);
    let mut expired = record("REMOVE", Some(image.clone()), None);
    expired["userIdentity"] = json!({ "type": "Service", "principalId": "dynamodb.amazonaws.com" });
    assert_eq!(decode(&expired), Ok(None));
    let mut event = record("INSERT", None, Some(image));
    event["dynamodb"]["Keys"]["sk"]["S"] = json!("E#000000000002");
    assert_eq!(decode(&event), Ok(None));
}

#[test]
fn what_cannot_be_read_is_told_by_its_number_and_never_by_its_content() {
    let mut broken = image(&stored(0, "sottise"), 1);
    broken["record"]["M"]["version"] = json!({ "S": "sottise" });
    let good = image(&stored(0, "a"), 1);
    for record in [
        record("INSERT", None, Some(broken.clone())),
        record("MODIFY", Some(broken), Some(good)),
        record("INSERT", None, Some(json!({ "pk": "sottise" }))),
        record("MODIFY", None, None),
    ] {
        let problem = decode(&record).unwrap_err();
        assert_eq!(problem.sequence_number.as_deref(), Some("4421584500000000017450439091"));
        assert!(!problem.to_string().contains("sottise"), "{problem}");
    }
    let nameless = decode(&json!({ "eventName": "INSERT" })).unwrap_err();
    assert_eq!(nameless, StreamProblem { sequence_number: None, reason: "no keys" });
}
