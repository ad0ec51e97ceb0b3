//! What the words around a hit are: a person, a group, a negation, a report of what others said.

use domain::label::Language;

use crate::{
    classes::{Bits, Class, ENGLISH, FRENCH, GROUPS, Marked},
    matcher::{Hit, Pattern},
};

/// How far a rule looks around a hit, in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Window {
    pub(crate) before: usize,
    pub(crate) after: usize,
    /// Whether to look beyond the end of the sentence.
    pub(crate) beyond_stops: bool,
}

impl Marked<'_> {
    /// Whether a word is of a class.
    pub(crate) fn is(&self, word: usize, class: Class) -> bool {
        self.bits(word) & class.bits(Language::Fr) != 0
    }

    /// All classes of a word.
    pub(crate) fn bits(&self, word: usize) -> Bits {
        self.bits.get(word).copied().unwrap_or_default()
    }

    fn follows_stop(&self, word: usize) -> bool {
        self.reading.tokens().get(word).is_none_or(|token| token.follows_stop())
    }

    /// The nearest word around a hit that `wanted` accepts.
    pub(crate) fn find(
        &self,
        hit: Hit,
        window: Window,
        wanted: impl Fn(usize) -> bool,
    ) -> Option<usize> {
        let before = (0..hit.first)
            .rev()
            .take(window.before)
            .take_while(|word| window.beyond_stops || !self.follows_stop(word + 1));
        let after = (hit.last + 1..self.bits.len())
            .take(window.after)
            .take_while(|&word| window.beyond_stops || !self.follows_stop(word));
        // `take_while` on each side ends at the first stop, so both runs stay in the sentence.
        before.chain(after).find(|&word| wanted(word))
    }

    /// The language of most small words, when one has more.
    pub(crate) fn language(&self) -> Option<Language> {
        let count = |bit| self.bits.iter().filter(|&bits| bits & bit != 0).count();
        match count(FRENCH).cmp(&count(ENGLISH)) {
            std::cmp::Ordering::Greater => Some(Language::Fr),
            std::cmp::Ordering::Less => Some(Language::En),
            std::cmp::Ordering::Equal => None,
        }
    }
}

/// Why a condition cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ConditionError {
    #[error("there is no class `@{0}`")]
    Class(String),
    #[error("a condition reads `WHAT [before|after|near N]`, not `{0}`")]
    Shape(String),
}

/// Something that must, or must not, stand near a hit: `@group after 2`, `eau|mer near 3`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Condition {
    wanted: Vec<Wanted>,
    before: usize,
    after: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Wanted {
    Class(Bits),
    Word(Pattern),
}

/// How far a condition looks when it does not say.
const NEAR: usize = 4;

impl Condition {
    pub(crate) fn parse(text: &str) -> Result<Self, ConditionError> {
        let shape = || ConditionError::Shape(text.to_owned());
        let mut parts = text.split_whitespace();
        let what = parts.next().ok_or_else(shape)?;
        let (before, after) = match (parts.next(), parts.next(), parts.next()) {
            (None, ..) => (NEAR, NEAR),
            (Some(side), Some(count), None) => {
                let count = count.parse().map_err(|_| shape())?;
                match side {
                    "before" => (count, 0),
                    "after" => (0, count),
                    "near" => (count, count),
                    _ => return Err(shape()),
                }
            }
            _ => return Err(shape()),
        };
        let wanted = what
            .split('|')
            .map(|what| match what.strip_prefix('@') {
                Some("group") => Ok(Wanted::Class(GROUPS)),
                Some(name) => Class::named(name)
                    .map(|class| Wanted::Class(class.bits(Language::Fr)))
                    .ok_or_else(|| ConditionError::Class(name.to_owned())),
                None => crate::expand::pattern(what).map(Wanted::Word).map_err(|_| shape()),
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { wanted, before, after })
    }

    /// Whether it looks to one side only.
    pub(crate) const fn is_directed(&self) -> bool {
        self.before == 0 || self.after == 0
    }

    /// The word near a hit that meets the condition.
    pub(crate) fn find(&self, marked: &Marked<'_>, hit: Hit, beyond_stops: bool) -> Option<usize> {
        let window = Window { before: self.before, after: self.after, beyond_stops };
        marked.find(hit, window, |word| {
            self.wanted.iter().any(|wanted| match wanted {
                Wanted::Class(bits) => marked.bits(word) & bits != 0,
                Wanted::Word(pattern) => marked.reading.tokens().get(word).is_some_and(|&token| {
                    let text = marked.reading.word(token);
                    text == pattern.text || pattern.prefix && text.starts_with(&pattern.text)
                }),
            })
        })
    }
}
