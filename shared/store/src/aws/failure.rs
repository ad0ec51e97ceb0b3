//! What is told of a failed call.

use aws_sdk_dynamodb::{
    config::http::HttpResponse,
    error::{ProvideErrorMetadata, SdkError},
    operation::RequestId,
};
use domain::ports::PortError;

/// A failed call, without a word of what was sent or stored.
#[derive(Debug, thiserror::Error)]
#[error(
    "{kind} (code {}, status {}, request {})",
    code.as_deref().unwrap_or("none"),
    status.map_or_else(|| "none".to_owned(), |status| status.to_string()),
    request_id.as_deref().unwrap_or("none")
)]
struct CallFailed {
    kind: &'static str,
    code: Option<String>,
    status: Option<u16>,
    request_id: Option<String>,
    #[source]
    cause: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// Codes of failures that may pass by themselves. Status 429 and 5xx count whatever their code.
const TRANSIENT_CODES: [&str; 11] = [
    "InternalServerError",
    "LimitExceededException",
    "OverLimit",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "RequestTimeout",
    "Throttling",
    "ThrottlingException",
    "TransactionConflictException",
    "TransactionInProgressException",
];

/// Turns an error of the SDK into one of the port, and drops everything that it may quote.
pub(super) fn failed<E>(step: &'static str, error: SdkError<E, HttpResponse>) -> PortError
where
    E: std::error::Error + ProvideErrorMetadata + Send + Sync + 'static,
{
    let code = error.as_service_error().and_then(ProvideErrorMetadata::code).map(str::to_owned);
    let status = error.raw_response().map(|response| response.status().as_u16());
    let request_id = error.request_id().map(str::to_owned);
    let (kind, transient) = match &error {
        SdkError::ConstructionFailure(_) => ("the request could not be built", false),
        SdkError::TimeoutError(_) => ("the call took too long", true),
        SdkError::DispatchFailure(failure) => ("the service was not reached", !failure.is_user()),
        SdkError::ResponseError(_) => ("the answer was not understood", true),
        // An answer of success that makes no sense was cut off or rewritten on its way.
        SdkError::ServiceError(_) if status.is_some_and(|status| status < 300) => {
            ("the answer was not understood", true)
        }
        SdkError::ServiceError(_) => ("the service refused", {
            let busy = status.is_some_and(|status| status == 429 || status >= 500);
            busy || code.as_deref().is_some_and(|code| TRANSIENT_CODES.contains(&code))
        }),
        _ => ("the call failed", false),
    };
    // What a connection says of itself is safe and worth having; what a service says may quote the item.
    let cause = match error {
        SdkError::DispatchFailure(_) | SdkError::TimeoutError(_) => error.into_source().ok(),
        _ => None,
    };
    let told = CallFailed { kind, code, status, request_id, cause };
    if transient { PortError::transient(step, told) } else { PortError::permanent(step, told) }
}
