//! The stars that a review gives.

use serde::{Deserialize, Serialize};

/// From 1 to 5 stars in half steps, kept in halves so that it compares and stores exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct Rating(u8);

/// The number is not a rating.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a rating lies between 1 and 5, in half steps")]
pub struct NotARating;

/// The fewest and the most stars, in halves.
const HALVES: std::ops::RangeInclusive<u8> = 2..=10;

impl TryFrom<f64> for Rating {
    type Error = NotARating;

    fn try_from(stars: f64) -> Result<Self, NotARating> {
        let rating = HALVES.map(Self).find(|&rating| f64::from(rating).total_cmp(&stars).is_eq());
        rating.ok_or(NotARating)
    }
}

impl From<Rating> for f64 {
    fn from(rating: Rating) -> Self {
        Self::from(rating.0) / 2.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_to_five_in_half_steps_and_nothing_else_is_a_rating() {
        let good = [1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 4.5, 5.0];
        for stars in good {
            assert_eq!(f64::from(Rating::try_from(stars).unwrap()).to_string(), stars.to_string());
        }
        for stars in [0.0, -0.0, 0.5, -1.0, 1.25, 4.999, 5.5, 10.0, f64::NAN, f64::INFINITY] {
            assert_eq!(Rating::try_from(stars), Err(NotARating), "{stars}");
        }
        assert!(Rating::try_from(4.5).unwrap() > Rating::try_from(4.0).unwrap());
    }

    #[test]
    fn it_is_written_as_a_number_and_read_back() {
        for (json, written) in [("4", "4.0"), ("4.0", "4.0"), ("4.5", "4.5")] {
            let rating: Rating = serde_json::from_str(json).unwrap();
            assert_eq!(serde_json::to_string(&rating).unwrap(), written);
        }
        for json in ["0", "4.2", "\"4\"", "null"] {
            assert!(serde_json::from_str::<Rating>(json).is_err(), "{json}");
        }
    }
}
