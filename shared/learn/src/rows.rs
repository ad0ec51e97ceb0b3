//! Labelled comments: our own TSV files, and JSONL of other projects.

use std::{error::Error, fs, path::Path};

use classify::model::heads::{HARM, HEADS, LABELS, head};
use domain::label::Label;
use serde::Deserialize;

/// What is known of a head for a comment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Known {
    /// Nothing.
    Unknown,
    /// It holds or not, with a weight.
    Is(bool, f32),
}

/// One labelled comment.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) text: String,
    pub(crate) heads: [Known; HEADS],
    /// Which file it is from.
    pub(crate) source: usize,
}

/// Whether a label counts as harm.
fn harms(label: Label) -> bool {
    !label.is_calm() && !matches!(label, Label::Profanity | Label::PressContempt)
}

/// What a calm label counts where it holds: each is one row in a hundred.
const SCARCE: f32 = 3.0;
/// What a rare label of harm counts where it holds.
const RARE: f32 = 1.5;
/// What it counts that a calm label is not told of a row whose writer was not asked for it.
const UNASKED: f32 = 0.2;

/// Reads `labels TAB text` or `labels TAB function TAB text`.
pub(crate) fn tsv(path: &Path, source: usize, weight: f32) -> Result<Vec<Row>, Box<dyn Error>> {
    let of_a_desk = path
        .file_name()
        .and_then(|name| name.to_str())
        .is_some_and(|name| name.starts_with("desk"));
    let mut rows = Vec::new();
    for (number, line) in fs::read_to_string(path)?.lines().enumerate() {
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let wrong = |why: &str| format!("{}:{}: {why}", path.display(), number + 1);
        let (labels, rest) = line.split_once('\t').ok_or_else(|| wrong("no tab"))?;
        let text = rest.rsplit('\t').next().unwrap_or(rest);
        let mut heads = [Known::Unknown; HEADS];
        for known in heads.iter_mut().take(LABELS.len() + 1) {
            *known = Known::Is(false, weight);
        }
        // Only the rows of a desk were written with the calm labels in mind.
        for label in LABELS.into_iter().filter(|label| label.is_calm() && !of_a_desk) {
            if let Some(at) = head(label) {
                heads[at] = Known::Is(false, weight * UNASKED);
            }
        }
        for name in labels.split(',').map(str::trim).filter(|&name| name != "ok") {
            let label = Label::named(name).ok_or_else(|| wrong(&format!("no label `{name}`")))?;
            let at = head(label).ok_or_else(|| wrong("the model does not score that label"))?;
            let scarce = match label {
                Label::SelfHarm | Label::Threat | Label::Violence | Label::HealthMisinformation => {
                    RARE
                }
                _ if label.is_calm() => SCARCE,
                _ => 1.0,
            };
            heads[at] = Known::Is(true, weight * scarce);
            if harms(label) {
                heads[HARM] = Known::Is(true, weight);
            }
        }
        // Near neighbours: what one annotator calls an insult another calls harassment.
        for (one, other) in [
            (Label::Insult, Label::Harassment),
            (Label::Harassment, Label::Insult),
            (Label::Threat, Label::Violence),
            (Label::Violence, Label::Threat),
            (Label::Hate, Label::CodedHate),
            (Label::Hate, Label::Insult),
            (Label::Hate, Label::Violence),
            (Label::Hate, Label::Threat),
            (Label::CodedHate, Label::Hate),
        ] {
            if let (Some(one), Some(other)) = (head(one), head(other))
                && heads[one] == Known::Is(true, weight)
                && heads[other] == Known::Is(false, weight)
            {
                heads[other] = Known::Is(false, weight * 0.2);
            }
        }
        rows.push(Row { text: text.to_owned(), heads, source });
    }
    Ok(rows)
}

#[derive(Deserialize)]
struct Line {
    text: String,
    #[serde(default)]
    y: Option<u8>,
    /// Names of labels; every label of the model is then known.
    #[serde(default)]
    labels: Option<Vec<String>>,
    #[serde(default)]
    func: String,
    #[serde(default)]
    orig: String,
    #[serde(default)]
    cats: Vec<String>,
}

/// Reads JSONL of the shared data; what a positive means depends on the file.
pub(crate) fn jsonl(path: &Path, source: usize) -> Result<Vec<Row>, Box<dyn Error>> {
    let name = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
    let mut rows = Vec::new();
    for (number, line) in fs::read_to_string(path)?.lines().enumerate() {
        let line: Line = serde_json::from_str(line)
            .map_err(|error| format!("{}:{}: {error}", path.display(), number + 1))?;
        let mut heads = [Known::Unknown; HEADS];
        let y = line.y == Some(1);
        let mut set = |label: Label, is: bool, weight: f32| {
            if let Some(at) = head(label) {
                heads[at] = Known::Is(is, weight);
            }
        };
        let mut harm = None;
        match name.as_str() {
            "fr_ftr" => {
                set(Label::Hate, y, 10.0);
                harm = Some((y, if y { 10.0 } else { 5.0 }));
            }
            "fr_mlma" | "en_mlma" => {
                let hateful = line.orig.contains("hateful");
                let normal = line.orig.starts_with("normal") || !y;
                let only = if line.orig.contains("hateful") { 0.5 } else { 0.25 };
                set(Label::Hate, hateful, 0.3);
                harm = Some((!normal, if normal { 0.6 } else { only }));
            }
            "fr_jigsaw_mt" | "en_jigsaw_sub" => {
                for cat in &line.cats {
                    match cat.as_str() {
                        "insult" => set(Label::Insult, true, 0.7),
                        "identity_hate" => set(Label::Hate, true, 0.7),
                        "threat" => set(Label::Threat, true, 0.7),
                        _ => {}
                    }
                }
                if !y {
                    set(Label::Hate, false, 1.0);
                    set(Label::Insult, false, 1.0);
                }
                harm = Some((y, 0.8));
            }
            "en_mhs" => {
                set(Label::Hate, y, 0.4);
                harm = Some((y, 0.4));
            }
            name if name.ends_with("mojibuild") => {
                set(Label::Hate, y, 0.7);
                harm = Some((y, 0.7));
            }
            "en_davidson" => {
                let hate = line.func == "hate";
                set(Label::Hate, hate, if hate { 0.3 } else { 0.1 });
                harm = match line.func.as_str() {
                    "hate" => Some((true, 0.3)),
                    "offensive" => Some((true, 0.05)),
                    _ => Some((false, 0.3)),
                };
            }
            "en_fox" => {
                set(Label::Hate, y, 0.8);
                harm = Some((y, if y { 1.0 } else { 0.7 }));
            }
            "en_surge" | "en_wikitox" => harm = Some((y, 2.0)),
            "en_youtube_spam" => {
                set(Label::Spam, y, 1.0);
                if !y {
                    set(Label::Hate, false, 0.3);
                }
            }
            "en_sms_spam" => set(Label::Spam, y, 0.4),
            "en_psytar_adr" => set(Label::AdverseDrugReaction, y, 0.7),
            // A file of one's own: `labels` says all, `y` says whether there is harm.
            _ => {
                if let Some(names) = &line.labels {
                    for known in heads.iter_mut().take(LABELS.len() + 1) {
                        *known = Known::Is(false, 1.0);
                    }
                    let mut harmful = false;
                    for name in names.iter().filter(|&name| name != "ok") {
                        let label = Label::named(name).ok_or_else(|| {
                            format!("{}:{}: no label `{name}`", path.display(), number + 1)
                        })?;
                        if let Some(at) = head(label) {
                            heads[at] = Known::Is(true, 1.0);
                            harmful |= harms(label);
                        }
                    }
                    harm = Some((harmful, 1.0));
                } else if line.y.is_some() {
                    harm = Some((y, 1.0));
                } else {
                    let place = format!("{}:{}", path.display(), number + 1);
                    return Err(
                        format!("{place}: neither `labels` nor `y` says what it holds").into()
                    );
                }
            }
        }
        if let Some((is, weight)) = harm {
            heads[HARM] = Known::Is(is, weight);
        }
        rows.push(Row { text: line.text, heads, source });
    }
    Ok(rows)
}
