//! Lexicons: data files read and compiled once, at start.

use std::sync::Arc;

use domain::{
    finding::{RuleId, Score},
    label::{Label, Language, Severity},
};
use serde::Deserialize;

use crate::{
    classes::{Classes, WrongClasses},
    context::{Condition, ConditionError},
    expand::{self, FormError},
    matcher::{Matcher, Pattern},
    model::weights::WrongWeights,
    vocabulary::{TooManyWords, Vocabulary},
};

/// A lexicon that cannot be used, and why.
#[derive(Debug, thiserror::Error)]
pub enum LexiconError {
    /// The file is not TOML of the right shape.
    #[error("{file}: {source}")]
    Syntax {
        /// Which file.
        file: &'static str,
        /// What the reader says, with line and column.
        source: Box<toml::de::Error>,
    },
    /// An entry is written wrongly.
    #[error("{file}, entry `{entry}`: {why}")]
    Entry {
        /// Which file.
        file: &'static str,
        /// The entry, or the condition of a group, as written.
        entry: String,
        /// What is wrong with it.
        why: String,
    },
    /// The table of classes is of another version.
    #[error(transparent)]
    Classes(#[from] WrongClasses),
    /// The weights are of another version.
    #[error(transparent)]
    Weights(#[from] WrongWeights),
    /// The automaton cannot be built.
    #[error("the lexicons are too large: {0}")]
    Size(#[from] aho_corasick::BuildError),
    /// They hold too many words.
    #[error("the lexicons are too large: {0}")]
    Words(#[from] TooManyWords),
}

/// One file of entries on one theme in one language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    theme: String,
    language: Language,
    group: Vec<RawGroup>,
}

/// Entries that are judged the same way.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawGroup {
    label: Label,
    severity: Severity,
    score: Score,
    aimed: Option<Score>,
    #[serde(default)]
    needs: Vec<String>,
    #[serde(default)]
    excludes: Vec<String>,
    /// Accents must not contradict the entry: `crevé` is not `crève`, but `creve` may be.
    #[serde(default)]
    accents: bool,
    #[serde(default)]
    homonym: bool,
    target: Option<String>,
    entries: Vec<String>,
}

/// How a group of entries is judged.
#[derive(Debug)]
pub(crate) struct Group {
    pub(crate) language: Language,
    pub(crate) label: Label,
    pub(crate) severity: Severity,
    /// How certain an entry is by itself.
    pub(crate) score: Score,
    /// How certain it is when it points at somebody.
    pub(crate) aimed: Option<Score>,
    /// All of these must stand near.
    pub(crate) needs: Vec<Condition>,
    /// None of these may.
    pub(crate) excludes: Vec<Condition>,
    /// Harmless in the other language.
    pub(crate) homonym: bool,
}

/// One form of one entry.
#[derive(Debug)]
pub(crate) struct Form {
    /// As written in the lexicon, when the accents written matter.
    pub(crate) accents: Option<String>,
    pub(crate) rule: RuleId,
    pub(crate) group: usize,
}

/// All lexicons, compiled.
#[derive(Debug)]
pub(crate) struct Lexicon {
    pub(crate) groups: Vec<Group>,
    pub(crate) forms: Vec<Form>,
    pub(crate) matcher: Matcher,
    pub(crate) vocabulary: Vocabulary,
    /// Single words of grave entries and of telling classes: what a slip of the pen may hide.
    telling: Vec<Box<str>>,
}

/// A lexicon file: its name and its text.
pub(crate) type Source = (&'static str, &'static str);

impl Lexicon {
    pub(crate) fn compile(files: &[Source], classes: &Classes) -> Result<Self, LexiconError> {
        let (mut groups, mut forms, mut patterns) = (Vec::new(), Vec::new(), Vec::new());
        for &(file, text) in files {
            let parsed: File = parse(file, text)?;
            for raw in &parsed.group {
                groups.push(group(file, parsed.language, raw)?);
                for entry in &raw.entries {
                    let (first, written) = entry_forms(file, entry)?;
                    let rule = rule(&parsed, raw, &first);
                    for (written, pattern) in written {
                        patterns.push(pattern);
                        let accents = raw.accents.then_some(written);
                        forms.push(Form { accents, rule: rule.clone(), group: groups.len() - 1 });
                    }
                }
            }
        }
        let mut telling: Vec<Box<str>> = Vec::new();
        let single = |pattern: &Pattern| !pattern.prefix && !pattern.text.contains(' ');
        for (pattern, form) in patterns.iter().zip(&forms) {
            let grave = groups.get(form.group).is_some_and(|group: &Group| {
                matches!(
                    group.label,
                    Label::Hate | Label::Insult | Label::Threat | Label::Violence | Label::Sexual
                )
            });
            if grave && single(pattern) {
                telling.push(pattern.text.as_str().into());
            }
        }
        telling.extend(classes.telling().map(Box::from));
        let vocabulary = Vocabulary::new(patterns.iter(), classes.telling())?;
        let matcher = Matcher::new(patterns.iter(), &vocabulary)?;
        Ok(Self { groups, forms, vocabulary, matcher, telling })
    }

    /// The words that a slip of the pen may hide.
    pub(crate) fn words_that_matter(&self) -> impl Iterator<Item = &str> {
        self.telling.iter().map(|word| &**word)
    }
}

fn parse<'t, T: Deserialize<'t>>(file: &'static str, text: &'t str) -> Result<T, LexiconError> {
    toml::from_str(text).map_err(|source| LexiconError::Syntax { file, source: source.into() })
}

fn group(file: &'static str, language: Language, raw: &RawGroup) -> Result<Group, LexiconError> {
    let conditions = |written: &[String]| {
        written
            .iter()
            .map(|text| {
                Condition::parse(text).map_err(|why: ConditionError| LexiconError::Entry {
                    file,
                    entry: text.clone(),
                    why: why.to_string(),
                })
            })
            .collect::<Result<Vec<_>, _>>()
    };
    Ok(Group {
        language,
        label: raw.label,
        severity: raw.severity,
        score: raw.score,
        aimed: raw.aimed,
        needs: conditions(&raw.needs)?,
        excludes: conditions(&raw.excludes)?,
        homonym: raw.homonym,
    })
}

/// Every form of an entry as written, with its pattern; and the text of the first.
fn entry_forms(
    file: &'static str,
    entry: &str,
) -> Result<(String, Vec<(String, Pattern)>), LexiconError> {
    let wrong = |why: FormError| LexiconError::Entry {
        file,
        entry: entry.to_owned(),
        why: why.to_string(),
    };
    let forms = expand::forms(entry)
        .map_err(wrong)?
        .into_iter()
        .map(|form| expand::pattern(&form).map(|pattern| (form, pattern)).map_err(wrong))
        .collect::<Result<Vec<_>, _>>()?;
    let first = forms.first().map(|(_, pattern)| pattern.text.clone()).unwrap_or_default();
    Ok((first, forms))
}

/// `fr/hate/origin/…`: language, theme, target when there is one, first form of the entry.
fn rule(file: &File, group: &RawGroup, first: &str) -> RuleId {
    let (language, theme) = (file.language.code(), &file.theme);
    let target = group.target.as_ref().map(|target| format!("{target}/")).unwrap_or_default();
    Arc::from(format!("{language}/{theme}/{target}{}", first.replace(' ', "-")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compile(group: &str) -> Result<Lexicon, String> {
        let text = format!("theme = \"t\"\nlanguage = \"fr\"\n[[group]]\n{group}");
        // A lexicon is part of the program in real life; a test may leak its own.
        let file: &'static str = Box::leak(text.into_boxed_str());
        Lexicon::compile(&[("file", file)], &Classes::read(&[0; 12]).unwrap())
            .map_err(|error| error.to_string())
    }

    #[test]
    fn a_wrong_lexicon_says_where_and_why() {
        let good = "label = \"insult\"\nseverity = \"low\"\nscore = 0.5\n";
        for (rest, part) in [
            ("entries = [\"rat{,s\"]", "file, entry `rat{,s`: a brace"),
            ("entries = [\"!\"]", "file, entry `!`: no letter"),
            ("needs = [\"@nobody\"]\nentries = []", "there is no class `@nobody`"),
            ("needs = [\"rat beside 3\"]\nentries = []", "not `rat beside 3`"),
            ("excludes = [\"rat near many\"]\nentries = []", "not `rat near many`"),
            ("colour = 1\nentries = []", "line 7"),
            ("aimed = 1.5\nentries = []", "between 0 and 1"),
        ] {
            let error = compile(&format!("{good}{rest}")).unwrap_err();
            assert!(error.contains(part), "{rest:?}: {error}");
        }
        let lexicon = compile(&format!("{good}entries = [\"Sale rat{{,s}}\"]")).unwrap();
        let rules: Vec<_> = lexicon.forms.iter().map(|form| &*form.rule).collect();
        assert_eq!(rules, ["fr/t/sale-rat", "fr/t/sale-rat"]);
    }
}
