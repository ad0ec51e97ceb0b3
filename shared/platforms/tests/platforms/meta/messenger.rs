//! Private messages to pages and to Instagram accounts.

use std::slice::from_ref;

use domain::{Timestamp, Visibility};
use serde_json::{Value, json};

use super::read;
use crate::sample::{only_comment, only_removal, tally};

const PAGE: &str = "101000000000001";

/// An item with the fields that each has.
fn item(fields: &Value) -> Value {
    let mut item = json!({
        "sender": { "id": "6600000000000001" }, "recipient": { "id": PAGE },
        "timestamp": 1_767_225_600_123_u64,
    });
    for (name, field) in fields.as_object().unwrap() {
        item[name] = field.clone();
    }
    item
}

fn listed(object: &str, list: &str, items: &[Value]) -> Value {
    json!({ "object": object, "entry": [{ "id": PAGE, "time": 1_767_225_600_500_u64, list: items }] })
}

fn sent(fields: &Value) -> Value {
    listed("page", "messaging", &[item(fields)])
}

#[test]
fn every_field_of_a_private_message_is_read_wherever_it_is_listed() {
    let message = json!({ "mid": "m_AbC", "text": "Bonjour 😀", "reply_to": { "mid": "m_Avant" } });
    let one = item(&json!({ "message": message }));
    let change = json!({ "field": "messages", "value": one });
    for body in [
        listed("page", "messaging", from_ref(&one)),
        listed("page", "standby", from_ref(&one)),
        listed("instagram", "messaging", from_ref(&one)),
        listed("page", "changes", from_ref(&change)),
        listed("instagram", "changes", from_ref(&change)),
    ] {
        let envelope = read(&body);
        let comment = only_comment(&envelope);
        assert_eq!((comment.id.as_str(), comment.text.as_str()), ("m_AbC", "Bonjour 😀"));
        assert_eq!(comment.revision.order, 0);
        assert_eq!(comment.account.as_ref().unwrap().as_str(), PAGE);
        assert_eq!(comment.author.id.as_deref(), Some("6600000000000001"));
        assert_eq!(comment.thread.as_deref(), Some("101000000000001/6600000000000001"));
        assert_eq!(comment.parent.as_deref(), Some("m_Avant"));
        assert_eq!(comment.created_at, Some(Timestamp::from_millis(1_767_225_600_123)));
        assert_eq!(comment.visibility, Visibility::Private);
    }
}

#[test]
fn a_picture_without_words_and_a_message_of_nothing_else_are_read() {
    let picture = json!({ "mid": "m_1", "attachments": [{ "type": "image" }] });
    assert_eq!(only_comment(&read(&sent(&json!({ "message": picture })))).text, "");
    let bare = json!([{ "message": { "mid": "m_1", "text": "Bonjour" } }]);
    let envelope = read(&listed("page", "messaging", bare.as_array().unwrap()));
    let comment = only_comment(&envelope);
    assert_eq!((&comment.author.id, &comment.thread, comment.created_at), (&None, &None, None));
    let of_a_story = json!({ "mid": "m_1", "text": "x", "reply_to": { "story": { "id": "7" } } });
    assert_eq!(only_comment(&read(&sent(&json!({ "message": of_a_story })))).parent, None);
}

#[test]
fn edits_are_ordered_by_their_number_and_above_what_was_sent() {
    for (number, order) in
        [(json!(1), 1), (json!(4), 4), (json!("2"), 2), (json!(0), 1), (Value::Null, 1)]
    {
        let edit = json!({ "mid": "m_1", "text": "Bonsoir", "num_edit": number });
        let envelope = read(&sent(&json!({ "message_edit": edit })));
        let comment = only_comment(&envelope);
        assert_eq!((comment.id.as_str(), comment.revision.order), ("m_1", order));
        assert_eq!(comment.text, "Bonsoir");
    }
}

#[test]
fn a_withdrawn_message_is_a_removal() {
    let message = json!({ "mid": "m_1", "is_deleted": true });
    let envelope = read(&sent(&json!({ "message": message })));
    let removal = only_removal(&envelope);
    assert_eq!(removal.id.as_str(), "m_1");
    assert_eq!(removal.account.as_ref().unwrap().as_str(), PAGE);
}

#[test]
fn echoes_are_our_own() {
    for fields in [
        json!({ "message": { "mid": "m_1", "text": "x", "is_echo": true } }),
        json!({ "message": { "mid": "m_1", "text": "x", "is_self": true } }),
        json!({ "message": { "mid": "m_1", "text": "x" }, "is_self": true }),
        json!({ "message": { "mid": "m_1", "text": "x" }, "sender": { "id": PAGE } }),
        json!({ "message_edit": { "mid": "m_1", "text": "x" }, "sender": { "id": PAGE } }),
        json!({ "message": { "mid": "m_1", "is_deleted": true }, "sender": { "id": PAGE } }),
    ] {
        let envelope = read(&sent(&fields));
        assert_eq!((tally(&envelope), &*envelope.skipped[0]), ((0, 0, 1, 0), "own-comment"));
    }
    let other = json!({ "message": { "mid": "m_1", "text": "x", "is_echo": false } });
    assert_eq!(only_comment(&read(&sent(&other))).text, "x");
}

#[test]
fn receipts_and_buttons_are_passed_over_by_name() {
    for (fields, name) in [
        (json!({ "read": { "watermark": 1 } }), "page/messaging/read"),
        (json!({ "delivery": { "mids": ["m_1"] } }), "page/messaging/delivery"),
        (json!({ "reaction": { "mid": "m_1", "emoji": "❤" } }), "page/messaging/reaction"),
        (json!({ "postback": { "title": "Commencer" } }), "page/messaging/postback"),
        (json!({ "message_edit": { "mid": "m_1", "text": null } }), "page/messaging/message_edit"),
        (json!({ "contenu": {} }), "page/messaging"),
    ] {
        let envelope = read(&sent(&fields));
        assert_eq!((tally(&envelope), &*envelope.skipped[0]), ((0, 0, 1, 0), name));
    }
}

#[test]
fn a_bad_message_does_not_cost_the_others() {
    let good = item(&json!({ "message": { "mid": "m_1", "text": "Bonjour" } }));
    let items = [
        item(&json!({ "message": { "text": "contenu" } })),
        item(&json!({ "message": { "mid": "m_2", "text": ["contenu"] } })),
        item(&json!({ "message": "contenu" })),
        json!("contenu"),
        good.clone(),
    ];
    let mut body = listed("page", "messaging", &items);
    body["entry"][0]["standby"] = json!([good]);
    let envelope = read(&body);
    assert_eq!(tally(&envelope), (2, 0, 0, 4));
    assert!(!format!("{:?}", envelope.unreadable).contains("contenu"));
    body["entry"][0]["id"] = Value::Null;
    assert_eq!(tally(&read(&body)), (0, 0, 0, 6), "without the page's id no space is found");
}
