//! A decision is recorded once per comment and revision.

use domain::{
    Decision, State, StoredDecision, Verdict,
    lifecycle::propose,
    ports::{
        AppendEvent, Appended, Changed, FindReviews, RecordDecision, Recording, ReviewQuery, change,
    },
};
use tokio::task::JoinSet;

use super::{
    bench::{Bench, START, Store},
    on_both_stores,
    samples::{claim, coherent, decision, done, key, resolve, review, space},
};

on_both_stores! {
    a_new_decision_reads_back_as_it_was_recorded,
    the_same_comment_again_is_seen_and_answered_as_the_first_time,
    of_fifty_deliveries_at_once_exactly_one_is_new,
    an_edit_supersedes_and_an_older_one_that_comes_late_is_seen,
    two_texts_of_one_order_are_each_decided_once,
    an_edit_back_to_an_older_text_is_an_edit,
    edits_that_race_leave_the_latest_standing_and_lose_no_event,
    an_edit_reopens_what_was_resolved,
    a_removal_closes_once_and_an_edit_after_it_opens_again,
    an_approval_opens_no_review,
    a_recorded_event_cannot_be_appended,
    comments_of_other_spaces_and_platforms_are_others,
}

fn new(recording: Recording) -> StoredDecision {
    match recording {
        Recording::New(stored) => *stored,
        Recording::Seen(stored) => panic!("seen at version {}", stored.version),
    }
}

fn seen(recording: Recording) -> StoredDecision {
    match recording {
        Recording::Seen(stored) => *stored,
        Recording::New(stored) => panic!("new at version {}", stored.version),
    }
}

async fn record<S: Store>(store: &S, decision: Decision) -> Recording {
    store.record(decision).await.unwrap()
}

fn text(order: u64, text: &str) -> Decision {
    decision("c-1", Verdict::Review, (order, text), START.plus_secs(i64::try_from(order).unwrap()))
}

async fn a_new_decision_reads_back_as_it_was_recorded(bench: &impl Bench) {
    let store = bench.store();
    assert_eq!(coherent(store, &key("c-1")).await, None);
    let stored = new(record(store, text(0, "a")).await);
    assert_eq!((stored.version, stored.state.clone()), (1, State::Open));
    assert_eq!(stored.decision, text(0, "a"));
    assert_eq!(coherent(store, &key("c-1")).await, Some(stored));
}

async fn the_same_comment_again_is_seen_and_answered_as_the_first_time(bench: &impl Bench) {
    let store = bench.store();
    let first = new(record(store, text(0, "a")).await);
    let mut again = text(0, "a");
    again.decided_at = START.plus_secs(60);
    again.verdict = Verdict::Reject;
    assert_eq!(seen(record(store, again).await), first, "a newer policy changes no old answer");
    assert_eq!(coherent(store, &key("c-1")).await, Some(first));
}

async fn of_fifty_deliveries_at_once_exactly_one_is_new(bench: &impl Bench) {
    let mut deliveries = JoinSet::new();
    for _ in 0..50 {
        let store = bench.store().clone();
        deliveries.spawn(async move { store.record(text(0, "a")).await.unwrap() });
    }
    let recordings = deliveries.join_all().await;
    let news = recordings.iter().filter(|recording| matches!(recording, Recording::New(_)));
    assert_eq!(news.count(), 1);
    let stored = coherent(bench.store(), &key("c-1")).await.unwrap();
    assert!(recordings.iter().all(|recording| *recording.stored() == stored));
}

async fn an_edit_supersedes_and_an_older_one_that_comes_late_is_seen(bench: &impl Bench) {
    let store = bench.store();
    new(record(store, text(0, "a")).await);
    let edited = new(record(store, text(5, "b")).await);
    assert_eq!((edited.version, edited.recorded_version), (2, 2));
    for late in [text(3, "c"), text(0, "a"), text(5, "b"), text(9, "b")] {
        assert_eq!(seen(record(store, late).await), edited);
    }
    assert_eq!(coherent(store, &key("c-1")).await, Some(edited));
}

async fn two_texts_of_one_order_are_each_decided_once(bench: &impl Bench) {
    let store = bench.store();
    new(record(store, text(0, "a")).await);
    let other = new(record(store, text(0, "b")).await);
    assert_eq!(other.version, 2);
    for known in ["a", "b", "a"] {
        assert_eq!(seen(record(store, text(0, known)).await), other);
    }
    let third = new(record(store, text(0, "c")).await);
    assert_eq!(seen(record(store, text(0, "b")).await), third);
    assert_eq!(coherent(store, &key("c-1")).await, Some(third));
}

async fn an_edit_back_to_an_older_text_is_an_edit(bench: &impl Bench) {
    let store = bench.store();
    for (version, (order, words)) in [(0, "a"), (1, "b"), (2, "a")].into_iter().enumerate() {
        let stored = new(record(store, text(order, words)).await);
        assert_eq!(stored.version, version as u64 + 1);
    }
    let head = coherent(store, &key("c-1")).await.unwrap();
    assert_eq!((head.decision.comment.text.as_str(), head.version), ("a", 3));
}

async fn edits_that_race_leave_the_latest_standing_and_lose_no_event(bench: &impl Bench) {
    new(record(bench.store(), text(0, "a")).await);
    let mut edits = JoinSet::new();
    for order in 1..=8 {
        let store = bench.store().clone();
        edits.spawn(
            async move { store.record(text(order, &format!("edit {order}"))).await.unwrap() },
        );
    }
    let recordings = edits.join_all().await;
    let mut versions: Vec<u64> = recordings
        .iter()
        .filter(|recording| matches!(recording, Recording::New(_)))
        .map(|recording| recording.stored().version)
        .collect();
    versions.sort_unstable();
    let head = coherent(bench.store(), &key("c-1")).await.unwrap();
    assert_eq!(head.decision.comment.revision.order, 8);
    assert_eq!(versions, (2..=head.version).collect::<Vec<_>>(), "each new one has its version");
}

async fn an_edit_reopens_what_was_resolved(bench: &impl Bench) {
    let store = bench.store();
    new(record(store, text(0, "a")).await);
    done(claim(store, &key("c-1"), ("Ana", 1), START).await);
    let resolved = done(resolve(store, &key("c-1"), (1, 2), START).await);
    assert_eq!(resolved.standing_verdict(), Verdict::Reject);
    let edited = new(record(store, text(1, "b")).await);
    assert_eq!((edited.version, edited.state.clone()), (4, State::Open));
    assert_eq!(coherent(store, &key("c-1")).await, Some(edited));
    assert_eq!(open(bench).await, 1);
}

async fn open(bench: &impl Bench) -> usize {
    let spaces = vec![space("le-journal")];
    let query = ReviewQuery { spaces, limit: 10, ..ReviewQuery::default() };
    bench.store().open_reviews(&query).await.unwrap().len()
}

async fn a_removal_closes_once_and_an_edit_after_it_opens_again(bench: &impl Bench) {
    let store = bench.store();
    new(record(store, text(0, "a")).await);
    let removed = done(change(store, &key("c-1"), |head| Ok(propose::removal(head, START))).await);
    assert_eq!(removed.state, State::Removed { at: START });
    assert_eq!(open(bench).await, 0);
    let again = change(store, &key("c-1"), |head| Ok(propose::removal(head, START))).await.unwrap();
    assert!(matches!(again, Changed::Unchanged(_)));
    let unknown = change(store, &key("c-2"), |head| Ok(propose::removal(head, START))).await;
    assert_eq!(unknown.unwrap(), Changed::Unknown);
    assert_eq!(seen(record(store, text(0, "a")).await), removed, "a late redelivery opens nothing");
    assert_eq!(new(record(store, text(1, "b")).await).version, 3);
    assert_eq!(open(bench).await, 1);
    coherent(store, &key("c-1")).await;
}

async fn an_approval_opens_no_review(bench: &impl Bench) {
    let store = bench.store();
    for (comment, verdict) in [("c-1", Verdict::Approve), ("c-2", Verdict::Reject)] {
        let stored = new(record(store, decision(comment, verdict, (0, "a"), START)).await);
        assert_eq!(stored.state, State::Settled);
        assert_eq!(coherent(store, &key(comment)).await, Some(stored));
    }
    assert_eq!(open(bench).await, 0);
}

async fn a_recorded_event_cannot_be_appended(bench: &impl Bench) {
    let store = bench.store();
    let stored = new(record(store, review("c-1", START)).await);
    let event = propose::recording(Some(&stored), text(1, "b"));
    let next = domain::lifecycle::apply(Some(stored.clone()), &event).unwrap();
    assert!(!store.append(&event, &next).await.unwrap_err().is_transient());
    assert_eq!(coherent(store, &key("c-1")).await, Some(stored));
}

async fn comments_of_other_spaces_and_platforms_are_others(bench: &impl Bench) {
    let store = bench.store();
    new(record(store, review("c-1", START)).await);
    let mut elsewhere = review("c-1", START);
    elsewhere.key.space = space("la-radio");
    new(record(store, elsewhere.clone()).await);
    elsewhere.key.platform = domain::Platform::new("meta").unwrap();
    let third = new(record(store, elsewhere.clone()).await);
    let release = propose::removal(&third, START).unwrap();
    let next = domain::lifecycle::apply(Some(third), &release).unwrap();
    assert_eq!(store.append(&release, &next).await.unwrap(), Appended::Done);
    assert_eq!(coherent(store, &key("c-1")).await.unwrap().version, 1);
    assert_eq!(coherent(store, &elsewhere.key).await.unwrap().version, 2);
}
