//! What an answer says became of a delivery, and whether that was to be expected.

use domain::Verdict;
use platforms::fixture::Expectation;
use serde_json::Value;

/// What became of a delivery; `None` where nobody says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Said {
    pub(crate) verdicts: Option<Vec<Verdict>>,
    pub(crate) removed: Option<usize>,
    pub(crate) quarantined: Option<usize>,
}

impl Said {
    /// What a platform's answer says of a delivery in which so many comments are written.
    pub(crate) fn of(platform: &str, status: u16, body: &Value, written: usize) -> Self {
        if !(200..300).contains(&status) {
            return Self { verdicts: Some(Vec::new()), removed: Some(0), quarantined: Some(0) };
        }
        match platform {
            "cms" => Self::of_results(body),
            "discourse" => Self::of_counts(body),
            "coral" => Self { verdicts: coral(status, body, written), ..Self::default() },
            _ => Self { verdicts: (written == 0).then(Vec::new), ..Self::default() },
        }
    }

    fn of_results(body: &Value) -> Self {
        let Some(results) = body["results"].as_array() else { return Self::default() };
        let marked = |name: &str| results.iter().filter(|result| result[name] == true).count();
        let verdicts = results.iter().filter_map(|result| verdict(&result["verdict"]));
        Self {
            verdicts: Some(verdicts.collect()),
            removed: Some(marked("removed")),
            quarantined: Some(marked("quarantined")),
        }
    }

    fn of_counts(body: &Value) -> Self {
        let count = |name: &str| body[name].as_u64().and_then(|count| usize::try_from(count).ok());
        let verdicts = [Verdict::Approve, Verdict::Review, Verdict::Reject]
            .into_iter()
            .flat_map(|verdict| std::iter::repeat_n(verdict, count(verdict.name()).unwrap_or(0)));
        Self {
            verdicts: count("approve").map(|_| verdicts.collect()),
            removed: count("removed"),
            quarantined: count("quarantined"),
        }
    }

    /// Everything in which the answer differs from what was expected.
    pub(crate) fn differences(&self, status: u16, expect: &Expectation) -> Vec<String> {
        let mut differences = Vec::new();
        if status != expect.status {
            differences.push(format!("expected {}", expect.status));
        }
        if let (Some(given), Some(expected)) = (&self.verdicts, &expect.verdicts)
            && given != expected
        {
            differences.push(format!("expected {}", listed(expected)));
        }
        for (what, given, expected) in [
            ("removed", self.removed, expect.removed),
            ("quarantined", self.quarantined, expect.quarantined),
        ] {
            if let Some(given) = given
                && given != expected
            {
                differences.push(format!("{given} {what}, expected {expected}"));
            }
        }
        differences
    }
}

/// Coral's answer is a status of its own, or nothing at all for a comment that may stay.
fn coral(status: u16, body: &Value, written: usize) -> Option<Vec<Verdict>> {
    let verdict = match body["status"].as_str() {
        _ if written == 0 => return Some(Vec::new()),
        Some("REJECTED") => Verdict::Reject,
        Some("SYSTEM_WITHHELD") => Verdict::Review,
        None if status == 204 => Verdict::Approve,
        _ => return None,
    };
    Some(vec![verdict])
}

/// A verdict by its name.
pub(crate) fn verdict(name: &Value) -> Option<Verdict> {
    serde_json::from_value(name.clone()).ok()
}

/// Verdicts as words.
pub(crate) fn listed(verdicts: &[Verdict]) -> String {
    if verdicts.is_empty() {
        return "none".to_owned();
    }
    verdicts.iter().map(|verdict| verdict.name()).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn said(verdicts: &[Verdict], removed: usize, quarantined: usize) -> Said {
        Said {
            verdicts: Some(verdicts.to_vec()),
            removed: Some(removed),
            quarantined: Some(quarantined),
        }
    }

    #[test]
    fn every_platform_tells_in_its_own_words() {
        let results = json!({ "results": [
            { "verdict": "approve" }, { "removed": true, "known": false }, { "quarantined": true },
        ]});
        assert_eq!(Said::of("cms", 200, &results, 1), said(&[Verdict::Approve], 1, 1));
        let counts =
            json!({ "approve": 0, "review": 1, "reject": 1, "removed": 2, "quarantined": 0 });
        let both = [Verdict::Review, Verdict::Reject];
        assert_eq!(Said::of("discourse", 200, &counts, 2), said(&both, 2, 0));
        for (status, body, written, verdicts) in [
            (204, Value::Null, 1, Some(vec![Verdict::Approve])),
            (204, Value::Null, 0, Some(Vec::new())),
            (200, json!({ "status": "REJECTED" }), 1, Some(vec![Verdict::Reject])),
            (200, json!({ "status": "SYSTEM_WITHHELD" }), 1, Some(vec![Verdict::Review])),
            (200, json!({ "status": "PREMOD" }), 1, None),
        ] {
            assert_eq!(Said::of("coral", status, &body, written).verdicts, verdicts);
        }
        assert_eq!(Said::of("meta", 200, &json!("EVENT_RECEIVED"), 1), Said::default());
        assert_eq!(Said::of("meta", 200, &json!("EVENT_RECEIVED"), 0).verdicts, Some(Vec::new()));
        assert_eq!(Said::of("cms", 401, &json!({ "code": "refused" }), 1), said(&[], 0, 0));
        assert_eq!(Said::of("cms", 200, &json!("something else"), 1), Said::default());
    }

    #[test]
    fn only_what_is_known_can_differ() {
        let expect: Expectation =
            serde_json::from_value(json!({ "status": 200, "verdicts": ["reject"], "removed": 1 }))
                .unwrap();
        assert!(said(&[Verdict::Reject], 1, 0).differences(200, &expect).is_empty());
        assert!(Said::default().differences(200, &expect).is_empty());
        assert_eq!(
            said(&[], 0, 2).differences(503, &expect),
            [
                "expected 200",
                "expected reject",
                "0 removed, expected 1",
                "2 quarantined, expected 0"
            ]
        );
    }
}
