//! What has expired is invisible, though it still lies there.

use domain::{
    Decision, Verdict,
    lifecycle::propose,
    ports::{
        AppendEvent, Appended, Changed, FindReviews, ReadDecision, RecordDecision, Recording,
        ReviewQuery, change,
    },
};

use super::{
    bench::{Bench, START},
    on_both_stores,
    samples::{KEPT_SECONDS, claim, coherent, decision, done, key, review, space},
};

on_both_stores! {
    an_expired_decision_is_invisible_everywhere,
    a_comment_that_comes_back_after_it_was_forgotten_begins_anew,
    a_former_life_with_a_longer_retention_is_not_mixed_in,
    an_older_revision_that_expired_leaves_the_history_whole_enough_to_fold,
}

const DAY: i64 = 86_400;

async fn an_expired_decision_is_invisible_everywhere(bench: &impl Bench) {
    let store = bench.store();
    store.record(review("c-1", START)).await.unwrap();
    let head = store.read(&key("c-1")).await.unwrap().unwrap();
    bench.clock().advance(KEPT_SECONDS - 1);
    assert!(coherent(store, &key("c-1")).await.is_some());
    bench.clock().advance(1);
    assert_eq!(coherent(store, &key("c-1")).await, None);
    let spaces = vec![space("le-journal")];
    let query = ReviewQuery { spaces, limit: 10, ..ReviewQuery::default() };
    assert_eq!(store.open_reviews(&query).await.unwrap(), []);
    let event = propose::removal(&head, bench.now()).unwrap();
    let next = domain::lifecycle::apply(Some(head), &event).unwrap();
    assert_eq!(store.append(&event, &next).await.unwrap(), Appended::Conflict);
    let changed = change(store, &key("c-1"), |head| Ok(propose::removal(head, START))).await;
    assert_eq!(changed.unwrap(), Changed::Unknown);
}

fn kept_for(days: i64, order: u64, text: &str, bench: &impl Bench) -> Decision {
    let mut decision = decision("c-1", Verdict::Review, (order, text), bench.now());
    decision.expires_at = bench.now().plus_secs(days * DAY);
    decision
}

async fn a_comment_that_comes_back_after_it_was_forgotten_begins_anew(bench: &impl Bench) {
    let store = bench.store();
    store.record(kept_for(1, 0, "a", bench)).await.unwrap();
    done(claim(store, &key("c-1"), ("Ana", 1), bench.now()).await);
    store.record(kept_for(1, 1, "b", bench)).await.unwrap();
    done(claim(store, &key("c-1"), ("Ana", 1), bench.now()).await);
    bench.clock().advance(DAY);
    let back = store.record(kept_for(1, 0, "a", bench)).await.unwrap();
    assert!(matches!(&back, Recording::New(stored) if stored.version == 1), "{back:?}");
    assert_eq!(coherent(store, &key("c-1")).await.unwrap().version, 1);
    store.record(kept_for(1, 2, "c", bench)).await.unwrap();
    assert_eq!(coherent(store, &key("c-1")).await.unwrap().version, 2);
    done(claim(store, &key("c-1"), ("Bo", 2), bench.now()).await);
    assert_eq!(coherent(store, &key("c-1")).await.unwrap().version, 3);
}

async fn a_former_life_with_a_longer_retention_is_not_mixed_in(bench: &impl Bench) {
    let store = bench.store();
    store.record(kept_for(100, 0, "a", bench)).await.unwrap();
    done(claim(store, &key("c-1"), ("Ana", 1), bench.now()).await);
    // The space shortened its retention: this edit, and with it the comment, goes first.
    store.record(kept_for(1, 1, "b", bench)).await.unwrap();
    bench.clock().advance(DAY);
    assert_eq!(coherent(store, &key("c-1")).await, None);
    for (version, text) in [(1, "d"), (2, "a"), (3, "b")] {
        let recorded = store.record(kept_for(1, 0, text, bench)).await.unwrap();
        assert!(matches!(&recorded, Recording::New(stored) if stored.version == version));
        assert_eq!(coherent(store, &key("c-1")).await.unwrap().version, version);
    }
    let again = store.record(kept_for(1, 0, "a", bench)).await.unwrap();
    assert!(matches!(again, Recording::Seen(_)));
    done(claim(store, &key("c-1"), ("Bo", 2), bench.now()).await);
    assert_eq!(coherent(store, &key("c-1")).await.unwrap().version, 4);
}

async fn an_older_revision_that_expired_leaves_the_history_whole_enough_to_fold(
    bench: &impl Bench,
) {
    let store = bench.store();
    store.record(kept_for(1, 0, "a", bench)).await.unwrap();
    done(claim(store, &key("c-1"), ("Ana", 1), bench.now()).await);
    store.record(kept_for(9, 1, "b", bench)).await.unwrap();
    done(claim(store, &key("c-1"), ("Ana", 1), bench.now()).await);
    bench.clock().advance(DAY);
    let (head, history) =
        (store.read(&key("c-1")).await.unwrap(), store.history(&key("c-1")).await.unwrap());
    assert_eq!(domain::lifecycle::fold(&history), head);
    assert_eq!(history.iter().map(|event| event.version).collect::<Vec<_>>(), [3, 4]);
}
