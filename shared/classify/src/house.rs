//! A client's own expressions: banned in its space, or allowed there.

use std::sync::Arc;

use domain::{
    finding::{Finding, RuleId, Score, Span},
    label::{Label, Severity},
};

use crate::{
    expand,
    matcher::{Matcher, Pattern},
    normalise::normalise,
    readings::Readings,
    vocabulary::{TooManyWords, Vocabulary},
};

/// The most expressions that a space may have.
const MOST: usize = 5000;
/// The longest expression, in bytes.
const LONGEST: usize = 200;

/// An expression of a client that cannot be used, and why.
#[derive(Debug, thiserror::Error)]
pub enum ExpressionError {
    /// Nothing is left of it after normalising.
    #[error("the expression `{0}` holds no letter, digit or emoji")]
    Empty(String),
    /// It is longer than an expression may be.
    #[error("the expression `{0}` is longer than {LONGEST} bytes")]
    TooLong(String),
    /// There are too many.
    #[error("{0} expressions are too many, a space may have {MOST}")]
    TooMany(usize),
    /// The automaton cannot be built.
    #[error("the expressions are too large together: {0}")]
    Size(#[from] aho_corasick::BuildError),
    /// They hold too many words.
    #[error("the expressions are too large together: {0}")]
    Words(#[from] TooManyWords),
}

/// The expressions that a client has banned or allowed in its space, compiled once.
///
/// An expression is a word or a phrase; with a `*` at its end, the beginning of one.
#[derive(Debug, Clone, Default)]
pub struct HouseExpressions {
    banned: Option<Expressions>,
    allowed: Option<Expressions>,
}

impl HouseExpressions {
    /// Compiles a client's expressions.
    ///
    /// # Errors
    ///
    /// Says which expression cannot be used, and why; or that there are too many.
    pub fn compile(banned: &[String], allowed: &[String]) -> Result<Self, ExpressionError> {
        let count = banned.len() + allowed.len();
        if count > MOST {
            return Err(ExpressionError::TooMany(count));
        }
        Ok(Self { banned: Expressions::new(banned)?, allowed: Expressions::new(allowed)? })
    }

    /// No expressions.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// Findings for the banned expressions in a comment.
    pub(crate) fn banned(&self, readings: &Readings, findings: &mut Vec<Finding>) {
        let Some(banned) = &self.banned else { return };
        banned.each(readings, |span, rule| {
            findings.push(Finding {
                label: Label::BannedExpression,
                score: Score::ONE,
                severity: Severity::Medium,
                span,
                rule: rule.clone(),
                language: None,
                target: None,
                because: Vec::new(),
            });
        });
    }

    /// Where the allowed expressions of a comment stand.
    pub(crate) fn allowed(&self, readings: &Readings) -> Allowed {
        let mut spans = Vec::new();
        if let Some(allowed) = &self.allowed {
            allowed.each(readings, |span, _| spans.push(span));
        }
        spans.sort_unstable();
        // The furthest end so far: one look tells whether any earlier span covers a place.
        let mut furthest = 0;
        for span in &mut spans {
            furthest = furthest.max(span.end);
            span.end = furthest;
        }
        Allowed(spans)
    }
}

/// Where allowed expressions stand: what lies within one is forgiven by the lexicons and not read by the model.
#[derive(Debug)]
pub(crate) struct Allowed(Vec<Span>);

impl Allowed {
    /// Whether one covers a place.
    pub(crate) fn covers(&self, place: Span) -> bool {
        let before = self.0.partition_point(|span| span.start <= place.start);
        before
            .checked_sub(1)
            .and_then(|last| self.0.get(last))
            .is_some_and(|span| span.covers(place))
    }
}

#[derive(Debug, Clone)]
struct Expressions {
    matcher: Matcher,
    vocabulary: Vocabulary,
    /// By pattern.
    rules: Vec<RuleId>,
}

impl Expressions {
    fn new(expressions: &[String]) -> Result<Option<Self>, ExpressionError> {
        let (mut patterns, mut rules) = (Vec::new(), Vec::new());
        for expression in expressions {
            for pattern in readings_of(expression)? {
                rules.push(Arc::from(format!("house/banned/{}", pattern.text)));
                patterns.push(pattern);
            }
        }
        if patterns.is_empty() {
            return Ok(None);
        }
        let vocabulary = Vocabulary::new(patterns.iter(), std::iter::empty())?;
        let matcher = Matcher::new(patterns.iter(), &vocabulary)?;
        Ok(Some(Self { matcher, vocabulary, rules }))
    }

    fn each(&self, readings: &Readings, mut found: impl FnMut(Span, &RuleId)) {
        readings.each(&self.matcher, &self.vocabulary, |reading, hits| {
            for hit in hits {
                if let (Some(span), Some(rule)) =
                    (reading.span_of_tokens(hit.first, hit.last), self.rules.get(hit.pattern))
                {
                    found(span, rule);
                }
            }
        });
    }
}

/// An expression as comments are read: as written, and undone when that differs (`Con-Nard`).
fn readings_of(expression: &str) -> Result<Vec<Pattern>, ExpressionError> {
    if expression.len() > LONGEST {
        return Err(ExpressionError::TooLong(expression.to_owned()));
    }
    let trimmed = expression.trim();
    let plain =
        expand::pattern(trimmed).map_err(|_| ExpressionError::Empty(expression.to_owned()))?;
    let undone = normalise(trimmed.trim_end_matches('*'));
    let mut all = vec![plain];
    if let Some(plain) = all.first()
        && plain.text != undone.text()
        && !undone.text().is_empty()
    {
        all.push(Pattern { text: undone.text().to_owned(), prefix: plain.prefix });
    }
    Ok(all)
}
