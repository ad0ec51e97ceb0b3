//! New comments, and the replies to them.

use domain::{
    Verdict, Visibility,
    ports::{KeepUnreadable, ReadDecision},
};
use serde_json::json;
use testkit::youtube::Manners;

use crate::bench::{Bench, CHANNEL, key, platform};

fn pages_of(page: usize) -> Manners {
    Manners { page, ..Manners::default() }
}

#[tokio::test]
async fn a_comment_is_decided_on_and_a_quiet_poll_takes_one_call() {
    let bench = Bench::new(Manners::default()).await;
    bench.youtube.write(
        CHANNEL,
        "Ug1",
        bench.now(),
        "Encore le grand &quot;remplacement&quot;…<br>Oui",
    );
    bench.youtube.write(CHANNEL, "Ug2", bench.now(), "Quel plaisir de vous lire");
    bench.reply("Ug2", "Ug2.a");
    assert_eq!(bench.good_tick().await, 1);
    let stored = bench.store.read(&key("Ug1")).await.unwrap().unwrap();
    assert_eq!(stored.decision.verdict, Verdict::Review);
    let comment = &stored.decision.comment;
    assert_eq!(comment.text, "Encore le grand \"remplacement\"…\nOui");
    assert_eq!(
        comment.permalink.as_deref(),
        Some("https://www.youtube.com/watch?v=video-1&lc=Ug1")
    );
    assert_eq!(comment.visibility, Visibility::Public);
    let reply = bench.store.read(&key("Ug2.a")).await.unwrap().unwrap().decision.comment;
    assert_eq!(reply.parent.as_deref(), Some("Ug2"));
    assert_eq!(reply.thread.as_deref(), Some("video-1"));
    for _ in 0..3 {
        bench.clock.advance_seconds(300);
        assert_eq!(bench.good_tick().await, 1);
    }
    assert_eq!(bench.recorded("Ug1").await.len(), 1);
}

#[tokio::test]
async fn the_first_poll_goes_back_two_days_and_the_next_ones_to_where_it_began() {
    let bench = Bench::new(pages_of(10)).await;
    for n in 0..60_i64 {
        let at = bench.now().plus_secs(-n * 7200);
        bench.youtube.write(CHANNEL, &format!("Ug{n}"), at, &format!("texte {n}"));
    }
    bench.good_tick().await;
    for (n, expected) in [(0, 1), (23, 1), (25, 0), (59, 0)] {
        assert_eq!(bench.recorded(&format!("Ug{n}")).await.len(), expected, "{n}");
    }
    bench.clock.advance_seconds(300);
    for n in 100..125 {
        bench.write(&format!("Ug{n}"));
    }
    assert_eq!(bench.good_tick().await, 3, "25 new ones on pages of ten, and none again");
    for n in 100..125 {
        assert_eq!(bench.recorded(&format!("Ug{n}")).await.len(), 1);
    }
}

#[tokio::test]
async fn what_is_written_during_a_walk_is_for_the_next_one() {
    for counting_tokens in [false, true] {
        let bench = Bench::new(Manners { counting_tokens, ..pages_of(3) }).await;
        for n in 0..12 {
            bench.write(&format!("Ug{n}"));
            bench.clock.advance_seconds(1);
        }
        let now = bench.now();
        for call in 1..4 {
            bench.at_call(call, move |youtube| {
                youtube.write(CHANNEL, &format!("Ug-during-{call}"), now, "pendant la lecture");
            });
        }
        bench.good_tick().await;
        bench.clock.advance_seconds(300);
        bench.good_tick().await;
        bench.assert_all_recorded_once().await;
    }
}

#[tokio::test]
async fn comments_of_the_very_second_of_the_mark_are_told_apart() {
    let bench = Bench::new(pages_of(2)).await;
    for round in 0..4 {
        for n in 0..3 {
            bench.write(&format!("Ug{n}{round}"));
        }
        bench.good_tick().await;
        bench.assert_all_recorded_once().await;
    }
}

#[tokio::test]
async fn a_walk_cut_off_by_the_quota_goes_on_where_it_was() {
    let bench = Bench::new(pages_of(2)).await;
    for n in 0..20 {
        bench.write(&format!("Ug{n}"));
        bench.clock.advance_seconds(1);
    }
    bench.youtube.leave_units(Some(4));
    bench.tick().await.unwrap().unwrap();
    bench.youtube.leave_units(None);
    bench.clock.advance_seconds(86_400);
    let first_after = bench.youtube.calls().len();
    bench.write("Ug-newer");
    bench.good_tick().await;
    let calls = bench.youtube.calls();
    assert!(calls[first_after].contains("pageToken"), "{}", calls[first_after]);
    bench.clock.advance_seconds(300);
    bench.good_tick().await;
    bench.assert_all_recorded_once().await;
}

#[tokio::test]
async fn a_refused_page_token_begins_the_walk_again_and_records_nothing_twice() {
    let bench = Bench::new(pages_of(2)).await;
    for n in 0..10 {
        bench.write(&format!("Ug{n}"));
        bench.clock.advance_seconds(1);
    }
    for call in [1, 4] {
        bench.at_call(call, testkit::youtube::YouTube::expire_tokens);
    }
    bench.good_tick().await;
    bench.assert_all_recorded_once().await;
    bench.clock.advance_seconds(300);
    assert_eq!(bench.good_tick().await, 1, "the walk has arrived");
}

#[tokio::test]
async fn replies_that_a_page_does_not_show_are_read_page_by_page() {
    let bench = Bench::new(Manners { page: 10, ..Manners::default() }).await;
    bench.write("Ug1");
    for n in 0..37 {
        bench.reply("Ug1", &format!("Ug1.{n}"));
    }
    bench.at_call(3, testkit::youtube::YouTube::expire_tokens);
    bench.good_tick().await;
    bench.assert_all_recorded_once().await;
    let reply = bench.store.read(&key("Ug1.0")).await.unwrap().unwrap().decision.comment;
    assert_eq!(reply.thread.as_deref(), Some("video-1"), "known from its thread");
}

#[tokio::test]
async fn a_quota_of_a_few_calls_a_day_gets_through_many_replies_in_the_end() {
    let bench = Bench::new(Manners { page: 4, ..Manners::default() }).await;
    for n in 0..6 {
        bench.write(&format!("Ug{n}"));
        for m in 0..12 {
            bench.reply(&format!("Ug{n}"), &format!("Ug{n}.{m}"));
        }
        bench.clock.advance_seconds(1);
    }
    for day in 0..30 {
        bench.youtube.leave_units(Some(2));
        bench.tick().await.unwrap().unwrap();
        bench.clock.advance_seconds(86_400);
        if day == 12 {
            bench.youtube.expire_tokens();
        }
    }
    bench.assert_all_recorded_once().await;
}

#[tokio::test]
async fn the_owners_own_comments_are_passed_over_and_an_author_may_be_gone() {
    let bench = Bench::new(Manners::default()).await;
    for id in ["Ug-own", "Ug-gone"] {
        bench.write(id);
    }
    bench.youtube.author("Ug-own", Some(CHANNEL));
    bench.youtube.author("Ug-gone", None);
    bench.reply("Ug-own", "Ug-own.1");
    bench.good_tick().await;
    assert_eq!(bench.recorded("Ug-own").await.len(), 0);
    assert_eq!(bench.recorded("Ug-own.1").await.len(), 1);
    let gone = bench.store.read(&key("Ug-gone")).await.unwrap().unwrap().decision.comment;
    assert_eq!((gone.author.id, gone.author.name.as_deref()), (None, Some("@somebody")));
}

#[tokio::test]
async fn a_malformed_item_is_kept_once_and_the_others_are_taken() {
    let bench = Bench::new(pages_of(3)).await;
    for n in 0..8 {
        bench.write(&format!("Ug{n}"));
    }
    let broken = [
        ("Ug1", json!("not an object")),
        ("Ug3", json!({ "id": "Ug3", "snippet": { "topLevelComment": { "id": "Ug3" } } })),
        ("Ug6", json!({ "id": "Ug6", "snippet": null })),
    ];
    for (id, item) in broken {
        bench.youtube.break_item(id, item);
    }
    for _ in 0..4 {
        bench.good_tick().await;
        bench.clock.advance_seconds(1800);
    }
    bench.assert_all_recorded_once().await;
    assert_eq!(bench.store.kept(&platform(), 10).await.unwrap().len(), 3);
}
