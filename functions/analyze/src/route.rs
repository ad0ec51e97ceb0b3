//! The routes, once: the router reads this table, and so does the test that compares it with the OpenAPI document.

use http::Method;
use runtime::problem::Problem;

/// What a route does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RouteName {
    /// Analyzes a batch, in our own form.
    Analyze,
    /// Analyzes one comment, in Perspective's form.
    PerspectiveAnalyze,
    /// Takes a suggested score and forgets it.
    PerspectiveSuggest,
    /// Describes the two above to Google's clients.
    Discovery,
    /// Lets a web page of any origin use Perspective's form; no entry of [`ROUTES`].
    Preflight,
}

/// Every route: method, path, name.
pub const ROUTES: [(Method, &str, RouteName); 4] = [
    (Method::POST, "/analyze", RouteName::Analyze),
    (Method::POST, "/v1alpha1/comments:analyze", RouteName::PerspectiveAnalyze),
    (Method::POST, "/v1alpha1/comments:suggestscore", RouteName::PerspectiveSuggest),
    (Method::GET, "/$discovery/rest", RouteName::Discovery),
];

/// Finds the route of a request. Clients differ in whether they escape `:` and `$` in a path.
pub(crate) fn find(method: &Method, path: &str) -> Result<RouteName, Problem> {
    let path = path.replace("%3A", ":").replace("%3a", ":").replace("%24", "$");
    let path = path.strip_suffix('/').unwrap_or(&path);
    let Some((expected, _, name)) = ROUTES.iter().find(|(_, known, _)| *known == path) else {
        let detail = "no such path; infra/openapi.yaml lists them all";
        return Err(Problem::not_found("unknown-path", detail));
    };
    if expected == method {
        Ok(*name)
    } else if method == Method::OPTIONS && *name != RouteName::Analyze {
        Ok(RouteName::Preflight)
    } else {
        Err(Problem::method_not_allowed())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_finds_its_route_or_a_reason() {
        for (method, path, expected) in [
            (Method::POST, "/analyze", Ok(RouteName::Analyze)),
            (Method::POST, "/analyze/", Ok(RouteName::Analyze)),
            (Method::POST, "/v1alpha1/comments:analyze", Ok(RouteName::PerspectiveAnalyze)),
            (Method::POST, "/v1alpha1/comments%3Aanalyze", Ok(RouteName::PerspectiveAnalyze)),
            (Method::POST, "/v1alpha1/comments:suggestscore", Ok(RouteName::PerspectiveSuggest)),
            (Method::GET, "/$discovery/rest", Ok(RouteName::Discovery)),
            (Method::GET, "/%24discovery/rest", Ok(RouteName::Discovery)),
            (Method::OPTIONS, "/v1alpha1/comments:analyze", Ok(RouteName::Preflight)),
            (Method::OPTIONS, "/analyze", Err("method-not-allowed")),
            (Method::GET, "/analyze", Err("method-not-allowed")),
            (Method::GET, "/v1alpha1/comments:analyze", Err("method-not-allowed")),
            (Method::POST, "/v1alpha1/comments", Err("unknown-path")),
            (Method::POST, "/analyze/more", Err("unknown-path")),
            (Method::POST, "/", Err("unknown-path")),
        ] {
            let found = find(&method, path).map_err(|problem| problem.code());
            assert_eq!(found, expected, "{method} {path}");
        }
    }
}
