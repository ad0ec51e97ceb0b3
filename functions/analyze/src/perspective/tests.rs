//! Perspective's form, against bodies as its clients send them.

use bytes::Bytes;
use http::{Method, Response};
use serde_json::{Value, json};

use crate::tests::{send, value};

use refusals::refusal;

mod refusals;

const ANALYZE: &str = "/v1alpha1/comments:analyze?key=AIza-some-key";
const SUGGEST: &str = "/v1alpha1/comments:suggestscore?key=AIza-some-key";

fn analyze(body: impl Into<Bytes>) -> Response<Bytes> {
    send(Method::POST, ANALYZE, body)
}

/// Sends a request that must be answered with scores.
fn scored(body: &Value) -> Value {
    let response = analyze(body.to_string());
    assert_eq!(response.status(), 200, "{:?}", response.body());
    assert_eq!(response.headers()["content-type"], "application/json");
    assert_eq!(response.headers()["access-control-allow-origin"], "*");
    value(&response)
}

fn summary<'a>(answer: &'a Value, attribute: &str) -> &'a Value {
    &answer["attributeScores"][attribute]["summaryScore"]["value"]
}

/// Bodies as real clients write them, unchanged but for the text.
#[test]
fn what_clients_send_is_answered() {
    let bodies = [
        // Google's quick start, typed into curl: names are not quoted.
        "{comment: {text: \"what kind of idiot name is foo?\"},\n       languages: [\"en\"],\n       \
         requestedAttributes: {TOXICITY:{}} }",
        // perspective-api-client of npm.
        r#"{"comment":{"text":"you idiot"},"requestedAttributes":{"TOXICITY":{}},"doNotStore":true}"#,
        // Google's own client for Python, after Perspective's documentation.
        r#"{"comment": {"text": "you idiot"}, "requestedAttributes": {"TOXICITY": {}}}"#,
        // Coral.
        r#"{"comment":{"text":"you idiot"},"doNotStore":true,"requestedAttributes":{"TOXICITY":{}},"languages":["en"]}"#,
        // The perspective package of PyPI.
        r#"{"comment": {"text": "you idiot", "type": "PLAIN_TEXT"}, "languages": ["en"], "requestedAttributes": {"TOXICITY": {"scoreType": "PROBABILITY", "scoreThreshold": 0}}, "doNotStore": false, "sessionId": ""}"#,
        // Everything there is.
        r#"{"comment":{"text":"you idiot","type":"PLAIN_TEXT"},"context":{"articleAndParentComment":{"article":{"text":"a"},"parentComment":{"text":"b"}}},"requestedAttributes":{"TOXICITY":{"scoreType":"PROBABILITY","scoreThreshold":0.1}},"languages":["en-US"],"doNotStore":true,"spanAnnotations":true,"dropUnsupportedAttributes":false,"clientToken":"t","sessionId":"s","communityId":"c"}"#,
        // Protocol Buffers' other spelling, and nothing written as null.
        r#"{"comment":{"text":"you idiot","type":null},"requested_attributes":{"TOXICITY":null},"languages":null,"span_annotations":null,"client_token":null,"context":null}"#,
        r#"{"comment":{"text":"you idiot"},"requestedAttributes":{"TOXICITY":{"scoreThreshold":"0.25"}},"newMember":[1,{}]}"#,
        "\u{FEFF}{\"comment\":{\"text\":\"you idiot\"},\"requestedAttributes\":{\"TOXICITY\":{}}}",
    ];
    for body in bodies {
        let response = analyze(body);
        assert_eq!(response.status(), 200, "{body}\n{:?}", response.body());
        let answer = value(&response);
        let scores = &answer["attributeScores"]["TOXICITY"];
        assert!(summary(&answer, "TOXICITY").as_f64().unwrap() > 0.4, "{answer}");
        assert_eq!(scores["summaryScore"]["type"], "PROBABILITY");
        assert_eq!(scores["spanScores"][0]["begin"], 0);
        assert_eq!(scores["spanScores"][0]["score"]["type"], "PROBABILITY");
    }
}

#[test]
fn an_answer_has_perspectives_shape() {
    let answer = scored(&json!({
        "comment": { "text": "Merci pour cet article" },
        "requestedAttributes": { "TOXICITY": {}, "INSULT_EXPERIMENTAL": {} },
        "clientToken": "42",
    }));
    let scores = json!({
        "spanScores": [{ "begin": 0, "end": 22, "score": { "value": 0.0, "type": "PROBABILITY" } }],
        "summaryScore": { "value": 0.0, "type": "PROBABILITY" },
    });
    let expected = json!({
        "attributeScores": { "TOXICITY": scores, "INSULT_EXPERIMENTAL": scores },
        "languages": ["fr"],
        "detectedLanguages": ["fr"],
        "clientToken": "42",
    });
    assert_eq!(answer, expected);
}

#[test]
fn every_attribute_is_scored_or_not_known() {
    const KNOWN: [&str; 21] = [
        "TOXICITY",
        "SEVERE_TOXICITY",
        "IDENTITY_ATTACK",
        "INSULT",
        "PROFANITY",
        "THREAT",
        "SEXUALLY_EXPLICIT",
        "TOXICITY_EXPERIMENTAL",
        "SEVERE_TOXICITY_EXPERIMENTAL",
        "IDENTITY_ATTACK_EXPERIMENTAL",
        "INSULT_EXPERIMENTAL",
        "PROFANITY_EXPERIMENTAL",
        "THREAT_EXPERIMENTAL",
        "SEXUALLY_EXPLICIT_EXPERIMENTAL",
        "FLIRTATION",
        "SPAM",
        "ATTACK_ON_AUTHOR",
        "ATTACK_ON_COMMENTER",
        "INFLAMMATORY",
        "OBSCENE",
        "LIKELY_TO_REJECT",
    ];
    let attributes: Value = KNOWN.iter().map(|name| ((*name).to_owned(), json!({}))).collect();
    let body =
        json!({ "comment": { "text": "bonjour à vous" }, "requestedAttributes": attributes });
    let answer = scored(&body);
    let names: Vec<&String> = answer["attributeScores"].as_object().unwrap().keys().collect();
    assert_eq!(names.len(), KNOWN.len());
    for unknown in
        ["INCOHERENT", "UNSUBSTANTIAL", "OFF_TOPIC", "toxicity", "REASONING_EXPERIMENTAL"]
    {
        let body = json!({ "comment": { "text": "a" }, "requestedAttributes": { unknown: {} } });
        let response = analyze(body.to_string());
        let message = format!("Unknown requested attribute: {unknown}");
        assert_eq!(refusal(&response), (400, "INVALID_REQUEST".to_owned(), message));
    }
}

/// Status, error type and message of an answer in Google's form.
#[test]
fn spans_are_counted_as_javascript_counts() {
    let ask = |text: &str, by_sentence: bool| {
        scored(&json!({
            "comment": { "text": text },
            "requestedAttributes": { "INSULT": {} },
            "spanAnnotations": by_sentence,
        }))["attributeScores"]["INSULT"]["spanScores"]
            .as_array()
            .unwrap()
            .iter()
            .map(|span| {
                let score = span["score"]["value"].as_f64().unwrap();
                (span["begin"].as_u64().unwrap(), span["end"].as_u64().unwrap(), score > 0.0)
            })
            .collect::<Vec<_>>()
    };
    for (text, by_sentence, expected) in [
        ("sale connard", false, vec![(0, 12, true)]),
        ("Été 😀. Sale connard ! Merci.", false, vec![(0, 29, true)]),
        (
            "Été 😀. Sale connard ! Merci.",
            true,
            vec![(0, 7, false), (8, 22, true), (23, 29, false)],
        ),
        ("👩‍👩‍👧 ok.\nconnard", true, vec![(0, 12, false), (13, 20, true)]),
    ] {
        assert_eq!(ask(text, by_sentence), expected, "{text}");
    }
    // Half an emoji, cut by a client that counts in UTF-16, keeps its one unit.
    let cut = r#"{"comment":{"text":"sale connard \ud83d"},"requestedAttributes":{"INSULT":{}}}"#;
    let answer = value(&analyze(cut));
    assert_eq!(answer["attributeScores"]["INSULT"]["spanScores"][0]["end"], 14, "{answer}");
}

#[test]
fn scores_below_their_threshold_are_left_out() {
    let ask = |insult: f64, threat: f64| {
        scored(&json!({
            "comment": { "text": "Bravo. Sale connard !" },
            "requestedAttributes": {
                "INSULT": { "scoreThreshold": insult },
                "THREAT": { "scoreThreshold": threat },
            },
            "spanAnnotations": true,
        }))
    };
    let all = ask(0.0, 0.0);
    assert_eq!(all["attributeScores"]["INSULT"]["spanScores"].as_array().unwrap().len(), 2);
    assert_eq!(*summary(&all, "THREAT"), 0.0);
    let some = ask(0.3, 0.3);
    assert_eq!(some["attributeScores"]["INSULT"]["spanScores"].as_array().unwrap().len(), 1);
    assert!(some["attributeScores"].get("THREAT").is_none());
    // As Perspective answers then (sloria/perspective-api-client#175).
    assert!(ask(1.01, 1.01).get("attributeScores").is_none());
}

#[test]
fn the_attributes_tell_kinds_of_abuse_apart() {
    for (text, high, low) in [
        ("espèce de connard", "INSULT", "THREAT"),
        ("je vais te tuer", "THREAT", "PROFANITY"),
        ("Merci pour cet article", "", "TOXICITY"),
        ("putain quel but", "PROFANITY", "IDENTITY_ATTACK"),
    ] {
        let answer = scored(&json!({
            "comment": { "text": text },
            "requestedAttributes": {
                "TOXICITY": {}, "INSULT": {}, "THREAT": {}, "PROFANITY": {}, "IDENTITY_ATTACK": {},
            },
        }));
        if !high.is_empty() {
            assert!(summary(&answer, high).as_f64().unwrap() > 0.5, "{text}: {answer}");
        }
        assert!(summary(&answer, low).as_f64().unwrap() < 0.3, "{text}: {answer}");
    }
}

#[test]
fn languages_are_the_stated_ones_else_those_that_show() {
    for (languages, text, used, detected) in [
        (json!(["en"]), "vous êtes gentils", json!(["en"]), json!(["fr"])),
        (json!(["fr-FR", "en"]), "ok", json!(["fr-FR", "en"]), Value::Null),
        (json!([]), "you are nice", json!(["en"]), json!(["en"])),
        (json!(null), "😀", json!(["fr", "en"]), Value::Null),
    ] {
        let answer = scored(&json!({
            "comment": { "text": text },
            "requestedAttributes": { "TOXICITY": {} },
            "languages": languages,
        }));
        assert_eq!(
            (&answer["languages"], &answer["detectedLanguages"]),
            (&used, &detected),
            "{text}"
        );
    }
}

#[test]
fn a_suggested_score_is_accepted_and_the_token_given_back() {
    let score = json!({ "DELETED": { "summaryScore": { "value": 1 } } });
    for (body, expected) in [
        // Coral.
        (
            json!({
                "comment": { "text": "you idiot" },
                "context": { "entries": [{ "text": "{\"url\":\"https://news.example/a\"}" }] },
                "attributeScores": score,
                "languages": ["en"],
                "communityId": "Coral:https://coral.example",
                "clientToken": "comment:c-1",
            }),
            json!({ "clientToken": "comment:c-1" }),
        ),
        (json!({ "comment": { "text": "a" }, "attributeScores": score }), json!({})),
    ] {
        let response = send(Method::POST, SUGGEST, body.to_string());
        assert_eq!((response.status().as_u16(), value(&response)), (200, expected));
    }
    let refused = send(Method::POST, SUGGEST, r#"{"comment":{}}"#);
    assert_eq!(refusal(&refused).1, "COMMENT_EMPTY");
}

#[test]
fn a_page_of_any_origin_may_ask() {
    let response = send(Method::OPTIONS, ANALYZE, "");
    assert_eq!(response.status(), 204);
    assert_eq!(response.headers()["access-control-allow-origin"], "*");
    assert_eq!(response.headers()["access-control-allow-methods"], "GET, POST");
    assert!(response.body().is_empty());
}

#[test]
fn the_discovery_document_names_this_host() {
    let response = send(Method::GET, "/$discovery/rest?version=v1alpha1&key=k", "");
    assert_eq!(response.status(), 200);
    assert_eq!(value(&response)["rootUrl"], "http://vigie.example/");
}
