//! The commands that judge many comments at once, run as a person runs them.

#![cfg(test)]

use std::{
    io::Write as _,
    process::{Command, Output, Stdio},
};

use serde_json::{Value, json};

fn vigie(arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_vigie"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let (mut stdin, input) = (child.stdin.take().unwrap(), input.to_owned());
    // Beside, since both pipes hold little; a child that reads nothing closes its end.
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()).ok());
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    output
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn lines(bytes: &[u8]) -> Vec<Value> {
    text(bytes).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

const BANNED: &str = "id = \"t\"\nname = \"T\"\n[expressions]\nbanned = [\"zorglub\"]\n";

#[test]
fn many_comments_are_judged_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let space = folder.path().join("space.toml");
    std::fs::write(&space, BANNED).unwrap();
    let input: String = (0..3000)
        .map(|n| {
            let text = if n % 3 == 0 { "ah, zorglub" } else { "Quel plaisir de vous lire" };
            format!("{}\n", json!({"id": n, "text": text, "lang": "fr"}))
        })
        .collect();
    let output = vigie(&["classify", "--stdin", "--space", space.to_str().unwrap()], &input);
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), String::new()));
    let answers = lines(&output.stdout);
    assert_eq!(answers.len(), 3000);
    for (n, answer) in answers.iter().enumerate() {
        assert_eq!(answer["id"], n);
        let verdict = if n % 3 == 0 { "reject" } else { "approve" };
        assert_eq!(answer["verdict"], verdict, "{answer}");
    }
    assert_eq!(answers[0]["labels"][0]["label"], "banned-expression");
    assert_eq!(answers[0]["labels"][0]["spans"], json!([[4, 11]]));
}

#[test]
fn a_bad_line_is_told_and_the_exit_code_is_2() {
    let input =
        "{\"id\":\"a\",\"text\":\"bonjour\"}\nno json\n{\"id\":\"b\",\"text\":\"\\ud83d salut\"}";
    let output = vigie(&["classify", "--stdin"], input);
    assert_eq!(output.status.code(), Some(2));
    let ids: Vec<Value> = lines(&output.stdout).iter().map(|answer| answer["id"].clone()).collect();
    assert_eq!(ids, ["a", "b"]);
    assert_eq!(lines(&output.stderr), [json!({"line": 2, "error": "not JSON at column 2"})]);
}

#[test]
fn one_text_is_shown_as_before_and_none_is_taught() {
    let output = vigie(&["classify", "Quel plaisir de vous lire", "--json"], "");
    assert_eq!(serde_json::from_slice::<Value>(&output.stdout).unwrap()["verdict"], "approve");
    let output = vigie(&["classify", "-"], "Quel plaisir de vous lire");
    assert!(text(&output.stdout).contains("nothing found"));
    for arguments in [&["classify"][..], &["eval"]] {
        let output = vigie(arguments, "");
        assert_eq!(output.status.code(), Some(2));
        assert!(text(&output.stderr).contains("Examples:"), "{arguments:?}");
    }
    assert_eq!(vigie(&["classify", "--stdin", "a text"], "").status.code(), Some(2));
}

#[test]
fn rows_are_measured_and_misses_can_be_measured_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (space, rows, table, misses) =
        (path("space.toml"), path("rows.jsonl"), path("fr-table.tsv"), path("misses.jsonl"));
    std::fs::write(&space, BANNED).unwrap();
    let found =
        "{\"id\":1.0,\"text\":\"ah, zorglub\",\"lang\":\"en\",\"y\":1,\"func\":\"names\"}\n";
    let missed =
        "{\"id\":\"m\",\"text\":\"la vie est belle\",\"lang\":\"en\",\"y\":1,\"func\":\"irony\"}\n";
    std::fs::write(&rows, format!("{found}{missed}")).unwrap();
    let rejected = "ok\tnames\tzorglub est un personnage de bande dessinée\n";
    std::fs::write(&table, format!("# ours\n\nok\tmerci beaucoup\n{rejected}")).unwrap();

    let arguments = ["eval", &rows, &table, "--space", &space, "--misses", &misses, "--json"];
    let output = vigie(&arguments, "");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["rows"], 4);
    assert_eq!(
        report["confusion"],
        json!({
            "harmful": {"approve": 1, "review": 0, "reject": 1},
            "harmless": {"approve": 1, "review": 0, "reject": 1},
        })
    );
    for (measure, value) in
        [("accuracy", 0.5), ("macro_f1", 0.5), ("false_positives_rejected", 0.5)]
    {
        assert_eq!(report[measure], value, "{measure}");
    }
    let langs = &report["slices"][1];
    assert_eq!((&langs["by"], &langs["slices"][1]["name"]), (&json!("lang"), &json!("fr")));

    let wrong = lines(std::fs::read(&misses).unwrap().as_slice());
    assert_eq!(wrong.len(), 2);
    assert_eq!(
        (&wrong[0]["id"], &wrong[0]["y"], &wrong[0]["verdict"]),
        (&json!("m"), &json!(1), &json!("approve"))
    );
    assert_eq!((&wrong[1]["line"], &wrong[1]["labels"]), (&json!(4), &json!([])));
    assert_eq!(wrong[1]["found"][0]["quote"], "zorglub");

    let never =
        ["eval", &misses, "--space", &space, "--threshold", "banned-expression=never,never"];
    let output = vigie(&never, "");
    let shown = text(&output.stdout);
    assert!(shown.starts_with("2 rows: 1 harmful, 1 harmless\n"), "{shown}");
    assert!(shown.contains("0.0 % sent to review, 0.0 % rejected outright"), "{shown}");
    assert!(!shown.contains('\x1b'), "{shown}");
    let output = vigie(&[&never[..], &["--json"]].concat(), "");
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["threshold_changes"], json!(["banned-expression=never,never"]));
}

#[test]
fn a_file_or_row_or_threshold_that_cannot_be_used_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let rows = folder.path().join("rows.jsonl");
    std::fs::write(&rows, "{\"text\":\"t\",\"y\":1}\n{\"text\":\"t\",\"labels\":[\"rude\"]}\n")
        .unwrap();
    let rows = rows.to_str().unwrap();
    for (arguments, code, message) in [
        (&["eval", rows][..], 1, format!("{rows}:2: `rude` is no label; the labels are hate")),
        (&["eval", "no-such-file.jsonl"], 1, "no-such-file.jsonl cannot be read: ".into()),
        (&["eval", rows, "--threshold", "hate=2"], 2, "`2`: a threshold lies above 0".into()),
        (&["eval", rows, "--threshold", "hate=0.95"], 1, "say both, as in hate=0.95,1".into()),
    ] {
        let output = vigie(arguments, "");
        let shown = text(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{shown}");
        assert!(shown.contains(&message), "{shown}");
    }
}
