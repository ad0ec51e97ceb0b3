//! The categories of OpenAI's moderation endpoint (`omni-moderation`).

use crate::{Label, Target};

/// Every category, as OpenAI spells it.
pub const CATEGORIES: [&str; 13] = [
    "harassment",
    "harassment/threatening",
    "hate",
    "hate/threatening",
    "illicit",
    "illicit/violent",
    "self-harm",
    "self-harm/intent",
    "self-harm/instructions",
    "sexual",
    "sexual/minors",
    "violence",
    "violence/graphic",
];

/// Categories that none of our labels amounts to. A comparison must leave them out rather than count them as misses:
/// advice on crime, instructions for self-harm, minors and gore are not told apart by our labels.
pub const UNMAPPED: [&str; 5] =
    ["illicit", "illicit/violent", "self-harm/instructions", "sexual/minors", "violence/graphic"];

/// The categories of a finding: its label, and whom it is aimed at where that can be told.
///
/// A threat against people because of who they are is `hate/threatening`, any other `harassment/threatening`.
/// Has no category: coarse words without a target, spam, contempt for the press, false claims about health, a client's
/// own banned expressions, and the calm labels.
#[must_use]
pub const fn categories(label: Label, target: Option<Target>) -> &'static [&'static str] {
    let at_a_group = matches!(target, Some(Target::Group));
    match label {
        Label::Hate | Label::CodedHate => &["hate"],
        Label::Harassment | Label::Insult | Label::Doxxing => &["harassment"],
        Label::Threat if at_a_group => &["hate", "hate/threatening", "violence"],
        Label::Threat => &["harassment", "harassment/threatening", "violence"],
        Label::Violence if at_a_group => &["violence", "hate", "hate/threatening"],
        Label::Violence => &["violence"],
        Label::Sexual => &["sexual"],
        Label::SelfHarm => &["self-harm", "self-harm/intent"],
        Label::Profanity
        | Label::Spam
        | Label::PressContempt
        | Label::HealthMisinformation
        | Label::BannedExpression
        | Label::Testimony
        | Label::Correction
        | Label::Feedback
        | Label::Question
        | Label::SubscriberHelp
        | Label::CustomerCase
        | Label::AdverseDrugReaction => &[],
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    const TARGETS: [Option<Target>; 3] = [None, Some(Target::Group), Some(Target::Person)];

    #[test]
    fn every_category_is_reached_or_listed_as_unmapped() {
        let reached: BTreeSet<&str> = Label::ALL
            .iter()
            .flat_map(|label| TARGETS.map(|target| categories(*label, target)))
            .flatten()
            .copied()
            .collect();
        let known: BTreeSet<&str> = CATEGORIES.into();
        let unmapped: BTreeSet<&str> = UNMAPPED.into();
        assert_eq!(&reached | &unmapped, known);
        assert!(reached.is_disjoint(&unmapped));
    }

    #[test]
    fn every_label_is_mapped_or_has_none() {
        let none: Vec<&str> = Label::ALL
            .iter()
            .filter(|label| categories(**label, None).is_empty() && !label.is_calm())
            .map(|label| label.name())
            .collect();
        let expected =
            ["profanity", "spam", "press-contempt", "health-misinformation", "banned-expression"];
        assert_eq!(none, expected);
        for label in Label::ALL.iter().filter(|label| label.is_calm()) {
            assert!(TARGETS.iter().all(|&target| categories(*label, target).is_empty()), "{label}");
        }
    }

    #[test]
    fn a_threat_is_hateful_when_it_is_aimed_at_a_group() {
        for (target, expected) in [
            (None, "harassment/threatening"),
            (Some(Target::Person), "harassment/threatening"),
            (Some(Target::Group), "hate/threatening"),
        ] {
            assert!(categories(Label::Threat, target).contains(&expected), "{target:?}");
        }
    }
}
