//! Every row through the classifier and the policy, on every core, with a bar for whoever waits.

use std::{
    num::NonZero,
    sync::{
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    time::{Duration, Instant},
};

use classify::Classifier;
use domain::{Findings, Verdict};
use runtime::spaces::ReadySpace;
use serde::Serialize;

use super::rows::Row;
use crate::progress::Progress;

/// What the machine says of a row.
#[derive(Debug, Clone)]
pub(crate) struct Outcome {
    pub(crate) verdict: Verdict,
    pub(crate) findings: Findings,
}

/// How fast it went. Reading the files is not counted.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub(crate) struct Speed {
    /// Comments a second, all threads together, by the clock on the wall.
    pub(crate) comments_per_second: u64,
    /// What one comment took on one thread, on average.
    pub(crate) ns_per_comment: u64,
    pub(crate) threads: usize,
}

/// Rows that a thread takes at a time.
const CHUNK: usize = 128;

/// Judges the rows. The outcomes stand in the order of the rows.
pub(crate) fn judge(
    rows: &[Row],
    classifier: &Classifier,
    ready: &ReadySpace,
) -> (Vec<Outcome>, Speed) {
    let threads = std::thread::available_parallelism().map_or(1, NonZero::get);
    let next = AtomicUsize::new(0);
    let (send, judged) = mpsc::channel();
    let mut progress = Progress::of(rows.len() as u64);
    let begun = Instant::now();
    let (mut chunks, mut done, mut busy) = (Vec::new(), 0, Duration::ZERO);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            let (send, next) = (send.clone(), &next);
            scope.spawn(move || {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    let Some(chunk) = rows.chunks(CHUNK).nth(number) else { return };
                    let began = Instant::now();
                    let outcomes: Vec<_> =
                        chunk.iter().map(|row| outcome(row, classifier, ready)).collect();
                    if send.send((number, outcomes, began.elapsed())).is_err() {
                        return;
                    }
                }
            });
        }
        drop(send);
        for (number, outcomes, took) in judged {
            done += outcomes.len() as u64;
            busy += took;
            chunks.push((number, outcomes));
            progress.at(done);
        }
    });
    let speed = Speed {
        comments_per_second: per(u128::from(done) * 1_000_000_000, begun.elapsed().as_nanos()),
        ns_per_comment: per(busy.as_nanos(), u128::from(done)),
        threads,
    };
    chunks.sort_by_key(|(number, _)| *number);
    (chunks.into_iter().flat_map(|(_, outcomes)| outcomes).collect(), speed)
}

fn outcome(row: &Row, classifier: &Classifier, ready: &ReadySpace) -> Outcome {
    let findings = classifier.classify(&row.text, &ready.expressions);
    Outcome { verdict: ready.space.policy.judge(&findings).verdict, findings }
}

fn per(amount: u128, of: u128) -> u64 {
    u64::try_from(amount / of.max(1)).unwrap_or(u64::MAX)
}
