//! X's check of the address (CRC), and why its answer cannot be used against it.

use domain::SpaceId;
use http::{HeaderMap, Method};
use platforms::{Keyring, Refusal, Unverified};
use serde_json::Value;

use crate::sample::{NOW, SECRET, json_of, keyring, post, sender};

fn shake(query: Option<&str>, keyring: &Keyring, space: Option<&str>) -> Result<String, Refusal> {
    let request = Unverified {
        method: Method::GET,
        space: space.map(|space| SpaceId::new(space).unwrap()),
        query: query.map(str::to_owned),
        headers: HeaderMap::new(),
        body: bytes::Bytes::new(),
    };
    let answer = sender("x").handshake(&request, keyring).unwrap();
    answer.map(|response| {
        let Value::Object(fields) = json_of(&response) else { panic!("no object") };
        assert_eq!(fields.len(), 1);
        fields["response_token"].as_str().unwrap().to_owned()
    })
}

/// What a delivery of this text would be signed with.
fn signature(text: &str, secret: &str) -> String {
    let secret = platforms::Secret::new(secret).unwrap();
    let headers = sender("x").sign(text.as_bytes(), &secret, "d-1", NOW).unwrap();
    headers["x-twitter-webhooks-signature"].to_str().unwrap().to_owned()
}

#[test]
fn the_text_is_signed_with_the_newest_secret() {
    let rotated = Keyring::parse("nouveau\nancien").unwrap();
    for (query, text) in [
        ("crc_token=7b1c2d3e-crc", "7b1c2d3e-crc"),
        ("nonce=x&crc_token=YS9%2BYg%3D%3D", "YS9+Yg=="),
        ("crc%5Ftoken=a", "a"),
    ] {
        let answer = shake(Some(query), &rotated, None);
        assert_eq!(answer, Ok(signature(text, "nouveau")), "{query}");
    }
    let longest = "a".repeat(512);
    let answer = shake(Some(&format!("crc_token={longest}")), &keyring(), None);
    assert_eq!(answer, Ok(signature(&longest, SECRET)));
}

#[test]
fn an_address_of_a_space_signs_with_the_secret_of_that_space() {
    let text = r#"{"signing":["commun"],"spaces":{"l-atelier":["le sien"],"le-forum":["autre"]}}"#;
    let keyring = Keyring::parse(text).unwrap();
    for (space, secret) in
        [(Some("l-atelier"), "le sien"), (Some("le-journal"), "commun"), (None, "commun")]
    {
        let answer = shake(Some("crc_token=a"), &keyring, space);
        assert_eq!(answer, Ok(signature("a", secret)), "{space:?}");
    }
}

#[test]
fn a_text_that_could_be_a_delivery_is_never_signed() {
    let long = format!("crc_token={}", "a".repeat(513));
    for query in [
        "",
        "crc_token=",
        "crc_token",
        "token=a",
        "crc_token=a&crc_token=a",
        "crc_token=%7B%22for_user_id%22%3A%221%22%7D",
        "crc_token={}",
        "crc_token=[]",
        "crc_token=%22a%22",
        "crc_token=a+b",
        "crc_token=a%0A",
        "crc_token=%00",
        "crc_token=%C3%A9",
        "crc_token=%FF",
        &long,
    ] {
        let answer = shake(Some(query), &keyring(), None);
        assert_eq!(answer, Err(Refusal::HandshakeRefused), "{query}");
    }
    assert_eq!(shake(None, &keyring(), None), Err(Refusal::HandshakeRefused));
    let nothing = Keyring::default();
    assert_eq!(shake(Some("crc_token=a"), &nothing, None), Err(Refusal::NoSecret));
}

#[test]
fn the_answer_to_a_check_proves_no_delivery() {
    for text in ["7b1c2d3e-crc", "1", "true", "null", "YS9+Yg=="] {
        let query = format!("crc_token={}", text.replace('+', "%2B"));
        let signed = shake(Some(&query), &keyring(), None).unwrap();
        let mut headers = HeaderMap::new();
        headers.insert("x-twitter-webhooks-signature", signed.parse().unwrap());
        let verified = sender("x").verify(post(headers, text.as_bytes()), &keyring(), NOW);
        assert_eq!(verified.unwrap_err(), Refusal::WrongSignature, "{text}");
    }
}
