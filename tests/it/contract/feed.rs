//! The change feed of the embedded store, and what it forgets.

use domain::{
    Priority, ReviewPointer, Verdict,
    lifecycle::propose,
    ports::{AppendEvent, Changed, ReadDecision, ReceivePointers, RecordDecision, SendPointers},
};
use store::embedded::{DeadLetter, Embedded};
use tokio::task::JoinSet;

use super::{
    bench::{Bench, START, Sqlite},
    samples::{KEPT_SECONDS, claim, decision, done, key, lease_token, person, review},
};

#[tokio::test]
async fn every_committed_write_is_one_change_in_order_and_nothing_else_is() {
    let bench = Sqlite::fresh();
    let store = &bench.store;
    for comment in ["c-1", "c-2"] {
        store.record(review(comment, START)).await.unwrap();
        store.record(review(comment, START)).await.unwrap();
    }
    done(claim(store, &key("c-1"), ("Ana", 1), START).await);
    let held = claim(store, &key("c-1"), ("Bo", 2), START).await.unwrap();
    assert!(matches!(held, Changed::Refused(_)));
    store.record(decision("c-1", Verdict::Approve, (1, "b"), START)).await.unwrap();

    let feed = store.changes_after(0, 100).await.unwrap();
    let told: Vec<_> = feed
        .iter()
        .map(|record| {
            let change = &record.change;
            let old = change.old.as_ref().map(|old| old.version);
            (change.new.key().comment.as_str(), old, change.new.version)
        })
        .collect();
    let expected = [("c-1", None, 1), ("c-2", None, 1), ("c-1", Some(1), 2), ("c-1", Some(2), 3)];
    assert_eq!(told, expected);
    assert!(feed.is_sorted_by(|one, next| one.sequence < next.sequence));
    assert_eq!(store.changes_after(0, 2).await.unwrap(), feed[..2]);
    assert_eq!(store.changes_after(feed[1].sequence, 9).await.unwrap(), feed[2..]);
}

#[tokio::test]
async fn under_concurrent_writers_each_comments_changes_follow_one_another() {
    let bench = Sqlite::fresh();
    let mut writers = JoinSet::new();
    for writer in 0..8_u64 {
        let store = bench.store.clone();
        writers.spawn(async move {
            for order in 0..10 {
                let text = format!("{writer} {order}");
                let edit = decision("c-1", Verdict::Review, (order * 8 + writer, &text), START);
                store.record(edit).await.unwrap();
            }
        });
    }
    writers.join_all().await;
    let feed = bench.store.changes_after(0, 1000).await.unwrap();
    for (version, record) in (0..).zip(&feed) {
        assert_eq!(record.change.old.as_ref().map_or(0, |old| old.version), version);
        assert_eq!(record.change.new.version, version + 1);
    }
    assert_eq!(bench.store.history(&key("c-1")).await.unwrap().len(), feed.len());
}

#[tokio::test]
async fn the_cursor_and_the_feed_outlive_the_process() {
    let bench = Sqlite::fresh();
    assert_eq!(bench.store.feed_cursor().await.unwrap(), 0);
    bench.store.record(review("c-1", START)).await.unwrap();
    bench.store.save_feed_cursor(1).await.unwrap();
    let reopened = Embedded::open(&bench.path(), bench.clock.clone()).unwrap();
    assert_eq!(reopened.feed_cursor().await.unwrap(), 1);
    reopened.record(review("c-2", START)).await.unwrap();
    let fresh = reopened.changes_after(1, 10).await.unwrap();
    assert_eq!(fresh.len(), 1);
    assert_eq!(fresh, bench.store.changes_after(1, 10).await.unwrap(), "two processes, one file");
}

#[tokio::test]
async fn forgetting_takes_what_expired_and_consumed_changes_of_the_day_before() {
    let bench = Sqlite::fresh();
    let store = &bench.store;
    for comment in ["c-1", "c-2"] {
        store.record(review(comment, START)).await.unwrap();
    }
    done(claim(store, &key("c-1"), ("Ana", 1), START).await);
    store.save_feed_cursor(2).await.unwrap();
    assert_eq!(store.forget_expired(bench.now()).await.unwrap(), 0, "consumed, but of today");
    bench.clock.advance(86_400);
    assert_eq!(store.forget_expired(bench.now()).await.unwrap(), 2, "the consumed changes");
    let left = store.changes_after(0, 10).await.unwrap();
    assert_eq!(left.iter().map(|record| record.sequence).collect::<Vec<_>>(), [3]);
    bench.clock.advance(KEPT_SECONDS);
    let rows = store.forget_expired(bench.now()).await.unwrap();
    assert_eq!(rows, 2 + 3 + 1, "two decisions, three events, one change");
    assert_eq!(store.forget_expired(bench.now()).await.unwrap(), 0);
    store.record(review("c-3", bench.now())).await.unwrap();
    assert_eq!(store.changes_after(3, 10).await.unwrap()[0].sequence, 4, "numbers never come back");
}

#[tokio::test]
async fn a_dead_letter_is_kept_listed_and_exhumed_once() {
    let bench = Sqlite::fresh();
    let letter = |n: i64| DeadLetter {
        reason: "the platform refused".into(),
        what: format!("{{\"sequence\":{n}}}"),
        at: START.plus_secs(n),
    };
    for n in 0..3 {
        bench.store.bury(letter(n)).await.unwrap();
    }
    let buried = bench.store.dead_letters(2).await.unwrap();
    assert_eq!(buried.iter().map(|b| b.letter.clone()).collect::<Vec<_>>(), [letter(0), letter(1)]);
    assert_eq!(bench.store.exhume(buried[1].id).await.unwrap(), Some(letter(1)));
    assert_eq!(bench.store.exhume(buried[1].id).await.unwrap(), None);
    assert_eq!(bench.store.dead_letters(9).await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_stale_handle_acknowledges_nothing() {
    let bench = Sqlite::fresh();
    let pointer = ReviewPointer { id: key("c-1"), version: 1, priority: Priority::Normal };
    bench.store.send(&[pointer]).await.unwrap();
    let stale = bench.store.receive(Priority::Normal, 0).await.unwrap();
    bench.clock.advance(31);
    let fresh = bench.store.receive(Priority::Normal, 0).await.unwrap();
    bench.store.acknowledge(&stale[0]).await.unwrap();
    bench.clock.advance(31);
    let again = bench.store.receive(Priority::Normal, 0).await.unwrap();
    assert_eq!((fresh.len(), again.len()), (1, 1));
    bench.store.acknowledge(&again[0]).await.unwrap();
    bench.clock.advance(31);
    assert_eq!(bench.store.receive(Priority::Normal, 0).await.unwrap(), []);
}

#[tokio::test]
async fn an_error_says_nothing_of_the_text() {
    let bench = Sqlite::fresh();
    bench.store.record(decision("c-1", Verdict::Review, (0, "sottise"), START)).await.unwrap();
    let head = bench.store.read(&key("c-1")).await.unwrap().unwrap();
    spoil(&bench);
    let event = propose::claim(
        &head,
        person("Ana"),
        &lease_token(1),
        START.plus_secs(domain::review::LEASE_SECONDS),
        START,
    )
    .unwrap();
    let next = domain::lifecycle::apply(Some(head), &event).unwrap();
    let error = bench.store.append(&event, &next).await.unwrap_err();
    assert!(!error.is_transient());
    assert!(!format!("{error:?} {error}").contains("sottise"), "{error:?}");
}

/// Makes the stored decision unreadable, with its text in the place of a number.
fn spoil(bench: &Sqlite) {
    let connection = rusqlite::Connection::open(bench.path()).unwrap();
    let sql = "UPDATE decisions SET head = json_set(head, '$.version', 'sottise')";
    connection.execute(sql, []).unwrap();
}
