//! `vigie serve` asks a YouTube of our own.

#![cfg(test)]

use std::{
    fs,
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    sync::Arc,
    time::Duration,
};

use domain::{Clock, Timestamp};
use runtime::SystemClock;
use serde_json::Value;
use testkit::youtube::{Manners, YouTube};

const SPACE: &str = "id = \"tube\"\nname = \"Tube\"\n\
                     accounts = [{ platform = \"youtube\", id = \"UC-journal\" }]\n";

struct Killed(Child);

impl Drop for Killed {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

#[test]
fn a_channel_that_a_space_names_is_asked_and_its_comments_are_for_reviewers() {
    let youtube = Arc::new(YouTube::new(Manners::default(), &["UC-journal"]));
    let now = Timestamp::from_secs(SystemClock.now().secs() - 60);
    youtube.write("UC-journal", "Ug1", now, "Encore le grand remplacement…");
    let served = youtube.serve().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let (data, space) = (folder.path().join("data"), folder.path().join("tube.toml"));
    fs::write(&space, SPACE).unwrap();
    let vigie = || Command::new(env!("CARGO_BIN_EXE_vigie"));
    let put = vigie().args(["space", "put"]).arg(&space).arg("--data").arg(&data).output().unwrap();
    assert!(put.status.success(), "{put:?}");
    fs::write(data.join("secrets.json"), r#"{"youtube": {"signing": ["a-key"]}}"#).unwrap();

    let mut child = vigie();
    child.args(["serve", "--listen", "127.0.0.1:0", "--json", "--youtube-every", "1", "--data"]);
    child.arg(&data).args(["--youtube-address", &served.address]);
    let mut child = Killed(child.stdout(Stdio::piped()).spawn().unwrap());
    let mut line = String::new();
    BufReader::new(child.0.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let start: Value = serde_json::from_str(&line).unwrap();
    let (url, token) = (start["url"].as_str().unwrap(), start["token"].as_str().unwrap());
    let reviews = || -> Value {
        let get = ureq::get(format!("{url}/v1/reviews?space=tube"));
        let mut answer = get.header("authorization", format!("Bearer {token}")).call().unwrap();
        serde_json::from_str(&answer.body_mut().read_to_string().unwrap()).unwrap()
    };
    for _ in 0..100 {
        let told = reviews().to_string();
        if told.contains("\"Ug1\"") {
            return;
        }
        std::thread::park_timeout(Duration::from_millis(200));
    }
    panic!("the comment was not found among the reviews: {}", reviews());
}

#[test]
fn a_key_without_https_is_told_at_start() {
    if cfg!(feature = "youtube") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let secrets = folder.path().join("secrets.json");
    fs::write(secrets, r#"{"youtube": {"signing": ["a-key"]}}"#).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_vigie"))
        .args(["serve", "--listen", "127.0.0.1:0", "--data"])
        .arg(folder.path())
        .output()
        .unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success() && told.contains("feature `youtube`"), "{told}");
}
