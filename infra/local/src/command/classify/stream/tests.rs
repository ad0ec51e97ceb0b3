use super::*;

/// Gives out its pieces one read at a time, however much is asked for.
struct Pieces<'a>(Vec<&'a [u8]>);

impl Read for Pieces<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let Some(piece) = self.0.first_mut() else { return Ok(0) };
        let read = piece.read(buffer)?;
        if piece.is_empty() {
            self.0.remove(0);
        }
        Ok(read)
    }
}

/// Answers each line with its number and length; a line `x` is bad.
fn numbered(chunk: &Chunk) -> Judged {
    let mut judged = Judged::default();
    let lines = chunk.bytes.strip_suffix(b"\n").unwrap_or(&chunk.bytes).split(|&b| b == b'\n');
    for (number, line) in (chunk.first_line..).zip(lines) {
        if line == b"x" {
            judged.bad_lines += 1;
            writeln!(judged.problems, "{number}").unwrap();
        } else {
            writeln!(judged.answers, "{number}:{}", line.len()).unwrap();
        }
    }
    judged
}

fn run_on(input: impl Read + Send) -> (String, String, u64) {
    let (mut answers, mut problems) = (Vec::new(), Vec::new());
    let bad_lines = run(input, &mut answers, &mut problems, numbered).unwrap();
    (String::from_utf8(answers).unwrap(), String::from_utf8(problems).unwrap(), bad_lines)
}

#[test]
fn lines_cut_anywhere_are_whole_numbered_and_in_order() {
    let pieces = [&b"a"[..], b"b\nc", b"cc\n\nx", b"\n", b"dddd\nx\nlast"];
    let (answers, problems, bad_lines) = run_on(Pieces(pieces.to_vec()));
    assert_eq!(answers, "1:2\n2:3\n3:0\n5:4\n7:4\n");
    assert_eq!((problems.as_str(), bad_lines), ("4\n6\n", 2));
    assert_eq!(run_on(Pieces(Vec::new())), (String::new(), String::new(), 0));
}

#[test]
fn order_is_kept_when_workers_finish_out_of_order() {
    let lines: String = (0..200_000).map(|n| format!("{}\n", "y".repeat(n % 7))).collect();
    let mut answers = Vec::new();
    let uneven = |chunk: &Chunk| {
        for _ in 0..chunk.first_line % 3 * 20 {
            std::thread::yield_now();
        }
        numbered(chunk)
    };
    assert_eq!(run(lines.as_bytes(), &mut answers, Vec::new(), uneven).unwrap(), 0);
    let expected: String = (0..200_000).map(|n| format!("{}:{}\n", n + 1, n % 7)).collect();
    assert!(answers == expected.as_bytes());
}

#[test]
fn of_a_line_without_end_no_more_is_kept_than_tells_its_length() {
    let long = b"z".repeat(3 * MOST_LINE);
    let mut blocks =
        Blocks { input: Pieces(vec![&long, b"\nok\n"]), kept: Vec::new(), lines: 0, ended: false };
    let chunk = blocks.next().unwrap().unwrap();
    let first = chunk.bytes.split(|&byte| byte == b'\n').next().unwrap().len();
    assert!(first > MOST_LINE && first < MOST_LINE + 2 * BLOCK, "{first}");
    assert!(chunk.bytes.ends_with(b"\nok\n"));
    assert!(blocks.next().unwrap().is_none());
}

/// Takes one write, then is gone, as `head` is.
struct Gone(bool);

impl Write for Gone {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if std::mem::replace(&mut self.0, true) {
            return Err(ErrorKind::BrokenPipe.into());
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn it_stops_quietly_when_nobody_reads_any_more() {
    assert_eq!(run(io::repeat(b'\n'), Gone(false), Vec::new(), numbered).unwrap(), 0);
}

/// Breaks after one line.
struct Broken(bool);

impl Read for Broken {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if std::mem::replace(&mut self.0, true) {
            return Err(io::Error::other("the disk is gone"));
        }
        b"one\n".as_slice().read(buffer)
    }
}

#[test]
fn what_was_read_before_an_error_is_still_answered() {
    let mut answers = Vec::new();
    let error = run(Broken(false), &mut answers, Vec::new(), numbered).unwrap_err();
    assert_eq!(error.to_string(), "the disk is gone");
    assert_eq!(answers, b"1:3\n");
}

#[test]
fn a_worker_that_fails_is_an_error_and_never_a_wait_without_end() {
    let fails = |_: &Chunk| -> Judged { panic!("for this test") };
    let failed = std::panic::catch_unwind(|| run(io::repeat(b'\n'), Vec::new(), Vec::new(), fails));
    assert!(!matches!(failed, Ok(Ok(_))));
}
