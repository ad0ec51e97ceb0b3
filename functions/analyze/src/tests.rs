//! The whole function: routes, our own form, odd bodies. Perspective's form has its own file.

use std::sync::OnceLock;

use domain::{Label, Timestamp};
use http::Method;
use serde_json::{Value, json};

use super::*;

struct Still;

impl Clock for Still {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(0)
    }
}

pub(crate) fn send(method: Method, path: &str, body: impl Into<Bytes>) -> Response<Bytes> {
    static APP: OnceLock<App> = OnceLock::new();
    let app = APP.get_or_init(|| App {
        classifier: Arc::new(Classifier::built_in().unwrap()),
        clock: Arc::new(Still),
        counter: Counter::Log,
    });
    let request = Request::builder().method(method).uri(path).header("host", "vigie.example");
    handle(app, request.body(body.into()).unwrap())
}

pub(crate) fn value(response: &Response<Bytes>) -> Value {
    serde_json::from_slice(response.body()).unwrap()
}

/// Sends a batch that must be answered.
fn analyzed(body: &Value) -> Value {
    let response = send(Method::POST, "/analyze", body.to_string());
    assert_eq!(response.status(), 200, "{:?}", response.body());
    assert_eq!(response.headers()["content-type"], "application/json");
    value(&response)
}

#[test]
fn a_comment_is_answered_with_verdict_reasons_labels_and_findings() {
    let text = "Élodie, espèce de connard";
    let answer = analyzed(&json!({ "comments": [{ "id": "c-1", "text": text }] }));
    let comment = &answer["comments"][0];
    assert_eq!((&comment["id"], &comment["language"]), (&json!("c-1"), &json!("fr")));
    assert_ne!(comment["verdict"], "approve");
    assert_eq!(comment["reasons"][0]["label"], "insult");
    let label = &comment["labels"][0];
    assert_eq!(label["label"], "insult");
    assert_eq!(label["score"], comment["reasons"][0]["score"]);
    let finding = &comment["findings"][0];
    let (start, end) = (finding["start"].as_u64().unwrap(), finding["end"].as_u64().unwrap());
    assert_eq!(label["spans"], json!([[start, end]]));
    let place = usize::try_from(start).unwrap()..usize::try_from(end).unwrap();
    assert_eq!(finding["quote"], text.get(place).unwrap());
    assert!(finding["rule"].as_str().unwrap().starts_with("fr/"), "{finding}");
    assert!(!answer["classifier_version"].as_str().unwrap().is_empty());
    assert!(answer["policy_version"].as_str().unwrap().starts_with("default-"));
}

#[test]
fn the_language_is_the_stated_one_else_the_one_that_shows() {
    for (stated, text, expected) in [
        (json!("fr-CA"), "you are nice", json!("fr")),
        (json!("EN"), "", json!("en")),
        (json!(null), "you are so nice", json!("en")),
        (json!("de"), "das ist nicht so nett", json!(null)),
        (json!("de"), "you are so nice", json!("en")),
        (json!(null), "😀", json!(null)),
    ] {
        let comment = json!({ "id": "c", "text": text, "language": stated });
        let answer = analyzed(&json!({ "comments": [comment] }));
        assert_eq!(answer["comments"][0]["language"], expected, "{stated} {text}");
    }
}

#[test]
fn a_full_batch_is_answered_in_its_order() {
    let comment = |n: usize| {
        let text = if n.is_multiple_of(2) { "Très bel article, merci" } else { "sale connard" };
        json!({ "id": n.to_string(), "text": text })
    };
    let comments: Vec<Value> = (0..batch::MOST_COMMENTS).map(comment).collect();
    let answer = analyzed(&json!({ "comments": comments }));
    let answered = answer["comments"].as_array().unwrap();
    assert_eq!(answered.len(), batch::MOST_COMMENTS);
    for (n, comment) in answered.iter().enumerate() {
        assert_eq!(comment["id"], n.to_string());
        assert_eq!(comment["verdict"] == "approve", n.is_multiple_of(2), "{comment}");
    }
    assert_eq!(analyzed(&json!({ "comments": [] }))["comments"], json!([]));
}

#[test]
fn what_is_wrong_with_a_batch_is_said() {
    let one = |comment: Value| json!({ "comments": [comment] }).to_string();
    let many = |count| json!({ "comments": vec![json!({ "id": "a", "text": "b" }); count] });
    let long = |count| "é".repeat(count);
    let cases = [
        (String::new(), 422, "invalid"),
        ("  ".to_owned(), 422, "invalid"),
        ("{}".to_owned(), 422, "invalid"),
        ("[]".to_owned(), 422, "invalid"),
        ("null".to_owned(), 422, "invalid"),
        ("{".to_owned(), 400, "not-json"),
        ("pas du JSON".to_owned(), 400, "not-json"),
        ("[".repeat(1000), 422, "invalid"),
        (format!("{{\"comments\":{}", "[".repeat(1000)), 422, "invalid"),
        (one(json!({ "id": "a" })), 422, "invalid"),
        (one(json!({ "text": "a" })), 422, "invalid"),
        (one(json!({ "id": 1, "text": "a" })), 422, "invalid"),
        (one(json!({ "id": "", "text": "a" })), 422, "invalid"),
        (one(json!({ "id": "a".repeat(1025), "text": "a" })), 422, "invalid"),
        (one(json!({ "id": "a", "text": "a", "colour": "blue" })), 422, "invalid"),
        (json!({ "comments": [], "space": "le-journal" }).to_string(), 422, "space-not-supported"),
        (one(json!({ "id": "a", "text": long(10_001) })), 422, "comment-too-long"),
        (many(101).to_string(), 413, "too-many-comments"),
        (" ".repeat(BODY_LIMIT + 1), 413, "body-too-large"),
    ];
    for (body, status, code) in cases {
        let response = send(Method::POST, "/analyze", body.clone());
        let start: String = body.chars().take(60).collect();
        assert_eq!(response.status().as_u16(), status, "{start}");
        assert_eq!(response.headers()["content-type"], "application/problem+json", "{start}");
        assert_eq!(value(&response)["code"], code, "{start}");
    }
    analyzed(&json!({ "comments": [{ "id": "a", "text": long(10_000) }] }));
    let body =
        json!({ "comments": [{ "id": "a", "text": "" }, { "id": "b", "text": long(10_001) }] });
    let response = send(Method::POST, "/analyze", body.to_string());
    assert_eq!(value(&response)["index"], 1);
}

#[test]
fn odd_texts_are_read() {
    for (text, verdict) in [
        (r#""connard \ud83d""#, "review or reject"),
        (r#""\ude00\ud83d""#, "approve"),
        (r#""\u0000""#, "approve"),
        (r#""""#, "approve"),
        (r#""\u202Ebonjour""#, "approve"),
    ] {
        let body = format!("{{\"comments\":[{{\"id\":\"a\",\"text\":{text}}}]}}");
        let response = send(Method::POST, "/analyze", body);
        assert_eq!(response.status(), 200, "{text}");
        let found = value(&response)["comments"][0]["verdict"].clone();
        assert_eq!(found == "approve", verdict == "approve", "{text}: {found}");
    }
}

#[test]
fn a_path_or_method_that_is_not_served_is_a_problem() {
    for (method, path, status, code) in [
        (Method::GET, "/analyze", 405, "method-not-allowed"),
        (Method::OPTIONS, "/analyze", 405, "method-not-allowed"),
        (Method::POST, "/analyse", 404, "unknown-path"),
    ] {
        let response = send(method.clone(), path, "");
        assert_eq!(response.status().as_u16(), status, "{method} {path}");
        assert_eq!(value(&response)["code"], code);
    }
}

#[test]
fn labels_are_told_surest_first_with_their_worst_and_all_their_places() {
    let text = "connard, tu es un idiot, et un gros con. Merci de corriger la faute.";
    let answer = analyzed(&json!({ "comments": [{ "id": "a", "text": text }] }));
    let comment = &answer["comments"][0];
    let labels = comment["labels"].as_array().unwrap();
    let scores: Vec<f64> = labels.iter().map(|label| label["score"].as_f64().unwrap()).collect();
    assert!(scores.is_sorted_by(|a, b| a >= b), "{scores:?}");
    let places: usize = labels.iter().map(|label| label["spans"].as_array().unwrap().len()).sum();
    assert_eq!(places, comment["findings"].as_array().unwrap().len());
    for label in labels {
        assert!(Label::named(label["label"].as_str().unwrap()).is_some());
    }
}
