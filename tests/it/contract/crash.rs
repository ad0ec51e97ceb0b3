//! A process that is killed while it writes loses nothing that it had answered for, and leaves no half.

use std::{
    collections::HashMap,
    io::{BufRead, BufReader},
    path::Path,
    process::{Command, Stdio},
};

use domain::{
    Clock,
    ports::{ReadDecision, RecordDecision},
};
use store::embedded::Embedded;

use super::{
    bench::{START, StillClock},
    samples::{claim, coherent, done, key, review},
};

/// Tells the child which file to write.
const FILE: &str = "VIGIE_CRASH_FILE";

/// The child's part: alone, this test does nothing.
#[tokio::test]
async fn a_child_writes_until_it_is_killed() {
    let Some(path) = std::env::var_os(FILE) else {
        return;
    };
    let clock = StillClock::new();
    let store = Embedded::open(Path::new(&path), clock.clone()).unwrap();
    for n in 0.. {
        let comment = format!("c-{n}");
        store.record(review(&comment, clock.now())).await.unwrap();
        println!("acknowledged {n} 1");
        done(claim(&store, &key(&comment), ("Ana", 1), clock.now()).await);
        println!("acknowledged {n} 2");
    }
}

/// Starts a child on `path`, kills it after `acknowledged` lines, and gives every line it wrote.
fn killed_after(path: &Path, acknowledged: usize) -> HashMap<u32, u64> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "contract::crash::a_child_writes_until_it_is_killed", "--nocapture"])
        .env(FILE, path)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let mut told = HashMap::new();
    for line in lines {
        // The harness writes the name of the test on the line of the first message.
        let Some((_, numbers)) = line.split_once("acknowledged ") else {
            continue;
        };
        let Some((n, version)) = numbers.split_once(' ') else {
            continue;
        };
        told.insert(n.parse().unwrap(), version.parse().unwrap());
        if told.len() == acknowledged {
            child.kill().unwrap();
        }
    }
    assert!(!child.wait().unwrap().success(), "it was killed");
    told
}

#[tokio::test]
async fn a_killed_writer_loses_no_answered_write_and_leaves_no_half() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vigie.db");
    let (mut written, mut changes) = (HashMap::new(), 0);
    for acknowledged in [1, 40, 90] {
        let told = killed_after(&path, acknowledged);
        assert!(told.len() >= acknowledged);
        written.extend(told);
        let store = Embedded::open(&path, StillClock::new()).unwrap();
        for (n, version) in &written {
            let head = coherent(&store, &key(&format!("c-{n}"))).await.unwrap();
            assert!(head.version >= *version, "comment {n} lost a write");
        }
        let feed = store.changes_after(0, 100_000).await.unwrap();
        let mut steps: HashMap<_, u64> = HashMap::new();
        for record in &feed {
            *steps.entry(record.change.new.key().clone()).or_default() += 1;
        }
        for (key, steps) in steps {
            assert_eq!(store.read(&key).await.unwrap().unwrap().version, steps, "one change each");
        }
        assert!(feed.len() > changes, "the next process went on");
        changes = feed.len();
    }
    let connection = rusqlite::Connection::open(&path).unwrap();
    let sound: String =
        connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(sound, "ok");
}

#[tokio::test]
async fn a_transaction_that_was_not_committed_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vigie.db");
    let store = Embedded::open(&path, StillClock::new()).unwrap();
    store.record(review("c-1", START)).await.unwrap();
    {
        let mut other = rusqlite::Connection::open(&path).unwrap();
        let half = other.transaction().unwrap();
        half.execute("UPDATE decisions SET version = 9, head = '{}'", []).unwrap();
    }
    assert_eq!(coherent(&store, &key("c-1")).await.unwrap().version, 1);
}

#[tokio::test]
async fn a_locked_file_is_a_failure_that_may_pass() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vigie.db");
    let store = Embedded::open(&path, StillClock::new()).unwrap();
    let mut other = rusqlite::Connection::open(&path).unwrap();
    let lock = other.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).unwrap();
    let error = store.record(review("c-1", START)).await.unwrap_err();
    assert!(error.is_transient(), "{error:?}");
    drop(lock);
    store.record(review("c-1", START)).await.unwrap();
}
