//! The reply: verdicts, and what they rest on.

use domain::{CommentId, Label};
use platforms::Answered;
use serde_json::{Value, json};

use crate::sample::{json_of, sender, stored};

#[test]
fn the_reply_tells_each_verdict_and_what_it_rests_on() {
    let rejected = stored("é ça", &[(Label::Hate, 950), (Label::Profanity, 300)]);
    let approved = stored("bien", &[]);
    let id = CommentId::new("d").unwrap();
    let response = sender("cms").reply(&[
        Answered::Decided { stored: &rejected, seen_before: true },
        Answered::Kept { reason: "an event has no `data`" },
        Answered::Removed { id: &id, known: false },
        Answered::Decided { stored: &approved, seen_before: false },
    ]);
    assert_eq!(response.status(), 200);
    let piece = |label: &str, score: f64| {
        json!({
            "label": label, "score": score, "severity": "high", "start": 0, "end": 2,
            "quote": "é", "rule": "fr/essai",
        })
    };
    assert_eq!(
        json_of(&response),
        json!({ "results": [
            {
                "comment_id": "c-1", "decision_id": rejected.key().to_string(), "version": 1,
                "verdict": "reject", "priority": "urgent", "duplicate": true, "state": "settled",
                "labels": [{ "label": "hate", "score": 0.95, "verdict": "reject" }],
                "evidence": [piece("hate", 0.95), piece("profanity", 0.3)], "evidence_total": 2,
            },
            { "quarantined": true, "reason": "an event has no `data`" },
            { "comment_id": "d", "removed": true, "known": false },
            {
                "comment_id": "c-1", "decision_id": approved.key().to_string(), "version": 1,
                "verdict": "approve", "priority": "normal", "duplicate": false, "state": "settled",
                "labels": [], "evidence": [], "evidence_total": 0,
            },
        ]})
    );
    assert_eq!(json_of(&sender("cms").reply(&[])), json!({ "results": [] }));
}

#[test]
fn a_reply_is_bounded_to_the_most_certain_evidence() {
    let mut found = vec![(Label::Profanity, 300); 5000];
    found[4999] = (Label::Hate, 950);
    let decision = stored("ab", &found);
    let answers = [Answered::Decided { stored: &decision, seen_before: false }; 100];
    let response = sender("cms").reply(&answers);
    assert!(response.body().len() < 1_500_000, "{}", response.body().len());
    let result = &json_of(&response)["results"][0];
    assert_eq!(result["evidence_total"], 5000);
    let evidence = result["evidence"].as_array().unwrap();
    assert_eq!(evidence.len(), 50);
    assert!(evidence.iter().any(|piece| piece["label"] == "hate"));
}

#[test]
fn an_erased_text_has_no_quotes() {
    let mut decision = stored("ab", &[(Label::Hate, 950)]);
    decision.decision.comment.text.clear();
    let response =
        sender("cms").reply(&[Answered::Decided { stored: &decision, seen_before: true }]);
    assert_eq!(json_of(&response)["results"][0]["evidence"][0]["quote"], Value::Null);
}
