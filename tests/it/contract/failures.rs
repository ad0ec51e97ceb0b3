//! What is made of the failures of AWS: whether trying again can help, and not a word of a comment.
//!
//! A local AWS never throttles, so the answers come from a server that says what the test gave it.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpListener,
};

use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region, retry::RetryConfig};
use domain::{
    Priority, ReviewPointer,
    lifecycle::{apply, propose},
    ports::{AppendEvent, Appended, PortError, RecordDecision, SendPointers},
};
use store::aws::{Queues, Table};

use super::{
    bench::{START, StillClock},
    samples::{key, lease_token, person, review},
};

/// Answers one request after another with a status and a body, and then no more.
fn server(answers: Vec<(u16, String)>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for (status, body) in answers {
            let (mut stream, _) = listener.accept().unwrap();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let mut length = 0;
            loop {
                let mut line = String::new();
                reader.read_line(&mut line).unwrap();
                if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
                    length = value.trim().parse().unwrap();
                }
                if line.trim().is_empty() {
                    break;
                }
            }
            reader.read_exact(&mut vec![0; length]).unwrap();
            let head = format!(
                "HTTP/1.1 {status} Told\r\ncontent-type: application/x-amz-json-1.0\r\n\
                 x-amzn-requestid: REQ-1\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
                body.len()
            );
            stream.write_all(head.as_bytes()).unwrap();
            stream.write_all(body.as_bytes()).unwrap();
        }
    });
    address
}

fn table(answers: Vec<(u16, String)>) -> Table {
    let config = aws_sdk_dynamodb::Config::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .endpoint_url(server(answers))
        .credentials_provider(Credentials::new("test", "test", None, None, "tests"))
        .retry_config(RetryConfig::disabled())
        .region(Region::new("eu-west-3"))
        .build();
    Table::new(aws_sdk_dynamodb::Client::from_conf(config), "t".into(), StillClock::new())
}

fn refusal(code: &str) -> String {
    format!(r#"{{"__type":"com.amazonaws.dynamodb.v20120810#{code}","message":"sottise"}}"#)
}

fn cancelled(reasons: [&str; 2]) -> String {
    let [first, second] = reasons;
    format!(
        r#"{{"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
        "Message":"sottise","CancellationReasons":[
        {{"Code":"{first}","Message":"sottise","Item":{{"t":{{"S":"sottise"}}}}}},{{"Code":"{second}"}}]}}"#
    )
}

fn says_nothing(error: &PortError) {
    let told = format!("{error} {error:?}");
    assert!(!told.contains("sottise"), "{told}");
}

#[tokio::test]
async fn throttling_and_faults_of_the_service_may_pass_and_everything_else_will_not() {
    for (status, code, transient) in [
        (400, "ProvisionedThroughputExceededException", true),
        (400, "ThrottlingException", true),
        (400, "RequestLimitExceeded", true),
        (400, "LimitExceededException", true),
        (400, "TransactionInProgressException", true),
        (500, "InternalServerError", true),
        (503, "ServiceUnavailable", true),
        (429, "TooMuch", true),
        (400, "ValidationException", false),
        (400, "AccessDeniedException", false),
        (400, "ResourceNotFoundException", false),
        (400, "UnrecognizedClientException", false),
    ] {
        let error = table(vec![(status, refusal(code))]).warm().await.unwrap_err();
        assert_eq!(error.is_transient(), transient, "{code}");
        let told = format!("{:?}", std::error::Error::source(&error).unwrap());
        assert!(told.contains(code) && told.contains("REQ-1"), "{told}");
        says_nothing(&error);
    }
}

#[tokio::test]
async fn an_answer_that_is_cut_off_or_not_understood_may_pass() {
    let error = table(vec![(200, "<sottise>".into())]).warm().await.unwrap_err();
    assert!(error.is_transient(), "{error:?}");
    says_nothing(&error);
}

async fn append_answered_by(answer: String) -> Result<Appended, PortError> {
    let head = apply(None, &propose::recording(None, review("c-1", START))).unwrap();
    let event = propose::claim(
        &head,
        person("Ana"),
        &lease_token(1),
        START.plus_secs(domain::review::LEASE_SECONDS),
        START,
    )
    .unwrap();
    let next = apply(Some(head), &event).unwrap();
    table(vec![(400, answer)]).append(&event, &next).await
}

#[tokio::test]
async fn a_cancelled_transaction_is_a_conflict_a_passing_failure_or_a_lasting_one() {
    for reasons in [
        ["ConditionalCheckFailed", "None"],
        ["TransactionConflict", "None"],
        ["None", "TransactionConflict"],
    ] {
        assert_eq!(append_answered_by(cancelled(reasons)).await.unwrap(), Appended::Conflict);
    }
    for (reason, transient) in [
        ("ThrottlingError", true),
        ("ProvisionedThroughputExceeded", true),
        ("ValidationError", false),
        ("ItemCollectionSizeLimitExceeded", false),
    ] {
        let error = append_answered_by(cancelled([reason, "None"])).await.unwrap_err();
        assert_eq!(error.is_transient(), transient, "{reason}");
        says_nothing(&error);
    }
}

#[tokio::test]
async fn recording_waits_for_another_write_that_is_under_way() {
    let busy = || (400, refusal("TransactionConflictException"));
    let table = table(vec![busy(), busy(), (200, "{}".into())]);
    assert_eq!(table.record(review("c-1", START)).await.unwrap().stored().version, 1);
}

#[tokio::test]
async fn recording_gives_up_on_a_decision_that_never_rests_as_a_failure_that_may_pass() {
    let busy = vec![(400, refusal("TransactionConflictException")); 99];
    assert!(table(busy).record(review("c-1", START)).await.unwrap_err().is_transient());
}

#[tokio::test]
async fn a_stored_decision_that_is_unreadable_is_a_lasting_failure_without_its_content() {
    let item = r#""Item":{"born":{"N":"1"},"record":{"M":{"decision":{"S":"sottise"}}}}"#;
    let refused = format!(
        r#"{{"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException",
        "message":"sottise",{item}}}"#
    );
    let error = table(vec![(400, refused)]).record(review("c-1", START)).await.unwrap_err();
    assert!(!error.is_transient());
    says_nothing(&error);
}

fn queues(answers: Vec<(u16, String)>) -> Queues {
    let address = server(answers);
    let config = aws_sdk_sqs::Config::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .endpoint_url(&address)
        .credentials_provider(Credentials::new("test", "test", None, None, "tests"))
        .retry_config(RetryConfig::disabled())
        .region(Region::new("eu-west-3"))
        .build();
    let url = |name: &str| format!("{address}/1/{name}");
    Queues::new(aws_sdk_sqs::Client::from_conf(config), url("urgent"), url("normal"))
}

fn pointers(count: u64) -> Vec<ReviewPointer> {
    let pointer = |n| {
        let priority = if n == 3 { Priority::Urgent } else { Priority::Normal };
        ReviewPointer { id: key(&format!("c-{n}")), version: 1, priority }
    };
    (0..count).map(pointer).collect()
}

#[tokio::test]
async fn pointers_that_a_queue_did_not_take_are_told_by_their_places() {
    let sent = (200, r#"{"Successful":[],"Failed":[]}"#.to_owned());
    let missed = r#"{"Successful":[],"Failed":[
        {"Id":"7","Code":"InternalError","SenderFault":false},
        {"Id":"0","Code":"InternalError","SenderFault":false}]}"#;
    let busy = (503, r#"{"__type":"ServiceUnavailable"}"#.to_owned());

    let queues_that_miss = queues(vec![sent.clone(), (200, missed.to_owned())]);
    assert_eq!(queues_that_miss.send(&pointers(9)).await.unwrap(), [0, 7]);

    // One urgent, then ten and two normal: the last batch fails as a whole.
    let failing = queues(vec![sent.clone(), sent, busy.clone()]);
    assert_eq!(failing.send(&pointers(13)).await.unwrap(), [11, 12]);

    let down = queues(vec![busy.clone(), busy.clone(), busy]);
    assert!(down.send(&pointers(13)).await.unwrap_err().is_transient());
}
