//! `infra/openapi.yaml` against the routes and the answers.

use std::{collections::BTreeSet, sync::OnceLock};

use domain::Label;
use serde_json::{Value, json};

use crate::target::{Answer, root};

fn document() -> &'static Value {
    static DOCUMENT: OnceLock<Value> = OnceLock::new();
    DOCUMENT.get_or_init(|| {
        let text = std::fs::read_to_string(root().join("infra/openapi.yaml")).unwrap();
        serde_yaml_ng::from_str(&text).unwrap()
    })
}

fn fits(template: &str, path: &str) -> bool {
    let (template, path): (Vec<_>, Vec<_>) =
        (template.split('/').collect(), path.split('/').collect());
    let same = |(expected, part): (&&str, &&str)| expected == part || expected.starts_with('{');
    template.len() == path.len() && template.iter().zip(&path).all(same)
}

/// The object, or what its `$ref` points to.
fn resolved(value: &Value) -> &Value {
    match value["$ref"].as_str() {
        Some(reference) => document().pointer(reference.trim_start_matches('#')).unwrap(),
        None => value,
    }
}

fn validator(schema: &Value) -> jsonschema::Validator {
    let mut schema = schema.clone();
    schema["components"] = document()["components"].clone();
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    jsonschema::validator_for(&schema).unwrap()
}

/// Asserts that an answer is one that the document describes.
pub(crate) fn holds(method: &str, path: &str, answer: &Answer) {
    let path = path.split('?').next().unwrap();
    let paths = document()["paths"].as_object().unwrap();
    // The literal path before the one with a parameter: /v1/reviews/claim is not a review called "claim".
    let described = paths.get(path).or_else(|| {
        paths.iter().find(|(template, _)| fits(template, path)).map(|(_, described)| described)
    });
    let Some(described) = described else {
        assert_eq!(answer.status, 404, "{method} {path} is answered but not described");
        return;
    };
    let Some(operation) = described.get(method.to_lowercase()) else {
        assert_eq!(answer.status, 405, "{method} {path} is answered but not described");
        return;
    };
    let response = resolved(&operation["responses"][answer.status.to_string()]);
    assert!(!response.is_null(), "{method} {path}: {} is not described", answer.status);
    let Some((media_type, content)) =
        response["content"].as_object().and_then(|content| content.iter().next())
    else {
        assert_eq!(answer.body, json!(""), "{method} {path}: a body is not described");
        return;
    };
    assert_eq!(&answer.content_type, media_type, "{method} {path}");
    let validator = validator(&content["schema"]);
    let errors: Vec<String> = validator
        .iter_errors(&answer.body)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{method} {path} {}: {errors:#?}", answer.status);
}

#[test]
fn the_document_describes_the_routes_and_no_others() {
    let reviews = review::ROUTES.iter().map(|(method, path, _)| (method.to_string(), *path));
    let analyses = analyze::ROUTES.iter().map(|(method, path, _)| (method.to_string(), *path));
    let served: BTreeSet<(String, String)> =
        reviews.chain(analyses).map(|(method, path)| (method, path.to_owned())).collect();
    let mut described = BTreeSet::new();
    for (path, operations) in document()["paths"].as_object().unwrap() {
        for method in operations.as_object().unwrap().keys().filter(|key| *key != "parameters") {
            described.insert((method.to_uppercase(), path.clone()));
        }
    }
    assert_eq!(served, described);
}

#[test]
fn the_document_names_every_label_and_reason() {
    let labels: Vec<&str> = Label::ALL.iter().map(|label| label.name()).collect();
    let schemas = &document()["components"]["schemas"];
    assert_eq!(schemas["Label"]["enum"], json!(labels));
    let reason = validator(&schemas["ResolveRequest"]["properties"]["reason"]);
    for outcome in [domain::Outcome::Approve, domain::Outcome::Reject] {
        for code in domain::ReasonCode::fitting(outcome) {
            assert!(reason.is_valid(&json!(code.name())), "{}", code.name());
        }
    }
    assert!(!reason.is_valid(&json!("because")));
}

#[test]
fn an_answer_that_is_not_described_is_noticed() {
    let answer =
        |status, body| Answer { status, content_type: "application/json".to_owned(), body };
    let caught = |status, body| {
        let answer = answer(status, body);
        std::panic::catch_unwind(|| holds("GET", "/v1/reviews", &answer)).is_err()
    };
    assert!(!caught(200, json!({ "reviews": [] })));
    assert!(caught(200, json!({ "reviews": [], "colour": "blue" })));
    assert!(caught(200, json!({ "reviews": [{ "id": "x" }] })));
    assert!(caught(418, json!({ "reviews": [] })));
}
