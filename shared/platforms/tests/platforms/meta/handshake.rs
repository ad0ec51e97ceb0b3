//! Meta's check of the endpoint before it subscribes.

use http::{HeaderMap, Method};
use platforms::{Keyring, Refusal, Unverified};

use crate::sample::{post, sender};

fn shake(query: Option<&str>) -> Result<String, Refusal> {
    let text = r#"{"signing":["le secret"],"handshake":["autre","jeton à nous"]}"#;
    let request = Unverified {
        method: Method::GET,
        space: None,
        query: query.map(str::to_owned),
        headers: HeaderMap::new(),
        body: bytes::Bytes::new(),
    };
    let answer = sender("meta").handshake(&request, &Keyring::parse(text).unwrap()).unwrap();
    answer.map(|response| {
        assert_eq!(response.headers()["content-type"], "text/plain; charset=utf-8");
        String::from_utf8(response.body().to_vec()).unwrap()
    })
}

#[test]
fn the_handshake_gives_the_bare_challenge_back_to_who_knows_the_token() {
    for query in [
        "hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=jeton+%C3%A0%20nous",
        "hub.verify_token=autre&x=%ZZ&hub.mode=subscribe&hub.challenge=1158201444",
        "hub%2Emode=subscribe&hub%2echallenge=1158201444&hub.verify_token=autre",
    ] {
        assert_eq!(shake(Some(query)), Ok("1158201444".to_owned()), "{query}");
    }
}

#[test]
fn the_handshake_is_refused_otherwise() {
    let good = "hub.mode=subscribe&hub.challenge=1&hub.verify_token=autre";
    assert!(shake(Some(good)).is_ok());
    let long = good.replace("challenge=1", &format!("challenge={}", "1".repeat(129)));
    for query in [
        "",
        &good.replace("autre", "autr"),
        &good.replace("autre", "autree"),
        &good.replace("autre", ""),
        &good.replace("autre", "le+secret"),
        &good.replace("subscribe", "unsubscribe"),
        &good.replace("challenge=1", "challenge=%3Cscript%3E"),
        &good.replace("challenge=1", "challenge="),
        &good.replace("challenge=1", "challenge=1%0A"),
        &good.replace("&hub.challenge=1", ""),
        &format!("{good}&hub.verify_token=autre"),
        &format!("{good}&hub.challenge=2"),
        &long,
    ] {
        assert_eq!(shake(Some(query)), Err(Refusal::HandshakeRefused), "{query}");
    }
    assert_eq!(shake(None), Err(Refusal::HandshakeRefused));
}

#[test]
fn these_senders_never_check_an_endpoint_by_get() {
    let request = post(HeaderMap::new(), b"");
    for name in ["cms", "coral", "discourse", "tiktok"] {
        assert!(sender(name).handshake(&request, &Keyring::default()).is_none(), "{name}");
    }
}
