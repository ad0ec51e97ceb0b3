//! A text comes back as it was sent, whatever it is.

use domain::{
    DecisionKey, Verdict,
    lifecycle::propose,
    ports::{FindReviews, ReadDecision, RecordDecision, Recording, ReviewQuery, change},
};

use super::{
    bench::{Bench, START},
    on_both_stores,
    samples::{claim, coherent, decision, done, key, resolve, space},
};

on_both_stores! {
    any_text_comes_back_as_it_was_sent,
    a_hundred_thousand_wide_characters_survive_edits_and_reviews,
    a_long_text_that_came_before_is_kept_as_long_as_its_latest_decision,
    a_comment_id_may_hold_anything_printable,
}

async fn any_text_comes_back_as_it_was_sent(bench: &impl Bench) {
    let long = "é".repeat(40_000);
    let edge = "x".repeat(64 * 1024);
    let past = "x".repeat(64 * 1024 + 1);
    for (n, text) in [
        "",
        " ",
        "\0",
        "a\0b\0",
        "\u{ffff}\u{fffe}",
        "\u{202e}txet\u{2066} \u{200f}\u{2069}",
        "\u{1}\u{7f}\u{9f}\r\n\t",
        "\"\\'{}[]$#:<!--",
        "👩‍👩‍👧‍👦 e\u{301} \u{feff}",
        &edge,
        &past,
        &long,
    ]
    .into_iter()
    .enumerate()
    {
        let id = format!("c-{n}");
        let recorded = decision(&id, Verdict::Review, (0, text), START);
        bench.store().record(recorded.clone()).await.unwrap();
        let stored = coherent(bench.store(), &key(&id)).await.unwrap();
        assert!(stored.decision == recorded, "text {n}");
        let again = bench.store().record(recorded).await.unwrap();
        assert!(again == Recording::Seen(Box::new(stored)), "text {n}");
    }
}

async fn a_hundred_thousand_wide_characters_survive_edits_and_reviews(bench: &impl Bench) {
    let store = bench.store();
    let first = "\u{1f600}".repeat(100_000);
    let second = "\u{1f601}".repeat(100_000);
    let text = |order, text: &str| decision("c-1", Verdict::Review, (order, text), START);
    store.record(text(0, &first)).await.unwrap();
    assert!(store.record(text(1, &second)).await.unwrap().stored().version == 2);
    done(claim(store, &key("c-1"), ("Ana", 1), START).await);

    let spaces = vec![space("le-journal")];
    let query = ReviewQuery { spaces, limit: 10, ..ReviewQuery::default() };
    let line = store.open_reviews(&query).await.unwrap();
    let listed = &line[0].decision.comment.text;
    assert!(listed.len() >= 4096 && second.starts_with(listed), "a line may show a beginning only");

    done(resolve(store, &key("c-1"), (1, 3), START).await);
    assert!(coherent(store, &key("c-1")).await.unwrap().decision.comment.text == second);
    assert!(
        store.record(text(2, &first)).await.unwrap().stored().version == 5,
        "back to the first"
    );
    let history = store.history(&key("c-1")).await.unwrap();
    let texts: Vec<bool> = history
        .iter()
        .filter_map(|event| match &event.kind {
            domain::EventKind::Recorded { decision } => Some(decision.comment.text == first),
            _ => None,
        })
        .collect();
    assert_eq!(texts, [true, false, true]);
    assert!(coherent(store, &key("c-1")).await.unwrap().decision.comment.text == first);
}

async fn a_long_text_that_came_before_is_kept_as_long_as_its_latest_decision(bench: &impl Bench) {
    let store = bench.store();
    let long = "x".repeat(100_000);
    let mut first = decision("c-1", Verdict::Review, (0, &long), START);
    first.expires_at = START.plus_secs(86_400);
    store.record(first.clone()).await.unwrap();
    store.record(decision("c-1", Verdict::Review, (1, "court"), START)).await.unwrap();
    store.record(decision("c-1", Verdict::Review, (2, &long), START)).await.unwrap();
    // A late redelivery of the first, which was to be kept for a day, must not shorten that.
    store.record(first).await.unwrap();
    bench.clock().advance(86_401);
    let stored = store.read(&key("c-1")).await.unwrap().unwrap();
    assert!(stored.version == 3 && stored.decision.comment.text == long);
}

async fn a_comment_id_may_hold_anything_printable(bench: &impl Bench) {
    let store = bench.store();
    for id in ["a#b", "urn:li:comment:(urn:li:activity:1,2)", "é 👍 '\"%_", &"é".repeat(256)] {
        let recorded = decision(id, Verdict::Review, (0, "a"), START);
        let key: DecisionKey = recorded.key.clone();
        store.record(recorded).await.unwrap();
        done(claim(store, &key, ("Ana", 1), START).await);
        done(change(store, &key, |head| Ok(propose::removal(head, START))).await);
        assert_eq!(coherent(store, &key).await.unwrap().version, 3);
    }
}
