//! Classes of words, whatever their language: people, hostility, harm, negation, …
//!
//! The lists are written in `lexicons/{fr,en}/{context,classes}.toml`. `learn classes` turns them into one table
//! (`model/classes.bin`) that is read where it lies, since thousands of words are too many to compile at each start.

use domain::label::Language;

use crate::{model::table::Table, normalise::Reading};

mod compile;

pub use compile::{ClassesError, compile};

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

pub(crate) const FRENCH: Bits = 1 << 62;
pub(crate) const ENGLISH: Bits = 1 << 63;

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
                | Self::Orientation
                | Self::Gender
                | Self::Hostile
                | Self::Disgust
                | Self::Vermin
                | Self::Insult
        )
    }

    /// Looks a class up by the name used in lexicons.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|class| class.name() == name)
    }
}

/// A phrase may go on after this word.
const MORE: Bits = 1 << 61;
/// Words of the longest phrase.
const LONGEST: usize = 12;

/// The key of a phrase that goes on with one more word.
const fn chain(before: u32, word: u32) -> u32 {
    let hash = before.rotate_left(7) ^ word.wrapping_mul(0x9e37_79b1);
    (hash ^ (hash >> 16)).wrapping_mul(0x85eb_ca6b) | 1
}

/// Which words and phrases are of which classes.
#[derive(Debug, Clone)]
pub(crate) struct Classes {
    table: Table,
    bits: &'static [u8],
    telling: &'static str,
}

/// The table of classes cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the table of classes is not what this version reads: make it again with `learn classes`")]
pub struct WrongClasses;

impl Classes {
    /// Reads what [`compile`] wrote: a hash of the lists, the count, keys, bits, telling words.
    pub(crate) fn read(bytes: &'static [u8]) -> Result<Self, WrongClasses> {
        let (_, rest) = bytes.split_at_checked(8).ok_or(WrongClasses)?;
        let (count, rest) = rest.split_at_checked(4).ok_or(WrongClasses)?;
        let count = u32::from_le_bytes(count.try_into().map_err(|_| WrongClasses)?) as usize;
        let (keys, rest) = rest.split_at_checked(4 * count).ok_or(WrongClasses)?;
        let (bits, telling) = rest.split_at_checked(8 * count).ok_or(WrongClasses)?;
        let telling = std::str::from_utf8(telling).map_err(|_| WrongClasses)?;
        Ok(Self { table: Table::over(keys), bits, telling })
    }

    /// Single words of classes where a slip of the pen is worth mending.
    pub(crate) fn telling(&self) -> impl Iterator<Item = &str> {
        self.telling.lines()
    }

    fn bits(&self, key: u32) -> Option<Bits> {
        let at = self.table.find(key)? * 8;
        let eight = self.bits.get(at..at + 8)?.try_into().ok()?;
        Some(u64::from_le_bytes(eight))
    }

    /// Whether a word has a class.
    pub(crate) fn has(&self, key: u32) -> bool {
        self.bits(key).is_some_and(|bits| bits & !MORE != 0)
    }

    /// Tells for each word of a reading what it is.
    pub(crate) fn mark<'r>(&self, reading: &'r Reading) -> Marked<'r> {
        let keys = reading.keys();
        let mut bits = vec![0; keys.len()];
        for (first, &word) in keys.iter().enumerate() {
            let mut phrase = word;
            let Some(mut found) = self.bits(phrase) else { continue };
            for last in first..(first + LONGEST).min(keys.len()) {
                if last > first {
                    let Some(&word) = keys.get(last) else { break };
                    phrase = chain(phrase, word);
                    let Some(more) = self.bits(phrase) else { break };
                    found = more;
                }
                let classes = found & !MORE;
                if classes != 0 {
                    for word in bits.get_mut(first..=last).unwrap_or_default() {
                        *word |= classes;
                    }
                }
                if found & MORE == 0 {
                    break;
                }
            }
        }
        Marked { reading, keys, bits }
    }
}

/// A reading whose words are told apart by class.
#[derive(Debug)]
pub(crate) struct Marked<'r> {
    pub(crate) reading: &'r Reading,
    /// The hash of each word.
    pub(crate) keys: Vec<u32>,
    pub(crate) bits: Vec<Bits>,
}
