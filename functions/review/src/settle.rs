//! What the holder of a lease does with it: more time, give it back, decide.

use bytes::Bytes;
use domain::{
    DecisionKey, LeaseToken, Outcome, ReasonCode, Resolution, Role, StoredDecision,
    lifecycle::{Event, Refused, propose},
    ports::{self, Changed},
};
use http::{Response, StatusCode};
use runtime::problem::{self, Problem};
use serde::Deserialize;

use crate::{Desk, Store, body, conflict, port, unknown_decision, view::DecisionView};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RenewRequest {
    lease_token: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReleaseRequest {
    #[serde(default)]
    lease_token: Option<String>,
    /// A lead takes the review away from whoever holds it.
    #[serde(default)]
    force: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ResolveRequest {
    lease_token: String,
    version: u64,
    outcome: Outcome,
    reason: String,
    #[serde(default)]
    note: Option<String>,
}

/// Longest note, in characters.
const NOTE_LIMIT: usize = 2000;

/// `POST /v1/reviews/{id}/renew`.
pub(crate) async fn renew<S: Store, Q>(
    desk: &Desk<'_, S, Q>,
    key: &DecisionKey,
    body: &Bytes,
) -> Result<Response<Bytes>, Problem> {
    let request: RenewRequest = body::read(body)?;
    let token = LeaseToken::presented(request.lease_token);
    let now = desk.app.clock.now();
    let until = now.plus_secs(desk.app.lease_seconds);
    settle(desk, key, |head| propose::renewal(head, &token, until, now)).await
}

/// `POST /v1/reviews/{id}/release`.
pub(crate) async fn release<S: Store, Q>(
    desk: &Desk<'_, S, Q>,
    key: &DecisionKey,
    body: &Bytes,
) -> Result<Response<Bytes>, Problem> {
    let request: ReleaseRequest = body::read(body)?;
    let now = desk.app.clock.now();
    match request.lease_token.map(LeaseToken::presented) {
        Some(token) if !request.force => {
            settle(desk, key, |head| propose::release(head, &token, now)).await
        }
        None if request.force && desk.reviewer.role >= Role::Lead => {
            let lead = || desk.reviewer.actor();
            settle(desk, key, |head| propose::forced_release(head, lead(), now)).await
        }
        None if request.force => {
            let detail = "only a lead or an admin takes a review away from its holder";
            Err(Problem::new(StatusCode::FORBIDDEN, "not-your-role", detail))
        }
        _ => Err(body::invalid("send either `lease_token`, or `force: true` as a lead")),
    }
}

/// `POST /v1/reviews/{id}/resolve`.
pub(crate) async fn resolve<S: Store, Q>(
    desk: &Desk<'_, S, Q>,
    key: &DecisionKey,
    body: &Bytes,
) -> Result<Response<Bytes>, Problem> {
    let request: ResolveRequest = body::read(body)?;
    let resolution = resolution(&request)?;
    let token = LeaseToken::presented(request.lease_token);
    let now = desk.app.clock.now();
    settle(desk, key, |head| {
        propose::resolution(head, &token, request.version, resolution.clone(), now)
    })
    .await
}

fn resolution(request: &ResolveRequest) -> Result<Resolution, Problem> {
    let fitting = || {
        let names: Vec<_> = ReasonCode::fitting(request.outcome).map(ReasonCode::name).collect();
        body::invalid(format!("`reason` for this outcome is one of: {}", names.join(", ")))
    };
    let reason = ReasonCode::named(&request.reason).ok_or_else(fitting)?;
    if !reason.fits(request.outcome) {
        return Err(fitting());
    }
    let note = request.note.as_deref().map(str::trim).filter(|note| !note.is_empty());
    if note.is_some_and(|note| note.chars().count() > NOTE_LIMIT) {
        return Err(body::invalid(format!("`note` is at most {NOTE_LIMIT} characters long")));
    }
    if reason == ReasonCode::Other && note.is_none() {
        return Err(body::invalid("reason `other` needs a `note` that says what it is"));
    }
    Ok(Resolution { outcome: request.outcome, reason, note: note.map(str::to_owned) })
}

async fn settle<S: Store, Q>(
    desk: &Desk<'_, S, Q>,
    key: &DecisionKey,
    propose: impl Fn(&StoredDecision) -> Result<Event, Refused> + Send + Sync,
) -> Result<Response<Bytes>, Problem> {
    let changed = ports::change(&desk.app.store, key, |head| propose(head).map(Some)).await;
    match changed.map_err(|error| port(&error))? {
        Changed::Done(stored) | Changed::Unchanged(stored) => {
            Ok(problem::json(StatusCode::OK, &DecisionView::of(&stored)))
        }
        Changed::Refused(refused) => Err(conflict(&refused)),
        Changed::Unknown => Err(unknown_decision()),
    }
}
