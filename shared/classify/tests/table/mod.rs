//! Tables of comments: what each must hold, and how surely.

use std::sync::LazyLock;

use classify::{Classifier, HouseExpressions};
use domain::{Policy, Verdict, finding::Findings, label::Label};

/// What a comment must give; scores in thousandths.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Expected {
    /// Nothing that the default policy acts on.
    Nothing,
    /// This label with at least this score.
    From(Label, u16),
    /// This label, if at all, with less than this score.
    Below(Label, u16),
}

static CLASSIFIER: LazyLock<Classifier> =
    LazyLock::new(|| Classifier::built_in().expect("the lexicons compile"));

/// The findings of a comment in a space without expressions of its own.
pub(crate) fn classify(text: &str) -> Findings {
    CLASSIFIER.classify(text, &HouseExpressions::none())
}

/// Checks a whole table and tells all its failures together.
pub(crate) fn check(cases: &[(&str, Expected)]) {
    let mut wrong = String::new();
    for &(text, expected) in cases {
        let findings = classify(text);
        let holds = match expected {
            Expected::Nothing => Policy::default().judge(&findings).verdict == Verdict::Approve,
            Expected::From(label, least) => findings.score(label).as_thousandths() >= least,
            Expected::Below(label, limit) => findings.score(label).as_thousandths() < limit,
        };
        if !holds {
            wrong += &format!("\n{text:?}\n    expected {expected:?}, found:");
            for found in &findings.0 {
                wrong += &format!("\n    {} {} {}", found.label, found.score, found.rule);
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
