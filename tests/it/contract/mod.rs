//! What the ports promise, as tests that run on both stores.
//!
//! A test is an async function over a [`bench::Bench`]: a store of its own, empty, with a clock that the test moves.
//! `on_both_stores!` makes two tests of it. Those on AWS need the address of a local DynamoDB and SQS in
//! `VIGIE_AWS_ENDPOINT`, and are ignored unless asked for (`--include-ignored`).

// Tells clippy that helpers are tests too, where unwrapping is welcome.
#![cfg(test)]

mod aws;
mod bench;
mod samples;

mod crash;
mod cursors;
mod expiry;
mod failures;
mod feed;
mod histories;
mod keeping;
mod line;
mod pointers;
mod recording;
mod reviewing;
mod texts;

/// Makes a test on SQLite and a test on AWS of each function.
macro_rules! on_both_stores {
    ($($name:ident),* $(,)?) => {
        mod on_sqlite {
            $(#[tokio::test]
            async fn $name() {
                super::$name(&crate::contract::bench::Sqlite::fresh()).await;
            })*
        }
        mod on_aws {
            $(#[tokio::test]
            #[ignore = "needs a local AWS in VIGIE_AWS_ENDPOINT"]
            async fn $name() {
                super::$name(&crate::contract::aws::Aws::fresh().await).await;
            })*
        }
    };
}
use on_both_stores;
