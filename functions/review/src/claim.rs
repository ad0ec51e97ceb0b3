//! Taking a review.

use bytes::Bytes;
use domain::{
    DecisionKey, Label, LeaseToken, Platform, Priority, SpaceId, StoredDecision,
    lifecycle::propose,
    ports::{self, Changed, ReceivePointers, ReviewQuery},
};
use http::{Response, StatusCode};
use runtime::problem::{self, Problem};
use serde::{Deserialize, Serialize};

use crate::{
    Desk, Store, body, browse, conflict, port, unknown_decision, view::DecisionView, wake,
};

/// What "the next review" means to this reviewer.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NextRequest {
    /// Only from these spaces; all of the reviewer's when left out.
    #[serde(default)]
    spaces: Vec<SpaceId>,
    #[serde(default)]
    priority: Option<Priority>,
    #[serde(default)]
    platform: Option<Platform>,
    #[serde(default)]
    label: Option<Label>,
    /// How long to wait for work when there is none, 0 to 20.
    #[serde(default)]
    wait_seconds: u8,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct OneRequest {}

/// A claimed review, with the lease that only its holder sees.
#[derive(Serialize)]
struct Claimed<'a> {
    decision: DecisionView<'a>,
    lease_token: &'a str,
}

/// Longest wait for work, in seconds: below the gateway's 30.
const LONGEST_WAIT: u8 = 20;

/// Candidates read at a time. The first is nearly always free; the others are there for when colleagues are quicker.
const CANDIDATES: usize = 10;

/// Rounds of candidates before "nothing": only reached while colleagues claim everything under our hands.
const ROUNDS: usize = 5;

/// `POST /v1/reviews/claim`: urgent first, oldest first. 204 when there is no work.
pub(crate) async fn next<S: Store, Q: ReceivePointers>(
    desk: &Desk<'_, S, Q>,
    body: &Bytes,
) -> Result<Response<Bytes>, Problem> {
    let request: NextRequest = body::read(body)?;
    if request.wait_seconds > LONGEST_WAIT {
        return Err(body::invalid(format!("wait_seconds is at most {LONGEST_WAIT}")));
    }
    let query = ReviewQuery {
        spaces: browse::spaces(desk, &request.spaces).await?,
        priority: request.priority,
        platform: request.platform,
        label: request.label,
        free_at: Some(desk.app.clock.now()),
        after: None,
        limit: CANDIDATES,
    };
    let (first, _) = futures::join!(first_free(desk, &query), wake::drain(desk.app));
    if let Some(claimed) = first? {
        return Ok(claimed);
    }
    if request.wait_seconds > 0 {
        // The index may not have caught up with what a pointer tells of, so those are tried by name first.
        for pointer in wake::wait(desk.app, request.wait_seconds).await {
            if !query.spaces.contains(&pointer.id.space) {
                continue;
            }
            let head = desk.app.store.read(&pointer.id).await.map_err(|error| port(&error))?;
            if head.is_some_and(|head| query.admits(&head))
                && let Ok(claimed) = attempt(desk, &pointer.id).await?
            {
                return Ok(claimed.into_response());
            }
        }
        let query = ReviewQuery { free_at: Some(desk.app.clock.now()), ..query };
        if let Some(claimed) = first_free(desk, &query).await? {
            return Ok(claimed);
        }
    }
    let mut nothing = Response::new(Bytes::new());
    *nothing.status_mut() = StatusCode::NO_CONTENT;
    Ok(nothing)
}

/// Claims the first review that is still free when we get to it.
async fn first_free<S: Store, Q: ReceivePointers>(
    desk: &Desk<'_, S, Q>,
    query: &ReviewQuery,
) -> Result<Option<Response<Bytes>>, Problem> {
    let mut query = query.clone();
    for _ in 0..ROUNDS {
        let candidates = desk.app.store.open_reviews(&query).await.map_err(|error| port(&error))?;
        for candidate in &candidates {
            if let Ok(claimed) = attempt(desk, candidate.key()).await? {
                return Ok(Some(claimed.into_response()));
            }
        }
        let Some(last) = candidates.last().and_then(StoredDecision::position) else { break };
        query.after = Some(last);
    }
    Ok(None)
}

/// `POST /v1/reviews/{id}/claim`.
pub(crate) async fn one<S: Store, Q: ReceivePointers>(
    desk: &Desk<'_, S, Q>,
    key: &DecisionKey,
    body: &Bytes,
) -> Result<Response<Bytes>, Problem> {
    let OneRequest {} = body::read(body)?;
    attempt(desk, key).await?.map(Claim::into_response)
}

/// A claim that succeeded.
struct Claim {
    stored: Box<StoredDecision>,
    token: LeaseToken,
}

impl Claim {
    fn into_response(self) -> Response<Bytes> {
        let decision = DecisionView::of(&self.stored);
        problem::json(StatusCode::OK, &Claimed { decision, lease_token: self.token.reveal() })
    }
}

/// Tries to claim one review. The outer error ends the request; the inner one says why this review is not to be had.
async fn attempt<S: Store, Q>(
    desk: &Desk<'_, S, Q>,
    key: &DecisionKey,
) -> Result<Result<Claim, Problem>, Problem> {
    let token = LeaseToken::from_random(&runtime::entropy::random().map_err(|error| {
        tracing::error!(%error, "the operating system gives no random bytes");
        let detail = "no lease can be made at the moment";
        Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", detail)
    })?);
    let now = desk.app.clock.now();
    let until = now.plus_secs(desk.app.lease_seconds);
    let changed = ports::change(&desk.app.store, key, |head| {
        propose::claim(head, desk.reviewer.actor(), &token, until, now).map(Some)
    })
    .await
    .map_err(|error| port(&error))?;
    Ok(match changed {
        Changed::Done(stored) | Changed::Unchanged(stored) => Ok(Claim { stored, token }),
        Changed::Refused(refused) => Err(conflict(&refused)),
        Changed::Unknown => Err(unknown_decision()),
    })
}
