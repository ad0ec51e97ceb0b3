//! Secrets, and what they may speak for.

use domain::SpaceId;
use platforms::{Keyring, KeyringProblem, Refusal, Scope};

use crate::sample::{NOW, post, secret, sender};

fn space(id: &str) -> SpaceId {
    SpaceId::new(id).unwrap()
}

fn listed(keyring: &Keyring, space: Option<&SpaceId>) -> Vec<(String, Scope)> {
    keyring.signing(space).map(|(secret, scope)| (secret.reveal().to_owned(), scope)).collect()
}

#[test]
fn lines_are_general_secrets_and_blank_lines_are_nothing() {
    let keyring = Keyring::parse("\n new \r\n\n old\n\n").unwrap();
    let both = [("new".to_owned(), Scope::Every), ("old".to_owned(), Scope::Every)];
    assert_eq!(listed(&keyring, None), both);
    assert_eq!(listed(&keyring, Some(&space("le-journal"))), both);
    assert_eq!(keyring.handshake().count(), 0);
    for nothing in ["", " \n ", "{}", r#"{"handshake":["token"]}"#] {
        assert!(Keyring::parse(nothing).unwrap().is_empty(), "{nothing:?}");
    }
}

#[test]
fn a_space_is_asked_its_own_secrets_first_and_never_another_spaces() {
    let text = r#"{"signing":["g1","g2"],"handshake":["t"],"spaces":{"a":["a1","a2"],"b":["b1"]}}"#;
    let keyring = Keyring::parse(text).unwrap();
    let names = |space: Option<&SpaceId>| -> Vec<String> {
        listed(&keyring, space).into_iter().map(|(name, _)| name).collect()
    };
    assert_eq!(names(None), ["g1", "g2", "a1", "a2", "b1"]);
    assert_eq!(names(Some(&space("a"))), ["a1", "a2", "g1", "g2"]);
    assert_eq!(names(Some(&space("c"))), ["g1", "g2"]);
    assert_eq!(listed(&keyring, None)[4].1, Scope::One(space("b")));
    assert!(Scope::Every.covers(&space("a")));
    assert!(Scope::One(space("a")).covers(&space("a")));
    assert!(!Scope::One(space("a")).covers(&space("b")));
}

#[test]
fn what_is_wrong_is_said_without_a_secret() {
    use KeyringProblem::{EmptySecret, SharedSecret};
    for (text, problem) in [
        (r#"{"signing":["SECRET",""]}"#, Some(EmptySecret)),
        (r#"{"signing":[" "]}"#, Some(EmptySecret)),
        (r#"{"handshake":[""]}"#, Some(EmptySecret)),
        (r#"{"spaces":{"a":["SECRET"],"b":["SECRET"]}}"#, Some(SharedSecret)),
        (r#"{"SECRET":[]}"#, None),
        (r#"{"signing":"SECRET"}"#, None),
        (r#"{"signing":[{"SECRET":1}]}"#, None),
        (r#"{"spaces":{"SECRET":["x"]}}"#, None),
        (r#"{"signing":["SECRET"]"#, None),
        (r#"{"signing":["SECRET"]} SECRET"#, None),
    ] {
        let came = Keyring::parse(text).unwrap_err();
        assert!(problem.is_none_or(|problem| problem == came), "{text}: {came}");
        assert!(!format!("{came} {came:?}").contains("SECRET"), "{text}: {came}");
    }
}

#[test]
fn a_secret_is_never_printed() {
    let text = r#"{"signing":["SECRET"],"handshake":["SECRET"],"spaces":{"a":["SECRET-2"]}}"#;
    let keyring = Keyring::parse(text).unwrap();
    assert!(!format!("{keyring:?} {:?}", keyring.signing(None).next()).contains("SECRET"));
    let mut headers = http::HeaderMap::new();
    headers.insert("x-hub-signature-256", "sha256=SECRET".parse().unwrap());
    assert!(!format!("{:?}", post(headers, b"SECRET")).contains("SECRET"));
}

#[test]
fn a_secret_that_its_platform_cannot_use_is_found_at_start() {
    for (platform, text, usable) in [
        ("cms", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", true),
        ("cms", "whsec_", false),
        ("cms", "mot de passe", false),
        ("cms", r#"{"spaces":{"a":["pas du base64 !"]}}"#, false),
        ("coral", "empsec_00", true),
        ("meta", "mot de passe", true),
    ] {
        let keyring = Keyring::parse(text).unwrap();
        assert_eq!(sender(platform).check(&keyring).is_ok(), usable, "{platform}: {text}");
    }
}

#[test]
fn the_secret_that_signed_says_which_spaces_a_request_may_speak_for() {
    let secret = secret();
    let text = r#"{"signing":["Z2VuZXJhbA=="],"spaces":{"a":["SECRET"],"b":["YXV0cmU="]}}"#;
    let keyring = Keyring::parse(&text.replace("SECRET", secret.reveal())).unwrap();
    for sender in platforms::all() {
        let name = sender.name();
        for (named, expected) in [
            (None, Ok(Scope::One(space("a")))),
            (Some(space("a")), Ok(Scope::One(space("a")))),
            (Some(space("b")), Err(Refusal::WrongSignature)),
            (Some(space("c")), Err(Refusal::WrongSignature)),
        ] {
            let headers = sender.sign(b"{}", &secret, "msg_1", NOW).unwrap();
            let request = platforms::Unverified { space: named.clone(), ..post(headers, b"{}") };
            let verified = sender.verify(request, &keyring, NOW).map(|v| v.scope().clone());
            assert_eq!(verified, expected, "{name}: {named:?}");
        }
        let headers = sender.sign(b"{}", &secret, "msg_1", NOW).unwrap();
        let refusal = sender.verify(post(headers, b"{}"), &Keyring::default(), NOW).unwrap_err();
        assert_eq!(refusal, Refusal::NoSecret, "{name}");
    }
}

#[test]
fn a_new_and_an_old_secret_both_verify_while_they_are_rotated() {
    let keyring = Keyring::parse(&format!("bmV1Zg==\n{}", secret().reveal())).unwrap();
    for sender in platforms::all() {
        let headers = sender.sign(b"{}", &secret(), "msg_1", NOW).unwrap();
        assert!(sender.verify(post(headers, b"{}"), &keyring, NOW).is_ok(), "{}", sender.name());
    }
}

#[test]
fn refusals_are_401_but_a_failed_handshake_is_403() {
    assert_eq!(Refusal::WrongSignature.status(), 401);
    assert_eq!(Refusal::MalformedHeader("x").status(), 401);
    assert_eq!(Refusal::HandshakeRefused.status(), 403);
}
