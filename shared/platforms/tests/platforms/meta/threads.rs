//! Threads.

use domain::Visibility;
use serde_json::{Value, json};

use super::read;
use crate::sample::{NOW, only_comment, only_removal, tally};

const ACCOUNT: &str = "26500000000000001";

fn reply(fields: &Value) -> Value {
    let mut value = json!({
        "id": "18000000000000001", "username": "ana.rossi", "text": "Bonjour 😀",
        "media_type": "TEXT_POST", "permalink": "https://www.threads.net/@ana.rossi/post/AbC",
        "replied_to": { "id": "18000000000000009" },
        "root_post": { "id": "18000000000000000", "owner_id": ACCOUNT, "username": "atelier" },
        "shortcode": "AbC", "timestamp": "2026-01-01T00:00:00+0000",
    });
    for (name, field) in fields.as_object().unwrap() {
        value[name] = field.clone();
    }
    value
}

fn told(values: &Value) -> Value {
    json!({
        "app_id": "123456", "topic": "moderate", "target_id": ACCOUNT, "time": 1_767_225_600,
        "subscription_id": "234567", "has_uid_field": false, "values": values,
    })
}

fn change(field: &str, value: &Value) -> Value {
    told(&json!({ "value": value, "field": field }))
}

#[test]
fn every_field_of_a_reply_is_read_from_an_object_or_a_list() {
    let one = json!({ "value": reply(&json!({})), "field": "replies" });
    let mention = json!({ "value": reply(&json!({})), "field": "mentions" });
    for body in [told(&one), told(&json!([one])), told(&mention)] {
        let envelope = read(&body);
        let comment = only_comment(&envelope);
        assert_eq!(comment.id.as_str(), "18000000000000001");
        assert_eq!((comment.text.as_str(), comment.revision.order), ("Bonjour 😀", 0));
        assert_eq!(comment.account.as_ref().unwrap().as_str(), ACCOUNT);
        assert_eq!(
            (&comment.author.id, comment.author.name.as_deref()),
            (&None, Some("ana.rossi"))
        );
        assert_eq!(comment.thread.as_deref(), Some("18000000000000000"));
        assert_eq!(comment.parent.as_deref(), Some("18000000000000009"));
        assert_eq!(
            comment.permalink.as_deref(),
            Some("https://www.threads.net/@ana.rossi/post/AbC")
        );
        assert_eq!(comment.created_at, Some(NOW));
        assert_eq!(comment.visibility, Visibility::Public);
    }
}

#[test]
fn what_stands_directly_under_the_post_answers_no_comment() {
    let value = reply(&json!({ "replied_to": { "id": "18000000000000000" } }));
    assert_eq!(only_comment(&read(&change("replies", &value))).parent, None);
}

#[test]
fn what_threads_may_leave_out_may_be_missing() {
    let envelope = read(&change("replies", &json!({ "id": 18_000_000_000_000_001_u64 })));
    let comment = only_comment(&envelope);
    assert_eq!((comment.id.as_str(), comment.text.as_str()), ("18000000000000001", ""));
    assert_eq!((&comment.thread, &comment.parent, &comment.permalink), (&None, &None, &None));
    assert_eq!((&comment.author.name, comment.created_at), (&None, Some(NOW)));
}

#[test]
fn a_deletion_names_post_and_account() {
    let value = json!({
        "id": "18000000000000001", "owner": { "owner_id": "26500000000000002" },
        "deleted_at": "2026-01-01T00:00:05+0000", "username": "ana.rossi",
    });
    let envelope = read(&change("delete", &value));
    let removal = only_removal(&envelope);
    assert_eq!(removal.id.as_str(), "18000000000000001");
    assert_eq!(removal.account.as_ref().unwrap().as_str(), ACCOUNT);
}

#[test]
fn the_accounts_own_posts_are_passed_over() {
    let own = reply(&json!({ "username": "atelier" }));
    let envelope = read(&change("replies", &own));
    assert_eq!((tally(&envelope), &*envelope.skipped[0]), ((0, 0, 1, 0), "own-comment"));
    // Under somebody else's post a name alone proves nothing.
    let elsewhere = json!({ "id": "1", "owner_id": "26500000000000002", "username": "atelier" });
    let other = reply(&json!({ "username": "atelier", "root_post": elsewhere }));
    assert_eq!(tally(&read(&change("replies", &other))), (1, 0, 0, 0));
    for field in ["publish", "é"] {
        let name = if field == "é" { "threads/?" } else { "threads/publish" };
        let envelope = read(&change(field, &own));
        assert_eq!((tally(&envelope), &*envelope.skipped[0]), ((0, 0, 1, 0), name));
    }
}

#[test]
fn a_bad_change_does_not_cost_the_others() {
    let good = json!({ "value": reply(&json!({})), "field": "replies" });
    let envelope = read(&told(&json!([
        good, "contenu", { "value": { "id": "1" } }, { "field": "replies" },
        { "field": "replies", "value": { "text": "contenu" } },
        { "field": "delete", "value": {} },
        { "field": "replies", "value": { "id": "1", "text": 7 } }, good,
    ])));
    assert_eq!(tally(&envelope), (2, 0, 0, 6));
    assert!(!format!("{:?}", envelope.unreadable).contains("contenu"));
    assert_eq!(tally(&read(&told(&json!("contenu")))), (0, 0, 0, 1));
    let mut nowhere = told(&good);
    nowhere["target_id"] = Value::Null;
    assert_eq!(tally(&read(&nowhere)), (0, 0, 0, 1));
}
