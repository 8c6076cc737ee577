//! What rules are asked about.

use super::{Comparison, PolicyChange, Side};
use crate::policy::{Config, Policy};
use crate::source::Problem;

/// Everything that rules are asked about.
pub struct Question<'q> {
    /// What both sides were judged by.
    pub policy: &'q Policy,
    /// The settings: names of subscriptions, parts of the estate with rules of their own, how scores are put together.
    pub config: &'q Config,
    /// Where the change starts.
    pub base: Side<'q>,
    /// Where it ends; what is held is held.
    pub head: Side<'q>,
    /// What it does to findings.
    pub comparison: &'q Comparison,
    /// By change: it is in the baseline.
    pub known: &'q [bool],
    /// Entries of the baseline that occur no more and that must be pruned.
    pub stale: usize,
    /// What it does to what it is judged by.
    pub policy_change: Option<&'q PolicyChange>,
    /// What could not be judged. Then no rule is asked: a rule that holds may hold for want of what is missing.
    pub unjudged: Vec<Problem>,
}
