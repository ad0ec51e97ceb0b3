//! A review is held by one person at a time and resolved once.

use domain::{
    LeaseToken, State,
    lifecycle::{Refused, propose},
    ports::{
        Answer, AppendEvent, Appended, Changed, FindReviews, ReadDecision, RecordDecision,
        ReviewQuery, change,
    },
    review::LEASE_SECONDS,
};
use tokio::task::JoinSet;

use super::{
    bench::{Bench, START},
    on_both_stores,
    samples::{
        claim, coherent, done, key, lease_token, person, refused, rejection, resolve, review, space,
    },
};

on_both_stores! {
    of_two_claimers_at_once_exactly_one_holds_the_review,
    a_lease_is_renewed_and_released_by_its_holder_alone,
    a_lease_that_ran_out_is_free_for_others_and_lost_to_its_holder,
    a_lead_takes_a_review_away,
    a_resolution_needs_the_version_that_was_read,
    of_two_resolutions_at_once_exactly_one_is_done,
    of_two_appends_after_one_version_exactly_one_is_done,
    a_resolved_review_is_gone_from_the_line,
}

async fn opened(bench: &impl Bench) {
    bench.store().record(review("c-1", START)).await.unwrap();
}

async fn of_two_claimers_at_once_exactly_one_holds_the_review(bench: &impl Bench) {
    opened(bench).await;
    let mut claims = JoinSet::new();
    for (token, name) in ["A", "Bo", "Cléa", "Dimitri"].into_iter().enumerate() {
        let store = bench.store().clone();
        let token = u8::try_from(token).unwrap();
        claims
            .spawn(async move { claim(&store, &key("c-1"), (name, token), START).await.unwrap() });
    }
    let outcomes = claims.join_all().await;
    let held = outcomes.iter().filter(|outcome| matches!(outcome, Changed::Done(_))).count();
    let refused = outcomes
        .iter()
        .filter(|outcome| matches!(outcome, Changed::Refused(Refused::Held { .. })))
        .count();
    assert_eq!((held, refused), (1, 3), "{outcomes:?}");
    assert_eq!(coherent(bench.store(), &key("c-1")).await.unwrap().version, 2);
}

async fn renew(bench: &impl Bench, token: &LeaseToken) -> Answer<Changed> {
    let now = bench.now();
    change(bench.store(), &key("c-1"), |head| {
        propose::renewal(head, token, now.plus_secs(LEASE_SECONDS), now).map(Some)
    })
    .await
}

async fn release(bench: &impl Bench, token: &LeaseToken) -> Answer<Changed> {
    let now = bench.now();
    change(bench.store(), &key("c-1"), |head| propose::release(head, token, now).map(Some)).await
}

async fn a_lease_is_renewed_and_released_by_its_holder_alone(bench: &impl Bench) {
    opened(bench).await;
    done(claim(bench.store(), &key("c-1"), ("Ana", 1), START).await);
    bench.clock().advance(300);
    assert_eq!(refused(renew(bench, &lease_token(2)).await), Refused::LeaseLost);
    let renewed = done(renew(bench, &lease_token(1)).await);
    assert_eq!(renewed.lease.unwrap().until, START.plus_secs(300 + LEASE_SECONDS));
    assert_eq!(refused(release(bench, &lease_token(2)).await), Refused::LeaseLost);
    assert_eq!(done(release(bench, &lease_token(1)).await).lease, None);
    assert_eq!(refused(release(bench, &lease_token(1)).await), Refused::LeaseLost);
    assert_eq!(coherent(bench.store(), &key("c-1")).await.unwrap().version, 4);
}

async fn a_lease_that_ran_out_is_free_for_others_and_lost_to_its_holder(bench: &impl Bench) {
    opened(bench).await;
    let store = bench.store();
    done(claim(store, &key("c-1"), ("Ana", 1), START).await);
    let until = START.plus_secs(LEASE_SECONDS);
    bench.clock().advance(LEASE_SECONDS - 1);
    let held = claim(store, &key("c-1"), ("Bo", 2), bench.now()).await;
    assert_eq!(refused(held), Refused::Held { until });
    bench.clock().advance(1);
    assert_eq!(refused(renew(bench, &lease_token(1)).await), Refused::LeaseLost);
    let late = resolve(store, &key("c-1"), (1, 2), bench.now()).await;
    assert_eq!(refused(late), Refused::LeaseLost);
    let taken = done(claim(store, &key("c-1"), ("Bo", 2), bench.now()).await);
    assert_eq!(taken.lease.unwrap().holder, person("Bo"));
    coherent(store, &key("c-1")).await;
}

async fn a_lead_takes_a_review_away(bench: &impl Bench) {
    opened(bench).await;
    let store = bench.store();
    done(claim(store, &key("c-1"), ("Ana", 1), START).await);
    let key = key("c-1");
    let taken =
        change(store, &key, |head| propose::forced_release(head, person("Chef"), START).map(Some));
    assert_eq!(done(taken.await).lease, None);
    let late = resolve(store, &key, (1, 2), START).await;
    assert_eq!(refused(late), Refused::LeaseLost);
    coherent(store, &key).await;
}

async fn a_resolution_needs_the_version_that_was_read(bench: &impl Bench) {
    opened(bench).await;
    let store = bench.store();
    done(claim(store, &key("c-1"), ("Ana", 1), START).await);
    let early = resolve(store, &key("c-1"), (1, 1), START).await;
    assert_eq!(refused(early), Refused::VersionMoved { current: 2 });
    let resolved = done(resolve(store, &key("c-1"), (1, 2), START).await);
    let by = person("Ana");
    assert_eq!(resolved.state, State::Resolved { resolution: rejection(), by, at: START });
    assert_eq!(coherent(store, &key("c-1")).await, Some(resolved));
}

async fn of_two_resolutions_at_once_exactly_one_is_done(bench: &impl Bench) {
    opened(bench).await;
    done(claim(bench.store(), &key("c-1"), ("Ana", 1), START).await);
    let mut tabs = JoinSet::new();
    for _ in 0..2 {
        let store = bench.store().clone();
        tabs.spawn(async move { resolve(&store, &key("c-1"), (1, 2), START).await.unwrap() });
    }
    let outcomes = tabs.join_all().await;
    let done = outcomes.iter().filter(|outcome| matches!(outcome, Changed::Done(_))).count();
    assert_eq!(done, 1, "{outcomes:?}");
    let late = Changed::Refused(Refused::NotOpen { state: "resolved" });
    assert!(outcomes.contains(&late), "{outcomes:?}");
    assert_eq!(coherent(bench.store(), &key("c-1")).await.unwrap().version, 3);
}

async fn of_two_appends_after_one_version_exactly_one_is_done(bench: &impl Bench) {
    opened(bench).await;
    let head = bench.store().read(&key("c-1")).await.unwrap().unwrap();
    let mut writers = JoinSet::new();
    for name in ["Ana", "Bo"] {
        let (store, head) = (bench.store().clone(), head.clone());
        writers.spawn(async move {
            let event = propose::claim(
                &head,
                person(name),
                &lease_token(1),
                START.plus_secs(LEASE_SECONDS),
                START,
            )
            .unwrap();
            let next = domain::lifecycle::apply(Some(head), &event).unwrap();
            store.append(&event, &next).await.unwrap()
        });
    }
    let mut outcomes = writers.join_all().await;
    outcomes.sort_by_key(|outcome| *outcome == Appended::Conflict);
    assert_eq!(outcomes, [Appended::Done, Appended::Conflict]);
    assert_eq!(coherent(bench.store(), &key("c-1")).await.unwrap().version, 2);
}

async fn a_resolved_review_is_gone_from_the_line(bench: &impl Bench) {
    opened(bench).await;
    let store = bench.store();
    let spaces = vec![space("le-journal")];
    let query = ReviewQuery { spaces, limit: 10, ..ReviewQuery::default() };
    let held = done(claim(store, &key("c-1"), ("Ana", 1), START).await);
    assert_eq!(store.open_reviews(&query).await.unwrap(), [held], "held, but still open");
    done(resolve(store, &key("c-1"), (1, 2), START).await);
    assert_eq!(store.open_reviews(&query).await.unwrap(), []);
}
