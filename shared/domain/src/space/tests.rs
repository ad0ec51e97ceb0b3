use super::{DEFAULT_RETENTION_DAYS, Space};
use crate::{FailPosture, Label, Priority, Score};

const SMALLEST: &str = "id = \"s\"\nname = \"S\"\n";

#[test]
fn the_smallest_document_has_sensible_defaults() {
    let space = Space::from_document(SMALLEST).unwrap();
    assert_eq!(space.posture, FailPosture::Hold);
    assert_eq!(space.retention_days, DEFAULT_RETENTION_DAYS);
    assert_eq!(space.policy.thresholds.len(), Label::ALL.len());
    assert_eq!(space.version.len(), 12);
    let commented = Space::from_document(&format!("{SMALLEST}# changed\n")).unwrap();
    assert_ne!(space.version, commented.version);
}

#[test]
fn what_is_named_replaces_the_default_and_never_switches_off() {
    let text = format!(
        "{SMALLEST}[thresholds]\ninsult = {{ reject = \"never\" }}\nspam = {{ review = 0.25, priority = \"urgent\" }}\n"
    );
    let policy = Space::from_document(&text).unwrap().policy;
    let insult = policy.thresholds[&Label::Insult];
    assert_eq!((insult.review, insult.reject), (Some(Score::thousandths(500)), None));
    let spam = policy.thresholds[&Label::Spam];
    assert_eq!((spam.review, spam.priority), (Some(Score::thousandths(250)), Priority::Urgent));
}

#[test]
fn nonsense_is_refused_with_its_line_and_a_reason() {
    for (lines, line, words) in [
        ("colour = \"blue\"", 3, "unknown field `colour`"),
        ("retention-days = 0", 3, "between 1 and 3650"),
        ("retention-days = \"long\"", 3, "invalid type"),
        ("on-failure = \"panic\"", 3, "unknown variant `panic`"),
        ("accounts = [{ platform = \"Meta\", id = \"1\" }]", 3, "a-z, 0-9"),
        ("accounts = [\n  { platform = \"meta\", id = \"\" },\n]", 4, "empty"),
        (
            "accounts = [\n  { platform = \"a\", id = \"1\" },\n  { platform = \"a\", id = \"1\" },\n]",
            5,
            "twice",
        ),
        ("[expressions]\nbanned = [\"ok\", \"  \"]", 4, "at least one letter"),
        ("[expressions]\nforbidden = []", 4, "unknown field `forbidden`"),
        ("[thresholds]\nhat = { review = 0.5 }", 4, "\"hat\" is not a label"),
        ("[thresholds]\nhate = { review = 1.5 }", 4, "above 0"),
        ("[thresholds]\nhate = { review = 0.0 }", 4, "above 0"),
        ("[thresholds]\nhate = { review = \"often\" }", 4, "or \"never\""),
        ("[thresholds]\nhate = { review = 0.9, reject = 0.5 }", 4, "below review"),
        ("[thresholds]\nself-harm = { reject = 0.9 }", 4, "for a person to judge"),
        ("not toml", 3, ""),
    ] {
        let problems = Space::from_document(&format!("{SMALLEST}{lines}\n")).unwrap_err();
        let problem = &problems.0[0];
        assert_eq!(problem.line, line, "{lines:?} gave {problems}");
        assert!(problem.reason.contains(words), "{lines:?} gave {problems}");
    }
    assert!(Space::from_document("id = \"s\"").unwrap_err().to_string().contains("name"));
}

#[test]
fn all_problems_are_told_at_once() {
    let text = "id = \"Not A Slug\"\nname = \" \"\nretention-days = 9999\n[thresholds]\nfoo = {}\n";
    let problems = Space::from_document(text).unwrap_err();
    assert_eq!(problems.0.iter().map(|p| p.line).collect::<Vec<_>>(), [1, 2, 3, 5]);
}
