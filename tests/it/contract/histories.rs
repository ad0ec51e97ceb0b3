//! Random stories: the history folds to the state after every step, and both stores tell the same.

use domain::{
    Decision, StoredDecision, Verdict,
    lifecycle::propose,
    ports::{ReadDecision, RecordDecision, Recording, change},
};

use super::{
    aws::Aws,
    bench::{Bench, Sqlite},
    samples::{coherent, decision, key, lease_token, person, rejection},
};

const STEPS: usize = 30;

/// `SplitMix64`: the same numbers for the same seed, everywhere.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % sides
    }
}

/// A decision on some revision: few orders and texts, so that they meet again.
fn some_decision(dice: &mut Dice, comment: &str, bench: &impl Bench) -> Decision {
    let verdict = match dice.roll(4) {
        0 => Verdict::Approve,
        1 => Verdict::Reject,
        _ => Verdict::Review,
    };
    let (order, text) = (dice.roll(4), ["a", "b", "c"][usize::try_from(dice.roll(3)).unwrap()]);
    let mut decision = decision(comment, verdict, (order, text), bench.now());
    // Some are kept for a day only, so that comments are forgotten and come back within a story.
    if dice.roll(3) == 0 {
        decision.expires_at = bench.now().plus_secs(86_400);
    }
    decision
}

/// One step of a story; gives what came of it, in words.
async fn step(dice: &mut Dice, bench: &impl Bench) -> String {
    let (store, now) = (bench.store(), bench.now());
    let comment = ["c-1", "c-2"][usize::try_from(dice.roll(2)).unwrap()];
    let who = u8::try_from(dice.roll(2)).unwrap();
    let (name, token, key) = (["Ana", "Bo"][usize::from(who)], lease_token(who), key(comment));
    let changed = match dice.roll(12) {
        0..=3 => {
            let recorded = store.record(some_decision(dice, comment, bench)).await.unwrap();
            let new = matches!(recorded, Recording::New(_));
            return format!("new {new}: {:?}", recorded.stored());
        }
        4 => change(store, &key, |head| Ok(propose::removal(head, now))).await,
        5 | 6 => {
            change(store, &key, |h| {
                propose::claim(
                    h,
                    person(name),
                    &token,
                    now.plus_secs(domain::review::LEASE_SECONDS),
                    now,
                )
                .map(Some)
            })
            .await
        }
        7 => {
            change(store, &key, |head| {
                propose::renewal(head, &token, now.plus_secs(domain::review::LEASE_SECONDS), now)
                    .map(Some)
            })
            .await
        }
        8 => change(store, &key, |head| propose::release(head, &token, now).map(Some)).await,
        9 => {
            let version = store.read(&key).await.unwrap().map_or(1, |head| head.version);
            change(store, &key, |head| {
                propose::resolution(head, &token, version, rejection(), now).map(Some)
            })
            .await
        }
        10 => {
            change(store, &key, |h| propose::forced_release(h, person("Chef"), now).map(Some)).await
        }
        _ => {
            let seconds = [60, 700, 90_000][usize::try_from(dice.roll(3)).unwrap()];
            bench.clock().advance(seconds);
            return format!("{seconds} seconds pass");
        }
    };
    format!("{:?}", changed.unwrap())
}

/// Tells the story of a seed; gives what came of each step and how both comments stand in the end.
async fn story(seed: u64, bench: &impl Bench) -> (Vec<String>, [Option<StoredDecision>; 2]) {
    let mut dice = Dice(seed);
    let mut told = Vec::new();
    for _ in 0..STEPS {
        told.push(step(&mut dice, bench).await);
        for comment in ["c-1", "c-2"] {
            folds(bench, comment).await;
        }
    }
    let store = bench.store();
    let ends = [store.read(&key("c-1")).await.unwrap(), store.read(&key("c-2")).await.unwrap()];
    (told, ends)
}

/// Like [`coherent`], but events may have expired with their revision.
async fn folds(bench: &impl Bench, comment: &str) {
    let (store, key) = (bench.store(), key(comment));
    let (head, history) = (store.read(&key).await.unwrap(), store.history(&key).await.unwrap());
    assert_eq!(domain::lifecycle::fold(&history), head, "the history folds to the state");
    assert!(history.is_sorted_by(|one, next| one.version < next.version), "in order, each once");
}

#[tokio::test]
async fn on_sqlite_the_history_folds_to_the_state_after_every_step() {
    for seed in 0..60 {
        story(seed, &Sqlite::fresh()).await;
    }
}

#[tokio::test]
#[ignore = "needs a local AWS in VIGIE_AWS_ENDPOINT"]
async fn both_stores_tell_the_same_story_and_its_history_folds_to_the_state_after_every_step() {
    for seed in 0..25 {
        let (sqlite, aws) = (Sqlite::fresh(), Aws::fresh().await);
        let (told, ends) = story(seed, &sqlite).await;
        assert_eq!(story(seed, &aws).await, (told, ends), "seed {seed}");
        for comment in ["c-1", "c-2"] {
            let key = key(comment);
            let (one, other) = (sqlite.store().history(&key), aws.store().history(&key));
            assert_eq!(one.await.unwrap(), other.await.unwrap(), "seed {seed}");
        }
    }
}

super::on_both_stores! { a_history_without_expiry_misses_no_event }

async fn a_history_without_expiry_misses_no_event(bench: &impl Bench) {
    let store = bench.store();
    for order in 0..5 {
        let text = format!("text {order}");
        let edit = decision("c-1", Verdict::Review, (order, &text), bench.now());
        store.record(edit).await.unwrap();
        for name in ["Ana", "Bo"] {
            let now = bench.now();
            let claim = |head: &StoredDecision| {
                propose::claim(
                    head,
                    person(name),
                    &lease_token(1),
                    now.plus_secs(domain::review::LEASE_SECONDS),
                    now,
                )
                .map(Some)
            };
            change(store, &key("c-1"), claim).await.unwrap();
            bench.clock().advance(601);
        }
        coherent(store, &key("c-1")).await;
    }
    assert_eq!(store.history(&key("c-1")).await.unwrap().len(), 15);
}
