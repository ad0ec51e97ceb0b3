//! `permissions`: a person granted or revoked what the app may do.

use super::entry::Change;
use crate::Envelope;

/// Reads a change of a permission. One that was revoked may mean that comments stop coming.
pub(super) fn read(change: Change<'_>, envelope: &mut Envelope) {
    let name = format!("permissions/{}", change.field);
    match change.value.text("verb") {
        Some("revoked" | "revoke") => envelope.alert(&name),
        _ => envelope.skip(&name),
    }
}
