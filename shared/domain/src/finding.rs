//! What the classifier saw, where in the original text, and which rule says so.

use std::{fmt, sync::Arc};

use serde::{Deserialize, Serialize};

use crate::label::{Label, Language, Severity, Target};

/// A certainty from 0 to 1, kept in thousandths so that it compares and stores exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Score(u16);

/// The number is not a score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a score lies between 0 and 1")]
pub struct NotAScore;

impl Score {
    /// Certain.
    pub const ONE: Self = Self(1000);

    /// From thousandths, held at 1000.
    #[must_use]
    pub const fn thousandths(thousandths: u16) -> Self {
        Self(if thousandths > 1000 { 1000 } else { thousandths })
    }

    /// Thousandths, 0 to 1000.
    #[must_use]
    pub const fn as_thousandths(self) -> u16 {
        self.0
    }
}

impl TryFrom<f64> for Score {
    type Error = NotAScore;

    fn try_from(value: f64) -> Result<Self, NotAScore> {
        if !(0.0..=1.0).contains(&value) {
            return Err(NotAScore);
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 1000")]
        Ok(Self((value * 1000.0).round() as u16))
    }
}

impl From<Score> for f64 {
    fn from(score: Score) -> Self {
        Self::from(score.0) / 1000.0
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.2}", f64::from(*self))
    }
}

impl Serialize for Score {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64((*self).into())
    }
}

impl<'de> Deserialize<'de> for Score {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::try_from(f64::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

/// A range of bytes in the **original** text, on character boundaries, end not included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A span from byte offsets; offsets past 4 GiB are held at the limit.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        let clamp = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Self { start: clamp(start), end: clamp(end) }
    }

    /// The part of `text` that the span covers, or `None` when it does not fit that text.
    #[must_use]
    pub fn of(self, text: &str) -> Option<&str> {
        text.get(self.start as usize..self.end as usize)
    }

    /// Whether `other` lies wholly inside this span.
    #[must_use]
    pub const fn covers(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

/// Names the lexicon entry or rule behind a finding, such as `fr/insults/connard`.
pub type RuleId = Arc<str>;

/// One thing found in a comment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// What was found.
    pub label: Label,
    /// How certain the rule is here, context taken into account.
    pub score: Score,
    /// How bad it is.
    pub severity: Severity,
    /// Where, in the original text.
    pub span: Span,
    /// Which rule says so.
    pub rule: RuleId,
    /// The language of the rule, when it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    /// Whom it is aimed at, where that can be told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<Target>,
    /// What made the score: the rule alone when empty, else the parts of the model that weighed most.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub because: Vec<String>,
}

/// Everything found in one comment, in order of position.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Findings(pub Vec<Finding>);

impl Findings {
    /// The highest score of a label, or zero.
    #[must_use]
    pub fn score(&self, label: Label) -> Score {
        self.0.iter().filter(|f| f.label == label).map(|f| f.score).max().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_score_lies_between_zero_and_one() {
        assert_eq!(Score::try_from(0.9).unwrap().as_thousandths(), 900);
        for wrong in [-0.1, 1.1, f64::NAN] {
            assert!(Score::try_from(wrong).is_err(), "{wrong}");
        }
        assert_eq!(serde_json::to_string(&Score::thousandths(950)).unwrap(), "0.95");
    }

    #[test]
    fn a_span_never_cuts_a_character() {
        assert_eq!(Span::new(0, 2).of("été"), Some("é"));
        assert_eq!(Span::new(0, 1).of("été"), None);
        assert_eq!(Span::new(0, 99).of("été"), None);
    }
}
