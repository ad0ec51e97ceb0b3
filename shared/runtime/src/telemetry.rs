//! Log lines and counts.
//!
//! A log line is readable on its own and carries the same facts as fields; it never holds a comment, a name or a token.
//! Counts are written in CloudWatch's embedded metric format, which a Lambda's log turns into metrics at no call's cost.

use std::io::Write;

use domain::{Clock, Timestamp};
use serde_json::{Map, Value, json};
use tracing_subscriber::{EnvFilter, fmt, prelude::*};

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// One JSON object a line, for machines.
    Json,
    /// One readable line, in colour where `colour` says so, on standard error.
    Text {
        /// Whether to colour.
        colour: bool,
    },
}

/// Starts logging at `level` (`info`, `debug`, `warn,store=debug` …). Only the first call of a process has an effect.
pub fn start(format: LogFormat, level: &str) {
    let filter = EnvFilter::try_new(level).unwrap_or_else(|_| EnvFilter::new("info"));
    let registry = tracing_subscriber::registry().with(filter);
    let started = match format {
        LogFormat::Json => {
            let layer = fmt::layer().json().flatten_event(true).with_current_span(false);
            registry.with(layer.with_span_list(false).with_writer(std::io::stdout)).try_init()
        }
        LogFormat::Text { colour } => registry
            .with(fmt::layer().with_ansi(colour).with_target(false).with_writer(std::io::stderr))
            .try_init(),
    };
    if started.is_err() {
        tracing::debug!("logging was started before");
    }
}

/// The metric namespace.
pub const NAMESPACE: &str = "Vigie";

/// One line of counts in the embedded metric format, with the dimensions' names in order.
///
/// At most 100 counts and 30 dimensions fit one line; ours are a handful.
#[must_use]
pub fn metric_line(now: Timestamp, dimensions: &[(&str, &str)], counts: &[(&str, u64)]) -> String {
    let names: Vec<&str> = dimensions.iter().map(|(name, _)| *name).collect();
    let metrics: Vec<Value> =
        counts.iter().map(|(name, _)| json!({"Name": name, "Unit": "Count"})).collect();
    let mut line = Map::new();
    // Once with the dimensions, once without: an alarm watches the sum, a person looks at the parts.
    let directive = json!({"Namespace": NAMESPACE, "Dimensions": [names, []], "Metrics": metrics});
    line.insert(
        "_aws".to_owned(),
        json!({"Timestamp": now.millis(), "CloudWatchMetrics": [directive]}),
    );
    line.extend(dimensions.iter().map(|(name, value)| ((*name).to_owned(), json!(value))));
    line.extend(counts.iter().map(|(name, count)| ((*name).to_owned(), json!(count))));
    Value::Object(line).to_string()
}

/// Counts what happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counter {
    /// As metric lines on standard output, for CloudWatch.
    Embedded,
    /// As debug lines in the log.
    Log,
}

impl Counter {
    /// Counts. Zeroes are left out; nothing is written when all are zero.
    pub fn count(self, clock: &dyn Clock, dimensions: &[(&str, &str)], counts: &[(&str, u64)]) {
        let counts: Vec<(&str, u64)> =
            counts.iter().copied().filter(|(_, count)| *count > 0).collect();
        if counts.is_empty() {
            return;
        }
        match self {
            Self::Log => tracing::debug!(?dimensions, ?counts, "counted"),
            Self::Embedded => {
                let line = metric_line(clock.now(), dimensions, &counts);
                if let Err(error) = writeln!(std::io::stdout().lock(), "{line}") {
                    tracing::warn!(%error, "counts could not be written");
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_metric_line_has_the_embedded_format() {
        let line = metric_line(
            Timestamp::from_millis(1_767_225_600_000),
            &[("platform", "cms")],
            &[("comments", 3), ("flagged", 1)],
        );
        let value: Value = serde_json::from_str(&line).unwrap();
        assert_eq!(value["_aws"]["Timestamp"], 1_767_225_600_000_i64);
        let directive = &value["_aws"]["CloudWatchMetrics"][0];
        assert_eq!(directive["Namespace"], "Vigie");
        assert_eq!(directive["Dimensions"], json!([["platform"], []]));
        assert_eq!(directive["Metrics"][0], json!({"Name": "comments", "Unit": "Count"}));
        assert_eq!((&value["platform"], &value["comments"]), (&json!("cms"), &json!(3)));
    }
}
