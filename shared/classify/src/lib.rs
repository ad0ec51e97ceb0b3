//! Reads a comment and says what it holds.
//!
//! ```text
//! text -> readings (normalise) -> hits (matcher) -> findings (judge: context, excludes, aim)
//!              \-> words mended (mend) -> classes -> model -> weighs those findings, adds its own (weigh)
//!                                                \-> house expressions: banned add, allowed drop
//! ```
//!
//! [`Classifier::built_in`] compiles the lexicons of this crate once at start; after that
//! [`Classifier::classify`] is a pure function of the text and of the client's own expressions.
//! It takes time linear in the text whatever the text holds, and never panics.

mod built_in;
pub mod classes;
mod context;
mod details;
mod expand;
mod house;
mod judge;
mod lexicon;
mod matcher;
mod mend;
pub mod model;
pub mod normalise;
mod readings;
mod vocabulary;
mod weigh;

use domain::{
    finding::{Finding, Findings},
    label::Language,
};

pub use crate::{
    house::{ExpressionError, HouseExpressions},
    lexicon::LexiconError,
};
use crate::{
    classes::{Classes, Marked},
    judge::Judge,
    lexicon::Lexicon,
    mend::Mender,
    model::{
        known::Known,
        read::Room,
        sequence::{Word, key},
        weights::Weights,
    },
    normalise::Reading,
    readings::Readings,
    weigh::Weighing,
};

/// The most findings told of one comment.
const MOST_FINDINGS: usize = 64;

/// The lexicons and context rules, ready to read comments. Build it once and share it.
#[derive(Debug)]
pub struct Classifier {
    lexicon: Lexicon,
    classes: Classes,
    mender: Mender,
    known: Known<'static>,
    weights: Weights,
    version: String,
}

impl Classifier {
    /// Compiles the lexicons that come with this crate.
    ///
    /// # Errors
    ///
    /// Says which entry of which lexicon is wrong. The tests of this crate build it, so that a
    /// release never meets this error.
    pub fn built_in() -> Result<Self, LexiconError> {
        let classes = Classes::read(built_in::CLASSES)?;
        let lexicon = Lexicon::compile(built_in::LEXICONS, &classes)?;
        Ok(Self {
            mender: Mender::new(lexicon.words_that_matter()),
            lexicon,
            classes,
            known: Known(built_in::KNOWN),
            weights: Weights::read(built_in::WEIGHTS)?,
            version: built_in::version(),
        })
    }

    /// Names the code and the lexicons: it changes whenever a lexicon does.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The same classifier with other weights; for training.
    #[must_use]
    pub fn with_weights(mut self, weights: Weights) -> Self {
        self.weights = weights;
        self
    }

    /// Says what a comment holds: sorted by place, at most 64 findings.
    #[must_use]
    pub fn classify(&self, text: &str, house: &HouseExpressions) -> Findings {
        let readings = Readings::of(text);
        let mut findings = self.lexicon_findings(text, &readings);
        let mended = self.mended(&readings);
        let reading = mended.as_ref().unwrap_or(readings.plain());
        self.weigh(text, reading, &mut findings);
        details::details(text, &mut findings);
        house.banned(&readings, &mut findings);
        house.forgive(&readings, &mut findings);
        Findings(judge::tidy(findings, MOST_FINDINGS))
    }

    /// The language of most small words of a text, when one has more.
    #[must_use]
    pub fn language(&self, text: &str) -> Option<Language> {
        self.classes.mark(&Reading::plain(text)).language()
    }

    /// Lets the model weigh what the lexicons found, and adds what it finds itself.
    fn weigh(&self, text: &str, reading: &Reading, findings: &mut Vec<Finding>) {
        let lexicon = &self.lexicon;
        let hits: Vec<_> = lexicon.matcher.hits(reading).collect();
        let marked = self.classes.mark(reading);
        if self.is_foreign(&marked) {
            return;
        }
        let mut words = Vec::new();
        model::sequence::sequence(&marked, lexicon, &hits, &mut words);
        let scores = self.weights.scores(reading.text(), &words, &mut Room::default());
        let weighing = Weighing { weights: &self.weights, reading, words: &words, scores };
        weighing.weigh(text, marked.language(), findings);
    }

    /// Whether a text is in a language that the model does not speak: it abstains.
    fn is_foreign(&self, marked: &Marked<'_>) -> bool {
        let words = marked.keys.len();
        if words < 4 || marked.language().is_some() {
            return false;
        }
        let known = marked.keys.iter().filter(|&&key| self.known.has(key)).count();
        known * 2 < words
    }

    /// A comment as the model reads it; for training.
    #[must_use]
    pub fn sequence(&self, text: &str) -> (String, Vec<Word>) {
        let readings = Readings::of(text);
        let mended = self.mended(&readings);
        let reading = mended.as_ref().unwrap_or(readings.plain());
        let hits: Vec<_> = self.lexicon.matcher.hits(reading).collect();
        let marked = self.classes.mark(reading);
        let mut words = Vec::new();
        model::sequence::sequence(&marked, &self.lexicon, &hits, &mut words);
        (reading.text().to_owned(), words)
    }

    /// The reading for the model where it is not the plain one: disguises undone and unknown words mended, but only into
    /// words that are known.
    fn mended(&self, readings: &Readings) -> Option<Reading> {
        let vocabulary = &self.lexicon.vocabulary;
        let undone = readings.undone().map(|undone| {
            let respelled = vocabulary.respell(undone);
            let reading = respelled.as_ref().unwrap_or(undone);
            reading.or_plain(readings.plain(), |word| {
                self.is_word(word) || word.len() >= 4 && self.known.has(key(word))
            })
        });
        let reading = undone.as_ref().unwrap_or(readings.plain());
        self.mender.mend(reading, self.known, |word| self.is_word(word)).or(undone)
    }

    /// Whether the lists hold a word.
    fn is_word(&self, word: &str) -> bool {
        self.classes.has(key(word)) || self.lexicon.vocabulary.has(word)
    }

    fn lexicon_findings(&self, text: &str, readings: &Readings) -> Vec<Finding> {
        let mut findings = Vec::new();
        let lexicon = &self.lexicon;
        readings.each(&lexicon.matcher, &lexicon.vocabulary, |reading, hits| {
            // Only now is the context worth its price: most comments hold no hit.
            let marked = self.classes.mark(reading);
            let language = marked.language();
            let judge = Judge { lexicon, original: text, marked: &marked, language };
            findings.extend(hits.iter().filter_map(|&hit| judge.finding(hit)));
        });
        findings
    }
}
