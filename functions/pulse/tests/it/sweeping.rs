//! A second look at the threads of the last days.

use testkit::youtube::Manners;

use crate::bench::{Bench, CHANNEL};

async fn read_once() -> Bench {
    let bench = Bench::new(Manners { page: 4, ..Manners::default() }).await;
    for n in 0..10 {
        bench.write(&format!("Ug{n}"));
        bench.clock.advance_seconds(60);
    }
    bench.good_tick().await;
    bench
}

#[tokio::test]
async fn an_edit_is_a_later_revision_within_the_hour() {
    let bench = read_once().await;
    bench.youtube.edit("Ug3", bench.now(), "tout autre chose");
    for _ in 0..12 {
        bench.clock.advance_seconds(300);
        bench.good_tick().await;
    }
    assert_eq!(bench.recorded("Ug3").await, ["le texte de Ug3", "tout autre chose"]);
}

#[tokio::test]
async fn two_edits_within_one_second_are_two_revisions() {
    let bench = read_once().await;
    for text in ["une fois", "deux fois"] {
        bench.youtube.edit("Ug3", bench.now(), text);
        bench.clock.advance_seconds(3600);
        bench.youtube.edit("Ug3", bench.now().plus_secs(-3600), text);
        bench.good_tick().await;
    }
    assert_eq!(bench.recorded("Ug3").await.len(), 3);
}

#[tokio::test]
async fn a_new_reply_is_found_and_nothing_is_read_again_for_it_but_its_thread() {
    let bench = read_once().await;
    for n in 0..9 {
        bench.reply("Ug2", &format!("Ug2.{n}"));
    }
    bench.clock.advance_seconds(3600);
    let calls = bench.good_tick().await;
    assert_eq!(calls, 1 + 3 + 3, "the newest page, three pages again, three pages of replies");
    bench.assert_all_recorded_once().await;
    bench.clock.advance_seconds(3600);
    assert_eq!(bench.good_tick().await, 1 + 3);
    bench.youtube.edit("Ug2.8", bench.now(), "une réponse que le fil montre, changée");
    bench.clock.advance_seconds(3600);
    bench.good_tick().await;
    assert_eq!(bench.recorded("Ug2.8").await.len(), 2);
}

#[tokio::test]
async fn a_comment_that_is_published_late_is_found_among_the_older_ones() {
    let bench = read_once().await;
    let before = bench.now().plus_secs(-300);
    bench.youtube.write(CHANNEL, "Ug-held", before, "retenu puis publié");
    bench.clock.advance_seconds(300);
    bench.good_tick().await;
    assert_eq!(bench.recorded("Ug-held").await.len(), 0, "older than the mark");
    bench.clock.advance_seconds(3600);
    bench.good_tick().await;
    assert_eq!(bench.recorded("Ug-held").await.len(), 1);
}

#[tokio::test]
async fn a_sweep_goes_two_days_back_and_no_further() {
    let bench = read_once().await;
    bench.clock.advance_seconds(2 * 86_400);
    bench.youtube.edit("Ug3", bench.now(), "trop tard");
    bench.write("Ug-new");
    bench.good_tick().await;
    assert_eq!(bench.recorded("Ug3").await.len(), 1);
    bench.clock.advance_seconds(3600);
    assert_eq!(bench.good_tick().await, 2, "one page each, the first being old enough at its end");
}

#[tokio::test]
async fn what_is_deleted_stops_nothing() {
    let bench = read_once().await;
    for n in 0..9 {
        bench.reply("Ug2", &format!("Ug2.{n}"));
    }
    bench.clock.advance_seconds(3600);
    bench.at_call(4, |youtube| youtube.delete("Ug2"));
    bench.good_tick().await;
    bench.write("Ug-after");
    bench.clock.advance_seconds(300);
    bench.good_tick().await;
    bench.assert_all_recorded_once().await;
    assert_eq!(bench.recorded("Ug2").await.len(), 1, "its decision stays");
}
