use domain::{Finding, Findings, Severity, Span};

use super::*;

fn row(harmful: bool) -> Row {
    Row {
        file: 0,
        line: 1,
        id: None,
        text: String::new(),
        lang: None,
        func: None,
        harmful,
        labels: None,
    }
}

fn outcome(verdict: Verdict, found: &[(Label, u16)]) -> Outcome {
    let finding = |&(label, score): &(Label, u16)| Finding {
        label,
        score: Score::thousandths(score),
        severity: Severity::Medium,
        span: Span::new(0, 1),
        rule: "r".into(),
        language: None,
        target: None,
        because: Vec::new(),
    };
    Outcome { verdict, findings: Findings(found.iter().map(finding).collect()) }
}

fn near(value: Option<f64>, expected: f64) -> bool {
    value.is_some_and(|value| (value - expected).abs() < 1e-9)
}

#[test]
fn rates_are_those_computed_by_hand() {
    // 10 harmful, 7 of them flagged; 20 harmless, 5 of them flagged.
    let confusion = Confusion {
        harmful: Verdicts { approve: 3, review: 5, reject: 2 },
        harmless: Verdicts { approve: 15, review: 4, reject: 1 },
    };
    let rates = confusion.rates();
    assert_eq!((rates.rows, rates.harmful), (30, 10));
    for (name, rate, expected) in [
        ("accuracy", rates.accuracy, 22.0 / 30.0),
        ("precision", rates.precision, 7.0 / 12.0),
        ("recall", rates.recall, 0.7),
        // 2 * 7 / (14 + 5 + 3)
        ("F1", rates.f1, 14.0 / 22.0),
        // harmless: 2 * 15 / (30 + 3 + 5)
        ("macro-F1", rates.macro_f1, f64::midpoint(14.0 / 22.0, 30.0 / 38.0)),
        ("false positives", rates.false_positives, 0.25),
        ("reviewed", rates.false_positives_reviewed, 0.2),
        ("rejected", rates.false_positives_rejected, 0.05),
    ] {
        assert!(near(rate, expected), "{name}: {rate:?}, not {expected}");
    }
}

#[test]
fn what_cannot_be_divided_is_none() {
    let none = Confusion::default().rates();
    assert_eq!((none.accuracy, none.macro_f1, none.precision), (None, None, None));
    let harmless = Verdicts { approve: 2, ..Verdicts::default() };
    let calm = Confusion { harmless, ..Confusion::default() }.rates();
    assert_eq!((calm.recall, calm.precision, calm.f1), (None, None, None));
    assert_eq!((calm.macro_f1, calm.false_positives), (None, Some(0.0)));
}

/// Name, rows, accuracy.
type Shown<'a> = (&'a str, u64, Option<f64>);

#[test]
fn rows_are_sliced_and_lengths_stand_in_order() {
    let with = |func: Option<&str>, length, harmful| Row {
        func: func.map(str::to_owned),
        text: "é".repeat(length),
        ..row(harmful)
    };
    let rows = [
        with(Some("b"), 100, true),
        with(Some("a"), 5, true),
        with(Some("a"), 99, false),
        with(None, 500, false),
    ];
    let verdicts = [Verdict::Review, Verdict::Approve, Verdict::Reject, Verdict::Approve];
    let outcomes = verdicts.map(|verdict| outcome(verdict, &[]));
    let measures = Measures::of(&["f.jsonl".into()], &rows, &outcomes, &Policy::default());
    let shown: Vec<(&str, Vec<Shown<'_>>)> = measures
        .slices
        .iter()
        .map(|slices| {
            let shown = slices.slices.iter();
            (slices.by, shown.map(|s| (s.name.as_str(), s.rates.rows, s.rates.accuracy)).collect())
        })
        .collect();
    let expected = [
        ("func", vec![("a", 2, Some(0.0)), ("b", 1, Some(1.0))]),
        ("lang", vec![]),
        ("file", vec![("f.jsonl", 4, Some(0.5))]),
        (
            "length",
            vec![
                ("0 to 39 characters", 1, Some(0.0)),
                ("40 to 99 characters", 1, Some(0.0)),
                ("100 to 199 characters", 1, Some(1.0)),
                ("500 characters and more", 1, Some(1.0)),
            ],
        ),
    ];
    assert_eq!(shown, expected);
    assert_eq!(measures.confusion.harmful, Verdicts { approve: 1, review: 1, reject: 0 });
    assert_eq!(measures.confusion.harmless, Verdicts { approve: 1, review: 0, reject: 1 });
}

#[test]
fn labels_are_measured_over_the_rows_that_carry_them() {
    let labelled = |labels: &[Label]| Row { labels: Some(labels.to_vec()), ..row(true) };
    let rows = [
        labelled(&[Label::Insult]),
        labelled(&[Label::Insult]),
        labelled(&[]),
        labelled(&[Label::Profanity]),
        row(true),
    ];
    let outcomes = [
        outcome(Verdict::Review, &[(Label::Insult, 500)]),
        outcome(Verdict::Approve, &[(Label::Insult, 499)]),
        outcome(Verdict::Review, &[(Label::Insult, 900)]),
        outcome(Verdict::Approve, &[(Label::Profanity, 500)]),
        outcome(Verdict::Reject, &[(Label::Insult, 900), (Label::Hate, 900)]),
    ];
    let rate = |label, rows, told, rate| LabelRates {
        label,
        rows,
        told,
        precision: Some(rate),
        recall: Some(rate),
        f1: Some(rate),
    };
    assert_eq!(
        labels(&rows, &outcomes, &Policy::default()),
        [rate(Label::Insult, 2, 2, 0.5), rate(Label::Profanity, 1, 1, 1.0)]
    );
}

#[test]
fn the_calibration_error_is_the_one_computed_by_hand() {
    let rows = [true, false, true, false, false].map(row);
    let outcomes = [
        outcome(Verdict::Reject, &[(Label::Hate, 1000), (Label::Profanity, 300)]),
        outcome(Verdict::Reject, &[(Label::Insult, 900)]),
        outcome(Verdict::Approve, &[(Label::Hate, 350), (Label::Question, 1000)]),
        outcome(Verdict::Approve, &[(Label::Profanity, 1000)]),
        outcome(Verdict::Approve, &[]),
    ];
    let Calibration { expected_error, bins } = calibration(&rows, &outcomes);
    // Bin 9: two rows, mean 0.95, half harmful. Bin 3: one row, 0.35, harmful. Bin 0: two rows, 0, none harmful.
    assert!(near(expected_error, (2.0 * 0.45 + 0.65 + 2.0 * 0.0) / 5.0), "{expected_error:?}");
    let bin = |from, rows, mean_score, harmful| Bin { from, rows, mean_score, harmful };
    assert_eq!(bins.len(), 10);
    assert_eq!(bins[9], bin(0.9, 2, Some(0.95), Some(0.5)));
    assert_eq!(bins[3], bin(0.3, 1, Some(0.35), Some(1.0)));
    assert_eq!(bins[0], bin(0.0, 2, Some(0.0), Some(0.0)));
    assert_eq!(bins[5], bin(0.5, 0, None, None));
    assert_eq!(calibration(&[], &[]).expected_error, None);
}
