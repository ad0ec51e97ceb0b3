//! Coral's reasons for a flag and for a rejection. Another word than these makes Coral ignore the whole answer.

use crate::Label;

/// Every rejection code that Coral knows, in its own order.
pub const REJECTION_CODES: [&str; 11] = [
    "OFFENSIVE",
    "ABUSIVE",
    "SPAM",
    "BANNED_WORD",
    "AD",
    "ILLEGAL_CONTENT",
    "HARASSMENT_BULLYING",
    "MISINFORMATION",
    "HATE_SPEECH",
    "IRRELEVANT_CONTENT",
    OTHER,
];

/// The rejection code of what has no better one.
pub const OTHER: &str = "OTHER";

/// The rejection code of what a person found unlawful.
pub const ILLEGAL: &str = "ILLEGAL_CONTENT";

/// The two reasons that an external moderation phase may give for a flag.
pub const FLAG_REASONS: [&str; 2] = ["COMMENT_DETECTED_TOXIC", "COMMENT_DETECTED_SPAM"];

/// Why a comment with this label is rejected.
///
/// Has no code of its own, hence [`OTHER`]: distress, contempt for the press, and the calm labels, which no machine
/// rejects for; a person may.
#[must_use]
pub const fn rejection_code(label: Label) -> &'static str {
    match label {
        Label::Hate | Label::CodedHate => "HATE_SPEECH",
        Label::Harassment | Label::Doxxing => "HARASSMENT_BULLYING",
        Label::Insult | Label::Threat | Label::Violence => "ABUSIVE",
        Label::Sexual | Label::Profanity => "OFFENSIVE",
        Label::Spam => "SPAM",
        Label::BannedExpression => "BANNED_WORD",
        Label::HealthMisinformation => "MISINFORMATION",
        Label::SelfHarm
        | Label::PressContempt
        | Label::Testimony
        | Label::Correction
        | Label::Feedback
        | Label::Question
        | Label::SubscriberHelp
        | Label::CustomerCase
        | Label::AdverseDrugReaction => OTHER,
    }
}

/// Why a comment with this label is flagged: Coral lets an external phase say "spam" or "toxic", nothing else.
#[must_use]
pub const fn flag_reason(label: Label) -> &'static str {
    match label {
        Label::Spam => "COMMENT_DETECTED_SPAM",
        _ => "COMMENT_DETECTED_TOXIC",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_label_has_a_code_and_a_reason_that_coral_knows() {
        for label in Label::ALL {
            assert!(REJECTION_CODES.contains(&rejection_code(*label)), "{label}");
            assert!(FLAG_REASONS.contains(&flag_reason(*label)), "{label}");
        }
        assert!(REJECTION_CODES.contains(&ILLEGAL));
    }

    #[test]
    fn what_a_machine_rejects_for_has_a_code_of_its_own() {
        let without: Vec<Label> = Label::ALL
            .iter()
            .copied()
            .filter(|label| label.may_reject() && rejection_code(*label) == OTHER)
            .collect();
        assert_eq!(without, [Label::PressContempt]);
    }
}
