//! What must hold on one machine and on the deployed template alike.

use serde_json::{Value, json};

use crate::target::{Target, cms_fixture, eventually, pause};

/// Nothing to object to.
pub(crate) const HARMLESS: &str = "Merci pour cet article, il est très clair.";

/// An allusion that a person judges: never approved, never rejected by the machine.
pub(crate) const FOR_A_PERSON: &str = "Encore le grand remplacement, comme par hasard…";

/// The words in it that are the evidence.
const EVIDENCE: &str = "grand remplacement";

/// An id that no other test uses.
pub(crate) fn comment_id(name: &str) -> String {
    format!("{name}-{}", crate::target::now().millis())
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

/// The main job: a signed comment in, flagged with its words marked, claimed, rejected, its history told.
pub(crate) fn a_flagged_comment_is_claimed_rejected_and_told(target: &Target) {
    let comment = comment_id("walk");
    let result = target.comment(&comment, FOR_A_PERSON);
    assert_eq!((text(&result["verdict"]), &result["duplicate"]), ("review", &json!(false)));
    let evidence = &result["evidence"][0];
    assert_eq!(text(&evidence["quote"]), EVIDENCE);
    let (start, end) = (evidence["start"].as_u64().unwrap(), evidence["end"].as_u64().unwrap());
    let span = usize::try_from(start).unwrap()..usize::try_from(end).unwrap();
    assert_eq!(FOR_A_PERSON.get(span), Some(EVIDENCE));

    let id = text(&result["decision_id"]);
    eventually("the index shows the review", || {
        target.open_reviews().contains(&id.into()).then_some(())
    });
    let claimed = target.claim(id).body;
    assert_eq!(text(&claimed["decision"]["comment"]["text"]), FOR_A_PERSON);
    assert_eq!(text(&claimed["decision"]["findings"][0]["quote"]), EVIDENCE);

    let resolution = json!({
        "lease_token": claimed["lease_token"],
        "version": claimed["decision"]["version"],
        "outcome": "reject",
        "reason": "coded-hate",
        "note": "a conspiracy theory",
    });
    let resolved = target.post(&format!("/v1/reviews/{id}/resolve"), &resolution).with_status(200);
    assert_eq!(text(&resolved.body["standing_verdict"]), "reject");

    let read = target.get(&format!("/v1/decisions/{id}")).with_status(200).body;
    let history: Vec<&str> =
        read["history"].as_array().unwrap().iter().map(|event| text(&event["event"])).collect();
    assert_eq!(history, ["recorded", "claimed", "resolved"]);
    let last = &read["history"][2];
    assert_eq!(text(&last["resolution"]["note"]), "a conspiracy theory");
    assert_eq!(text(&last["by"]["kind"]), "reviewer");
    assert!(!read.to_string().contains("token_hash"), "a lease's proof is nobody's business");

    target.post(&format!("/v1/reviews/{id}/resolve"), &resolution).problem(409, "not-open");
    eventually("the index forgets the review", || {
        (!target.open_reviews().contains(&id.into())).then_some(())
    });
}

/// A comment that comes again, by whatever delivery, changes nothing.
pub(crate) fn a_duplicate_is_answered_the_same_and_changes_nothing(target: &Target) {
    let comment = comment_id("twice");
    let first = target.comment(&comment, FOR_A_PERSON);
    let again = target.comment(&comment, FOR_A_PERSON);
    assert_eq!(again["duplicate"], json!(true));
    for same in ["decision_id", "version", "verdict", "evidence"] {
        assert_eq!(first[same], again[same], "{same}");
    }
    let read = target.get(&format!("/v1/decisions/{}", text(&first["decision_id"])));
    assert_eq!(read.body["history"].as_array().unwrap().len(), 1);
}

/// An edit supersedes the older verdict, takes a lease away, and closes or opens the review as its text deserves.
pub(crate) fn an_edit_supersedes_the_older_verdict(target: &Target) {
    let comment = comment_id("edited");
    let first = target.comment(&comment, FOR_A_PERSON);
    let id = text(&first["decision_id"]);
    let claimed = target.claim(id).body;
    let edit = |revision: u64, text: &str| {
        let data = json!({ "comment_id": comment, "text": text, "revision": revision });
        target.cms("comment.updated", &data).results()[0].clone()
    };
    let edited = edit(1, HARMLESS);
    assert_eq!((text(&edited["verdict"]), text(&edited["state"])), ("approve", "settled"));
    let resolution = json!({
        "lease_token": claimed["lease_token"], "version": claimed["decision"]["version"],
        "outcome": "approve", "reason": "acceptable",
    });
    let path = format!("/v1/reviews/{id}/resolve");
    target.post(&path, &resolution).problem(409, "not-open");

    let worse = edit(2, FOR_A_PERSON);
    assert_eq!((text(&worse["state"]), worse["version"].as_u64()), ("open", Some(4)));
    target.post(&path, &resolution).problem(409, "lease-lost");
    let late = edit(1, HARMLESS);
    assert_eq!((late["duplicate"].clone(), text(&late["verdict"])), (json!(true), "review"));
    let read = target.get(&format!("/v1/decisions/{id}")).body;
    let texts: Vec<&str> = read["history"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|event| event["recorded"]["text"].as_str())
        .collect();
    assert_eq!(texts, [FOR_A_PERSON, HARMLESS, FOR_A_PERSON]);
}

/// A comment that is gone has no open review.
pub(crate) fn a_deletion_closes_the_review(target: &Target) {
    let comment = comment_id("deleted");
    let first = target.comment(&comment, FOR_A_PERSON);
    let gone = target.cms("comment.deleted", &json!({ "comment_id": comment }));
    assert_eq!(gone.results()[0]["known"], json!(true));
    let id = text(&first["decision_id"]);
    target.post(&format!("/v1/reviews/{id}/claim"), &json!({})).problem(409, "not-open");
    let unknown = target.cms("comment.deleted", &json!({ "comment_id": comment_id("never") }));
    assert_eq!(unknown.results()[0]["known"], json!(false));
}

/// Who cannot prove what they say changes nothing.
pub(crate) fn what_is_not_signed_is_refused(target: &Target) {
    let body = json!({
        "type": "comment.created",
        "data": { "comment_id": comment_id("unsigned"), "text": FOR_A_PERSON },
    });
    for signature in ["wrong", "missing", "stale"] {
        target.deliver(&cms_fixture(signature, &body)).problem(401, "refused");
    }
    let mut nowhere = cms_fixture("good", &body);
    "/webhooks/cms/nowhere".clone_into(&mut nowhere.request.path);
    target.deliver(&nowhere).problem(404, "unknown-space");
    for path in ["/webhooks/myspace/le-journal", "/webhooks/myspace", "/nothing"] {
        target.get(path).with_status(404);
    }
    for (token, code) in [
        ("", "no-token"),
        ("vigie_0000000000000000_00", "wrong-token"),
        (&format!("vigie_0000000000000000_{}", "0".repeat(64)), "wrong-token"),
    ] {
        target.with_token(token).get("/v1/reviews").problem(401, code);
    }
}

/// A reviewer who vanishes loses the lease, and the review goes to somebody else.
pub(crate) fn a_vanished_reviewer_loses_the_lease(target: &Target, colleague: &Target) {
    let result = target.comment(&comment_id("vanished"), FOR_A_PERSON);
    let id = text(&result["decision_id"]);
    let claim = format!("/v1/reviews/{id}/claim");
    let lost = target.claim(id).body;
    colleague.post(&claim, &json!({})).problem(409, "held");
    pause(target.lease);
    let taken = colleague.post(&claim, &json!({})).with_status(200).body;
    let resolution = |claimed: &Value| {
        json!({
            "lease_token": claimed["lease_token"], "version": claimed["decision"]["version"],
            "outcome": "approve", "reason": "false-positive",
        })
    };
    let resolve = format!("/v1/reviews/{id}/resolve");
    target.post(&resolve, &resolution(&lost)).problem(409, "lease-lost");
    let done = colleague.post(&resolve, &resolution(&taken)).with_status(200);
    assert_eq!(text(&done.body["standing_verdict"]), "approve");
}

/// Claiming the next review empties the line, each review going to exactly one claim.
pub(crate) fn the_line_is_claimed_one_by_one(target: &Target) {
    let sent: Vec<String> = (0..5)
        .map(|number| {
            let result = target.comment(&comment_id(&format!("line-{number}")), FOR_A_PERSON);
            text(&result["decision_id"]).to_owned()
        })
        .collect();
    let mut claimed = Vec::new();
    eventually("every review is claimed", || {
        let answer = target.post("/v1/reviews/claim", &json!({ "wait_seconds": 1 }));
        if answer.status == 200 {
            let id = text(&answer.body["decision"]["id"]).to_owned();
            assert!(!claimed.contains(&id), "claimed twice while its lease holds");
            let resolution = json!({
                "lease_token": answer.body["lease_token"],
                "version": answer.body["decision"]["version"],
                "outcome": "approve", "reason": "acceptable",
            });
            target.post(&format!("/v1/reviews/{id}/resolve"), &resolution).with_status(200);
            claimed.push(id);
        }
        sent.iter().all(|id| claimed.contains(id)).then_some(())
    });
    let in_order: Vec<&String> = claimed.iter().filter(|id| sent.contains(id)).collect();
    assert_eq!(in_order, sent.iter().collect::<Vec<_>>(), "oldest first");
}

/// Odd but signed bodies are answered, and nothing of them is lost.
pub(crate) fn odd_bodies_are_answered(target: &Target) {
    for (name, odd) in [
        ("empty", String::new()),
        ("long", "é".repeat(100_000)),
        ("noncharacter", "avant\u{ffff}après".to_owned()),
        ("nul", "avant\u{0}après".to_owned()),
        ("bidi", "\u{202e}txet sdrawkcab\u{202c}".to_owned()),
    ] {
        let result = target.comment(&comment_id(name), &odd);
        let id = text(&result["decision_id"]);
        let read = target.get(&format!("/v1/decisions/{id}")).with_status(200);
        assert!(read.body["decision"]["comment"]["text"] == odd, "{name} came back otherwise");
    }
    let raw = |body: String| {
        let mut fixture = cms_fixture("good", &json!(null));
        fixture.request.body = None;
        fixture.request.raw = Some(body);
        target.deliver(&fixture)
    };
    let id = comment_id("surrogate");
    let lone = format!(
        r#"{{"type":"comment.created","data":{{"comment_id":"{id}","text":"lone \ud83d here"}}}}"#
    );
    assert_eq!(text(&raw(lone).results()[0]["verdict"]), "approve");
    for unreadable in ["[".repeat(1000), "{\"type\":".to_owned(), "null".to_owned()] {
        assert_eq!(raw(unreadable).results()[0]["quarantined"], json!(true));
    }
    raw(" ".repeat(5 * 1024 * 1024)).with_status(413);
}

/// Analysis needs no token, keeps nothing, and answers in both forms as described.
pub(crate) fn a_text_is_analyzed_and_nothing_is_kept(target: &Target) {
    let open = target.open_reviews();
    let batch = json!({ "comments": [
        { "id": "1", "text": HARMLESS },
        { "id": "2", "text": FOR_A_PERSON, "language": "fr" },
    ] });
    let answer = target.post("/analyze", &batch).with_status(200).body;
    let verdicts: Vec<&str> =
        answer["comments"].as_array().unwrap().iter().map(|one| text(&one["verdict"])).collect();
    assert_eq!(verdicts, ["approve", "review"]);
    assert_eq!(text(&answer["comments"][1]["findings"][0]["quote"]), EVIDENCE);
    let spaced = json!({ "comments": [], "space": "le-journal" });
    target.post("/analyze", &spaced).problem(422, "space-not-supported");

    let analyze = "/v1alpha1/comments:analyze?key=k";
    let mut asked = json!({
        "comment": { "text": FOR_A_PERSON },
        "requestedAttributes": { "IDENTITY_ATTACK": {} },
    });
    let answer = target.post(analyze, &asked).with_status(200).body;
    let score = &answer["attributeScores"]["IDENTITY_ATTACK"]["summaryScore"]["value"];
    assert!(score.as_f64().unwrap() > 0.2, "{answer}");
    asked["languages"] = json!(["de"]);
    let refused = target.post(analyze, &asked).with_status(400).body;
    let detail = &refused["error"]["details"][0];
    assert_eq!(text(&detail["errorType"]), "LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE");
    target.get(analyze).with_status(405);
    let suggestion = json!({ "comment": { "text": "a" }, "clientToken": "t" });
    let suggested = target.post("/v1alpha1/comments:suggestscore", &suggestion).with_status(200);
    assert_eq!(suggested.body, json!({ "clientToken": "t" }));
    target.get("/$discovery/rest?version=v1alpha1").with_status(200);
    assert_eq!(target.open_reviews(), open);
}
