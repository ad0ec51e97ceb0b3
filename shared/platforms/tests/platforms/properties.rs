//! What holds for any bytes at all.

use http::HeaderValue;
use platforms::Sender;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::sample::{NOW, keyring, post, read, secret};

/// The header of each platform that carries the signature, and its text before the digits.
fn signature_header(sender: &dyn Sender) -> (&'static str, usize) {
    match sender.name() {
        "cms" => ("webhook-signature", "v1,".len()),
        "coral" => ("x-coral-signature", "sha256=".len()),
        "discourse" => ("x-discourse-event-signature", "sha256=".len()),
        "mastodon" => ("x-hub-signature", "sha256=".len()),
        "meta" => ("x-hub-signature-256", "sha256=".len()),
        other => panic!("{other} is not described here"),
    }
}

proptest! {
    #[test]
    fn what_a_sender_signs_verifies_and_keeps_its_bytes(
        body in proptest::collection::vec(any::<u8>(), 0..200),
    ) {
        for sender in platforms::all() {
            let headers = sender.sign(&body, &secret(), "msg_1", NOW).unwrap();
            let verified = sender.verify(post(headers, &body), &keyring(), NOW).unwrap();
            prop_assert_eq!(verified.body(), &body);
        }
    }

    #[test]
    fn one_flipped_bit_in_the_body_never_verifies(
        body in proptest::collection::vec(any::<u8>(), 1..200),
        place: prop::sample::Index,
        bit in 0..8_u32,
    ) {
        let mut other = body.clone();
        other[place.index(body.len())] ^= 1 << bit;
        for sender in platforms::all() {
            let headers = sender.sign(&body, &secret(), "msg_1", NOW).unwrap();
            prop_assert!(sender.verify(post(headers, &other), &keyring(), NOW).is_err());
        }
    }

    #[test]
    fn one_flipped_bit_in_the_signature_never_verifies(
        body in proptest::collection::vec(any::<u8>(), 0..200),
        place: prop::sample::Index,
        bit in 0..8_u32,
    ) {
        for sender in platforms::all() {
            let (name, skip) = signature_header(*sender);
            let mut headers = sender.sign(&body, &secret(), "msg_1", NOW).unwrap();
            let mut value = headers[name].as_bytes().to_vec();
            let place = skip + place.index(value.len() - skip);
            let before = value[place];
            value[place] ^= 1 << bit;
            // The other case of a hexadecimal digit is the same digit.
            let same = sender.name() != "cms" && before.eq_ignore_ascii_case(&value[place]);
            let Ok(value) = HeaderValue::from_bytes(&value) else { continue };
            headers.insert(name, value);
            let verified = sender.verify(post(headers, &body), &keyring(), NOW);
            prop_assert_eq!(verified.is_ok(), same, "{}", sender.name());
        }
    }

    #[test]
    fn any_header_is_refused_and_never_panics(value in proptest::collection::vec(any::<u8>(), 0..80)) {
        let Ok(value) = HeaderValue::from_bytes(&value) else { return Ok(()) };
        for sender in platforms::all() {
            let headers = sender.sign(b"{}", &secret(), "msg_1", NOW).unwrap();
            for name in headers.keys() {
                let mut headers = headers.clone();
                headers.insert(name, value.clone());
                let signed = name.as_str() != "x-discourse-event-id";
                let verified = sender.verify(post(headers, b"{}"), &keyring(), NOW);
                prop_assert_eq!(verified.is_err(), signed);
            }
        }
    }

    #[test]
    fn reading_any_bytes_never_panics(body in proptest::collection::vec(any::<u8>(), 0..300)) {
        read_by_all(&body);
    }

    #[test]
    fn reading_any_json_never_panics(value in any_json()) {
        read_by_all(value.to_string().as_bytes());
    }

    #[test]
    fn reading_any_values_in_the_right_places_never_panics(
        a in any_json(), b in any_json(), c in any_json(), d in any_json(),
    ) {
        for body in [
            json!({ "type": "comment.created", "timestamp": a, "data": b }),
            json!({ "type": "comment.updated", "timestamp": a, "data": {
                "comment_id": b, "text": c, "format": "html", "revision": d, "author": a,
                "account": c, "edited_at": d, "rating": b,
            }}),
            json!({ "type": "comment.batch", "data": { "events": [a, { "type": b, "data": c }] } }),
            json!({ "action": a, "comment": b, "author": c, "story": d, "site": a }),
            json!({ "comment": { "body": a, "parentID": b }, "author": { "id": c } }),
            json!({ "object": "page", "entry": a }),
            json!({ "object": "page", "entry": [{ "id": a, "time": b, "changes": [
                { "field": "feed", "value": {
                    "item": "comment", "verb": "edited", "comment_id": "1", "message": c,
                    "from": d, "post": a, "edited_time": b, "parent_id": c,
                }},
                { "field": a, "value": b },
            ]}]}),
            json!({ "object": "instagram", "entry": [{ "id": a, "field": "comments", "value": {
                "id": b, "text": c, "from": d, "media": a,
            }}]}),
            json!({ "event": "status.updated", "object": {
                "id": a, "content": b, "spoiler_text": c, "poll": { "options": d },
                "edited_at": a, "account": { "acct": b }, "uri": c, "url": d,
            }}),
            json!({ "event": "report.created", "object": { "statuses": [a, { "content": b }] } }),
            json!({ "event": a, "object": b }),
            json!({ "post": { "id": a, "raw": b, "cooked": c, "post_type": d } }),
            json!({ "post": { "id": 1, "raw": "x", "version": a, "topic_id": b, "username": c } }),
        ] {
            read_by_all(body.to_string().as_bytes());
        }
    }
}

/// Every reader must cope with every platform's bodies: a route may be configured at the wrong sender.
fn read_by_all(body: &[u8]) {
    for platform in ["cms", "coral", "mastodon", "meta"] {
        read(platform, &[], body).ok();
    }
    for event in ["post_created", "post_destroyed", "ping"] {
        let headers = [("x-discourse-event", event), ("x-discourse-instance", "https://f.example")];
        read("discourse", &headers, body).ok();
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,20}".prop_map(Value::from),
        "[<&;#/a-z0-9= \"]{0,20}".prop_map(Value::from),
        Just(json!("2026-01-01T00:00:00Z")),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        let key = prop_oneof![
            "(type|data|events|comment|body|id|text|object|entry|changes|field|value|post|raw|event)",
            ".{0,6}",
        ];
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::btree_map(key, inner, 0..4)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

#[test]
fn a_thousand_nested_arrays_are_unreadable_for_every_sender() {
    let nested = format!("{}{}", "[".repeat(1000), "]".repeat(1000));
    for body in [
        nested.clone(),
        format!(
            r#"{{"type":"comment.created","data":{{"comment_id":"c","text":"x","x":{nested}}}}}"#
        ),
        format!(r#"{{"object":"page","entry":{nested}}}"#),
        format!(r#"{{"comment":{{"body":"x"}},"x":{nested}}}"#),
        format!(r#"{{"event":"status.created","object":{{"id":"1","content":"x","x":{nested}}}}}"#),
        format!(r#"{{"post":{{"id":1,"raw":"x","x":{nested}}}}}"#),
    ] {
        for platform in ["cms", "coral", "mastodon", "meta", "discourse"] {
            let headers = [("x-discourse-event", "post_created")];
            assert!(read(platform, &headers, body.as_bytes()).is_err(), "{platform}");
        }
    }
}
