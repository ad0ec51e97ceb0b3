//! Character references: the numeric ones, those of Latin-1, and the few others that editors write.

/// U+00A0 to U+00FF, in order.
const LATIN_1: &[&str] = &[
    "nbsp", "iexcl", "cent", "pound", "curren", "yen", "brvbar", "sect", "uml", "copy", "ordf",
    "laquo", "not", "shy", "reg", "macr", "deg", "plusmn", "sup2", "sup3", "acute", "micro",
    "para", "middot", "cedil", "sup1", "ordm", "raquo", "frac14", "frac12", "frac34", "iquest",
    "Agrave", "Aacute", "Acirc", "Atilde", "Auml", "Aring", "AElig", "Ccedil", "Egrave", "Eacute",
    "Ecirc", "Euml", "Igrave", "Iacute", "Icirc", "Iuml", "ETH", "Ntilde", "Ograve", "Oacute",
    "Ocirc", "Otilde", "Ouml", "times", "Oslash", "Ugrave", "Uacute", "Ucirc", "Uuml", "Yacute",
    "THORN", "szlig", "agrave", "aacute", "acirc", "atilde", "auml", "aring", "aelig", "ccedil",
    "egrave", "eacute", "ecirc", "euml", "igrave", "iacute", "icirc", "iuml", "eth", "ntilde",
    "ograve", "oacute", "ocirc", "otilde", "ouml", "divide", "oslash", "ugrave", "uacute", "ucirc",
    "uuml", "yacute", "thorn", "yuml",
];

const OTHERS: &[(&str, char)] = &[
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("OElig", 'Œ'),
    ("oelig", 'œ'),
    ("Yuml", 'Ÿ'),
    ("euro", '€'),
    ("hellip", '…'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("lsaquo", '‹'),
    ("rsaquo", '›'),
    ("ndash", '–'),
    ("mdash", '—'),
    ("bull", '•'),
    ("zwj", '\u{200d}'),
    ("zwnj", '\u{200c}'),
];

/// Longest name, or number of digits, that is looked at.
const LONGEST: usize = 8;

/// The character reference at the start of `html`, and what follows it.
pub(super) fn decode(html: &str) -> Option<(char, &str)> {
    let inner = html.strip_prefix('&')?;
    if let Some(number) = inner.strip_prefix('#') {
        return match number.strip_prefix(['x', 'X']) {
            Some(digits) => numeric(digits, 16),
            None => numeric(number, 10),
        };
    }
    let length = inner.bytes().take(LONGEST).take_while(u8::is_ascii_alphanumeric).count();
    let (name, after) = inner.split_at(length);
    Some((named(name)?, after.strip_prefix(';')?))
}

fn named(name: &str) -> Option<char> {
    let latin_1 = || LATIN_1.iter().position(|n| *n == name);
    let other = OTHERS.iter().find(|(n, _)| *n == name).map(|(_, c)| *c);
    other.or_else(|| u8::try_from(latin_1()? + 0xA0).ok().map(char::from))
}

/// Browsers read a number without its semicolon, so it would be a way to hide a letter.
fn numeric(text: &str, radix: u32) -> Option<(char, &str)> {
    let digit = |b: &u8| char::from(*b).is_digit(radix);
    let length = text.bytes().take(LONGEST).take_while(digit).count();
    let (digits, after) = text.split_at(length);
    let number = u32::from_str_radix(digits, radix).ok()?;
    let c = char::from_u32(number).filter(|c| *c != '\0').unwrap_or(char::REPLACEMENT_CHARACTER);
    Some((c, after.strip_prefix(';').unwrap_or(after)))
}
