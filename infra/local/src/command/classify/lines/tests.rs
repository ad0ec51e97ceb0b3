use serde_json::{Value, json};

use super::*;

fn judged(lines: &[u8], all_labels: bool) -> (Vec<Value>, Vec<Value>) {
    let ready = runtime::spaces::compile(
        "id = \"t\"\nname = \"T\"\n[expressions]\nbanned = [\"zorglub\"]\n[thresholds]\ninsult = { review = 0.1, reject = 0.2 }",
    )
    .unwrap();
    let classifier = Classifier::built_in().unwrap();
    let judge = Judge { classifier: &classifier, ready: &ready, all_labels };
    let judged = judge.chunk(&Chunk { first_line: 11, bytes: lines.to_vec() });
    let read = |bytes: &[u8]| -> Vec<Value> {
        serde_json::Deserializer::from_slice(bytes).into_iter().map(Result::unwrap).collect()
    };
    let (answers, problems) = (read(&judged.answers), read(&judged.problems));
    assert_eq!(problems.len() as u64, judged.bad_lines);
    (answers, problems)
}

#[test]
fn a_line_becomes_a_judgement_with_its_id_digit_for_digit() {
    let lines =
        br#"{"id":123456789012345678901234567890.10,"lang":"fr","text":"ah, zorglub, zorglub"}
{"id":"\u00e9","text":"Quel plaisir de vous lire"}"#;
    let (answers, problems) = judged(lines, false);
    assert_eq!(problems, Vec::<Value>::new());
    assert_eq!(answers[0]["verdict"], "reject");
    assert_eq!(answers[0]["labels"][0]["label"], "banned-expression");
    assert_eq!(answers[0]["labels"][0]["spans"], json!([[4, 11], [13, 20]]));
    assert_eq!(answers[0]["findings_total"], 2);
    assert_eq!(answers[1]["id"], "é");
    assert_eq!(answers[1]["verdict"], "approve");
    assert_eq!(answers[1]["labels"], json!([]));

    let ready = runtime::spaces::compile("id = \"t\"\nname = \"T\"\n").unwrap();
    let classifier = Classifier::built_in().unwrap();
    let judge = Judge { classifier: &classifier, ready: &ready, all_labels: false };
    let bytes = judge.chunk(&Chunk { first_line: 1, bytes: lines.to_vec() }).answers;
    assert!(bytes.starts_with(br#"{"id":123456789012345678901234567890.10,"verdict":"#));
}

#[test]
fn a_bad_line_is_told_with_its_number_and_the_others_go_on() {
    let lines = b"{\"id\":1,\"text\":\"a\"}\r\n\nconnard\n{\"text\":\"a\"}\n{\"id\":2}\n{\"id\":[],\"text\":\"a\"}\n\
                  {\"id\":3,\"text\":4}\n{\"id\":5,\"text\":\"\\ud83d\"}\n[1,\"a\"]\n";
    let (answers, problems) = judged(lines, false);
    assert_eq!(answers.iter().map(|answer| &answer["id"]).collect::<Vec<_>>(), [1, 5]);
    let expected = [
        (13, "not JSON at column 1"),
        (14, "no `id`"),
        (15, "no `text`"),
        (16, "`id` must be a string or a number"),
        (17, "`text` must be a string"),
        (19, "not a JSON object"),
    ];
    assert_eq!(problems, expected.map(|(line, error)| json!({"line": line, "error": error})));
}

#[test]
fn a_line_that_is_too_long_is_bad() {
    let line = [br#"{"id":1,"text":""#.as_slice(), &b"a".repeat(MOST_LINE), b"\"}"].concat();
    let (answers, problems) = judged(&line, false);
    assert!(answers.is_empty());
    assert_eq!(problems, [json!({"line": 11, "error": "longer than 4 MiB"})]);
}

#[test]
fn labels_are_told_from_their_threshold_on_and_all_of_them_when_asked() {
    let ready = runtime::spaces::compile("id = \"t\"\nname = \"T\"\n").unwrap();
    let classifier = Classifier::built_in().unwrap();
    let finding = |label, score, start, target| Finding {
        label,
        score: Score::thousandths(score),
        severity: if score > 500 { Severity::High } else { Severity::Low },
        span: domain::Span::new(start, start + 1),
        rule: "r".into(),
        language: None,
        target,
        because: Vec::new(),
    };
    let findings = [
        finding(Label::Insult, 600, 0, Some(Target::Crowd)),
        finding(Label::Insult, 700, 2, Some(Target::Person)),
        finding(Label::Insult, 700, 2, None),
        finding(Label::Insult, 400, 4, Some(Target::Thing)),
        finding(Label::Hate, 499, 6, None),
        finding(Label::Testimony, 500, 8, None),
        finding(Label::Question, 499, 8, None),
        finding(Label::Profanity, 1000, 9, None),
    ];
    let listed = |all_labels| {
        let judge = Judge { classifier: &classifier, ready: &ready, all_labels };
        serde_json::to_value(judge.listed(&findings)).unwrap()
    };
    assert_eq!(
        listed(false),
        json!([
            {"label": "insult", "score": 0.7, "severity": "high", "target": "person", "spans": [[0, 1], [2, 3]]},
            {"label": "testimony", "score": 0.5, "severity": "low", "spans": [[8, 9]]},
        ])
    );
    let all = listed(true);
    let names: Vec<_> = all.as_array().unwrap().iter().map(|label| &label["label"]).collect();
    assert_eq!(names, ["profanity", "insult", "testimony", "hate", "question"]);
    assert_eq!(all[1]["spans"], json!([[0, 1], [2, 3], [4, 5]]));
}
