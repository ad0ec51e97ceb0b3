//! Looking without taking: the open reviews, and one decision with its history.

use bytes::Bytes;
use data_encoding::BASE64URL_NOPAD;
use domain::{DecisionKey, Label, Platform, Priority, SpaceId, StoredDecision, ports::ReviewQuery};
use http::{Response, StatusCode};
use runtime::problem::{self, Problem};
use serde::Serialize;

use crate::{
    Desk, Store, body, port, unknown_decision,
    view::{DecisionView, EventView},
};

/// Most reviews on a page, and how many when the caller does not say.
const PAGE_LIMIT: usize = 100;
const PAGE_DEFAULT: usize = 20;

const PARAMETERS: [&str; 7] = ["space", "platform", "label", "priority", "free", "cursor", "limit"];

#[derive(Serialize)]
struct Page<'a> {
    reviews: Vec<DecisionView<'a>>,
    /// Give it back as `cursor` for the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
}

#[derive(Serialize)]
struct WithHistory<'a> {
    decision: DecisionView<'a>,
    history: Vec<EventView<'a>>,
}

/// The spaces to look in: those asked for, which must be the reviewer's, or all of the reviewer's.
pub(crate) async fn spaces<S: Store, Q>(
    desk: &Desk<'_, S, Q>,
    asked: &[SpaceId],
) -> Result<Vec<SpaceId>, Problem> {
    let all = desk.app.spaces.all().await.map_err(|error| port(&error))?;
    let existing = all.into_iter().map(|ready| ready.space.id.clone());
    let mine: Vec<SpaceId> = existing.filter(|space| desk.reviewer.may_see(space)).collect();
    if asked.is_empty() {
        return Ok(mine);
    }
    if let Some(other) = asked.iter().find(|space| !mine.contains(space)) {
        let detail = format!("your token does not reach the space {other}, or there is none");
        return Err(Problem::new(StatusCode::FORBIDDEN, "other-space", detail));
    }
    Ok(asked.to_vec())
}

/// `GET /v1/reviews`.
pub(crate) async fn list<S: Store, Q>(
    desk: &Desk<'_, S, Q>,
    query: Option<&str>,
) -> Result<Response<Bytes>, Problem> {
    let mut find = ReviewQuery { limit: PAGE_DEFAULT, ..ReviewQuery::default() };
    let mut asked = Vec::new();
    for (name, value) in body::query(query, &PARAMETERS)? {
        let wrong = |expected: &str| body::invalid(format!("`{name}` is {expected}"));
        match name.as_str() {
            "space" => {
                asked.push(value.parse::<SpaceId>().map_err(|_| wrong("the id of a space"))?);
            }
            "platform" => {
                let platform = value.parse::<Platform>();
                find.platform = Some(platform.map_err(|_| wrong("the name of a platform"))?);
            }
            "label" => {
                find.label = Some(Label::named(&value).ok_or_else(|| wrong("a label"))?);
            }
            "priority" => {
                let of = |priority: &Priority| priority.name() == value;
                let found = [Priority::Urgent, Priority::Normal].into_iter().find(of);
                find.priority = Some(found.ok_or_else(|| wrong("urgent or normal"))?);
            }
            "free" => match value.as_str() {
                "true" => find.free_at = Some(desk.app.clock.now()),
                "false" => {}
                _ => return Err(wrong("true or false")),
            },
            "cursor" => {
                let position = BASE64URL_NOPAD.decode(value.as_bytes()).ok();
                let position = position.and_then(|bytes| String::from_utf8(bytes).ok());
                find.after = Some(position.ok_or_else(|| wrong("a next_cursor given by a page"))?);
            }
            _ => {
                let limit = value.parse().ok().filter(|limit| (1..=PAGE_LIMIT).contains(limit));
                find.limit = limit.ok_or_else(|| wrong("a number from 1 to 100"))?;
            }
        }
    }
    find.spaces = spaces(desk, &asked).await?;
    let wanted = find.limit;
    find.limit += 1;
    let mut found = desk.app.store.open_reviews(&find).await.map_err(|error| port(&error))?;
    let more = found.len() > wanted;
    found.truncate(wanted);
    let last = found.last().filter(|_| more).and_then(StoredDecision::position);
    let page = Page {
        reviews: found.iter().map(DecisionView::of).collect(),
        next_cursor: last.map(|position| BASE64URL_NOPAD.encode(position.as_bytes())),
    };
    Ok(problem::json(StatusCode::OK, &page))
}

/// `GET /v1/decisions/{id}`.
pub(crate) async fn read<S: Store, Q>(
    desk: &Desk<'_, S, Q>,
    key: &DecisionKey,
) -> Result<Response<Bytes>, Problem> {
    let stored = desk
        .app
        .store
        .read(key)
        .await
        .map_err(|error| port(&error))?
        .ok_or_else(unknown_decision)?;
    let history = desk.app.store.history(key).await.map_err(|error| port(&error))?;
    let body = WithHistory {
        decision: DecisionView::of(&stored),
        history: history.iter().map(EventView::of).collect(),
    };
    Ok(problem::json(StatusCode::OK, &body))
}
