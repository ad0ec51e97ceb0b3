//! Which platform, and which space, a path names.

use domain::{Platform, SpaceId};

/// Where a request goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Route {
    pub(crate) platform: Platform,
    pub(crate) space: Option<SpaceId>,
}

impl Route {
    /// Reads `/webhooks/{platform}` and `/webhooks/{platform}/{space}`, with or without a slash at the end.
    pub(crate) fn of(path: &str) -> Option<Self> {
        let rest = path.strip_prefix("/webhooks/")?;
        let mut parts = rest.strip_suffix('/').unwrap_or(rest).split('/');
        let platform = parts.next()?.parse().ok()?;
        let space = match parts.next() {
            None => None,
            Some(id) => Some(id.parse().ok()?),
        };
        parts.next().is_none().then_some(Self { platform, space })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_names_a_platform_and_perhaps_a_space() {
        for (path, expected) in [
            ("/webhooks/cms", Some(("cms", None))),
            ("/webhooks/cms/", Some(("cms", None))),
            ("/webhooks/cms/le-journal", Some(("cms", Some("le-journal")))),
            ("/webhooks/", None),
            ("/webhooks/CMS", None),
            ("/webhooks/cms/a/b", None),
            ("/webhook/cms", None),
            ("/webhooks/cms/%2e%2e", None),
        ] {
            let route = Route::of(path);
            let names = route
                .as_ref()
                .map(|route| (route.platform.as_str(), route.space.as_ref().map(SpaceId::as_str)));
            assert_eq!(names, expected, "{path}");
        }
    }
}
