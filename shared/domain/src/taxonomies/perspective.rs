//! The attributes of Google's Perspective API, and how our findings count towards them.

use crate::{Finding, Label, Score, Severity};

macro_rules! attributes {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)*) => {
        /// An attribute that can be scored.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Attribute {
            $($(#[$doc])* $variant,)*
        }

        impl Attribute {
            /// Every attribute, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The name in requests and answers.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }
        }
    };
}

attributes! {
    /// Rude or disrespectful, likely to make people leave a discussion.
    Toxicity = "TOXICITY",
    /// The same when it is grave: milder insults and coarse words do not count.
    SevereToxicity = "SEVERE_TOXICITY",
    /// Against people because of who they are.
    IdentityAttack = "IDENTITY_ATTACK",
    /// Insulting or belittling a person or people.
    Insult = "INSULT",
    /// Swear words, obscene language.
    Profanity = "PROFANITY",
    /// An intention to hurt somebody.
    Threat = "THREAT",
    /// References to sexual acts or body parts.
    SexuallyExplicit = "SEXUALLY_EXPLICIT",
    /// Advances, innuendo.
    Flirtation = "FLIRTATION",
    /// Irrelevant and commercial.
    Spam = "SPAM",
    /// Against whoever wrote the article.
    AttackOnAuthor = "ATTACK_ON_AUTHOR",
    /// Against another commenter.
    AttackOnCommenter = "ATTACK_ON_COMMENTER",
    /// Meant to provoke.
    Inflammatory = "INFLAMMATORY",
    /// Vulgar language.
    Obscene = "OBSCENE",
    /// What a newspaper's moderators would reject.
    LikelyToReject = "LIKELY_TO_REJECT",
}

/// Ends the names of attributes on trial.
const EXPERIMENTAL: &str = "_EXPERIMENTAL";

impl Attribute {
    /// Looks an attribute up by its name. The first seven are also found as `…_EXPERIMENTAL`, with the same meaning.
    ///
    /// `None` for what our labels say nothing about, such as `INCOHERENT`, `UNSUBSTANTIAL` or `OFF_TOPIC`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let find = |name| Self::ALL.iter().copied().find(|attribute| attribute.name() == name);
        find(name).or_else(|| {
            let plain = find(name.strip_suffix(EXPERIMENTAL)?)?;
            (plain <= Self::SexuallyExplicit).then_some(plain)
        })
    }

    /// How probable the attribute is: the finding that counts most decides; nothing found is 0.
    #[must_use]
    pub fn score<'a>(self, findings: impl IntoIterator<Item = &'a Finding>) -> Score {
        findings.into_iter().map(|finding| self.counted(finding)).max().unwrap_or_default()
    }

    fn counted(self, finding: &Finding) -> Score {
        if self == Self::SevereToxicity && finding.severity < Severity::High {
            return Score::default();
        }
        let share = shares(finding.label).iter().find(|(attribute, _)| *attribute == self);
        share.map_or(Score::default(), |(_, percent)| {
            let thousandths = u32::from(finding.score.as_thousandths()) * u32::from(*percent) / 100;
            Score::thousandths(u16::try_from(thousandths).unwrap_or(u16::MAX))
        })
    }
}

/// The attributes that a finding of this label counts towards, and how much of its score does, in percent.
///
/// Less than 100 where the label is only akin to the attribute: a swear word alone ("putain, quel but !") is coarse and
/// makes nobody leave, so it reaches half of `TOXICITY`; an allusion is for a person to judge.
/// Counts towards nothing: distress (somebody to help, not to score), false claims about health, and the calm labels.
#[must_use]
pub const fn shares(label: Label) -> &'static [(Attribute, u8)] {
    use Attribute as A;
    match label {
        Label::Hate => &[
            (A::Toxicity, 100),
            (A::SevereToxicity, 100),
            (A::IdentityAttack, 100),
            (A::Insult, 100),
            (A::AttackOnCommenter, 50),
            (A::Inflammatory, 100),
            (A::LikelyToReject, 100),
        ],
        Label::CodedHate => &[
            (A::Toxicity, 60),
            (A::IdentityAttack, 70),
            (A::Inflammatory, 100),
            (A::LikelyToReject, 60),
        ],
        Label::Harassment | Label::Insult => &[
            (A::Toxicity, 100),
            (A::SevereToxicity, 100),
            (A::Insult, 100),
            (A::AttackOnCommenter, 100),
            (A::Inflammatory, 80),
            (A::LikelyToReject, 100),
        ],
        Label::Threat => &[
            (A::Toxicity, 100),
            (A::SevereToxicity, 100),
            (A::Threat, 100),
            (A::AttackOnCommenter, 100),
            (A::Inflammatory, 100),
            (A::LikelyToReject, 100),
        ],
        Label::Violence => &[
            (A::Toxicity, 100),
            (A::SevereToxicity, 100),
            (A::Threat, 100),
            (A::Inflammatory, 100),
            (A::LikelyToReject, 100),
        ],
        Label::Sexual => &[
            (A::Toxicity, 80),
            (A::SevereToxicity, 80),
            (A::SexuallyExplicit, 100),
            (A::Flirtation, 80),
            (A::Obscene, 100),
            (A::LikelyToReject, 100),
        ],
        Label::Profanity => &[(A::Toxicity, 50), (A::Profanity, 100), (A::Obscene, 100)],
        Label::Doxxing => &[(A::Toxicity, 60), (A::LikelyToReject, 100)],
        Label::Spam => &[(A::Spam, 100), (A::LikelyToReject, 100)],
        Label::PressContempt => &[
            (A::Toxicity, 60),
            (A::Insult, 60),
            (A::AttackOnAuthor, 100),
            (A::Inflammatory, 60),
            (A::LikelyToReject, 60),
        ],
        Label::BannedExpression => &[(A::LikelyToReject, 100)],
        Label::SelfHarm
        | Label::HealthMisinformation
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
    use super::*;
    use crate::Span;

    fn found(label: Label, thousandths: u16, severity: Severity) -> Finding {
        Finding {
            label,
            score: Score::thousandths(thousandths),
            severity,
            span: Span::new(0, 1),
            rule: "test/rule".into(),
            language: None,
            target: None,
            because: Vec::new(),
        }
    }

    #[test]
    fn every_label_counts_towards_something_or_has_a_reason_not_to() {
        for label in Label::ALL {
            let none =
                label.is_calm() || matches!(label, Label::SelfHarm | Label::HealthMisinformation);
            assert_eq!(shares(*label).is_empty(), none, "{label}");
            assert!(
                shares(*label).iter().all(|(_, percent)| (1..=100).contains(percent)),
                "{label}"
            );
        }
    }

    #[test]
    fn every_attribute_is_reached_by_a_label() {
        for attribute in Attribute::ALL {
            let reached = Label::ALL.iter().flat_map(|label| shares(*label));
            assert!(reached.into_iter().any(|(reached, _)| reached == attribute), "{attribute:?}");
        }
    }

    #[test]
    fn an_attribute_is_found_by_its_name() {
        for attribute in Attribute::ALL {
            assert_eq!(Attribute::named(attribute.name()), Some(*attribute));
        }
        for (name, expected) in [
            ("TOXICITY_EXPERIMENTAL", Some(Attribute::Toxicity)),
            ("SEXUALLY_EXPLICIT_EXPERIMENTAL", Some(Attribute::SexuallyExplicit)),
            ("SPAM_EXPERIMENTAL", None),
            ("INCOHERENT", None),
            ("UNSUBSTANTIAL", None),
            ("toxicity", None),
            ("_EXPERIMENTAL", None),
            ("", None),
        ] {
            assert_eq!(Attribute::named(name), expected, "{name:?}");
        }
    }

    #[test]
    fn the_finding_that_counts_most_decides() {
        for (findings, attribute, expected) in [
            (vec![], Attribute::Toxicity, 0),
            (vec![found(Label::Insult, 950, Severity::Medium)], Attribute::Toxicity, 950),
            (vec![found(Label::Insult, 950, Severity::Medium)], Attribute::SevereToxicity, 0),
            (vec![found(Label::Hate, 900, Severity::High)], Attribute::SevereToxicity, 900),
            (vec![found(Label::Profanity, 900, Severity::Low)], Attribute::Toxicity, 450),
            (vec![found(Label::Profanity, 900, Severity::Low)], Attribute::Profanity, 900),
            (vec![found(Label::SelfHarm, 1000, Severity::High)], Attribute::LikelyToReject, 0),
            (
                vec![
                    found(Label::Profanity, 1000, Severity::Low),
                    found(Label::Insult, 700, Severity::Medium),
                ],
                Attribute::Toxicity,
                700,
            ),
        ] {
            assert_eq!(attribute.score(&findings).as_thousandths(), expected, "{findings:?}");
        }
    }
}
