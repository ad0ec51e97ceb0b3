//! What the model scores.

use domain::label::Label;

/// Heads of the model: one for each label that it scores, and one for harm of any kind.
pub const HEADS: usize = 24;

/// The first heads, those of harm at people: letters and classes speak for these alone, words for all.
pub const FEW: usize = 8;

/// The head that scores harm of any kind.
pub const HARM: usize = 0;

/// The labels that the model scores, in the order of their heads; the first stands at head 1.
pub const LABELS: [Label; 20] = [
    Label::Hate,
    Label::Harassment,
    Label::Insult,
    Label::Threat,
    Label::Violence,
    Label::Sexual,
    Label::CodedHate,
    Label::SelfHarm,
    Label::Profanity,
    Label::Doxxing,
    Label::Spam,
    Label::PressContempt,
    Label::HealthMisinformation,
    Label::Testimony,
    Label::Correction,
    Label::Feedback,
    Label::Question,
    Label::SubscriberHelp,
    Label::CustomerCase,
    Label::AdverseDrugReaction,
];

/// The head of a label, when the model scores it.
#[must_use]
pub fn head(label: Label) -> Option<usize> {
    LABELS.iter().position(|&known| known == label).map(|at| at + 1)
}
