//! Whatever a comment holds, and whatever a client has banned or allowed: findings that fit.
//!
//! What stands before a NUL is the client's: an expression a line, banned; allowed with a `+` before it.

#![no_main]

use std::sync::LazyLock;

use classify::{Classifier, HouseExpressions};
use libfuzzer_sys::fuzz_target;

static CLASSIFIER: LazyLock<Classifier> =
    LazyLock::new(|| Classifier::built_in().expect("the lexicons compile and the weights fit"));

static HOUSE: LazyLock<HouseExpressions> = LazyLock::new(|| {
    let banned = ["con*", "é à", "vélo", "😀"].map(String::from);
    let allowed = ["a b", "pute de", "fuck*"].map(String::from);
    HouseExpressions::compile(&banned, &allowed).expect("they compile")
});

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let Some((house, text)) = text.split_once('\0') else {
        return fits(&text, &HOUSE);
    };
    let (allowed, banned): (Vec<_>, Vec<_>) = house.lines().partition(|line| line.starts_with('+'));
    let banned: Vec<String> = banned.into_iter().map(str::to_owned).collect();
    let allowed: Vec<String> = allowed.into_iter().map(|line| line[1..].to_owned()).collect();
    if let Ok(house) = HouseExpressions::compile(&banned, &allowed) {
        fits(text, &house);
    }
});

fn fits(text: &str, house: &HouseExpressions) {
    let found = CLASSIFIER.classify(text, house);
    assert!(found.0.len() <= 64, "{} findings: {text:?}", found.0.len());
    assert!(found.0.is_sorted_by_key(|finding| finding.span), "not by place: {text:?} {found:?}");
    for finding in &found.0 {
        assert!(finding.score.as_thousandths() <= 1000, "{text:?} {finding:?}");
        assert!(finding.score.as_thousandths() > 0, "{text:?} {finding:?}");
        assert!(finding.span.start < finding.span.end, "an empty span: {text:?} {finding:?}");
        assert!(finding.span.of(text).is_some(), "a span that does not fit: {text:?} {finding:?}");
    }
    assert_eq!(found.0, CLASSIFIER.classify(text, house).0, "another time otherwise: {text:?}");
}
