//! The generic webhook.

mod reply;

use domain::{CommentId, Language, Rating, Timestamp, Visibility};
use platforms::{KeyringProblem, Unreadable};
use serde_json::{Value, json};

use crate::sample::{NOW, only_comment, only_removal, read as read_as, secret, sender, tally};

fn read(body: &Value) -> platforms::Envelope {
    read_as("cms", &[], body.to_string().as_bytes()).unwrap()
}

fn created(data: &Value) -> Value {
    json!({ "type": "comment.created", "timestamp": "2026-01-01T00:00:00Z", "data": data })
}

#[test]
fn every_field_of_a_comment_is_read() {
    let envelope = read(&created(&json!({
        "comment_id": "c-1", "thread_id": "article-9", "parent_id": "c-0",
        "author": { "id": "u-7", "name": "Ana" }, "text": "Bonjour 😀", "format": "plain",
        "language": "fr-CA", "created_at": "2026-01-01T01:00:00+01:00", "edited_at": null,
        "revision": 3, "permalink": "https://site.example/a#c-1", "visibility": "private",
        "account": "site.example", "edited": true, "rating": 4.5,
    })));
    let comment = only_comment(&envelope);
    assert_eq!(comment.id.as_str(), "c-1");
    assert_eq!(comment.text, "Bonjour 😀");
    assert_eq!(comment.revision.order, 3);
    assert_eq!(comment.author.id.as_deref(), Some("u-7"));
    assert_eq!(comment.author.name.as_deref(), Some("Ana"));
    assert_eq!(comment.thread.as_deref(), Some("article-9"));
    assert_eq!(comment.parent.as_deref(), Some("c-0"));
    assert_eq!(comment.permalink.as_deref(), Some("https://site.example/a#c-1"));
    assert_eq!(comment.language, Some(Language::Fr));
    assert_eq!(comment.created_at, Some(NOW));
    assert_eq!(comment.visibility, Visibility::Private);
    assert_eq!(comment.account.as_ref().unwrap().as_str(), "site.example");
    assert_eq!(comment.rating, Rating::try_from(4.5).ok());
}

#[test]
fn a_rating_is_one_to_five_stars_in_half_steps_or_the_event_is_not_read() {
    let rated = |rating: &Value| {
        read(&created(&json!({ "comment_id": "c", "text": "Parfait", "rating": rating })))
    };
    for (rating, stars) in [
        (json!(1), Some(1.0)),
        (json!(4.5), Some(4.5)),
        (json!(5.0), Some(5.0)),
        (json!("3"), Some(3.0)),
        (json!(" 3.5 "), Some(3.5)),
        (Value::Null, None),
    ] {
        let envelope = rated(&rating);
        assert_eq!(only_comment(&envelope).rating.map(f64::from), stars, "{rating}");
    }
    for rating in [
        json!(0),
        json!(-4),
        json!(5.5),
        json!(4.2),
        json!(10),
        json!(u64::MAX),
        json!("cinq"),
        json!("NaN"),
        json!(""),
        json!(true),
        json!([5]),
        json!({ "value": 5 }),
    ] {
        let envelope = rated(&rating);
        assert_eq!(tally(&envelope), (0, 0, 0, 1), "{rating}");
        assert_eq!(envelope.unreadable, ["a rating lies between 1 and 5, in half steps"]);
    }
}

#[test]
fn a_bad_rating_in_a_batch_does_not_cost_the_others_and_a_deletion_needs_none() {
    let event = |kind: &str, rating: u8| {
        let data = json!({ "comment_id": rating, "text": "x", "rating": rating });
        json!({ "type": kind, "data": data })
    };
    let events =
        [event("comment.created", 5), event("comment.updated", 6), event("comment.deleted", 7)];
    let envelope = read(&json!({ "type": "comment.batch", "data": { "events": events } }));
    assert_eq!(tally(&envelope), (1, 1, 0, 1));
}

#[test]
fn only_an_id_and_a_text_are_needed() {
    let envelope = read(&json!({ "type": "comment.created", "data": {
        "comment_id": "c-1", "text": "", "author": null, "language": 3, "created_at": "hier",
        "visibility": "secret", "permalink": "", "author_name": ["?"],
    }}));
    let comment = only_comment(&envelope);
    assert_eq!(*comment, domain::Comment::new(CommentId::new("c-1").unwrap(), 0, ""));
}

#[test]
fn ids_may_be_numbers_and_keep_their_64_bits() {
    for (id, kept) in [
        (json!(u64::MAX), "18446744073709551615"),
        (json!(9_007_199_254_740_993_u64), "9007199254740993"),
        (json!(i64::MIN), "-9223372036854775808"),
        (json!("007"), "007"),
    ] {
        let envelope = read(&created(&json!({
            "comment_id": id, "thread_id": id, "parent_id": id, "author": { "id": id },
            "account": id, "text": "x",
        })));
        let comment = only_comment(&envelope);
        assert_eq!(comment.id.as_str(), kept);
        assert_eq!(comment.thread.as_deref(), Some(kept));
        assert_eq!(comment.parent.as_deref(), Some(kept));
        assert_eq!(comment.author.id.as_deref(), Some(kept));
        assert_eq!(comment.account.as_ref().unwrap().as_str(), kept);
    }
}

#[test]
fn a_later_state_is_told_by_revision_then_edit_time_then_envelope_time() {
    let millis = 1_767_225_600_000;
    let edited = "2026-01-01T00:00:00.500Z";
    for (kind, data, order) in [
        ("comment.created", json!({}), 0),
        ("comment.created", json!({ "edited_at": edited }), millis + 500),
        ("comment.updated", json!({}), millis),
        ("comment.updated", json!({ "edited_at": edited }), millis + 500),
        ("comment.updated", json!({ "edited_at": edited, "revision": 2 }), 2),
        ("comment.updated", json!({ "revision": "4" }), 4),
        ("comment.updated", json!({ "revision": -1 }), millis),
        ("comment.updated", json!({ "edited_at": "hier" }), millis),
    ] {
        let mut data = data;
        data["comment_id"] = json!("c");
        data["text"] = json!("x");
        let body = json!({ "type": kind, "timestamp": "2026-01-01T00:00:00Z", "data": data });
        assert_eq!(only_comment(&read(&body)).revision.order, order, "{body}");
    }
    let untimed = json!({ "type": "comment.updated", "data": { "comment_id": "c", "text": "x" } });
    assert_eq!(only_comment(&read(&untimed)).revision.order, 0);
}

#[test]
fn html_is_read_as_a_reader_sees_it_and_plain_text_as_it_is() {
    let html = "<p>Tu es <b>b&ecirc;te</b></p><p>et &lt;fier&gt;</p>";
    for (format, text) in [
        (json!("html"), "Tu es bête\net <fier>"),
        (json!("plain"), html),
        (json!("bbcode"), html),
        (Value::Null, html),
    ] {
        let envelope = read(&created(&json!({ "comment_id": 1, "text": html, "format": format })));
        assert_eq!(only_comment(&envelope).text, text);
    }
}

#[test]
fn odd_and_long_texts_are_kept_whole() {
    for text in ["\u{ffff}", "\0", "a\u{202e}b", &"é".repeat(100_000), " \n "] {
        let envelope = read(&created(&json!({ "comment_id": "c", "text": text })));
        assert_eq!(only_comment(&envelope).text, text);
    }
    let lone =
        br#"{"type":"comment.created","data":{"comment_id":"c","text":"coup\u00e9 \ud83d"}}"#;
    let envelope = read_as("cms", &[], lone).unwrap();
    assert_eq!(only_comment(&envelope).text, "coupé \u{fffd}");
}

#[test]
fn metadata_is_bounded() {
    let long = "é".repeat(4000);
    let envelope = read(&created(&json!({
        "comment_id": "c", "text": "x", "permalink": long, "author": { "name": long },
    })));
    let comment = only_comment(&envelope);
    assert_eq!(comment.permalink.as_ref().unwrap().len(), domain::comment::METADATA_LIMIT);
    assert_eq!(comment.author.name.as_ref().unwrap().len(), domain::comment::METADATA_LIMIT);
}

#[test]
fn a_deletion_needs_no_text() {
    let body = json!({ "type": "comment.deleted", "data": { "comment_id": 12, "account": "a" } });
    let envelope = read(&body);
    let removal = only_removal(&envelope);
    assert_eq!(removal.id.as_str(), "12");
    assert_eq!(removal.account.as_ref().unwrap().as_str(), "a");
}

#[test]
fn unknown_types_are_passed_over_by_name() {
    let envelope = read(&json!({ "type": "article.published", "data": { "text": "x" } }));
    assert_eq!(tally(&envelope), (0, 0, 1, 0));
    assert_eq!(envelope.skipped, ["article.published"]);
}

#[test]
fn a_batch_is_read_in_order_and_one_bad_event_does_not_cost_the_others() {
    let event =
        |id: &str| json!({ "type": "comment.created", "data": { "comment_id": id, "text": id } });
    let deleted = json!({ "type": "comment.deleted", "data": { "comment_id": "d" } });
    let envelope = read(&json!({ "type": "comment.batch", "data": { "events": [
        event("a"),
        { "type": "comment.created", "data": { "text": "sans identifiant" } },
        { "type": "comment.created", "data": { "comment_id": "b" } },
        { "type": "comment.created", "data": { "comment_id": "b", "text": 12 } },
        { "type": "comment.created", "data": { "comment_id": "b\n", "text": "x" } },
        { "type": "comment.created", "data": { "comment_id": "x".repeat(600), "text": "x" } },
        { "type": "comment.created" },
        { "data": {} },
        "x",
        { "type": "comment.batch", "data": { "events": [event("e")] } },
        deleted,
        event("c"),
    ]}}));
    assert_eq!(tally(&envelope), (2, 1, 1, 8));
    assert_eq!(envelope.skipped, ["comment.batch"]);
    assert!(!format!("{:?}", envelope.unreadable).contains("sans identifiant"));
}

#[test]
fn an_edit_in_a_batch_is_ordered_by_its_own_time_then_by_the_batchs() {
    let at = |second: u8| format!("2026-01-01T00:00:0{second}Z");
    let edit = |timestamp: Value| {
        let data = json!({ "comment_id": "c", "text": "x" });
        json!({ "type": "comment.updated", "timestamp": timestamp, "data": data })
    };
    for (own, order) in [(json!(at(2)), 1_767_225_602_000), (Value::Null, 1_767_225_601_000)] {
        let body = json!({
            "type": "comment.batch", "timestamp": at(1), "data": { "events": [edit(own)] },
        });
        assert_eq!(only_comment(&read(&body)).revision.order, order);
    }
}

#[test]
fn a_batch_holds_up_to_a_hundred_events() {
    let batch = |size: usize| {
        let event = json!({ "type": "comment.created", "data": { "comment_id": 1, "text": "x" } });
        json!({ "type": "comment.batch", "data": { "events": vec![event; size] } }).to_string()
    };
    let read = |size: usize| read_as("cms", &[], batch(size).as_bytes());
    assert_eq!(read(0).unwrap().events.len(), 0);
    assert_eq!(read(100).unwrap().events.len(), 100);
    assert_eq!(
        read(101).unwrap_err(),
        Unreadable("a batch of 101 events; the limit is 100".into())
    );
}

#[test]
fn what_is_no_envelope_is_unreadable() {
    for body in
        ["", "[]", "null", "{}", "{\"type\":3}", "{\"type\":\"comment.batch\"}", "{\"type\":"]
    {
        assert!(read_as("cms", &[], body.as_bytes()).is_err(), "{body}");
    }
}

#[test]
fn without_a_decision_it_is_asked_to_send_again() {
    use domain::FailPosture::{Closed, Hold, Open};
    for posture in [Open, Hold, Closed] {
        assert!(sender("cms").fallback(posture).is_none());
        assert!(sender("meta").fallback(posture).is_none());
        assert!(sender("discourse").fallback(posture).is_none());
    }
    assert_eq!(sender("cms").deadline(), None);
}

#[test]
fn a_delivery_id_with_a_dot_is_not_signed() {
    for id in ["", "msg.1", "msg\n1"] {
        let signed = sender("cms").sign(b"{}", &secret(), id, Timestamp::from_secs(1));
        assert_eq!(signed.unwrap_err(), KeyringProblem::DeliveryId, "{id:?}");
    }
}
