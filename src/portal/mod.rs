//! What Microsoft Defender for Cloud says itself: its assessments and scores as they were exported, recomputed and held
//! against an estate that was judged here.
//!
//! | file | owns |
//! |---|---|
//! | `row`, `envelope` | rows of an export, however they are wrapped and spelt |
//! | `export` | what they say: assessments, controls, scores, and what is not whole |
//! | `keys`, `join` | the platform's names of controls and recommendations, and ours |
//! | `table` | verdicts by resource and recommendation, and the score that they make |
//! | `recompute` | the platform's own numbers, made anew from its rows |
//! | `given` | a policy of what the platform alone knows, and its verdicts under our names |
//! | `compare` | the difference between two tables, in parts that sum to it |
//!
//! # Invariants
//!
//! - Ids, names and keys are compared without regard to case.
//! - What an export does not say is told as missing, and never made up.

mod compare;
mod envelope;
mod export;
mod given;
mod join;
mod keys;
mod recompute;
mod row;
mod table;
#[cfg(test)]
mod tests;

pub use compare::{Difference, Item, Part, PartKind, compare};
pub use export::{Assessment, Control, Definition, Export, Reported};
pub use given::{Added, added, given, is_added, resources};
pub use join::{Joined, joined};
pub use keys::control_key;
pub use recompute::{Recomputed, RecomputedControl, Triple, Wanting, recompute};
pub use table::{Table, Verdict};
