//! Accounts on X.

mod activity;
mod handshake;

use domain::{CommentEvent, Language, Visibility};
use platforms::Envelope;
use serde_json::{Value, json};

use crate::sample::{NOW, only_comment, only_removal, read as read_as, sender, tally};

const ACCOUNT: &str = "2244994945";

fn read(body: &Value) -> Envelope {
    read_as("x", &[], body.to_string().as_bytes()).unwrap()
}

fn delivery(name: &str, events: &Value) -> Value {
    let mut delivery = json!({ "for_user_id": ACCOUNT, "user_has_blocked": false });
    delivery[name] = events.clone();
    delivery
}

/// A reply to the account, with some fields replaced; `null` stands for a field that is not sent.
fn tweet(fields: &Value) -> Value {
    let mut tweet = json!({
        "created_at": "Thu Jan 01 00:00:00 +0000 2026", "id": 2_010_000_000_000_000_001_u64,
        "id_str": "2010000000000000001", "text": "@atelier Bonjour 😀", "truncated": false,
        "in_reply_to_status_id": 2_010_000_000_000_000_000_u64,
        "in_reply_to_status_id_str": "2010000000000000000",
        "in_reply_to_user_id_str": ACCOUNT, "in_reply_to_screen_name": "atelier",
        "user": { "id": 99, "id_str": "99", "name": "Ana 🎨 Rossi", "screen_name": "ana_rossi" },
        "is_quote_status": false, "lang": "fr", "timestamp_ms": "1767225600000",
    });
    for (name, field) in fields.as_object().unwrap() {
        tweet[name] = field.clone();
    }
    tweet
}

fn created(fields: &Value) -> Value {
    delivery("tweet_create_events", &json!([tweet(fields)]))
}

/// A direct message to the account.
fn direct(fields: &Value) -> Value {
    let mut event = json!({
        "type": "message_create", "id": "1954948849844838405",
        "created_timestamp": "1767225600000",
        "message_create": {
            "target": { "recipient_id": ACCOUNT }, "sender_id": "99",
            "source_app_id": "13090192",
            "message_data": { "text": "Bonjour", "entities": { "urls": [] } },
        },
    });
    for (name, field) in fields.as_object().unwrap() {
        event[name] = field.clone();
    }
    event
}

#[test]
fn every_field_of_a_post_is_read() {
    let envelope = read(&created(&json!({})));
    let comment = only_comment(&envelope);
    assert_eq!(comment.id.as_str(), "2010000000000000001");
    assert_eq!(comment.text, "@atelier Bonjour 😀");
    assert_eq!(comment.revision.order, 0);
    assert_eq!(comment.account.as_ref().unwrap().as_str(), ACCOUNT);
    assert_eq!(comment.author.id.as_deref(), Some("99"));
    assert_eq!(comment.author.name.as_deref(), Some("ana_rossi"));
    assert_eq!(comment.parent.as_deref(), Some("2010000000000000000"));
    assert_eq!(comment.thread, None);
    let link = comment.permalink.as_deref();
    assert_eq!(link, Some("https://x.com/i/web/status/2010000000000000001"));
    assert_eq!(comment.created_at, Some(NOW));
    assert_eq!(comment.language, Some(Language::Fr));
    assert_eq!(comment.visibility, Visibility::Public);
}

#[test]
fn a_long_post_is_read_whole_and_its_three_escapes_undone() {
    for (fields, text) in [
        (
            json!({ "text": "court…", "truncated": true, "extended_tweet": { "full_text": "long" } }),
            "long",
        ),
        (json!({ "text": null, "full_text": "entier" }), "entier"),
        (json!({ "text": "a &lt; b &amp;&amp; c &gt; d" }), "a < b && c > d"),
        (json!({ "text": "&amp;lt; &eacute; <b>" }), "&lt; &eacute; <b>"),
        (json!({ "text": "" }), ""),
    ] {
        assert_eq!(only_comment(&read(&created(&fields))).text, text, "{fields}");
    }
}

#[test]
fn ids_are_read_from_their_text_and_else_digit_for_digit() {
    let rounded = created(&json!({ "id": 2_010_000_000_000_000_000_u64 }));
    assert_eq!(only_comment(&read(&rounded)).id.as_str(), "2010000000000000001");
    let numbers = created(&json!({
        "id_str": null, "id": 18_446_744_073_709_551_615_u64, "in_reply_to_status_id_str": null,
        "user": { "id": 9_007_199_254_740_993_u64 },
    }));
    let envelope = read(&numbers);
    let comment = only_comment(&envelope);
    assert_eq!(comment.id.as_str(), "18446744073709551615");
    assert_eq!(comment.parent.as_deref(), Some("2010000000000000000"));
    assert_eq!(comment.author.id.as_deref(), Some("9007199254740993"));
    let text = created(&json!({ "id_str": "../a", "user": null }));
    assert_eq!(only_comment(&read(&text)).permalink, None);
}

#[test]
fn an_edit_is_a_new_comment_above_what_it_takes_the_place_of() {
    let fields = json!({ "edit_history": { "edit_tweet_ids": [
        "2010000000000000007", 2_010_000_000_000_000_008_u64, "2010000000000000001",
    ]}});
    let envelope = read(&created(&fields));
    let [
        CommentEvent::Written(comment),
        CommentEvent::Removed(first),
        CommentEvent::Removed(second),
    ] = envelope.events.as_slice()
    else {
        panic!("{envelope:?}");
    };
    assert_eq!((comment.id.as_str(), comment.revision.order), ("2010000000000000001", 2));
    assert_eq!(first.id.as_str(), "2010000000000000007");
    assert_eq!(second.id.as_str(), "2010000000000000008");
    assert_eq!(first.account.as_ref().unwrap().as_str(), ACCOUNT);
    for odd in
        [json!([]), json!(["7"]), json!("7"), json!([null, {}]), json!(["2010000000000000001"])]
    {
        let fields = json!({ "edit_history": { "edit_tweet_ids": odd } });
        assert_eq!(only_comment(&read(&created(&fields))).revision.order, 0, "{fields}");
    }
    let long: Vec<String> = (0..1000).map(|n| n.to_string()).collect();
    let fields = json!({ "id_str": "999", "edit_history": { "edit_tweet_ids": long } });
    assert_eq!(tally(&read(&created(&fields))), (1, 0, 0, 0), "too many to believe");
}

#[test]
fn a_deletion_names_post_and_account() {
    for status in
        [json!({ "id": "7", "user_id": "99" }), json!({ "id": 7 }), json!({ "id_str": "7" })]
    {
        let event = json!([{ "status": status, "timestamp_ms": "1767225600000" }]);
        let envelope = read(&delivery("tweet_delete_events", &event));
        assert_eq!(only_removal(&envelope).id.as_str(), "7");
        assert_eq!(only_removal(&envelope).account.as_ref().unwrap().as_str(), ACCOUNT);
    }
}

#[test]
fn a_direct_message_is_private_and_its_sender_named() {
    let mut body = delivery("direct_message_events", &json!([direct(&json!({}))]));
    body["users"] =
        json!({ "99": { "id": "99", "name": "Ana Rossi", "screen_name": "ana_rossi" } });
    body["apps"] = json!({});
    let envelope = read(&body);
    let comment = only_comment(&envelope);
    assert_eq!((comment.id.as_str(), comment.text.as_str()), ("1954948849844838405", "Bonjour"));
    assert_eq!(comment.visibility, Visibility::Private);
    assert_eq!(comment.author.id.as_deref(), Some("99"));
    assert_eq!(comment.author.name.as_deref(), Some("ana_rossi"));
    assert_eq!(comment.thread.as_deref(), Some("99"));
    assert_eq!(comment.account.as_ref().unwrap().as_str(), ACCOUNT);
    assert_eq!((comment.created_at, &comment.permalink), (Some(NOW), &None));
    let wordless = json!({ "message_create": { "message_data": { "attachment": {} } } });
    let envelope = read(&delivery("direct_message_events", &json!([direct(&wordless)])));
    let comment = only_comment(&envelope);
    assert_eq!((comment.text.as_str(), &comment.author), ("", &domain::Author::default()));
}

#[test]
fn what_is_not_a_visitors_is_passed_over_by_name() {
    let own_message = json!({ "message_create": {
        "sender_id": ACCOUNT, "message_data": { "text": "Merci" },
    }});
    let own_deletion = json!([{ "status": { "id": "7", "user_id": ACCOUNT } }]);
    for (body, name) in [
        (created(&json!({ "user": { "id_str": ACCOUNT } })), "own-comment"),
        (created(&json!({ "user": { "id": 2_244_994_945_u64 } })), "own-comment"),
        (created(&json!({ "retweeted_status": { "id_str": "7" } })), "repost"),
        (delivery("tweet_delete_events", &own_deletion), "own-comment"),
        (delivery("direct_message_events", &json!([direct(&own_message)])), "own-comment"),
        (
            delivery(
                "direct_message_events",
                &json!([direct(&json!({ "type": "reaction_create" }))]),
            ),
            "direct-message/other",
        ),
        (delivery("favorite_events", &json!([{}])), "favorite_events"),
        (
            delivery("direct_message_indicate_typing_events", &json!([{}])),
            "direct_message_indicate_typing_events",
        ),
        (delivery("é\n", &json!(1)), "??"),
        (json!({ "replay_job_status": { "job_state": "Complete" } }), "replay_job_status"),
        (json!({ "user_event": { "x": {} } }), "user_event"),
    ] {
        let envelope = read(&body);
        assert_eq!((envelope.skipped, envelope.events.len()), (vec![name.to_owned()], 0), "{body}");
        assert_eq!(envelope.unreadable, Vec::<String>::new(), "{body}");
    }
}

#[test]
fn a_permission_taken_back_is_an_alert() {
    let body = json!({ "user_event": { "revoke": {
        "date_time": "2026-01-01T00:00:00+00:00", "target": { "app_id": "13090192" },
        "source": { "user_id": ACCOUNT },
    }}});
    let envelope = read(&body);
    assert_eq!(envelope.alerts, ["permission-revoked"]);
    assert_eq!(tally(&envelope), (0, 0, 0, 0));
}

#[test]
fn a_bad_event_does_not_cost_the_others() {
    let events = json!([
        tweet(&json!({ "id": null, "id_str": null })),
        tweet(&json!({})),
        3,
        {},
        tweet(&json!({ "text": { "contenu": 1 } })),
        tweet(&json!({ "id_str": "contenu\n" })),
        tweet(&json!({ "id_str": "8" })),
    ]);
    let mut body = delivery("tweet_create_events", &events);
    body["tweet_delete_events"] = json!([{ "status": { "id": "9" } }, {}, { "status": {} }]);
    body["direct_message_events"] = json!([
        direct(&json!({})),
        direct(&json!({ "id": null })),
        direct(&json!({ "message_create": 1 })),
        direct(&json!({ "message_create": {} })),
        direct(&json!({ "message_create": { "message_data": { "text": ["contenu"] } } })),
    ]);
    let envelope = read(&body);
    assert_eq!(tally(&envelope), (3, 1, 0, 11), "{envelope:?}");
    assert!(!format!("{envelope:?}").contains("contenu"));
    let odd = delivery("tweet_create_events", &json!({ "contenu": 1 }));
    assert_eq!(tally(&read(&odd)), (0, 0, 0, 1));
}

#[test]
fn what_is_no_envelope_is_unreadable() {
    for body in [
        "",
        "[]",
        "{}",
        r#"{"for_user_id":"1"}"#,
        r#"{"for_user_id":"a\nb","tweet_create_events":[]}"#,
        r#"{"data":3}"#,
        r#"{"data":{}}"#,
        "{\"for_user_id\":",
    ] {
        assert!(read_as("x", &[], body.as_bytes()).is_err(), "{body}");
    }
}

#[test]
fn only_an_id_and_a_text_are_needed() {
    let body = json!({ "tweet_create_events": [{ "id": 7, "text": "Bonjour" }] });
    let envelope = read(&body);
    let comment = only_comment(&envelope);
    assert_eq!((comment.id.as_str(), &comment.account, comment.created_at), ("7", &None, None));
    assert_eq!((&comment.author, &comment.parent), (&domain::Author::default(), &None));
}

#[test]
fn odd_and_long_texts_are_kept_whole() {
    for text in ["\u{ffff}", "👩‍👩‍👧", &"é".repeat(100_000)] {
        assert_eq!(only_comment(&read(&created(&json!({ "text": text })))).text, text);
    }
    let cut = created(&json!({ "text": "CUT" })).to_string().replace("CUT", "\\ud83d!");
    assert_eq!(only_comment(&read_as("x", &[], cut.as_bytes()).unwrap()).text, "\u{fffd}!");
}

#[test]
fn every_delivery_is_received() {
    let response = sender("x").reply(&[]);
    assert_eq!((response.status().as_u16(), response.body().len()), (200, 0));
}
