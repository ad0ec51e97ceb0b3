//! Coral's phase: its request, and the answers that it acts on.

use std::time::Duration;

use domain::{
    Actor, FailPosture, Label, Outcome, ReasonCode, Resolution, State, Visibility,
    taxonomies::coral::REJECTION_CODES,
};
use platforms::Answered;
use serde_json::{Value, json};

use crate::sample::{NOW, json_of, only_comment, read as read_as, sender, stored};

fn request() -> Value {
    json!({
        "action": "NEW",
        "comment": { "body": "<p>Bonjour &amp; <b>bien</b>venue</p><p>!</p>", "parentID": null },
        "author": { "id": "u-1", "role": "COMMENTER" },
        "story": { "id": "s-1", "url": "https://news.example/a?b=1" },
        "site": { "id": "site-1" },
        "tenantID": "t-1",
        "tenantDomain": "coral.example",
    })
}

fn read(body: &Value) -> platforms::Envelope {
    read_as("coral", &[], format!("{body:#}").as_bytes()).unwrap()
}

#[test]
fn a_comment_is_named_by_its_bytes_and_read_as_a_reader_sees_it() {
    let envelope = read(&request());
    let comment = only_comment(&envelope);
    assert_eq!(comment.text, "Bonjour & bienvenue\n!");
    assert_eq!(comment.account.as_ref().unwrap().as_str(), "site-1");
    assert_eq!(comment.thread.as_deref(), Some("s-1"));
    assert_eq!(comment.permalink.as_deref(), Some("https://news.example/a?b=1"));
    assert_eq!(comment.author.id.as_deref(), Some("u-1"));
    assert_eq!((comment.author.name.as_deref(), comment.parent.as_deref()), (None, None));
    assert_eq!((comment.revision.order, comment.visibility), (0, Visibility::Public));

    let bytes = format!("{:#}", request());
    let hash = data_encoding::HEXLOWER.encode(&<sha2::Sha256 as sha2::Digest>::digest(&bytes));
    assert_eq!(Some(comment.id.as_str()), hash.get(..32));
    assert_eq!(read(&request()), envelope, "the same bytes are the same comment");
    let compact = read_as("coral", &[], request().to_string().as_bytes()).unwrap();
    assert_ne!(only_comment(&compact).id, comment.id);
}

#[test]
fn edits_replies_and_every_role_are_read() {
    for role in ["COMMENTER", "MEMBER", "STAFF", "MODERATOR", "ADMIN"] {
        let mut body = request();
        body["action"] = json!("EDIT");
        body["author"]["role"] = json!(role);
        body["comment"]["parentID"] = json!("c-0");
        assert_eq!(only_comment(&read(&body)).parent.as_deref(), Some("c-0"));
    }
}

#[test]
fn only_a_body_is_needed_and_it_may_be_plain() {
    for (text, read_as) in [("", ""), ("1 < 2 & <3", "1 < 2 & <3"), ("a\nb", "a\nb")] {
        let envelope = read(&json!({ "comment": { "body": text } }));
        assert_eq!(only_comment(&envelope).text, read_as);
    }
    let long = "é".repeat(100_000);
    let envelope = read(&json!({ "comment": { "body": long } }));
    assert_eq!(only_comment(&envelope).text, long);
}

#[test]
fn another_action_is_passed_over_and_gets_no_opinion() {
    let mut body = request();
    body["action"] = json!("DELETE");
    let envelope = read(&body);
    assert_eq!((envelope.events.len(), envelope.skipped), (0, vec!["DELETE".to_owned()]));
    assert_eq!(sender("coral").reply(&[]).status(), 204);
}

#[test]
fn what_holds_no_comment_is_unreadable() {
    for body in ["{}", "[]", r#"{"comment":{}}"#, r#"{"comment":{"body":3}}"#, r#"{"comment""#] {
        assert!(read_as("coral", &[], body.as_bytes()).is_err(), "{body}");
    }
}

#[test]
fn an_approval_is_no_opinion_and_a_review_is_withheld() {
    let sender = sender("coral");
    let approved = stored("bien", &[]);
    let response = sender.reply(&[Answered::Decided { stored: &approved, seen_before: false }]);
    assert_eq!((response.status().as_u16(), response.body().len()), (204, 0));

    for (label, reason) in
        [(Label::Insult, "COMMENT_DETECTED_TOXIC"), (Label::Spam, "COMMENT_DETECTED_SPAM")]
    {
        let review = stored("oh", &[(label, 600)]);
        let response = sender.reply(&[Answered::Decided { stored: &review, seen_before: true }]);
        assert_eq!(response.status(), 200);
        assert_eq!(
            json_of(&response),
            json!({
                "status": "SYSTEM_WITHHELD",
                "actions": [{ "actionType": "FLAG", "reason": reason }],
            })
        );
    }
    let kept = sender.reply(&[Answered::Kept { reason: "not JSON" }]);
    assert_eq!(kept.status(), 204);
}

#[test]
fn a_rejection_says_so_twice_with_a_reason_that_coral_knows() {
    for (label, code) in [
        (Label::Hate, "HATE_SPEECH"),
        (Label::Harassment, "HARASSMENT_BULLYING"),
        (Label::Doxxing, "HARASSMENT_BULLYING"),
        (Label::Insult, "ABUSIVE"),
        (Label::Threat, "ABUSIVE"),
        (Label::Violence, "ABUSIVE"),
        (Label::Sexual, "OFFENSIVE"),
        (Label::Spam, "SPAM"),
        (Label::BannedExpression, "BANNED_WORD"),
    ] {
        let rejected = stored("oh", &[(label, 1000)]);
        let answer = [Answered::Decided { stored: &rejected, seen_before: false }];
        let body = json_of(&sender("coral").reply(&answer));
        assert_eq!(body["status"], "REJECTED", "{label}");
        assert_eq!(
            body["moderationAction"],
            json!({ "status": "REJECTED", "rejectionReason": { "code": code } }),
            "{label}"
        );
        assert_eq!(body["actions"][0]["actionType"], "FLAG");
    }
}

#[test]
fn a_persons_decision_on_the_same_words_is_answered_with_their_reason() {
    for (outcome, reason, answer) in [
        (Outcome::Approve, ReasonCode::FalsePositive, None),
        (Outcome::Reject, ReasonCode::Illegal, Some("ILLEGAL_CONTENT")),
        (Outcome::Reject, ReasonCode::OffTopic, Some("OTHER")),
        (Outcome::Reject, ReasonCode::Label(Label::PressContempt), Some("OTHER")),
        (Outcome::Reject, ReasonCode::Label(Label::Profanity), Some("OFFENSIVE")),
        (Outcome::Reject, ReasonCode::Label(Label::CodedHate), Some("HATE_SPEECH")),
    ] {
        let mut decision = stored("oh", &[(Label::Insult, 600)]);
        let resolution = Resolution { outcome, reason, note: None };
        decision.state = State::Resolved { resolution, by: Actor::Machine, at: NOW };
        let answers = [Answered::Decided { stored: &decision, seen_before: true }];
        let response = sender("coral").reply(&answers);
        let Some(code) = answer else {
            assert_eq!(response.status(), 204);
            continue;
        };
        assert_eq!(json_of(&response)["moderationAction"]["rejectionReason"]["code"], code);
        assert!(REJECTION_CODES.contains(&code));
    }
}

#[test]
fn there_is_an_answer_in_time_for_every_posture() {
    let sender = sender("coral");
    assert_eq!(sender.deadline(), Some(Duration::from_millis(150)));
    assert_eq!(sender.fallback(FailPosture::Open).unwrap().status(), 204);
    let hold = sender.fallback(FailPosture::Hold).unwrap();
    assert_eq!((hold.status().as_u16(), json_of(&hold)), (200, json!({ "status": "PREMOD" })));
    let closed = json_of(&sender.fallback(FailPosture::Closed).unwrap());
    assert_eq!(closed["status"], "REJECTED");
    assert_eq!(closed["moderationAction"]["rejectionReason"]["code"], "OTHER");
}
