//! Clients of others, as they come from their registries, against the `vigie` binary.

use std::process::Command;

use serde_json::{Value, json};

use crate::{
    house::House,
    target::{root, variable},
};

/// What `tests/clients/perspective/official.py` got.
fn got(house: &House) -> Value {
    let output = Command::new(variable("VIGIE_PERSPECTIVE_PYTHON"))
        .arg(root().join("tests/clients/perspective/official.py"))
        .arg(&house.target.url)
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn googles_own_client_works_with_only_the_host_changed() {
    let got = got(&House::new());
    let analyzed = &got["analyzed"];
    assert_eq!(analyzed["clientToken"], "token-1");
    assert_eq!(analyzed["languages"], json!(["fr"]));
    let scores = &analyzed["attributeScores"];
    assert!(scores["TOXICITY"]["summaryScore"]["value"].as_f64().unwrap() > 0.5, "{got}");
    assert!(scores.get("THREAT").is_none(), "a score below its threshold: {scores}");
    // Cutting the text as the client's language would finds the sentence that was meant.
    let units: Vec<u16> = got["text"].as_str().unwrap().encode_utf16().collect();
    let span = &scores["INSULT"]["spanScores"][0];
    let offset = |name: &str| usize::try_from(span[name].as_u64().unwrap()).unwrap();
    let sentence = String::from_utf16(&units[offset("begin")..offset("end")]).unwrap();
    assert_eq!(sentence, "Espèce de connard !");

    assert_eq!(got["detected"]["detectedLanguages"], json!(["en"]));
    assert_eq!(got["suggested"], json!({ "clientToken": "token-2" }));
    for (refused, error_type, reason) in [
        ("empty", "COMMENT_EMPTY", "Comment must be non-empty."),
        (
            "german",
            "LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE",
            "Attribute TOXICITY does not support request languages: de",
        ),
        ("unknown", "INVALID_REQUEST", "Unknown requested attribute: INCOHERENT"),
    ] {
        let refused = &got[refused];
        assert_eq!((&refused["status"], &refused["reason"]), (&json!(400), &json!(reason)));
        assert_eq!(refused["details"][0]["errorType"], error_type);
    }
}
