//! What is refused, and in which words.

use bytes::Bytes;
use http::{Method, Response};
use serde_json::{Value, json};

use super::{ANALYZE, analyze, scored};
use crate::tests::{send, value};

pub(super) fn refusal(response: &Response<Bytes>) -> (u16, String, String) {
    assert_eq!(response.headers()["content-type"], "application/json");
    let body = value(response);
    let error = &body["error"];
    assert_eq!(error["code"], response.status().as_u16());
    assert_eq!(error["status"], "INVALID_ARGUMENT");
    let detail = &error["details"][0];
    assert_eq!(
        detail["@type"], "type.googleapis.com/google.commentanalyzer.v1alpha1.Error",
        "{error}"
    );
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    (response.status().as_u16(), text(&detail["errorType"]), text(&error["message"]))
}

#[test]
fn every_refusal_has_perspectives_type_and_words() {
    let toxicity = json!({ "TOXICITY": {} });
    let with = |comment: Value, attributes: &Value, more: Value| {
        let mut body = json!({ "comment": comment, "requestedAttributes": attributes });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body.to_string()
    };
    let text = |text: &str| json!({ "text": text });
    let plain = |comment: Value| with(comment, &toxicity, json!({}));
    let entry = json!([{ "text": "a" }]);
    let contexts = json!({ "context": { "entries": entry, "articleAndParentComment": {} } });
    let empty = ("COMMENT_EMPTY", "Comment must be non-empty.");
    let missing = ("NO_REQUESTED_ATTRIBUTES", "Missing requested_attributes");
    let format = |message| ("INVALID_REQUEST", message);
    let language = |message| ("LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE", message);
    let cases = [
        (String::new(), empty),
        ("{}".to_owned(), empty),
        (plain(json!(null)), empty),
        (plain(json!({})), empty),
        (plain(text("")), empty),
        (plain(text(" \n\u{A0}")), empty),
        (plain(text(&"a".repeat(20_481))), ("COMMENT_TOO_LONG", "Comment text too long.")),
        (plain(text(&"é".repeat(10_241))), ("COMMENT_TOO_LONG", "Comment text too long.")),
        (json!({ "comment": { "text": "a" } }).to_string(), missing),
        (with(text("a"), &json!({}), json!({})), missing),
        (
            with(text("a"), &json!({ "TOXICITY": { "scoreType": "PERCENTILE" } }), json!({})),
            format("Requested score type PERCENTILE is not supported by attribute TOXICITY"),
        ),
        (
            plain(json!({ "text": "<p>a", "type": "HTML" })),
            format("Currently, only 'PLAIN_TEXT' comments are supported"),
        ),
        (plain(json!({ "text": "a", "type": "RTF" })), format("Unknown text type")),
        (
            with(text("a"), &toxicity, contexts),
            format(
                "Context can have either entries or article_and_parent_comment, but both fields were populated.",
            ),
        ),
        (
            with(text("a"), &toxicity, json!({ "languages": ["de"] })),
            language("Attribute TOXICITY does not support request languages: de"),
        ),
        (
            with(text("a"), &toxicity, json!({ "languages": ["fr", "pt-BR"] })),
            language("Attribute TOXICITY does not support request languages: fr, pt-BR"),
        ),
        (
            plain(text("Ты хороший человек")),
            language("Attribute TOXICITY does not support request languages: ru"),
        ),
    ];
    for (body, (error_type, message)) in cases {
        let start: String = body.chars().take(100).collect();
        let expected = (400, error_type.to_owned(), message.to_owned());
        assert_eq!(refusal(&analyze(body)), expected, "{start}");
    }
}

#[test]
fn a_refused_language_is_named_as_clients_look_for_it() {
    for (body, expected) in [
        (
            json!({ "comment": { "text": "a" }, "languages": ["de"], "requestedAttributes": { "INSULT": {} } }),
            json!({ "requestedLanguages": ["de"], "attribute": "INSULT" }),
        ),
        (
            json!({ "comment": { "text": "これは日本語です" }, "requestedAttributes": { "INSULT": {} } }),
            json!({ "detectedLanguages": ["ja"], "attribute": "INSULT" }),
        ),
    ] {
        let answer = value(&analyze(body.to_string()));
        let detail = &answer["error"]["details"][0];
        assert_eq!(detail["languageNotSupportedByAttributeError"], expected);
        let mut body = body;
        body["dropUnsupportedAttributes"] = json!(true);
        assert!(scored(&body).get("attributeScores").is_none());
    }
}

#[test]
fn odd_bodies_are_refused_in_the_same_form() {
    for body in [
        "{".to_owned(),
        "pas du JSON".to_owned(),
        "[]".to_owned(),
        "null".to_owned(),
        "[".repeat(1000),
        format!("{{\"comment\":{}", "[".repeat(1000)),
        r#"{"comment":"text"}"#.to_owned(),
        r#"{"comment":{"text":5}}"#.to_owned(),
        r#"{"comment":{"text":"a"},"requestedAttributes":["TOXICITY"]}"#.to_owned(),
        r#"{"comment":{"text":"a"},"requestedAttributes":{"TOXICITY":{"scoreThreshold":{"value":1}}}}"#.to_owned(),
        r#"{"comment":{"text":"a"},"requestedAttributes":{"TOXICITY":{"scoreThreshold":"half"}}}"#.to_owned(),
        r#"{"comment":{"text":"a"},"requestedAttributes":{"TOXICITY":{}},"languages":"en"}"#.to_owned(),
        r#"{"comment":{"text":"a"},"comment":{"text":"b"}}"#.to_owned(),
    ] {
        let (status, error_type, message) = refusal(&analyze(body.clone()));
        assert_eq!((status, error_type.as_str()), (400, "INVALID_REQUEST"), "{body:.60}");
        assert!(message.starts_with("Invalid JSON payload received. ") || message.contains("type"));
    }
    let (_, _, message) = refusal(&analyze(" ".repeat(crate::BODY_LIMIT + 1)));
    assert!(message.starts_with("Request payload size exceeds the limit: "));
    assert!(message.len() < 400);
}

#[test]
fn routes_that_are_not_served_are_refused_in_googles_form() {
    for (method, path, status, name) in [
        (Method::GET, ANALYZE, 405, "UNIMPLEMENTED"),
        (Method::POST, "/v1alpha1/comments:delete", 404, "NOT_FOUND"),
    ] {
        let response = send(method, path, "");
        assert_eq!(response.status().as_u16(), status);
        assert_eq!(value(&response)["error"]["status"], name);
    }
}
