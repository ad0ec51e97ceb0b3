//! A table and two queues of their own on a local AWS.

use std::{
    hash::{BuildHasher, Hasher, RandomState},
    sync::Arc,
    time::Duration,
};

use aws_sdk_dynamodb::{
    config::{BehaviorVersion, Credentials, Region},
    types::{
        AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType,
        Projection, ProjectionType, ScalarAttributeType,
    },
};
use aws_sdk_sqs::types::QueueAttributeName;
use domain::Clock;
use store::aws::{Queues, Table};

use super::bench::{Bench, StillClock};

/// Seconds that a received message hides.
const HIDDEN: u64 = 1;

pub(super) struct Aws {
    pub(super) table: Table,
    queues: Queues,
    clock: Arc<StillClock>,
    sqs: aws_sdk_sqs::Client,
    dead_url: String,
}

fn endpoint() -> String {
    let address = std::env::var_os("VIGIE_AWS_ENDPOINT").expect("VIGIE_AWS_ENDPOINT is not set");
    address.into_string().unwrap()
}

pub(super) fn dynamodb() -> aws_sdk_dynamodb::Client {
    aws_sdk_dynamodb::Client::from_conf(
        aws_sdk_dynamodb::Config::builder()
            .behavior_version(BehaviorVersion::v2026_01_12())
            .endpoint_url(endpoint())
            .credentials_provider(Credentials::new("test", "test", None, None, "tests"))
            .region(Region::new("eu-west-3"))
            .build(),
    )
}

fn sqs() -> aws_sdk_sqs::Client {
    aws_sdk_sqs::Client::from_conf(
        aws_sdk_sqs::Config::builder()
            .behavior_version(BehaviorVersion::v2026_01_12())
            .endpoint_url(endpoint())
            .credentials_provider(Credentials::new("test", "test", None, None, "tests"))
            .region(Region::new("eu-west-3"))
            .build(),
    )
}

async fn create_table(client: &aws_sdk_dynamodb::Client, name: &str) {
    let text = |name: &str| {
        AttributeDefinition::builder()
            .attribute_name(name)
            .attribute_type(ScalarAttributeType::S)
            .build()
            .unwrap()
    };
    let key = |name: &str, kind| {
        KeySchemaElement::builder().attribute_name(name).key_type(kind).build().unwrap()
    };
    let index = GlobalSecondaryIndex::builder()
        .index_name("open-reviews")
        .key_schema(key("gsi1pk", KeyType::Hash))
        .key_schema(key("gsi1sk", KeyType::Range))
        .projection(Projection::builder().projection_type(ProjectionType::All).build());
    client
        .create_table()
        .table_name(name)
        .billing_mode(BillingMode::PayPerRequest)
        .set_attribute_definitions(Some(["pk", "sk", "gsi1pk", "gsi1sk"].map(text).into()))
        .key_schema(key("pk", KeyType::Hash))
        .key_schema(key("sk", KeyType::Range))
        .global_secondary_indexes(index.build().unwrap())
        .send()
        .await
        .unwrap();
}

async fn create_queue(client: &aws_sdk_sqs::Client, name: &str, dead_arn: Option<&str>) -> String {
    let mut create = client
        .create_queue()
        .queue_name(name)
        .attributes(QueueAttributeName::VisibilityTimeout, HIDDEN.to_string());
    if let Some(arn) = dead_arn {
        let policy = format!(r#"{{"deadLetterTargetArn":"{arn}","maxReceiveCount":"5"}}"#);
        create = create.attributes(QueueAttributeName::RedrivePolicy, policy);
    }
    create.send().await.unwrap().queue_url.unwrap()
}

impl Aws {
    pub(super) async fn fresh() -> Self {
        let name = format!("contract-{:016x}", RandomState::new().build_hasher().finish());
        let (client, sqs, clock) = (dynamodb(), sqs(), StillClock::new());
        create_table(&client, &name).await;
        let dead_url = create_queue(&sqs, &format!("{name}-dead"), None).await;
        let attributes = sqs
            .get_queue_attributes()
            .queue_url(&dead_url)
            .attribute_names(QueueAttributeName::QueueArn)
            .send()
            .await
            .unwrap();
        let arn = &attributes.attributes.unwrap()[&QueueAttributeName::QueueArn];
        let urgent = create_queue(&sqs, &format!("{name}-urgent"), Some(arn)).await;
        let normal = create_queue(&sqs, &format!("{name}-normal"), Some(arn)).await;
        let queues = Queues::new(sqs.clone(), urgent, normal);
        Self { table: Table::new(client, name, clock.clone()), queues, clock, sqs, dead_url }
    }
}

impl Bench for Aws {
    type Store = Table;
    type Queues = Queues;

    fn store(&self) -> &Table {
        &self.table
    }

    fn queues(&self) -> &Queues {
        &self.queues
    }

    fn clock(&self) -> &StillClock {
        &self.clock
    }

    async fn outlast_visibility(&self) {
        tokio::time::sleep(Duration::from_millis(HIDDEN * 1000 + 200)).await;
    }

    async fn dead_letters(&self) -> usize {
        let receive = self.sqs.receive_message().queue_url(&self.dead_url);
        let received = receive.max_number_of_messages(10).send().await.unwrap();
        received.messages.unwrap_or_default().len()
    }
}

#[tokio::test]
#[ignore = "needs a local AWS in VIGIE_AWS_ENDPOINT"]
async fn warming_up_reads_a_table_that_is_there_and_fails_for_good_on_one_that_is_not() {
    let bench = Aws::fresh().await;
    bench.table.warm().await.unwrap();
    let missing = Table::new(dynamodb(), "no-such-table".into(), bench.clock.clone());
    let error = missing.warm().await.unwrap_err();
    assert!(!error.is_transient(), "{error:?}");
}

#[tokio::test]
async fn a_service_that_is_not_reached_is_a_failure_that_may_pass() {
    let config = aws_sdk_dynamodb::Config::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .endpoint_url("http://127.0.0.1:9")
        .credentials_provider(Credentials::new("test", "test", None, None, "tests"))
        .retry_config(aws_sdk_dynamodb::config::retry::RetryConfig::disabled())
        .region(Region::new("eu-west-3"))
        .build();
    let clock: Arc<dyn Clock> = StillClock::new();
    let table = Table::new(aws_sdk_dynamodb::Client::from_conf(config), "t".into(), clock);
    assert!(table.warm().await.unwrap_err().is_transient());
}

#[tokio::test]
#[ignore = "needs a local AWS in VIGIE_AWS_ENDPOINT"]
async fn a_parameter_is_read_decrypted_and_a_missing_one_fails_for_good() {
    use aws_sdk_ssm::types::ParameterType;
    let client = aws_sdk_ssm::Client::from_conf(
        aws_sdk_ssm::Config::builder()
            .behavior_version(BehaviorVersion::v2026_01_12())
            .endpoint_url(endpoint())
            .credentials_provider(Credentials::new("test", "test", None, None, "tests"))
            .region(Region::new("eu-west-3"))
            .build(),
    );
    let name = format!("/vigie/contract/{:016x}", RandomState::new().build_hasher().finish());
    let put =
        client.put_parameter().name(&name).value("s3cret").r#type(ParameterType::SecureString);
    put.send().await.unwrap();
    let parameters = store::aws::Parameters::new(client);
    assert_eq!(parameters.get(&name).await.unwrap(), "s3cret");
    let error = parameters.get("/vigie/contract/missing").await.unwrap_err();
    assert!(!error.is_transient(), "{error:?}");
}
