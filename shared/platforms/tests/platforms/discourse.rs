//! Discourse's posts.

use domain::{CommentId, Label, Visibility};
use platforms::{Answered, Envelope, Unreadable};
use serde_json::{Value, json};

use crate::sample::{
    NOW, json_of, only_comment, only_removal, read as read_as, sender, stored, tally,
};

fn read_under(event: &str, body: &Value) -> Result<Envelope, Unreadable> {
    let headers = [
        ("x-discourse-event", event),
        ("x-discourse-instance", "https://Forum.example/sub/"),
        ("x-discourse-event-type", "post"),
    ];
    read_as("discourse", &headers, body.to_string().as_bytes())
}

fn post() -> Value {
    json!({ "post": {
        "id": 4501, "name": "Ana Rossi", "username": "ana_rossi", "cooked": "<p>Bonjour</p>",
        "created_at": "2026-01-01T00:00:00.000Z", "post_number": 7, "post_type": 1,
        "reply_to_post_number": 3, "topic_id": 812, "topic_slug": "salut", "version": 2,
        "user_id": 33, "raw": "Bonjour **à** tous", "topic_archetype": "regular",
    }})
}

#[test]
fn every_field_of_a_post_is_read() {
    for event in ["post_created", "post_edited", "post_recovered"] {
        let envelope = read_under(event, &post()).unwrap();
        let comment = only_comment(&envelope);
        assert_eq!(comment.id.as_str(), "4501");
        assert_eq!(comment.text, "Bonjour **à** tous");
        assert_eq!(comment.revision.order, 2);
        assert_eq!(comment.author.id.as_deref(), Some("33"));
        assert_eq!(comment.author.name.as_deref(), Some("ana_rossi"));
        assert_eq!(comment.account.as_ref().unwrap().as_str(), "forum.example");
        assert_eq!(comment.thread.as_deref(), Some("812"));
        assert_eq!(comment.parent.as_deref(), Some("812/3"));
        let link = comment.permalink.as_deref();
        assert_eq!(link, Some("https://Forum.example/sub/t/salut/812/7"));
        assert_eq!(comment.created_at, Some(NOW));
        assert_eq!(comment.visibility, Visibility::Public);
    }
}

#[test]
fn only_an_id_and_a_text_are_needed() {
    let body = json!({ "post": { "id": "9007199254740993", "cooked": "<p>Salut<br>toi</p>" } });
    let envelope =
        read_as("discourse", &[("x-discourse-event", "post_created")], body.to_string().as_bytes());
    let envelope = envelope.unwrap();
    let comment = only_comment(&envelope);
    let id = CommentId::new("9007199254740993").unwrap();
    assert_eq!(*comment, domain::Comment::new(id, 0, "Salut\ntoi"));
}

#[test]
fn the_account_is_the_forums_host() {
    for (instance, account, link) in [
        ("https://a.example", Some("a.example"), Some("https://a.example/t/salut/812/7")),
        (
            "http://A.example:3000/x?y",
            Some("a.example:3000"),
            Some("http://A.example:3000/x?y/t/salut/812/7"),
        ),
        ("a.example", Some("a.example"), None),
        ("javascript://a.example/", Some("a.example"), None),
        ("", None, None),
    ] {
        let headers = [("x-discourse-event", "post_created"), ("x-discourse-instance", instance)];
        let envelope = read_as("discourse", &headers, post().to_string().as_bytes()).unwrap();
        let comment = only_comment(&envelope);
        assert_eq!(comment.account.as_ref().map(domain::AccountId::as_str), account, "{instance}");
        assert_eq!(comment.permalink.as_deref(), link, "{instance}");
    }
}

#[test]
fn a_private_message_is_private() {
    let mut body = post();
    body["post"]["topic_archetype"] = json!("private_message");
    let envelope = read_under("post_created", &body).unwrap();
    assert_eq!(only_comment(&envelope).visibility, Visibility::Private);
}

#[test]
fn a_destroyed_post_is_removed() {
    let envelope = read_under("post_destroyed", &json!({ "post": { "id": 4501 } })).unwrap();
    let removal = only_removal(&envelope);
    assert_eq!(removal.id.as_str(), "4501");
    assert_eq!(removal.account.as_ref().unwrap().as_str(), "forum.example");
}

#[test]
fn pings_other_events_and_other_kinds_of_posts_are_passed_over() {
    for (event, body, name) in [
        ("ping", json!({ "ping": "OK" }), "ping"),
        ("topic_created", json!({ "topic": {} }), "topic_created"),
        ("reviewable_created", json!({}), "reviewable_created"),
    ] {
        let envelope = read_under(event, &body).unwrap();
        assert_eq!((tally(&envelope), envelope.skipped[0].as_str()), ((0, 0, 1, 0), name));
    }
    for kind in [json!(2), json!(3), json!(4), json!("x")] {
        let mut body = post();
        body["post"]["post_type"] = kind;
        for event in ["post_created", "post_destroyed"] {
            let envelope = read_under(event, &body).unwrap();
            assert_eq!(envelope.skipped, ["post/not-regular"]);
            assert_eq!(envelope.events, []);
        }
    }
}

#[test]
fn what_cannot_be_read_is_kept() {
    assert!(read_as("discourse", &[], post().to_string().as_bytes()).is_err(), "no event named");
    for body in [json!({}), json!([]), json!({ "post": 3 })] {
        assert!(read_under("post_created", &body).is_err(), "{body}");
    }
    for post in
        [json!({}), json!({ "id": 1 }), json!({ "raw": "x" }), json!({ "id": [], "raw": "x" })]
    {
        let envelope = read_under("post_created", &json!({ "post": post })).unwrap();
        assert_eq!(tally(&envelope), (0, 0, 0, 1), "{post}");
    }
}

#[test]
fn odd_and_long_texts_are_kept_whole() {
    for text in ["", "\u{ffff}", &"é".repeat(100_000)] {
        let mut body = post();
        body["post"]["raw"] = json!(text);
        assert_eq!(only_comment(&read_under("post_edited", &body).unwrap()).text, text);
    }
}

#[test]
fn the_reply_counts_verdicts() {
    let (approved, rejected) = (stored("bien", &[]), stored("oh", &[(Label::Hate, 950)]));
    let id = CommentId::new("d").unwrap();
    let response = sender("discourse").reply(&[
        Answered::Decided { stored: &approved, seen_before: false },
        Answered::Decided { stored: &rejected, seen_before: false },
        Answered::Removed { id: &id, known: true },
        Answered::Kept { reason: "a post has no `id`" },
    ]);
    assert_eq!(response.status(), 200);
    let counts = json!({
        "ok": true, "approve": 1, "review": 0, "reject": 1, "removed": 1, "quarantined": 1,
    });
    assert_eq!(json_of(&response), counts);
}
