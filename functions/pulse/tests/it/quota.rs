//! What may be spent.

use pulse::youtube::Plan;
use testkit::youtube::Manners;

use crate::bench::Bench;

/// 2026-01-01T08:00:00Z, midnight in California: eight hours after a bench begins.
const TO_MIDNIGHT: i64 = 8 * 3600;

#[tokio::test]
async fn when_youtube_says_that_the_quota_is_gone_nothing_is_asked_before_midnight() {
    let bench = Bench::new(Manners::default()).await;
    bench.write("Ug1");
    bench.youtube.leave_units(Some(0));
    assert_eq!(bench.good_tick().await, 1);
    bench.youtube.leave_units(None);
    bench.clock.advance_seconds(TO_MIDNIGHT - 1);
    assert_eq!(bench.good_tick().await, 0);
    bench.clock.advance_seconds(1);
    assert!(bench.good_tick().await > 0);
    bench.assert_all_recorded_once().await;
}

#[tokio::test]
async fn a_day_of_polls_stays_within_what_is_for_reading_and_sees_all_there_is() {
    let mut bench = Bench::new(Manners { page: 5, ..Manners::default() }).await;
    bench.settings.plan = Plan { daily_units: 600, reserve_percent: 20 };
    bench.clock.advance_seconds(TO_MIDNIGHT);
    let (mut spent, mut written) = (0, 0);
    for tick in 0..288 {
        // A flood in the morning, far more than the day's quota could look at again every hour.
        for _ in 0..(if tick < 60 { 10 } else { 1 }) {
            bench.write(&format!("Ug{written}"));
            written += 1;
        }
        spent += bench.good_tick().await;
        bench.clock.advance_seconds(300);
    }
    assert!(spent <= 480, "{spent} units were spent");
    assert!(spent > 300, "{spent} units were spent");
    bench.good_tick().await;
    bench.assert_all_recorded_once().await;
}

#[tokio::test]
async fn a_failed_attempt_costs_a_unit_and_two_polls_share_one_budget() {
    let mut bench = Bench::new(Manners::default()).await;
    bench.settings.plan = Plan { daily_units: 10, reserve_percent: 50 };
    bench.clock.advance_seconds(TO_MIDNIGHT - 1);
    bench.youtube.fail(&[(503, "backendError"); 3]);
    assert_eq!(bench.good_tick().await, 3);
    let (one, other) = futures::join!(bench.tick(), bench.tick());
    assert!(one.unwrap().is_ok() && other.unwrap().is_ok());
    assert_eq!(bench.youtube.calls().len(), 5, "half of ten");
}
