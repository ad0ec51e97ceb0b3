//! What a space does with what was found.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    decision::{Priority, Reason, Verdict},
    finding::{Findings, Score},
    label::Label,
};

/// From which score on a label is reviewed or rejected. `None` means never.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Threshold {
    /// A person looks from this score on.
    pub review: Option<Score>,
    /// The comment is rejected from this score on.
    pub reject: Option<Score>,
    /// How soon a person should look.
    pub priority: Priority,
}

/// What to answer when Vigie cannot decide (its own store fails, or the deadline is too near).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FailPosture {
    /// Let the comment through.
    Open,
    /// Hold the comment for a person.
    #[default]
    Hold,
    /// Refuse the comment.
    Closed,
}

impl FailPosture {
    /// The verdict that stands in for a decision that could not be made.
    #[must_use]
    pub const fn verdict(self) -> Verdict {
        match self {
            Self::Open => Verdict::Approve,
            Self::Hold => Verdict::Review,
            Self::Closed => Verdict::Reject,
        }
    }
}

/// A space's rules: thresholds per label, and its own banned and allowed expressions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// What to do per label. Labels that are missing are never acted on.
    pub thresholds: BTreeMap<Label, Threshold>,
    /// Expressions that this client does not want to see.
    pub banned: Vec<String>,
    /// Expressions that are harmless here, whatever the lexicons say.
    pub allowed: Vec<String>,
}

/// What the policy makes of the findings, before it is tied to a comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// Approve, review or reject.
    pub verdict: Verdict,
    /// How soon a person should look; meaningful for [`Verdict::Review`].
    pub priority: Priority,
    /// Which labels crossed which threshold, worst first. Empty for an approval.
    pub reasons: Vec<Reason>,
}

impl Default for Policy {
    /// The thresholds of a newspaper that would rather look twice than reject wrongly.
    fn default() -> Self {
        let thresholds =
            Label::ALL.iter().map(|&label| (label, Self::default_threshold(label))).collect();
        Self { thresholds, banned: Vec::new(), allowed: Vec::new() }
    }
}

impl Policy {
    /// The threshold of a label in a space that does not set its own.
    #[must_use]
    pub const fn default_threshold(label: Label) -> Threshold {
        let (review, reject, priority) = match label {
            Label::Hate | Label::Harassment | Label::Threat | Label::Violence | Label::Doxxing => {
                (500, Some(900), Priority::Urgent)
            }
            Label::Insult | Label::Sexual | Label::Spam => (500, Some(900), Priority::Normal),
            Label::SelfHarm => (300, None, Priority::Urgent),
            Label::CodedHate => (400, None, Priority::Normal),
            Label::PressContempt | Label::HealthMisinformation => (600, None, Priority::Normal),
            Label::BannedExpression => (500, Some(1000), Priority::Normal),
            // Coarse words without a target offend nobody, and calm labels route: a space that wants to see them says so.
            Label::Profanity
            | Label::Testimony
            | Label::Correction
            | Label::Feedback
            | Label::Question
            | Label::SubscriberHelp
            | Label::CustomerCase
            | Label::AdverseDrugReaction => {
                return Threshold { review: None, reject: None, priority: Priority::Normal };
            }
        };
        let reject = match reject {
            Some(score) => Some(Score::thousandths(score)),
            None => None,
        };
        Threshold { review: Some(Score::thousandths(review)), reject, priority }
    }

    /// Weighs the findings: the harshest verdict that any label reaches wins.
    ///
    /// Somebody in distress is heard by a person even when the same comment would be rejected: where a label that
    /// may not reject ([`Label::may_reject`]) and is urgent asks for review, review wins over rejection.
    #[must_use]
    pub fn judge(&self, findings: &Findings) -> Judgement {
        let mut reasons: Vec<Reason> = self
            .thresholds
            .iter()
            .filter_map(|(&label, threshold)| {
                let score = findings.score(label);
                if score == Score::default() {
                    return None;
                }
                let crossed = |level: Option<Score>| level.filter(|&level| score >= level);
                let (verdict, level) = match (crossed(threshold.reject), crossed(threshold.review))
                {
                    (Some(level), _) if label.may_reject() => (Verdict::Reject, level),
                    (_, Some(level)) => (Verdict::Review, level),
                    _ => return None,
                };
                Some(Reason {
                    label,
                    score,
                    threshold: level,
                    verdict,
                    priority: threshold.priority,
                })
            })
            .collect();
        let by_a_person =
            reasons.iter().any(|r| !r.label.may_reject() && r.priority == Priority::Urgent);
        reasons.sort_by_key(|r| (std::cmp::Reverse((r.verdict, r.priority, r.score)), r.label));
        let verdict = match reasons.first() {
            None => Verdict::Approve,
            Some(_) if by_a_person => Verdict::Review,
            Some(worst) => worst.verdict,
        };
        let priority = reasons.iter().map(|r| r.priority).max().unwrap_or(Priority::Normal);
        Judgement { verdict, priority, reasons }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Finding, Severity, Span};

    fn found(items: &[(Label, u16)]) -> Findings {
        let finding = |&(label, score): &(Label, u16)| Finding {
            label,
            score: Score::thousandths(score),
            severity: Severity::Medium,
            span: Span::new(0, 1),
            rule: "test/rule".into(),
            language: None,
            target: None,
            because: Vec::new(),
        };
        Findings(items.iter().map(finding).collect())
    }

    #[test]
    fn the_harshest_verdict_wins_and_carries_its_priority() {
        for (findings, verdict, priority) in [
            (found(&[]), Verdict::Approve, Priority::Normal),
            (found(&[(Label::Insult, 499)]), Verdict::Approve, Priority::Normal),
            (found(&[(Label::Insult, 500)]), Verdict::Review, Priority::Normal),
            (found(&[(Label::Insult, 900)]), Verdict::Reject, Priority::Normal),
            (found(&[(Label::Hate, 600), (Label::Spam, 700)]), Verdict::Review, Priority::Urgent),
            (found(&[(Label::CodedHate, 1000)]), Verdict::Review, Priority::Normal),
            (found(&[(Label::Profanity, 1000)]), Verdict::Approve, Priority::Normal),
            (found(&[(Label::AdverseDrugReaction, 1000)]), Verdict::Approve, Priority::Normal),
        ] {
            let judgement = Policy::default().judge(&findings);
            assert_eq!(
                (judgement.verdict, judgement.priority),
                (verdict, priority),
                "{findings:?}"
            );
        }
    }

    #[test]
    fn somebody_in_distress_is_heard_by_a_person_even_beside_an_insult() {
        let judgement =
            Policy::default().judge(&found(&[(Label::SelfHarm, 400), (Label::Insult, 1000)]));
        assert_eq!(judgement.verdict, Verdict::Review);
        assert_eq!(judgement.priority, Priority::Urgent);
        assert_eq!(judgement.reasons.len(), 2);
    }

    #[test]
    fn a_label_that_may_not_reject_never_does_whatever_the_threshold_says() {
        let mut policy = Policy::default();
        for label in Label::ALL {
            let sure = Score::thousandths(1);
            let all =
                Threshold { review: Some(sure), reject: Some(sure), priority: Priority::Normal };
            policy.thresholds.insert(*label, all);
            let verdict = policy.judge(&found(&[(*label, 1000)])).verdict;
            assert_eq!(verdict == Verdict::Reject, label.may_reject(), "{label}");
        }
    }
}
