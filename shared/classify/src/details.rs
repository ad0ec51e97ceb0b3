//! Private details of people: telephone numbers, e-mail addresses, bank accounts, street addresses.
//!
//! They are looked for in the original text, and only where there is an `@` or there are digits enough. A detail by
//! itself is for a person to see; one of somebody else, handed on (`son numéro`, `lives at`), is rejected by default.

use domain::{
    finding::{Finding, Score, Span},
    label::{Label, Severity, Target},
};

/// A detail by itself.
const ALONE: Score = Score::thousandths(600);
/// A detail of somebody else, handed on.
const HANDED_ON: Score = Score::thousandths(920);
/// A bank account with valid check digits.
const ACCOUNT: Score = Score::thousandths(850);
/// Bytes before a detail in which words tell whose it is.
const BEFORE: usize = 90;
/// The most details told of one comment.
const MOST: usize = 16;

/// Finds private details in a text.
pub(crate) fn details(text: &str, findings: &mut Vec<Finding>) {
    let digits = text.bytes().filter(u8::is_ascii_digit).take(2).count();
    let sign = text.bytes().any(|byte| byte == b'@');
    if digits == 0 && !sign {
        return;
    }
    let mut found = Vec::new();
    if sign {
        emails(text, &mut found);
    }
    if digits == 2 {
        accounts(text, &mut found);
        phones(text, &mut found);
    }
    if digits > 0 {
        streets(text, &mut found);
    }
    findings.append(&mut found);
}

fn push(
    text: &str,
    start: usize,
    end: usize,
    alone: Score,
    rule: &str,
    findings: &mut Vec<Finding>,
) {
    let span = Span::new(start, end);
    let overlaps = |f: &Finding| f.span.start < span.end && span.start < f.span.end;
    if findings.len() >= MOST || findings.iter().any(overlaps) {
        return;
    }
    let mut from = start.saturating_sub(BEFORE);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let mut to = (end + BEFORE).min(text.len());
    while !text.is_char_boundary(to) {
        to -= 1;
    }
    let around = text.get(from..to).unwrap_or_default().to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| around.contains(word));
    let score = if has(&OTHERS) {
        alone.max(HANDED_ON)
    } else if has(&PUBLIC) {
        return;
    } else {
        alone
    };
    findings.push(Finding {
        label: Label::Doxxing,
        score,
        severity: Severity::High,
        span,
        rule: format!("details/{rule}").into(),
        language: None,
        target: Some(Target::Person),
        because: Vec::new(),
    });
}

/// Words that hand on the details of somebody else.
const OTHERS: [&str; 30] = [
    "son numéro",
    "son numero",
    "son num ",
    "son portable",
    "son tel",
    "son tél",
    "son adresse",
    "son mail",
    "son iban",
    "habite",
    "elle vit au",
    "il vit au",
    "leur adresse",
    "harcel",
    "allez la voir",
    "allez le voir",
    "allez lui",
    "appelez-la",
    "appelez-le",
    "faites-lui",
    "his number",
    "her number",
    "his phone",
    "her phone",
    "his address",
    "her address",
    "lives at",
    "home address",
    "let her know",
    "let him know",
];
/// Words that tell that a number is for everybody.
const PUBLIC: [&str; 24] = [
    "numéro vert",
    "standard",
    "service client",
    "accueil",
    "mairie",
    "rédaction",
    "redaction",
    "préfecture",
    "hotline",
    "helpline",
    "support@",
    "contact@",
    "info@",
    "press@",
    "presse@",
    "office",
    "appel gratuit",
    "billetterie",
    "réservation",
    "reservation",
    "horaires",
    "opening hours",
    "customer service",
    "newsroom",
];

fn emails(text: &str, findings: &mut Vec<Finding>) {
    let bytes = text.as_bytes();
    let local = |byte: &u8| byte.is_ascii_alphanumeric() || b"._%+-".contains(byte);
    let domain = |byte: &u8| byte.is_ascii_alphanumeric() || b".-".contains(byte);
    for (at, _) in text.match_indices('@') {
        let start = at
            - bytes
                .get(..at)
                .unwrap_or_default()
                .iter()
                .rev()
                .take(64)
                .take_while(|b| local(b))
                .count();
        let after = bytes.get(at + 1..).unwrap_or_default();
        let mut end = at + 1 + after.iter().take(253).take_while(|b| domain(b)).count();
        while end > at + 1 && bytes.get(end - 1).is_some_and(|byte| b".-".contains(byte)) {
            end -= 1;
        }
        let host = text.get(at + 1..end).unwrap_or_default();
        let top = host.rsplit('.').next().unwrap_or_default();
        if start < at
            && host.contains('.')
            && top.len() >= 2
            && top.bytes().all(|b| b.is_ascii_alphabetic())
        {
            push(text, start, end, ALONE, "e-mail", findings);
        }
    }
}

/// Runs of digits with what stands between them: start, end, the digits.
fn runs(text: &str) -> Vec<(usize, usize, String)> {
    let mut all = Vec::new();
    let mut run: Option<(usize, usize, String)> = None;
    let mut gap = 0;
    for (at, c) in text.char_indices() {
        if c.is_ascii_digit() || c == '+' && run.is_none() {
            let (_, end, digits) = run.get_or_insert_with(|| (at, at, String::new()));
            if c == '+' {
                digits.push('+');
            } else {
                digits.push(c);
            }
            *end = at + 1;
            gap = 0;
        } else if let Some(found) = run.take() {
            gap += 1;
            let joins = matches!(c, ' ' | '.' | '-' | '/' | '(' | ')' | '\u{a0}' | '\u{202f}');
            if joins && gap <= 2 {
                run = Some(found);
            } else {
                all.push(found);
                gap = 0;
            }
        }
    }
    all.extend(run);
    all
}

fn phones(text: &str, findings: &mut Vec<Finding>) {
    for (start, end, digits) in runs(text) {
        // Part of a word or of a price is no telephone number.
        let glued = |c: char| c.is_alphabetic() || matches!(c, '€' | '$' | '£' | '%');
        if text.get(..start).and_then(|before| before.chars().next_back()).is_some_and(glued)
            || text.get(end..).and_then(|after| after.chars().next()).is_some_and(glued)
        {
            continue;
        }
        let national = match digits.strip_prefix("+33").or(digits.strip_prefix("0033")) {
            Some(rest) => format!("0{}", rest.trim_start_matches('0')),
            None => digits.clone(),
        };
        let is_french = national.len() == 10
            && national.starts_with('0')
            && national
                .as_bytes()
                .get(1)
                .is_some_and(|&byte| (b'1'..=b'9').contains(&byte) && byte != b'8');
        let is_british = digits.len() == 11 && digits.starts_with("07");
        let is_american = digits.len() == 10
            && matches!(digits.as_bytes().first(), Some(b'2'..=b'9'))
            && !digits.starts_with("800")
            && text.get(start..end).is_some_and(|written| written.contains(['-', '.', ' ']));
        let is_foreign = digits.starts_with('+') && (9..=16).contains(&digits.len());
        if is_french || is_british || is_american || is_foreign {
            push(text, start, end, ALONE, "telephone", findings);
        }
    }
}

/// Bank accounts: country, check digits, account, with the remainder by 97 that ISO 13616 asks for.
fn accounts(text: &str, findings: &mut Vec<Finding>) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at + 15 <= bytes.len() {
        let begins = bytes.get(at..at + 4).is_some_and(|four| {
            four.iter().take(2).all(u8::is_ascii_alphabetic)
                && four.iter().skip(2).all(u8::is_ascii_digit)
        });
        let after_word = at > 0 && bytes.get(at - 1).is_some_and(u8::is_ascii_alphanumeric);
        if !begins || after_word {
            at += 1;
            continue;
        }
        let mut letters = Vec::new();
        let mut ends = Vec::new();
        for (offset, byte) in bytes.get(at..).unwrap_or_default().iter().enumerate().take(42) {
            match byte {
                b' ' | b'-' | b'.' => {}
                byte if byte.is_ascii_alphanumeric() => {
                    letters.push(byte.to_ascii_uppercase());
                    ends.push(at + offset + 1);
                }
                _ => break,
            }
        }
        // The account may run into the next word: the longest valid length wins.
        let valid = (15..=letters.len().min(34))
            .rev()
            .find(|&length| letters.get(..length).is_some_and(checks));
        match valid.and_then(|length| ends.get(length - 1).copied()) {
            Some(end) => {
                push(text, at, end, ACCOUNT, "bank-account", findings);
                at = end;
            }
            None => at += 1,
        }
    }
}

fn checks(letters: &[u8]) -> bool {
    let rotated = letters.iter().skip(4).chain(letters.iter().take(4));
    let remainder = rotated.fold(0_u32, |sum, &byte| match byte {
        b'0'..=b'9' => (sum * 10 + u32::from(byte - b'0')) % 97,
        _ => (sum * 100 + u32::from(byte.saturating_sub(b'A')) + 10) % 97,
    });
    remainder == 1
}

/// Words for streets behind a number, French; and before or behind a name, English.
const FRENCH_STREETS: [&str; 14] = [
    "rue",
    "avenue",
    "boulevard",
    "bd",
    "impasse",
    "allée",
    "allee",
    "chemin",
    "place",
    "quai",
    "cours",
    "route",
    "square",
    "passage",
];
const ENGLISH_STREETS: [&str; 16] = [
    "street", "road", "avenue", "lane", "drive", "close", "crescent", "rise", "court", "terrace",
    "way", "grove", "gardens", "st", "rd", "ave",
];

fn streets(text: &str, findings: &mut Vec<Finding>) {
    let words: Vec<(usize, &str)> = text
        .split([' ', ',', '\n', ';', '(', ')'])
        .filter(|word| !word.is_empty())
        .map(|word| (word.as_ptr() as usize - text.as_ptr() as usize, word))
        .collect();
    for (at, &(start, number)) in words.iter().enumerate() {
        let is_number =
            number.len() <= 4 && number.bytes().next().is_some_and(|b| b.is_ascii_digit());
        if !is_number {
            continue;
        }
        let word = |ahead: usize| words.get(at + ahead).map_or("", |&(_, word)| word);
        let skip = usize::from(matches!(word(1).to_lowercase().as_str(), "bis" | "ter"));
        let end_of = |ahead: usize| {
            words.get(at + ahead).map(|&(start, word)| {
                start + word.trim_end_matches(['.', '!', '?', '…', ':']).len()
            })
        };
        let street = word(1 + skip).to_lowercase();
        let french = FRENCH_STREETS.contains(&street.as_str()) && !word(2 + skip).is_empty();
        let english = (2..=3).find(|&ahead| {
            let named = word(1).starts_with(|c: char| c.is_uppercase());
            let street = word(ahead).trim_end_matches(['.', '!', '?']).to_lowercase();
            named
                && ENGLISH_STREETS.contains(&street.as_str())
                && word(ahead).starts_with(|c: char| c.is_uppercase())
        });
        let end = if french {
            (2 + skip..=5 + skip)
                .take_while(|&ahead| {
                    ahead == 2 + skip
                        || word(ahead).starts_with(|c: char| c.is_uppercase())
                        || word(ahead - 1).len() <= 3
                })
                .filter_map(end_of)
                .last()
        } else {
            english.and_then(end_of)
        };
        if let Some(end) = end {
            // An address by itself is news, an advert or a meeting point.
            let before = findings.len();
            push(text, start, end, Score::thousandths(400), "address", findings);
            if findings.get(before).is_some_and(|found| found.score < HANDED_ON) {
                findings.pop();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(String, u16)> {
        let mut findings = Vec::new();
        details(text, &mut findings);
        findings
            .iter()
            .map(|f| (f.span.of(text).unwrap().to_owned(), f.score.as_thousandths()))
            .collect()
    }

    #[test]
    fn private_details_are_found_and_handing_them_on_is_worse() {
        for (text, detail, score) in [
            ("appelle le 06 39 98 12 34", "06 39 98 12 34", 600),
            ("son portable c'est 06.39.98.12.34, harcelez-le", "06.39.98.12.34", 920),
            ("0639981234", "0639981234", 600),
            ("+33 6 39 98 12 34 le soir", "+33 6 39 98 12 34", 600),
            ("her number is 07700 900312", "07700 900312", 920),
            ("call (212) 555-0142 now", "212) 555-0142", 600),
            ("jean.dupont@exemple.fr", "jean.dupont@exemple.fr", 600),
            (
                "voilà FR14 2004 1010 0505 0001 3M02 606 merci",
                "FR14 2004 1010 0505 0001 3M02 606",
                850,
            ),
            ("il habite au 12 rue des Lilas à Pau", "12 rue des Lilas", 920),
            ("She lives at 4 Larch Rise, Cottingdale", "4 Larch Rise", 920),
        ] {
            assert_eq!(found(text), [(detail.to_owned(), score)], "{text:?}");
        }
    }

    #[test]
    fn public_numbers_and_other_digits_are_not_private() {
        for text in [
            "le 3114 répond jour et nuit",
            "appelez le 15 ou le 112",
            "1 250 000 € de budget",
            "en 2022, 1 345 678 personnes",
            "FR14 2004 1010 0505 0001 3M02 607 n'est pas un compte",
            "le 12/03/2024 à 18h30",
            "contact@journal.fr",
            "l'accueil de la mairie au 05 59 00 00 00",
            "rendez-vous au 12 rue des Lilas à 18h",
            "@jeandupont bien dit",
            "0800 123 456 appel gratuit",
            "4 x 4 = 16",
            "a@b",
            "",
        ] {
            assert_eq!(found(text), [], "{text:?}");
        }
    }
}
