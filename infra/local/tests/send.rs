//! `vigie send --all` against `vigie serve`, run as a person runs them.

#![cfg(test)]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
};

use serde_json::Value;
use tempfile::TempDir;

/// A serving `vigie` on a port and a folder of its own, killed when dropped.
struct Served {
    child: Child,
    folder: TempDir,
    start: Value,
}

impl Served {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_vigie"))
            .args(["serve", "--listen", "127.0.0.1:0", "--json", "--log", "off", "--data"])
            .arg(folder.path())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Self { child, folder, start: serde_json::from_str(&line).unwrap() }
    }

    fn told(&self, name: &str) -> &str {
        self.start[name].as_str().unwrap()
    }

    fn data(&self) -> &str {
        self.folder.path().to_str().unwrap()
    }

    /// `vigie send --all` of the fixtures in a folder.
    fn send_all(&self, events: &Path, arguments: &[&str]) -> Output {
        let events = events.to_str().unwrap();
        let all = ["send", "--all", "--to", self.told("url"), "--events", events];
        vigie(&[&all, arguments].concat())
    }

    /// The same with the secrets of its folder.
    fn send_all_locally(&self, events: &Path, arguments: &[&str]) -> Output {
        self.send_all(events, &[&["--data", self.data()], arguments].concat())
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        if self.child.kill().is_ok() {
            drop(self.child.wait());
        }
    }
}

fn vigie(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vigie"));
    let command = command.env_remove("VIGIE_TOKEN").env_remove("VIGIE_SECRET");
    command.args(arguments).output().unwrap()
}

fn events() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../events")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn lines(output: &Output) -> Vec<Value> {
    text(&output.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The names of all fixtures, by platform.
fn fixtures() -> BTreeMap<String, BTreeSet<String>> {
    let mut fixtures = BTreeMap::new();
    for folder in fs::read_dir(events()).unwrap().map(|entry| entry.unwrap().path()) {
        if folder.is_dir() {
            let cases = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
            let named = |path: PathBuf| path.file_stem().unwrap().to_str().unwrap().to_owned();
            let platform = folder.file_name().unwrap().to_str().unwrap().to_owned();
            fixtures.insert(platform, cases.map(named).collect());
        }
    }
    fixtures
}

#[test]
fn every_fixture_of_every_platform_is_answered_as_it_expects_however_often() {
    let served = Served::new();
    let tokens = || text(&vigie(&["token", "list", "--data", served.data(), "--json"]).stdout);
    let before = tokens();
    for round in ["first", "second"] {
        let output = served.send_all_locally(&events(), &["--json"]);
        let mut sent: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for line in lines(&output) {
            assert_eq!(line["as_expected"], true, "{round}: {line}");
            assert!(line["verdicts"].is_array(), "{round}: the verdict is not known: {line}");
            let of = |name: &str| line[name].as_str().unwrap().to_owned();
            assert!(sent.entry(of("platform")).or_default().insert(of("case")), "{line}");
        }
        assert_eq!(sent, fixtures(), "{round}");
        assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), String::new()));
    }
    assert_eq!(tokens(), before, "the token of the reading is gone again");
    let named: Vec<&str> = platforms::all().iter().map(|sender| sender.name()).collect();
    assert_eq!(Vec::from_iter(fixtures().keys()), named);
}

#[test]
fn people_see_tables_without_colour_where_there_is_no_terminal() {
    let served = Served::new();
    let output = served.send_all_locally(&events(), &["--platform", "line"]);
    let (shown, cases) = (text(&output.stdout), fixtures()["line"].len());
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), String::new()), "{shown}");
    let words: Vec<Vec<&str>> = shown.lines().map(|l| l.split_whitespace().collect()).collect();
    for row in [
        &["platform", "case", "status", "verdicts", "as", "expected"][..],
        &["line", "bad-signature", "401", "none", "yes"],
        &["line", "batch", "200", "approve,", "reject,", "approve", "yes"],
        &["line", &cases.to_string(), &cases.to_string(), "0"],
    ] {
        assert!(words.iter().any(|words| words == row), "{row:?} is not in\n{shown}");
    }
    assert!(shown.ends_with("\nevery answer is as expected\n"), "{shown}");
    assert!(!shown.contains('\x1b'), "{shown}");
}

#[test]
fn an_answer_that_is_not_as_expected_makes_the_exit_code_1() {
    let served = Served::new();
    let mine = tempfile::tempdir().unwrap();
    for (platform, from, to) in [("cms", "reject", "review"), ("x", "200", "204")] {
        let fixture = fs::read_to_string(events().join(platform).join("new-hateful.json")).unwrap();
        let (begin, expect) = fixture.split_at(fixture.find("\"expect\"").unwrap());
        assert!(expect.contains(from));
        let changed = format!("{begin}{}", expect.replace(from, to));
        fs::create_dir(mine.path().join(platform)).unwrap();
        fs::write(mine.path().join(platform).join("a.json"), changed).unwrap();
    }
    let output = served.send_all_locally(mine.path(), &["--json"]);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    let lines = lines(&output);
    let seen: Vec<[&Value; 4]> = lines
        .iter()
        .map(|line| ["platform", "case", "status", "differences"].map(|name| &line[name]))
        .collect();
    let cms = serde_json::json!(["cms", "a", 200, ["expected review"]]);
    let x = serde_json::json!(["x", "a", 200, ["expected 204"]]);
    assert_eq!(serde_json::json!(seen), serde_json::json!([cms, x]));
    let shown = text(&served.send_all_locally(mine.path(), &[]).stdout);
    assert!(shown.contains("reject     no: expected review\n"), "{shown}");
    assert!(shown.ends_with("\n2 answers are not as expected\n"), "{shown}");
}

#[test]
fn a_verdict_that_nobody_tells_is_a_dash_until_there_is_a_token() {
    let served = Served::new();
    let secrets = fs::read(served.folder.path().join("secrets.json")).unwrap();
    let secrets: Value = serde_json::from_slice(&secrets).unwrap();
    let secret = secrets["telegram"]["signing"][0].as_str().unwrap();
    let arguments = ["--platform", "telegram", "--secret", secret];
    let output = served.send_all(&events(), &arguments);
    let shown = text(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{shown}");
    let row = |shown: &str| shown.lines().find(|l| l.contains("new-hateful")).unwrap().to_owned();
    assert!(row(&shown).contains(" 200      -          yes"), "{shown}");
    assert!(text(&output.stderr).contains("--token"));
    let token = [&arguments[..], &["--token", served.told("token")]].concat();
    let output = served.send_all(&events(), &token);
    let shown = text(&output.stdout);
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), String::new()), "{shown}");
    assert!(row(&shown).contains(" 200      reject     yes"), "{shown}");
}

#[test]
fn what_cannot_be_sent_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (empty, wrong, data) = (path("empty"), path("wrong"), path("data"));
    fs::create_dir(&empty).unwrap();
    fs::create_dir(&wrong).unwrap();
    fs::write(folder.path().join("wrong/a.json"), "{}").unwrap();
    let all = ["send", "--all", "--data", &data, "--to", "http://127.0.0.1:9", "--events"];
    let hateful = events().join("cms/new-hateful.json").to_str().unwrap().to_owned();
    for (arguments, code, message) in [
        (vec!["send"], 2, "Examples:"),
        (vec!["send", "--json"], 2, "<FILE>"),
        (vec!["send", "--all", &hateful], 2, "cannot be used with"),
        (vec!["send", &hateful, "--platform", "cms"], 2, "cannot be used with"),
        (vec!["send", "--all", "--platform", "waline"], 2, "discourse, line, linkedin"),
        ([&all[..], &[&empty]].concat(), 1, "holds no fixture; see --events"),
        ([&all[..], &[&path("none")]].concat(), 1, "none cannot be read: "),
        ([&all[..], &[&wrong]].concat(), 1, "a.json is not a fixture"),
        (vec!["send", &hateful, "--data", &data, "--to", "http://127.0.0.1:9"], 1, "`vigie serve`"),
    ] {
        let output = vigie(&arguments);
        let shown = text(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {shown}");
        assert!(shown.contains(message), "{arguments:?}: {shown}");
    }
}
