//! What one comment costs in CPU, from a signed body to a decision: `cargo bench`.
//!
//! The store is left out: its round trip is milliseconds, whatever stands here. Two bodies of 2 KB are measured, since
//! an envelope of that size is mostly metadata on some platforms and mostly text on others.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a benchmark that cannot begin must not go on"
)]

use std::hint::black_box;

use bytes::Bytes;
use classify::{Classifier, HouseExpressions};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use domain::{CommentEvent, Decision, Platform, Space, Timestamp};
use http::Method;
use platforms::{Keyring, Unverified};
use serde_json::json;

const CLEAN: &str = "Merci pour cet article très complet, j'ai appris beaucoup de choses sur le budget de la ville. \
                     Il manque peut-être un mot sur les écoles du quartier nord, mais le reste est clair et utile.";
const HATEFUL: &str = "Encore un article de merdias. Ces sales étrangers, qu'ils rentrent chez eux, bande de cons ! \
                       Et le journaliste est un gros c0nn4rd, on devrait tous les virer. Le grand remplacement…";

const NOW: Timestamp = Timestamp::from_secs(1_767_225_600);

fn classifying(criterion: &mut Criterion) {
    let classifier = Classifier::built_in().unwrap();
    let house = HouseExpressions::none();
    let mut group = criterion.benchmark_group("classify");
    for (name, text) in [("clean_200_bytes", CLEAN), ("hateful_200_bytes", HATEFUL)] {
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(name, |bencher| {
            bencher.iter(|| classifier.classify(black_box(text), &house));
        });
    }
    group.finish();
    criterion.bench_function("build_the_classifier", |bencher| {
        bencher.iter(|| Classifier::built_in().unwrap());
    });
}

/// A body of 2 KB around a text.
fn body(text: &str) -> String {
    let of = |padding: usize| {
        json!({
            "type": "comment.created",
            "timestamp": "2026-01-01T00:00:00Z",
            "data": {
                "comment_id": "c-1", "thread_id": "article-9", "text": text,
                "author": { "id": "u-7", "name": "Ana" },
                "permalink": format!("https://site.example/{}", "a".repeat(padding)),
            },
        })
        .to_string()
    };
    of(2048_usize.saturating_sub(of(0).len()))
}

fn deciding(criterion: &mut Criterion) {
    let classifier = Classifier::built_in().unwrap();
    let space = Space::from_document("id = \"s\"\nname = \"S\"").unwrap();
    let (house, platform) = (HouseExpressions::none(), Platform::new("cms").unwrap());
    let keyring = Keyring::parse("whsec_dGhpcyBpcyBhIHNlY3JldCBmb3IgYmVuY2htYXJrcw==").unwrap();
    let sender = platforms::sender("cms").unwrap();
    let mut group = criterion.benchmark_group("verify_parse_classify_decide");
    let long = CLEAN.repeat(9);
    for (name, text) in [("2_kb_with_200_bytes_of_text", CLEAN), ("2_kb_nearly_all_text", &long)] {
        let body = Bytes::from(body(text));
        let (secret, _) = keyring.signing(None).next().unwrap();
        let request = Unverified {
            method: Method::POST,
            space: None,
            query: None,
            headers: sender.sign(&body, secret, "msg_1", NOW).unwrap(),
            body,
        };
        group.throughput(Throughput::Bytes(request.body.len() as u64));
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                let verified = sender.verify(black_box(request.clone()), &keyring, NOW).unwrap();
                let events = sender.parse(&verified).unwrap().events;
                let Some(CommentEvent::Written(comment)) = events.into_iter().next() else {
                    panic!("the body holds one comment");
                };
                let findings = classifier.classify(&comment.text, &house);
                Decision::on(&space, &platform, *comment, findings, classifier.version(), NOW)
            });
        });
    }
    group.finish();
}

criterion_group! {
    name = pipeline;
    config = Criterion::default()
        .warm_up_time(std::time::Duration::from_millis(500))
        .measurement_time(std::time::Duration::from_secs(2));
    targets = classifying, deciding
}
criterion_main!(pipeline);
