//! Chat on Twitch.

use domain::{Timestamp, Visibility};
use http::HeaderMap;
use platforms::{Envelope, Keyring, KeyringProblem, Refusal, Unreadable, Verified};
use serde_json::{Value, json};

use crate::sample::{
    NOW, keyring, only_comment, only_removal, post, read as read_as, secret, sender, tally,
};

const KIND: &str = "twitch-eventsub-message-type";
const CHANNEL: &str = "1971641";

fn read_kind(kind: &str, body: &str) -> Result<Envelope, Unreadable> {
    read_as("twitch", &[(KIND, kind)], body.as_bytes())
}

fn read(body: &Value) -> Envelope {
    read_kind("notification", &body.to_string()).unwrap()
}

/// A message in the chat, with some fields of the event replaced; `null` stands for a field that is not sent.
fn said(fields: &Value) -> Value {
    let mut event = json!({
        "broadcaster_user_id": CHANNEL, "broadcaster_user_login": "latelier",
        "chatter_user_id": "4145994", "chatter_user_login": "ana_rossi",
        "chatter_user_name": "Ana_Rossi 🎨", "message_id": "cc106a89",
        "message": { "text": "Bonjour Kappa 😀", "fragments": [] }, "message_type": "text",
        "reply": { "parent_message_id": "aa106a89", "thread_message_id": "00106a89" },
        "source_broadcaster_user_id": null,
    });
    for (name, field) in fields.as_object().unwrap() {
        event[name] = field.clone();
    }
    notification("channel.chat.message", &event)
}

fn notification(kind: &str, event: &Value) -> Value {
    json!({ "event": event, "subscription": {
        "id": "0b7f3361", "status": "enabled", "type": kind, "version": "1",
        "condition": { "broadcaster_user_id": CHANNEL, "user_id": "2914196" },
    }})
}

#[test]
fn every_field_of_a_message_is_read() {
    let envelope = read(&said(&json!({})));
    let comment = only_comment(&envelope);
    assert_eq!(comment.id.as_str(), "cc106a89");
    assert_eq!(comment.text, "Bonjour Kappa 😀");
    assert_eq!(comment.revision.order, 0);
    assert_eq!(comment.account.as_ref().unwrap().as_str(), CHANNEL);
    assert_eq!(comment.author.id.as_deref(), Some("4145994"));
    assert_eq!(comment.author.name.as_deref(), Some("Ana_Rossi 🎨"));
    assert_eq!(comment.thread.as_deref(), Some(CHANNEL));
    assert_eq!(comment.parent.as_deref(), Some("aa106a89"));
    assert_eq!(comment.permalink, None);
    assert_eq!(comment.created_at, Some(NOW), "by the header");
    assert_eq!(comment.visibility, Visibility::Public);
}

#[test]
fn only_an_id_and_a_text_are_needed_and_ids_may_be_numbers() {
    let body = json!({ "subscription": { "type": "channel.chat.message" }, "event": {
        "message_id": 18_446_744_073_709_551_615_u64, "message": { "text": "" },
    }});
    let envelope = read(&body);
    let comment = only_comment(&envelope);
    assert_eq!((comment.id.as_str(), comment.text.as_str()), ("18446744073709551615", ""));
    assert_eq!((&comment.account, &comment.thread, &comment.parent), (&None, &None, &None));
    assert_eq!(comment.author, domain::Author::default());
    let login = said(&json!({ "chatter_user_name": null, "chatter_user_id": 4_145_994 }));
    let envelope = read(&login);
    let author = &only_comment(&envelope).author;
    assert_eq!(author.id.as_deref(), Some("4145994"));
    assert_eq!(author.name.as_deref(), Some("ana_rossi"));
}

#[test]
fn a_held_message_is_read_in_both_versions() {
    let held = json!({
        "broadcaster_user_id": CHANNEL, "user_id": "4145994", "user_login": "ana_rossi",
        "user_name": "Ana_Rossi", "message_id": "bad-message-id",
        "message": { "text": "des mots", "fragments": [] }, "held_at": "2026-01-01T00:00:01.000Z",
    });
    let (mut first, mut second) = (held.clone(), held);
    first["category"] = json!("aggressive");
    second["reason"] = json!("automod");
    second["automod"] = json!({ "category": "aggressive", "level": 1, "boundaries": [] });
    for event in [first, second] {
        let envelope = read(&notification("automod.message.hold", &event));
        let comment = only_comment(&envelope);
        assert_eq!((comment.id.as_str(), comment.text.as_str()), ("bad-message-id", "des mots"));
        assert_eq!(comment.account.as_ref().unwrap().as_str(), CHANNEL);
        assert_eq!(comment.author.id.as_deref(), Some("4145994"));
        assert_eq!(comment.author.name.as_deref(), Some("Ana_Rossi"));
        assert_eq!(comment.created_at, Some(NOW.plus_secs(1)));
    }
}

#[test]
fn a_deletion_names_message_and_channel() {
    let event = json!({
        "broadcaster_user_id": CHANNEL, "target_user_id": "4145994", "message_id": "cc106a89",
    });
    let envelope = read(&notification("channel.chat.message_delete", &event));
    let removal = only_removal(&envelope);
    assert_eq!(removal.id.as_str(), "cc106a89");
    assert_eq!(removal.account.as_ref().unwrap().as_str(), CHANNEL);
}

#[test]
fn what_is_not_a_visitors_message_is_passed_over_by_name() {
    let by_moderator = json!({
        "subscription": { "type": "automod.message.hold", "condition": {
            "broadcaster_user_id": CHANNEL, "moderator_user_id": "9001",
        }},
        "event": { "broadcaster_user_id": CHANNEL, "user_id": "9001", "message_id": "m",
            "message": { "text": "x" } },
    });
    for (body, name) in [
        (said(&json!({ "chatter_user_id": CHANNEL })), "own-comment"),
        (said(&json!({ "chatter_user_id": "2914196" })), "own-comment"),
        (said(&json!({ "chatter_user_id": 1_971_641 })), "own-comment"),
        (by_moderator, "own-comment"),
        (said(&json!({ "source_broadcaster_user_id": "1971642" })), "shared-chat"),
        (notification("channel.follow", &json!({})), "channel.follow"),
        (notification("automod.message.update", &json!({})), "automod.message.update"),
        (notification("é\n", &json!({})), "??"),
    ] {
        let envelope = read(&body);
        assert_eq!((envelope.skipped, envelope.events.len()), (vec![name.to_owned()], 0), "{body}");
        assert_eq!(envelope.unreadable, Vec::<String>::new(), "{body}");
    }
    let envelope = read(&said(&json!({ "source_broadcaster_user_id": CHANNEL })));
    assert_eq!(only_comment(&envelope).id.as_str(), "cc106a89", "a shared chat, said in ours");
    let envelope = read_kind("something_new", "{}").unwrap();
    assert_eq!(envelope.skipped, ["something_new"]);
}

#[test]
fn the_end_of_a_subscription_is_an_alert() {
    for (status, alert) in [
        (json!("user_removed"), "revoked/user_removed"),
        (json!("authorization_revoked"), "revoked/authorization_revoked"),
        (json!("notification_failures_exceeded"), "revoked/notification_failures_exceeded"),
        (json!("version_removed"), "revoked/version_removed"),
        (json!("des mots\n"), "revoked/des?mots?"),
        (Value::Null, "revoked/no-status"),
    ] {
        let body = json!({ "subscription": { "type": "channel.chat.message", "status": status } });
        let envelope = read_kind("revocation", &body.to_string()).unwrap();
        assert_eq!(envelope.alerts, [alert]);
        assert_eq!(tally(&envelope), (0, 0, 0, 0));
    }
}

fn verified(kind: Option<&str>, body: &str) -> Verified {
    let mut headers = sender("twitch").sign(body.as_bytes(), &secret(), "d-1", NOW).unwrap();
    if let Some(kind) = kind {
        headers.insert(KIND, kind.parse().unwrap());
    }
    sender("twitch").verify(post(headers, body.as_bytes()), &keyring(), NOW).unwrap()
}

#[test]
fn a_verification_is_answered_with_the_bare_challenge() {
    let body = r#"{"challenge":"pogchamp-kappa-360noscope-vohiyo","subscription":{}}"#;
    let kind = "webhook_callback_verification";
    let answer = sender("twitch").challenge(&verified(Some(kind), body)).unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["content-type"], "text/plain");
    assert_eq!(answer.body().as_ref(), b"pogchamp-kappa-360noscope-vohiyo");
    for (kind, body) in [
        (Some("notification"), body),
        (None, body),
        (Some(kind), "{}"),
        (Some(kind), r#"{"challenge":""}"#),
        (Some(kind), r#"{"challenge":3}"#),
        (Some(kind), r#"{"challenge":"a"#),
    ] {
        let verified = verified(kind, body);
        assert!(sender("twitch").challenge(&verified).is_none(), "{kind:?} {body}");
        assert!(sender("twitch").parse(&verified).is_err(), "{kind:?} {body}");
    }
}

#[test]
fn what_cannot_be_read_is_kept_without_its_words() {
    for body in ["", "[]", "{}", r#"{"subscription":{}}"#, "{\"subscr"] {
        assert!(read_kind("notification", body).is_err(), "{body}");
    }
    assert!(read_as("twitch", &[], b"{}").is_err(), "no kind");
    let kind = json!({ "subscription": { "type": "channel.chat.message" } });
    assert!(read_kind("notification", &kind.to_string()).is_err(), "no event");
    for fields in [
        json!({ "message_id": null }),
        json!({ "message_id": [] }),
        json!({ "message_id": "a\nb" }),
        json!({ "message": null }),
        json!({ "message": "contenu" }),
        json!({ "message": { "text": ["contenu"] } }),
        json!({ "broadcaster_user_id": "contenu\n" }),
    ] {
        let envelope = read(&said(&fields));
        assert_eq!(tally(&envelope), (0, 0, 0, 1), "{fields}");
        assert!(!format!("{envelope:?}").contains("contenu"));
    }
}

#[test]
fn odd_and_long_texts_are_kept_whole() {
    for text in ["", "\u{ffff}", "👩‍👩‍👧", &"é".repeat(100_000)] {
        let envelope = read(&said(&json!({ "message": { "text": text } })));
        assert_eq!(only_comment(&envelope).text, text);
    }
    let cut = said(&json!({ "message": { "text": "CUT" } })).to_string().replace("CUT", "\\ud83d!");
    assert_eq!(only_comment(&read_kind("notification", &cut).unwrap()).text, "\u{fffd}!");
}

#[test]
fn the_clock_may_differ_by_ten_minutes() {
    let headers = sender("twitch").sign(b"{}", &secret(), "d-1", NOW).unwrap();
    for (seconds, expected) in [
        (0, None),
        (600, None),
        (-600, None),
        (601, Some(Refusal::StaleTimestamp)),
        (-601, Some(Refusal::StaleTimestamp)),
    ] {
        let now = NOW.plus_secs(seconds);
        let verified = sender("twitch").verify(post(headers.clone(), b"{}"), &keyring(), now);
        assert_eq!(verified.err(), expected, "{seconds}");
    }
    let far = Timestamp::from_millis(i64::MIN);
    let refusal = sender("twitch").verify(post(headers, b"{}"), &keyring(), far).unwrap_err();
    assert_eq!(refusal, Refusal::StaleTimestamp);
}

#[test]
fn a_secret_that_twitch_would_not_take_is_reported() {
    for (text, good) in [
        ("dix signes", true),
        ("neuf char", false),
        (&"a".repeat(100), true),
        (&"a".repeat(101), false),
        ("un secret à nous", false),
        ("un secret\u{7f}aussi", false),
    ] {
        let checked = sender("twitch").check(&Keyring::parse(text).unwrap());
        assert_eq!(checked.is_ok(), good, "{text}");
        if let Err(problem) = checked {
            assert!(matches!(problem, KeyringProblem::Unfit(_)));
            assert!(!problem.to_string().contains(text));
        }
    }
}

#[test]
fn a_delivery_id_that_cannot_be_sent_is_reported() {
    for id in ["", "a\nb"] {
        let signed = sender("twitch").sign(b"{}", &secret(), id, NOW);
        assert_eq!(signed.unwrap_err(), KeyringProblem::DeliveryId, "{id:?}");
    }
}

#[test]
fn every_delivery_is_received_and_no_get_expected() {
    let response = sender("twitch").reply(&[]);
    assert_eq!((response.status().as_u16(), response.body().len()), (204, 0));
    let get = post(HeaderMap::new(), b"");
    assert!(sender("twitch").handshake(&get, &keyring()).is_none());
}
