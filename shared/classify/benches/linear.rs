//! Whether a long comment costs as much a byte as a short one, whatever it holds. Fails where it does not.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "the table is what it is for")]

use std::{hint::black_box, process::ExitCode, time::Instant};

use classify::{Classifier, HouseExpressions};

/// Bytes of the comments, and how many are read at a time: as many bytes of each, so that what else the machine does
/// disturbs all alike.
const LENGTHS: [(usize, usize); 3] = [(10_000, 100), (100_000, 10), (1_000_000, 1)];
/// The longest may cost so many times as much a byte as the one before: caches are left sooner.
const AT_MOST: f64 = 3.0;
/// Rounds of which the shortest time counts. What is more than linear is so in every round.
const ROUNDS: usize = 3;
const MOST_ROUNDS: usize = 16;

fn main() -> ExitCode {
    // `cargo test --benches` asks for no measurement, `cargo bench -- name` perhaps for another one.
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let other = |name: &String| !name.starts_with('-') && !"linear".contains(name.as_str());
    if !arguments.iter().any(|argument| argument == "--bench") || arguments.iter().any(other) {
        return ExitCode::SUCCESS;
    }
    let classifier = match Classifier::built_in() {
        Ok(classifier) => classifier,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    };
    let house = HouseExpressions::compile(&["con*".into(), "é à".into()], &["a b".into()]);
    let house = house.unwrap_or_default();
    let nanoseconds = |text: &str, times: usize| {
        let start = Instant::now();
        for _ in 0..times {
            black_box(classifier.classify(black_box(text), &house));
        }
        start.elapsed().as_secs_f64() * 1e9 / (text.len() * times) as f64
    };

    let mut failed = Vec::new();
    println!(
        "\n{:<26}{:>10}{:>10}{:>10}{:>14}",
        "ns/byte", "10 KB", "100 KB", "1 MB", "1 MB/100 KB"
    );
    for (name, piece) in PIECES {
        let texts = LENGTHS.map(|(length, times)| (fill(piece, length), times));
        let mut best = [f64::INFINITY; 3];
        let mut ratio = f64::INFINITY;
        for round in 1..=MOST_ROUNDS {
            for (best, (text, times)) in best.iter_mut().zip(&texts) {
                *best = best.min(nanoseconds(text, *times));
            }
            ratio = best[2] / best[1];
            if round >= ROUNDS && ratio <= AT_MOST {
                break;
            }
        }
        let [tiny, short, long] = best;
        println!("{name:<26}{tiny:>10.1}{short:>10.1}{long:>10.1}{ratio:>14.2}");
        if ratio > AT_MOST {
            failed.push(*name);
        }
    }
    if failed.is_empty() {
        return ExitCode::SUCCESS;
    }
    eprintln!("\nmore than {AT_MOST} times as much a byte: {}", failed.join(", "));
    ExitCode::FAILURE
}

fn fill(piece: &str, length: usize) -> String {
    match piece.split_once("...") {
        // Nested: what opens stands in the first half, what closes in the second.
        Some((opens, closes)) => {
            let deep = length / (opens.len() + closes.len());
            opens.repeat(deep) + &closes.repeat(deep)
        }
        None => piece.repeat(length / piece.len()),
    }
}

const PIECES: &[(&str, &str)] = &[
    ("words", "bonjour à tous, this is fine. "),
    ("one letter", "a"),
    ("one accented letter", "é"),
    ("zalgo", "c\u{301}\u{302}\u{303}\u{304}o\u{305}\u{306}n\u{307} "),
    ("zalgo without spaces", "c\u{301}\u{302}\u{303}o\u{305}n\u{307}"),
    ("marks alone", "\u{301}"),
    ("a letter under marks", "...\u{301}"),
    ("emoji", "😀"),
    ("joined emoji", "👩\u{200d}👩\u{200d}👧"),
    ("skin tones", "👩🏿🏿"),
    ("flags", "🇫🇷"),
    ("spaces", " "),
    ("no-break spaces", "\u{a0}"),
    ("line ends", "\n"),
    ("digits", "7"),
    ("numbers", "06 12 34 56 78 "),
    ("letters and digits", "a1"),
    ("at signs", "@"),
    ("handles", "@a "),
    ("addresses", "a@b.fr "),
    ("telephones", "06 12 34 56 78, ou "),
    ("accounts", "FR7630006000011234567890189, "),
    ("streets", "12 rue de la Paix, "),
    ("an endless address", "a.b-c@"),
    ("dots", "."),
    ("dots and letters", "a."),
    ("slashes", "/"),
    ("links", "https://a.fr/b?c=d "),
    ("an endless link", "http://"),
    ("asterisks", "*"),
    ("masks", "s*l*p* "),
    ("an endless mask", "c*"),
    ("quotation marks", "\""),
    ("nested quotation marks", "« ... »"),
    ("nested, around insults", "« connard ... connard »"),
    ("brackets", "(...)"),
    ("only punctuation", "!?…;:,.«»()—'\"&%#/*-_ "),
    ("insults", "connard "),
    ("hateful", "sale arabe de merde, retourne dans ton pays ! you are a fucking bitch. "),
    ("insults aimed", "tu es un connard "),
    ("insults glued", "connard"),
    ("hate with context", "sale arabe tu es un "),
    ("reports", "il m'a dit « sale arabe » "),
    ("denials", "pas pas pas un connard "),
    ("spaced-out letters", "c o n n a r d  "),
    ("single letters", "c o n "),
    ("single letters, wider", "c o  n   "),
    ("stretched", "saaaalope "),
    ("unknown words", "xqzvkw jhgfqs "),
    ("mixed scripts", "соnnаrd مرحبا 日本語 Ωμέγα привет ไทย "),
    ("Chinese", "日本語"),
    ("Thai", "ไทย"),
    ("Hangul", "각"),
    ("expanding", "ﷺ"),
    ("direction marks", "\u{202e}\u{200f}"),
    ("nothing", "\0"),
    ("house", "con é à a b "),
];
