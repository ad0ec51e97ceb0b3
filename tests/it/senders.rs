//! The platforms' libraries from the Python Package Index, unmodified (`tests/clients/senders`): each judges every
//! signature of ours and reads every fixture of its platform, and the `vigie` binary accepts what it signs.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::Write as _,
    process::{Command, Stdio},
};

use domain::DecisionKey;
use platforms::{
    Keyring,
    fixture::{Fixture, Signature},
};
use serde_json::{Value, json};

use crate::{
    house::House,
    target::{now, root, variable},
};

/// A library, and where it sees a delivery differently.
struct Library {
    platform: &'static str,
    program: &'static str,
    /// Whether it refuses what was signed long ago.
    checks_time: bool,
    /// The cases that it is asked to read: those that begin like this. `None`: it reads no bodies.
    reads: Option<&'static str>,
    /// How many messages it reads, where that is not how many comments we read. `None`: it cannot read the delivery.
    differs: &'static [(&'static str, Option<usize>)],
}

/// What a library made of our fixtures, by case.
fn told(library: &Library, house: &House, fixtures: &[Fixture]) -> BTreeMap<String, Value> {
    let keyring = &house.target.secrets[library.platform];
    let keyring = Keyring::parse(&keyring.to_string()).unwrap();
    let (secret, _) = keyring.signing(None).next().unwrap();
    let given = fixtures.iter().map(|fixture| {
        let (parts, body) = fixture.to_request(secret, now()).unwrap().into_parts();
        let headers = parts.headers.iter();
        let headers = headers.map(|(name, value)| (name.as_str(), value.to_str().unwrap()));
        json!({
            "case": fixture.case,
            "path": parts.uri.path(),
            "headers": BTreeMap::from_iter(headers),
            "body": String::from_utf8(body.to_vec()).unwrap(),
            "good": fixture.signature == Signature::Good,
        })
    });
    let given = json!({
        "url": house.target.url,
        "secret": secret.reveal(),
        "fixtures": given.collect::<Vec<_>>(),
    });
    let mut child = Command::new(variable("VIGIE_CLIENTS_PYTHON"))
        .arg("-B")
        .arg(root().join("tests/clients/senders").join(library.program))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // It reads everything before it writes anything.
    child.stdin.take().unwrap().write_all(given.to_string().as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The deliveries of a platform: what is no handshake by GET.
fn deliveries(platform: &str) -> Vec<Fixture> {
    let files = fs::read_dir(root().join("events").join(platform)).unwrap();
    let mut files: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    files.sort();
    let fixtures = files.iter().map(|file| Fixture::load(file).unwrap());
    fixtures.filter(|fixture| fixture.request.method == "POST").collect()
}

/// Has a library judge, read and sign. Gives how many cases it accepted, and how many messages it read as we do.
fn agree(library: &Library) -> (usize, usize) {
    let house = House::new();
    let fixtures = deliveries(library.platform);
    let told = told(library, &house, &fixtures);
    let differs = BTreeMap::from_iter(library.differs.iter().copied());
    let mut unseen = BTreeSet::from_iter(differs.keys().copied());
    let (mut accepted, mut texts) = (0, BTreeMap::<String, Vec<(Value, Value)>>::new());
    for fixture in &fixtures {
        let (case, told) = (fixture.case.as_str(), &told[&fixture.case]);
        let good = match fixture.signature {
            Signature::Good => true,
            Signature::Stale => !library.checks_time,
            Signature::Wrong | Signature::Missing => false,
        };
        assert_eq!(told["accepted"], good, "{case}: is our signature accepted?");
        if fixture.signature != Signature::Good {
            continue;
        }
        accepted += 1;
        assert_eq!(told["status"], fixture.expect.status, "{case}: signed by the library");
        if library.reads.is_none_or(|prefix| !case.starts_with(prefix)) {
            continue;
        }
        let read = told["read"].as_array();
        let comments = fixture.expect.verdicts.as_ref().map(Vec::len);
        let expected = differs.get(case).copied().unwrap_or(comments);
        unseen.remove(case);
        assert_eq!(read.map(Vec::len), expected, "{case}: {told}");
        // What we pass over, such as the account's own words, has no decision to compare with.
        for message in read.into_iter().flatten().filter(|_| comments > Some(0)) {
            let said = (message[1].clone(), message[2].clone());
            texts.entry(message[0].as_str().unwrap().to_owned()).or_default().push(said);
        }
    }
    assert!(unseen.is_empty(), "no such cases: {unseen:?}");
    for (id, said) in &texts {
        let key = DecisionKey {
            space: "l-atelier".parse().unwrap(),
            platform: library.platform.parse().unwrap(),
            comment: id.parse().unwrap(),
        };
        let decision = house.target.get(&format!("/v1/decisions/{key}")).with_status(200);
        let comment = &decision.body["decision"]["comment"];
        let stored = (comment["text"].clone(), comment["author"]["id"].clone());
        assert!(said.contains(&stored), "{id}: {stored:?} is none of {said:?}");
    }
    (accepted, texts.len())
}

#[test]
fn standardwebhooks_and_cms_accept_each_other() {
    let (accepted, _) = agree(&Library {
        platform: "cms",
        program: "cms.py",
        checks_time: true,
        reads: None,
        differs: &[],
    });
    assert_eq!(accepted, 20);
}

#[test]
fn the_sdk_of_line_accepts_reads_and_signs_as_we_do() {
    let counts = agree(&Library {
        platform: "line",
        program: "line.py",
        checks_time: false,
        reads: Some(""),
        differs: &[
            // A strict reader: half an emoji and absent fields are too much for it.
            ("lone-surrogate", None),
            ("missing-optional", None),
            ("unreadable", None),
            // Ours to leave alone: another module has the conversation.
            ("standby", Some(1)),
        ],
    });
    assert_eq!(counts, (14, 7));
}

#[test]
fn a_bot_of_aiogram_takes_and_reads_what_we_send_as_telegram() {
    let counts = agree(&Library {
        platform: "telegram",
        program: "telegram.py",
        checks_time: false,
        reads: Some(""),
        differs: &[
            ("lone-surrogate", None),
            ("missing-optional", None),
            ("unreadable", None),
            // A message to it is also what Telegram itself says in a group, and what the account itself writes.
            ("service-message", Some(1)),
            ("own-comment", Some(1)),
        ],
    });
    assert_eq!(counts, (16, 7));
}

#[test]
fn twitchapi_accepts_reads_and_signs_as_we_do() {
    let counts = agree(&Library {
        platform: "twitch",
        program: "twitch.py",
        checks_time: false,
        reads: Some(""),
        differs: &[("unreadable", None), ("own-comment", Some(1)), ("shared-chat", Some(1))],
    });
    assert_eq!(counts, (15, 7));
}

#[test]
fn pywa_accepts_and_signs_as_meta_and_reads_whatsapp_as_we_do() {
    let counts = agree(&Library {
        platform: "meta",
        program: "whatsapp.py",
        checks_time: false,
        reads: Some("whatsapp-"),
        differs: &[
            // It reads one message of a delivery, and none without a list of contacts.
            ("whatsapp-captions-and-buttons", Some(1)),
            ("whatsapp-missing-optional", Some(0)),
        ],
    });
    assert_eq!(counts, (46, 4));
}
