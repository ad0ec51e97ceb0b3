//! Open reviews stand in line: urgent first, oldest first.

use domain::{
    Decision, Label, Platform, Priority, StoredDecision, Timestamp,
    ports::{FindReviews, RecordDecision, ReviewQuery},
};
use tokio::task::JoinSet;

use super::{
    bench::{Bench, START},
    on_both_stores,
    samples::{claim, done, key, review, space},
};

on_both_stores! {
    the_line_is_urgent_first_and_oldest_first,
    pages_of_a_thousand_reviews_skip_and_repeat_nothing,
    filters_admit_only_what_was_asked_for,
    a_page_is_filled_though_most_of_the_line_is_not_admitted,
    no_space_and_no_limit_find_nothing,
}

fn everything(limit: usize) -> ReviewQuery {
    ReviewQuery { spaces: vec![space("le-journal")], limit, ..ReviewQuery::default() }
}

async fn record_all(bench: &impl Bench, decisions: Vec<Decision>) {
    let mut writers = JoinSet::new();
    for share in decisions.chunks(decisions.len().div_ceil(16)) {
        let (store, share) = (bench.store().clone(), share.to_vec());
        writers.spawn(async move {
            for decision in share {
                store.record(decision).await.unwrap();
            }
        });
    }
    writers.join_all().await;
}

/// Reviews opened in an order that has nothing to do with their names; every seventh is urgent, some at one moment.
fn mixed(count: u32) -> Vec<Decision> {
    (0..count)
        .map(|n| {
            let opened = START.plus_secs(i64::from(n * 7919 % (count / 2 + 1)));
            let mut decision = review(&format!("c-{n}"), opened);
            if n % 7 == 0 {
                decision.priority = Priority::Urgent;
            }
            decision
        })
        .collect()
}

fn places(line: &[StoredDecision]) -> Vec<(u8, Timestamp)> {
    let rank = |stored: &StoredDecision| u8::from(stored.decision.priority == Priority::Normal);
    line.iter().map(|stored| (rank(stored), stored.decision.decided_at)).collect()
}

async fn the_line_is_urgent_first_and_oldest_first(bench: &impl Bench) {
    record_all(bench, mixed(60)).await;
    let line = bench.store().open_reviews(&everything(100)).await.unwrap();
    assert_eq!(line.len(), 60);
    assert!(places(&line).is_sorted());
    let first = bench.store().open_reviews(&everything(3)).await.unwrap();
    assert_eq!(first, line[..3], "a short page is the beginning of a long one");
}

async fn pages_of_a_thousand_reviews_skip_and_repeat_nothing(bench: &impl Bench) {
    record_all(bench, mixed(1000)).await;
    for size in [300, 77] {
        let (mut line, mut query) = (Vec::new(), everything(size));
        loop {
            let page = bench.store().open_reviews(&query).await.unwrap();
            let Some(last) = page.last() else { break };
            query.after = last.position();
            line.extend(page);
        }
        assert_eq!(line.len(), 1000);
        assert!(places(&line).is_sorted());
        let mut ids: Vec<_> = line.iter().map(|stored| stored.key().comment.clone()).collect();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), 1000, "none twice");
    }
}

async fn filters_admit_only_what_was_asked_for(bench: &impl Bench) {
    let mut decisions = mixed(20);
    for (n, decision) in decisions.iter_mut().enumerate() {
        match n % 4 {
            0 => decision.key.space = space("la-radio"),
            1 => decision.key.platform = Platform::new("meta").unwrap(),
            2 => decision.reasons[0].label = Label::Hate,
            _ => {}
        }
    }
    record_all(bench, decisions.clone()).await;
    done(claim(bench.store(), &key("c-3"), ("Ana", 1), bench.now()).await);

    let both = vec![space("la-radio"), space("le-journal"), space("la-radio")];
    let radio = vec![space("la-radio")];
    for (query, expected) in [
        (everything(100), 15),
        (ReviewQuery { spaces: both, ..everything(100) }, 20),
        (ReviewQuery { spaces: radio, ..everything(100) }, 5),
        (ReviewQuery { platform: Platform::new("meta").ok(), ..everything(100) }, 5),
        (ReviewQuery { label: Some(Label::Hate), ..everything(100) }, 5),
        (ReviewQuery { free_at: Some(bench.now()), ..everything(100) }, 14),
        (ReviewQuery { priority: Some(Priority::Urgent), ..everything(100) }, 2),
        (ReviewQuery { priority: Some(Priority::Normal), ..everything(100) }, 13),
    ] {
        let line = bench.store().open_reviews(&query).await.unwrap();
        assert_eq!(line.len(), expected, "{query:?}");
        assert!(line.iter().all(|stored| query.admits(stored)));
        assert!(line.iter().all(|stored| query.spaces.contains(&stored.key().space)));
        assert!(places(&line).is_sorted());
    }

    let urgent = ReviewQuery { priority: Some(Priority::Urgent), ..everything(1) };
    let first = bench.store().open_reviews(&urgent).await.unwrap();
    let after = first[0].position();
    let second = ReviewQuery { after: after.clone(), ..urgent };
    let next = bench.store().open_reviews(&second).await.unwrap();
    assert!(next.len() == 1 && next[0].position() > after);
    let beyond = ReviewQuery { after: next[0].position(), ..second.clone() };
    assert_eq!(bench.store().open_reviews(&beyond).await.unwrap(), []);
    let past = ReviewQuery { after: Some("1#999999999999999#z".into()), ..second };
    assert_eq!(bench.store().open_reviews(&past).await.unwrap(), []);
}

async fn a_page_is_filled_though_most_of_the_line_is_not_admitted(bench: &impl Bench) {
    let mut decisions = mixed(600);
    for decision in decisions.iter_mut().rev().step_by(50) {
        decision.reasons[0].label = Label::Hate;
    }
    record_all(bench, decisions).await;
    let query = ReviewQuery { label: Some(Label::Hate), ..everything(10) };
    assert_eq!(bench.store().open_reviews(&query).await.unwrap().len(), 10);
}

async fn no_space_and_no_limit_find_nothing(bench: &impl Bench) {
    record_all(bench, mixed(3)).await;
    let nowhere = ReviewQuery { spaces: vec![], ..everything(10) };
    assert_eq!(bench.store().open_reviews(&nowhere).await.unwrap(), []);
    assert_eq!(bench.store().open_reviews(&everything(0)).await.unwrap(), []);
}
