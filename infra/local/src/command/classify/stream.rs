//! Lines in, lines out, in the same order, on every core, in bounded memory.
//!
//! ```text
//! reader: blocks -> chunks of whole lines --jobs--> workers --answers--> writer, which waits for them in order
//! ```
//!
//! For each chunk the reader gives the writer a place to wait at before it gives the job to the workers. Both queues are
//! bounded, so that a slow reader of the output holds back the reading of the input.

use std::{
    io::{self, ErrorKind, Read, Write},
    num::NonZero,
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{self, Receiver, SyncSender},
    },
};

/// The longest line that is read, in bytes: what a webhook takes too.
pub(super) const MOST_LINE: usize = 4 << 20;

/// How much is asked for in one read.
const BLOCK: usize = 128 << 10;

/// Whole lines, and the number of the first of them, counted from 1.
pub(super) struct Chunk {
    pub(super) first_line: u64,
    pub(super) bytes: Vec<u8>,
}

/// What became of a chunk.
#[derive(Default)]
pub(super) struct Judged {
    /// Lines for standard output.
    pub(super) answers: Vec<u8>,
    /// Lines for standard error.
    pub(super) problems: Vec<u8>,
    /// How many lines could not be read.
    pub(super) bad_lines: u64,
}

/// A chunk, and where its answer is waited for.
type Job = (Chunk, SyncSender<Judged>);

/// Judges every line of `input` by `judge` and writes what comes of it, in order. Says how many lines were bad.
///
/// What was read is answered as soon as it is judged: a pipe that stays open is answered line by line. When nobody
/// reads the answers any more it stops, which is no error.
///
/// # Errors
/// When reading or writing fails; what had been read before is still answered.
pub(super) fn run(
    input: impl Read + Send,
    mut answers: impl Write,
    mut problems: impl Write,
    judge: impl Fn(&Chunk) -> Judged + Sync,
) -> io::Result<u64> {
    let workers = std::thread::available_parallelism().map_or(1, NonZero::get);
    let (give, jobs) = mpsc::sync_channel::<Job>(workers);
    let (promise, promised) = mpsc::sync_channel::<Receiver<Judged>>(workers * 2);
    // Owned by the workers alone: were they all gone, the reader would stop instead of waiting for them.
    let jobs = Arc::new(Mutex::new(jobs));
    std::thread::scope(|scope| {
        for _ in 0..workers {
            let (jobs, judge) = (Arc::clone(&jobs), &judge);
            scope.spawn(move || work(&jobs, judge));
        }
        drop(jobs);
        let reader = scope.spawn(move || read(input, &give, &promise));
        let written = write(promised, &mut answers, &mut problems);
        let read = reader.join().unwrap_or_else(|_| Err(io::Error::other("the reader failed")));
        let bad_lines = match written {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => return Ok(0),
            written => written?,
        };
        read.map(|()| bad_lines)
    })
}

fn work(jobs: &Mutex<Receiver<Job>>, judge: impl Fn(&Chunk) -> Judged) {
    loop {
        let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((chunk, answer)) = job else { return };
        if answer.send(judge(&chunk)).is_err() {
            return;
        }
    }
}

fn read(
    input: impl Read,
    give: &SyncSender<Job>,
    promise: &SyncSender<Receiver<Judged>>,
) -> io::Result<()> {
    let mut blocks = Blocks { input, kept: Vec::new(), lines: 0, ended: false };
    while let Some(chunk) = blocks.next()? {
        let (answer, answered) = mpsc::sync_channel(1);
        if promise.send(answered).is_err() || give.send((chunk, answer)).is_err() {
            return Ok(());
        }
    }
    Ok(())
}

fn write(
    promised: Receiver<Receiver<Judged>>,
    answers: &mut impl Write,
    problems: &mut impl Write,
) -> io::Result<u64> {
    let mut bad_lines = 0;
    for answered in promised {
        let judged = answered.recv().map_err(|_| io::Error::other("a worker failed"))?;
        bad_lines += judged.bad_lines;
        answers.write_all(&judged.answers)?;
        answers.flush()?;
        problems.write_all(&judged.problems)?;
    }
    Ok(bad_lines)
}

/// Reads chunks of whole lines.
struct Blocks<R> {
    input: R,
    /// The beginning of a line whose end was not read yet.
    kept: Vec<u8>,
    /// How many lines were handed out.
    lines: u64,
    ended: bool,
}

impl<R: Read> Blocks<R> {
    /// The next chunk, or `None` at the end. Of a line longer than [`MOST_LINE`] no more is kept than tells its length.
    fn next(&mut self) -> io::Result<Option<Chunk>> {
        while !self.ended {
            let filled = self.kept.len();
            self.kept.resize(filled + BLOCK, 0);
            let read = self.input.read(self.kept.get_mut(filled..).unwrap_or_default());
            self.kept.truncate(filled + *read.as_ref().unwrap_or(&0));
            match read {
                Ok(0) => {
                    self.ended = true;
                    let last = std::mem::take(&mut self.kept);
                    return Ok((!last.is_empty()).then(|| self.chunk(last)));
                }
                Ok(_) => {}
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            }
            let new = self.kept.get(filled..).unwrap_or_default();
            if let Some(end) = new.iter().rposition(|&byte| byte == b'\n') {
                let rest = self.kept.split_off(filled + end + 1);
                let lines = std::mem::replace(&mut self.kept, rest);
                return Ok(Some(self.chunk(lines)));
            }
            self.kept.truncate(MOST_LINE + 1);
        }
        Ok(None)
    }

    fn chunk(&mut self, bytes: Vec<u8>) -> Chunk {
        let first_line = self.lines + 1;
        self.lines += bytes.iter().map(|&byte| u64::from(byte == b'\n')).sum::<u64>();
        Chunk { first_line, bytes }
    }
}

#[cfg(test)]
mod tests;
