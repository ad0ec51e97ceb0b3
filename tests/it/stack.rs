//! `template.yaml`, deployed with `sam deploy` on the local AWS by `tests/run`, with the Lambda binaries.
//!
//! The tests share one stack and run one after the other (`.config/nextest.toml`).

use std::{fs, process::Command, time::Duration};

use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::{Value, json};

use crate::{
    house::binary,
    scenario::{self, FOR_A_PERSON, comment_id},
    target::{Target, eventually, pause, root, variable},
};

/// The deployed template.
struct Stack {
    target: Target,
    outputs: Value,
    sdk: Sdk,
    runtime: tokio::runtime::Runtime,
}

struct Sdk {
    dynamodb: aws_sdk_dynamodb::Client,
    sqs: aws_sdk_sqs::Client,
    ssm: aws_sdk_ssm::Client,
}

/// Set by `tests/run` through the template's parameters.
const LEASE: Duration = Duration::from_secs(3);

macro_rules! client {
    ($sdk:ident, $endpoint:expr) => {{
        use $sdk::config::{BehaviorVersion, Credentials, Region};
        let config = $sdk::Config::builder()
            .behavior_version(BehaviorVersion::v2026_01_12())
            .region(Region::new("eu-west-3"))
            .credentials_provider(Credentials::new("test", "test", None, None, "tests"))
            .endpoint_url($endpoint)
            .build();
        $sdk::Client::from_conf(config)
    }};
}

impl Stack {
    /// The stack, with its secrets, spaces and a reviewer, made with the commands that an operator would use.
    fn ready() -> Self {
        let endpoint = variable("VIGIE_AWS_ENDPOINT");
        let outputs = fs::read(variable("VIGIE_STACK_OUTPUTS")).unwrap();
        let outputs: Value = serde_json::from_slice(&outputs).unwrap();
        let outputs: Value = outputs
            .as_array()
            .unwrap()
            .iter()
            .map(|output| {
                (output["OutputKey"].as_str().unwrap().to_owned(), output["OutputValue"].clone())
            })
            .collect();
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let sdk = Sdk {
            dynamodb: client!(aws_sdk_dynamodb, &endpoint),
            sqs: client!(aws_sdk_sqs, &endpoint),
            ssm: client!(aws_sdk_ssm, &endpoint),
        };
        let table = outputs["TableName"].as_str().unwrap().to_owned();
        let secrets = runtime.block_on(secrets(&sdk.ssm));
        for space in ["le-journal", "l-atelier", "le-forum"] {
            let file = root().join(format!("infra/local/spaces/{space}.toml"));
            operator(&endpoint, &["space", "put", file.to_str().unwrap(), "--table", &table]);
        }
        let token = token(&endpoint, &table, "Ana");
        let url = format!("{endpoint}/_aws/execute-api/{}/$default", text(&outputs["ApiId"]));
        Self { target: Target::new(url, token, secrets, LEASE), outputs, sdk, runtime }
    }

    fn colleague(&self) -> Target {
        let table = text(&self.outputs["TableName"]);
        self.target.with_token(&token(&variable("VIGIE_AWS_ENDPOINT"), table, "Luc"))
    }

    /// The body of the next message of a queue that an output names, taken off it.
    fn message(&self, output: &str) -> Option<String> {
        let url = text(&self.outputs[output]);
        let received = self.runtime.block_on(self.sdk.sqs.receive_message().queue_url(url).send());
        let message = received.unwrap().messages.unwrap_or_default().pop()?;
        let handle = message.receipt_handle.unwrap();
        let delete = self.sdk.sqs.delete_message().queue_url(url).receipt_handle(handle);
        self.runtime.block_on(delete.send()).unwrap();
        message.body
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

/// `vigie` with an operator's credentials.
fn operator(endpoint: &str, arguments: &[&str]) -> Vec<u8> {
    let output = Command::new(binary("vigie"))
        .args(arguments)
        .env("AWS_ENDPOINT_URL", endpoint)
        .env("AWS_REGION", "eu-west-3")
        .env("AWS_ACCESS_KEY_ID", "test")
        .env("AWS_SECRET_ACCESS_KEY", "test")
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    output.stdout
}

fn token(endpoint: &str, table: &str, name: &str) -> String {
    let create = ["token", "create", "--name", name, "--role", "lead", "--json"];
    let made = operator(endpoint, &[&create, ["--table", table].as_slice()].concat());
    let made: Value = serde_json::from_slice(&made).unwrap();
    text(&made["token"]).to_owned()
}

/// The senders' secrets in the parameter store; made by whichever test comes first.
async fn secrets(ssm: &aws_sdk_ssm::Client) -> Value {
    let mut secrets = json!({});
    for sender in platforms::all() {
        let name = format!("/vigie/{}/keyring", sender.name());
        let get = || ssm.get_parameter().name(&name).with_decryption(true).send();
        if get().await.is_err() {
            let keyring = json!({
                "signing": ["whsec_5468697320697320612073656372657420666f72207465737473206f6e6c79"],
                "handshake": ["a-token-for-tests-only"],
            });
            let put = ssm.put_parameter().name(&name).value(keyring.to_string());
            let kind = aws_sdk_ssm::types::ParameterType::SecureString;
            put.r#type(kind).send().await.unwrap();
        }
        let value = get().await.unwrap().parameter.unwrap().value.unwrap();
        secrets[sender.name()] = serde_json::from_str(&value).unwrap();
    }
    secrets
}

/// Every line that the functions have logged so far.
fn logged() -> String {
    let command = variable("VIGIE_FUNCTION_LOGS");
    let (python, script) = command.split_once(' ').unwrap();
    let output = Command::new(python).arg(script).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_flagged_comment_is_claimed_rejected_and_told() {
    scenario::a_flagged_comment_is_claimed_rejected_and_told(&Stack::ready().target);
}

#[test]
fn a_duplicate_is_answered_the_same_and_changes_nothing() {
    scenario::a_duplicate_is_answered_the_same_and_changes_nothing(&Stack::ready().target);
}

#[test]
fn an_edit_supersedes_the_older_verdict() {
    scenario::an_edit_supersedes_the_older_verdict(&Stack::ready().target);
}

#[test]
fn a_deletion_closes_the_review() {
    scenario::a_deletion_closes_the_review(&Stack::ready().target);
}

#[test]
fn what_is_not_signed_is_refused() {
    scenario::what_is_not_signed_is_refused(&Stack::ready().target);
}

#[test]
fn a_vanished_reviewer_loses_the_lease() {
    let stack = Stack::ready();
    scenario::a_vanished_reviewer_loses_the_lease(&stack.target, &stack.colleague());
}

#[test]
fn the_line_is_claimed_one_by_one() {
    scenario::the_line_is_claimed_one_by_one(&Stack::ready().target);
}

#[test]
fn odd_bodies_are_answered() {
    scenario::odd_bodies_are_answered(&Stack::ready().target);
}

#[test]
fn a_text_is_analyzed_and_nothing_is_kept() {
    scenario::a_text_is_analyzed_and_nothing_is_kept(&Stack::ready().target);
}

#[test]
fn every_sender_is_heard() {
    let stack = Stack::ready();
    for sender in platforms::all() {
        let folder = root().join("events").join(sender.name());
        let mut heard = 0;
        for case in ["new-harmless", "handshake", "handshake-refused", "bad-signature"] {
            let file = folder.join(format!("{case}.json"));
            if file.exists() {
                let fixture = platforms::fixture::Fixture::load(&file).unwrap();
                stack.target.deliver(&fixture).with_status(fixture.expect.status);
                heard += 1;
            }
        }
        assert!(heard >= 2, "{}", sender.name());
    }
}

#[test]
fn a_poisoned_record_is_reported_and_the_comments_behind_it_are_dispatched() {
    let stack = Stack::ready();
    let attribute = |value: &str| AttributeValue::S(value.to_owned());
    let put = stack
        .sdk
        .dynamodb
        .put_item()
        .table_name(text(&stack.outputs["TableName"]))
        .item("pk", attribute(&format!("C#le-journal#cms#{}", comment_id("poison"))))
        .item("sk", attribute("HEAD"))
        .item("record", attribute("not a decision"));
    stack.runtime.block_on(put.send()).unwrap();
    let behind = stack.target.comment(&comment_id("behind"), FOR_A_PERSON);
    let id = text(&behind["decision_id"]);
    let told = eventually("the lost record is reported", || stack.message("DispatchFailuresUrl"));
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!(told["requestContext"]["condition"], "RetryAttemptsExhausted");
    assert!(told["DDBStreamBatchInfo"]["startSequenceNumber"].is_string(), "{told}");
    // The pointer of the comment behind the poison reached its queue: a reviewer who waits is woken by it.
    eventually("the comment behind it is claimed", || {
        let answer = stack.target.post("/v1/reviews/claim", &json!({ "wait_seconds": 2 }));
        (answer.status == 200 && answer.body["decision"]["id"] == id).then_some(())
    });
}

#[test]
fn a_redelivered_stream_record_never_shows_resolved_work() {
    let stack = Stack::ready();
    let result = stack.target.comment(&comment_id("redelivered"), FOR_A_PERSON);
    let id = text(&result["decision_id"]);
    let claimed = stack.target.claim(id).body;
    let resolution = json!({
        "lease_token": claimed["lease_token"], "version": claimed["decision"]["version"],
        "outcome": "approve", "reason": "acceptable",
    });
    stack.target.post(&format!("/v1/reviews/{id}/resolve"), &resolution).with_status(200);
    // The pointer comes once more, as it does when the stream delivers a record again.
    let pointer = json!({ "id": id, "version": 1, "priority": "normal" }).to_string();
    let url = text(&stack.outputs["NormalQueueUrl"]);
    let send = stack.sdk.sqs.send_message().queue_url(url).message_body(pointer);
    stack.runtime.block_on(send.send()).unwrap();
    for _ in 0..3 {
        let answer = stack.target.post("/v1/reviews/claim", &json!({ "wait_seconds": 1 }));
        assert_ne!(answer.body["decision"]["id"], id, "resolved work was shown again");
    }
    let read = stack.target.get(&format!("/v1/decisions/{id}")).body;
    assert_eq!(read["history"].as_array().unwrap().len(), 3, "and nothing was added to it");
}

#[test]
fn an_unreadable_message_ends_in_the_dead_letter_queue() {
    let stack = Stack::ready();
    let url = text(&stack.outputs["UrgentQueueUrl"]);
    let send = stack.sdk.sqs.send_message().queue_url(url).message_body("not a pointer");
    stack.runtime.block_on(send.send()).unwrap();
    let letter = eventually("the message lies in the dead-letter queue", || {
        stack.target.post("/v1/reviews/claim", &json!({}));
        pause(Duration::from_secs(1));
        stack.message("UrgentDeadLettersUrl")
    });
    assert_eq!(letter, "not a pointer");
}

#[test]
fn no_comment_name_or_token_is_in_a_log_line() {
    let stack = Stack::ready();
    let secret = format!("Zorglub{}", crate::target::now().millis());
    let data = json!({
        "comment_id": comment_id("logged"), "text": format!("{FOR_A_PERSON} {secret}"),
        "author": { "id": "u-1", "name": secret },
    });
    let result = stack.target.cms("comment.created", &data);
    let id = text(&result.results()[0]["decision_id"]).to_owned();
    stack.target.claim(&id);
    let lines = eventually("the functions have logged", || {
        let lines = logged();
        (lines.contains("webhook answered") && lines.contains("dispatched")).then_some(lines)
    });
    assert!(lines.contains("review request answered"), "{lines}");
    for (what, word) in [("a text or name", secret.as_str()), ("a token", &stack.target.token)] {
        assert!(!lines.contains(word), "{what} is in the log");
    }
}

#[test]
fn the_command_line_finds_what_is_stored_in_the_table() {
    let stack = Stack::ready();
    let endpoint = variable("VIGIE_AWS_ENDPOINT");
    let table = text(&stack.outputs["TableName"]);
    let listed = operator(&endpoint, &["space", "list", "--table", table, "--json"]);
    let listed: Value = serde_json::from_slice(&listed).unwrap();
    assert_eq!(listed.as_array().unwrap().len(), 3);
}
