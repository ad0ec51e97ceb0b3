//! How often one reviewer may ask.

use std::{collections::HashMap, sync::Mutex};

use domain::{Timestamp, TokenId};

/// Requests a reviewer may make at once.
const BURST: i64 = 60;

/// Milliseconds after which one more request is allowed: ten a second, far above the pace of a person.
const MILLIS_PER_REQUEST: i64 = 100;

/// Reviewers remembered; past this the memory is emptied, which only ever errs on the side of the reviewer.
const REMEMBERED: usize = 10_000;

/// A limit per token, in this process's memory.
///
/// It stops a looping script from crowding out people. It is not a quota: each Lambda environment counts for itself,
/// and the gateway's own throttle stands in front of all of them.
#[derive(Debug, Default)]
pub struct Pace {
    /// When each token's allowance would be whole again.
    whole_at: Mutex<HashMap<TokenId, i64>>,
}

impl Pace {
    /// Takes one request from a token's allowance.
    ///
    /// # Errors
    /// The seconds to wait, when the allowance is used up.
    pub fn take(&self, token: &TokenId, now: Timestamp) -> Result<(), u32> {
        let mut all = self.whole_at.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if all.len() >= REMEMBERED && !all.contains_key(token) {
            all.clear();
        }
        let whole_at = all.entry(token.clone()).or_insert(now.millis());
        let next = (*whole_at).max(now.millis()) + MILLIS_PER_REQUEST;
        let over = next - now.millis() - BURST * MILLIS_PER_REQUEST;
        if over > 0 {
            return Err(u32::try_from((over + 999) / 1000).unwrap_or(1));
        }
        *whole_at = next;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use domain::reviewer::BearerToken;

    use super::*;

    #[test]
    fn a_burst_is_allowed_and_then_ten_a_second() {
        let pace = Pace::default();
        let token = BearerToken::from_random(&[1; 40]).id().clone();
        let now = Timestamp::from_secs(1000);
        for _ in 0..BURST {
            assert_eq!(pace.take(&token, now), Ok(()));
        }
        assert_eq!(pace.take(&token, now), Err(1));
        let other = BearerToken::from_random(&[2; 40]).id().clone();
        assert_eq!(pace.take(&other, now), Ok(()), "others are not held up");
        let later = now.plus_secs(1);
        for _ in 0..10 {
            assert_eq!(pace.take(&token, later), Ok(()));
        }
        assert_eq!(pace.take(&token, later), Err(1));
    }
}
