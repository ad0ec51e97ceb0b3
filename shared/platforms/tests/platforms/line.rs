//! LINE official accounts.

use domain::Visibility;
use http::HeaderMap;
use platforms::Envelope;
use serde_json::{Value, json};

use crate::sample::{
    NOW, keyring, only_comment, only_removal, post, read as read_as, sender, tally,
};

const ACCOUNT: &str = "U0123456789abcdef0123456789abcdef";
const GROUP: &str = "C0123456789abcdef0123456789abcdef";
const ANA: &str = "U89abcdef0123456789abcdef01234567";

fn read(body: &Value) -> Envelope {
    read_as("line", &[], body.to_string().as_bytes()).unwrap()
}

fn delivery(events: &Value) -> Value {
    json!({ "destination": ACCOUNT, "events": events })
}

/// A text in a group, with some fields of the event replaced; `null` stands for a field that is not sent.
fn said(fields: &Value) -> Value {
    let mut event = json!({
        "type": "message", "mode": "active", "timestamp": 1_767_225_600_123_u64,
        "source": { "type": "group", "groupId": GROUP, "userId": ANA },
        "webhookEventId": "01KDVDTZ1B7Y4B0V3M0Q5K2J9X",
        "deliveryContext": { "isRedelivery": false },
        "replyToken": "0f3779fba3b349968c5d07db31eab56f",
        "message": { "id": "592384718309482", "type": "text", "quoteToken": "q3Plxr4AgKd1",
            "text": "Bonjour 😀", "quotedMessageId": "592384718309481" },
    });
    for (name, field) in fields.as_object().unwrap() {
        event[name] = field.clone();
    }
    event
}

fn unsent(mode: &str) -> Value {
    json!({
        "type": "unsend", "mode": mode, "timestamp": 1_767_225_660_000_u64,
        "source": { "type": "group", "groupId": GROUP, "userId": ANA },
        "unsend": { "messageId": "592384718309482" },
    })
}

#[test]
fn every_field_of_a_message_is_read() {
    let envelope = read(&delivery(&json!([said(&json!({}))])));
    let comment = only_comment(&envelope);
    assert_eq!(comment.id.as_str(), "592384718309482");
    assert_eq!(comment.text, "Bonjour 😀");
    assert_eq!(comment.revision.order, 0);
    assert_eq!(comment.account.as_ref().unwrap().as_str(), ACCOUNT);
    assert_eq!(comment.author.id.as_deref(), Some(ANA));
    assert_eq!(comment.author.name, None);
    assert_eq!(comment.thread.as_deref(), Some(GROUP));
    assert_eq!(comment.parent.as_deref(), Some("592384718309481"));
    assert_eq!(comment.permalink, None);
    assert_eq!(comment.created_at.unwrap().millis(), NOW.millis() + 123);
    assert_eq!(comment.visibility, Visibility::Private);
}

#[test]
fn the_thread_is_the_group_the_room_or_the_person() {
    for (source, thread, author) in [
        (json!({ "type": "user", "userId": ANA }), Some(ANA), Some(ANA)),
        (json!({ "type": "room", "roomId": "R1", "userId": ANA }), Some("R1"), Some(ANA)),
        (json!({ "type": "group", "groupId": GROUP }), Some(GROUP), None),
        (json!({}), None, None),
        (Value::Null, None, None),
    ] {
        let envelope = read(&delivery(&json!([said(&json!({ "source": source }))])));
        let comment = only_comment(&envelope);
        assert_eq!(comment.thread.as_deref(), thread, "{source}");
        assert_eq!(comment.author.id.as_deref(), author, "{source}");
        assert_eq!(comment.visibility, Visibility::Private, "{source}");
    }
}

#[test]
fn a_message_redelivered_is_the_same_comment() {
    let first = read(&delivery(&json!([said(&json!({}))])));
    let again = said(&json!({ "deliveryContext": { "isRedelivery": true } }));
    assert_eq!(read(&delivery(&json!([again]))), first);
}

#[test]
fn what_is_taken_back_is_removed_whoever_has_the_conversation() {
    for mode in ["active", "standby"] {
        let envelope = read(&delivery(&json!([unsent(mode)])));
        let removal = only_removal(&envelope);
        assert_eq!(removal.id.as_str(), "592384718309482");
        assert_eq!(removal.account.as_ref().unwrap().as_str(), ACCOUNT);
    }
}

#[test]
fn pictures_and_the_like_have_no_words_but_a_sticker_may() {
    for (message, text) in [
        (json!({ "id": "1", "type": "image", "contentProvider": { "type": "line" } }), ""),
        (json!({ "id": "1", "type": "video" }), ""),
        (json!({ "id": "1", "type": "audio", "duration": 60_000 }), ""),
        (json!({ "id": "1", "type": "file", "fileName": "a.txt" }), ""),
        (json!({ "id": "1", "type": "location", "title": "x" }), ""),
        (json!({ "id": "1", "type": "sticker", "stickerId": "2" }), ""),
        (json!({ "id": "1", "type": "sticker", "text": "Coucou" }), "Coucou"),
        (json!({ "id": "1", "type": "text", "text": "" }), ""),
    ] {
        let envelope = read(&delivery(&json!([said(&json!({ "message": message }))])));
        assert_eq!(only_comment(&envelope).text, text, "{message}");
    }
}

#[test]
fn what_is_not_a_persons_message_is_passed_over_by_name() {
    let of_type = |kind: &str| json!({ "type": kind, "mode": "active", "source": {} });
    let own = json!({ "source": { "type": "user", "userId": ACCOUNT } });
    let new_kind = json!({ "message": { "id": "1", "type": "hologram" } });
    for (event, name) in [
        (of_type("follow"), "follow"),
        (of_type("unfollow"), "unfollow"),
        (of_type("join"), "join"),
        (of_type("leave"), "leave"),
        (of_type("memberJoined"), "memberJoined"),
        (of_type("postback"), "postback"),
        (of_type("é\n"), "??"),
        (said(&json!({ "mode": "standby" })), "standby/message"),
        (said(&own), "own-comment"),
        (said(&new_kind), "message/hologram"),
    ] {
        let envelope = read(&delivery(&json!([event])));
        assert_eq!(
            (envelope.skipped, envelope.events.len()),
            (vec![name.to_owned()], 0),
            "{event}"
        );
        assert_eq!(envelope.unreadable, Vec::<String>::new(), "{event}");
    }
    let suspended = json!([{ "type": "botSuspended", "mode": "active" }]);
    let envelope = read(&delivery(&suspended));
    assert_eq!(
        (envelope.alerts.as_slice(), tally(&envelope)),
        (&["bot-suspended".to_owned()][..], (0, 0, 0, 0))
    );
}

#[test]
fn the_consoles_check_of_the_address_holds_nothing() {
    let envelope = read(&delivery(&json!([])));
    assert_eq!(envelope, Envelope::default());
}

#[test]
fn only_a_type_an_id_and_a_text_are_needed_and_ids_may_be_numbers() {
    let bare = json!({ "events": [{ "type": "message", "message": {
        "id": 18_446_744_073_709_551_615_u64, "type": "text", "text": "Bonjour",
    }}]});
    let envelope = read(&bare);
    let comment = only_comment(&envelope);
    assert_eq!(comment.id.as_str(), "18446744073709551615");
    assert_eq!((&comment.account, comment.created_at, &comment.thread), (&None, None, &None));
}

#[test]
fn a_bad_event_does_not_cost_the_others() {
    let events = json!([
        said(&json!({ "message": { "type": "text", "text": "contenu" } })), said(&json!({})), 3, {},
        said(&json!({ "message": null })), said(&json!({ "message": { "id": "1" } })),
        said(&json!({ "message": { "id": "1", "type": "text", "text": { "contenu": 1 } } })),
        said(&json!({ "message": { "id": "contenu\n", "type": "text", "text": "x" } })),
        { "type": "unsend" }, { "type": "unsend", "unsend": {} }, unsent("active"),
    ]);
    let envelope = read(&delivery(&events));
    assert_eq!(tally(&envelope), (1, 1, 0, 9), "{envelope:?}");
    assert!(!format!("{envelope:?}").contains("contenu"));
}

#[test]
fn what_is_no_envelope_is_unreadable() {
    for body in [
        "",
        "[]",
        "{}",
        r#"{"events":{}}"#,
        r#"{"destination":"a\nb","events":[]}"#,
        "{\"events\":[",
    ] {
        assert!(read_as("line", &[], body.as_bytes()).is_err(), "{body}");
    }
}

#[test]
fn odd_and_long_texts_are_kept_whole() {
    let text = |text: &str| {
        delivery(&json!([said(&json!({ "message": { "id": "1", "type": "text", "text": text } }))]))
    };
    for words in ["", "\u{ffff}", "👩‍👩‍👧", &"é".repeat(100_000)] {
        assert_eq!(only_comment(&read(&text(words))).text, words);
    }
    let cut = text("CUT").to_string().replace("CUT", "\\ud83d!");
    assert_eq!(only_comment(&read_as("line", &[], cut.as_bytes()).unwrap()).text, "\u{fffd}!");
}

#[test]
fn every_delivery_is_received_and_no_get_expected() {
    let response = sender("line").reply(&[]);
    assert_eq!((response.status().as_u16(), response.body().len()), (200, 0));
    assert!(sender("line").handshake(&post(HeaderMap::new(), b""), &keyring()).is_none());
}
