//! What only a Lambda needs: AWS clients in one shape, and HTTP requests in ours.

use std::{future::Future, time::Duration};

use aws_config::{BehaviorVersion, SdkConfig, retry::RetryConfig, timeout::TimeoutConfig};
use bytes::Bytes;
use lambda_http::{Body, Error, Request, RequestExt, http::Response, service_fn};

/// How long AWS calls may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Patience {
    /// Somebody waits for the answer: 3 attempts of 450 ms inside 1.4 s.
    Request,
    /// A batch that nobody waits for: 3 attempts of 2 s inside 6.5 s.
    Batch,
    /// A queue is asked to wait up to 20 s for a message: 3 attempts of 22 s inside 24 s.
    LongPoll,
}

/// The shape of every AWS client of this process: pinned behaviour, time limits, few and quick retries.
///
/// Constraint: attempts and back-off together stay inside the operation, and that inside the function's time-out.
pub async fn sdk_config(patience: Patience) -> SdkConfig {
    let (attempt, operation) = match patience {
        Patience::Request => (Duration::from_millis(450), Duration::from_millis(1400)),
        Patience::Batch => (Duration::from_secs(2), Duration::from_millis(6500)),
        Patience::LongPoll => (Duration::from_secs(22), Duration::from_secs(24)),
    };
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(Duration::from_millis(300))
        .operation_attempt_timeout(attempt)
        .operation_timeout(operation)
        .build();
    let retries = RetryConfig::standard()
        .with_max_attempts(3)
        .with_initial_backoff(Duration::from_millis(25));
    aws_config::defaults(BehaviorVersion::v2026_01_12())
        .timeout_config(timeouts)
        .retry_config(retries)
        .load()
        .await
}

/// Our form of a request: the path as the caller wrote it, and the body's bytes as they were received.
///
/// A stage name in front of the path (any stage but `$default`) is not part of what we route by.
fn incoming(request: Request) -> http::Request<Bytes> {
    let path = request.raw_http_path().to_owned();
    let (parts, body) = request.into_parts();
    let bytes = match body {
        Body::Text(text) => Bytes::from(text),
        Body::Binary(binary) => Bytes::from(binary),
        _ => Bytes::new(),
    };
    let mut ours = http::Request::new(bytes);
    *ours.method_mut() = parts.method;
    *ours.headers_mut() = parts.headers;
    let query = parts.uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    if let Ok(uri) = format!("{path}{query}").parse() {
        *ours.uri_mut() = uri;
    }
    ours
}

fn outgoing(response: Response<Bytes>) -> Response<Body> {
    response.map(|bytes| {
        if bytes.is_empty() {
            return Body::Empty;
        }
        match String::from_utf8(bytes.to_vec()) {
            Ok(text) => Body::Text(text),
            Err(binary) => Body::Binary(binary.into_bytes()),
        }
    })
}

/// Serves HTTP requests from the Lambda runtime until it ends the process.
///
/// # Errors
/// When the runtime API cannot be reached.
pub async fn serve<H, F>(handle: H) -> Result<(), Error>
where
    H: Fn(http::Request<Bytes>) -> F + Send + Sync,
    F: Future<Output = Response<Bytes>> + Send,
{
    let handle = &handle;
    lambda_http::run(service_fn(move |request: Request| async move {
        Ok::<_, Error>(outgoing(handle(incoming(request)).await))
    }))
    .await
}
