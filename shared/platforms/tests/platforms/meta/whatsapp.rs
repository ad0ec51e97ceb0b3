//! WhatsApp's Cloud API.

use domain::Visibility;
use serde_json::{Value, json};

use super::read;
use crate::sample::{NOW, only_comment, only_removal, tally};

const NUMBER: &str = "106540352242922";

fn message(fields: &Value) -> Value {
    let mut message = json!({
        "from": "393331234567", "id": "wamid.A", "timestamp": "1767225600", "type": "text",
        "text": { "body": "Bonjour 😀" },
    });
    for (name, field) in fields.as_object().unwrap() {
        message[name] = field.clone();
    }
    message
}

fn with_value(value: &Value) -> Value {
    let change = json!({ "field": "messages", "value": value });
    let entry = json!({ "id": "102290129340398", "changes": [change] });
    json!({ "object": "whatsapp_business_account", "entry": [entry] })
}

fn received(messages: &[Value]) -> Value {
    with_value(&json!({
        "messaging_product": "whatsapp",
        "metadata": { "display_phone_number": "+1 555 078 3881", "phone_number_id": NUMBER },
        "contacts": [
            { "profile": { "name": "Zoé" }, "wa_id": "33600000000" },
            { "profile": { "name": "Ana Rossi 🐶" }, "wa_id": "393331234567", "user_id": "IT.1349" },
        ],
        "messages": messages,
    }))
}

fn one(fields: &Value) -> Value {
    received(&[message(fields)])
}

#[test]
fn every_field_of_a_message_is_read() {
    let envelope = read(&one(&json!({ "context": { "from": "15550783881", "id": "wamid.Z" } })));
    let comment = only_comment(&envelope);
    assert_eq!((comment.id.as_str(), comment.text.as_str()), ("wamid.A", "Bonjour 😀"));
    assert_eq!(comment.revision.order, 0);
    assert_eq!(comment.account.as_ref().unwrap().as_str(), NUMBER);
    assert_eq!(comment.author.id.as_deref(), Some("393331234567"));
    assert_eq!(comment.author.name.as_deref(), Some("Ana Rossi 🐶"));
    assert_eq!(comment.thread.as_deref(), Some("106540352242922/393331234567"));
    assert_eq!(comment.parent.as_deref(), Some("wamid.Z"));
    assert_eq!(comment.created_at, Some(NOW));
    assert_eq!(comment.visibility, Visibility::Private);
    let group = read(&one(&json!({ "group_id": "G1" })));
    assert_eq!(only_comment(&group).thread.as_deref(), Some("106540352242922/G1"));
}

#[test]
fn the_words_are_found_in_whatever_the_type_names() {
    let chosen = |kind: &str| json!({ "type": kind, kind: { "id": "1", "title": "Oui" } });
    for (kind, part, text) in [
        ("image", json!({ "id": "1", "caption": "Une photo" }), "Une photo"),
        ("video", json!({ "id": "1", "caption": "Un film" }), "Un film"),
        ("document", json!({ "id": "1", "filename": "a.pdf", "caption": "Un acte" }), "Un acte"),
        ("image", json!({ "id": "1" }), ""),
        ("audio", json!({ "id": "1", "voice": true }), ""),
        ("sticker", json!({ "id": "1", "animated": false }), ""),
        ("button", json!({ "payload": "p", "text": "Non merci" }), "Non merci"),
        ("interactive", chosen("button_reply"), "Oui"),
        ("interactive", chosen("list_reply"), "Oui"),
        ("order", json!({ "catalog_id": "1", "text": "Vite" }), "Vite"),
    ] {
        let envelope = read(&one(&json!({ "type": kind, "text": null, kind: part })));
        assert_eq!(only_comment(&envelope).text, text, "{kind}");
    }
}

#[test]
fn what_holds_no_words_is_passed_over_by_name() {
    for (kind, name) in [
        ("reaction", "whatsapp/reaction"),
        ("location", "whatsapp/location"),
        ("contacts", "whatsapp/contacts"),
        ("system", "whatsapp/system"),
        ("unsupported", "whatsapp/unsupported"),
        ("interactive", "whatsapp/interactive"),
        ("futur", "whatsapp/futur"),
    ] {
        let envelope = read(&one(&json!({ "type": kind, "text": null, kind: { "emoji": "x" } })));
        assert_eq!((tally(&envelope), &*envelope.skipped[0]), ((0, 0, 1, 0), name));
    }
    let receipts = with_value(&json!({ "statuses": [{ "id": "wamid.A" }, {}], "metadata": {} }));
    assert_eq!(read(&receipts).skipped, ["whatsapp/status", "whatsapp/status"]);
    assert_eq!(read(&with_value(&json!({ "errors": [] }))).skipped, ["whatsapp/messages"]);
    let mut other = receipts;
    other["entry"][0]["changes"][0]["field"] = json!("account_update");
    assert_eq!(read(&other).skipped, ["whatsapp/account_update"]);
    let own = read(&one(&json!({ "from": "15550783881" })));
    assert_eq!((tally(&own), &*own.skipped[0]), ((0, 0, 1, 0), "own-comment"));
}

#[test]
fn an_edit_is_about_the_first_message_and_ordered_above_it() {
    for (at, order) in [(json!("1767225700"), 1_767_225_700), (Value::Null, 1), (json!("0"), 1)] {
        for inner in [
            json!({ "type": "text", "text": { "body": "Bonsoir" } }),
            json!({ "text": { "body": "Bonsoir" } }),
            json!({ "type": "image", "image": { "caption": "Bonsoir" } }),
        ] {
            let edit = json!({ "original_message_id": "wamid.A", "message": inner });
            let fields = json!({
                "id": "wamid.B", "type": "edit", "text": null, "edit": edit, "timestamp": at,
            });
            let envelope = read(&one(&fields));
            let comment = only_comment(&envelope);
            assert_eq!((comment.id.as_str(), comment.revision.order), ("wamid.A", order));
            assert_eq!(comment.text, "Bonsoir");
        }
    }
}

#[test]
fn a_revocation_removes_the_first_message() {
    let revoke = json!({ "original_message_id": "wamid.A" });
    let fields = json!({ "id": "wamid.B", "type": "revoke", "text": null, "revoke": revoke });
    let envelope = read(&one(&fields));
    let removal = only_removal(&envelope);
    assert_eq!(removal.id.as_str(), "wamid.A");
    assert_eq!(removal.account.as_ref().unwrap().as_str(), NUMBER);
}

#[test]
fn people_with_a_user_name_have_no_telephone_number() {
    let bare = |fields: &Value, contacts: &Value| {
        let mut body = one(fields);
        body["entry"][0]["changes"][0]["value"]["contacts"] = contacts.clone();
        only_comment(&read(&body)).author.clone()
    };
    let named = json!([{ "profile": { "username": "ana" }, "user_id": "IT.1349" }]);
    for fields in [json!({ "from": null }), json!({ "from": null, "from_user_id": "IT.1349" })] {
        let author = bare(&fields, &named);
        assert_eq!((author.id.as_deref(), author.name.as_deref()), (Some("IT.1349"), Some("ana")));
    }
    let unknown = bare(&json!({}), &named);
    assert_eq!((unknown.id.as_deref(), unknown.name), (Some("393331234567"), None));
    assert_eq!(bare(&json!({ "from": null }), &Value::Null), domain::Author::default());
    let two = json!([{ "wa_id": "1" }, { "wa_id": "2" }]);
    assert_eq!(bare(&json!({ "from": null }), &two), domain::Author::default());
}

#[test]
fn without_metadata_the_business_account_is_the_account() {
    let envelope = read(&with_value(&json!({ "messages": [message(&json!({}))] })));
    assert_eq!(only_comment(&envelope).account.as_ref().unwrap().as_str(), "102290129340398");
}

#[test]
fn a_bad_message_does_not_cost_the_others() {
    let good = message(&json!({}));
    let envelope = read(&received(&[
        good.clone(),
        json!("contenu"),
        message(&json!({ "id": null })),
        message(&json!({ "type": null, "text": null })),
        message(&json!({ "text": null })),
        message(&json!({ "text": "contenu" })),
        message(&json!({ "text": { "body": 7 } })),
        message(&json!({ "text": {} })),
        message(&json!({ "type": "edit" })),
        message(&json!({ "type": "edit", "edit": { "original_message_id": "wamid.A" } })),
        message(&json!({ "type": "edit", "edit": { "message": { "text": { "body": "x" } } } })),
        message(&json!({ "type": "revoke", "revoke": {} })),
        message(&json!({ "type": "image" })),
        good,
    ]));
    assert_eq!(tally(&envelope), (2, 0, 0, 12));
    assert!(!format!("{:?}", envelope.unreadable).contains("contenu"));
    assert_eq!(tally(&read(&with_value(&json!({ "messages": "x" })))), (0, 0, 0, 1));
    assert_eq!(tally(&read(&with_value(&json!("x")))), (0, 0, 0, 1));
}

#[test]
fn a_thousand_messages_and_three_megabytes_are_read() {
    let body = "é".repeat(1500);
    let numbered =
        |n: usize| message(&json!({ "id": format!("wamid.{n}"), "text": { "body": body } }));
    let body = received(&(0..1000).map(numbered).collect::<Vec<_>>());
    assert!(body.to_string().len() > 3_000_000);
    assert_eq!(tally(&read(&body)), (1000, 0, 0, 0));
}
