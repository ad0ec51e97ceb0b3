//! How often the machine is right: counts first, and every measure from the counts.
//!
//! A row is *flagged* when its verdict is anything but approve; it is right to flag it when it is harmful.

use std::{collections::BTreeMap, path::PathBuf};

use domain::{Label, Score, Verdict, policy::Policy};
use serde::Serialize;

use super::{
    judge::Outcome,
    rows::{Row, harms},
};
use crate::command::policy::{EVEN, told_from};

/// What became of rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Verdicts {
    pub(crate) approve: u64,
    pub(crate) review: u64,
    pub(crate) reject: u64,
}

impl Verdicts {
    const fn add(&mut self, verdict: Verdict) {
        match verdict {
            Verdict::Approve => self.approve += 1,
            Verdict::Review => self.review += 1,
            Verdict::Reject => self.reject += 1,
        }
    }

    pub(crate) const fn flagged(self) -> u64 {
        self.review + self.reject
    }

    pub(crate) const fn all(self) -> u64 {
        self.approve + self.flagged()
    }
}

/// The confusion matrix: truth by verdict.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Confusion {
    pub(crate) harmful: Verdicts,
    pub(crate) harmless: Verdicts,
}

/// The measures of a confusion matrix. `None` where there is nothing to divide by.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(crate) struct Rates {
    pub(crate) rows: u64,
    pub(crate) harmful: u64,
    /// The share of rows judged rightly.
    pub(crate) accuracy: Option<f64>,
    /// The mean of F1 for the harmful and F1 for the harmless. `None` where all rows are of one kind: the other F1 would
    /// be 0 for a single mistake and undefined for none, which says nothing.
    pub(crate) macro_f1: Option<f64>,
    /// Of what was flagged, the share that is harmful.
    pub(crate) precision: Option<f64>,
    /// Of what is harmful, the share that was flagged.
    pub(crate) recall: Option<f64>,
    pub(crate) f1: Option<f64>,
    /// Of what is harmless, the share that was flagged: the two that follow together.
    pub(crate) false_positives: Option<f64>,
    pub(crate) false_positives_reviewed: Option<f64>,
    pub(crate) false_positives_rejected: Option<f64>,
}

impl Confusion {
    fn add(&mut self, harmful: bool, verdict: Verdict) {
        if harmful { &mut self.harmful } else { &mut self.harmless }.add(verdict);
    }

    /// The measures.
    pub(crate) fn rates(self) -> Rates {
        let (harmful, harmless) = (self.harmful, self.harmless);
        let (caught, missed) = (harmful.flagged(), harmful.approve);
        let (wronged, spared) = (harmless.flagged(), harmless.approve);
        let rows = harmful.all() + harmless.all();
        let kinds = (f1(caught, wronged, missed), f1(spared, missed, wronged));
        let both = harmful.all() > 0 && harmless.all() > 0;
        Rates {
            rows,
            harmful: harmful.all(),
            accuracy: share(caught + spared, rows),
            macro_f1: match kinds {
                (Some(harmful), Some(harmless)) if both => Some(f64::midpoint(harmful, harmless)),
                _ => None,
            },
            precision: share(caught, caught + wronged),
            recall: share(caught, harmful.all()),
            f1: kinds.0,
            false_positives: share(wronged, harmless.all()),
            false_positives_reviewed: share(harmless.review, harmless.all()),
            false_positives_rejected: share(harmless.reject, harmless.all()),
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of rows lie far below 2^53")]
const fn float(count: u64) -> f64 {
    count as f64
}

fn share(part: u64, all: u64) -> Option<f64> {
    (all > 0).then(|| float(part) / float(all))
}

/// 2 TP / (2 TP + FP + FN).
fn f1(right: u64, wrong: u64, missed: u64) -> Option<f64> {
    share(2 * right, 2 * right + wrong + missed)
}

/// How well one label is told, over the rows that carry labels.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct LabelRates {
    pub(crate) label: Label,
    /// Rows that hold it.
    pub(crate) rows: u64,
    /// Rows of which it was said: its score reached its lowest threshold, or 0.5 where the policy has none.
    pub(crate) told: u64,
    pub(crate) precision: Option<f64>,
    pub(crate) recall: Option<f64>,
    pub(crate) f1: Option<f64>,
}

/// The rows that have one thing in common.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Slice {
    pub(crate) name: String,
    #[serde(flatten)]
    pub(crate) rates: Rates,
}

/// All rows, sliced along one line. Rows that say nothing there are left out.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Slices {
    pub(crate) by: &'static str,
    pub(crate) slices: Vec<Slice>,
}

/// Whether scores mean what they say: the highest harmful score of a row against the share of such rows that is harmful.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Calibration {
    /// The distance between the two in a bin, averaged over rows.
    pub(crate) expected_error: Option<f64>,
    /// Ten bins: from 0.0, from 0.1 … from 0.9, which holds 1 too.
    pub(crate) bins: Vec<Bin>,
}

/// The rows whose score begins with the same tenth.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Bin {
    pub(crate) from: f64,
    pub(crate) rows: u64,
    pub(crate) mean_score: Option<f64>,
    pub(crate) harmful: Option<f64>,
}

/// Everything measured.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Measures {
    #[serde(flatten)]
    pub(crate) rates: Rates,
    pub(crate) confusion: Confusion,
    pub(crate) labels: Vec<LabelRates>,
    pub(crate) slices: Vec<Slices>,
    pub(crate) calibration: Calibration,
}

impl Measures {
    /// Measures outcomes against their rows, which stand in the same order.
    pub(crate) fn of(
        files: &[PathBuf],
        rows: &[Row],
        outcomes: &[Outcome],
        policy: &Policy,
    ) -> Self {
        let mut confusion = Confusion::default();
        for (row, outcome) in rows.iter().zip(outcomes) {
            confusion.add(row.harmful, outcome.verdict);
        }
        let file = |row: &Row| files.get(row.file).map(|file| (0, file.display().to_string()));
        let slices = vec![
            sliced("func", rows, outcomes, |row| Some((0, row.func.clone()?))),
            sliced("lang", rows, outcomes, |row| Some((0, row.lang.clone()?))),
            sliced("file", rows, outcomes, file),
            sliced("length", rows, outcomes, |row| Some(length(&row.text))),
        ];
        Self {
            rates: confusion.rates(),
            confusion,
            labels: labels(rows, outcomes, policy),
            slices,
            calibration: calibration(rows, outcomes),
        }
    }
}

/// Slices by what `of` makes of a row: a place in the order, and a name.
fn sliced(
    by: &'static str,
    rows: &[Row],
    outcomes: &[Outcome],
    of: impl Fn(&Row) -> Option<(usize, String)>,
) -> Slices {
    let mut slices: BTreeMap<(usize, String), Confusion> = BTreeMap::new();
    for (row, outcome) in rows.iter().zip(outcomes) {
        if let Some(name) = of(row) {
            slices.entry(name).or_default().add(row.harmful, outcome.verdict);
        }
    }
    let slice = |((_, name), confusion): (_, Confusion)| Slice { name, rates: confusion.rates() };
    Slices { by, slices: slices.into_iter().map(slice).collect() }
}

/// The bucket of a text's length, in characters.
fn length(text: &str) -> (usize, String) {
    let characters = text.chars().count();
    let mut from = 0;
    for (place, to) in [40, 100, 200, 500].into_iter().enumerate() {
        if characters < to {
            return (place, format!("{from} to {} characters", to - 1));
        }
        from = to;
    }
    (4, format!("{from} characters and more"))
}

fn labels(rows: &[Row], outcomes: &[Outcome], policy: &Policy) -> Vec<LabelRates> {
    let mut measured = Vec::new();
    for &label in Label::ALL {
        let from = told_from(policy, label).unwrap_or(EVEN);
        let (mut held, mut told, mut both) = (0, 0, 0);
        for (row, outcome) in rows.iter().zip(outcomes) {
            let Some(labels) = &row.labels else { continue };
            let (is, said) = (labels.contains(&label), outcome.findings.score(label) >= from);
            held += u64::from(is);
            told += u64::from(said);
            both += u64::from(is && said);
        }
        if held + told > 0 {
            measured.push(LabelRates {
                label,
                rows: held,
                told,
                precision: share(both, told),
                recall: share(both, held),
                f1: f1(both, told - both, held - both),
            });
        }
    }
    measured
}

fn calibration(rows: &[Row], outcomes: &[Outcome]) -> Calibration {
    // Rows, sum of their scores in thousandths, harmful ones.
    let mut counts = [(0_u64, 0_u64, 0_u64); 10];
    for (row, outcome) in rows.iter().zip(outcomes) {
        let score = highest(outcome).as_thousandths();
        if let Some((rows, scores, harmful)) = counts.get_mut(usize::from(score / 100).min(9)) {
            *rows += 1;
            *scores += u64::from(score);
            *harmful += u64::from(row.harmful);
        }
    }
    // The rows of a bin times the distance between mean score and share is the distance between the sums.
    let distance: u64 =
        counts.iter().map(|&(_, scores, harmful)| scores.abs_diff(harmful * 1000)).sum();
    let bin = |(place, &(rows, scores, harmful)): (u64, &(u64, u64, u64))| Bin {
        from: float(place) / 10.0,
        rows,
        mean_score: share(scores, rows * 1000),
        harmful: share(harmful, rows),
    };
    Calibration {
        expected_error: share(distance, rows.len() as u64 * 1000),
        bins: (0..).zip(&counts).map(bin).collect(),
    }
}

/// The highest score of any label that makes a comment harmful.
fn highest(outcome: &Outcome) -> Score {
    let scores = outcome.findings.0.iter().filter(|finding| harms(finding.label));
    scores.map(|finding| finding.score).max().unwrap_or_default()
}

#[cfg(test)]
mod tests;
