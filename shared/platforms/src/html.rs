//! HTML to the text that a reader sees.
//!
//! This guards what is read, not what is shown: where it is not clear whether something is markup or a person's words,
//! it is kept as words. So a `<` only begins a tag where a known element's name and nothing but `name=value` attributes
//! follow: a plain text in which somebody writes `<imbécile>` keeps it, and a comment's `<!--` hides nothing.

mod entity;

/// Elements that begin on a line of their own.
const BLOCKS: &[&str] = &[
    "article",
    "aside",
    "blockquote",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tr",
    "ul",
];

/// Elements inside a line.
const INLINE: &[&str] = &[
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i", "img",
    "ins", "kbd", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup",
    "svg", "tbody", "td", "tfoot", "th", "thead", "time", "tt", "u", "var", "video", "wbr",
];

/// What a tag does to the text.
enum Tag {
    Line,
    Block,
    Inline,
}

/// The text that a reader sees: tags gone, entities decoded, `<br>` and the ends of paragraphs as new lines.
pub(crate) fn visible_text(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(place) = rest.find(['<', '&']) {
        let (before, here) = rest.split_at(place);
        text.push_str(before);
        rest = if let Some((c, after)) = entity::decode(here) {
            text.push(c);
            after
        } else if let Some((tag, after)) = tag(here) {
            match tag {
                Tag::Line => text.push('\n'),
                Tag::Block if !text.is_empty() && !text.ends_with('\n') => text.push('\n'),
                Tag::Block | Tag::Inline => {}
            }
            after
        } else {
            let (sign, after) = here.split_at(1);
            text.push_str(sign);
            after
        };
    }
    text.push_str(rest);
    text.truncate(text.trim_end_matches('\n').len());
    text
}

/// The tag at the start of `html`, and what follows it.
fn tag(html: &str) -> Option<(Tag, &str)> {
    let inner = html.strip_prefix('<')?;
    let inner = inner.strip_prefix('/').unwrap_or(inner);
    let length = inner.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let (name, attributes) = inner.split_at(length);
    let name = name.to_ascii_lowercase();
    let tag = match name.as_str() {
        "br" => Tag::Line,
        name if BLOCKS.contains(&name) => Tag::Block,
        name if INLINE.contains(&name) => Tag::Inline,
        _ => return None,
    };
    // Up to the next `<` only, so that a text of a million `<p a=` is still read in one pass.
    let inside = attributes.split('<').next().unwrap_or_default();
    let left = after_attributes(inside)?.len();
    Some((tag, attributes.split_at(inside.len() - left).1))
}

/// What follows the `>` that closes a tag, if only `name=value` attributes come before it.
fn after_attributes(mut rest: &str) -> Option<&str> {
    loop {
        let trimmed = rest.trim_ascii_start();
        if let Some(after) = trimmed.strip_prefix("/>").or_else(|| trimmed.strip_prefix('>')) {
            return Some(after);
        }
        if trimmed.len() == rest.len() {
            return None;
        }
        let name = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b':');
        let length = trimmed.bytes().take_while(|b| name(b)).count();
        let value = trimmed.split_at(length).1.strip_prefix('=').filter(|_| length > 0)?;
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
        rest = match quote {
            Some(quote) => value.split_at(1).1.split_once(quote)?.1,
            None => value.split_at(value.find([' ', '\n', '\t', '>'])?).1,
        };
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn markup_goes_and_words_stay() {
        for (html, text) in [
            ("", ""),
            ("Bonjour", "Bonjour"),
            ("<p>Bonjour</p>", "Bonjour"),
            ("<p>Un</p><p>deux</p>", "Un\ndeux"),
            ("<div>un<div>deux</div></div>", "un\ndeux"),
            ("un<br>deux<br />trois<BR/>", "un\ndeux\ntrois"),
            ("con<b>nard</b>", "connard"),
            ("<a href=\"https://x.example/?a>b\" class='l'>ici</a>", "ici"),
            ("<span data-a=b>x</span>", "x"),
            ("a &lt;b&gt; c &amp;amp; d", "a <b> c &amp; d"),
            ("caf&eacute; &#233;&#xE9;&#XE9; &Eacute;&OElig;", "caf\u{e9} ééé ÉŒ"),
            ("1 < 2 && 3 > 2", "1 < 2 && 3 > 2"),
            ("je t'aime <3", "je t'aime <3"),
            ("sale <imbécile>", "sale <imbécile>"),
            ("<b connard>", "<b connard>"),
            ("<!-- connard -->", "<!-- connard -->"),
            ("<p", "<p"),
            ("<a href=\"", "<a href=\""),
            ("&", "&"),
            ("&nbsp;", "\u{a0}"),
            ("&connard;", "&connard;"),
            ("&#0;&#xD800;&#x110000;", "\u{fffd}\u{fffd}\u{fffd}"),
            ("&#99on", "con"),
            ("&#;", "&#;"),
        ] {
            assert_eq!(visible_text(html), text, "{html}");
        }
    }

    #[test]
    fn a_long_text_of_signs_is_read_in_linear_time() {
        for sign in ["<", "&", "<a href=\"", "&#", "<p ", "<p a=", "<p a=\"' b=\"'"] {
            let hostile = sign.repeat(200_000);
            assert!(visible_text(&hostile).len() <= hostile.len());
        }
    }

    proptest! {
        #[test]
        fn text_without_signs_is_untouched(text in "[^<&\n]*") {
            prop_assert_eq!(visible_text(&text), text);
        }

        #[test]
        fn reading_never_panics(html in "[<&>/a-c=\"'#;xé 0-9]{0,60}") {
            visible_text(&html);
        }
    }
}
