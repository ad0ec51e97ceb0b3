//! The `vigie` binary on one machine.

use std::process::Output;

use serde_json::{Value, json};

use crate::{
    house::{House, vigie},
    scenario::{self, FOR_A_PERSON, comment_id},
    target::{Target, cms_fixture, eventually, root},
};

fn printed(output: &Output) -> String {
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn colleague(house: &House, arguments: &[&str]) -> Target {
    let folder = house.folder.path().to_str().unwrap();
    let create = ["token", "create", "--name", "Luc", "--data", folder, "--json"];
    let made = printed(&vigie(&[&create, arguments].concat()));
    let made: Value = serde_json::from_str(&made).unwrap();
    house.target.with_token(made["token"].as_str().unwrap())
}

#[test]
fn a_flagged_comment_is_claimed_rejected_and_told() {
    scenario::a_flagged_comment_is_claimed_rejected_and_told(&House::new().target);
}

#[test]
fn a_duplicate_is_answered_the_same_and_changes_nothing() {
    scenario::a_duplicate_is_answered_the_same_and_changes_nothing(&House::new().target);
}

#[test]
fn an_edit_supersedes_the_older_verdict() {
    scenario::an_edit_supersedes_the_older_verdict(&House::new().target);
}

#[test]
fn a_deletion_closes_the_review() {
    scenario::a_deletion_closes_the_review(&House::new().target);
}

#[test]
fn what_is_not_signed_is_refused() {
    scenario::what_is_not_signed_is_refused(&House::new().target);
}

#[test]
fn a_vanished_reviewer_loses_the_lease() {
    let house = House::new();
    scenario::a_vanished_reviewer_loses_the_lease(&house.target, &colleague(&house, &[]));
}

#[test]
fn the_line_is_claimed_one_by_one() {
    let house = House::new();
    scenario::the_line_is_claimed_one_by_one(&house.target);
    house.target.post("/v1/reviews/claim", &json!({})).with_status(204);
}

#[test]
fn odd_bodies_are_answered() {
    scenario::odd_bodies_are_answered(&House::new().target);
}

#[test]
fn a_text_is_analyzed_and_nothing_is_kept() {
    scenario::a_text_is_analyzed_and_nothing_is_kept(&House::new().target);
}

#[test]
fn a_power_cut_loses_no_decision_and_no_open_review() {
    let house = House::new();
    let result = house.target.comment(&comment_id("cut"), FOR_A_PERSON);
    let id = result["decision_id"].as_str().unwrap();
    let house = House::on(house.killed());
    let read = house.target.get(&format!("/v1/decisions/{id}")).with_status(200);
    assert_eq!(read.body["decision"]["state"], "open");
    let claimed = eventually("the review is claimed", || {
        let answer = house.target.post("/v1/reviews/claim", &json!({ "wait_seconds": 1 }));
        (answer.status == 200).then_some(answer)
    });
    assert_eq!(claimed.body["decision"]["id"], id);
}

#[test]
fn a_token_reaches_its_spaces_and_its_role_and_no_further() {
    let house = House::new();
    let result = house.target.comment(&comment_id("elsewhere"), FOR_A_PERSON);
    let id = result["decision_id"].as_str().unwrap();
    let elsewhere = colleague(&house, &["--space", "le-forum"]);
    elsewhere.get(&format!("/v1/decisions/{id}")).problem(403, "other-space");
    elsewhere.post(&format!("/v1/reviews/{id}/claim"), &json!({})).problem(403, "other-space");
    elsewhere.get("/v1/reviews?space=le-journal").problem(403, "other-space");
    assert!(elsewhere.open_reviews().is_empty());

    let reviewer = colleague(&house, &["--space", "le-journal"]);
    reviewer.claim(id);
    let release = format!("/v1/reviews/{id}/release");
    let other = colleague(&house, &["--space", "le-journal"]);
    other.post(&release, &json!({ "force": true })).problem(403, "not-your-role");
    let lead = colleague(&house, &["--role", "lead"]);
    lead.post(&release, &json!({ "force": true })).with_status(200);
    other.post(&format!("/v1/reviews/{id}/claim"), &json!({})).with_status(200);

    let list = printed(&vigie(&["token", "list", "--data", house.folder.path().to_str().unwrap()]));
    let revoked = reviewer.token.split('_').nth(1).unwrap();
    assert!(list.contains(revoked) && !list.contains(&reviewer.token), "{list}");
    let folder = house.folder.path().to_str().unwrap();
    printed(&vigie(&["token", "revoke", revoked, "--data", folder]));
    reviewer.get("/v1/reviews").problem(401, "wrong-token");
}

#[test]
fn what_is_wrong_with_a_request_is_described() {
    let house = House::new();
    let target = &house.target;
    let result = target.comment(&comment_id("described"), FOR_A_PERSON);
    let id = result["decision_id"].as_str().unwrap();
    let claimed = target.claim(id).body;
    let resolve = format!("/v1/reviews/{id}/resolve");
    let with = |change: &[(&str, Value)]| {
        let mut resolution = json!({
            "lease_token": claimed["lease_token"], "version": claimed["decision"]["version"],
            "outcome": "reject", "reason": "spam",
        });
        for (name, value) in change {
            resolution[*name] = value.clone();
        }
        resolution
    };
    for wrong in [
        with(&[("outcome", json!("maybe"))]),
        with(&[("reason", json!("because"))]),
        with(&[("reason", json!("acceptable"))]),
        with(&[("reason", json!("other"))]),
        with(&[("note", json!("x".repeat(2001)))]),
        with(&[("colour", json!("blue"))]),
        with(&[("version", json!("two"))]),
        json!({}),
    ] {
        target.post(&resolve, &wrong).problem(422, "invalid");
    }
    target.post(&resolve, &with(&[("version", json!(1))])).problem(409, "version-moved");
    target.post(&resolve, &with(&[("lease_token", json!("00"))])).problem(409, "lease-lost");
    for query in ["colour=blue", "limit=0", "limit=101", "label=hat", "priority=soon", "cursor=!"] {
        target.get(&format!("/v1/reviews?{query}")).problem(422, "invalid");
    }
    target.post("/v1/reviews/claim", &json!({ "wait_seconds": 21 })).problem(422, "invalid");
    target.get("/v1/decisions/AAAA").problem(404, "unknown-decision");
    target.get("/v1/nothing").problem(404, "unknown-path");
    target.post("/v1/reviews", &json!({})).problem(405, "method-not-allowed");
    let renewed = target
        .post(&format!("/v1/reviews/{id}/renew"), &json!({ "lease_token": claimed["lease_token"] }))
        .with_status(200);
    let version = renewed.body["version"].clone();
    target.post(&resolve, &with(&[("version", version)])).with_status(200);
}

#[test]
fn pages_follow_each_other_without_a_gap() {
    let house = House::new();
    for number in 0..7 {
        house.target.comment(&comment_id(&format!("page-{number}")), FOR_A_PERSON);
    }
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = house.target.get(&format!("/v1/reviews?limit=3{cursor}")).with_status(200);
        for review in page.body["reviews"].as_array().unwrap() {
            seen.push(review["id"].as_str().unwrap().to_owned());
        }
        match page.body["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(seen, house.target.open_reviews());
    assert_eq!(seen.len(), 7);
    for (query, count) in
        [("label=coded-hate", 7), ("label=spam", 0), ("priority=urgent", 0), ("platform=cms", 7)]
    {
        let page = house.target.get(&format!("/v1/reviews?limit=100&{query}")).with_status(200);
        assert_eq!(page.body["reviews"].as_array().unwrap().len(), count, "{query}");
    }
}

#[test]
fn a_looping_script_is_slowed_down() {
    let house = House::new();
    let slowed = (0..200).find_map(|_| {
        let answer = house.target.get("/v1/reviews?limit=1");
        (answer.status != 200).then_some(answer)
    });
    slowed.unwrap().problem(429, "too-many-requests");
}

#[test]
fn a_batch_is_answered_in_its_order() {
    let house = House::new();
    let [first, second] = [comment_id("batch-a"), comment_id("batch-b")];
    let event = |kind: &str, data: Value| json!({ "type": kind, "data": data });
    let events = json!([
        event("comment.created", json!({ "comment_id": first, "text": FOR_A_PERSON })),
        event("comment.created", json!({ "comment_id": second, "text": scenario::HARMLESS })),
        event("comment.deleted", json!({ "comment_id": first })),
        event("comment.created", json!({ "text": "no id" })),
        event("comment.liked", json!({ "comment_id": second })),
    ]);
    let answer = house.target.cms("comment.batch", &json!({ "events": events }));
    let results = answer.results();
    assert_eq!(results.len(), 4, "{results:?}");
    assert_eq!(results[0]["verdict"], "review");
    assert_eq!(results[1]["verdict"], "approve");
    assert_eq!(results[2]["removed"], json!(true));
    assert_eq!(results[3]["quarantined"], json!(true));
    assert!(house.target.open_reviews().is_empty(), "removed in the same envelope");
    let folder = house.folder.path().to_str().unwrap();
    let kept = printed(&vigie(&["quarantine", "cms", "--data", folder, "--json"]));
    let kept: Value = serde_json::from_str(&kept).unwrap();
    assert_eq!(kept.as_array().unwrap().len(), 1);
    let body = printed(&vigie(&["quarantine", "cms", "--body", "1", "--data", folder]));
    assert!(body.contains("comment.liked"), "the whole body is kept");
}

#[test]
fn a_space_is_checked_saved_and_in_force() {
    let house = House::new();
    let folder = house.folder.path();
    let file = folder.join("space.toml");
    std::fs::write(&file, "id = \"le-journal\"\nname = \"J\"\ncolour = \"blue\"\n").unwrap();
    let refused = vigie(&["space", "check", file.to_str().unwrap()]);
    assert!(!refused.status.success());
    let told = String::from_utf8(refused.stderr).unwrap();
    assert!(told.contains("space.toml: line 3: unknown field `colour`"), "{told}");
    let list = printed(&vigie(&["space", "list", "--data", folder.to_str().unwrap()]));
    assert!(list.contains("le-journal") && list.contains("l-atelier"), "{list}");
}

#[test]
fn classify_marks_the_words_and_speaks_json() {
    let shown = printed(&vigie(&["classify", FOR_A_PERSON]));
    assert!(shown.contains("[grand remplacement]") && shown.contains("coded-hate"), "{shown}");
    assert!(!shown.contains('\u{1b}'), "no colour into a pipe");
    let json = printed(&vigie(&["classify", FOR_A_PERSON, "--json"]));
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["verdict"], "review");
}

#[test]
fn send_signs_a_fixture_and_shows_the_answer() {
    let house = House::new();
    let folder = house.folder.path().to_str().unwrap();
    let file = root().join("events/cms/new-harmless.json");
    let sent = printed(&vigie(&[
        "send",
        file.to_str().unwrap(),
        "--to",
        &house.target.url,
        "--data",
        folder,
        "--json",
    ]));
    let answer: Value = serde_json::from_str(&sent).unwrap();
    assert_eq!(answer["status"], 200);
    assert_eq!(answer["body"]["results"][0]["verdict"], "approve");
}

#[test]
fn a_secret_of_one_space_does_not_speak_for_another() {
    let house = House::new();
    let folder = house.killed();
    let secrets = folder.path().join("secrets.json");
    let mut keyrings: Value = serde_json::from_slice(&std::fs::read(&secrets).unwrap()).unwrap();
    let only = keyrings["cms"]["signing"][0].clone();
    keyrings["cms"] = json!({ "spaces": { "le-forum": [only] } });
    std::fs::write(&secrets, keyrings.to_string()).unwrap();
    let house = House::on(folder);
    let mut target = Target::new(
        house.target.url.clone(),
        house.target.token.clone(),
        keyrings,
        house.target.lease,
    );
    target.secrets["cms"] = json!({ "signing": [only] });
    let body = json!({
        "type": "comment.created",
        "data": { "comment_id": comment_id("scope"), "text": scenario::HARMLESS },
    });
    target.deliver(&cms_fixture("good", &body)).problem(401, "refused");
    let mut forum = cms_fixture("good", &body);
    "/webhooks/cms/le-forum".clone_into(&mut forum.request.path);
    assert_eq!(target.deliver(&forum).results()[0]["verdict"], "approve");
}
