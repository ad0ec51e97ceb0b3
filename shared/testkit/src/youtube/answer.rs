//! What the service answers.

use std::collections::BTreeMap;

use domain::Timestamp;
use serde_json::{Value, json};

use super::{Said, State, Token, YouTube};

/// A refusal: status and reason.
type Refused = (u16, &'static str);

type Query = BTreeMap<String, String>;

impl YouTube {
    /// Answers a GET of a path and query under the API's address.
    pub fn answer(&self, key: Option<&str>, path: &str) -> (u16, String) {
        let answer = self.page(key, path);
        match answer {
            Ok(page) => (200, page.to_string()),
            Err((status, reason)) => {
                let error = json!({ "domain": "youtube", "reason": reason, "message": reason });
                let errors = json!([error]);
                let body = json!({ "code": status, "message": reason, "errors": errors });
                (status, json!({ "error": body }).to_string())
            }
        }
    }

    fn page(&self, key: Option<&str>, path: &str) -> Result<Value, Refused> {
        let mut state = self.state();
        state.calls.push(path.to_owned());
        if key != Some(self.manners.key.as_str()) {
            return Err((400, "keyInvalid"));
        }
        match &mut state.left {
            Some(0) => return Err((403, "quotaExceeded")),
            Some(left) => *left -= 1,
            None => {}
        }
        if let Some(failure) = state.failures.pop_front() {
            return Err(failure);
        }
        let (list, query) = path.split_once('?').ok_or((400, "badRequest"))?;
        let query: Query = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        let (filter, part) = match list {
            "/commentThreads" => ("allThreadsRelatedToChannelId", "snippet,replies"),
            "/comments" => ("parentId", "snippet"),
            _ => return Err((404, "notFound")),
        };
        let size = self.checked(&query, filter, part)?;
        let subject = query.get(filter).ok_or((400, "missingRequiredParameter"))?;
        if filter == "parentId" {
            self.replies(&mut state, subject, &query, size)
        } else if query.get("order").map(String::as_str) == Some("time") {
            self.threads(&mut state, subject, &query, size)
        } else {
            Err((400, "badRequest"))
        }
    }

    /// Checks the parameters; gives the items of a page.
    fn checked(&self, query: &Query, filter: &str, part: &str) -> Result<usize, Refused> {
        for (name, value) in query {
            let good = match name.as_str() {
                "part" => value == part,
                "textFormat" => value == "html" || value == "plainText",
                "maxResults" => value.parse().is_ok_and(|n| (1..=100).contains(&n)),
                "order" => filter != "parentId" && (value == "time" || value == "relevance"),
                "pageToken" => true,
                name => name == filter && !value.is_empty(),
            };
            if !good {
                return Err((400, "badRequest"));
            }
        }
        if !query.contains_key("part") {
            return Err((400, "missingRequiredParameter"));
        }
        let most = query.get("maxResults").and_then(|n| n.parse().ok()).unwrap_or(20);
        Ok(self.manners.page.min(most))
    }

    fn threads(
        &self,
        state: &mut State,
        channel: &str,
        query: &Query,
        size: usize,
    ) -> Result<Value, Refused> {
        if !state.channels.iter().any(|known| known == channel) {
            return Err((404, "channelNotFound"));
        }
        let is_top = |said: &&Said| said.parent.is_none() && said.listed && said.channel == channel;
        let mut tops: Vec<Said> = state.said.iter().filter(is_top).cloned().collect();
        tops.sort_by_key(Said::place);
        let (page, next) = self.cut(state, &tops, &format!("t/{channel}"), query, size)?;
        let items: Vec<Value> = page.iter().map(|top| self.thread(state, top)).collect();
        Ok(listing("youtube#commentThreadListResponse", &items, next.as_deref()))
    }

    fn replies(
        &self,
        state: &mut State,
        parent: &str,
        query: &Query,
        size: usize,
    ) -> Result<Value, Refused> {
        if !state.said.iter().any(|said| said.id == parent && said.listed) {
            return Err((404, "commentNotFound"));
        }
        let replies: Vec<Said> = below(state, parent);
        let (page, next) = self.cut(state, &replies, &format!("r/{parent}"), query, size)?;
        let items: Vec<Value> = page.iter().map(item).collect();
        Ok(listing("youtube#commentListResponse", &items, next.as_deref()))
    }

    /// The page that the query's token names, and the token of the next.
    fn cut(
        &self,
        state: &mut State,
        all: &[Said],
        list: &str,
        query: &Query,
        size: usize,
    ) -> Result<(Vec<Said>, Option<String>), Refused> {
        let start = match query.get("pageToken") {
            None => 0,
            Some(name) => {
                let token = state.tokens.get(name).filter(|token| token.list == list);
                let token = token.ok_or((400, "invalidPageToken"))?;
                match &token.after {
                    Some(place) => all.iter().filter(|said| said.place() <= *place).count(),
                    None => token.offset,
                }
            }
        };
        let page: Vec<Said> = all.iter().skip(start).take(size).cloned().collect();
        let end = start + page.len();
        let next = (end < all.len()).then(|| {
            state.issued += 1;
            let name = format!("token-{}", state.issued);
            let after = page.last().filter(|_| !self.manners.counting_tokens).map(Said::place);
            let token = Token { list: list.to_owned(), offset: end, after };
            state.tokens.insert(name.clone(), token);
            name
        });
        Ok((page, next))
    }

    fn thread(&self, state: &State, top: &Said) -> Value {
        if let Some(broken) = &top.broken {
            return broken.clone();
        }
        let replies = below(state, &top.id);
        let total = replies.len();
        let mut thread = json!({
            "kind": "youtube#commentThread", "etag": "x", "id": top.id,
            "snippet": {
                "channelId": top.channel, "videoId": "video-1", "topLevelComment": item(top),
                "canReply": true, "totalReplyCount": total, "isPublic": true,
            },
        });
        let shown: Vec<Value> = replies.iter().rev().take(self.manners.shown).map(item).collect();
        if let (false, Some(thread)) = (shown.is_empty(), thread.as_object_mut()) {
            thread.insert("replies".to_owned(), json!({ "comments": shown }));
        }
        thread
    }
}

/// The replies to a comment, oldest first.
fn below(state: &State, parent: &str) -> Vec<Said> {
    let is_reply = |said: &&Said| said.parent.as_deref() == Some(parent) && said.listed;
    let mut replies: Vec<Said> = state.said.iter().filter(is_reply).cloned().collect();
    replies.sort_by_key(Said::place);
    replies
}

fn listing(kind: &str, items: &[Value], next: Option<&str>) -> Value {
    let info = json!({ "totalResults": items.len(), "resultsPerPage": items.len() });
    let mut page = json!({ "kind": kind, "etag": "x", "pageInfo": info, "items": items });
    if let (Some(next), Some(page)) = (next, page.as_object_mut()) {
        page.insert("nextPageToken".to_owned(), json!(next));
    }
    page
}

fn item(said: &Said) -> Value {
    if let Some(broken) = &said.broken {
        return broken.clone();
    }
    let mut snippet = json!({
        "channelId": said.channel, "textDisplay": said.text, "authorDisplayName": "@somebody",
        "authorProfileImageUrl": "https://yt3.example/a", "authorChannelUrl": "http://www.youtube.com/@somebody",
        "canRate": true, "viewerRating": "none", "likeCount": 0,
        "publishedAt": seconds(said.published_at),
        "updatedAt": seconds(said.updated_at),
    });
    if let Some(snippet) = snippet.as_object_mut() {
        if let Some(author) = &said.author {
            snippet.insert("authorChannelId".to_owned(), json!({ "value": author }));
        }
        match &said.parent {
            Some(parent) => snippet.insert("parentId".to_owned(), json!(parent)),
            None => snippet.insert("videoId".to_owned(), json!("video-1")),
        };
    }
    json!({ "kind": "youtube#comment", "etag": "y", "id": said.id, "snippet": snippet })
}

/// YouTube's moments have no fraction.
fn seconds(moment: Timestamp) -> String {
    moment.to_string().replace(".000Z", "Z")
}
