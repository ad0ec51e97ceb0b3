//! Times `rustrict` and `censor` over the texts of a file, and prints one JSON line for each.
//!
//! `peers FILE [SECONDS]`: one text a line, or `{"text": …}` a line; so many seconds for each filter, one by default.

use std::{
    error::Error,
    fs,
    hint::black_box,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let file = arguments.next().ok_or("peers FILE [SECONDS]")?;
    let seconds = arguments.next().map_or(Ok(1.0), |seconds| seconds.parse())?;
    let time = Duration::try_from_secs_f64(seconds)?;
    let texts: Vec<String> = fs::read_to_string(file)?.lines().map(text).collect();
    if texts.is_empty() {
        return Err("the file holds no text".into());
    }
    // What kinds of harm, and nothing written anew.
    measure("rustrict", &texts, time, |text| rustrict::Censor::from_str(text).analyze());
    // Whether there is any harm; the crate has nothing cheaper.
    let censor = censor::Censor::Standard;
    measure("censor", &texts, time, |text| censor.check(text));
    Ok(())
}

/// What a line holds: the `text` of a JSON object, or itself.
fn text(line: &str) -> String {
    let object = serde_json::from_str::<Value>(line).ok();
    let text = object.as_ref().and_then(|object| object.get("text")?.as_str());
    text.unwrap_or(line).to_owned()
}

/// Reads all texts once to warm up, then again and again until the time is over.
fn measure<T>(name: &str, texts: &[String], time: Duration, mut read: impl FnMut(&str) -> T) {
    let mut pass = || {
        for text in texts {
            black_box(read(black_box(text)));
        }
    };
    pass();
    let (start, mut passes) = (Instant::now(), 0_u32);
    while start.elapsed() < time || passes == 0 {
        pass();
        passes += 1;
    }
    let each = start.elapsed().as_secs_f64() / f64::from(passes) / texts.len() as f64;
    let line = json!({
        "name": name, "comments_per_second": 1.0 / each, "microseconds_per_comment": each * 1e6,
    });
    println!("{line}");
}
