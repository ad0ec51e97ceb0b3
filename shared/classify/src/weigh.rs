//! What the lexicons found and what the model thinks, brought together.
//!
//! The lexicons win where they know better: an explicit slur or insult stays what it is unless the model is nearly
//! certain of the contrary (a quotation, a name). The model wins where words alone do not tell. Every score says which
//! parts made it: the rule, and the words and classes that weighed most.

use domain::{
    finding::{Finding, Score, Span},
    label::{Label, Language, Severity, Target},
};

use crate::{
    classes::{Bits, Class},
    judge::MODEL,
    model::{
        features::Feature,
        heads::{HARM, LABELS, head},
        read::{Reasons, Scored},
        sequence::{GROUP, STOP, Word},
        weights::Weights,
    },
    normalise::Reading,
};

/// From which probability of harm the model adds a finding of its own.
const HARMFUL: f32 = 0.5;
/// From which probability a label beside the likeliest one is told too.
const BESIDE: f32 = 0.45;
/// From which probability a label is told that does not depend on harm of any kind.
const BY_ITSELF: f32 = 0.4;
/// From which probability distress is told: here the silent ones are worse than those asked in vain.
const DISTRESS: f32 = 0.25;
/// Below which probability of harm an uncertain hit of a lexicon is no longer for a person.
const UNLIKELY: f32 = 0.45;
/// Below which probability of harm even an explicit slur is left to a person: it may be taken back by its own people.
const DOUBTFUL: f32 = 0.5;
/// Below which probability of harm even an explicit hit is taken for another sense of the word.
const VERY_UNLIKELY: f32 = 0.3;
/// Below which probability of harm even an explicit insult or threat is left to a person.
const NEARLY_NONE: f32 = 0.1;
/// From which score a hit of a lexicon is explicit.
const EXPLICIT: Score = Score::thousandths(900);
/// From which score a hit of a lexicon points at somebody.
const AIMED: Score = Score::thousandths(750);
/// What is left of an explicit hit where harm is very unlikely: for a person to see.
const TO_A_PERSON: Score = Score::thousandths(600);
/// What is left of an uncertain hit where harm is unlikely.
const WEAK: Score = Score::thousandths(350);
/// Words of a comment that says hardly more than a hit, and those that it may have besides: `you moron`.
const BARE: (usize, usize) = (6, 1);
/// Words of a comment that is short: where none of them is of a class that tells of people or harm, ...
const SHORT: usize = 10;
/// ... letters alone are no evidence.
const NOT_BY_LETTERS: f32 = 0.4;
/// Classes that tell of neither people nor harm.
#[expect(clippy::indexing_slicing, reason = "checked when it is compiled")]
const SAYS_LITTLE: Bits = {
    let all = [
        Class::Oneself,
        Class::Thing,
        Class::All,
        Class::May,
        Class::Praise,
        Class::Help,
        Class::Negation,
        Class::Report,
        Class::Like,
        Class::Home,
        Class::Laugh,
        Class::Ask,
        Class::Family,
        Class::EmojiLove,
        Class::Aim,
        Class::Filler,
        Class::Wish,
        Class::Rights,
    ];
    let mut bits = STOP;
    let mut at = 0;
    while at < all.len() {
        bits |= 1 << all[at] as u32;
        at += 1;
    }
    bits
};
/// So many hits of the lexicons are no matter of another sense of a word.
const MANY: usize = 4;
/// Reasons told of one score.
const MOST_REASONS: usize = 3;

/// One comment, read and scored.
pub(crate) struct Weighing<'c> {
    pub(crate) weights: &'c Weights,
    pub(crate) reading: &'c Reading,
    pub(crate) words: &'c [Word],
    pub(crate) scored: Scored,
}

/// Whether a label is weighed by the probability of harm.
const fn is_harm(label: Label) -> bool {
    matches!(
        label,
        Label::Hate
            | Label::Harassment
            | Label::Insult
            | Label::Threat
            | Label::Violence
            | Label::Sexual
            | Label::CodedHate
    )
}

/// From which probability a label is told by itself, when it is.
const fn by_itself(label: Label) -> Option<f32> {
    match label {
        Label::SelfHarm => Some(DISTRESS),
        Label::Profanity
        | Label::PressContempt
        | Label::Doxxing
        | Label::Spam
        | Label::HealthMisinformation => Some(BY_ITSELF),
        _ if label.is_calm() => Some(BY_ITSELF),
        _ => None,
    }
}

/// How bad a label is when only the model says so.
const fn severity(label: Label) -> Severity {
    match label {
        Label::Hate | Label::Threat | Label::Violence | Label::Doxxing => Severity::High,
        Label::SelfHarm => Severity::Severe,
        Label::Harassment
        | Label::Insult
        | Label::Sexual
        | Label::CodedHate
        | Label::HealthMisinformation
        | Label::BannedExpression => Severity::Medium,
        Label::Profanity | Label::Spam | Label::PressContempt => Severity::Low,
        _ => Severity::None,
    }
}

/// Whether one label says plainly what the other only hints at: an allusion stays an allusion.
const fn is_plainer(one: Label, other: Label) -> bool {
    matches!((one, other), (Label::Hate, Label::CodedHate))
}

impl Weighing<'_> {
    fn score(&self, head: usize) -> f32 {
        self.scored.scores.get(head).copied().unwrap_or_default()
    }

    /// Weighs the findings of the lexicons and adds the model's.
    pub(crate) fn weigh(
        &self,
        text: &str,
        language: Option<Language>,
        findings: &mut Vec<Finding>,
    ) {
        let mut harm = self.score(HARM);
        if self.words.len() <= SHORT && self.words.iter().all(|word| word.bits & !SAYS_LITTLE == 0)
        {
            harm = harm.min(NOT_BY_LETTERS);
        }
        let stands = findings.iter().filter(|finding| is_harm(finding.label)).count() >= MANY;
        for finding in &mut *findings {
            if finding.label == Label::CodedHate {
                // An allusion is for a person to judge, unless it is plainly spoken about.
                if harm < VERY_UNLIKELY {
                    finding.score = finding.score.min(WEAK);
                    finding.because.push("model: harm is very unlikely".to_owned());
                }
            } else if is_harm(finding.label) && !stands {
                let slur = finding.label == Label::Hate;
                let knows = finding.score >= AIMED;
                let (left, why) = match finding.score >= EXPLICIT {
                    // Next to nothing else was said: the lexicon knows better.
                    _ if knows && self.is_bare(finding.span) => (finding.score, ""),
                    true if slur && harm < VERY_UNLIKELY => (WEAK, "very unlikely"),
                    true if slur && harm < DOUBTFUL || harm < NEARLY_NONE => {
                        (TO_A_PERSON, "doubtful")
                    }
                    false if harm < UNLIKELY => (WEAK, "unlikely"),
                    _ => (finding.score, ""),
                };
                if left < finding.score {
                    finding.score = left;
                    finding.because.push(format!("model: harm is {why}"));
                }
            }
            if finding.target.is_none() {
                finding.target = self.target_at(finding.label, finding.span);
            }
        }
        let mut likeliest = None;
        if harm >= HARMFUL {
            likeliest = LABELS
                .iter()
                .copied()
                .filter(|&label| {
                    !label.is_calm() && label != Label::Profanity && label != Label::PressContempt
                })
                .map(|label| (label, head(label).map_or(0.0, |head| self.score(head))))
                .max_by(|a, b| a.1.total_cmp(&b.1))
                .map(|(label, _)| label);
            if let Some(label) = likeliest {
                let reasons = self.reasons(label);
                self.add(text, language, label, harm, &reasons, findings);
                for other in LABELS
                    .iter()
                    .copied()
                    .filter(|&other| other != label && is_harm(other) && !is_plainer(other, label))
                {
                    let score = head(other).map_or(0.0, |head| self.score(head)).min(harm);
                    if score >= BESIDE {
                        // What spoke for the likeliest label speaks for those beside it.
                        self.add(text, language, other, score, &reasons, findings);
                    }
                }
            }
        }
        for &label in LABELS.iter().filter(|&&label| Some(label) != likeliest) {
            let score = head(label).map_or(0.0, |head| self.score(head));
            if by_itself(label).is_some_and(|least| score >= least) {
                self.add(text, language, label, score, &self.reasons(label), findings);
            }
        }
    }

    /// Whether a comment says hardly more than what stands in a place.
    fn is_bare(&self, place: Span) -> bool {
        let (all, besides) = BARE;
        let outside = |word: &&Word| {
            self.reading
                .span_of_tokens(word.first as usize, word.last as usize)
                .is_some_and(|word| !place.covers(word))
        };
        self.words.len() <= all && self.words.iter().filter(outside).count() <= besides
    }

    fn reasons(&self, label: Label) -> Reasons {
        head(label).map_or_else(Reasons::default, |head| {
            self.weights.reasons(self.reading.text(), self.words, &self.scored, head, MOST_REASONS)
        })
    }

    fn add(
        &self,
        text: &str,
        language: Option<Language>,
        label: Label,
        score: f32,
        reasons: &Reasons,
        findings: &mut Vec<Finding>,
    ) {
        let span = self.heaviest(&reasons.words).unwrap_or_else(|| Span::new(0, text.len()));
        let told = reasons.features.iter().map(|&(feature, at, _)| self.told(feature, at));
        let mut because: Vec<String> = told.collect();
        because.dedup();
        findings.push(Finding {
            label,
            score: Score::try_from(f64::from(score)).unwrap_or_default(),
            severity: severity(label),
            span,
            rule: format!("{MODEL}{label}").into(),
            language,
            target: self.target_at(label, span),
            because,
        });
    }

    /// The sentence that weighs most, from its first word that weighs to its last.
    fn heaviest(&self, weights: &[f32]) -> Option<Span> {
        let mut best: Option<(f32, usize, usize)> = None;
        let mut from = 0;
        for to in 0..=self.words.len() {
            let ends = self.words.get(to).is_none_or(|word| word.bits & STOP != 0);
            if !ends {
                continue;
            }
            let sentence = weights.get(from..to).unwrap_or_default();
            let sum: f32 = sentence.iter().map(|weight| weight.max(0.0)).sum();
            if sum > 0.0 && best.is_none_or(|(most, ..)| sum > most) {
                let enough = sentence.iter().copied().fold(0.0, f32::max) * 0.2;
                let first = sentence.iter().position(|&weight| weight >= enough)?;
                let last = sentence.iter().rposition(|&weight| weight >= enough)?;
                best = Some((sum, from + first, from + last));
            }
            from = to + 1;
        }
        let (_, first, last) = best?;
        let (first, last) = (self.words.get(first)?, self.words.get(last)?);
        self.reading.span_of_tokens(first.first as usize, last.last as usize)
    }

    /// Whom a finding is aimed at, told by the words in and around it.
    fn target_at(&self, label: Label, span: Span) -> Option<Target> {
        if label.is_calm() {
            return None;
        }
        let inside = |word: &Word| {
            self.reading.span_of_tokens(word.first as usize, word.last as usize).is_some_and(
                |place| {
                    place.start < span.end.saturating_add(24)
                        && span.start < place.end.saturating_add(24)
                },
            )
        };
        let bits = self
            .words
            .iter()
            .filter(|word| inside(word))
            .fold(0, |bits: Bits, word| bits | word.bits);
        let has = |class: Class| bits & class.bits(Language::Fr) != 0;
        Some(match label {
            Label::Hate | Label::CodedHate => Target::Group,
            Label::SelfHarm => Target::Author,
            Label::Spam | Label::HealthMisinformation => Target::Nobody,
            Label::PressContempt => Target::Crowd,
            _ if bits & GROUP != 0 => Target::Group,
            _ if has(Class::Person) || has(Class::Someone) => Target::Person,
            _ if has(Class::Crowd) || has(Class::They) => Target::Crowd,
            _ if has(Class::Oneself) => Target::Author,
            _ if has(Class::Thing) => Target::Thing,
            _ => Target::Nobody,
        })
    }

    /// A feature as a person can read it.
    fn told(&self, feature: Feature, at: usize) -> String {
        let word = |at: Option<usize>| match at.and_then(|at| self.words.get(at)) {
            Some(word) if word.bits & GROUP != 0 => "<group>",
            Some(word) => {
                self.reading.text().get(word.start as usize..word.end as usize).unwrap_or_default()
            }
            None => "",
        };
        let class = |bit: u32| model_name(bit);
        match feature {
            Feature::Word | Feature::Letters => format!("word: {}", word(Some(at))),
            Feature::Pair => format!("words: {} {}", word(at.checked_sub(1)), word(Some(at))),
            Feature::Class(a) => format!("class: {}", class(a)),
            Feature::Classes(a, b) => format!("classes: {} … {}", class(a), class(b)),
            Feature::Triple(a, m, b) => {
                format!("classes: {} … {} … {}", class(a), class(m), class(b))
            }
            Feature::Beside(a) => format!("class: {} beside {}", class(a), word(Some(at))),
        }
    }
}

/// The name of a bit of a sequence.
fn model_name(bit: u32) -> &'static str {
    const FOUND: [&str; 9] = [
        "group",
        "end",
        "found-hate",
        "found-insult",
        "found-threat",
        "found-sexual",
        "found-coded",
        "found-coarse",
        "found-other",
    ];
    let first = Class::Origin as u32;
    match bit.checked_sub(first).and_then(|at| FOUND.get(at as usize)) {
        Some(name) => name,
        None => Class::ALL.get(bit as usize).map_or("", |class| class.name()),
    }
}
