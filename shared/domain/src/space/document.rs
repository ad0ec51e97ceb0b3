//! The TOML document of a space: read strictly, with every problem named by its line.

use std::{collections::BTreeMap, fmt};

use data_encoding::HEXLOWER;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use toml::Spanned;

use super::{DEFAULT_RETENTION_DAYS, Space, SpaceAccount};
use crate::{
    decision::Priority,
    finding::Score,
    ids::{AccountId, Platform, SpaceId},
    label::Label,
    policy::{FailPosture, Policy, Threshold},
};

/// One thing wrong with a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpaceProblem {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong, and what would be right.
    pub reason: String,
}

/// Everything wrong with a document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct SpaceProblems(pub Vec<SpaceProblem>);

impl fmt::Display for SpaceProblems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            write!(f, "line {}: {}", problem.line, problem.reason)?;
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Document {
    id: Spanned<String>,
    name: Spanned<String>,
    #[serde(default)]
    on_failure: FailPosture,
    retention_days: Option<Spanned<i64>>,
    #[serde(default)]
    accounts: Vec<Account>,
    #[serde(default)]
    expressions: Expressions,
    #[serde(default)]
    thresholds: BTreeMap<Spanned<String>, Spanned<Levels>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Account {
    platform: Spanned<String>,
    id: Spanned<String>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Expressions {
    #[serde(default)]
    banned: Vec<Spanned<String>>,
    #[serde(default)]
    allowed: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Levels {
    review: Option<Level>,
    reject: Option<Level>,
    priority: Option<Priority>,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(untagged, expecting = "a number between 0 and 1, or \"never\"")]
enum Level {
    At(f64),
    Never(Never),
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "lowercase")]
enum Never {
    Never,
}

/// Longest expression, in bytes, and most expressions of a kind: enough for any house, bounded for the matcher.
const EXPRESSION_BYTES: usize = 200;
const EXPRESSIONS: usize = 5_000;

struct Reader<'a> {
    text: &'a str,
    problems: Vec<SpaceProblem>,
}

impl Reader<'_> {
    fn line_at(&self, offset: usize) -> usize {
        self.text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1
    }

    fn problem(&mut self, offset: usize, reason: impl Into<String>) {
        let line = self.line_at(offset);
        self.problems.push(SpaceProblem { line, reason: reason.into() });
    }

    fn parsed<T>(&mut self, field: &Spanned<String>) -> Option<T>
    where
        T: std::str::FromStr,
        T::Err: fmt::Display,
    {
        match field.get_ref().parse() {
            Ok(value) => Some(value),
            Err(error) => {
                self.problem(field.span().start, format!("{:?}: {error}", field.get_ref()));
                None
            }
        }
    }

    fn retention(&mut self, days: Option<&Spanned<i64>>) -> u16 {
        let Some(days) = days else { return DEFAULT_RETENTION_DAYS };
        match u16::try_from(*days.get_ref()) {
            Ok(fine @ 1..=3650) => fine,
            _ => {
                self.problem(days.span().start, "retention-days must lie between 1 and 3650");
                DEFAULT_RETENTION_DAYS
            }
        }
    }

    #[inline(never)] // as `parse`
    fn expressions(&mut self, list: Vec<Spanned<String>>) -> Vec<String> {
        if list.len() > EXPRESSIONS {
            let at = list.get(EXPRESSIONS).map_or(0, |e| e.span().start);
            self.problem(at, format!("more than {EXPRESSIONS} expressions"));
        }
        for expression in &list {
            let (text, at) = (expression.get_ref(), expression.span().start);
            if !text.chars().any(char::is_alphanumeric) {
                self.problem(at, "an expression needs at least one letter or digit");
            } else if text.len() > EXPRESSION_BYTES {
                self.problem(at, format!("an expression is at most {EXPRESSION_BYTES} bytes long"));
            }
        }
        list.into_iter().map(Spanned::into_inner).collect()
    }

    fn score(&mut self, level: Option<Level>, default: Option<Score>, at: usize) -> Option<Score> {
        match level {
            None => default,
            Some(Level::Never(Never::Never)) => None,
            Some(Level::At(value)) => Score::try_from(value)
                .ok()
                .filter(|score| *score > Score::default())
                .or_else(|| {
                    self.problem(at, format!("{value}: a threshold lies above 0 and at most at 1"));
                    default
                }),
        }
    }

    #[inline(never)] // as `parse`
    fn thresholds(
        &mut self,
        table: &BTreeMap<Spanned<String>, Spanned<Levels>>,
    ) -> BTreeMap<Label, Threshold> {
        let mut thresholds = Policy::default().thresholds;
        for (name, levels) in table {
            let at = name.span().start;
            let Some(label) = Label::named(name.get_ref()) else {
                let known: Vec<_> = Label::ALL.iter().map(|label| label.name()).collect();
                let name = name.get_ref();
                self.problem(at, format!("{name:?} is not a label; labels: {}", known.join(", ")));
                continue;
            };
            let (levels, default) = (levels.get_ref(), Policy::default_threshold(label));
            let review = self.score(levels.review, default.review, at);
            let reject = self.score(levels.reject, default.reject, at);
            if reject.is_some() && !label.may_reject() {
                self.problem(at, format!("{label} is for a person to judge: it takes no `reject`"));
            }
            if let (Some(review), Some(reject)) = (review, reject)
                && reject < review
            {
                let gap = format!("{label}: reject at {reject} lies below review at {review}");
                self.problem(at, gap);
            }
            let priority = levels.priority.unwrap_or(default.priority);
            thresholds.insert(label, Threshold { review, reject, priority });
        }
        thresholds
    }
}

/// Kept apart from [`read`]: all of it in one function costs the compiler minutes (LLVM's constraint elimination).
#[inline(never)]
fn parse(text: &str) -> Result<Document, toml::de::Error> {
    toml::from_str(text)
}

pub(super) fn read(text: &str) -> Result<Space, SpaceProblems> {
    let mut reader = Reader { text, problems: Vec::new() };
    let document = match parse(text) {
        Ok(document) => document,
        Err(error) => {
            let offset = error.span().map_or(0, |span| span.start);
            reader.problem(offset, error.message());
            return Err(SpaceProblems(reader.problems));
        }
    };
    let id = reader.parsed::<SpaceId>(&document.id);
    if document.name.get_ref().trim().is_empty() {
        reader.problem(document.name.span().start, "name is empty");
    }
    let retention_days = reader.retention(document.retention_days.as_ref());
    let mut accounts: Vec<SpaceAccount> = Vec::new();
    for account in &document.accounts {
        let platform = reader.parsed::<Platform>(&account.platform);
        let id = reader.parsed::<AccountId>(&account.id);
        let (Some(platform), Some(id)) = (platform, id) else { continue };
        let account_of_space = SpaceAccount { platform, id };
        if accounts.contains(&account_of_space) {
            reader.problem(account.id.span().start, "this account is listed twice");
        }
        accounts.push(account_of_space);
    }
    let thresholds = reader.thresholds(&document.thresholds);
    let banned = reader.expressions(document.expressions.banned);
    let allowed = reader.expressions(document.expressions.allowed);
    let hash = HEXLOWER.encode(&Sha256::digest(text.as_bytes()));
    match id {
        Some(id) if reader.problems.is_empty() => Ok(Space {
            id,
            name: document.name.into_inner(),
            accounts,
            policy: Policy { thresholds, banned, allowed },
            posture: document.on_failure,
            retention_days,
            version: hash.chars().take(12).collect(),
        }),
        _ => Err(SpaceProblems(reader.problems)),
    }
}
