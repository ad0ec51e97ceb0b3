//! Quarantine, tokens and spaces.

use domain::{
    Platform, Role, TokenRecord,
    ports::{KeepSpaces, KeepTokens, KeepUnreadable, Quarantined},
    reviewer::BearerToken,
};

use super::{
    bench::{Bench, START},
    on_both_stores,
    samples::space,
};

on_both_stores! {
    a_body_of_three_megabytes_is_kept_whole,
    bodies_are_told_newest_first_and_each_once,
    a_quarantined_body_is_forgotten_after_thirty_days,
    a_token_is_kept_found_listed_and_revoked_once,
    a_space_is_saved_and_replaced,
}

fn platform(name: &str) -> Platform {
    Platform::new(name).unwrap()
}

fn unreadable(body: Vec<u8>, second: i64) -> Quarantined {
    let received_at = START.plus_secs(second);
    Quarantined { platform: platform("cms"), received_at, reason: "no comment id".into(), body }
}

async fn a_body_of_three_megabytes_is_kept_whole(bench: &impl Bench) {
    let store = bench.store();
    let body: Vec<u8> = (0..3_000_001_u32).map(|n| (n % 251) as u8).collect();
    store.keep(&unreadable(body.clone(), 0)).await.unwrap();
    let kept = store.kept(&platform("cms"), 10).await.unwrap();
    assert_eq!(kept.len(), 1);
    assert!(kept[0] == unreadable(body, 0));
}

async fn bodies_are_told_newest_first_and_each_once(bench: &impl Bench) {
    let store = bench.store();
    let bodies = [vec![], vec![0, 255], vec![7; 300_000], vec![8; 600_001], b"{".to_vec()];
    for (second, body) in (0..).zip(&bodies) {
        for _ in 0..2 {
            store.keep(&unreadable(body.clone(), second)).await.unwrap();
        }
    }
    let mut elsewhere = unreadable(b"[".to_vec(), 9);
    elsewhere.platform = platform("meta");
    store.keep(&elsewhere).await.unwrap();

    let kept = store.kept(&platform("cms"), 10).await.unwrap();
    let expected: Vec<_> =
        (0..).zip(&bodies).map(|(at, body)| unreadable(body.clone(), at)).collect();
    assert!(kept.iter().eq(expected.iter().rev()));
    let two = store.kept(&platform("cms"), 2).await.unwrap();
    assert!(two == kept[..2]);
    assert_eq!(store.kept(&platform("meta"), 10).await.unwrap(), [elsewhere]);
    assert_eq!(store.kept(&platform("coral"), 10).await.unwrap(), []);
}

async fn a_quarantined_body_is_forgotten_after_thirty_days(bench: &impl Bench) {
    bench.store().keep(&unreadable(b"{".to_vec(), 0)).await.unwrap();
    bench.clock().advance(30 * 86_400 - 1);
    assert_eq!(bench.store().kept(&platform("cms"), 10).await.unwrap().len(), 1);
    bench.clock().advance(1);
    assert_eq!(bench.store().kept(&platform("cms"), 10).await.unwrap(), []);
}

fn token(byte: u8, role: Role) -> TokenRecord {
    let token = BearerToken::from_random(&[byte; 40]);
    let spaces = vec![space("le-journal")];
    TokenRecord::of(&token, "Zoé".into(), role, spaces, START, START.plus_secs(60))
}

async fn a_token_is_kept_found_listed_and_revoked_once(bench: &impl Bench) {
    let store = bench.store();
    let (ana, bo) = (token(1, Role::Reviewer), token(2, Role::Admin));
    assert_eq!(store.token(&ana.id).await.unwrap(), None);
    for record in [&bo, &ana] {
        store.save_token(record).await.unwrap();
    }
    assert_eq!(store.token(&ana.id).await.unwrap(), Some(ana.clone()));
    assert_eq!(store.tokens().await.unwrap(), [ana.clone(), bo.clone()]);
    let promoted = TokenRecord { role: Role::Lead, spaces: vec![], ..ana.clone() };
    store.save_token(&promoted).await.unwrap();
    assert_eq!(store.token(&ana.id).await.unwrap(), Some(promoted));
    assert!(store.revoke_token(&ana.id).await.unwrap());
    assert!(!store.revoke_token(&ana.id).await.unwrap());
    assert_eq!(store.token(&ana.id).await.unwrap(), None);
    assert_eq!(store.tokens().await.unwrap(), [bo]);
}

async fn a_space_is_saved_and_replaced(bench: &impl Bench) {
    let store = bench.store();
    assert_eq!(store.space_documents().await.unwrap(), Vec::<String>::new());
    store.save_space(&space("b"), "name = \"B\" # é").await.unwrap();
    store.save_space(&space("a"), "name = \"A\"").await.unwrap();
    store.save_space(&space("b"), "name = \"Bé\"").await.unwrap();
    assert_eq!(store.space_documents().await.unwrap(), ["name = \"A\"", "name = \"Bé\""]);
}
