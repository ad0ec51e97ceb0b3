//! Mastodon's administrators' webhooks.

use domain::{AccountId, CommentId, Language, Visibility};
use http::HeaderValue;
use platforms::{Answered, Envelope, Refusal, Unreadable};
use serde_json::{Value, json};

use crate::sample::{
    NOW, keyring, only_comment, post, read as read_as, secret, sender, stored, tally,
};

fn read(body: &Value) -> Result<Envelope, Unreadable> {
    read_as("mastodon", &[], body.to_string().as_bytes())
}

fn event(name: &str, object: &Value) -> Value {
    json!({ "event": name, "created_at": "2026-01-01T00:00:01.000Z", "object": object })
}

fn status() -> Value {
    json!({
        "id": "113800000000000001", "created_at": "2026-01-01T00:00:00.000Z",
        "in_reply_to_id": "113700000000000001", "in_reply_to_account_id": "109000000000000002",
        "sensitive": false, "spoiler_text": "", "visibility": "public", "language": "fr",
        "uri": "https://Social.example/users/ana/statuses/113800000000000001",
        "url": "https://social.example/@ana/113800000000000001", "edited_at": null,
        "content": "<p>Bonjour &agrave; <b>tous</b></p>", "reblog": null, "poll": null,
        "account": { "id": "109000000000000001", "username": "ana", "acct": "ana",
            "display_name": "Ana 🐶", "url": "https://social.example/@ana" },
    })
}

/// The status with other values in some of its fields.
fn status_with(fields: &Value) -> Value {
    let mut status = status();
    for (name, value) in fields.as_object().unwrap() {
        status[name] = value.clone();
    }
    status
}

#[test]
fn every_field_of_a_status_is_read() {
    let envelope = read(&event("status.created", &status())).unwrap();
    let comment = only_comment(&envelope);
    assert_eq!(comment.id.as_str(), "113800000000000001");
    assert_eq!(comment.text, "Bonjour à tous");
    assert_eq!(comment.revision.order, 0);
    assert_eq!(comment.author.id.as_deref(), Some("109000000000000001"));
    assert_eq!(comment.author.name.as_deref(), Some("ana"));
    assert_eq!(comment.account.as_ref().unwrap().as_str(), "social.example");
    assert_eq!(comment.thread, None, "nothing names the conversation");
    assert_eq!(comment.parent.as_deref(), Some("113700000000000001"));
    let link = comment.permalink.as_deref();
    assert_eq!(link, Some("https://social.example/@ana/113800000000000001"));
    assert_eq!(comment.language, Some(Language::Fr));
    assert_eq!(comment.created_at, Some(NOW));
    assert_eq!(comment.visibility, Visibility::Public);
}

#[test]
fn only_an_id_and_a_content_are_needed() {
    for id in [json!("9007199254740993"), json!(9_007_199_254_740_993_u64)] {
        let body = event("status.created", &json!({ "id": id, "content": "<p>Salut<br>toi</p>" }));
        let envelope = read(&body).unwrap();
        let id = CommentId::new("9007199254740993").unwrap();
        assert_eq!(*only_comment(&envelope), domain::Comment::new(id, 0, "Salut\ntoi"));
    }
}

#[test]
fn fields_of_another_type_are_left_out() {
    let status = status_with(&json!({
        "account": 3, "in_reply_to_id": [], "url": 4, "uri": null, "language": {},
        "created_at": "hier", "visibility": 1, "poll": "x", "spoiler_text": 5, "edited_at": "hier",
    }));
    let envelope = read(&event("status.created", &status)).unwrap();
    let id = CommentId::new("113800000000000001").unwrap();
    assert_eq!(*only_comment(&envelope), domain::Comment::new(id, 0, "Bonjour à tous"));
}

#[test]
fn an_edit_is_ordered_by_its_time_above_what_it_edits() {
    let order = |edited_at: Value| {
        let status = status_with(&json!({ "edited_at": edited_at }));
        only_comment(&read(&event("status.updated", &status)).unwrap()).revision.order
    };
    let (first, second) =
        (order(json!("2026-01-01T00:00:00.500Z")), order(json!("2026-01-01T00:00:00.501Z")));
    assert_eq!((order(Value::Null), first, second), (0, 1_767_225_600_500, 1_767_225_600_501));
}

#[test]
fn what_followers_or_the_named_alone_can_read_is_private() {
    for (visibility, expected) in [
        ("public", Visibility::Public),
        ("unlisted", Visibility::Public),
        ("private", Visibility::Private),
        ("direct", Visibility::Private),
    ] {
        let status = status_with(&json!({ "visibility": visibility }));
        let envelope = read(&event("status.created", &status)).unwrap();
        assert_eq!(only_comment(&envelope).visibility, expected, "{visibility}");
    }
}

#[test]
fn the_text_is_what_a_reader_sees() {
    let poll = json!({ "options": [{ "title": "Oui" }, { "title": " " }, 3, { "title": "Non" }] });
    for (fields, text) in [
        (json!({ "spoiler_text": "Politique" }), "Politique\nBonjour à tous"),
        (json!({ "spoiler_text": "a & <b>", "content": "" }), "a & <b>"),
        (json!({ "content": "", "media_attachments": [{ "type": "image" }] }), ""),
        (json!({ "poll": poll }), "Bonjour à tous\nOui\nNon"),
        (json!({ "content": "<p>Tu <span>es</span></p><p>l&agrave;</p>" }), "Tu es\nlà"),
    ] {
        let envelope = read(&event("status.created", &status_with(&fields))).unwrap();
        assert_eq!(only_comment(&envelope).text, text, "{fields}");
    }
}

#[test]
fn the_account_is_the_servers_host_for_statuses_of_its_own() {
    for (acct, uri, account) in [
        ("ana", "https://a.example/users/ana/statuses/1", Some("a.example")),
        ("ana", "http://A.example:3000?x", Some("a.example:3000")),
        ("ana", "tag:a.example,2017:1", None),
        ("ana", "https://", None),
        ("zoe@b.example", "https://b.example/users/zoe/statuses/1", None),
    ] {
        let status = status_with(&json!({ "uri": uri, "account": { "id": 1, "acct": acct } }));
        let envelope = read(&event("status.created", &status)).unwrap();
        let found = only_comment(&envelope).account.as_ref().map(AccountId::as_str);
        assert_eq!(found, account, "{acct} {uri}");
    }
}

#[test]
fn the_permalink_is_an_address_for_browsers() {
    for (url, uri, link) in [
        (
            json!("https://a.example/@ana/1"),
            json!("https://a.example/1"),
            Some("https://a.example/@ana/1"),
        ),
        (Value::Null, json!("https://a.example/1"), Some("https://a.example/1")),
        (json!("javascript:alert(1)"), json!("tag:a.example,2017:1"), None),
    ] {
        let status = status_with(&json!({ "url": url, "uri": uri }));
        let envelope = read(&event("status.created", &status)).unwrap();
        assert_eq!(only_comment(&envelope).permalink.as_deref(), link, "{url} {uri}");
    }
}

#[test]
fn a_report_brings_in_the_statuses_whose_text_it_holds() {
    let other = json!({ "id": "2", "content": "<p>Deux</p>", "edited_at": "2026-01-01T00:00:00Z",
        "account": { "acct": "zoe@b.example" } });
    let report = json!({ "id": "53", "comment": "insultes", "category": "violation",
        "account": { "id": "1" }, "target_account": { "id": "2" },
        "statuses": [status(), other, { "id": "3" }, { "content": "sans identifiant" }, 4] });
    let envelope = read(&event("report.created", &report)).unwrap();
    assert_eq!(tally(&envelope), (2, 0, 1, 2));
    assert_eq!(envelope.skipped, ["report/status-without-text"]);
    assert!(!format!("{:?}", envelope.unreadable).contains("sans identifiant"));
    assert!(!format!("{:?}", envelope.events).contains("insultes"), "the reporter's words");
    // What had been told when it was written is the same comment in the same revision.
    let told = read(&event("status.created", &status())).unwrap();
    assert_eq!(envelope.events[0], told.events[0]);
}

#[test]
fn a_report_without_statuses_is_passed_over() {
    for (statuses, counts) in
        [(json!([]), (0, 0, 1, 0)), (Value::Null, (0, 0, 1, 0)), (json!("x"), (0, 0, 0, 1))]
    {
        let report = json!({ "id": "53", "statuses": statuses });
        assert_eq!(tally(&read(&event("report.created", &report)).unwrap()), counts);
    }
}

#[test]
fn boosts_and_other_events_are_passed_over_by_name() {
    let boost = status_with(&json!({ "reblog": status() }));
    for (body, name) in [
        (event("status.created", &boost), "status/boost"),
        (event("report.updated", &json!({ "statuses": [status()] })), "report.updated"),
        (event("account.created", &json!({ "id": "1" })), "account.created"),
        (event("account.approved", &json!({})), "account.approved"),
        (json!({ "event": "account.updated" }), "account.updated"),
        (json!({ "event": "connard !" }), "connard??"),
    ] {
        let envelope = read(&body).unwrap();
        assert_eq!((tally(&envelope), envelope.skipped[0].as_str()), ((0, 0, 1, 0), name));
    }
}

#[test]
fn what_cannot_be_read_is_kept() {
    for body in [
        json!([]),
        json!({}),
        json!({ "event": 3 }),
        json!({ "event": "status.created" }),
        json!({ "event": "report.created", "object": [] }),
        json!({ "texte": "Bonjour" }),
    ] {
        assert!(read(&body).is_err(), "{body}");
    }
    assert!(read_as("mastodon", &[], br#"{"event":"status.created","object":{"id":"1"#).is_err());
    for object in [
        json!({}),
        json!({ "id": "1" }),
        json!({ "id": "1", "content": 3 }),
        json!({ "id": [], "content": "x" }),
        json!({ "id": "a\n", "content": "x" }),
    ] {
        let envelope = read(&event("status.updated", &object)).unwrap();
        assert_eq!(tally(&envelope), (0, 0, 0, 1), "{object}");
    }
}

#[test]
fn odd_and_long_texts_are_kept_whole() {
    for text in ["", "\u{ffff}", "a\u{202e}b", &"é".repeat(100_000)] {
        let envelope =
            read(&event("status.created", &status_with(&json!({ "content": text })))).unwrap();
        assert_eq!(only_comment(&envelope).text, text);
    }
    let lone = br#"{"event":"status.created","object":{"id":1,"content":"coup\u00e9 \ud83d"}}"#;
    let envelope = read_as("mastodon", &[], lone).unwrap();
    assert_eq!(only_comment(&envelope).text, "coupé \u{fffd}");
}

#[test]
fn the_signature_stands_once_in_its_own_header() {
    let headers = sender("mastodon").sign(b"{}", &secret(), "ignored", NOW).unwrap();
    assert_eq!(headers.len(), 1);
    let value = headers["x-hub-signature"].to_str().unwrap().to_owned();
    for (values, refusal) in [
        (vec![value.to_uppercase().replace("SHA256", "sha256")], None),
        (vec![], Some(Refusal::MissingSignature)),
        (vec![value.clone(), value.clone()], Some(Refusal::MalformedHeader("x-hub-signature"))),
        (vec![format!("{value},{value}")], Some(Refusal::MalformedHeader("x-hub-signature"))),
        (vec![value.replace("sha256", "sha1")], Some(Refusal::MalformedHeader("x-hub-signature"))),
    ] {
        let mut headers = http::HeaderMap::new();
        for value in &values {
            headers.append("x-hub-signature", HeaderValue::from_str(value).unwrap());
        }
        let verified = sender("mastodon").verify(post(headers, b"{}"), &keyring(), NOW);
        assert_eq!(verified.err(), refusal, "{values:?}");
    }
}

#[test]
fn the_answer_has_no_body_and_without_a_decision_it_is_asked_to_send_again() {
    let decided = stored("oh", &[]);
    for answers in [
        vec![],
        vec![Answered::Decided { stored: &decided, seen_before: false }],
        vec![Answered::Kept { reason: "no `event`" }],
    ] {
        let response = sender("mastodon").reply(&answers);
        assert_eq!((response.status().as_u16(), response.body().len()), (204, 0));
    }
    for posture in [domain::FailPosture::Open, domain::FailPosture::Hold] {
        assert!(sender("mastodon").fallback(posture).is_none());
    }
    assert_eq!(sender("mastodon").deadline(), None);
}
