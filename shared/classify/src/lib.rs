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

use std::borrow::Cow;

use domain::{
    finding::{Finding, Findings},
    label::Language,
};

use crate::{
    classes::{Classes, Marked},
    house::Allowed,
    judge::Judge,
    lexicon::Lexicon,
    matcher::Hit,
    mend::Mender,
    model::{
        known::Known,
        sequence::{Word, key},
        weights::Weights,
    },
    normalise::{Reading, Token},
    readings::{MOST_HITS, Readings},
    weigh::Weighing,
};
pub use crate::{
    house::{ExpressionError, HouseExpressions},
    lexicon::LexiconError,
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
        Self::assemble(Weights::read(built_in::WEIGHTS)?)
    }

    /// Reads with weights that say nothing; for training the first ones.
    ///
    /// # Errors
    ///
    /// As [`built_in`](Self::built_in).
    pub fn untrained() -> Result<Self, LexiconError> {
        Self::assemble(Weights::blank())
    }

    fn assemble(weights: Weights) -> Result<Self, LexiconError> {
        let classes = Classes::read(built_in::CLASSES)?;
        let lexicon = Lexicon::compile(built_in::LEXICONS, &classes)?;
        Ok(Self {
            mender: Mender::new(lexicon.words_that_matter()),
            lexicon,
            classes,
            known: Known(built_in::KNOWN),
            weights,
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
        let plain = self.look(readings.plain());
        let mut findings = Vec::new();
        self.judge(text, &plain, |_| true, &mut findings);
        // A vocabulary only replaces words that are not in it, so nothing is lost.
        let undone = readings.undone().map(|undone| self.respelled(undone));
        if let Some(undone) = &undone {
            self.judge(text, &self.look(undone), |token| token.is_rewritten(), &mut findings);
        }
        // The rest looks at every finding: first let only the worst of thousands stay.
        let mut findings = judge::tidy(findings, MOST_FINDINGS);
        let allowed = house.allowed(&readings);
        match self.mended(readings.plain(), undone.as_deref()) {
            Some(mended) => self.weigh(text, &self.look(&mended), &allowed, &mut findings),
            None => self.weigh(text, &plain, &allowed, &mut findings),
        }
        details::details(text, &mut findings);
        house.banned(&readings, &mut findings);
        findings.retain(|finding| !allowed.covers(finding.span));
        Findings(judge::tidy(findings, MOST_FINDINGS))
    }

    /// The language of most small words of a text, when one has more.
    #[must_use]
    pub fn language(&self, text: &str) -> Option<Language> {
        self.classes.mark(&Reading::plain(text)).language()
    }

    /// Finds hits and classes in a reading.
    fn look<'r>(&self, reading: &'r Reading) -> Looked<'r> {
        let marked = self.classes.mark(reading);
        let Lexicon { matcher, vocabulary, .. } = &self.lexicon;
        Looked { hits: matcher.hits(reading, &marked.keys, vocabulary, MOST_HITS), marked }
    }

    /// The findings behind those hits of a reading that cover a word that counts.
    fn judge(
        &self,
        text: &str,
        looked: &Looked<'_>,
        counts: fn(&Token) -> bool,
        findings: &mut Vec<Finding>,
    ) {
        let marked = &looked.marked;
        let language = marked.language();
        let judge = Judge { lexicon: &self.lexicon, original: text, marked, language };
        let tokens = marked.reading.tokens();
        let hits = looked.hits.iter().filter(|hit| {
            tokens.get(hit.first..=hit.last).is_some_and(|words| words.iter().any(counts))
        });
        findings.extend(hits.filter_map(|&hit| judge.finding(hit)));
    }

    /// Lets the model weigh what the lexicons found, and adds what it finds itself.
    fn weigh(
        &self,
        text: &str,
        looked: &Looked<'_>,
        allowed: &Allowed,
        findings: &mut Vec<Finding>,
    ) {
        let Looked { hits, marked } = looked;
        if self.is_foreign(marked) {
            return;
        }
        let mut words = model::sequence::sequence(marked, &self.lexicon, hits);
        words.retain(|word| {
            let (first, last) = (word.first as usize, word.last as usize);
            marked.reading.span_of_tokens(first, last).is_none_or(|place| !allowed.covers(place))
        });
        let scored = self.weights.scores(marked.reading.text(), &words);
        let weighing =
            Weighing { weights: &self.weights, reading: marked.reading, words: &words, scored };
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
        let undone = readings.undone().map(|undone| self.respelled(undone));
        let mended = self.mended(readings.plain(), undone.as_deref());
        let reading = mended.as_ref().unwrap_or(readings.plain());
        let Looked { hits, marked } = self.look(reading);
        let words = model::sequence::sequence(&marked, &self.lexicon, &hits);
        (reading.text().to_owned(), words)
    }

    /// An undone reading with the words of the lexicons in place of those that only resemble them.
    fn respelled<'r>(&self, undone: &'r Reading) -> Cow<'r, Reading> {
        self.lexicon.vocabulary.respell(undone).map_or(Cow::Borrowed(undone), Cow::Owned)
    }

    /// The reading for the model where it is not the plain one: disguises undone and unknown words mended, but only into
    /// words that are known.
    fn mended(&self, plain: &Reading, undone: Option<&Reading>) -> Option<Reading> {
        let undone = undone.map(|undone| {
            undone.or_plain(plain, |word| {
                self.is_word(word) || word.len() >= 4 && self.known.has(key(word))
            })
        });
        let reading = undone.as_ref().unwrap_or(plain);
        self.mender.mend(reading, self.known, |word| self.is_word(word)).or(undone)
    }

    /// Whether the lists hold a word.
    fn is_word(&self, word: &str) -> bool {
        let key = key(word);
        self.classes.has(key) || self.lexicon.vocabulary.has(key, word)
    }
}

/// A reading with its hits and classes.
struct Looked<'r> {
    hits: Vec<Hit>,
    marked: Marked<'r>,
}
