//! From a hit to a finding: the context raises, lowers or cancels it.

use domain::{
    finding::{Finding, Score, Span},
    label::{Label, Language},
};
use icu_normalizer::ComposingNormalizerBorrowed;

use crate::{
    classes::{Class, Marked},
    context::Window,
    lexicon::{Group, Lexicon},
    matcher::Hit,
};

/// What the rules of the model begin with.
pub(crate) const MODEL: &str = "model/";

/// What is left of a hit that is denied: `tu n'es pas un …`.
const DENIED: Score = Score::thousandths(450);
/// What is left of hate or a threat that is reported or condemned: still for a person to see.
const REPORTED_GRAVE: Score = Score::thousandths(550);
/// What is left of anything else that is reported.
const REPORTED: Score = Score::thousandths(400);
/// The most that a word harmless in the other language gets when the language is not known.
const UNSURE: Score = Score::thousandths(650);

/// Words between a person and an insult at them.
const AIM_REACH: usize = 6;
/// Words between an insult and the words that report it.
const REPORT_REACH: usize = 8;
/// Small words between a negation and what it denies.
const FILLERS: usize = 4;

/// A comment that is being judged.
pub(crate) struct Judge<'c> {
    pub(crate) lexicon: &'c Lexicon,
    /// The comment as it came.
    pub(crate) original: &'c str,
    pub(crate) marked: &'c Marked<'c>,
    /// The language of the whole comment.
    pub(crate) language: Option<Language>,
}

impl Judge<'_> {
    /// The finding behind a hit, unless the context cancels it.
    pub(crate) fn finding(&self, hit: Hit) -> Option<Finding> {
        let form = self.lexicon.forms.get(hit.pattern)?;
        let group = self.lexicon.groups.get(form.group)?;
        let foreign = self.language.is_some_and(|language| language != group.language);
        if group.homonym && foreign {
            return None;
        }
        let own = self.marked.reading.span_of_tokens(hit.first, hit.last)?;
        if let Some(written) = &form.accents
            && !accents_agree(own.of(self.original)?, written)
        {
            return None;
        }
        if group.excludes.iter().any(|it| it.find(self.marked, hit, true).is_some()) {
            return None;
        }
        let mut whole = hit;
        for need in &group.needs {
            let word = need.find(self.marked, hit, false)?;
            if need.is_directed() {
                (whole.first, whole.last) = (whole.first.min(word), whole.last.max(word));
            }
        }
        let span = self.marked.reading.span_of_tokens(whole.first, whole.last)?;
        Some(Finding {
            label: group.label,
            score: self.score(group, whole),
            severity: group.severity,
            span,
            rule: form.rule.clone(),
            language: Some(group.language),
            target: None,
            because: Vec::new(),
        })
    }

    fn score(&self, group: &Group, hit: Hit) -> Score {
        let mut score = group.score;
        if let Some(aimed) = group.aimed
            && self.is_aimed(hit)
        {
            score = score.max(aimed);
        }
        if group.homonym && self.language.is_none() {
            score = score.min(UNSURE);
        }
        // Distress is distress, however it is put.
        if group.label == Label::SelfHarm {
            return score;
        }
        if self.is_denied(hit) {
            return score.min(DENIED);
        }
        if self.is_reported(hit) {
            let grave = matches!(group.label, Label::Hate | Label::Threat | Label::Violence);
            return score.min(if grave { REPORTED_GRAVE } else { REPORTED });
        }
        score
    }

    /// Whether the words point it at somebody, or there is nothing but the insult.
    fn is_aimed(&self, hit: Hit) -> bool {
        let words = self.marked.reading.tokens().len();
        let near = Window { before: AIM_REACH, after: AIM_REACH, beyond_stops: false };
        let beside = Window { before: 2, after: 0, beyond_stops: false };
        words <= hit.last - hit.first + 2
            || self.marked.find(hit, near, |word| self.marked.is(word, Class::Person)).is_some()
            || self.marked.find(hit, beside, |word| self.marked.is(word, Class::Aim)).is_some()
    }

    /// Whether a negation governs the hit: only small words stand between them.
    fn is_denied(&self, hit: Hit) -> bool {
        let window = Window { before: FILLERS + 1, after: 0, beyond_stops: false };
        let first = self.marked.find(hit, window, |word| {
            !self.marked.is(word, Class::Filler) || self.marked.is(word, Class::Negation)
        });
        first.is_some_and(|word| self.marked.is(word, Class::Negation))
    }

    /// Whether somebody else is said to have said it, or it is called out.
    fn is_reported(&self, hit: Hit) -> bool {
        let reach = Window { before: REPORT_REACH, after: REPORT_REACH, beyond_stops: true };
        let near = |class| self.marked.find(hit, reach, |word| self.marked.is(word, class));
        near(Class::Quotation).is_some() || (self.is_quoted(hit) && near(Class::Report).is_some())
    }

    fn is_quoted(&self, hit: Hit) -> bool {
        let reading = self.marked.reading;
        let reach = 3; // a quotation may hold a few more words than the hit
        let opens = (0..=hit.first)
            .rev()
            .take(reach)
            .any(|word| reading.tokens().get(word).is_some_and(|t| t.follows_quote()));
        let closes = (hit.last..).take(reach).any(|word| reading.quote_follows(word));
        opens && closes
    }
}

/// Whether the accents written do not contradict the entry's: each letter bears the entry's
/// accent or none.
fn accents_agree(original: &str, entry: &str) -> bool {
    let compose = ComposingNormalizerBorrowed::new_nfc();
    let written = compose.normalize(original).to_lowercase();
    let entry = entry.trim_end_matches('*').to_lowercase();
    letters(&written)
        .zip(letters(&entry))
        .all(|(found, wanted)| found.is_ascii() || found == wanted)
}

fn letters(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|c| c.is_alphanumeric())
}

/// Sorted, without doubles: of findings with one label that overlap, the longest is kept with the
/// highest score; then at most `most`, the highest scores first to stay.
pub(crate) fn tidy(mut findings: Vec<Finding>, most: usize) -> Vec<Finding> {
    if findings.len() < 2 {
        return findings;
    }
    findings.sort_by(|a, b| {
        let key = |f: &Finding| (f.label, f.span.start, std::cmp::Reverse(f.span.end));
        key(a).cmp(&key(b)).then(b.score.cmp(&a.score)).then(a.rule.cmp(&b.rule))
    });
    findings.dedup_by(|next, kept| {
        let same = next.label == kept.label && next.span.start < kept.span.end;
        if same {
            merge(kept, next);
        }
        same
    });
    if findings.len() > most {
        findings.sort_by_key(|f| std::cmp::Reverse(f.score));
        findings.truncate(most);
    }
    findings.sort_by_key(|f| (f.span, f.label));
    findings
}

/// Keeps the longer of two overlapping findings, with the higher score of both. A rule knows its place better than the
/// model does: its words stay, and the model's reasons join them.
fn merge(kept: &mut Finding, next: &mut Finding) {
    let length = |span: Span| span.end - span.start;
    let score = kept.score.max(next.score);
    let by_model = |finding: &Finding| finding.rule.starts_with(MODEL);
    let swap = match (by_model(kept), by_model(next)) {
        (true, false) => true,
        (false, true) => false,
        _ => (length(next.span), next.score) > (length(kept.span), kept.score),
    };
    if swap {
        std::mem::swap(kept, next);
    }
    if by_model(next) {
        kept.because.append(&mut next.because);
    }
    kept.score = score;
    kept.severity = kept.severity.max(next.severity);
}
