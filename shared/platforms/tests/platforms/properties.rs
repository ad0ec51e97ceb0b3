//! What holds for any bytes at all.

use std::{fs, path::Path};

use http::HeaderValue;
use platforms::{Keyring, Sender};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::sample::{NOW, SECRET, keyring, post, read, secret, sender};

const SOCIAL_ACTIONS: &str = "ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS";

/// The header of each platform that carries the signature, and its text before the digits.
fn signature_header(sender: &dyn Sender) -> (&'static str, usize) {
    match sender.name() {
        "cms" => ("webhook-signature", "v1,".len()),
        "coral" => ("x-coral-signature", "sha256=".len()),
        "discourse" => ("x-discourse-event-signature", "sha256=".len()),
        "line" => ("x-line-signature", 0),
        "linkedin" => ("x-li-signature", 0),
        "mastodon" => ("x-hub-signature", "sha256=".len()),
        "meta" => ("x-hub-signature-256", "sha256=".len()),
        "telegram" => ("x-telegram-bot-api-secret-token", 0),
        "tiktok" => ("tiktok-signature", "t=1767225600,s=".len()),
        "twitch" => ("twitch-eventsub-message-signature", "sha256=".len()),
        "x" => ("x-twitter-webhooks-signature", "sha256=".len()),
        other => panic!("{other} is not described here"),
    }
}

/// Whether a sender's proof is of the body. Telegram's is a token: it says who sends, and nothing of what is sent.
fn signs_the_body(sender: &dyn Sender) -> bool {
    sender.name() != "telegram"
}

/// Whether a sender's own signature of this body proves it. X's address signs short plain texts for whoever asks, so
/// that a signature of one proves nothing.
fn proves(sender: &dyn Sender, body: &[u8]) -> bool {
    let plain = |b: &u8| b.is_ascii_alphanumeric() || b"-._~+/=".contains(b);
    sender.name() != "x" || body.is_empty() || !body.iter().all(plain)
}

proptest! {
    #[test]
    fn what_a_sender_signs_verifies_and_keeps_its_bytes(
        body in proptest::collection::vec(any::<u8>(), 0..200),
    ) {
        for sender in platforms::all() {
            let headers = sender.sign(&body, &secret(), "msg_1", NOW).unwrap();
            let verified = sender.verify(post(headers, &body), &keyring(), NOW);
            prop_assert_eq!(verified.is_ok(), proves(*sender, &body), "{}", sender.name());
            if let Ok(verified) = verified {
                prop_assert_eq!(verified.body(), &body);
            }
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
            let verified = sender.verify(post(headers, &other), &keyring(), NOW);
            prop_assert_eq!(verified.is_err(), signs_the_body(*sender), "{}", sender.name());
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
            let hexadecimal = !["cms", "line", "telegram", "x"].contains(&sender.name());
            let same = hexadecimal && before.eq_ignore_ascii_case(&value[place]);
            let Ok(value) = HeaderValue::from_bytes(&value) else { continue };
            headers.insert(name, value);
            let verified = sender.verify(post(headers, &body), &keyring(), NOW);
            prop_assert_eq!(verified.is_ok(), same && proves(*sender, &body), "{}", sender.name());
        }
    }

    #[test]
    fn one_flipped_bit_in_the_secret_never_verifies(
        body in proptest::collection::vec(any::<u8>(), 0..200),
        place: prop::sample::Index,
        bit in 0..7_u32,
    ) {
        let mut other = SECRET.as_bytes().to_vec();
        // The last four characters hold bits that are no part of a base64 key.
        other[place.index(SECRET.len() - 4)] ^= 1 << bit;
        let Ok(keyring) = Keyring::parse(std::str::from_utf8(&other).unwrap()) else { return Ok(()) };
        for sender in platforms::all() {
            let headers = sender.sign(&body, &secret(), "msg_1", NOW).unwrap();
            prop_assert!(sender.verify(post(headers, &body), &keyring, NOW).is_err());
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
            json!({ "object": "page", "entry": [{ "id": a, "messaging": [b, {
                "sender": c, "timestamp": d, "message": { "mid": "m", "text": a, "reply_to": b },
            }], "standby": c }]}),
            json!({ "object": "page", "entry": [{ "id": 1, "messaging": [
                { "sender": { "id": a }, "message_edit": { "mid": b, "text": c, "num_edit": d } },
            ]}]}),
            json!({ "target_id": a, "time": b, "values": c }),
            json!({ "target_id": a, "values": { "field": "replies", "value": {
                "id": b, "text": c, "username": d, "root_post": a, "replied_to": b,
            }}}),
            json!({ "object": "whatsapp_business_account", "entry": [{ "id": a, "changes": [
                { "field": "messages", "value": { "metadata": b, "contacts": c, "messages": [
                    d, { "id": a, "from": b, "type": "text", "text": { "body": c }, "context": d },
                    { "type": "edit", "edit": { "original_message_id": a, "message": b } },
                    { "type": "revoke", "revoke": c }, { "type": a, "image": b },
                ]}},
            ]}]}),
            json!({ "type": SOCIAL_ACTIONS, "notifications": a }),
            json!({ "type": SOCIAL_ACTIONS, "notifications": [{
                "action": "COMMENT_EDIT", "organizationalEntity": a, "generatedActivity": b,
                "lastModifiedAt": c, "decoratedGeneratedActivity": { "comment": d },
            }, { "action": "COMMENT", "organizationalEntity": "o",
                "generatedActivity": "urn:li:comment:(", "decoratedGeneratedActivity": {
                "comment": { "text": a, "owner": b, "object": c, "parentComment": d },
            }}]}),
            json!({ "event": "comment.update", "user_openid": a, "content": b }),
            json!({ "event": "comment.update", "content": json!({
                "comment_action": "insert", "comment_id": a, "text": b, "unique_identifier": c,
                "parent_comment_id": d, "timestamp": a,
            }).to_string() }),
            json!({ "event": "comment.update", "content": json!({
                "comment_action": a, "comment_id": b,
            }).to_string() }),
            json!({ "destination": a, "events": b }),
            json!({ "destination": "U1", "events": [a, { "type": "unsend", "unsend": b }, {
                "type": "message", "mode": c, "timestamp": d, "source": a, "message": {
                    "id": b, "type": "text", "text": c, "quotedMessageId": d,
                },
            }]}),
            json!({ "for_user_id": a, "tweet_create_events": b, "direct_message_events": c, "users": d }),
            json!({ "for_user_id": "1", "users": { "2": a }, "tweet_create_events": [a, {
                "id": b, "text": c, "user": d, "extended_tweet": a, "timestamp_ms": b,
                "edit_history": { "edit_tweet_ids": [c, b] },
            }], "direct_message_events": [{ "id": a, "created_timestamp": b, "message_create": {
                "sender_id": "2", "message_data": c,
            }}], "tweet_delete_events": [{ "status": d }], "user_event": a }),
            json!({ "data": { "event_type": "post.reply.create", "filter": a, "payload": {
                "id": b, "text": c, "author_id": d, "referenced_tweets": [a],
                "edit_history_tweet_ids": [b, c],
            }, "includes": { "users": [d] } } }),
            json!({ "data": { "event_type": "dm.received", "filter": { "user_id": a }, "payload": b } }),
            json!({ "data": { "event_type": "broadcast.chat", "payload": {
                "message_id": a, "message": b, "author": c, "broadcast_id": d,
            }}}),
            json!({ "data": { "event_type": "post.delete", "payload": a } }),
            json!({ "update_id": a, "message": b, "edited_message": c, "business_message": d }),
            json!({ "update_id": 1, "edited_channel_post": {
                "chat": { "id": a, "type": "supergroup", "username": b }, "message_id": c,
                "sender_chat": d, "date": a, "edit_date": b, "caption": c, "reply_to_message": d,
            }}),
            json!({ "update_id": 1, "business_message": {
                "chat": { "id": a }, "message_id": b, "from": c, "poll": d, "photo": a,
                "business_connection_id": b, "message_thread_id": c,
            }}),
            json!({ "update_id": 1, "deleted_business_messages": {
                "chat": { "id": a }, "message_ids": [b, c], "business_connection_id": d,
            }, "my_chat_member": a, "business_connection": b }),
            json!({ "subscription": { "type": "channel.chat.message", "condition": a }, "event": b }),
            json!({ "subscription": { "type": "channel.chat.message" }, "event": {
                "message_id": a, "message": { "text": b }, "chatter_user_id": c, "reply": d,
                "broadcaster_user_id": a, "source_broadcaster_user_id": a,
            }}),
            json!({ "subscription": { "type": "automod.message.hold" }, "event": {
                "message_id": a, "message": b, "held_at": c,
            }}),
            json!({ "subscription": { "type": a, "status": b }, "event": c, "challenge": d }),
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
    for platform in ["cms", "coral", "line", "linkedin", "mastodon", "meta", "telegram", "tiktok"] {
        read(platform, &[], body).ok();
    }
    if proves(sender("x"), body) {
        read("x", &[], body).ok();
    }
    for event in ["post_created", "post_destroyed", "ping"] {
        let headers = [("x-discourse-event", event), ("x-discourse-instance", "https://f.example")];
        read("discourse", &headers, body).ok();
    }
    for kind in ["notification", "revocation", "webhook_callback_verification", "x"] {
        read("twitch", &[("twitch-eventsub-message-type", kind)], body).ok();
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
fn every_sender_has_a_fuzz_target() {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
    let manifest = fs::read_to_string(fuzz.join("Cargo.toml")).unwrap();
    for name in platforms::all().iter().map(|sender| sender.name()) {
        let path = format!("fuzz_targets/{name}.rs");
        assert!(fuzz.join(&path).is_file(), "there is no {path}");
        assert!(manifest.contains(&format!("path = \"{path}\"")), "{path} is not in Cargo.toml");
    }
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
        format!(r#"{{"type":"{SOCIAL_ACTIONS}","notifications":{nested}}}"#),
        format!(r#"{{"event":"comment.update","content":{nested}}}"#),
        format!(r#"{{"target_id":"1","values":{nested}}}"#),
        format!(r#"{{"comment":{{"body":"x"}},"x":{nested}}}"#),
        format!(r#"{{"event":"status.created","object":{{"id":"1","content":"x","x":{nested}}}}}"#),
        format!(r#"{{"post":{{"id":1,"raw":"x","x":{nested}}}}}"#),
        format!(r#"{{"destination":"U","events":{nested}}}"#),
        format!(r#"{{"for_user_id":"1","tweet_create_events":{nested}}}"#),
        format!(r#"{{"update_id":1,"message":{nested}}}"#),
        format!(r#"{{"subscription":{{"type":"channel.chat.message"}},"event":{nested}}}"#),
    ] {
        for platform in platforms::all().iter().map(|sender| sender.name()) {
            let headers = [
                ("x-discourse-event", "post_created"),
                ("twitch-eventsub-message-type", "notification"),
            ];
            assert!(read(platform, &headers, body.as_bytes()).is_err(), "{platform}");
        }
    }
}
