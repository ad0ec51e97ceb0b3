//! The nouns and rules of moderation, with no I/O, clock, network or AWS.
//!
//! `Comment -> Findings -> Decision -> StoredDecision -> Event…`: a platform's [`Comment`] is read by a classifier into
//! [`Findings`], a [`Space`]'s policy turns those into a [`Decision`], the store keeps it as a [`StoredDecision`], and
//! every later change of state is an [`Event`] whose fold is the current state ([`lifecycle`]). What the outside world
//! must be able to do is written as one trait per capability in [`ports`].

pub mod comment;
pub mod decision;
pub mod finding;
pub mod ids;
pub mod label;
pub mod lifecycle;
pub mod policy;
pub mod ports;
pub mod rating;
pub mod review;
pub mod reviewer;
pub mod space;
pub mod taxonomies;
pub mod time;

pub use comment::{Author, Comment, CommentEvent, Removal, Revision, Visibility};
pub use decision::{Decision, Priority, Reason, Verdict};
pub use finding::{Finding, Findings, RuleId, Score, Span};
pub use ids::{AccountId, CommentId, DecisionKey, InvalidId, Platform, SpaceId};
pub use label::{Label, Language, Severity, Target};
pub use lifecycle::{Event, EventKind, State, StoredDecision};
pub use policy::{FailPosture, Policy, Threshold};
pub use rating::{NotARating, Rating};
pub use review::{Lease, LeaseToken, Outcome, ReasonCode, Resolution, ReviewPointer};
pub use reviewer::{Actor, Reviewer, Role, TokenId, TokenRecord};
pub use space::{Space, SpaceProblems};
pub use time::{Clock, Timestamp};
