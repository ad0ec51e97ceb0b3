//! The example deliveries under `events/`: each is signed, verified and read as it expects.

use std::{collections::BTreeSet, fs, path::PathBuf};

use bytes::Bytes;
use domain::Timestamp;
use http::{Method, Request};
use platforms::{
    Keyring, Unverified,
    fixture::{Fixture, FixtureProblem, VERIFY_TOKEN},
};

use crate::sample::{NOW, SECRET, secret, tally};

fn events() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../events")
}

fn all() -> Vec<Fixture> {
    let mut files = Vec::new();
    for folder in fs::read_dir(events()).unwrap().map(|folder| folder.unwrap().path()) {
        if folder.is_dir() {
            files.extend(fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()));
        }
    }
    files.sort();
    files.iter().map(|file| Fixture::load(file).unwrap()).collect()
}

fn unverified(fixture: &Fixture, now: Timestamp) -> Unverified {
    let (parts, body): (_, Bytes) =
        Request::into_parts(fixture.to_request(&secret(), now).unwrap());
    Unverified {
        method: parts.method,
        space: fixture.space().unwrap(),
        query: parts.uri.query().map(str::to_owned),
        headers: parts.headers,
        body,
    }
}

#[test]
fn every_fixture_is_answered_and_read_as_it_expects() {
    let keys = format!(r#"{{"signing":["{SECRET}"],"handshake":["{VERIFY_TOKEN}"]}}"#);
    let keyring = Keyring::parse(&keys).unwrap();
    for fixture in all() {
        let sender = fixture.sender().unwrap();
        let name = format!("{}/{}", sender.name(), fixture.case);
        let expect = &fixture.expect;
        let request = unverified(&fixture, NOW);
        if request.method == Method::GET {
            let status = match sender.handshake(&request, &keyring).unwrap() {
                Ok(response) => response.status(),
                Err(refusal) => refusal.status(),
            };
            assert_eq!(status, expect.status, "{name}");
            continue;
        }
        let verified = match sender.verify(request, &keyring, NOW) {
            Ok(verified) => verified,
            Err(refusal) => {
                assert_eq!(refusal.status(), expect.status, "{name}");
                continue;
            }
        };
        assert!((200..300).contains(&expect.status), "{name} verifies");
        if let Some(answer) = sender.challenge(&verified) {
            assert_eq!(answer.status(), expect.status, "{name}");
            continue;
        }
        let parsed = sender.parse(&verified);
        let alerts = parsed.as_ref().map_or(0, |envelope| envelope.alerts.len());
        assert_eq!(alerts, expect.alerts, "{name}: alerts");
        let (written, removed, skipped, unreadable) =
            parsed.map_or((0, 0, 0, 1), |envelope| tally(&envelope));
        let verdicts = expect.verdicts.as_ref().map_or(written, Vec::len);
        assert_eq!(written, verdicts, "{name}: comments");
        assert_eq!(removed, expect.removed, "{name}: removed");
        assert_eq!(skipped, expect.skipped, "{name}: skipped");
        assert_eq!(unreadable, expect.quarantined, "{name}: quarantined");
        // A sender that waits for the verdict is answered by it; the others always alike.
        if sender.deadline().is_none() {
            assert_eq!(sender.reply(&[]).status(), expect.status, "{name}: status");
        }
    }
}

/// What every platform shows.
const CASES: [&str; 11] = [
    "new-harmless",
    "new-hateful",
    "reply",
    "edit",
    "delete",
    "unknown-event",
    "missing-optional",
    "bad-signature",
    "no-signature",
    "unreadable",
    "lone-surrogate",
];

/// What only some platforms can show, and which these are.
const OWN_CASES: [(&str, &[&str]); 6] = [
    ("handshake", CHECKING),
    ("handshake-refused", CHECKING),
    ("private-message", &["discourse", "line", "mastodon", "meta", "telegram", "x"]),
    ("batch", &["cms", "line", "linkedin", "mastodon", "meta", "x"]),
    ("stale-timestamp", &["cms", "tiktok", "twitch"]),
    ("revoked", &["line", "meta", "telegram", "tiktok", "twitch", "x"]),
];

/// The platforms that check an address before they use it.
const CHECKING: &[&str] = &["line", "linkedin", "meta", "twitch", "x"];

/// The products of `meta` besides Pages, whose names its cases begin with.
const PRODUCTS: [&str; 4] = ["instagram-", "messenger-", "threads-", "whatsapp-"];

#[test]
fn every_platform_has_the_cases_that_the_readme_asks_for() {
    let mut cases: BTreeSet<(&str, String)> = BTreeSet::new();
    for fixture in all() {
        assert!(fixture.about.ends_with('.'), "{}", fixture.case);
        let platform = fixture.sender().unwrap().name();
        let case = PRODUCTS.iter().find_map(|product| fixture.case.strip_prefix(product));
        cases.insert((platform, case.unwrap_or(&fixture.case).to_owned()));
    }
    let names: Vec<&str> = platforms::all().iter().map(|sender| sender.name()).collect();
    let common = CASES.iter().map(|case| (*case, names.as_slice()));
    let own = OWN_CASES.iter().map(|(case, platforms)| (*case, *platforms));
    let missing: Vec<String> = common
        .chain(own)
        .flat_map(|(case, platforms)| platforms.iter().map(move |platform| (*platform, case)))
        .filter(|(platform, case)| !cases.contains(&(*platform, (*case).to_owned())))
        .map(|(platform, case)| format!("events/{platform}/{case}.json"))
        .collect();
    assert!(missing.is_empty(), "missing: {missing:#?}");
    let unknown = OWN_CASES.iter().flat_map(|(_, platforms)| *platforms);
    let unknown: Vec<_> = unknown.filter(|platform| !names.contains(platform)).collect();
    assert!(unknown.is_empty(), "no such platforms: {unknown:?}");
}

#[test]
fn a_platform_that_checks_addresses_is_known_to() {
    let keyring = Keyring::parse(SECRET).unwrap();
    for sender in platforms::all() {
        let empty = Unverified {
            method: Method::GET,
            space: None,
            query: None,
            headers: http::HeaderMap::new(),
            body: Bytes::new(),
        };
        let by_get = sender.handshake(&empty, &keyring).is_some();
        // Those that check by POST have an answer of their own, or none but that to a delivery without events.
        let by_post = ["line", "twitch"].contains(&sender.name());
        assert_eq!(CHECKING.contains(&sender.name()), by_get || by_post, "{}", sender.name());
    }
}

#[test]
fn a_body_is_sent_compact_indented_or_to_the_letter() {
    let load = |case: &str| Fixture::load(&events().join(case)).unwrap().body();
    assert!(load("cms/new-harmless.json").starts_with(br#"{"data":{"author":{"#));
    assert!(load("coral/new-harmless.json").starts_with(b"{\n  \"action\": \"NEW\",\n  \""));
    assert!(load("cms/unreadable.json").ends_with(b"\"Bonj"));
    assert_eq!(load("meta/handshake.json").len(), 0);
}

#[test]
fn a_request_carries_method_path_query_and_headers() {
    let load = |case: &str| Fixture::load(&events().join(case)).unwrap();
    let request = load("meta/handshake.json").to_request(&secret(), NOW).unwrap();
    assert_eq!((request.method(), request.uri().path()), (&Method::GET, "/webhooks/meta"));
    assert!(request.uri().query().unwrap().starts_with("hub.mode=subscribe&"));
    let request = load("discourse/ping.json").to_request(&secret(), NOW).unwrap();
    assert_eq!(request.headers()["x-discourse-event"], "ping");
    assert_eq!(request.headers()["x-discourse-event-id"], "ping");
    assert!(request.headers().contains_key("x-discourse-event-signature"));
    let fixture = load("discourse/ping.json");
    assert_eq!(fixture.space().unwrap().unwrap().as_str(), "le-forum");
    assert_eq!(load("meta/batch.json").space().unwrap(), None);
}

#[test]
fn what_is_no_fixture_is_named() {
    let folder = std::env::temp_dir().join(format!("vigie-fixtures-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join("a.json");
    assert!(matches!(Fixture::load(&file), Err(FixtureProblem::File { .. })));
    fs::write(&file, r#"{"about":"x.","request":{},"typo":1}"#).unwrap();
    assert!(matches!(Fixture::load(&file), Err(FixtureProblem::Format { .. })));
    let text = r#"{"about":"x.","request":{"method":"POST","path":"PATH","headers":{}},
        "signature":"good","expect":{"status":200}}"#;
    for path in ["/webhooks/waline", "/webhooks/cms/Le Journal", "/reviews"] {
        fs::write(&file, text.replace("PATH", path)).unwrap();
        let fixture = Fixture::load(&file).unwrap();
        assert!(fixture.sender().is_err() || fixture.space().is_err(), "{path}");
    }
    fs::remove_dir_all(&folder).unwrap();
}
