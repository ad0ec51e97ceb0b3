//! Which policy judges: that of a space's document, or the defaults; and changes to it for one run.

use std::{fmt, path::PathBuf, str::FromStr};

use clap::Args;
use domain::{Label, Score, policy::Policy};
use runtime::spaces::{self, ReadySpace};

/// The space whose policy judges.
#[derive(Debug, Args)]
pub(crate) struct PolicyChoice {
    /// A space's document, for its thresholds and expressions; the defaults when left out
    #[arg(long, value_name = "FILE")]
    space: Option<PathBuf>,
}

/// A space with every default, for texts that belong to none.
const DEFAULT_SPACE: &str = "id = \"default\"\nname = \"Default\"\n";

impl PolicyChoice {
    /// The space, with its expressions compiled.
    ///
    /// # Errors
    /// When the document cannot be read or is not valid; the message says where and why.
    pub(crate) fn ready(&self) -> Result<ReadySpace, Box<dyn std::error::Error + Send + Sync>> {
        let document = match &self.space {
            None => DEFAULT_SPACE.to_owned(),
            Some(path) => std::fs::read_to_string(path)
                .map_err(|error| format!("{} cannot be read: {error}", path.display()))?,
        };
        Ok(spaces::compile(&document)?)
    }
}

/// From which score on a label without a threshold counts as seen.
pub(crate) const EVEN: Score = Score::thousandths(500);

/// From which score on a label is worth telling: its lowest threshold that may act, and for a calm label, by which a
/// desk routes, 0.5 at most. `None` where the policy never acts on it.
pub(crate) fn told_from(policy: &Policy, label: Label) -> Option<Score> {
    let threshold = policy.thresholds.get(&label);
    let review = threshold.and_then(|threshold| threshold.review);
    let reject = threshold.and_then(|threshold| threshold.reject).filter(|_| label.may_reject());
    let calm = label.is_calm().then_some(EVEN);
    [review, reject, calm].into_iter().flatten().min()
}

/// Other thresholds for one label: `LABEL=REVIEW[,REJECT]`, each a number above 0 and at most 1, or `never`.
///
/// The priority stays, and so does the rejection where it is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ThresholdChange {
    label: Label,
    review: Option<Score>,
    reject: Option<Option<Score>>,
}

impl FromStr for ThresholdChange {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let Some((name, levels)) = text.split_once('=') else {
            return Err("write LABEL=REVIEW or LABEL=REVIEW,REJECT, such as insult=0.6,0.95".into());
        };
        let label = named(name.trim())?;
        let (review, reject) = match levels.split_once(',') {
            None => (level(levels)?, None),
            Some((review, reject)) => (level(review)?, Some(level(reject)?)),
        };
        if let Some(Some(_)) = reject
            && !label.may_reject()
        {
            return Err(format!("{label} is for a person to judge: it takes no rejection"));
        }
        Ok(Self { label, review, reject })
    }
}

/// The form it is written in on the command line.
impl fmt::Display for ThresholdChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let written = |level: Option<Score>| {
            level.map_or_else(|| "never".to_owned(), |score| f64::from(score).to_string())
        };
        write!(f, "{}={}", self.label, written(self.review))?;
        self.reject.map_or(Ok(()), |reject| write!(f, ",{}", written(reject)))
    }
}

/// The label of a name.
///
/// # Errors
/// When there is none; the message lists those that there are.
pub(crate) fn named(name: &str) -> Result<Label, String> {
    Label::named(name).ok_or_else(|| {
        let names: Vec<_> = Label::ALL.iter().map(|label| label.name()).collect();
        format!("`{name}` is no label; the labels are {}", names.join(", "))
    })
}

fn level(text: &str) -> Result<Option<Score>, String> {
    let text = text.trim();
    if text == "never" {
        return Ok(None);
    }
    let score = text.parse::<f64>().ok().and_then(|number| Score::try_from(number).ok());
    score.filter(|&score| score > Score::default()).map(Some).ok_or_else(|| {
        format!("`{text}`: a threshold lies above 0 and at most at 1, or is `never`")
    })
}

impl ThresholdChange {
    /// Changes the policy.
    ///
    /// # Errors
    /// When it would reject from a lower score than it reviews.
    pub(crate) fn apply(self, policy: &mut Policy) -> Result<(), String> {
        let Self { label, review, reject } = self;
        let threshold =
            policy.thresholds.entry(label).or_insert_with(|| Policy::default_threshold(label));
        let reject = reject.unwrap_or(threshold.reject);
        if let (Some(review), Some(reject)) = (review, reject)
            && reject < review
        {
            return Err(format!(
                "--threshold {label}: reject at {reject} lies below review at {review}; \
                 say both, as in {label}={review},1 or {label}={review},never"
            ));
        }
        (threshold.review, threshold.reject) = (review, reject);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn score(thousandths: u16) -> Option<Score> {
        Some(Score::thousandths(thousandths))
    }

    #[test]
    fn a_threshold_is_changed_by_name() {
        for (text, label, review, reject) in [
            ("insult=0.6", Label::Insult, score(600), score(900)),
            ("insult=0.6,0.95", Label::Insult, score(600), score(950)),
            ("insult = 0.6 , never", Label::Insult, score(600), None),
            ("hate=never", Label::Hate, None, score(900)),
            ("question=0.5", Label::Question, score(500), None),
        ] {
            let mut policy = Policy::default();
            let change: ThresholdChange = text.parse().unwrap();
            assert_eq!(change.to_string(), text.replace(' ', ""));
            change.apply(&mut policy).unwrap();
            let threshold = policy.thresholds[&label];
            assert_eq!((threshold.review, threshold.reject), (review, reject), "{text}");
        }
    }

    #[test]
    fn a_threshold_that_makes_no_sense_is_refused() {
        for text in
            ["insult", "rude=0.5", "insult=0", "insult=1.5", "insult=x", "self-harm=0.5,0.9"]
        {
            assert!(text.parse::<ThresholdChange>().is_err(), "{text}");
        }
        let change: ThresholdChange = "insult=0.95".parse().unwrap();
        let message = change.apply(&mut Policy::default()).unwrap_err();
        assert!(message.contains("insult=0.95,1"), "{message}");
    }

    #[test]
    fn calm_labels_are_told_from_a_half_and_others_from_their_lowest_threshold() {
        let mut policy = Policy::default();
        for (label, from) in [
            (Label::Hate, score(500)),
            (Label::SelfHarm, score(300)),
            (Label::Profanity, None),
            (Label::Testimony, score(500)),
        ] {
            assert_eq!(told_from(&policy, label), from, "{label}");
        }
        "testimony=0.2".parse::<ThresholdChange>().unwrap().apply(&mut policy).unwrap();
        assert_eq!(told_from(&policy, Label::Testimony), score(200));
        "hate=never".parse::<ThresholdChange>().unwrap().apply(&mut policy).unwrap();
        assert_eq!(told_from(&policy, Label::Hate), score(900));
    }
}
