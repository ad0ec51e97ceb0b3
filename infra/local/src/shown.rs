//! What a person sees: colour only where a terminal can show it, errors with what to do.

use std::{fmt::Write as _, io::Write as _, process::ExitCode};

use anstyle::{AnsiColor, Style};
use domain::{Finding, Severity, Span, Verdict};

/// Prints to standard output. A reader that has gone away (`| head`) is not an error.
pub(crate) fn out(text: &str) {
    if writeln!(anstream::stdout().lock(), "{text}").is_err() {
        tracing::debug!("nobody reads standard output any more");
    }
}

/// Prints to standard error.
pub(crate) fn note(text: &str) {
    if writeln!(anstream::stderr().lock(), "{text}").is_err() {
        tracing::debug!("nobody reads standard error any more");
    }
}

/// Shows an error with its causes.
pub(crate) fn failed(error: &(dyn std::error::Error + 'static)) -> ExitCode {
    let red = Style::new().fg_color(Some(AnsiColor::Red.into())).bold();
    note(&format!("{red}error:{red:#} {}", runtime::problem::Chain(error)));
    ExitCode::FAILURE
}

/// Prints a value as JSON, for machines.
pub(crate) fn json<T: serde::Serialize>(value: &T) -> Result<(), serde_json::Error> {
    out(&serde_json::to_string_pretty(value)?);
    Ok(())
}

/// A number with its thousands apart: `12,345`.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut shown = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}

/// The style of a verdict.
pub(crate) fn verdict_style(verdict: Verdict) -> Style {
    let colour = match verdict {
        Verdict::Approve => AnsiColor::Green,
        Verdict::Review => AnsiColor::Yellow,
        Verdict::Reject => AnsiColor::Red,
    };
    Style::new().fg_color(Some(colour.into())).bold()
}

/// The heading style.
pub(crate) const BOLD: Style = Style::new().bold();

/// A text with its findings marked: in colour, and with square brackets so that it can be read without.
pub(crate) fn marked(text: &str, findings: &[Finding]) -> String {
    let mut spans: Vec<(Span, Severity)> = Vec::new();
    let mut sorted: Vec<&Finding> = findings.iter().collect();
    sorted.sort_by_key(|finding| (finding.span.start, finding.span.end));
    for finding in sorted {
        match spans.last_mut() {
            Some((last, severity)) if finding.span.start < last.end => {
                last.end = last.end.max(finding.span.end);
                *severity = (*severity).max(finding.severity);
            }
            _ => spans.push((finding.span, finding.severity)),
        }
    }
    let mut shown = String::new();
    let mut place = 0;
    for (span, severity) in spans {
        let colour = match severity {
            Severity::None => AnsiColor::Cyan,
            Severity::Low | Severity::Medium => AnsiColor::Yellow,
            Severity::High | Severity::Severe => AnsiColor::Red,
        };
        let mark = Style::new().fg_color(Some(colour.into())).bold().underline();
        let before = text.get(place..span.start as usize).unwrap_or_default();
        let inside = span.of(text).unwrap_or_default();
        if write!(shown, "{before}{mark}[{inside}]{mark:#}").is_err() {
            break;
        }
        place = span.end as usize;
    }
    shown.push_str(text.get(place..).unwrap_or_default());
    shown
}

#[cfg(test)]
mod tests {
    use domain::{Label, Score};

    use super::*;

    #[test]
    fn thousands_stand_apart() {
        for (number, shown) in [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(grouped(number), shown);
        }
    }

    #[test]
    fn overlapping_findings_are_marked_once_and_the_text_is_whole() {
        let finding = |start, end| Finding {
            label: Label::Insult,
            score: Score::ONE,
            severity: Severity::Medium,
            span: Span::new(start, end),
            rule: "r".into(),
            language: None,
            target: None,
            because: Vec::new(),
        };
        let shown = marked("tu es là bas", &[finding(3, 5), finding(4, 9)]);
        assert_eq!(anstream::adapter::strip_str(&shown).to_string(), "tu [es là] bas");
    }
}
