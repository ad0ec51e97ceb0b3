//! What a comment can be found to hold.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! labels {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)*) => {
        /// A kind of content. The text form is the kebab-case name used in spaces, APIs and tests.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Label {
            $($(#[$doc])* #[serde(rename = $name)] $variant,)*
        }

        impl Label {
            /// Every label, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The name used in spaces, APIs and tests.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }
        }
    };
}

labels! {
    /// Contempt for people because of who they are: origin, religion, gender, orientation, disability, age.
    Hate = "hate",
    /// Pursuing or degrading one person.
    Harassment = "harassment",
    /// An insult at a person.
    Insult = "insult",
    /// Announcing or wishing harm to somebody.
    Threat = "threat",
    /// Calling for or glorifying violence.
    Violence = "violence",
    /// Sexual harassment or explicit sexual content.
    Sexual = "sexual",
    /// Somebody may hurt themselves: for help, never for rejection.
    SelfHarm = "self-harm",
    /// Coarse language without a target.
    Profanity = "profanity",
    /// Private details of a person: address, phone, e-mail, bank account.
    Doxxing = "doxxing",
    /// Advertising, scams, link farming.
    Spam = "spam",
    /// Hate between the lines: for a person to judge, never for rejection by a machine.
    CodedHate = "coded-hate",
    /// Contempt for the press.
    PressContempt = "press-contempt",
    /// A false or dangerous claim about health.
    HealthMisinformation = "health-misinformation",
    /// An expression that the client itself has banned in its space.
    BannedExpression = "banned-expression",
    /// Calm: a witness, a first-hand account that the newsroom may use.
    Testimony = "testimony",
    /// Calm: points out a typo or an error of fact.
    Correction = "correction",
    /// Calm: praise or blame of the article as work.
    Feedback = "feedback",
    /// Calm: asks the newsroom or the brand something.
    Question = "question",
    /// Calm: subscription, account, paywall, delivery of the paper.
    SubscriberHelp = "subscriber-help",
    /// Calm: a customer's complaint about a product, an order, a refund.
    CustomerCase = "customer-case",
    /// Calm: somebody suffered an undesired effect of a medicine, vaccine or device. A laboratory must hear of each.
    AdverseDrugReaction = "adverse-drug-reaction",
}

impl Label {
    /// Whether a machine may reject a comment for this label alone.
    ///
    /// Somebody in distress is answered by a person, an allusion is judged by one, and a calm label is no offence.
    #[must_use]
    pub const fn may_reject(self) -> bool {
        !matches!(self, Self::SelfHarm | Self::CodedHate) && !self.is_calm()
    }

    /// Whether it tells a desk what the comment is about rather than what is wrong with it.
    #[must_use]
    pub const fn is_calm(self) -> bool {
        matches!(
            self,
            Self::Testimony
                | Self::Correction
                | Self::Feedback
                | Self::Question
                | Self::SubscriberHelp
                | Self::CustomerCase
                | Self::AdverseDrugReaction
        )
    }

    /// Looks a label up by its name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|label| label.name() == name)
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// How bad a finding is, whatever its certainty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Nothing is wrong: calm labels.
    None,
    /// Unpleasant.
    Low,
    /// Breaks most house rules.
    Medium,
    /// Harms somebody.
    High,
    /// Unlawful in most places, or dangerous now.
    Severe,
}

/// Whom or what a finding is aimed at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Target {
    /// People named by who they are: origin, religion, sex, orientation, gender, disability, age.
    Group,
    /// People named by what they do or choose: a profession, a party, the fans of a club, the press.
    Crowd,
    /// One person: somebody spoken to or spoken of.
    Person,
    /// The author of the comment.
    Author,
    /// A thing, a work, an idea.
    Thing,
    /// Nobody.
    Nobody,
}

/// A language that the classifier speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// French.
    Fr,
    /// English.
    En,
}

impl Language {
    /// The ISO 639-1 code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Fr => "fr",
            Self::En => "en",
        }
    }

    /// Reads the primary subtag of a language tag: `fr`, `fr-CA`, `EN_us`.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        [Self::Fr, Self::En].into_iter().find(|l| l.code().eq_ignore_ascii_case(primary))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_label_is_found_by_its_name() {
        for label in Label::ALL {
            assert_eq!(Label::named(label.name()), Some(*label));
        }
        assert_eq!(Label::named("hateful"), None);
    }

    #[test]
    fn a_language_tag_is_read_by_its_primary_subtag() {
        for (tag, language) in
            [("fr", Some(Language::Fr)), ("EN_us", Some(Language::En)), ("fro", None), ("", None)]
        {
            assert_eq!(Language::from_tag(tag), language, "{tag:?}");
        }
    }
}
