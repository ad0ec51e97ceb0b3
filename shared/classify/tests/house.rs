//! A client's own expressions, and the rules that all findings keep.

#![cfg(test)]

use std::sync::LazyLock;

use classify::{Classifier, ExpressionError, HouseExpressions};
use domain::{
    finding::{Finding, Score},
    label::{Label, Severity},
};

static CLASSIFIER: LazyLock<Classifier> =
    LazyLock::new(|| Classifier::built_in().expect("the lexicons compile"));

fn house(banned: &[&str], allowed: &[&str]) -> HouseExpressions {
    let owned = |list: &[&str]| list.iter().map(|&e| e.to_owned()).collect::<Vec<_>>();
    HouseExpressions::compile(&owned(banned), &owned(allowed)).expect("the expressions compile")
}

fn find(text: &str, house: &HouseExpressions) -> Vec<Finding> {
    CLASSIFIER.classify(text, house).0
}

#[test]
fn a_banned_expression_is_found_in_every_dress() {
    let house = house(&["Concurrent", "poudre de perlimpinpin", "trotti*", "Ma-Marque"], &[]);
    for (text, original) in [
        ("Achetez chez concurrent.", "concurrent"),
        ("chez CONCURRENT", "CONCURRENT"),
        ("chez Con-Current", "Con-Current"),
        ("chez c0ncurrent", "c0ncurrent"),
        ("chez concurrrrrent", "concurrrrrent"),
        ("chez conc*rrent", "conc*rrent"),
        ("chez c o n c u r r e n t ici", "c o n c u r r e n t"),
        ("de la Poudre, de PERLIMPINPIN", "Poudre, de PERLIMPINPIN"),
        ("une trottinette", "trottinette"),
        ("ma-marque", "ma-marque"),
        ("mamarque", "mamarque"),
        ("ma marque", "ma marque"),
    ] {
        let mut findings = find(text, &house);
        findings.retain(|f| f.label == Label::BannedExpression);
        assert_eq!(findings.len(), 1, "{text}: {findings:?}");
        let found = &findings[0];
        assert_eq!(found.label, Label::BannedExpression, "{text}");
        assert_eq!(found.score, Score::ONE, "{text}");
        assert_eq!(found.severity, Severity::Medium, "{text}");
        assert_eq!(found.span.of(text), Some(original), "{text}");
        assert!(found.rule.starts_with("house/banned/"), "{text}: {}", found.rule);
    }
    for text in ["concurrentiel", "la concurrence", "poudre de riz", "un trot", "marque"] {
        let banned = |f: &Finding| f.label == Label::BannedExpression;
        assert!(!find(text, &house).iter().any(banned), "{text}");
    }
    let rule = |f: &Finding| f.rule.to_string();
    let rules: Vec<_> = find("concurrent", &house).iter().map(rule).collect();
    assert!(rules.contains(&"house/banned/concurrent".to_owned()), "{rules:?}");
}

#[test]
fn an_allowed_expression_forgives_what_it_covers() {
    let text = "la bite de 12 et cette salope de machine";
    assert!(!find(text, &HouseExpressions::none()).is_empty());
    assert_eq!(find(text, &house(&[], &["bite", "salope de machine"])), []);
    assert!(!find("tu es une salope", &house(&[], &["salope de machine"])).is_empty());
    // An allowed expression also wins over a banned one that lies within it.
    assert_eq!(find("le con current", &house(&["current"], &["con current"])), []);
}

#[test]
fn an_expression_that_cannot_be_used_says_why() {
    let compile = |banned: &[String]| HouseExpressions::compile(banned, &[]);
    let long = "a".repeat(201);
    assert!(matches!(compile(&["?!".into()]), Err(ExpressionError::Empty(e)) if e == "?!"));
    assert!(matches!(compile(&["*".into()]), Err(ExpressionError::Empty(_))));
    assert!(matches!(compile(&[String::new()]), Err(ExpressionError::Empty(_))));
    assert!(
        matches!(compile(std::slice::from_ref(&long)), Err(ExpressionError::TooLong(e)) if e == long)
    );
    let many = vec!["a".to_owned(); 5001];
    assert!(matches!(compile(&many), Err(ExpressionError::TooMany(5001))));
    assert!(compile(&many[..5000]).is_ok());
}

#[test]
fn findings_are_sorted_single_and_at_most_64() {
    let text = "connard putain merde salope ".repeat(200);
    let findings = find(&text, &HouseExpressions::none());
    assert_eq!(findings.len(), 64);
    assert!(findings.is_sorted_by_key(|f| f.span));
    // The highest scores are kept: of the lexicons' words only the insults.
    let profane = |f: &&Finding| f.label == Label::Profanity && !f.rule.starts_with("model/");
    assert_eq!(findings.iter().find(profane), None);
    for text in ["sale con", "nique ta mère sale fils de pute", "sale arabe de merde"] {
        let findings = find(text, &HouseExpressions::none());
        for (at, one) in findings.iter().enumerate() {
            for other in findings.iter().skip(at + 1).filter(|other| other.label == one.label) {
                assert!(one.span.end <= other.span.start, "{text}: {one:?} {other:?}");
            }
        }
    }
}

#[test]
fn the_version_names_the_lexicons() {
    let version = CLASSIFIER.version();
    assert!(version.starts_with(concat!(env!("CARGO_PKG_VERSION"), "-")), "{version}");
    assert_eq!(version, Classifier::built_in().expect("the lexicons compile").version());
}

#[test]
fn the_classifier_can_be_shared_between_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<Classifier>();
    shared::<HouseExpressions>();
}
