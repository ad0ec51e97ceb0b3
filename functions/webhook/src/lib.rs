//! Comments come in.
//!
//! [`handle`] is the flow, top to bottom: route, verify, parse, and then for each comment find its space, classify,
//! decide and record, and at last reply in the sender's own terms. Nothing is answered with 2xx before every comment of
//! the envelope has its one stored decision, or the body is kept in quarantine.

mod route;

use std::sync::Arc;

use bytes::Bytes;
use classify::Classifier;
use domain::{Clock, FailPosture, Platform, SpaceId, ports::FetchSecret};
use http::{Method, Request, Response, StatusCode};
use platforms::{Answered, Envelope, Refusal, Sender, Unverified, Verified};
pub use runtime::intake::Store;
use runtime::{
    intake::{Intake, Taken},
    keyrings::Keyrings,
    problem::Problem,
    spaces::{ReadySpace, SpaceCatalog},
    telemetry::Counter,
};

use route::Route;

/// Everything a request is handled with; made once per process.
pub struct App<S, F> {
    /// Reads the text.
    pub classifier: Arc<Classifier>,
    /// Where decisions go.
    pub store: S,
    /// The spaces, in memory.
    pub spaces: Arc<SpaceCatalog<S>>,
    /// The senders' secrets, in memory; a platform without one is not served.
    pub keyrings: Keyrings<F>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Counts what happened.
    pub counter: Counter,
}

impl<S, F> std::fmt::Debug for App<S, F> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App").finish_non_exhaustive()
    }
}

impl<S: Store, F: FetchSecret> App<S, F> {
    /// Reads spaces and secrets ahead of the first request, which also opens the connections.
    ///
    /// A failure here is only logged: the first request will meet it again and answer properly.
    pub async fn warm(&self) {
        let (spaces, secrets) = futures::join!(self.spaces.all(), self.keyrings.warm());
        for error in [spaces.err(), secrets.err()].into_iter().flatten() {
            tracing::warn!(error = %runtime::problem::Chain(&error), "warming up failed");
        }
    }
}

/// Largest body that is read, in bytes: what a Lambda can be given, and four times Meta's largest batch of text.
pub const BODY_LIMIT: usize = 4 * 1024 * 1024;

/// Handles one request of a sender.
pub async fn handle<S: Store, F: FetchSecret>(
    app: &App<S, F>,
    request: Request<Bytes>,
) -> Response<Bytes> {
    match Route::of(request.uri().path()) {
        Some(route) if app.keyrings.serves(&route.platform) => {
            let platform = route.platform.clone();
            let started = app.clock.now();
            let answer = answer(app, route, request).await;
            let status = answer.as_ref().map_or_else(Problem::status, Response::status);
            tracing::info!(
                platform = platform.as_str(),
                status = status.as_u16(),
                problem = answer.as_ref().err().map(Problem::code),
                latency_ms = app.clock.now().millis() - started.millis(),
                "webhook answered"
            );
            answer.unwrap_or_else(Problem::into_response)
        }
        _ => unknown_platform().into_response(),
    }
}

fn unknown_platform() -> Problem {
    let detail = "no such platform here; the path is /webhooks/{platform} or \
                  /webhooks/{platform}/{space}";
    Problem::not_found("unknown-platform", detail)
}

async fn answer<S: Store, F: FetchSecret>(
    app: &App<S, F>,
    route: Route,
    request: Request<Bytes>,
) -> Result<Response<Bytes>, Problem> {
    let Route { platform, space } = route;
    let sender = platforms::sender(platform.as_str()).ok_or_else(unknown_platform)?;
    if request.body().len() > BODY_LIMIT {
        let detail = format!("a body is at most {BODY_LIMIT} bytes; send fewer comments at once");
        return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "body-too-large", detail));
    }
    let space = match space {
        None => None,
        Some(id) => Some(named_space(app, &id).await?),
    };
    let unverified = unverified(request, space.as_ref().map(|ready| ready.space.id.clone()));
    match unverified.method {
        Method::GET => return handshake(app, sender, &platform, &unverified).await,
        Method::POST => {}
        _ => return Err(Problem::method_not_allowed()),
    }
    let verified = verify(app, sender, &platform, unverified).await?;
    if let Some(answer) = sender.challenge(&verified) {
        return Ok(answer);
    }
    let posture = space.as_ref().map_or_else(FailPosture::default, |ready| ready.space.posture);
    let intake = Intake {
        classifier: &app.classifier,
        store: &app.store,
        spaces: &app.spaces,
        clock: app.clock.as_ref(),
        platform: &platform,
        named: space,
        scope: verified.scope(),
        body: verified.body(),
    };
    let envelope = sender.parse(&verified).unwrap_or_else(|unreadable| Envelope {
        unreadable: vec![unreadable.0],
        ..Envelope::default()
    });
    match sender.deadline() {
        None => intake.take(envelope).await,
        Some(patience) => match tokio::time::timeout(patience, intake.take(envelope)).await {
            Ok(taken) => taken,
            Err(_) => Err(Problem::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "too-slow",
                "the decision was not durable within the sender's deadline",
            )),
        },
    }
    .map(|taken| reply(app, sender, &platform, &taken))
    .or_else(|problem| fall_back(sender, posture, problem))
}

async fn named_space<S: Store, F>(
    app: &App<S, F>,
    id: &SpaceId,
) -> Result<Arc<ReadySpace>, Problem> {
    let found = app.spaces.named(id).await.map_err(|error| Problem::of_port(&error))?;
    found.ok_or_else(|| {
        Problem::not_found("unknown-space", "no space has the id that this path names")
    })
}

fn unverified(request: Request<Bytes>, space: Option<SpaceId>) -> Unverified {
    let (parts, body) = request.into_parts();
    Unverified {
        method: parts.method,
        space,
        query: parts.uri.query().map(str::to_owned),
        headers: parts.headers,
        body,
    }
}

fn refused(refusal: &Refusal) -> Problem {
    Problem::new(refusal.status(), "refused", refusal.to_string())
}

async fn handshake<S: Store, F: FetchSecret>(
    app: &App<S, F>,
    sender: &dyn Sender,
    platform: &Platform,
    request: &Unverified,
) -> Result<Response<Bytes>, Problem> {
    let keyring = app.keyrings.keyring(platform).await.map_err(|error| Problem::of_port(&error))?;
    match sender.handshake(request, &keyring) {
        None => Err(Problem::method_not_allowed()),
        Some(answer) => answer.map_err(|refusal| refused(&refusal)),
    }
}

/// Verifies with the secrets in memory and, when they do not fit, once more with freshly read ones.
async fn verify<S: Store, F: FetchSecret>(
    app: &App<S, F>,
    sender: &dyn Sender,
    platform: &Platform,
    request: Unverified,
) -> Result<Verified, Problem> {
    let now = app.clock.now();
    let keyring = app.keyrings.keyring(platform).await.map_err(|error| Problem::of_port(&error))?;
    let refusal = match sender.verify(request.clone(), &keyring, now) {
        Ok(verified) => return Ok(verified),
        Err(refusal @ (Refusal::WrongSignature | Refusal::NoSecret)) => refusal,
        Err(refusal) => return Err(refuse(app, platform, &refusal)),
    };
    let reread = app.keyrings.reread(platform).await.map_err(|error| Problem::of_port(&error))?;
    let verified = match reread {
        Some(keyring) => sender.verify(request, &keyring, now),
        None => Err(refusal),
    };
    verified.map_err(|refusal| refuse(app, platform, &refusal))
}

fn refuse<S, F>(app: &App<S, F>, platform: &Platform, refusal: &Refusal) -> Problem {
    let dimensions = [("platform", platform.as_str())];
    app.counter.count(app.clock.as_ref(), &dimensions, &[("refused", 1)]);
    refused(refusal)
}

fn reply<S, F>(
    app: &App<S, F>,
    sender: &dyn Sender,
    platform: &Platform,
    taken: &Taken,
) -> Response<Bytes> {
    let counts = taken.counts();
    app.counter.count(app.clock.as_ref(), &[("platform", platform.as_str())], &counts);
    let answers: Vec<Answered<'_>> = taken.answers();
    sender.reply(&answers)
}

/// What to answer when nothing could be decided: the sender's own fallback for the posture of the space in the path
/// (hold, where it names none) where it has one, else the problem, after which it sends again.
///
/// Only a sender that waits for the verdict and never sends again has a fallback (infra/decisions/0005).
fn fall_back(
    sender: &dyn Sender,
    posture: FailPosture,
    problem: Problem,
) -> Result<Response<Bytes>, Problem> {
    if !problem.status().is_server_error() {
        return Err(problem);
    }
    sender.fallback(posture).ok_or(problem)
}
