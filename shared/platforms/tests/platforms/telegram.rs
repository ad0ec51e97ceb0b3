//! A Telegram bot's updates.

use domain::{CommentEvent, Visibility};
use http::HeaderMap;
use platforms::{Envelope, Keyring, KeyringProblem, Refusal, Secret};
use serde_json::{Value, json};

use crate::sample::{
    NOW, SECRET, keyring, only_comment, only_removal, post, read as read_as, secret, sender, tally,
};

const TOKEN: &str = "x-telegram-bot-api-secret-token";
const GROUP: i64 = -1_001_234_567_890;

fn read(body: &Value) -> Envelope {
    read_as("telegram", &[], body.to_string().as_bytes()).unwrap()
}

fn update(kind: &str, message: &Value) -> Value {
    let mut update = json!({ "update_id": 520_000_001 });
    update[kind] = message.clone();
    update
}

/// A message of a public group, with some fields replaced; `null` stands for a field that is not sent.
fn message(fields: &Value) -> Value {
    let mut message = json!({
        "message_id": 4211, "message_thread_id": 4200,
        "from": { "id": 7_000_000_001_u64, "is_bot": false, "first_name": "Ana 🎨",
            "last_name": "Rossi", "username": "ana_rossi", "language_code": "it" },
        "chat": { "id": GROUP, "title": "Atelier Zero", "username": "atelierzero",
            "type": "supergroup" },
        "date": 1_767_225_600,
        "reply_to_message": { "message_id": 4200, "text": "first" },
        "text": "Bonjour 😀 https://example.com",
    });
    for (name, field) in fields.as_object().unwrap() {
        message[name] = field.clone();
    }
    message
}

/// A message of a customer to a business account.
fn business(fields: &Value) -> Value {
    let mut message = json!({
        "business_connection_id": "bc_9f3", "message_id": 77,
        "from": { "id": 7_000_000_001_u64, "is_bot": false, "first_name": "Ana" },
        "chat": { "id": 7_000_000_001_u64, "first_name": "Ana", "username": "ana_rossi",
            "type": "private" },
        "date": 1_767_225_600, "text": "hi",
    });
    for (name, field) in fields.as_object().unwrap() {
        message[name] = field.clone();
    }
    message
}

#[test]
fn every_field_of_a_message_is_read() {
    let envelope = read(&update("message", &message(&json!({}))));
    let comment = only_comment(&envelope);
    assert_eq!(comment.id.as_str(), "-1001234567890/4211");
    assert_eq!(comment.text, "Bonjour 😀 https://example.com");
    assert_eq!(comment.revision.order, 0);
    assert_eq!(comment.account.as_ref().unwrap().as_str(), "-1001234567890");
    assert_eq!(comment.author.id.as_deref(), Some("7000000001"));
    assert_eq!(comment.author.name.as_deref(), Some("Ana 🎨 Rossi"));
    assert_eq!(comment.thread.as_deref(), Some("-1001234567890/4200"));
    assert_eq!(comment.parent.as_deref(), Some("-1001234567890/4200"));
    assert_eq!(comment.permalink.as_deref(), Some("https://t.me/atelierzero/4211"));
    assert_eq!(comment.created_at, Some(NOW));
    assert_eq!(comment.visibility, Visibility::Public);
}

#[test]
fn an_edit_is_ordered_by_its_time_and_always_above_what_was_written() {
    let order = |kind: &str, fields: Value| {
        let message = if kind.contains("business") { business(&fields) } else { message(&fields) };
        only_comment(&read(&update(kind, &message))).revision.order
    };
    for kind in ["edited_message", "edited_channel_post", "edited_business_message"] {
        assert_eq!(order(kind, json!({ "edit_date": 1_767_225_700 })), 1_767_225_700, "{kind}");
        assert_eq!(order(kind, json!({})), 1_767_225_600, "{kind}: the message's own time");
        assert_eq!(order(kind, json!({ "date": null })), 1, "{kind}");
        assert_eq!(order(kind, json!({ "edit_date": 0 })), 1, "{kind}");
    }
    for kind in ["message", "channel_post", "business_message"] {
        assert_eq!(order(kind, json!({})), 0, "{kind}");
        assert_eq!(order(kind, json!({ "edit_date": 1_767_225_700 })), 1_767_225_700, "{kind}");
    }
}

#[test]
fn a_message_of_a_business_account_is_private_and_named_by_its_connection() {
    let envelope = read(&update("business_message", &business(&json!({}))));
    let comment = only_comment(&envelope);
    assert_eq!(comment.id.as_str(), "bc_9f3/7000000001/77");
    assert_eq!(comment.account.as_ref().unwrap().as_str(), "bc_9f3");
    assert_eq!(comment.thread.as_deref(), Some("7000000001"));
    assert_eq!((comment.visibility, &comment.permalink), (Visibility::Private, &None));
}

#[test]
fn every_deleted_message_of_a_business_account_is_a_removal() {
    let deleted = |ids: Value| {
        json!({ "update_id": 1, "deleted_business_messages": {
            "business_connection_id": "bc_9f3", "message_ids": ids,
            "chat": { "id": 7_000_000_001_u64, "first_name": "Ana", "type": "private" },
        }})
    };
    let envelope = read(&deleted(json!([77])));
    assert_eq!(only_removal(&envelope).id.as_str(), "bc_9f3/7000000001/77");
    assert_eq!(only_removal(&envelope).account.as_ref().unwrap().as_str(), "bc_9f3");
    let envelope = read(&deleted(json!([77, "78", null, {}, 79])));
    assert_eq!(tally(&envelope), (0, 3, 0, 2));
    for odd in [json!(null), json!(77)] {
        assert_eq!(tally(&read(&deleted(odd))), (0, 0, 0, 1));
    }
    let nowhere = json!({ "update_id": 1, "deleted_business_messages": { "message_ids": [1] } });
    assert_eq!(tally(&read(&nowhere)), (0, 0, 0, 1));
}

#[test]
fn chats_are_public_by_their_name_and_have_the_address_that_fits() {
    use Visibility::{Private, Public};
    let named = json!({ "id": GROUP, "type": "supergroup", "username": "atelierzero" });
    for (chat, visibility, link, account) in [
        (named, Public, Some("https://t.me/atelierzero/4211"), Some("-1001234567890")),
        (
            json!({ "id": GROUP, "type": "supergroup" }),
            Private,
            Some("https://t.me/c/1234567890/4211"),
            Some("-1001234567890"),
        ),
        (
            json!({ "id": GROUP, "type": "channel", "username": "a/../b" }),
            Private,
            Some("https://t.me/c/1234567890/4211"),
            Some("-1001234567890"),
        ),
        (json!({ "id": -4_500, "type": "group", "title": "x" }), Private, None, Some("-4500")),
        (json!({ "id": "-4500", "title": "x" }), Private, None, Some("-4500")),
        (json!({ "id": 4_500, "type": "private", "username": "ana_rossi" }), Private, None, None),
        (json!({ "id": 4_500, "username": "ana_rossi" }), Private, None, None),
    ] {
        let envelope = read(&update("message", &message(&json!({ "chat": chat }))));
        let comment = only_comment(&envelope);
        assert_eq!(comment.visibility, visibility, "{chat}");
        assert_eq!(comment.permalink.as_deref(), link, "{chat}");
        assert_eq!(comment.account.as_ref().map(domain::AccountId::as_str), account, "{chat}");
    }
}

#[test]
fn who_speaks_for_a_chat_is_its_author() {
    let fields = json!({
        "from": { "id": 136_817_688, "is_bot": true, "first_name": "Channel" },
        "sender_chat": { "id": -1_009_999_999_999_i64, "title": "Un canal", "type": "channel" },
    });
    let envelope = read(&update("message", &message(&fields)));
    let author = &only_comment(&envelope).author;
    assert_eq!(author.id.as_deref(), Some("-1009999999999"));
    assert_eq!(author.name.as_deref(), Some("Un canal"));
    let post = json!({
        "message_id": 5, "date": 1_767_225_600, "text": "Annonce",
        "chat": { "id": GROUP, "type": "channel", "title": "Atelier", "username": "atelier" },
        "sender_chat": { "id": GROUP, "type": "channel", "title": "Atelier" },
    });
    let envelope = read(&update("channel_post", &post));
    let comment = only_comment(&envelope);
    assert_eq!(comment.author.name.as_deref(), Some("Atelier"));
    assert_eq!(comment.thread.as_deref(), Some("-1001234567890"));
    assert_eq!(comment.permalink.as_deref(), Some("https://t.me/atelier/5"));
    for (from, name) in [
        (json!({ "id": 1, "first_name": "Ana" }), Some("Ana")),
        (json!({ "id": 1, "first_name": " ", "username": "ana" }), Some("ana")),
        (json!({ "id": 1 }), None),
    ] {
        let envelope = read(&update("message", &message(&json!({ "from": from }))));
        assert_eq!(only_comment(&envelope).author.name.as_deref(), name, "{from}");
    }
}

#[test]
fn a_reply_names_what_it_answers_unless_that_only_opens_the_thread() {
    for (answered, parent) in [
        (json!({ "message_id": 4300, "text": "x" }), Some("-1001234567890/4300")),
        (json!({ "message_id": 4200, "forum_topic_created": { "name": "x" } }), None),
        (json!({ "message_id": 4200, "is_automatic_forward": true }), None),
        (json!({}), None),
        (Value::Null, None),
    ] {
        let fields = json!({ "reply_to_message": answered });
        let envelope = read(&update("message", &message(&fields)));
        assert_eq!(only_comment(&envelope).parent.as_deref(), parent, "{fields}");
    }
}

#[test]
fn words_are_found_wherever_they_stand() {
    for (fields, text) in [
        (json!({ "photo": [{ "file_id": "x" }], "caption": "Une photo" }), "Une photo"),
        (json!({ "photo": [{ "file_id": "x" }], "media_group_id": "1" }), ""),
        (json!({ "sticker": { "emoji": "😀" } }), ""),
        (json!({ "voice": {} }), ""),
        (
            json!({ "poll": { "question": "Ça va ?", "options": [{ "text": "Oui" }, { "text": "Non" }, 3] } }),
            "Ça va ?\nOui\nNon",
        ),
        (json!({ "poll": {} }), ""),
        (
            json!({ "checklist": { "title": "À faire", "tasks": [{ "id": 1, "text": "Peindre" }] } }),
            "À faire\nPeindre",
        ),
    ] {
        let mut fields = fields;
        fields["text"] = Value::Null;
        let envelope = read(&update("message", &message(&fields)));
        assert_eq!(only_comment(&envelope).text, text, "{fields}");
    }
}

#[test]
fn what_is_not_a_visitors_message_is_passed_over_by_name() {
    let wordless = |name: &str| {
        let mut fields = json!({ "text": null });
        fields[name] = json!([{ "id": 1 }]);
        update("message", &message(&fields))
    };
    let anonymous = json!({ "sender_chat": { "id": GROUP, "type": "supergroup" } });
    let answer = json!({ "from": { "id": 7_000_000_009_u64, "first_name": "L'Atelier" } });
    for (body, name) in [
        (wordless("new_chat_members"), "message/service"),
        (wordless("left_chat_member"), "message/service"),
        (wordless("new_chat_title"), "message/service"),
        (wordless("pinned_message"), "message/service"),
        (update("message", &message(&anonymous)), "own-comment"),
        (update("business_message", &business(&answer)), "own-comment"),
        (update("edited_business_message", &business(&answer)), "own-comment"),
        (
            update("message", &message(&json!({ "is_automatic_forward": true }))),
            "automatic-forward",
        ),
        (update("message_reaction", &json!({})), "message_reaction"),
        (update("guest_message", &json!({})), "guest_message"),
        (update("é\n", &json!("x")), "??"),
        (update("business_connection", &json!({ "is_enabled": true })), "business_connection"),
        (update("business_connection", &json!({})), "business_connection"),
        (
            update("my_chat_member", &json!({ "new_chat_member": { "status": "member" } })),
            "my_chat_member",
        ),
        (
            update(
                "my_chat_member",
                &json!({ "chat": { "type": "private" }, "new_chat_member": { "status": "kicked" } }),
            ),
            "my_chat_member",
        ),
    ] {
        let envelope = read(&body);
        assert_eq!((envelope.skipped, envelope.events.len()), (vec![name.to_owned()], 0), "{body}");
        assert_eq!((envelope.unreadable, envelope.alerts), (vec![], vec![]), "{body}");
    }
    assert_eq!(tally(&read(&json!({ "update_id": 10_000 }))), (0, 0, 0, 0));
}

#[test]
fn what_the_bot_can_no_longer_see_is_an_alert() {
    let member = |status: &str| {
        let chat = json!({ "id": GROUP, "type": "supergroup" });
        let change = json!({ "chat": chat, "new_chat_member": { "status": status } });
        update("my_chat_member", &change)
    };
    let migrated = json!({ "text": null, "migrate_to_chat_id": GROUP });
    for (body, alert) in [
        (member("kicked"), "thrown-out-of-chat"),
        (member("left"), "thrown-out-of-chat"),
        (
            update("business_connection", &json!({ "id": "bc_9f3", "is_enabled": false })),
            "business-connection-cut",
        ),
        (update("message", &message(&migrated)), "chat-has-new-id"),
    ] {
        let envelope = read(&body);
        assert_eq!(envelope.alerts, [alert], "{body}");
        assert_eq!(tally(&envelope), (0, 0, 0, 0), "{body}");
    }
}

#[test]
fn only_a_chat_and_an_id_are_needed_and_ids_may_be_texts() {
    let bare = json!({ "update_id": "1", "message": {
        "message_id": "9223372036854775807", "chat": { "id": "-9007199254740993" }, "text": "",
    }});
    let envelope = read(&bare);
    let comment = only_comment(&envelope);
    assert_eq!(comment.id.as_str(), "-9007199254740993/9223372036854775807");
    assert_eq!((comment.text.as_str(), &comment.author), ("", &domain::Author::default()));
    assert_eq!((comment.created_at, &comment.parent), (None, &None));
}

#[test]
fn what_cannot_be_read_is_kept_without_its_words() {
    for body in ["", "[]", "{}", r#"{"message":{}}"#, "{\"update_id\":1,"] {
        assert!(read_as("telegram", &[], body.as_bytes()).is_err(), "{body}");
    }
    for fields in [
        json!({ "message_id": null }),
        json!({ "message_id": "contenu\n" }),
        json!({ "chat": null }),
        json!({ "chat": { "title": "contenu" } }),
        json!({ "text": ["contenu"] }),
        json!({ "text": null, "caption": { "contenu": 1 } }),
    ] {
        let envelope = read(&update("message", &message(&fields)));
        assert_eq!(tally(&envelope), (0, 0, 0, 1), "{fields}");
        assert!(!format!("{envelope:?}").contains("contenu"));
    }
    for kind in ["message", "deleted_business_messages", "my_chat_member"] {
        assert_eq!(tally(&read(&update(kind, &json!("contenu")))), (0, 0, 0, 1), "{kind}");
    }
    let mut two = update("message", &json!({}));
    two["edited_message"] = message(&json!({}));
    assert_eq!(tally(&read(&two)), (1, 0, 0, 1), "the other is still taken");
}

#[test]
fn odd_and_long_texts_are_kept_whole() {
    for text in ["\u{ffff}", "👩‍👩‍👧", &"é".repeat(100_000)] {
        let envelope = read(&update("message", &message(&json!({ "text": text }))));
        assert_eq!(only_comment(&envelope).text, text);
    }
    let cut = update("message", &message(&json!({ "text": "CUT" })));
    let cut = cut.to_string().replace("CUT", "J\\u0027ai \\ud83d");
    let envelope = read_as("telegram", &[], cut.as_bytes()).unwrap();
    assert!(
        matches!(&envelope.events[..], [CommentEvent::Written(c)] if c.text == "J'ai \u{fffd}")
    );
}

#[test]
fn the_token_alone_is_the_proof_and_nothing_of_the_body_is() {
    let headers = sender("telegram").sign(b"{}", &secret(), "d-1", NOW).unwrap();
    assert_eq!(headers.len(), 1);
    assert_eq!(headers[TOKEN], SECRET);
    for body in [&b"{}"[..], b"another body"] {
        assert!(sender("telegram").verify(post(headers.clone(), body), &keyring(), NOW).is_ok());
    }
    let mut twice = headers;
    twice.append(TOKEN, SECRET.parse().unwrap());
    let refusal = sender("telegram").verify(post(twice, b"{}"), &keyring(), NOW).unwrap_err();
    assert_eq!(refusal, Refusal::MalformedHeader(TOKEN));
    let get = post(HeaderMap::new(), b"");
    assert_eq!(
        sender("telegram").verify(get.clone(), &keyring(), NOW).unwrap_err(),
        Refusal::MissingSignature
    );
    assert!(sender("telegram").handshake(&get, &keyring()).is_none());
}

#[test]
fn a_token_that_telegram_would_not_take_is_reported_but_still_compared() {
    for (text, good) in [
        ("AAE-my_secret_Token-01", true),
        ("a", true),
        (&"a".repeat(256), true),
        (&"a".repeat(257), false),
        ("avec espace", false),
        ("jeton,jeton", false),
        ("clé", false),
        (SECRET, false),
    ] {
        let checked = sender("telegram").check(&Keyring::parse(text).unwrap());
        assert_eq!(checked.is_ok(), good, "{text}");
        if let Err(problem) = checked {
            assert!(matches!(problem, KeyringProblem::Unfit(_)));
            assert!(!problem.to_string().contains(text));
        }
    }
    let inner = Secret::new("a\nb").unwrap();
    assert!(sender("telegram").sign(b"{}", &inner, "d-1", NOW).is_err());
}

#[test]
fn the_answer_is_empty_because_telegram_would_run_what_it_says() {
    let response = sender("telegram").reply(&[]);
    assert_eq!((response.status().as_u16(), response.body().len()), (200, 0));
    assert!(response.headers().is_empty());
}
