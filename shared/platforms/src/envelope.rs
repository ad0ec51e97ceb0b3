//! What a verified body holds.

use domain::CommentEvent;

/// What a verified body holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Envelope {
    /// The comments written, edited and removed, in the order they were told.
    pub events: Vec<CommentEvent>,
    /// Events of kinds that are unknown or of no interest, by name only.
    pub skipped: Vec<String>,
    /// What somebody must see to, by name only: a subscription that the platform has ended, a connection that it cut.
    pub alerts: Vec<String>,
    /// Why parts of a readable envelope could not be read. The rest is dealt with, and the whole body quarantined.
    pub unreadable: Vec<String>,
}

/// Why a verified body cannot be read at all, without a word of its content.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unreadable(pub String);

impl Unreadable {
    pub(crate) fn because(reason: impl Into<String>) -> Self {
        Self(reason.into())
    }
}

fn masked(name: &str) -> String {
    let masked = |c: char| match c {
        'a'..='z' | 'A'..='Z' | '0'..='9' | '_' | '-' | '.' | '/' => c,
        _ => '?',
    };
    name.chars().take(NAME_LIMIT).map(masked).collect()
}

/// Longest name of a skipped kind: it becomes a metric's dimension and a line in a log.
const NAME_LIMIT: usize = 64;

impl Envelope {
    /// Notes that an event was passed over.
    ///
    /// The name comes from the sender, so it is cut and everything but the characters of names is masked: it must not
    /// become a way for content, or for control characters, into a log.
    pub(crate) fn skip(&mut self, name: &str) {
        self.skipped.push(masked(name));
    }

    /// Notes what an operator must see to; the name is bounded like that of a skipped event.
    pub(crate) fn alert(&mut self, name: &str) {
        self.alerts.push(masked(name));
    }

    /// Takes in one event, or the reason why it could not be read.
    pub(crate) fn take(&mut self, event: Result<CommentEvent, String>) {
        match event {
            Ok(event) => self.events.push(event),
            Err(reason) => self.unreadable.push(reason),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_skipped_kind_is_bounded_and_holds_no_odd_characters() {
        let mut envelope = Envelope::default();
        envelope.skip("page/ratings");
        envelope.skip(&"é\n".repeat(500));
        assert_eq!(envelope.skipped, ["page/ratings".to_owned(), "?".repeat(64)]);
    }
}
