//! Categories and keywords of the statements of reasons that Article 17 of the EU's Digital Services Act asks for, in
//! the spelling of the Commission's transparency database since July 2025.
//!
//! A starting point for a person's statement, not legal advice: which ground a client relies on is the client's choice.

use crate::Label;

/// What a statement of reasons says the content is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Statement {
    /// The category; a statement has one.
    pub category: &'static str,
    /// The keywords that make it more precise.
    pub keywords: &'static [&'static str],
}

/// Every category of the database.
pub const CATEGORIES: [&str; 16] = [
    "STATEMENT_CATEGORY_ANIMAL_WELFARE",
    "STATEMENT_CATEGORY_CONSUMER_INFORMATION",
    "STATEMENT_CATEGORY_CYBER_VIOLENCE",
    "STATEMENT_CATEGORY_CYBER_VIOLENCE_AGAINST_WOMEN",
    "STATEMENT_CATEGORY_DATA_PROTECTION_AND_PRIVACY_VIOLATIONS",
    "STATEMENT_CATEGORY_ILLEGAL_OR_HARMFUL_SPEECH",
    "STATEMENT_CATEGORY_INTELLECTUAL_PROPERTY_INFRINGEMENTS",
    "STATEMENT_CATEGORY_NEGATIVE_EFFECTS_ON_CIVIC_DISCOURSE_OR_ELECTIONS",
    "STATEMENT_CATEGORY_NOT_SPECIFIED_NOTICE",
    OTHER_VIOLATION,
    "STATEMENT_CATEGORY_PROTECTION_OF_MINORS",
    "STATEMENT_CATEGORY_RISK_FOR_PUBLIC_SECURITY",
    "STATEMENT_CATEGORY_SCAMS_AND_FRAUD",
    "STATEMENT_CATEGORY_SELF_HARM",
    "STATEMENT_CATEGORY_UNSAFE_AND_PROHIBITED_PRODUCTS",
    "STATEMENT_CATEGORY_VIOLENCE",
];

/// The category of what breaks the client's own rules and no law.
pub const OTHER_VIOLATION: &str = "STATEMENT_CATEGORY_OTHER_VIOLATION_TC";

/// The statement for content with this label, or `None` where none is ever due: a calm label restricts nothing.
///
/// Spam counts as a breach of the client's rules; a scam, which is unlawful, is for a person to tell apart.
#[must_use]
pub const fn statement(label: Label) -> Option<Statement> {
    let (category, keywords): (&str, &'static [&'static str]) = match label {
        Label::Hate | Label::CodedHate => {
            ("STATEMENT_CATEGORY_ILLEGAL_OR_HARMFUL_SPEECH", &["KEYWORD_HATE_SPEECH"])
        }
        Label::Harassment => ("STATEMENT_CATEGORY_CYBER_VIOLENCE", &["KEYWORD_CYBER_HARASSMENT"]),
        Label::Insult | Label::Threat => {
            ("STATEMENT_CATEGORY_CYBER_VIOLENCE", &["KEYWORD_CYBER_BULLYING_INTIMIDATION"])
        }
        Label::Violence => ("STATEMENT_CATEGORY_VIOLENCE", &["KEYWORD_INCITEMENT_VIOLENCE_HATRED"]),
        Label::Sexual => (OTHER_VIOLATION, &["KEYWORD_ADULT_SEXUAL_MATERIAL"]),
        Label::SelfHarm => ("STATEMENT_CATEGORY_SELF_HARM", &["KEYWORD_SUICIDE"]),
        Label::Doxxing => {
            ("STATEMENT_CATEGORY_DATA_PROTECTION_AND_PRIVACY_VIOLATIONS", &["KEYWORD_OTHER"])
        }
        Label::HealthMisinformation => {
            ("STATEMENT_CATEGORY_RISK_FOR_PUBLIC_SECURITY", &["KEYWORD_RISK_PUBLIC_HEALTH"])
        }
        Label::Profanity | Label::Spam | Label::PressContempt | Label::BannedExpression => {
            (OTHER_VIOLATION, &["KEYWORD_OTHER"])
        }
        Label::Testimony
        | Label::Correction
        | Label::Feedback
        | Label::Question
        | Label::SubscriberHelp
        | Label::CustomerCase
        | Label::AdverseDrugReaction => return None,
    };
    Some(Statement { category, keywords })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_label_but_the_calm_ones_has_a_statement_in_the_databases_words() {
        for label in Label::ALL {
            let statement = statement(*label);
            assert_eq!(statement.is_none(), label.is_calm(), "{label}");
            let Some(Statement { category, keywords }) = statement else { continue };
            assert!(CATEGORIES.contains(&category), "{label}: {category}");
            assert!(!keywords.is_empty(), "{label}");
            assert!(keywords.iter().all(|keyword| keyword.starts_with("KEYWORD_")), "{label}");
        }
    }
}
