//! What a person sees of many deliveries.

use std::collections::BTreeMap;

use anstyle::{AnsiColor, Color, Style};
use domain::Verdict;

use super::{all::Line, said::listed};
use crate::{
    shown::{BOLD, grouped, verdict_style},
    table::{PLAIN, Table},
};

const RIGHT: Style = Style::new().fg_color(Some(Color::Ansi(AnsiColor::Green)));
const WRONG: Style = Style::new().fg_color(Some(Color::Ansi(AnsiColor::Red)));

/// Every delivery, then every platform, then all.
pub(crate) fn lines(lines: &[Line]) -> String {
    let (mut each, mut platforms) = (
        Table::of(["platform", "case", "status", "verdicts", "as expected"]).of_words(),
        Table::of(["platform", "cases", "as expected", "not"]),
    );
    let mut counts: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    for line in lines {
        let (right, wrong) = counts.entry(line.platform).or_default();
        *(if line.as_expected { right } else { wrong }) += 1;
        each.row(
            line.platform,
            [
                (line.case.clone(), PLAIN),
                (line.status.to_string(), PLAIN),
                verdicts(line.verdicts.as_deref()),
                if line.as_expected {
                    ("yes".to_owned(), RIGHT)
                } else {
                    (format!("no: {}", line.differences.join("; ")), WRONG)
                },
            ],
        );
    }
    for (platform, (right, wrong)) in &counts {
        platforms.row(platform, tally(*right, *wrong));
    }
    let wrong = counts.values().map(|(_, wrong)| wrong).sum();
    let right = lines.len() as u64 - wrong;
    if counts.len() > 1 {
        platforms.row("all", tally(right, wrong));
    }
    let ending = match wrong {
        0 => format!("{RIGHT}every answer is as expected{RIGHT:#}"),
        1 => format!("{WRONG}1 answer is not as expected{WRONG:#}"),
        _ => format!("{WRONG}{} answers are not as expected{WRONG:#}", grouped(wrong)),
    };
    format!(
        "{}{}\n{BOLD}{ending}{BOLD:#}",
        each.shown().trim_start_matches('\n'),
        platforms.shown()
    )
}

fn tally(right: u64, wrong: u64) -> [(String, Style); 3] {
    let style = if wrong == 0 { PLAIN } else { WRONG };
    [(grouped(right + wrong), PLAIN), (grouped(right), PLAIN), (grouped(wrong), style)]
}

/// The verdicts in the colour of the harshest.
fn verdicts(verdicts: Option<&[Verdict]>) -> (String, Style) {
    let Some(verdicts) = verdicts else { return ("-".to_owned(), PLAIN) };
    let style = verdicts.iter().max().map_or(PLAIN, |verdict| verdict_style(*verdict));
    (listed(verdicts), style)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(platform: &'static str, verdicts: Option<&[Verdict]>, differences: &[&str]) -> Line {
        Line {
            platform,
            case: "a-case".to_owned(),
            status: 200,
            verdicts: verdicts.map(<[_]>::to_vec),
            as_expected: differences.is_empty(),
            differences: differences.iter().map(ToString::to_string).collect(),
        }
    }

    #[test]
    fn deliveries_and_platforms_stand_in_tables() {
        let shown = lines(&[
            line("cms", Some(&[Verdict::Approve, Verdict::Reject]), &[]),
            line("cms", Some(&[]), &["expected 401"]),
            line("x", None, &[]),
        ]);
        let expected = "  platform   case     status   verdicts          as expected
  cms        a-case   200      approve, reject   yes
  cms        a-case   200      none              no: expected 401
  x          a-case   200      -                 yes

  platform   cases   as expected   not
  cms            2             1     1
  x              1             1     0
  all            3             2     1

1 answer is not as expected";
        assert_eq!(anstream::adapter::strip_str(&shown).to_string(), expected);
    }
}
