//! Texts too long to lie in the head.
//!
//! The head is read, written and put into the index at every step of a review, so it holds a long text's beginning
//! only. The whole text lies beside it in parts, under its digest, written **before** the head that needs it: a crash
//! between the two leaves parts that nothing points to, and time-to-live takes them.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{
    Decision, DecisionKey, Revision,
    ports::{Answer, PortError},
};

use super::{
    failure::failed,
    item::{number, sort_key},
    keys,
    table::Table,
};
use crate::shared::Unreadable;

/// From here on a text is long, in bytes.
const LONG: usize = 64 * 1024;
/// What the head keeps of a long text, in bytes.
const BEGINNING: usize = 4 * 1024;
/// The longest part, in bytes; an item may have 400 KB in all.
const PART: usize = 300_000;

const TEXT: &str = "text";

pub(super) const fn is_long(text: &str) -> bool {
    text.len() > LONG
}

/// Cuts a long text down to its beginning.
pub(super) fn shorten(decision: &mut Decision) {
    let text = &mut decision.comment.text;
    if is_long(text) {
        text.truncate(text.floor_char_boundary(BEGINNING));
    }
}

/// The parts of a long text; none for any other.
pub(super) fn parts(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = if is_long(text) { text } else { "" };
    std::iter::from_fn(move || {
        let (part, after) = rest.split_at_checked(rest.floor_char_boundary(PART))?;
        rest = after;
        (!part.is_empty()).then_some(part)
    })
}

impl Table {
    /// Writes the parts of a long text. Parts that are there already are left, unless these are to be kept longer.
    pub(super) async fn keep_long_text(&self, decision: &Decision) -> Answer<()> {
        let revision = &decision.comment.revision;
        for (index, part) in parts(&decision.comment.text).enumerate() {
            let sk = keys::text_part(&revision.digest, index);
            let until = number(decision.expires_at.secs());
            let mut item = keys::item(keys::decision(&decision.key), sk);
            item.insert(TEXT.to_owned(), AttributeValue::S(part.to_owned()));
            item.insert(keys::EXPIRES_AT.to_owned(), until.clone());
            let put = self
                .client
                .put_item()
                .table_name(&self.name)
                .set_item(Some(item))
                .condition_expression("attribute_not_exists(#pk) OR #expires_at < :until")
                .expression_attribute_names("#pk", keys::PK)
                .expression_attribute_names("#expires_at", keys::EXPIRES_AT)
                .expression_attribute_values(":until", until);
            match put.send().await {
                Ok(_) => {}
                Err(error)
                    if error
                        .as_service_error()
                        .is_some_and(|e| e.is_conditional_check_failed_exception()) => {}
                Err(error) => return Err(failed("keeping a long text", error)),
            }
        }
        Ok(())
    }

    /// The whole text of a revision that lies in parts.
    pub(super) async fn long_text(&self, key: &DecisionKey, revision: &Revision) -> Answer<String> {
        let mut pages = self
            .client
            .query()
            .table_name(&self.name)
            .consistent_read(true)
            .key_condition_expression("#pk = :pk AND begins_with(#sk, :parts)")
            .expression_attribute_names("#pk", keys::PK)
            .expression_attribute_names("#sk", keys::SK)
            .expression_attribute_values(":pk", AttributeValue::S(keys::decision(key)))
            .expression_attribute_values(":parts", AttributeValue::S(keys::text(&revision.digest)))
            .into_paginator()
            .items()
            .send();
        let mut text = String::new();
        while let Some(item) = pages.next().await {
            let item = item.map_err(|error| failed("reading a long text", error))?;
            text.push_str(part_of(&item));
        }
        whole(text, revision)
    }
}

fn part_of(item: &super::item::Item) -> &str {
    item.get(TEXT).and_then(|value| value.as_s().ok()).map_or("", String::as_str)
}

/// Gives the text when it is all there.
fn whole(text: String, revision: &Revision) -> Answer<String> {
    if Revision::of(revision.order, &text) == *revision {
        Ok(text)
    } else {
        let fault = Unreadable::because("a long text", "parts are missing");
        Err(PortError::permanent("reading a long text", fault))
    }
}

/// Parts of long texts, gathered from the items of one comment in the order of their keys.
#[derive(Default)]
pub(super) struct Gathered(std::collections::HashMap<String, String>);

impl Gathered {
    pub(super) fn add(&mut self, item: &super::item::Item) {
        let digest = sort_key(item).split('#').nth(1).unwrap_or_default();
        self.0.entry(digest.to_owned()).or_default().push_str(part_of(item));
    }

    /// Puts the whole text of a decision in place of its beginning.
    pub(super) fn complete(&self, decision: &mut Decision) -> Answer<()> {
        let revision = &decision.comment.revision;
        let text = self.0.get(&revision.digest).cloned().unwrap_or_default();
        decision.comment.text = whole(text, revision)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_never_cut_a_character_and_make_the_text_again() {
        for text in ["\u{1f600}".repeat(100_000), "é".repeat(LONG), "x".repeat(LONG + 1)] {
            let cut: Vec<_> = parts(&text).collect();
            assert!(cut.iter().all(|part| part.len() <= PART));
            assert_eq!(cut.concat(), text);
        }
        for text in [String::new(), "x".repeat(LONG)] {
            assert_eq!(parts(&text).count(), 0);
        }
    }
}
