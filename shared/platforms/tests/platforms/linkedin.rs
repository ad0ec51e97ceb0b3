//! LinkedIn's social actions.

use data_encoding::HEXLOWER;
use domain::{Timestamp, Visibility};
use http::{HeaderMap, Method};
use platforms::{Envelope, Keyring, Refusal, Scope, Unverified};
use serde_json::{Value, json};

use crate::sample::{
    NOW, json_of, keyring, only_comment, only_removal, post, read as read_as, secret, sender, tally,
};

const ORGANISATION: &str = "urn:li:organization:99999";
const COMMENT: &str = "urn:li:comment:(urn:li:activity:7000000000000000002,7000000000000000003)";
const MOMENT: u64 = 1_767_225_600_123;

fn read(body: &Value) -> Envelope {
    read_as("linkedin", &[], body.to_string().as_bytes()).unwrap()
}

fn delivery(notifications: &[Value]) -> Value {
    json!({ "type": "ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS", "notifications": notifications })
}

fn with(value: &Value, fields: &Value) -> Value {
    let mut value = value.clone();
    for (name, field) in fields.as_object().unwrap() {
        value[name] = field.clone();
    }
    value
}

/// A notification of a comment, with some fields of its own and of the comment replaced.
fn notification(fields: &Value, of_the_comment: &Value) -> Value {
    let comment = json!({
        "entity": COMMENT, "owner": "urn:li:person:AbC123", "text": "Bonjour 😀",
        "object": "urn:li:activity:7000000000000000002",
    });
    let notification = json!({
        "notificationId": 2_056_300_001_u64, "organizationalEntity": ORGANISATION,
        "action": "COMMENT", "sourcePost": "urn:li:share:7000000000000000001",
        "decoratedSourcePost": {
            "entity": "urn:li:share:7000000000000000001", "owner": ORGANISATION, "text": "Post",
        },
        "lastModifiedAt": MOMENT, "generatedActivity": COMMENT,
        "decoratedGeneratedActivity": { "comment": with(&comment, of_the_comment) },
        "subscriber": "urn:li:person:XyZ789",
    });
    with(&notification, fields)
}

fn one(fields: &Value, of_the_comment: &Value) -> Value {
    delivery(&[notification(fields, of_the_comment)])
}

#[test]
fn every_field_of_a_comment_is_read() {
    let envelope = read(&one(&json!({}), &json!({})));
    let comment = only_comment(&envelope);
    assert_eq!((comment.id.as_str(), comment.text.as_str()), (COMMENT, "Bonjour 😀"));
    assert_eq!(comment.revision.order, 0);
    assert_eq!(comment.account.as_ref().unwrap().as_str(), ORGANISATION);
    assert_eq!(comment.author.id.as_deref(), Some("urn:li:person:AbC123"));
    assert_eq!((&comment.author.name, &comment.parent), (&None, &None));
    assert_eq!(comment.thread.as_deref(), Some("urn:li:share:7000000000000000001"));
    assert_eq!(comment.created_at, Some(Timestamp::from_millis(MOMENT.try_into().unwrap())));
    assert_eq!(comment.visibility, Visibility::Public);
    assert_eq!(
        comment.permalink.as_deref(),
        Some(
            "https://www.linkedin.com/feed/update/urn:li:activity:7000000000000000002?commentUrn=\
             urn%3Ali%3Acomment%3A%28activity%3A7000000000000000002%2C7000000000000000003%29"
        )
    );
}

#[test]
fn both_forms_of_a_comments_urn_are_the_same_comment() {
    let short = "urn:li:comment:(activity:7000000000000000002,7000000000000000003)";
    for (urn, entity) in [(short, COMMENT), (COMMENT, short)] {
        let fields = json!({ "generatedActivity": urn });
        let written = read(&one(&fields, &json!({ "entity": entity })));
        assert_eq!(only_comment(&written).id.as_str(), COMMENT);
        let gone = json!({
            "action": "COMMENT_DELETE", "generatedActivity": urn, "decoratedGeneratedActivity": null,
        });
        let envelope = read(&one(&gone, &json!({})));
        let removal = only_removal(&envelope);
        assert_eq!(removal.id.as_str(), COMMENT);
        assert_eq!(removal.account.as_ref().unwrap().as_str(), ORGANISATION);
    }
    let undecorated = read(&one(&json!({ "generatedActivity": null }), &json!({})));
    assert_eq!(only_comment(&undecorated).id.as_str(), COMMENT);
}

#[test]
fn a_reply_names_the_comment_it_answers() {
    let nested = format!("urn:li:comment:({COMMENT},7000000000000000009)");
    for (fields, of_the_comment) in [
        (json!({}), json!({ "parentComment": COMMENT })),
        (json!({}), json!({ "object": COMMENT })),
        (
            json!({}),
            json!({ "object": "urn:li:comment:(activity:7000000000000000002,7000000000000000003)" }),
        ),
        (json!({ "generatedActivity": nested }), json!({})),
    ] {
        let envelope = read(&one(&fields, &of_the_comment));
        assert_eq!(only_comment(&envelope).parent.as_deref(), Some(COMMENT), "{of_the_comment}");
    }
}

#[test]
fn an_edit_is_ordered_by_its_time_and_always_above_what_was_written() {
    for (at, order) in [(json!(MOMENT), MOMENT), (json!("7"), 7), (json!(0), 1), (Value::Null, 1)] {
        let fields = json!({ "action": "COMMENT_EDIT", "lastModifiedAt": at });
        let envelope = read(&one(&fields, &json!({})));
        let comment = only_comment(&envelope);
        assert_eq!((comment.id.as_str(), comment.revision.order), (COMMENT, order));
    }
}

#[test]
fn a_post_that_mentions_the_organisation_is_read() {
    let post = "urn:li:share:7000000000000000007";
    let share =
        json!({ "entity": post, "owner": "urn:li:person:AbC123", "text": "Bravo @Atelier" });
    let fields =
        json!({ "action": "SHARE_MENTION", "generatedActivity": post, "sourcePost": post });
    let generated = json!({ "decoratedGeneratedActivity": { "share": share } });
    let source = json!({ "decoratedGeneratedActivity": null, "decoratedSourcePost": share });
    for decorated in [generated, source] {
        let envelope = read(&one(&with(&fields, &decorated), &json!({})));
        let comment = only_comment(&envelope);
        assert_eq!((comment.id.as_str(), comment.text.as_str()), (post, "Bravo @Atelier"));
        assert_eq!(comment.author.id.as_deref(), Some("urn:li:person:AbC123"));
        assert_eq!(
            comment.permalink.as_deref(),
            Some("https://www.linkedin.com/feed/update/urn:li:share:7000000000000000007")
        );
    }
}

#[test]
fn what_linkedin_may_leave_out_may_be_missing() {
    let fields = json!({
        "notificationId": null, "sourcePost": null, "decoratedSourcePost": null,
        "lastModifiedAt": null, "subscriber": null,
    });
    let of_the_comment = json!({ "owner": null, "text": null, "object": null, "entity": null });
    let envelope = read(&one(&fields, &of_the_comment));
    let comment = only_comment(&envelope);
    assert_eq!((comment.text.as_str(), &comment.author.id), ("", &None), "a picture, say");
    assert_eq!((&comment.thread, comment.created_at), (&None, None));
    assert!(comment.permalink.is_some(), "its own URN is enough");
}

#[test]
fn an_address_is_only_made_of_the_characters_of_urns() {
    for urn in [
        "urn:li:comment:(urn:li:activity:1?x,2)",
        "urn:li:comment:(urn:li:activity:1,2&x)",
        "urn:li:comment:(urn:li:activity:1,)",
        "urn:li:comment:(urn:li:activity:1",
        "https://evil.example/",
    ] {
        let envelope = read(&one(&json!({ "generatedActivity": urn }), &json!({ "object": null })));
        assert_eq!(only_comment(&envelope).permalink, None, "{urn}");
    }
    let odd = json!({ "object": "https://evil.example/" });
    let envelope = read(&one(&json!({}), &odd));
    let permalink = only_comment(&envelope).permalink.clone().unwrap();
    assert!(permalink.starts_with("https://www.linkedin.com/feed/update/urn:li:activity:7"));
}

#[test]
fn what_is_nobodys_comment_is_passed_over_by_name() {
    for (body, name) in [
        (one(&json!({ "action": "LIKE" }), &json!({})), "LIKE"),
        (one(&json!({ "action": "SHARE" }), &json!({})), "SHARE"),
        (one(&json!({ "action": "FUTUR é" }), &json!({})), "FUTUR??"),
        (one(&json!({ "action": "ADMIN_COMMENT" }), &json!({})), "own-comment"),
        (one(&json!({}), &json!({ "owner": ORGANISATION })), "own-comment"),
        (json!({ "type": "AUTRE", "notifications": [] }), "AUTRE"),
    ] {
        let envelope = read(&body);
        assert_eq!((tally(&envelope), &*envelope.skipped[0]), ((0, 0, 1, 0), name), "{body}");
    }
}

#[test]
fn a_bad_notification_does_not_cost_the_others() {
    let good = notification(&json!({}), &json!({}));
    let envelope = read(&delivery(&[
        good.clone(),
        json!("contenu"),
        json!({}),
        notification(&json!({ "action": 7 }), &json!({})),
        notification(&json!({ "organizationalEntity": null }), &json!({})),
        notification(&json!({ "decoratedGeneratedActivity": null }), &json!({})),
        notification(&json!({ "generatedActivity": null }), &json!({ "entity": null })),
        notification(&json!({}), &json!({ "text": ["contenu"] })),
        json!({ "action": "COMMENT_DELETE", "organizationalEntity": ORGANISATION }),
        good,
    ]));
    assert_eq!(tally(&envelope), (2, 0, 0, 8));
    assert!(!format!("{:?}", envelope.unreadable).contains("contenu"));
}

#[test]
fn what_is_no_delivery_is_unreadable() {
    let kind = "ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS";
    for body in ["", "[]", "{}", r#"{"type":7}"#, "{\"typ", &format!(r#"{{"type":"{kind}"}}"#)] {
        assert!(read_as("linkedin", &[], body.as_bytes()).is_err(), "{body}");
    }
}

fn shake(query: Option<&str>, space: Option<&str>, keys: &str) -> Result<Value, Refusal> {
    let request = Unverified {
        method: Method::GET,
        space: space.map(|id| id.parse().unwrap()),
        query: query.map(str::to_owned),
        headers: HeaderMap::new(),
        body: bytes::Bytes::new(),
    };
    let answer = sender("linkedin").handshake(&request, &Keyring::parse(keys).unwrap()).unwrap();
    answer.map(|response| json_of(&response))
}

#[test]
fn the_handshake_signs_the_code_with_the_newest_secret_of_the_url() {
    let keys = r#"{"signing":["li-client-secret-EXAMPLE","old"],"spaces":{"l-atelier":["other"]}}"#;
    let code = "890e4665-4dfe-4ab1-b689-ed553bceeed0";
    let signed = "de33c742470f3b444553c2cf3bcd6e4624e7171183fb683bdd90293208e8bc8c";
    for query in [
        format!("challengeCode={code}"),
        format!("applicationId=42&challengeCode={code}"),
        format!("challenge%43ode={}", code.replace('-', "%2D")),
    ] {
        let expected = json!({ "challengeCode": code, "challengeResponse": signed });
        assert_eq!(shake(Some(&query), None, keys), Ok(expected.clone()), "{query}");
        assert_eq!(shake(Some(&query), Some("le-journal"), keys), Ok(expected.clone()));
        let own = shake(Some(&query), Some("l-atelier"), keys).unwrap();
        assert_ne!(own["challengeResponse"], expected["challengeResponse"]);
    }
}

#[test]
fn the_handshake_signs_nothing_that_could_be_a_delivery() {
    let keys = "le secret";
    assert!(shake(Some("challengeCode=a"), None, keys).is_ok());
    let long = format!("challengeCode={}", "a".repeat(129));
    for query in [
        "",
        "challengeCode=",
        "challengeCode=a&challengeCode=a",
        "challengeCode=hmacsha256%3D%7B%7D",
        "challengeCode=hmacsha256=",
        "challengeCode=a+b",
        "challengeCode=%3Cscript%3E",
        "challengeCode=%C3%A9",
        "challengeCode=a%0A",
        "code=a",
        &long,
    ] {
        assert_eq!(shake(Some(query), None, keys), Err(Refusal::HandshakeRefused), "{query}");
    }
    assert_eq!(shake(None, None, keys), Err(Refusal::HandshakeRefused));
    assert_eq!(shake(Some("challengeCode=a"), None, ""), Err(Refusal::NoSecret));
}

#[test]
fn no_answer_of_the_handshake_signs_a_body() {
    let code = "890e4665-4dfe-4ab1-b689-ed553bceeed0";
    let answer = shake(Some(&format!("challengeCode={code}")), None, secret().reveal()).unwrap();
    let mut headers = HeaderMap::new();
    let signature = answer["challengeResponse"].as_str().unwrap();
    headers.insert("x-li-signature", signature.parse().unwrap());
    let verified = sender("linkedin").verify(post(headers, code.as_bytes()), &keyring(), NOW);
    assert_eq!(verified.unwrap_err(), Refusal::WrongSignature);
}

#[test]
fn any_secret_of_a_rotation_and_a_spaces_own_are_good() {
    let linkedin = sender("linkedin");
    let headers = linkedin.sign(b"{}", &secret(), "1", NOW).unwrap();
    let digits = headers["x-li-signature"].to_str().unwrap();
    assert_eq!(HEXLOWER.decode(digits.as_bytes()).unwrap().len(), 32, "bare digits");
    let verify = |keys: &str| {
        let keyring = Keyring::parse(keys).unwrap();
        linkedin.verify(post(headers.clone(), b"{}"), &keyring, NOW)
    };
    let text = secret().reveal().to_owned();
    assert_eq!(*verify(&format!("new\n{text}")).unwrap().scope(), Scope::Every);
    let own = verify(&format!(r#"{{"spaces":{{"l-atelier":["{text}"]}}}}"#)).unwrap();
    assert_eq!(*own.scope(), Scope::One("l-atelier".parse().unwrap()));
    assert_eq!(verify("").unwrap_err(), Refusal::NoSecret);
}

#[test]
fn every_delivery_is_received() {
    let response = sender("linkedin").reply(&[]);
    assert_eq!((response.status().as_u16(), response.body().as_ref()), (200, &b"received"[..]));
}
