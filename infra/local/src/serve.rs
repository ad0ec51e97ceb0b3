//! Every function on one port.

use std::{collections::BTreeMap, sync::Arc};

use axum::{Router, body::Body, extract::State, routing::any};
use bytes::Bytes;
use classify::Classifier;
use domain::Platform;
use futures::StreamExt;
use http::{Request, Response, StatusCode};
use runtime::{
    SystemClock, keyrings::Keyrings, problem::Problem, spaces::SpaceCatalog, telemetry::Counter,
};
use store::embedded::Embedded;
use tokio::net::TcpListener;

use crate::data::Secrets;

type Analyze = Arc<analyze::App>;
type Webhook = Arc<webhook::App<Embedded, Secrets>>;
type Review = Arc<review::App<Embedded, Embedded>>;

/// What is served.
pub(crate) struct House {
    analyze: Analyze,
    webhook: Webhook,
    review: Review,
}

impl House {
    /// All functions over one store.
    pub(crate) fn over(
        store: Embedded,
        secrets: Secrets,
        classifier: Arc<Classifier>,
        lease_seconds: i64,
    ) -> Self {
        let clock = Arc::new(SystemClock);
        let spaces = Arc::new(SpaceCatalog::new(store.clone(), clock.clone()));
        let parameters: BTreeMap<Platform, String> = secrets.parameters();
        let analyze = analyze::App {
            classifier: Arc::clone(&classifier),
            clock: clock.clone(),
            counter: Counter::Log,
        };
        let webhook = webhook::App {
            classifier,
            store: store.clone(),
            spaces: Arc::clone(&spaces),
            keyrings: Keyrings::new(secrets, clock.clone(), parameters),
            clock: clock.clone(),
            counter: Counter::Log,
        };
        let review = review::App {
            store: store.clone(),
            queues: store,
            spaces,
            clock,
            pace: review::Pace::default(),
            lease_seconds,
        };
        Self { analyze: Arc::new(analyze), webhook: Arc::new(webhook), review: Arc::new(review) }
    }

    /// Serves until Ctrl-C; requests under way are answered first.
    pub(crate) async fn serve(self, listener: TcpListener) -> std::io::Result<()> {
        let webhooks = any(|State(app): State<Webhook>, request: Request<Body>| async move {
            match read(request, webhook::BODY_LIMIT).await {
                Ok(request) => webhook::handle(&app, request).await.map(Body::from),
                Err(problem) => problem.into_response().map(Body::from),
            }
        });
        let reviews = any(|State(app): State<Review>, request: Request<Body>| async move {
            match read(request, review::BODY_LIMIT).await {
                Ok(request) => review::handle(&app, request).await.map(Body::from),
                Err(problem) => problem.into_response().map(Body::from),
            }
        });
        let analyses = any(analyze_apart).with_state(self.analyze);
        let router = Router::new()
            .route("/webhooks/{*rest}", webhooks.with_state(self.webhook))
            .route("/v1/{*rest}", reviews.with_state(self.review))
            .route("/analyze", analyses.clone())
            .route("/v1alpha1/{*rest}", analyses.clone())
            .route("/$discovery/rest", analyses)
            .fallback(nowhere);
        axum::serve(listener, router).with_graceful_shutdown(stopped()).await
    }
}

/// Analysis takes the processor for as long as a batch needs, so it gets a thread on which nobody else waits.
async fn analyze_apart(State(app): State<Analyze>, request: Request<Body>) -> Response<Body> {
    let path = request.uri().path().to_owned();
    let Ok(request) = read(request, analyze::BODY_LIMIT).await else {
        return analyze::body_too_large(&path).map(Body::from);
    };
    match tokio::task::spawn_blocking(move || analyze::handle(&app, request)).await {
        Ok(response) => response.map(Body::from),
        Err(error) => {
            tracing::error!(%error, "an analysis did not end");
            let detail = "something is wrong on our side; the operator's log says what";
            Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", detail)
                .into_response()
                .map(Body::from)
        }
    }
}

async fn nowhere() -> Response<Body> {
    let detail = "webhooks are under /webhooks/{platform}, the review API under /v1, analysis \
                  under /analyze and /v1alpha1";
    Problem::not_found("unknown-path", detail).into_response().map(Body::from)
}

/// What is read of a body that is too long, in lengths of what is allowed. A sender that is cut off while it still
/// writes sees a broken connection, not the answer that says why.
const PATIENCE: usize = 4;

/// Reads a whole body, refusing what is over the limit.
async fn read(request: Request<Body>, limit: usize) -> Result<Request<Bytes>, Problem> {
    let (parts, body) = request.into_parts();
    let mut pieces = body.into_data_stream();
    let (mut whole, mut length) = (Vec::new(), 0_usize);
    while let Some(piece) = pieces.next().await {
        // Cut off on the way: as little use as one that is too long.
        let Ok(piece) = piece else { return Err(too_large(limit)) };
        length = length.saturating_add(piece.len());
        if length <= limit {
            whole.extend_from_slice(&piece);
        } else if length > limit.saturating_mul(PATIENCE) {
            break;
        }
    }
    if length > limit {
        return Err(too_large(limit));
    }
    Ok(Request::from_parts(parts, whole.into()))
}

fn too_large(limit: usize) -> Problem {
    let detail = format!("a body is at most {limit} bytes, and must arrive whole");
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "body-too-large", detail)
}

async fn stopped() {
    if let Err(error) = tokio::signal::ctrl_c().await {
        tracing::warn!(%error, "Ctrl-C cannot be heard; stop the process another way");
        std::future::pending::<()>().await;
    }
}
