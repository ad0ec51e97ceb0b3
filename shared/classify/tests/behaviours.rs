//! Behaviours, one file each and language: what a fair moderator expects of every comment in it.
//!
//! `cases/{fr,en}/*.tsv` hold `expectation TAB text`. What the classifier gets wrong today is listed in
//! `cases/known-misses.tsv`, so that a change that loses a case fails here, and one that wins a case asks to be told:
//! `VIGIE_BLESS=1 cargo test -p classify --test behaviours` writes the list anew.

#![cfg(test)]

use std::{collections::BTreeSet, fs, path::Path};

use classify::{Classifier, HouseExpressions};
use domain::{Label, Policy, Verdict};

/// Cases that are wrong today, of all. A release never raises it.
const MOST_MISSES_IN_A_HUNDRED: usize = 25;

fn holds(expectation: &str, classifier: &Classifier, text: &str) -> bool {
    let policy = Policy::default();
    let findings = classifier.classify(text, &HouseExpressions::none());
    let verdict = policy.judge(&findings).verdict;
    let label = |name: &str| Label::named(name).unwrap_or_else(|| panic!("no label {name:?}"));
    match expectation.split_once(':') {
        None => match expectation {
            "ok" => verdict == Verdict::Approve,
            "flag" => verdict != Verdict::Approve,
            "reject" => verdict == Verdict::Reject,
            "keep" => verdict != Verdict::Reject,
            other => panic!("no expectation {other:?}"),
        },
        Some(("flag", name)) => {
            let label = label(name);
            let least =
                policy.thresholds[&label].review.map_or(500, |score| score.as_thousandths());
            verdict != Verdict::Approve && findings.score(label).as_thousandths() >= least
        }
        Some(("label", name)) => findings.score(label(name)).as_thousandths() >= 500,
        Some(("review", name)) => {
            verdict == Verdict::Review && findings.0.iter().any(|found| found.label == label(name))
        }
        Some(_) => panic!("no expectation {expectation:?}"),
    }
}

#[test]
fn every_behaviour_holds_but_for_the_known_misses() {
    let classifier = Classifier::built_in().unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let (mut cases, mut misses, mut shown) = (0, BTreeSet::new(), String::new());
    for language in ["fr", "en"] {
        let mut files: Vec<_> = fs::read_dir(folder.join(language))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        files.sort();
        for file in files {
            let behaviour = format!("{language}/{}", file.file_stem().unwrap().to_str().unwrap());
            let (mut here, mut missed) = (0, 0);
            for line in fs::read_to_string(&file).unwrap().lines() {
                if line.is_empty() || line.starts_with("# ") || line == "#" {
                    continue;
                }
                let (expectation, text) =
                    line.split_once('\t').unwrap_or_else(|| panic!("{behaviour}: {line:?}"));
                here += 1;
                if !holds(expectation, &classifier, text) {
                    missed += 1;
                    misses.insert(format!("{behaviour}\t{line}"));
                }
            }
            cases += here;
            shown += &format!("{behaviour:<48} {:>4} of {here:>4}\n", here - missed);
        }
    }
    println!("{shown}{} of {cases} hold", cases - misses.len());
    assert!(cases >= 600, "only {cases} cases were found");
    let list = folder.join("known-misses.tsv");
    if std::env::var_os("VIGIE_BLESS").is_some() {
        fs::write(&list, misses.iter().map(|miss| format!("{miss}\n")).collect::<String>())
            .unwrap();
    }
    let known: BTreeSet<String> =
        fs::read_to_string(&list).unwrap_or_default().lines().map(str::to_owned).collect();
    let lost: Vec<_> = misses.difference(&known).collect();
    let won: Vec<_> = known.difference(&misses).collect();
    assert!(lost.is_empty(), "these were right before: {lost:#?}");
    assert!(
        won.is_empty(),
        "these are right now, take them off the list (VIGIE_BLESS=1): {won:#?}"
    );
    assert!(
        misses.len() * 100 <= cases * MOST_MISSES_IN_A_HUNDRED,
        "{} of {cases} cases are wrong",
        misses.len()
    );
}
