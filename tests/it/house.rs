//! The `vigie` binary, serving from a folder of its own.

use std::{
    io::{BufRead, BufReader},
    path::PathBuf,
    process::{Child, Command, Output, Stdio},
    time::Duration,
};

use serde_json::Value;
use tempfile::TempDir;

use crate::target::Target;

/// Where `cargo build` puts binaries: beside the folder of this test's own.
pub(crate) fn binary(name: &str) -> PathBuf {
    let own = std::env::current_exe().unwrap();
    let path = own.parent().unwrap().parent().unwrap().join(name);
    assert!(path.exists(), "{} is not built; run the tests with: bash tests/run", path.display());
    path
}

/// Runs `vigie` to its end.
pub(crate) fn vigie(arguments: &[&str]) -> Output {
    Command::new(binary("vigie")).args(arguments).output().unwrap()
}

/// A serving `vigie`, killed when dropped.
pub(crate) struct House {
    child: Child,
    pub(crate) folder: TempDir,
    pub(crate) target: Target,
}

/// Leases are short here, so that a test can see one run out.
const LEASE: Duration = Duration::from_secs(2);

impl House {
    /// Starts on a new folder.
    pub(crate) fn new() -> Self {
        Self::on(tempfile::tempdir().unwrap())
    }

    /// Starts on a folder that may have been used before.
    pub(crate) fn on(folder: TempDir) -> Self {
        let mut child = Command::new(binary("vigie"))
            .args(["serve", "--listen", "127.0.0.1:0", "--json", "--log", "warn"])
            .args(["--lease-seconds", &LEASE.as_secs().to_string(), "--data"])
            .arg(folder.path())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let start: Value = serde_json::from_str(&line).unwrap();
        let secrets = std::fs::read(folder.path().join("secrets.json")).unwrap();
        let of = |name: &str| start[name].as_str().unwrap().to_owned();
        let secrets = serde_json::from_slice(&secrets).unwrap();
        let target = Target::new(of("url"), of("token"), secrets, LEASE);
        Self { child, folder, target }
    }

    /// Kills the process as a power cut would, and gives back its folder.
    pub(crate) fn killed(mut self) -> TempDir {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        let empty = tempfile::tempdir().unwrap();
        std::mem::replace(&mut self.folder, empty)
    }
}

impl Drop for House {
    fn drop(&mut self) {
        // Killed already, or never alive: either way there is nothing left to stop.
        if self.child.kill().is_ok() {
            drop(self.child.wait());
        }
    }
}
