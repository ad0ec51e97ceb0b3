//! Facebook Pages and Instagram; the other products are in files of their own.

mod handshake;
mod messenger;
mod threads;
mod whatsapp;

use domain::{CommentEvent, Visibility};
use platforms::Envelope;
use serde_json::{Value, json};

use crate::sample::{NOW, only_comment, only_removal, read as read_as, sender, tally};

const PAGE: &str = "101000000000001";

fn read(body: &Value) -> Envelope {
    read_as("meta", &[], body.to_string().as_bytes()).unwrap()
}

fn page(change: &Value) -> Value {
    let entry = json!({ "id": PAGE, "time": 1_767_225_603, "changes": [change] });
    json!({ "object": "page", "entry": [entry] })
}

/// A comment on a page, with some fields replaced; `null` stands for a field that is not sent.
fn feed(fields: &Value) -> Value {
    let mut value = json!({
        "item": "comment", "verb": "add", "comment_id": "2020_3030", "message": "Bonjour 😀",
        "from": { "id": "5500000000000001", "name": "Ana Rossi" },
        "post": { "permalink_url": "https://www.facebook.com/p?a=1", "id": "101000000000001_2020" },
        "post_id": "101000000000001_2020", "parent_id": "101000000000001_2020",
        "created_time": 1_767_225_600,
    });
    for (name, field) in fields.as_object().unwrap() {
        value[name] = field.clone();
    }
    page(&json!({ "field": "feed", "value": value }))
}

fn instagram(field: &str, value: &Value) -> Value {
    let change = json!({ "field": field, "value": value });
    let entry = json!({ "id": "17841400000000001", "time": 1_767_225_600, "changes": [change] });
    json!({ "object": "instagram", "entry": [entry] })
}

#[test]
fn every_field_of_a_pages_comment_is_read() {
    let envelope = read(&feed(&json!({})));
    let comment = only_comment(&envelope);
    assert_eq!(comment.id.as_str(), "2020_3030");
    assert_eq!(comment.text, "Bonjour 😀");
    assert_eq!(comment.revision.order, 0);
    assert_eq!(comment.account.as_ref().unwrap().as_str(), PAGE);
    assert_eq!(comment.author.id.as_deref(), Some("5500000000000001"));
    assert_eq!(comment.author.name.as_deref(), Some("Ana Rossi"));
    assert_eq!(comment.thread.as_deref(), Some("101000000000001_2020"));
    assert_eq!(comment.parent, None, "it stands directly under the post");
    assert_eq!(comment.permalink.as_deref(), Some("https://www.facebook.com/p?a=1"));
    assert_eq!(comment.created_at, Some(NOW));
    assert_eq!(comment.visibility, Visibility::Public);
}

#[test]
fn a_reply_names_the_comment_it_answers() {
    let envelope = read(&feed(&json!({ "parent_id": "2020_1010" })));
    assert_eq!(only_comment(&envelope).parent.as_deref(), Some("2020_1010"));
}

#[test]
fn what_meta_may_leave_out_may_be_missing() {
    let fields = json!({
        "from": null, "message": null, "post": null, "post_id": null, "parent_id": null,
        "created_time": null,
    });
    let envelope = read(&feed(&fields));
    let comment = only_comment(&envelope);
    assert_eq!((comment.text.as_str(), &comment.author), ("", &domain::Author::default()));
    assert_eq!((&comment.thread, &comment.parent, comment.created_at), (&None, &None, None));
}

#[test]
fn an_edit_is_ordered_by_its_time_and_always_above_what_was_added() {
    for verb in ["edited", "edit", "update"] {
        let edit = |fields: Value| {
            let mut fields = fields;
            fields["verb"] = json!(verb);
            feed(&fields)
        };
        let order = |body: &Value| only_comment(&read(body)).revision.order;
        assert_eq!(order(&edit(json!({ "edited_time": 1_767_225_601 }))), 1_767_225_601);
        assert_eq!(
            order(&edit(json!({ "edited_time": "2026-01-01T00:00:01+0000" }))),
            1_767_225_601
        );
        assert_eq!(order(&edit(json!({}))), 1_767_225_603, "the entry's time");
        let mut untimed = edit(json!({}));
        untimed["entry"][0]["time"] = Value::Null;
        assert_eq!(order(&untimed), 1);
    }
}

#[test]
fn a_removal_names_comment_and_page() {
    for verb in ["remove", "delete"] {
        let envelope = read(&feed(&json!({ "verb": verb, "message": null, "from": null })));
        let removal = only_removal(&envelope);
        assert_eq!(removal.id.as_str(), "2020_3030");
        assert_eq!(removal.account.as_ref().unwrap().as_str(), PAGE);
    }
}

#[test]
fn what_is_not_a_visitors_comment_is_passed_over_by_name() {
    let own = json!({ "from": { "id": PAGE, "name": "L'Atelier" } });
    let granted = json!({ "field": "x", "value": { "verb": "granted" } });
    let own_number = json!({ "from": { "id": 101_000_000_000_001_u64 } });
    for (body, name) in [
        (feed(&own), "own-comment"),
        (feed(&own_number), "own-comment"),
        (feed(&json!({ "verb": "hide" })), "page/comment/hide"),
        (feed(&json!({ "verb": "unhide" })), "page/comment/unhide"),
        (feed(&json!({ "verb": "block" })), "page/comment/block"),
        (feed(&json!({ "verb": null })), "page/comment/no-verb"),
        (feed(&json!({ "item": "status", "from": { "id": PAGE } })), "own-comment"),
        (feed(&json!({ "item": "photo", "verb": "hide" })), "page/photo/hide"),
        (feed(&json!({ "item": "reaction" })), "page/feed/reaction"),
        (feed(&json!({ "item": null })), "page/feed/no-item"),
        (page(&json!({ "field": "ratings", "value": {} })), "page/ratings"),
        (page(&json!({ "field": "name", "value": "Nom" })), "page/name"),
        (page(&json!({ "field": "é\n", "value": "Nom" })), "page/??"),
        (
            json!({ "object": "page", "entry": [{ "id": "1", "changed_fields": ["feed"] }] }),
            "page/changed_fields",
        ),
        (json!({ "object": "user", "entry": [{}] }), "user"),
        (json!({ "object": "application" }), "application"),
        (json!({ "object": "permissions", "entry": [{ "changes": [granted] }] }), "permissions/x"),
        (
            instagram("mentions", &json!({ "media_id": "1", "comment_id": "2" })),
            "instagram/mentions",
        ),
        (instagram("mentions", &json!({ "media_id": "1" })), "instagram/mentions"),
        (instagram("story_insights", &json!({})), "instagram/story_insights"),
        (
            instagram(
                "comments",
                &json!({ "id": "1", "text": "x", "from": { "id": "17841400000000001" } }),
            ),
            "own-comment",
        ),
    ] {
        let envelope = read(&body);
        assert_eq!((envelope.skipped, envelope.events.len()), (vec![name.to_owned()], 0), "{body}");
        assert_eq!(envelope.unreadable, Vec::<String>::new(), "{body}");
    }
}

#[test]
fn an_instagram_comment_is_read_in_both_forms() {
    let value = json!({
        "from": { "id": "1380000000000001", "username": "ana.rossi" },
        "media": { "id": "17900000000000001", "media_product_type": "FEED" },
        "id": "17950000000000001", "parent_id": "17950000000000000", "text": "Bonjour",
    });
    let direct = json!({ "object": "instagram", "entry": [{
        "id": "17841400000000001", "time": 1_767_225_600, "field": "comments", "value": value,
    }]});
    for body in [instagram("comments", &value), instagram("live_comments", &value), direct] {
        let envelope = read(&body);
        let comment = only_comment(&envelope);
        assert_eq!(comment.id.as_str(), "17950000000000001");
        assert_eq!(comment.text, "Bonjour");
        assert_eq!(comment.revision.order, 0);
        assert_eq!(comment.account.as_ref().unwrap().as_str(), "17841400000000001");
        assert_eq!(comment.author.id.as_deref(), Some("1380000000000001"));
        assert_eq!(comment.author.name.as_deref(), Some("ana.rossi"));
        assert_eq!(comment.thread.as_deref(), Some("17900000000000001"));
        assert_eq!(comment.parent.as_deref(), Some("17950000000000000"));
        assert_eq!(comment.created_at, Some(NOW));
    }
    let numbers = instagram("comments", &json!({ "id": 17_950_000_000_000_001_u64 }));
    let envelope = read(&numbers);
    assert_eq!(only_comment(&envelope).id.as_str(), "17950000000000001");
    let mention =
        instagram("mentions", &json!({ "comment_id": "9", "media_id": "8", "text": "@a" }));
    let envelope = read(&mention);
    assert_eq!(only_comment(&envelope).thread.as_deref(), Some("8"));
}

#[test]
fn what_a_visitor_posts_on_the_page_is_read_like_a_comment() {
    for item in ["link", "photo", "post", "share", "status", "video"] {
        let fields = json!({ "item": item, "comment_id": null, "parent_id": null });
        let envelope = read(&feed(&fields));
        let comment = only_comment(&envelope);
        assert_eq!(comment.id.as_str(), "101000000000001_2020", "{item}");
        assert_eq!((comment.text.as_str(), &comment.parent), ("Bonjour 😀", &None));
        let gone = read(&feed(&json!({ "item": item, "verb": "remove", "comment_id": null })));
        assert_eq!(only_removal(&gone).id.as_str(), "101000000000001_2020");
    }
}

#[test]
fn hiding_and_showing_again_decides_nothing_and_closes_nothing() {
    for verb in ["hide", "unhide"] {
        // Meta sends the text along at times: it is the one that was decided on.
        for text in [Value::Null, json!("Bonjour 😀")] {
            let envelope = read(&feed(&json!({ "verb": verb, "message": text })));
            assert_eq!(tally(&envelope), (0, 0, 1, 0), "{verb}");
            assert_eq!(envelope.skipped, [format!("page/comment/{verb}")]);
        }
    }
}

#[test]
fn a_revoked_permission_is_told_to_an_operator() {
    for verb in ["revoked", "revoke"] {
        let change = json!({ "field": "pages_read_user_content", "value": { "verb": verb } });
        let entry = json!({ "id": "1", "time": 1, "changes": [change] });
        let envelope = read(&json!({ "object": "permissions", "entry": [entry] }));
        assert_eq!(envelope.alerts, ["permissions/pages_read_user_content"]);
        assert_eq!(tally(&envelope), (0, 0, 0, 0));
    }
}

#[test]
fn a_bad_change_does_not_cost_the_others() {
    let mut body = feed(&json!({}));
    let good = body["entry"][0]["changes"][0].clone();
    let mut without_id = good.clone();
    without_id["value"]["comment_id"] = Value::Null;
    let mut odd_text = good.clone();
    odd_text["value"]["message"] = json!({ "text": "contenu" });
    let changes = json!([
        without_id, good, odd_text, "x", { "value": {} }, { "field": "feed" },
        { "field": "feed", "value": "x" }, good,
    ]);
    let without_account = json!({ "changes": [good] });
    body["entry"] = json!([{ "id": PAGE, "changes": changes }, 3, {}, without_account]);
    let envelope = read(&body);
    assert_eq!(tally(&envelope), (2, 0, 0, 9), "{envelope:?}");
    assert!(!format!("{:?}", envelope.unreadable).contains("contenu"));
}

#[test]
fn what_is_no_envelope_is_unreadable() {
    for body in
        ["", "[]", "{}", r#"{"object":"page"}"#, r#"{"object":"page","entry":{}}"#, "{\"obj"]
    {
        assert!(read_as("meta", &[], body.as_bytes()).is_err(), "{body}");
    }
}

#[test]
fn a_thousand_changes_and_three_megabytes_are_read() {
    let mut body = feed(&json!({ "message": "é".repeat(1500) }));
    let change = body["entry"][0]["changes"][0].clone();
    let changes = |from: usize| -> Vec<Value> {
        let numbered = |n: usize| {
            let mut change = change.clone();
            change["value"]["comment_id"] = json!(format!("2020_{n}"));
            change
        };
        (from..from + 500).map(numbered).collect()
    };
    let entry = |from: usize| json!({ "id": PAGE, "time": 1, "changes": changes(from) });
    body["entry"] = json!([entry(0), entry(500)]);
    assert!(body.to_string().len() > 3_000_000);
    let envelope = read(&body);
    assert_eq!(tally(&envelope), (1000, 0, 0, 0));
    let Some(CommentEvent::Written(last)) = envelope.events.last() else { panic!("no comment") };
    assert_eq!(last.id.as_str(), "2020_999");
}

#[test]
fn odd_and_long_texts_are_kept_whole() {
    for text in ["\u{ffff}", &"é".repeat(100_000)] {
        assert_eq!(only_comment(&read(&feed(&json!({ "message": text })))).text, text);
    }
    let cut = feed(&json!({ "message": "CUT" })).to_string().replace("CUT", "J\\u0027ai \\ud83d");
    let envelope = read_as("meta", &[], cut.as_bytes()).unwrap();
    assert_eq!(only_comment(&envelope).text, "J'ai \u{fffd}");
}

#[test]
fn every_delivery_is_received() {
    let response = sender("meta").reply(&[]);
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "text/plain; charset=utf-8");
    assert_eq!(response.body().as_ref(), b"EVENT_RECEIVED");
}
