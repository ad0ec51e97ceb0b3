//! The two lists of the YouTube Data API, and who fetches them.

use std::future::Future;

use domain::AccountId;
use platforms::Secret;

/// Most items of a page, which is what the API allows.
const PAGE: &str = "100";

/// A page to ask for; each costs one unit of quota.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Query {
    /// Threads on a channel's videos, newest first.
    Threads {
        /// The channel.
        channel: AccountId,
        /// Names a page after the first.
        token: Option<String>,
    },
    /// Replies to a comment.
    Replies {
        /// The comment.
        parent: String,
        /// Names a page after the first.
        token: Option<String>,
    },
}

impl Query {
    /// The path below the API's address, with its query.
    #[must_use]
    pub fn path(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("maxResults", PAGE).append_pair("textFormat", "html");
        let (list, token) = match self {
            Self::Threads { channel, token } => {
                query.append_pair("part", "snippet,replies").append_pair("order", "time");
                query.append_pair("allThreadsRelatedToChannelId", channel.as_str());
                ("commentThreads", token)
            }
            Self::Replies { parent, token } => {
                query.append_pair("part", "snippet").append_pair("parentId", parent);
                ("comments", token)
            }
        };
        if let Some(token) = token {
            query.append_pair("pageToken", token);
        }
        format!("/{list}?{}", query.finish())
    }

    /// Whether a page after the first is asked for.
    pub(super) const fn has_token(&self) -> bool {
        matches!(self, Self::Threads { token: Some(_), .. } | Self::Replies { token: Some(_), .. })
    }
}

/// What the API answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// How many seconds it asks to wait, if it does.
    pub retry_after: Option<u64>,
    /// The body.
    pub body: Vec<u8>,
}

/// The API was not reached, or was cut off. Holds neither the key nor an address with it.
#[derive(Debug, thiserror::Error)]
#[error("YouTube was not reached: {0}")]
pub struct Unreached(pub String);

/// Fetches pages.
pub trait Api: Send + Sync {
    /// Asks once.
    fn get(
        &self,
        key: &Secret,
        query: &Query,
    ) -> impl Future<Output = Result<Reply, Unreached>> + Send;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_encoded() {
        let channel = AccountId::new("UC1&x=").unwrap();
        let first = Query::Threads { channel, token: None };
        assert_eq!(
            first.path(),
            "/commentThreads?maxResults=100&textFormat=html&part=snippet%2Creplies&order=time\
             &allThreadsRelatedToChannelId=UC1%26x%3D"
        );
        let next = Query::Replies { parent: "Ug.1".into(), token: Some("a=b".into()) };
        assert_eq!(
            next.path(),
            "/comments?maxResults=100&textFormat=html&part=snippet&parentId=Ug.1&pageToken=a%3Db"
        );
        assert!(next.has_token() && !first.has_token());
    }
}
