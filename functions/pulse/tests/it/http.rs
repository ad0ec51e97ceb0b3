//! The API over HTTP.

use domain::AccountId;
use platforms::Secret;
use pulse::youtube::{Api, Http, Query};
use testkit::youtube::Manners;

use crate::bench::{Bench, CHANNEL};

#[tokio::test]
async fn a_poll_over_http_is_a_poll() {
    let bench = Bench::new(Manners { page: 2, ..Manners::default() }).await;
    for n in 0..5 {
        bench.write(&format!("Ug{n}"));
    }
    let served = bench.youtube.serve().unwrap();
    let app = bench.app(Http::at(&served.address).unwrap());
    pulse::tick(&app).await.unwrap();
    bench.assert_all_recorded_once().await;
}

#[tokio::test]
async fn an_error_comes_with_its_status_and_body_and_nobody_there_is_unreached() {
    let bench = Bench::new(Manners::default()).await;
    let served = bench.youtube.serve().unwrap();
    let query = Query::Threads { channel: AccountId::new(CHANNEL).unwrap(), token: None };
    let key = Secret::new("wrong").unwrap();
    let reply = Http::at(&served.address).unwrap().get(&key, &query).await.unwrap();
    assert_eq!(reply.status, 400);
    assert!(String::from_utf8(reply.body).unwrap().contains("keyInvalid"));
    let nobody = Http::at("http://127.0.0.1:9").unwrap();
    let unreached = nobody.get(&Secret::new("s3cret").unwrap(), &query).await.unwrap_err();
    assert!(!unreached.to_string().contains("s3cret"), "{unreached}");
}

#[test]
fn https_needs_a_build_that_speaks_it() {
    assert_eq!(Http::at(pulse::youtube::ADDRESS).is_ok(), cfg!(feature = "tls"));
}
