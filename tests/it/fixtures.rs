//! Every file of `events/`, sent to the `vigie` binary as its platform would.

use std::{collections::BTreeMap, fs, path::PathBuf};

use platforms::fixture::Fixture;
use serde_json::Value;

use crate::{
    house::{House, vigie},
    target::root,
};

fn cases() -> BTreeMap<String, Vec<PathBuf>> {
    let mut cases = BTreeMap::new();
    for folder in fs::read_dir(root().join("events")).unwrap() {
        let folder = folder.unwrap().path();
        if !folder.is_dir() {
            continue;
        }
        let platform = folder.file_name().unwrap().to_str().unwrap().to_owned();
        let mut files: Vec<PathBuf> =
            fs::read_dir(&folder).unwrap().map(|file| file.unwrap().path()).collect();
        files.sort();
        cases.insert(platform, files);
    }
    cases
}

#[test]
fn every_platform_has_fixtures_and_every_fixture_a_platform() {
    let named: Vec<String> = cases().into_keys().collect();
    let served: Vec<&str> = platforms::all().iter().map(|sender| sender.name()).collect();
    assert_eq!(named, served);
    for (platform, files) in cases() {
        let has = |part: &str| {
            files.iter().any(|file| file.file_name().unwrap().to_str().unwrap().contains(part))
        };
        for case in ["new", "edit", "bad-signature", "unknown", "missing"] {
            // Coral and Discourse say in their own words what is edited or unknown; the table below is the least.
            assert!(has(case) || platform == "coral" && case == "unknown", "{platform}: no {case}");
        }
    }
}

#[test]
fn every_fixture_is_answered_as_it_says() {
    let house = House::new();
    let folder = house.folder.path().to_str().unwrap();
    for (platform, files) in cases() {
        let quarantined = || {
            let list =
                vigie(&["quarantine", &platform, "--limit", "1000", "--data", folder, "--json"]);
            serde_json::from_slice::<Vec<Value>>(&list.stdout).unwrap().len()
        };
        for file in files {
            let fixture = Fixture::load(&file).unwrap();
            let before = quarantined();
            let answer = house.target.deliver(&fixture);
            let name = file.display();
            assert_eq!(answer.status, fixture.expect.status, "{name}: {answer:?}");
            assert_eq!(quarantined() - before, fixture.expect.quarantined, "{name}");
            let (Some(verdicts), Some(results)) =
                (&fixture.expect.verdicts, answer.body["results"].as_array())
            else {
                continue;
            };
            let given: Vec<&str> =
                results.iter().filter_map(|result| result["verdict"].as_str()).collect();
            let expected: Vec<&str> = verdicts.iter().map(|verdict| verdict.name()).collect();
            assert_eq!(given, expected, "{name}: {answer:?}");
        }
    }
}
