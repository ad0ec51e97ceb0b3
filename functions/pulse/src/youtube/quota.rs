//! The day's quota: how much of it may be spent by now, and on what.
//!
//! YouTube gives a project 10,000 units a day unless it grants more, from midnight to midnight in California. A page
//! costs one, whatever comes of it; an outcome (`comments.setModerationStatus`) costs 50, and a share of the day is kept
//! for those. What is left is spread over the day, so that a flood in the morning does not make the evening blind.

use domain::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

/// Where the day begins and ends. Without the history of time zones, which the present does not need.
const CALIFORNIA: &str = "PST8PDT,M3.2.0,M11.1.0";

/// What part of a day's budget new comments may be ahead of the clock: an eighth, which is three hours.
const AHEAD: u64 = 8;

/// What may be spent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// Units that YouTube gives a day.
    pub daily_units: u32,
    /// Per cent of them that are kept for outcome calls.
    pub reserve_percent: u8,
}

impl Default for Plan {
    /// What YouTube gives everybody, and a fifth of it kept: 40 outcome calls of up to 50 comments each.
    fn default() -> Self {
        Self { daily_units: 10_000, reserve_percent: 20 }
    }
}

impl Plan {
    /// Units a day for reading.
    #[must_use]
    pub fn for_reading(self) -> u64 {
        let kept = u64::from(self.reserve_percent.min(100));
        u64::from(self.daily_units) * (100 - kept) / 100
    }
}

/// What a page is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// To see new comments: may run ahead of the clock.
    New,
    /// To look again at what was seen: only what the clock has left over.
    Again,
}

/// Why no unit may be spent now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Denied {
    /// The day's are gone.
    Spent,
    /// Enough for this hour of the day.
    Ahead,
}

/// What was spent on one key.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Spending {
    /// The day in California, `2026-01-01`.
    day: String,
    /// Units spent on reading.
    used: u64,
    /// YouTube itself said that the day's quota is gone: others share it, or its count differs.
    refused: bool,
}

impl Spending {
    /// The spending with one more unit, or why it may not be spent.
    pub(super) fn with_one_more(
        &self,
        plan: Plan,
        purpose: Purpose,
        now: Timestamp,
    ) -> Result<Self, Denied> {
        let Today { day, passed, whole } = Today::at(now).ok_or(Denied::Spent)?;
        let mut spending =
            if self.day == day { self.clone() } else { Self { day, ..Self::default() } };
        let all = plan.for_reading();
        if spending.refused || spending.used >= all {
            return Err(Denied::Spent);
        }
        let by_now = all * passed / whole;
        let allowed = match purpose {
            Purpose::New => (by_now + all.div_ceil(AHEAD)).min(all),
            Purpose::Again => by_now,
        };
        if spending.used >= allowed {
            return Err(Denied::Ahead);
        }
        spending.used += 1;
        Ok(spending)
    }

    /// The spending after YouTube has refused for want of quota.
    pub(super) fn refused(&self, now: Timestamp) -> Self {
        let day = Today::at(now).map_or_else(|| self.day.clone(), |today| today.day);
        let used = if day == self.day { self.used } else { 0 };
        Self { day, used, refused: true }
    }
}

/// A day in California, and how far it has come.
struct Today {
    day: String,
    /// Seconds since midnight.
    passed: u64,
    /// Seconds from midnight to midnight: 23 to 25 hours.
    whole: u64,
}

impl Today {
    fn at(now: Timestamp) -> Option<Self> {
        let zone = TimeZone::posix(CALIFORNIA).ok()?;
        let now = jiff::Timestamp::from_millisecond(now.millis()).ok()?.to_zoned_datetime(zone);
        let (start, end) = (now.start_of_day().ok()?, now.tomorrow().ok()?.start_of_day().ok()?);
        let seconds = |from: &jiff::ZonedDateTime, to: &jiff::ZonedDateTime| {
            let span = to.timestamp().as_second() - from.timestamp().as_second();
            u64::try_from(span).ok()
        };
        Some(Self {
            day: now.date().to_string(),
            passed: seconds(&start, &now)?,
            whole: seconds(&start, &end)?.max(1),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAN: Plan = Plan { daily_units: 1000, reserve_percent: 20 };

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn spend(spending: &mut Spending, purpose: Purpose, now: Timestamp) -> (u32, Denied) {
        for spent in 0.. {
            match spending.with_one_more(PLAN, purpose, now) {
                Ok(more) => *spending = more,
                Err(denied) => return (spent, denied),
            }
        }
        unreachable!()
    }

    #[test]
    fn the_day_is_californias_in_winter_in_summer_and_when_the_clocks_change() {
        for (moment, day, passed, hours) in [
            ("2026-01-01T07:59:59Z", "2025-12-31", 86_399, 24),
            ("2026-01-01T08:00:00Z", "2026-01-01", 0, 24),
            ("2026-07-01T06:59:59Z", "2026-06-30", 86_399, 24),
            ("2026-07-01T07:00:00Z", "2026-07-01", 0, 24),
            ("2026-03-08T08:00:00Z", "2026-03-08", 0, 23),
            ("2026-03-09T06:59:59Z", "2026-03-08", 23 * 3600 - 1, 23),
            ("2026-11-01T07:00:00Z", "2026-11-01", 0, 25),
            ("2026-11-02T07:59:59Z", "2026-11-01", 25 * 3600 - 1, 25),
        ] {
            let today = Today::at(at(moment)).unwrap();
            let told = (today.day.as_str(), today.passed, today.whole);
            assert_eq!(told, (day, passed, hours * 3600), "{moment}");
        }
    }

    #[test]
    fn a_reserve_is_kept_and_the_rest_is_spread_over_the_day() {
        let mut spending = Spending::default();
        let midnight = at("2026-01-01T08:00:00Z");
        assert_eq!(spend(&mut spending, Purpose::Again, midnight), (0, Denied::Ahead));
        assert_eq!(spend(&mut spending, Purpose::New, midnight), (100, Denied::Ahead));
        let noon = midnight.plus_secs(12 * 3600);
        assert_eq!(spend(&mut spending, Purpose::Again, noon), (300, Denied::Ahead));
        assert_eq!(spend(&mut spending, Purpose::New, noon), (100, Denied::Ahead));
        let late = midnight.plus_secs(86_399);
        assert_eq!(spend(&mut spending, Purpose::New, late), (300, Denied::Spent));
        assert_eq!(spend(&mut spending, Purpose::New, midnight.plus_secs(86_400)).0, 100);
    }

    #[test]
    fn what_youtube_refuses_is_refused_until_its_midnight() {
        let noon = at("2026-01-01T20:00:00Z");
        let refused = Spending::default().refused(noon);
        for purpose in [Purpose::New, Purpose::Again] {
            assert_eq!(refused.with_one_more(PLAN, purpose, noon), Err(Denied::Spent));
        }
        let tomorrow = at("2026-01-02T08:00:00Z");
        let again = refused.with_one_more(PLAN, Purpose::New, tomorrow).unwrap();
        assert_eq!((again.used, again.refused), (1, false));
    }

    #[test]
    fn a_plan_that_keeps_everything_reads_nothing() {
        for (daily_units, reserve_percent, reading) in
            [(10_000, 20, 8000), (10_000, 100, 0), (10_000, 255, 0), (0, 0, 0), (7, 50, 3)]
        {
            assert_eq!(Plan { daily_units, reserve_percent }.for_reading(), reading);
        }
    }
}
