//! Our labels in the words of others: one file per vocabulary, each a total function of [`Label`](crate::Label).
//!
//! Every function is an exhaustive `match`, so that a new label does not compile before somebody has said what it is
//! called elsewhere, or that it has no name there. What has none is listed with the reason.
//!
//! | vocabulary | what it is for | function |
//! |---|---|---|
//! | [`perspective`] | the `comments:analyze` endpoint and whoever used Google's Perspective API | [`perspective::shares`] |
//! | [`openai`] | whoever compares with, or comes from, OpenAI's moderation endpoint | [`openai::categories`] |
//! | [`coral`] | Coral's flags and rejections | [`coral::rejection_code`], [`coral::flag_reason`] |
//! | [`dsa`] | statements of reasons for the European Commission's transparency database | [`dsa::statement`] |

pub mod coral;
pub mod dsa;
pub mod openai;
pub mod perspective;
