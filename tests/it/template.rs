//! What `template.yaml` promises, read from the file that is deployed.

use std::{fs, process::Command};

use serde_yaml_ng::Value;

use crate::target::{root, variable};

/// The template with CloudFormation's short tags taken off their values.
fn template() -> Value {
    fn plain(value: Value) -> Value {
        match value {
            Value::Tagged(tagged) => plain(tagged.value),
            Value::Sequence(items) => items.into_iter().map(plain).collect(),
            Value::Mapping(map) => {
                Value::Mapping(map.into_iter().map(|(key, value)| (key, plain(value))).collect())
            }
            other => other,
        }
    }
    let text = fs::read_to_string(root().join("template.yaml")).unwrap();
    plain(serde_yaml_ng::from_str(&text).unwrap())
}

fn resources(kind: &str) -> Vec<(String, Value)> {
    let template = template();
    let all = template["Resources"].as_mapping().unwrap();
    all.iter()
        .filter(|(_, resource)| resource["Type"] == kind)
        .map(|(name, resource)| (name.as_str().unwrap().to_owned(), resource["Properties"].clone()))
        .collect()
}

#[test]
fn sam_finds_nothing_to_object_to() {
    let output = Command::new(variable("VIGIE_SAM"))
        .args(["validate", "--lint", "--region", "eu-west-3", "--template"])
        .arg(root().join("template.yaml"))
        .env("SAM_CLI_TELEMETRY", "0")
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
}

#[test]
fn every_platform_has_its_own_function_secret_and_routes() {
    let functions = resources("AWS::Serverless::Function");
    for sender in platforms::all() {
        let name = sender.name();
        let (_, function) = functions
            .iter()
            .find(|(_, function)| function["Environment"]["Variables"]["PLATFORM"] == name)
            .unwrap_or_else(|| panic!("no function serves {name}"));
        let paths: Vec<&str> = function["Events"]
            .as_mapping()
            .unwrap()
            .values()
            .filter_map(|event| event["Properties"]["Path"].as_str())
            .collect();
        assert_eq!(paths, [format!("/webhooks/{name}"), format!("/webhooks/{name}/{{space}}")]);
        let secret = format!("${{SecretPrefix}}/{name}/keyring");
        assert_eq!(function["Environment"]["Variables"]["SECRET_PARAMETER"], secret.as_str());
        let policies = serde_yaml_ng::to_string(&function["Policies"]).unwrap();
        assert!(policies.contains(&format!("parameter{secret}")), "{name} may not read its secret");
    }
}

#[test]
fn no_statement_reaches_further_than_it_must() {
    for (name, function) in resources("AWS::Serverless::Function") {
        for policy in function["Policies"].as_sequence().into_iter().flatten() {
            for statement in policy["Statement"].as_sequence().unwrap() {
                let text = serde_yaml_ng::to_string(statement).unwrap();
                assert!(statement["Sid"].is_string(), "{name}: say what for");
                assert!(!text.contains('*'), "{name}: a wildcard in {text}");
            }
        }
    }
}

#[test]
fn whoever_asks_without_a_token_reaches_nothing_and_is_throttled() {
    let functions = resources("AWS::Serverless::Function");
    let (_, analyze) = functions.iter().find(|(name, _)| name == "AnalyzeFunction").unwrap();
    assert!(analyze["Policies"].is_null(), "it needs no permission");
    let (_, api) = resources("AWS::Serverless::HttpApi").remove(0);
    let usual = api["DefaultRouteSettings"]["ThrottlingRateLimit"].as_u64().unwrap();
    for event in analyze["Events"].as_mapping().unwrap().values() {
        let route = &event["Properties"];
        let key =
            format!("{} {}", route["Method"].as_str().unwrap(), route["Path"].as_str().unwrap());
        let rate = api["RouteSettings"][key.as_str()]["ThrottlingRateLimit"].as_u64();
        assert!(rate.is_some_and(|rate| rate < usual), "{key} has no throttle of its own");
    }
}

#[test]
fn every_function_is_logged_for_a_time_and_watched() {
    let logs = resources("AWS::Logs::LogGroup");
    let alarms = resources("AWS::CloudWatch::Alarm");
    let watched = |metric: &str, resource: &str| {
        alarms.iter().any(|(_, alarm)| {
            alarm["MetricName"] == metric
                && serde_yaml_ng::to_string(&alarm["Dimensions"]).unwrap().contains(resource)
                && alarm["AlarmActions"].is_sequence()
        })
    };
    for (name, function) in resources("AWS::Serverless::Function") {
        let log = function["LoggingConfig"]["LogGroup"].as_str().unwrap();
        let (_, group) = logs.iter().find(|(group, _)| group == log).unwrap();
        assert_eq!(group["RetentionInDays"], "LogRetentionDays", "{name}");
        assert!(watched("Errors", &name), "nobody hears when {name} fails");
    }
    for (name, queue) in resources("AWS::SQS::Queue") {
        assert_eq!(queue["MessageRetentionPeriod"], 1_209_600, "{name}");
        if queue["RedrivePolicy"].is_null() {
            assert!(watched("ApproximateNumberOfMessagesVisible", &name), "{name}");
        } else {
            assert!(watched("ApproximateAgeOfOldestMessage", &name), "{name}");
        }
    }
}

#[test]
fn the_table_forgets_recovers_and_tells() {
    let (_, table) = resources("AWS::DynamoDB::Table").remove(0);
    assert_eq!(table["StreamSpecification"]["StreamViewType"], "NEW_AND_OLD_IMAGES");
    assert_eq!(table["TimeToLiveSpecification"]["AttributeName"], "expires_at");
    assert_eq!(table["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"], true);
    assert_eq!(table["BillingMode"], "PAY_PER_REQUEST");
}

#[test]
fn every_variable_that_a_function_reads_is_set_and_no_other() {
    for (name, function) in resources("AWS::Serverless::Function") {
        let set = function["Environment"]["Variables"].as_mapping().unwrap().clone();
        let mut set: Vec<&str> = set.keys().map(|key| key.as_str().unwrap()).collect();
        let binary = match name.as_str() {
            "AnalyzeFunction" => "analyze",
            "ReviewFunction" => "review",
            "DispatchFunction" => "dispatch",
            "PulseFunction" => "pulse",
            _ => "webhook",
        };
        let main = root().join(format!("functions/{binary}/src/main.rs"));
        let main = fs::read_to_string(main).unwrap();
        let mut read: Vec<&str> = main
            .split("variables.required(\"")
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap())
            .collect();
        set.sort_unstable();
        read.sort_unstable();
        assert_eq!(set, read, "{name}");
    }
}
