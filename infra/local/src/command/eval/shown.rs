//! What a person sees of the measures.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};

use super::{
    judge::Speed,
    measure::{Confusion, Measures, Rates, Slice},
};
use crate::{
    shown::{BOLD, grouped},
    table::{PLAIN, Table},
};

const RIGHT: Style = Style::new().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Green)));
const WRONG: Style = Style::new().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Red)));
const DOUBTFUL: Style = Style::new().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Yellow)));

/// The measures as text, in colour.
pub(crate) fn measures(measures: &Measures, speed: Speed) -> String {
    let rates = measures.rates;
    let mut shown = format!(
        "{BOLD}{} rows{BOLD:#}: {} harmful, {} harmless\n\n",
        grouped(rates.rows),
        grouped(rates.harmful),
        grouped(rates.rows - rates.harmful)
    );
    shown.push_str(&overall(rates));
    shown.push_str(&confusion(measures.confusion));
    shown.push_str(&labels(measures));
    for slices in &measures.slices {
        // One slice is the whole once more.
        if slices.slices.len() > 1 {
            shown.push_str(&by(slices.by, &slices.slices));
        }
    }
    shown.push_str(&calibration(measures));
    let (comments, threads) = (grouped(speed.comments_per_second), speed.threads);
    let nanoseconds = grouped(speed.ns_per_comment);
    // Writing to memory fails never.
    write!(shown, "\n{BOLD}speed{BOLD:#}  {comments} comments/s on {threads} threads, {nanoseconds} ns per comment on one")
        .ok();
    shown
}

fn overall(rates: Rates) -> String {
    format!(
        "{BOLD}accuracy{BOLD:#}  {}   {BOLD}macro-F1{BOLD:#} {}   precision {}   recall {}   F1 {}\n\
         {BOLD}false positives{BOLD:#} {}: {} sent to review, {} rejected outright\n",
        three(rates.accuracy),
        three(rates.macro_f1),
        three(rates.precision),
        three(rates.recall),
        three(rates.f1),
        percent(rates.false_positives),
        percent(rates.false_positives_reviewed),
        percent(rates.false_positives_rejected),
    )
}

fn confusion(Confusion { harmful, harmless }: Confusion) -> String {
    let mut table = Table::of(["truth", "approve", "review", "reject"]);
    for (name, verdicts, styles) in [
        ("harmful", harmful, [WRONG, RIGHT, RIGHT]),
        ("harmless", harmless, [RIGHT, DOUBTFUL, WRONG]),
    ] {
        let counts = [verdicts.approve, verdicts.review, verdicts.reject];
        let cells = counts.into_iter().zip(styles).map(|(count, style)| (grouped(count), style));
        table.row(name, cells);
    }
    table.shown()
}

fn labels(measures: &Measures) -> String {
    if measures.labels.is_empty() {
        return String::new();
    }
    let mut table = Table::of(["label", "rows", "told", "precision", "recall", "F1"]);
    for label in &measures.labels {
        let counts = [grouped(label.rows), grouped(label.told)];
        let rates = [label.precision, label.recall, label.f1].map(three);
        table.row(label.label.name(), plain(counts.into_iter().chain(rates)));
    }
    table.shown()
}

fn by(name: &str, slices: &[Slice]) -> String {
    let mut table = Table::of([
        name,
        "rows",
        "harmful",
        "accuracy",
        "macro-F1",
        "precision",
        "recall",
        "false positives",
    ]);
    for Slice { name, rates } in slices {
        let counts = [grouped(rates.rows), grouped(rates.harmful)];
        let measured = [rates.accuracy, rates.macro_f1, rates.precision, rates.recall].map(three);
        let wronged = percent(rates.false_positives);
        table.row(name, plain(counts.into_iter().chain(measured).chain([wronged])));
    }
    table.shown()
}

fn calibration(measures: &Measures) -> String {
    let mut table = Table::of(["highest harmful score", "rows", "mean score", "harmful"]);
    for bin in &measures.calibration.bins {
        let name = format!("from {:.1}", bin.from);
        let cells = [grouped(bin.rows), three(bin.mean_score), three(bin.harmful)];
        table.row(&name, plain(cells.into_iter()));
    }
    let error = three(measures.calibration.expected_error);
    format!("{}{BOLD}expected calibration error{BOLD:#} {error}\n", table.shown())
}

fn three(rate: Option<f64>) -> String {
    rate.map_or_else(|| "-".into(), |rate| format!("{rate:.3}"))
}

fn percent(rate: Option<f64>) -> String {
    rate.map_or_else(|| "-".into(), |rate| format!("{:.1} %", rate * 100.0))
}

fn plain(cells: impl Iterator<Item = String>) -> impl Iterator<Item = (String, Style)> {
    cells.map(|cell| (cell, PLAIN))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_measured_is_a_dash() {
        assert_eq!((three(None), percent(None)), ("-".into(), "-".into()));
        assert_eq!((three(Some(0.8125)), percent(Some(0.0625))), ("0.812".into(), "6.2 %".into()));
    }
}
