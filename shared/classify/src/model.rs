//! The compact model: what words alone do not tell.
//!
//! ```text
//! readings -> Sequence (words, classes, groups masked) -> linear sums  \
//!                                                      -> network pools -> logits -> calibrated scores
//! ```
//!
//! Names of groups are masked: a word of a group class is the class *group* and nothing else, so that naming people is
//! never evidence. The same code makes the features for training (`shared/learn`) and for reading.

pub mod features;
pub mod heads;
pub mod known;
pub mod read;
pub mod sequence;
pub mod table;
pub mod weights;
