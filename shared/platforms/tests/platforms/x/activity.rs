//! The X Activity API.

use domain::{CommentEvent, Language, Visibility};
use serde_json::{Value, json};

use super::{ACCOUNT, direct, read};
use crate::sample::{NOW, only_comment, only_removal, read as read_as, tally};

fn event(kind: &str, payload: &Value) -> Value {
    json!({ "data": {
        "event_uuid": "-4890123456789012345", "filter": { "user_id": ACCOUNT },
        "event_type": kind, "tag": "moderation", "payload": payload,
        "includes": { "users": [{ "id": "98", "username": "autre" }, { "id": "99", "username": "ana_rossi" }] },
    }})
}

/// A reply to the account, with some fields replaced; `null` stands for a field that is not sent.
fn post(fields: &Value) -> Value {
    let mut post = json!({
        "id": "2010000000000000001", "text": "@atelier Bonjour &amp; merci 😀", "author_id": "99",
        "conversation_id": "2010000000000000000", "in_reply_to_tweet_id": "2010000000000000000",
        "in_reply_to_user_id": ACCOUNT, "created_at": "2026-01-01T00:00:00.000Z",
        "referenced_tweets": [{ "type": "replied_to", "id": "2010000000000000000" }],
        "edit_history_tweet_ids": ["2010000000000000001"], "lang": "fr",
        "reply_settings": "everyone",
    });
    for (name, field) in fields.as_object().unwrap() {
        post[name] = field.clone();
    }
    post
}

#[test]
fn every_field_of_a_post_is_read() {
    for kind in ["post.create", "post.reply.create", "post.mention.create", "post.quote.create"] {
        let envelope = read(&event(kind, &post(&json!({}))));
        let comment = only_comment(&envelope);
        assert_eq!(comment.id.as_str(), "2010000000000000001");
        assert_eq!(comment.text, "@atelier Bonjour & merci 😀");
        assert_eq!(comment.revision.order, 0);
        assert_eq!(comment.account.as_ref().unwrap().as_str(), ACCOUNT);
        assert_eq!(comment.author.id.as_deref(), Some("99"));
        assert_eq!(comment.author.name.as_deref(), Some("ana_rossi"));
        assert_eq!(comment.thread.as_deref(), Some("2010000000000000000"));
        assert_eq!(comment.parent.as_deref(), Some("2010000000000000000"));
        let link = comment.permalink.as_deref();
        assert_eq!(link, Some("https://x.com/i/web/status/2010000000000000001"));
        assert_eq!(comment.created_at, Some(NOW));
        assert_eq!(comment.language, Some(Language::Fr));
        assert_eq!(comment.visibility, Visibility::Public);
    }
}

#[test]
fn only_an_id_and_a_text_are_needed() {
    let body = json!({ "data": { "event_type": "post.mention.create", "payload": {
        "id": 18_446_744_073_709_551_615_u64, "text": "",
        "referenced_tweets": [{ "type": "replied_to", "id": "7" }],
    }}});
    let envelope = read(&body);
    let comment = only_comment(&envelope);
    assert_eq!((comment.id.as_str(), &comment.account), ("18446744073709551615", &None));
    assert_eq!(comment.parent.as_deref(), Some("7"));
    assert_eq!(comment.author, domain::Author::default());
    let long = post(&json!({ "note_tweet": { "text": "tout le texte" } }));
    assert_eq!(only_comment(&read(&event("post.create", &long))).text, "tout le texte");
}

#[test]
fn an_edit_is_a_new_comment_above_what_it_takes_the_place_of() {
    let ids = json!(["2010000000000000000", "2010000000000000001", "2010000000000000002"]);
    let edited = post(&json!({ "edit_history_tweet_ids": ids }));
    let envelope = read(&event("post.reply.create", &edited));
    let [CommentEvent::Written(comment), CommentEvent::Removed(before)] =
        envelope.events.as_slice()
    else {
        panic!("{envelope:?}");
    };
    assert_eq!((comment.id.as_str(), comment.revision.order), ("2010000000000000001", 1));
    assert_eq!(before.id.as_str(), "2010000000000000000");
    assert_eq!(before.account.as_ref().unwrap().as_str(), ACCOUNT);
}

#[test]
fn a_deletion_names_post_and_account() {
    let envelope = read(&event("post.delete", &json!({ "id": "7", "author_id": "99" })));
    assert_eq!(only_removal(&envelope).id.as_str(), "7");
    assert_eq!(only_removal(&envelope).account.as_ref().unwrap().as_str(), ACCOUNT);
}

#[test]
fn direct_messages_and_the_chat_of_a_broadcast_are_read() {
    let payload = json!({
        "direct_message_events": [direct(&json!({})), 3],
        "users": { "99": { "data": { "id": "99", "username": "ana_rossi" } } },
    });
    let envelope = read(&event("dm.received", &payload));
    assert_eq!(tally(&envelope), (1, 0, 0, 1));
    let [CommentEvent::Written(comment)] = envelope.events.as_slice() else { panic!("no message") };
    assert_eq!((comment.visibility, comment.text.as_str()), (Visibility::Private, "Bonjour"));
    assert_eq!(comment.author.name.as_deref(), Some("ana_rossi"));
    let payload = json!({
        "broadcast_id": "1abc", "message_id": "m-1", "message": "Bonjour à tous",
        "author": { "data": { "id": "99", "username": "ana_rossi" } },
    });
    let envelope = read(&event("broadcast.chat", &payload));
    let comment = only_comment(&envelope);
    assert_eq!((comment.id.as_str(), comment.text.as_str()), ("m-1", "Bonjour à tous"));
    assert_eq!((comment.visibility, comment.thread.as_deref()), (Visibility::Public, Some("1abc")));
    assert_eq!(comment.author.id.as_deref(), Some("99"));
    assert_eq!(comment.author.name.as_deref(), Some("ana_rossi"));
}

#[test]
fn what_is_not_a_visitors_is_passed_over_by_name() {
    let repost = json!({ "referenced_tweets": [{ "type": "retweeted", "id": "7" }] });
    let chat =
        json!({ "message_id": "m", "message": "x", "author": { "data": { "id": ACCOUNT } } });
    for (body, name) in [
        (event("post.create", &post(&json!({ "author_id": ACCOUNT }))), "own-comment"),
        (event("post.create", &post(&json!({ "author_id": 2_244_994_945_u64 }))), "own-comment"),
        (event("post.delete", &json!({ "id": "7", "author_id": ACCOUNT })), "own-comment"),
        (event("broadcast.chat", &chat), "own-comment"),
        (event("post.mention.create", &post(&repost)), "repost"),
        (event("profile.update.bio", &json!({})), "profile.update.bio"),
        (event("dm.sent", &json!({})), "dm.sent"),
        (event("é\n", &json!({})), "??"),
    ] {
        let envelope = read(&body);
        assert_eq!((envelope.skipped, envelope.events.len()), (vec![name.to_owned()], 0), "{body}");
        assert_eq!(envelope.unreadable, Vec::<String>::new(), "{body}");
    }
}

#[test]
fn what_cannot_be_read_is_kept_without_its_words() {
    for fields in [
        json!({ "id": null }),
        json!({ "id": "contenu\n" }),
        json!({ "text": null }),
        json!({ "text": { "contenu": 1 } }),
    ] {
        let envelope = read(&event("post.create", &post(&fields)));
        assert_eq!(tally(&envelope), (0, 0, 0, 1), "{fields}");
        assert!(!format!("{envelope:?}").contains("contenu"));
    }
    for (kind, payload) in [
        ("post.delete", json!({})),
        ("broadcast.chat", json!({ "message": "contenu" })),
        ("broadcast.chat", json!({ "message_id": "m" })),
        ("dm.received", json!({})),
    ] {
        assert_eq!(tally(&read(&event(kind, &payload))), (0, 0, 0, 1), "{kind}");
    }
    for kind in ["post.create", "post.delete", "broadcast.chat", "dm.received"] {
        let body = event(kind, &Value::Null).to_string();
        assert!(read_as("x", &[], body.as_bytes()).is_err(), "{kind}");
    }
    let mut account = event("post.create", &post(&json!({})));
    account["data"]["filter"]["user_id"] = json!("a\nb");
    assert!(read_as("x", &[], account.to_string().as_bytes()).is_err());
}
