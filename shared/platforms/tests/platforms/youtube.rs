//! Pages of YouTube's comment lists.

use domain::{AccountId, Comment, CommentEvent, Visibility};
use platforms::youtube::{Item, Thread, ThreadPage, replies, threads};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::sample::{NOW, only_comment};

fn channel() -> AccountId {
    AccountId::new("UC1").unwrap()
}

fn comment(id: &str) -> Value {
    json!({
        "kind": "youtube#comment", "etag": "y", "id": id,
        "snippet": {
            "channelId": "UC1", "videoId": "dQw4", "textDisplay": "Bonjour &agrave; <b>tous</b>",
            "authorDisplayName": "@ana", "authorProfileImageUrl": "https://yt3.example/a",
            "authorChannelUrl": "http://www.youtube.com/@ana", "authorChannelId": { "value": "UC2" },
            "canRate": true, "viewerRating": "none", "likeCount": 0,
            "publishedAt": "2026-01-01T00:00:00Z", "updatedAt": "2026-01-01T00:01:00Z",
        },
    })
}

fn thread_of(top: &Value) -> Value {
    json!({
        "kind": "youtube#commentThread", "etag": "x", "id": top["id"],
        "snippet": {
            "channelId": "UC1", "videoId": "dQw4", "topLevelComment": top, "canReply": true,
            "totalReplyCount": 0, "isPublic": true,
        },
    })
}

/// A comment with another value in a field of its snippet; `null` takes the field away.
fn with(field: &str, value: Value) -> Value {
    let mut comment = comment("UgzAbC");
    comment["snippet"][field] = value;
    comment
}

fn page(items: &[Value]) -> ThreadPage {
    let body = json!({ "kind": "youtube#commentThreadListResponse", "items": items });
    threads(body.to_string().as_bytes(), &channel()).unwrap()
}

fn only_thread(item: &Value) -> Thread {
    page(std::slice::from_ref(item)).threads.remove(0)
}

fn read(top: &Value) -> Comment {
    only_comment(&only_thread(&thread_of(top)).item.envelope).clone()
}

#[test]
fn every_field_of_a_thread_is_read() {
    let thread = only_thread(&thread_of(&comment("UgzAbC")));
    assert_eq!((thread.key.as_str(), thread.published_at), ("UgzAbC", Some(NOW)));
    assert_eq!((thread.video.as_deref(), thread.replies_missing), (Some("dQw4"), false));
    let comment = only_comment(&thread.item.envelope);
    assert_eq!(comment.id.as_str(), "UgzAbC");
    assert_eq!(comment.text, "Bonjour à tous");
    assert_eq!(comment.revision.order, 1_767_225_660_000, "when it was changed");
    assert_eq!(comment.author.id.as_deref(), Some("UC2"));
    assert_eq!(comment.author.name.as_deref(), Some("@ana"));
    assert_eq!(comment.account, Some(channel()));
    assert_eq!((comment.thread.as_deref(), comment.parent.as_deref()), (Some("dQw4"), None));
    let link = comment.permalink.as_deref();
    assert_eq!(link, Some("https://www.youtube.com/watch?v=dQw4&lc=UgzAbC"));
    assert_eq!(comment.created_at, Some(NOW));
    assert_eq!(comment.visibility, Visibility::Public);
}

#[test]
fn the_original_text_is_taken_where_it_is_told_and_is_no_html() {
    let original = read(&with("textOriginal", json!("a &amp; <b>b</b>")));
    assert_eq!(original.text, "a &amp; <b>b</b>");
    let display = read(&with("textDisplay", json!("a &amp; <b>b</b><br>c")));
    assert_eq!(display.text, "a & b\nc");
}

#[test]
fn what_is_not_everybodys_to_read_is_private() {
    for (status, visibility) in [
        ("published", Visibility::Public),
        ("heldForReview", Visibility::Private),
        ("likelySpam", Visibility::Private),
    ] {
        assert_eq!(read(&with("moderationStatus", json!(status))).visibility, visibility);
    }
    let mut held = thread_of(&comment("UgzAbC"));
    held["snippet"]["isPublic"] = json!(false);
    let envelope = only_thread(&held).item.envelope;
    assert_eq!(only_comment(&envelope).visibility, Visibility::Private);
}

#[test]
fn the_owners_and_the_rejected_are_passed_over() {
    for (field, value, kind) in [
        ("authorChannelId", json!({ "value": "UC1" }), "comment/own"),
        ("moderationStatus", json!("rejected"), "comment/rejected"),
    ] {
        let envelope = only_thread(&thread_of(&with(field, value))).item.envelope;
        assert!(envelope.events.is_empty() && envelope.unreadable.is_empty());
        assert_eq!(envelope.skipped, [kind]);
    }
}

#[test]
fn what_is_missing_is_left_out() {
    assert_eq!(read(&with("authorChannelId", Value::Null)).author.id, None);
    assert_eq!(read(&with("updatedAt", Value::Null)).revision.order, 1_767_225_600_000);
    let mut bare = thread_of(&json!({ "id": "Ug1", "snippet": { "textDisplay": "" } }));
    bare["snippet"].as_object_mut().unwrap().remove("videoId");
    let thread = only_thread(&bare);
    let comment = only_comment(&thread.item.envelope);
    assert_eq!((comment.text.as_str(), comment.revision.order), ("", 0));
    assert_eq!(
        (thread.published_at, thread.video, comment.permalink.as_deref()),
        (None, None, None)
    );
}

#[test]
fn an_id_that_would_mean_something_else_in_an_address_gives_none() {
    let mut odd = comment("Ug1&v=other");
    assert_eq!(read(&odd).permalink, None);
    odd["id"] = json!("Ug1.9-_");
    assert!(read(&odd).permalink.unwrap().ends_with("&lc=Ug1.9-_"));
}

#[test]
fn replies_belong_to_their_thread_and_more_of_them_are_told() {
    let mut thread = thread_of(&comment("Ug1"));
    let mut reply = comment("Ug1.a");
    reply["snippet"]["parentId"] = json!("Ug1");
    thread["replies"] = json!({ "comments": [reply, comment("Ug1.b")] });
    for (total, missing) in [(2, false), (3, true)] {
        thread["snippet"]["totalReplyCount"] = json!(total);
        let read = only_thread(&thread);
        assert_eq!(read.replies_missing, missing, "{total}");
        let parents: Vec<Option<&str>> = read
            .item
            .envelope
            .events
            .iter()
            .map(|event| match event {
                CommentEvent::Written(comment) => comment.parent.as_deref(),
                CommentEvent::Removed(_) => None,
            })
            .collect();
        assert_eq!(parents, [None, Some("Ug1"), Some("Ug1")]);
    }
}

#[test]
fn a_page_of_replies_lends_what_they_do_not_say() {
    let mut reply = comment("Ug1.a");
    reply["snippet"]["videoId"] = Value::Null;
    let body = json!({ "items": [reply, 7, { "id": "x" }], "nextPageToken": "next" }).to_string();
    let page = replies(body.as_bytes(), &channel(), "Ug1", Some("dQw4")).unwrap();
    assert_eq!(page.next.as_deref(), Some("next"));
    let first = only_comment(&page.replies[0].envelope);
    assert_eq!((first.parent.as_deref(), first.thread.as_deref()), (Some("Ug1"), Some("dQw4")));
    let bad = |item: &Item| item.envelope.unreadable.len();
    assert_eq!(page.replies.iter().map(bad).collect::<Vec<_>>(), [0, 1, 1]);
}

#[test]
fn the_fingerprint_changes_with_an_edit_a_reply_or_an_edit_of_a_reply_and_with_nothing_else() {
    let mut thread = thread_of(&comment("Ug1"));
    thread["replies"] = json!({ "comments": [comment("Ug1.a")] });
    let fingerprint = |thread: &Value| only_thread(thread).fingerprint;
    let before = fingerprint(&thread);
    let mut liked = thread.clone();
    liked["etag"] = json!("other");
    liked["snippet"]["topLevelComment"]["snippet"]["likeCount"] = json!(9);
    assert_eq!(fingerprint(&liked), before);
    for (pointer, value) in [
        ("/snippet/topLevelComment/snippet/updatedAt", json!("2026-01-01T00:02:00Z")),
        ("/snippet/topLevelComment/snippet/textDisplay", json!("autre")),
        ("/snippet/totalReplyCount", json!(2)),
        ("/replies/comments/0/snippet/textDisplay", json!("autre")),
    ] {
        let mut changed = thread.clone();
        *changed.pointer_mut(pointer).unwrap() = value;
        assert_ne!(fingerprint(&changed), before, "{pointer}");
    }
}

#[test]
fn an_item_that_cannot_be_read_spoils_no_other_and_keeps_its_name() {
    let odd = json!({ "id": "Ug2", "snippet": { "topLevelComment": { "id": "Ug2" } } });
    let page = page(&[json!("connard"), odd, thread_of(&comment("Ug3"))]);
    let [first, second, third] = page.threads.as_slice() else { panic!("{page:?}") };
    assert!(first.key.starts_with('#') && second.key == "Ug2");
    for broken in [first, second] {
        let [reason] = broken.item.envelope.unreadable.as_slice() else { panic!("{broken:?}") };
        assert!(!reason.contains("connard"), "{reason}");
    }
    assert_eq!(first.item.body, br#""connard""#);
    assert_eq!(only_comment(&third.item.envelope).id.as_str(), "Ug3");
}

#[test]
fn what_is_no_page_is_unreadable() {
    for body in ["", "[]", "{}", r#"{"items": 7}"#, "<html>"] {
        assert!(threads(body.as_bytes(), &channel()).is_err(), "{body}");
        assert!(replies(body.as_bytes(), &channel(), "Ug1", None).is_err(), "{body}");
    }
}

proptest! {
    #[test]
    fn nothing_makes_it_panic(body in proptest::collection::vec(any::<u8>(), 0..200), text in ".*") {
        drop(threads(&body, &channel()));
        drop(replies(&body, &channel(), "Ug1", None));
        let odd = json!({ "items": [thread_of(&with("textDisplay", json!(text))), { "id": text }] });
        let page = threads(odd.to_string().as_bytes(), &channel()).unwrap();
        prop_assert_eq!(page.threads.len(), 2);
    }
}
