//! Channels that cannot be read, services that fail, keys that are refused.

use domain::ports::KeepSpaces;
use pulse::youtube::Failure;
use testkit::youtube::Manners;

use crate::bench::{Bench, CHANNEL};

const OTHER: &str = "UC-other";

#[tokio::test]
async fn a_channel_that_cannot_be_read_is_left_alone_for_an_hour_and_the_others_go_on() {
    for (status, reason) in
        [(403, "commentsDisabled"), (403, "forbidden"), (404, "channelNotFound")]
    {
        let bench = Bench::with_channels(Manners::default(), &[CHANNEL, OTHER]).await;
        bench.write("Ug1");
        bench.youtube.write(OTHER, "Ug2", bench.now(), "ailleurs");
        bench.youtube.fail(&[(status, reason)]);
        bench.good_tick().await;
        let recorded = |id| bench.recorded(id);
        assert_eq!((recorded("Ug1").await.len(), recorded("Ug2").await.len()), (0, 1), "{reason}");
        bench.clock.advance_seconds(3599);
        bench.good_tick().await;
        assert_eq!(bench.recorded("Ug1").await.len(), 0);
        bench.clock.advance_seconds(1);
        bench.good_tick().await;
        bench.assert_all_recorded_once().await;
    }
}

#[tokio::test]
async fn what_passes_is_tried_again_and_what_does_not_is_for_the_next_poll() {
    let bench = Bench::new(Manners::default()).await;
    bench.write("Ug1");
    for (status, reason) in
        [(500, "backendError"), (429, "rateLimitExceeded"), (403, "rateLimitExceeded")]
    {
        bench.youtube.fail(&[(status, reason); 3]);
        assert_eq!(bench.good_tick().await, 3, "{reason}");
    }
    bench.youtube.fail(&[(503, "backendError"); 2]);
    assert_eq!(bench.good_tick().await, 3, "two failures and the page");
    bench.assert_all_recorded_once().await;
}

#[tokio::test]
async fn a_service_that_refuses_its_own_page_tokens_does_not_cost_the_day() {
    let bench = Bench::new(Manners { page: 1, ..Manners::default() }).await;
    for n in 0..8 {
        bench.write(&format!("Ug{n}"));
        bench.clock.advance_seconds(1);
    }
    for call in 0..30 {
        bench.at_call(call, testkit::youtube::YouTube::expire_tokens);
    }
    assert_eq!(bench.good_tick().await, 8, "four times the first page and its refused token");
    bench.near.happenings.lock().unwrap().clear();
    bench.clock.advance_seconds(300);
    bench.good_tick().await;
    bench.assert_all_recorded_once().await;
}

#[tokio::test]
async fn a_refused_key_fails_the_poll_and_a_new_one_is_used() {
    let bench = Bench::new(Manners::default()).await;
    bench.write("Ug1");
    for key in ["an-old-key", "not a key", " "] {
        bench.set_key(key);
        assert_eq!(bench.tick().await, Some(Err(Failure::Key)), "{key:?}");
    }
    assert_eq!(bench.youtube.calls().len(), 1, "what is no key is not sent");
    bench.set_key("a-key\nan-old-key");
    bench.good_tick().await;
    bench.assert_all_recorded_once().await;
}

#[tokio::test]
async fn a_process_that_goes_on_uses_the_key_that_was_put_right() {
    for wrong in ["not a key", "an-old-key"] {
        let bench = Bench::new(Manners::default()).await;
        bench.write("Ug1");
        bench.set_key(wrong);
        let app = bench.app(bench.near.clone());
        assert_eq!(pulse::tick(&app).await, Err(Failure::Key));
        bench.set_key("a-key");
        bench.clock.advance_seconds(300);
        // A key that was good for a header is only found out by using it; the next poll has the new one.
        if pulse::tick(&app).await.is_err() {
            bench.clock.advance_seconds(300);
            pulse::tick(&app).await.unwrap();
        }
        bench.assert_all_recorded_once().await;
    }
}

#[tokio::test]
async fn whoever_has_no_channel_needs_no_key() {
    let bench = Bench::with_channels(Manners::default(), &[]).await;
    bench.set_key("");
    assert_eq!(bench.store.space_documents().await.unwrap().len(), 1);
    assert_eq!(bench.good_tick().await, 0);
}

#[tokio::test]
async fn a_long_walk_on_one_channel_does_not_keep_the_others_waiting() {
    let bench =
        Bench::with_channels(Manners { page: 1, ..Manners::default() }, &[CHANNEL, OTHER]).await;
    for n in 0..100 {
        bench.write(&format!("Ug{n}"));
    }
    bench.youtube.write(OTHER, "Ug-other", bench.now(), "ailleurs");
    bench.youtube.leave_units(Some(40));
    bench.tick().await.unwrap().unwrap();
    assert_eq!(bench.recorded("Ug-other").await.len(), 1);
    bench.youtube.leave_units(None);
    bench.clock.advance_seconds(86_400);
    bench.good_tick().await;
    bench.assert_all_recorded_once().await;
}

#[tokio::test]
async fn two_polls_at_once_record_nothing_twice() {
    let bench = Bench::new(Manners { page: 2, ..Manners::default() }).await;
    for n in 0..12 {
        bench.write(&format!("Ug{n}"));
        bench.reply(&format!("Ug{n}"), &format!("Ug{n}.1"));
    }
    let (one, other) = futures::join!(bench.tick(), bench.tick());
    assert!(one.unwrap().is_ok() && other.unwrap().is_ok());
    bench.clock.advance_seconds(300);
    bench.good_tick().await;
    bench.assert_all_recorded_once().await;
}
