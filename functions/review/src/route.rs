//! The routes, once: the router reads this table, and so does the test that compares it with the OpenAPI document.

use domain::DecisionKey;
use http::Method;
use runtime::problem::Problem;

/// What a route does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RouteName {
    /// Lists open reviews.
    List,
    /// Claims the next open review.
    ClaimNext,
    /// Claims one review.
    Claim,
    /// Asks for more time.
    Renew,
    /// Gives a review back.
    Release,
    /// Decides.
    Resolve,
    /// Reads one decision with its history.
    Read,
}

/// Every route: method, path template, name.
pub const ROUTES: [(Method, &str, RouteName); 7] = [
    (Method::GET, "/v1/reviews", RouteName::List),
    (Method::POST, "/v1/reviews/claim", RouteName::ClaimNext),
    (Method::POST, "/v1/reviews/{id}/claim", RouteName::Claim),
    (Method::POST, "/v1/reviews/{id}/renew", RouteName::Renew),
    (Method::POST, "/v1/reviews/{id}/release", RouteName::Release),
    (Method::POST, "/v1/reviews/{id}/resolve", RouteName::Resolve),
    (Method::GET, "/v1/decisions/{id}", RouteName::Read),
];

/// The value of `{id}`, when the path fits the template.
fn matched<'a>(template: &str, path: &'a str) -> Option<Option<&'a str>> {
    let mut id = None;
    let mut parts = path.split('/');
    for expected in template.split('/') {
        let part = parts.next()?;
        if expected == "{id}" {
            id = Some(part);
        } else if expected != part {
            return None;
        }
    }
    parts.next().is_none().then_some(id)
}

/// Finds the route of a request and the decision it names.
pub(crate) fn find(
    method: &Method,
    path: &str,
) -> Result<(RouteName, Option<DecisionKey>), Problem> {
    let path = path.strip_suffix('/').unwrap_or(path);
    let mut path_exists = false;
    for (route_method, template, name) in &ROUTES {
        let Some(id) = matched(template, path) else { continue };
        path_exists = true;
        if route_method != method {
            continue;
        }
        let Some(id) = id else { return Ok((*name, None)) };
        return id.parse().map(|key| (*name, Some(key))).map_err(|_| {
            Problem::not_found("unknown-decision", "this is not the id of a decision")
        });
    }
    if path_exists {
        return Err(Problem::method_not_allowed());
    }
    Err(Problem::not_found("unknown-path", "no such path; infra/openapi.yaml lists them all"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_finds_its_route_or_a_reason() {
        let key = DecisionKey {
            space: "s".parse().unwrap(),
            platform: "cms".parse().unwrap(),
            comment: "c".parse().unwrap(),
        };
        let claim = format!("/v1/reviews/{key}/claim");
        let found = find(&Method::POST, &claim).unwrap();
        assert_eq!(found, (RouteName::Claim, Some(key)));
        assert_eq!(find(&Method::GET, "/v1/reviews/").unwrap(), (RouteName::List, None));
        for (method, path, code) in [
            (Method::GET, claim.as_str(), "method-not-allowed"),
            (Method::POST, "/v1/reviews/!/claim", "unknown-decision"),
            (Method::GET, "/v1/decisions/", "unknown-path"),
            (Method::GET, "/v1/decisions/a/b", "unknown-path"),
            (Method::GET, "/", "unknown-path"),
        ] {
            assert_eq!(find(&method, path).unwrap_err().code(), code, "{method} {path}");
        }
    }
}
