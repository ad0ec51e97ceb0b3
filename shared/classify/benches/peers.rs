//! Our classifier beside other people's filters: the same comments, one run, in turns.
//!
//! The peers run in a program of their own (`peers/`), which is built first and never linked with ours. They do less:
//! none reads French or says who is meant, and aho-corasick only finds words. Speed is compared, not merit; only the
//! ratios within one run mean anything.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "the table is what it is for")]

use std::{
    env,
    error::Error,
    fs,
    hint::black_box,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
    time::{Duration, Instant},
};

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use classify::{Classifier, HouseExpressions};
use serde_json::Value;

const HERE: &str = env!("CARGO_MANIFEST_DIR");
/// Every turn measures each filter once; the median of the turns counts.
const TURNS: usize = 9;
/// Seconds for each filter in each turn.
const SECONDS: f64 = 0.3;

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> ExitCode {
    match compare() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn compare() -> Outcome<()> {
    // `cargo test --benches` asks for no measurement, `cargo bench -- name` perhaps for another one.
    let arguments: Vec<String> = env::args().skip(1).collect();
    let other = |name: &String| !name.starts_with('-') && !"peers".contains(name.as_str());
    if !arguments.iter().any(|argument| argument == "--bench") || arguments.iter().any(other) {
        return Ok(());
    }
    let scratch = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let (comments, words) = (comments()?, words()?);
    let file = scratch.join("peers.txt");
    fs::write(&file, comments.join("\n"))?;
    let peers = built_peers(scratch)?;

    let classifier = Classifier::built_in()?;
    let house = HouseExpressions::none();
    // As a program would use it, and the fastest that it has.
    let [bare, dfa] = [None, Some(AhoCorasickKind::DFA)].map(|kind| {
        AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .ascii_case_insensitive(true)
            .kind(kind)
            .build(&words)
    });
    let (bare, dfa) = (bare?, dfa?);

    let mut measured: Vec<Measured> = Vec::new();
    for _ in 0..TURNS {
        let ours = seconds_each(&comments, |text| classifier.classify(text, &house));
        note(&mut measured, "classify (ours)", ours);
        let bare = seconds_each(&comments, |text| bare.find_iter(text).count());
        note(&mut measured, "aho-corasick", bare);
        let dfa = seconds_each(&comments, |text| dfa.find_iter(text).count());
        note(&mut measured, "aho-corasick, DFA", dfa);
        for (name, seconds) in run(&peers, &file)? {
            note(&mut measured, &name, seconds);
        }
    }

    let bytes: usize = comments.iter().map(String::len).sum();
    println!(
        "\n{} comments, {} bytes on average; {} words for aho-corasick; medians of {TURNS} turns\n",
        comments.len(),
        bytes / comments.len(),
        words.len(),
    );
    println!(
        "{:<20}{:>12}{:>12}{:>16}{:>12}",
        "", "comments/s", "us/comment", "range", "times ours"
    );
    measured.iter_mut().for_each(|measured| measured.seconds.sort_by(f64::total_cmp));
    let ours = measured.first().map_or(f64::NAN, Measured::median);
    for measured in &measured {
        let median = measured.median();
        let end = |seconds: Option<&f64>| seconds.copied().unwrap_or(f64::NAN) * 1e6;
        let (low, high) = (end(measured.seconds.first()), end(measured.seconds.last()));
        println!(
            "{:<20}{:>12.0}{:>12.2}{:>16}{:>12.2}",
            measured.name,
            1.0 / median,
            median * 1e6,
            format!("{low:.2}-{high:.2}"),
            ours / median,
        );
    }
    println!("\n`times ours`: comments a second, ours being 1.");
    Ok(())
}

/// What a filter took for a comment, turn by turn.
struct Measured {
    name: String,
    seconds: Vec<f64>,
}

impl Measured {
    fn median(&self) -> f64 {
        self.seconds.get(self.seconds.len() / 2).copied().unwrap_or(f64::NAN)
    }
}

fn note(measured: &mut Vec<Measured>, name: &str, seconds: f64) {
    match measured.iter_mut().find(|measured| measured.name == name) {
        Some(measured) => measured.seconds.push(seconds),
        None => measured.push(Measured { name: name.to_owned(), seconds: vec![seconds] }),
    }
}

/// Measures as the peers' program does: a pass to warm up, then passes until the time is over.
fn seconds_each<T>(comments: &[String], mut read: impl FnMut(&str) -> T) -> f64 {
    let mut pass = || {
        for text in comments {
            black_box(read(black_box(text)));
        }
    };
    pass();
    let (start, mut passes) = (Instant::now(), 0_u32);
    while start.elapsed() < Duration::from_secs_f64(SECONDS) {
        pass();
        passes += 1;
    }
    start.elapsed().as_secs_f64() / f64::from(passes.max(1)) / comments.len() as f64
}

/// Builds the peers' program, in a folder of its own beside our builds.
fn built_peers(scratch: &Path) -> Outcome<PathBuf> {
    let target = scratch.parent().ok_or("no target directory")?.join("peers");
    let built = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["build", "--release", "--quiet", "--locked", "--manifest-path"])
        .arg(Path::new(HERE).join("peers/Cargo.toml"))
        .arg("--target-dir")
        .arg(&target)
        .output()?;
    if !built.status.success() {
        let why = String::from_utf8_lossy(&built.stderr);
        return Err(format!("the peers' program cannot be built: {}", why.trim()).into());
    }
    Ok(target.join("release/peers").with_extension(env::consts::EXE_EXTENSION))
}

/// Runs the peers' program: names, and seconds for a comment.
fn run(peers: &Path, file: &Path) -> Outcome<Vec<(String, f64)>> {
    let output = Command::new(peers).arg(file).arg(SECONDS.to_string()).output()?;
    if !output.status.success() {
        let why = String::from_utf8_lossy(&output.stderr);
        return Err(format!("the peers' program fails: {}", why.trim()).into());
    }
    let mut peers = Vec::new();
    for line in String::from_utf8(output.stdout)?.lines() {
        let line: Value = serde_json::from_str(line)?;
        let name = line.get("name").and_then(Value::as_str);
        let took = line.get("microseconds_per_comment").and_then(Value::as_f64);
        let (name, took) = name.zip(took).ok_or("the peers' program prints another format")?;
        peers.push((name.to_owned(), took / 1e6));
    }
    Ok(peers)
}

/// The comments that the model is tried on, and never trained on: the last column of each row.
fn comments() -> Outcome<Vec<String>> {
    let mut comments = Vec::new();
    for file in files(&Path::new(HERE).join("training/dev"), "tsv")? {
        let rows = fs::read_to_string(file)?;
        let rows = rows.lines().filter(|row| !row.starts_with('#'));
        comments.extend(rows.filter_map(|row| Some(row.rsplit_once('\t')?.1.to_owned())));
    }
    Ok(comments)
}

/// Every word and phrase of our lexicons, as written.
fn words() -> Outcome<Vec<String>> {
    let mut words = Vec::new();
    for language in ["fr", "en"] {
        for file in files(&Path::new(HERE).join("lexicons").join(language), "toml")? {
            let table: toml::Table = fs::read_to_string(file)?.parse()?;
            let groups = table.get("group").and_then(toml::Value::as_array);
            for group in groups.into_iter().flatten() {
                let entries = group.get("entries").and_then(toml::Value::as_array);
                for entry in entries.into_iter().flatten().filter_map(toml::Value::as_str) {
                    entry.split('|').for_each(|form| spell(form.trim(), &mut words));
                }
            }
        }
    }
    words.sort_unstable();
    words.dedup();
    Ok(words)
}

/// Every form of an entry: `sale{,s} {rat,porc}` is four.
fn spell(form: &str, words: &mut Vec<String>) {
    if let Some((before, rest)) = form.split_once('{')
        && let Some((choices, behind)) = rest.split_once('}')
    {
        for choice in choices.split(',') {
            spell(&format!("{before}{}{behind}", choice.trim()), words);
        }
    } else {
        words.push(form.trim_end_matches('*').to_owned());
    }
}

/// The files of a directory with an extension, by name.
fn files(directory: &Path, extension: &str) -> Outcome<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        if path.extension().is_some_and(|is| is == extension) {
            files.push(path);
        }
    }
    files.sort_unstable();
    Ok(files)
}
