//! What the threads of the last days looked like, so that a sweep takes in only what has changed.
//!
//! Losing it costs calls and no comment: a thread that is not known here is taken in again, which changes nothing.

use std::collections::{BTreeMap, HashSet};

use domain::{Timestamp, ports::CURSOR_LIMIT};
use serde::{Deserialize, Serialize};

/// Most threads of a channel that are watched: 40 calls an hour, and some 250 KB.
pub(super) const WATCHED: usize = 4000;

/// The threads watched: when each was begun, in seconds, and its fingerprint.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Watch {
    threads: BTreeMap<String, (i64, String)>,
    #[serde(skip)]
    changed: bool,
}

impl Watch {
    /// Whether a thread was taken in as it looks now.
    pub(super) fn knows(&self, key: &str, fingerprint: &str) -> bool {
        self.threads.get(key).is_some_and(|(_, known)| known == fingerprint)
    }

    /// Notes that a thread was taken in, all its replies as well.
    pub(super) fn note(&mut self, key: String, published_at: Timestamp, fingerprint: String) {
        let known = (published_at.secs(), fingerprint);
        if self.threads.get(&key) != Some(&known) {
            self.threads.insert(key, known);
            self.changed = true;
        }
    }

    /// Forgets the threads that were begun before.
    pub(super) fn forget_before(&mut self, since: Timestamp) {
        let before = self.threads.len();
        self.threads.retain(|_, (at, _)| *at >= since.secs());
        self.changed |= self.threads.len() < before;
    }

    /// Forgets all but the newest `most`.
    fn keep_newest(&mut self, most: usize) {
        if self.threads.len() <= most {
            return;
        }
        let mut by_age: Vec<(i64, String)> =
            self.threads.iter().map(|(key, (at, _))| (*at, key.clone())).collect();
        by_age.sort_unstable();
        let old = by_age.len() - most;
        let old: HashSet<String> = by_age.into_iter().take(old).map(|(_, key)| key).collect();
        self.threads.retain(|key, _| !old.contains(key));
    }

    /// What to save, if anything has changed: within what is watched and what a cursor holds.
    pub(super) fn take_changes(&mut self) -> Result<Option<String>, serde_json::Error> {
        if !std::mem::take(&mut self.changed) {
            return Ok(None);
        }
        self.keep_newest(WATCHED);
        loop {
            let state = serde_json::to_string(self)?;
            if state.len() <= CURSOR_LIMIT {
                return Ok(Some(state));
            }
            self.keep_newest(self.threads.len() / 2);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Timestamp = Timestamp::from_secs(1_767_225_600);

    #[test]
    fn a_thread_is_known_as_it_looked_and_only_changes_are_saved() {
        let mut watch = Watch::default();
        assert_eq!(watch.take_changes().unwrap(), None);
        watch.note("a".into(), START, "1".into());
        assert!(watch.knows("a", "1") && !watch.knows("a", "2") && !watch.knows("b", "1"));
        let saved = watch.take_changes().unwrap().unwrap();
        assert_eq!(serde_json::from_str::<Watch>(&saved).unwrap(), watch);
        watch.note("a".into(), START, "1".into());
        assert_eq!(watch.take_changes().unwrap(), None);
        watch.forget_before(START.plus_secs(1));
        assert!(watch.take_changes().unwrap().is_some() && !watch.knows("a", "1"));
    }

    #[test]
    fn the_oldest_go_first_and_what_is_saved_fits_a_cursor() {
        for (length, kept) in [(26, WATCHED), (500, WATCHED / 8)] {
            let mut watch = Watch::default();
            for n in 0..10_000_i64 {
                watch.note(format!("{n:0length$}"), START.plus_secs(n % 5000), "f".repeat(16));
            }
            let saved = watch.take_changes().unwrap().unwrap();
            assert!(saved.len() <= CURSOR_LIMIT);
            assert_eq!(watch.threads.len(), kept);
            assert!(watch.knows(&format!("{:0length$}", 4999), &"f".repeat(16)));
            assert!(!watch.knows(&format!("{:0length$}", 0), &"f".repeat(16)));
        }
    }
}
