//! The rows that were judged wrongly, for study: JSON lines that `vigie eval` reads again.

use std::{
    fs::File,
    io::{BufWriter, Write as _},
    path::{Path, PathBuf},
};

use domain::{Finding, Label, Score, Severity, Span, Target, Verdict};
use serde::Serialize;
use serde_json::value::RawValue;

use super::{judge::Outcome, rows::Row};

#[derive(Serialize)]
struct Miss<'a> {
    file: String,
    line: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a RawValue>,
    y: u8,
    verdict: Verdict,
    #[serde(skip_serializing_if = "Option::is_none")]
    lang: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    func: Option<&'a str>,
    text: &'a str,
    /// What the row holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    labels: Option<&'a [Label]>,
    /// What the classifier found.
    found: Vec<Found<'a>>,
}

#[derive(Serialize)]
struct Found<'a> {
    label: Label,
    score: Score,
    severity: Severity,
    rule: &'a str,
    span: (u32, u32),
    quote: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    target: Option<Target>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    because: &'a [String],
}

impl<'a> Found<'a> {
    fn of(finding: &'a Finding, text: &'a str) -> Self {
        let Span { start, end } = finding.span;
        Self {
            label: finding.label,
            score: finding.score,
            severity: finding.severity,
            rule: &finding.rule,
            span: (start, end),
            quote: finding.span.of(text).unwrap_or_default(),
            target: finding.target,
            because: &finding.because,
        }
    }
}

/// Writes the wrongly judged rows to `path` and says how many there are.
///
/// # Errors
/// When the file cannot be written; the message names it.
pub(crate) fn write(
    path: &Path,
    files: &[PathBuf],
    rows: &[Row],
    outcomes: &[Outcome],
) -> Result<u64, String> {
    let written = || -> std::io::Result<u64> {
        let mut file = BufWriter::new(File::create(path)?);
        let mut misses = 0;
        for (row, outcome) in rows.iter().zip(outcomes) {
            if row.harmful == (outcome.verdict != Verdict::Approve) {
                continue;
            }
            misses += 1;
            serde_json::to_writer(&mut file, &miss(files, row, outcome)?)?;
            file.write_all(b"\n")?;
        }
        file.flush()?;
        Ok(misses)
    };
    written().map_err(|error| format!("{} cannot be written: {error}", path.display()))
}

fn miss<'a>(files: &'a [PathBuf], row: &'a Row, outcome: &'a Outcome) -> std::io::Result<Miss<'a>> {
    Ok(Miss {
        file: files.get(row.file).map_or_else(String::new, |file| file.display().to_string()),
        line: row.line,
        id: row.id.as_deref().map(serde_json::from_str).transpose()?,
        y: row.harmful.into(),
        verdict: outcome.verdict,
        lang: row.lang.as_deref(),
        func: row.func.as_deref(),
        text: &row.text,
        labels: row.labels.as_deref(),
        found: outcome.findings.0.iter().map(|finding| Found::of(finding, &row.text)).collect(),
    })
}
