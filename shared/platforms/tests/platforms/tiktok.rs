//! TikTok's comment webhooks.

use domain::Visibility;
use platforms::{Envelope, Keyring, Refusal};
use serde_json::{Value, json};

use crate::sample::{
    NOW, keyring, only_comment, only_removal, post, read as read_as, secret, sender, tally,
};

const ACCOUNT: &str = "act.latelier";

fn read(body: &str) -> Envelope {
    read_as("tiktok", &[], body.as_bytes()).unwrap()
}

/// An event whose content is this text.
fn event(content: &str) -> String {
    json!({
        "client_key": "aw1234567890", "event": "comment.update", "create_time": 1_767_225_605,
        "user_openid": ACCOUNT, "content": content,
    })
    .to_string()
}

/// A comment with some fields replaced; `null` stands for a field that is not sent.
fn comment(fields: &Value) -> String {
    let mut content = json!({
        "comment_id": 7_444_444_444_444_444_444_u64, "video_id": 7_433_333_333_333_333_333_u64,
        "parent_comment_id": 7_444_444_444_444_444_000_u64, "comment_type": "reply",
        "comment_action": "insert", "timestamp": 1_767_225_600, "unique_identifier": "abc",
        "text": "Bonjour 😀",
    });
    for (name, field) in fields.as_object().unwrap() {
        content[name] = field.clone();
    }
    event(&content.to_string())
}

#[test]
fn every_field_of_a_comment_is_read_digit_for_digit() {
    let texts = json!({
        "comment_id": "7444444444444444444", "video_id": "7433333333333333333",
        "parent_comment_id": "7444444444444444000", "timestamp": "1767225600",
    });
    for body in [comment(&json!({})), comment(&texts)] {
        let envelope = read(&body);
        let comment = only_comment(&envelope);
        assert_eq!(comment.id.as_str(), "7444444444444444444");
        assert_eq!((comment.text.as_str(), comment.revision.order), ("Bonjour 😀", 0));
        assert_eq!(comment.account.as_ref().unwrap().as_str(), ACCOUNT);
        assert_eq!((comment.author.id.as_deref(), &comment.author.name), (Some("abc"), &None));
        assert_eq!(comment.thread.as_deref(), Some("7433333333333333333"));
        assert_eq!(comment.parent.as_deref(), Some("7444444444444444000"));
        assert_eq!((comment.created_at, &comment.permalink), (Some(NOW), &None));
        assert_eq!(comment.visibility, Visibility::Public);
    }
    let largest = comment(&json!({ "comment_id": u64::MAX }));
    assert_eq!(only_comment(&read(&largest)).id.as_str(), "18446744073709551615");
}

#[test]
fn what_stands_directly_under_the_video_answers_no_comment() {
    for parent in [json!(0), json!("0"), json!(""), Value::Null] {
        let envelope = read(&comment(&json!({ "parent_comment_id": parent })));
        assert_eq!(only_comment(&envelope).parent, None, "{parent}");
    }
}

#[test]
fn what_tiktok_may_leave_out_may_be_missing() {
    let content = r#"{"comment_id":1,"comment_action":"insert","text":""}"#;
    let bare = json!({ "event": "comment.update", "content": content }).to_string();
    let envelope = read(&bare);
    let comment = only_comment(&envelope);
    assert_eq!((comment.id.as_str(), comment.text.as_str()), ("1", ""), "a picture, say");
    assert_eq!((&comment.account, &comment.author.id, &comment.thread), (&None, &None, &None));
    assert_eq!(comment.created_at, None);
    assert_eq!(tally(&read(&event(content))), (1, 0, 0, 0));
}

#[test]
fn a_deletion_is_a_removal() {
    let envelope = read(&comment(&json!({ "comment_action": "delete", "text": null })));
    let removal = only_removal(&envelope);
    assert_eq!(removal.id.as_str(), "7444444444444444444");
    assert_eq!(removal.account.as_ref().unwrap().as_str(), ACCOUNT);
}

#[test]
fn what_is_nobodys_comment_is_passed_over_by_name() {
    for (body, name) in [
        (comment(&json!({ "comment_action": "set_to_hidden" })), "comment.update/set_to_hidden"),
        (
            comment(&json!({ "comment_action": "set_to_friends_only" })),
            "comment.update/set_to_friends_only",
        ),
        (comment(&json!({ "comment_action": "set_to_public" })), "comment.update/set_to_public"),
        (comment(&json!({ "comment_action": "futur" })), "comment.update/futur"),
        (comment(&json!({ "unique_identifier": ACCOUNT })), "own-comment"),
        (
            r#"{"event":"video.publish.completed","content":"{}"}"#.to_owned(),
            "video.publish.completed",
        ),
    ] {
        let envelope = read(&body);
        assert_eq!((tally(&envelope), &*envelope.skipped[0]), ((0, 0, 1, 0), name), "{body}");
    }
}

#[test]
fn a_connection_that_was_ended_is_told_to_an_operator() {
    let envelope = read(r#"{"event":"authorization.removed","content":"{\"reason\":1}"}"#);
    assert_eq!((tally(&envelope), &*envelope.alerts[0]), ((0, 0, 0, 0), "authorization.removed"));
}

#[test]
fn a_text_that_was_cut_inside_an_emoji_is_read_at_either_depth() {
    let inner = event(r#"{"comment_id":1,"comment_action":"insert","text":"Joli \ud83d"}"#);
    assert_eq!(only_comment(&read(&inner)).text, "Joli \u{fffd}");
    let outer = event(r#"{"comment_id":1,"comment_action":"insert","text":"Joli CUT"}"#);
    let outer = outer.replace("CUT", "\\ud83d");
    assert_eq!(only_comment(&read(&outer)).text, "Joli \u{fffd}");
}

#[test]
fn a_comment_that_cannot_be_read_is_unreadable_without_its_words() {
    for fields in [
        json!({ "comment_id": null, "text": "contenu" }),
        json!({ "comment_id": 1.5, "text": "contenu" }),
        json!({ "comment_id": ["contenu"] }),
        json!({ "text": null }),
        json!({ "text": ["contenu"] }),
        json!({ "comment_action": null, "text": "contenu" }),
        json!({ "comment_action": "delete", "comment_id": null }),
    ] {
        let envelope = read(&comment(&fields));
        assert_eq!(tally(&envelope), (0, 0, 0, 1), "{fields}");
        assert!(!format!("{:?}", envelope.unreadable).contains("contenu"));
    }
}

#[test]
fn what_is_no_event_is_unreadable() {
    let nested = event(&format!("{}{}", "[".repeat(1000), "]".repeat(1000)));
    for body in [
        "",
        "[]",
        "{}",
        "{\"eve",
        r#"{"event":"comment.update"}"#,
        r#"{"event":"comment.update","content":{}}"#,
        r#"{"event":"comment.update","content":"contenu"}"#,
        r#"{"event":"comment.update","content":"[]"}"#,
        r#"{"event":"comment.update","content":"{\"comment_id\":1,"}"#,
        &nested,
    ] {
        let problem = read_as("tiktok", &[], body.as_bytes()).unwrap_err();
        assert!(!problem.to_string().contains("contenu"), "{problem}");
    }
}

#[test]
fn one_flipped_bit_in_the_time_never_verifies() {
    let tiktok = sender("tiktok");
    let good = tiktok.sign(b"{}", &secret(), "1", NOW).unwrap();
    let text = good["tiktok-signature"].as_bytes().to_vec();
    for place in 0.."t=1767225600,s=".len() {
        for bit in 0..8 {
            let mut text = text.clone();
            text[place] ^= 1 << bit;
            let Ok(value) = http::HeaderValue::from_bytes(&text) else { continue };
            let mut headers = good.clone();
            headers.insert("tiktok-signature", value);
            assert!(tiktok.verify(post(headers, b"{}"), &keyring(), NOW).is_err(), "{place} {bit}");
        }
    }
}

#[test]
fn any_secret_of_a_rotation_is_good_and_an_old_delivery_is_not() {
    let tiktok = sender("tiktok");
    let headers = tiktok.sign(b"{}", &secret(), "1", NOW).unwrap();
    let two = Keyring::parse(&format!("new\n{}", secret().reveal())).unwrap();
    assert!(tiktok.verify(post(headers.clone(), b"{}"), &two, NOW).is_ok());
    for (seconds, refusal) in [
        (-300, None),
        (300, None),
        (-301, Some(Refusal::StaleTimestamp)),
        (301, Some(Refusal::StaleTimestamp)),
    ] {
        let verified = tiktok.verify(post(headers.clone(), b"{}"), &two, NOW.plus_secs(seconds));
        assert_eq!(verified.err(), refusal, "{seconds}");
    }
    let other = Keyring::parse("autre").unwrap();
    let verified = tiktok.verify(post(headers, b"{}"), &other, NOW);
    assert_eq!(verified.unwrap_err(), Refusal::WrongSignature);
}

#[test]
fn every_delivery_is_received() {
    let response = sender("tiktok").reply(&[]);
    assert_eq!((response.status().as_u16(), response.body().as_ref()), (200, &b"received"[..]));
}
