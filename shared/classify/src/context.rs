//! What the words around a hit are: a person, a group, a negation, a report of what others said.

use aho_corasick::BuildError;
use domain::label::Language;

use crate::{
    matcher::{Hit, Matcher, Pattern},
    normalise::Reading,
};

macro_rules! classes {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)*) => {
        /// A kind of word, whatever its language: what rules ask for as `@name`, and what the model reads.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Class {
            $($(#[$doc])* $variant,)*
        }

        impl Class {
            /// Every class, in the order of their bits.
            pub(crate) const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The name used in lexicons.
            pub(crate) const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }
        }
    };
}

classes! {
    /// Somebody spoken to: tu, vous, you.
    Person = "person",
    /// The author: je, moi, I, we.
    Oneself = "self",
    /// People spoken of: ils, eux, ces gens, they.
    They = "they",
    /// One person spoken of: il, elle, ce type, this guy.
    Someone = "someone",
    /// People named by origin. No class of groups is ever a finding.
    Origin = "group-origin",
    /// People named by religion.
    Religion = "group-religion",
    /// Migrants, refugees, foreigners.
    Migrant = "group-migrant",
    /// Women.
    Women = "group-women",
    /// Men.
    Men = "group-men",
    /// People named by orientation.
    Orientation = "group-orientation",
    /// People named by gender identity.
    Gender = "group-gender",
    /// People named by disability or illness.
    Disability = "group-disability",
    /// People named by age.
    Age = "group-age",
    /// People named by what they do or choose: professions, parties, fans.
    Crowd = "crowd",
    /// Things, dishes, illnesses, machines.
    Thing = "thing",
    /// tous, all, every.
    All = "all",
    /// Verbs of hating.
    Hostile = "hostile",
    /// Disgusting, sickening.
    Disgust = "disgust",
    /// Dehumanising nouns.
    Vermin = "vermin",
    /// Accusing nouns: thief, terrorist.
    Crime = "crime",
    /// Negative traits.
    Flaw = "flaw",
    /// Insulting nouns and phrases.
    Insult = "insult",
    /// Verbs of physical harm.
    Kill = "kill",
    /// Expelling, getting rid of.
    Remove = "remove",
    /// Having no place here, no right to be.
    Deny = "deny",
    /// Duty: should, must, il faut.
    Should = "should",
    /// Permission and ability.
    May = "may",
    /// Rights, freedom, dignity.
    Rights = "rights",
    /// j'espère que, I hope.
    Wish = "wish",
    /// Dying, disappearing.
    Death = "death",
    /// Loving, admiring, thanking.
    Praise = "praise",
    /// Protecting, supporting, welcoming.
    Help = "help",
    /// Words that condemn hate itself.
    Condemn = "condemn",
    /// Being a victim.
    Woe = "woe",
    /// ne … pas, not.
    Negation = "negation",
    /// Words that announce what others said; in rules they count when quotation marks follow.
    Report = "report",
    /// Coarse words as intensifiers.
    Swear = "swear",
    /// Comparing.
    Like = "like",
    /// Invading, replacing, multiplying.
    Flood = "flood",
    /// Living at others' cost.
    Scrounge = "scrounge",
    /// Controlling, imposing, plotting.
    Power = "power",
    /// Home, our country, their country.
    Home = "home",
    /// Laughing.
    Laugh = "laugh",
    /// Question words.
    Ask = "ask",
    /// The sexual body, coarse.
    Body = "body",
    /// Family, friends, neighbours.
    Family = "love-family",
    /// Emoji of animals, waste, clowns.
    EmojiAnimal = "emoji-animal",
    /// Emoji of weapons.
    EmojiWeapon = "emoji-weapon",
    /// Emoji of anger and disgust.
    EmojiAnger = "emoji-anger",
    /// Emoji of love and applause.
    EmojiLove = "emoji-love",
    /// Words just before an insult that point it at somebody: espèce de, you are a.
    Aim = "aim",
    /// Small words that may stand between a negation and what it denies.
    Filler = "filler",
    /// Phrases that report or condemn what others said.
    Quotation = "quotation",
    /// Small words that tell French from English.
    Words = "words",
}

/// The bits of a word: one for each class, two for the languages of small words.
pub(crate) type Bits = u64;

const FRENCH: Bits = 1 << 62;
const ENGLISH: Bits = 1 << 63;

/// All classes of people named by who they are.
pub(crate) const GROUPS: Bits = {
    let mut bits = 0;
    let mut class = Class::Origin as u32;
    while class <= Class::Age as u32 {
        bits |= 1 << class;
        class += 1;
    }
    bits
};

impl Class {
    pub(crate) const fn bits(self, language: Language) -> Bits {
        match (self, language) {
            (Self::Words, Language::Fr) => FRENCH,
            (Self::Words, Language::En) => ENGLISH,
            _ => 1 << self as u32,
        }
    }

    /// Whether a slip of the pen in one of its words is worth mending.
    pub(crate) const fn is_telling(self) -> bool {
        matches!(
            self,
            Self::Origin
                | Self::Religion
                | Self::Migrant
                | Self::Women
                | Self::Orientation
                | Self::Gender
                | Self::Disability
                | Self::Hostile
                | Self::Disgust
                | Self::Vermin
                | Self::Crime
                | Self::Insult
                | Self::Kill
                | Self::Remove
        )
    }

    /// Looks a class up by the name used in lexicons.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|class| class.name() == name)
    }
}

/// The vocabulary of all classes, compiled.
#[derive(Debug)]
pub(crate) struct Context {
    matcher: Matcher,
    bits: Vec<Bits>,
}

impl Context {
    pub(crate) fn new(words: &[(Class, Language, Pattern)]) -> Result<Self, BuildError> {
        Ok(Self {
            matcher: Matcher::new(words.iter().map(|(_, _, pattern)| pattern))?,
            bits: words.iter().map(|(class, language, _)| class.bits(*language)).collect(),
        })
    }

    /// Tells for each word of a reading what it is.
    pub(crate) fn mark<'r>(&self, reading: &'r Reading) -> Marked<'r> {
        let mut bits = vec![0; reading.tokens().len()];
        for hit in self.matcher.hits(reading) {
            let class = self.bits.get(hit.pattern).copied().unwrap_or_default();
            for word in bits.get_mut(hit.first..=hit.last).unwrap_or_default() {
                *word |= class;
            }
        }
        Marked { reading, bits }
    }
}

/// A reading whose words are told apart by class.
#[derive(Debug)]
pub(crate) struct Marked<'r> {
    pub(crate) reading: &'r Reading,
    bits: Vec<Bits>,
}

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
