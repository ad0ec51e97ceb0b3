//! Vigie as its users see it: a URL, the senders' secrets, a reviewer's token.

use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use domain::{Clock, Timestamp};
use platforms::{
    Keyring,
    fixture::{Fixture, VERIFY_TOKEN},
};
use runtime::SystemClock;
use serde_json::{Value, json};

use crate::openapi;

/// The repository's root.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// What `tests/run` tells the tests.
#[expect(clippy::disallowed_methods, reason = "tests have no configuration of their own")]
pub(crate) fn variable(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set; run with: bash tests/run"))
}

/// An answer over HTTP.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) content_type: String,
    pub(crate) body: Value,
}

impl Answer {
    /// The results of a `cms` reply.
    pub(crate) fn results(&self) -> &Vec<Value> {
        assert_eq!(self.status, 200, "{self:?}");
        self.body["results"].as_array().unwrap()
    }

    /// The answer, which must have a status.
    pub(crate) fn with_status(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{self:?}");
        self
    }

    /// The answer, which must be a problem of a status and code.
    pub(crate) fn problem(self, status: u16, code: &str) -> Self {
        let answer = self.with_status(status);
        assert_eq!(answer.body["code"], code, "{answer:?}");
        assert_eq!(answer.content_type, "application/problem+json");
        answer
    }
}

/// A running Vigie.
pub(crate) struct Target {
    pub(crate) url: String,
    pub(crate) token: String,
    /// By platform.
    pub(crate) secrets: Value,
    /// How long a lease lasts there.
    pub(crate) lease: Duration,
    agent: ureq::Agent,
}

/// Longest wait for something that happens by itself: a stream, a queue, an index.
const PATIENCE: Duration = Duration::from_secs(30);

pub(crate) fn now() -> Timestamp {
    SystemClock.now()
}

impl Target {
    pub(crate) fn new(url: String, token: String, secrets: Value, lease: Duration) -> Self {
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(60)))
            .build()
            .into();
        Self { url, token, secrets, lease, agent }
    }

    /// The same Vigie, for somebody with another token.
    pub(crate) fn with_token(&self, token: &str) -> Self {
        let (url, secrets) = (self.url.clone(), self.secrets.clone());
        Self::new(url, token.to_owned(), secrets, self.lease)
    }

    fn run(&self, request: http::Request<Vec<u8>>) -> Answer {
        let mut response = self.agent.run(request).unwrap();
        let text = response.body_mut().read_to_string().unwrap();
        let content_type = response.headers().get("content-type");
        Answer {
            status: response.status().as_u16(),
            content_type: content_type.map_or("", |value| value.to_str().unwrap()).to_owned(),
            body: serde_json::from_str(&text).unwrap_or(Value::String(text)),
        }
    }

    /// Sends a fixture as its platform would.
    pub(crate) fn deliver(&self, fixture: &Fixture) -> Answer {
        let keyring = &self.secrets[fixture.sender().unwrap().name()];
        let keyring = Keyring::parse(&keyring.to_string()).unwrap();
        let space = fixture.space().unwrap();
        let (secret, _) = keyring.signing(space.as_ref()).next().unwrap();
        let (parts, body) = fixture.to_request(secret, now()).unwrap().into_parts();
        let token = keyring.handshake().next().map_or("", |token| token.reveal());
        let uri = format!("{}{}", self.url, parts.uri).replace(VERIFY_TOKEN, token);
        let mut request = http::Request::builder().method(parts.method).uri(uri);
        *request.headers_mut().unwrap() = parts.headers;
        self.run(request.body(body.to_vec()).unwrap())
    }

    /// Sends one `cms` event to the space `le-journal`.
    pub(crate) fn cms(&self, kind: &str, data: &Value) -> Answer {
        self.deliver(&cms_fixture("good", &json!({ "type": kind, "data": data })))
    }

    /// Sends a new comment; gives its one result.
    pub(crate) fn comment(&self, id: &str, text: &str) -> Value {
        let answer = self.cms("comment.created", &json!({ "comment_id": id, "text": text }));
        answer.results()[0].clone()
    }

    /// Asks the review API. Every answer is held against the OpenAPI document.
    pub(crate) fn api(&self, method: &str, path: &str, body: Option<&Value>) -> Answer {
        let request = http::Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.url))
            .header("authorization", format!("Bearer {}", self.token))
            .header("content-type", "application/json")
            .body(body.map(Value::to_string).unwrap_or_default().into_bytes())
            .unwrap();
        let answer = self.run(request);
        openapi::holds(method, path, &answer);
        answer
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> Answer {
        self.api("POST", path, Some(body))
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.api("GET", path, None)
    }

    /// Claims the review of a comment as soon as there is one.
    pub(crate) fn claim(&self, id: &str) -> Answer {
        eventually("the review can be claimed", || {
            let answer = self.post(&format!("/v1/reviews/{id}/claim"), &json!({}));
            (answer.status == 200).then_some(answer)
        })
    }

    /// The ids of the open reviews.
    pub(crate) fn open_reviews(&self) -> Vec<String> {
        let page = self.get("/v1/reviews?limit=100").with_status(200);
        let reviews = page.body["reviews"].as_array().unwrap();
        reviews.iter().map(|review| review["id"].as_str().unwrap().to_owned()).collect()
    }
}

/// A `cms` delivery of a body to the space `le-journal`.
pub(crate) fn cms_fixture(signature: &str, body: &Value) -> Fixture {
    let fixture = json!({
        "about": "made by a test",
        "request": {
            "method": "POST",
            "path": "/webhooks/cms/le-journal",
            "headers": { "content-type": "application/json" },
            "body": body,
        },
        "signature": signature,
        "expect": { "status": 200 },
    });
    let mut fixture: Fixture = serde_json::from_value(fixture).unwrap();
    fixture.case = format!("delivery-{}", now().millis());
    fixture
}

/// Waits until something is there.
pub(crate) fn eventually<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(begun.elapsed() < PATIENCE, "waited {PATIENCE:?} in vain until {what}");
        pause(Duration::from_millis(100));
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "tests wait for other processes, on their own thread"
)]
pub(crate) fn pause(duration: Duration) {
    std::thread::sleep(duration);
}
