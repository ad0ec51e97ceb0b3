//! Rows whose answer is known: JSON lines, and the tables that the classifier is trained on.

use std::path::{Path, PathBuf};

use domain::{Label, Language};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::command::{line, policy::named};

/// A text and what is right to say of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    /// Which of the files it stands in, counted from 0.
    pub(crate) file: usize,
    /// The line, counted from 1.
    pub(crate) line: u64,
    /// Its id as JSON, digit for digit.
    pub(crate) id: Option<Box<str>>,
    pub(crate) text: String,
    pub(crate) lang: Option<String>,
    /// What it probes: the name of a functional test, or of where it was found.
    pub(crate) func: Option<String>,
    /// Whether it should be flagged.
    pub(crate) harmful: bool,
    /// What it holds, where somebody said; empty is nothing.
    pub(crate) labels: Option<Vec<Label>>,
}

/// A file, or a line of it, that cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unusable {
    #[error("{} cannot be read", .0.display())]
    File(PathBuf, #[source] std::io::Error),
    #[error("{}:{line}: {problem}", file.display())]
    Line { file: PathBuf, line: u64, problem: String },
    #[error("there is nothing to measure: no file holds a row")]
    Nothing,
}

/// Whether a label makes a comment harmful: coarse words without a target and calm labels do not.
pub(crate) fn harms(label: Label) -> bool {
    label != Label::Profanity && !label.is_calm()
}

/// Reads every row of every file. Files are read whole; a million rows take a few hundred megabytes.
///
/// # Errors
/// On the first line that is not a row: a measure over part of the rows would pass for one over all of them.
pub(crate) fn read(files: &[PathBuf]) -> Result<Vec<Row>, Unusable> {
    let mut rows = Vec::new();
    for (number, file) in files.iter().enumerate() {
        let bytes = std::fs::read(file).map_err(|error| Unusable::File(file.clone(), error))?;
        let table = file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("tsv"));
        let lang = language_of(file);
        for (line, content) in (1..).zip(bytes.split(|&byte| byte == b'\n')) {
            let content = line::whole(content.trim_ascii_end());
            let read = if table { tabbed(&content, lang) } else { json(&content) };
            let row =
                read.map_err(|problem| Unusable::Line { file: file.clone(), line, problem })?;
            rows.extend(row.map(|row| Row { file: number, line, ..row }));
        }
    }
    if rows.is_empty() { Err(Unusable::Nothing) } else { Ok(rows) }
}

/// The language that a table is in, which its path tells: a folder `fr`, or a name such as `fr-natural.tsv`.
fn language_of(file: &Path) -> Option<Language> {
    let parts = file.iter().rev().filter_map(|part| part.to_str());
    parts.take(2).find_map(|part| Language::from_tag(part.split('.').next().unwrap_or_default()))
}

/// A line `labels<TAB>text` or `labels<TAB>function<TAB>text`; `None` for a blank line or a comment (`#`).
fn tabbed(line: &str, lang: Option<Language>) -> Result<Option<Row>, String> {
    if line.is_empty() || line.starts_with('#') {
        return Ok(None);
    }
    let mut columns = line.split('\t');
    let (labels, func, text) =
        match (columns.next(), columns.next(), columns.next(), columns.next()) {
            (Some(labels), Some(text), None, _) => (labels, None, text),
            (Some(labels), Some(func), Some(text), None) => (labels, Some(func), text),
            _ => return Err("expected labels<TAB>text or labels<TAB>function<TAB>text".into()),
        };
    let labels = labelled(labels.split(','))?;
    Ok(Some(Row {
        file: 0,
        line: 0,
        id: None,
        text: text.to_owned(),
        lang: lang.map(|lang| lang.code().to_owned()),
        func: func.map(str::to_owned),
        harmful: labels.iter().copied().any(harms),
        labels: Some(labels),
    }))
}

/// A row of JSON, every field unread. Other fields are passed over.
#[derive(Deserialize)]
struct Fields<'a> {
    #[serde(borrow)]
    id: Option<&'a RawValue>,
    #[serde(borrow)]
    text: Option<&'a RawValue>,
    #[serde(borrow)]
    lang: Option<&'a RawValue>,
    #[serde(borrow)]
    func: Option<&'a RawValue>,
    #[serde(borrow)]
    y: Option<&'a RawValue>,
    #[serde(borrow)]
    labels: Option<&'a RawValue>,
}

/// A line of JSON; `None` for a blank one.
fn json(line: &str) -> Result<Option<Row>, String> {
    if line.is_empty() {
        return Ok(None);
    }
    let fields: Fields<'_> = line::object(line)?;
    let owned =
        |name, raw| line::text(name, raw).map(|text| text.map(std::borrow::Cow::into_owned));
    let labels: Option<Vec<String>> =
        line::field("labels", "a list of label names", fields.labels)?;
    let labels = labels.map(|names| labelled(names.iter().map(String::as_str))).transpose()?;
    let harmful = match (fields.y.map(RawValue::get), &labels) {
        (Some("1" | "true"), _) => true,
        (Some("0" | "false"), _) => false,
        (Some(_), _) => return Err("`y` must be 1 (harmful) or 0".into()),
        (None, Some(labels)) => labels.iter().copied().any(harms),
        (None, None) => return Err("no `y` (1 harmful, 0 not) and no `labels`".into()),
    };
    Ok(Some(Row {
        file: 0,
        line: 0,
        id: line::id(fields.id)?.map(|id| id.get().into()),
        text: owned("text", fields.text)?.ok_or("no `text`")?,
        lang: owned("lang", fields.lang)?,
        func: owned("func", fields.func)?,
        harmful,
        labels,
    }))
}

/// The labels of these names. `ok` is the name of no label at all.
fn labelled<'a>(names: impl Iterator<Item = &'a str>) -> Result<Vec<Label>, String> {
    names.map(str::trim).filter(|&name| name != "ok").map(named).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_of_json_is_read_with_y_before_labels() {
        for (line, harmful, labels) in [
            (r#"{"text":"t","y":1}"#, true, None),
            (r#"{"text":"t","y":0,"labels":["hate"]}"#, false, Some(vec![Label::Hate])),
            (
                r#"{"text":"t","labels":["hate","profanity"]}"#,
                true,
                Some(vec![Label::Hate, Label::Profanity]),
            ),
            (
                r#"{"text":"t","labels":["profanity","question"]}"#,
                false,
                Some(vec![Label::Profanity, Label::Question]),
            ),
            (r#"{"text":"t","labels":["ok"],"y":null}"#, false, Some(vec![])),
            (r#"{"text":"t","labels":[],"src":"x"}"#, false, Some(vec![])),
        ] {
            let row = json(line).unwrap().unwrap();
            assert_eq!((row.harmful, row.labels), (harmful, labels), "{line}");
        }
        let row =
            json(r#"{"id":1.50,"text":"\u00e9","lang":"fr","func":"f","y":1}"#).unwrap().unwrap();
        assert_eq!(row.id.as_deref(), Some("1.50"));
        assert_eq!(
            (row.text.as_str(), row.lang.as_deref(), row.func.as_deref()),
            ("é", Some("fr"), Some("f"))
        );
    }

    #[test]
    fn a_row_that_cannot_be_used_says_why() {
        for (line, problem) in [
            ("{", "JSON that ends too early at column 1"),
            (r#"{"y":1}"#, "no `text`"),
            (r#"{"text":"t"}"#, "no `y` (1 harmful, 0 not) and no `labels`"),
            (r#"{"text":"t","y":2}"#, "`y` must be 1 (harmful) or 0"),
            (r#"{"text":"t","labels":"hate"}"#, "`labels` must be a list of label names"),
            (r#"{"text":"t","y":1,"func":3}"#, "`func` must be a string"),
        ] {
            assert_eq!(json(line).unwrap_err(), problem, "{line}");
        }
        assert!(
            json(r#"{"text":"t","labels":["rude"]}"#).unwrap_err().contains("the labels are hate,")
        );
    }

    #[test]
    fn a_table_has_two_or_three_columns_and_comments() {
        let row = tabbed("hate,insult\tderogation\tun texte", Some(Language::Fr)).unwrap().unwrap();
        assert_eq!(row.func.as_deref(), Some("derogation"));
        assert_eq!(
            (row.text.as_str(), row.lang.as_deref(), row.harmful),
            ("un texte", Some("fr"), true)
        );
        let row = tabbed("ok\tun texte", None).unwrap().unwrap();
        assert_eq!((row.func, row.harmful, row.labels), (None, false, Some(vec![])));
        assert_eq!(tabbed("# ok\tx", None), Ok(None));
        assert_eq!(tabbed("", None), Ok(None));
        for wrong in ["a text", "ok\tf\tt\tmore", "okay\ttext"] {
            assert!(tabbed(wrong, None).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_path_tells_the_language_of_a_table() {
        for (path, lang) in [
            ("training/fr/press.tsv", Some(Language::Fr)),
            ("training/dev/en-natural.tsv", Some(Language::En)),
            ("fr.tsv", Some(Language::Fr)),
            ("rows.tsv", None),
            ("en/elsewhere/rows.tsv", None),
        ] {
            assert_eq!(language_of(Path::new(path)), lang, "{path}");
        }
    }

    #[test]
    fn files_are_read_in_order_and_a_bad_line_names_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let (good, bad) = (folder.path().join("en-good.tsv"), folder.path().join("bad.jsonl"));
        std::fs::write(&good, b"# comment\n\nok\tfine\r\nhate\tcaf\xE9").unwrap();
        std::fs::write(&bad, "{\"text\":\"t\",\"y\":1}\n\n{\"text\":\"t\"}\n").unwrap();
        let rows = read(std::slice::from_ref(&good)).unwrap();
        assert_eq!(rows.iter().map(|row| row.line).collect::<Vec<_>>(), [3, 4]);
        assert_eq!((rows[0].text.as_str(), rows[1].text.as_str()), ("fine", "caf\u{fffd}"));
        let error = read(&[good, bad.clone()]).unwrap_err().to_string();
        assert_eq!(
            error,
            format!("{}:3: no `y` (1 harmful, 0 not) and no `labels`", bad.display())
        );
        assert!(matches!(read(&[folder.path().join("none")]), Err(Unusable::File(..))));
        std::fs::write(&bad, "\n").unwrap();
        assert!(matches!(read(&[bad]), Err(Unusable::Nothing)));
    }
}
