//! What a plan is made of.

use super::Finding;
use crate::assess::Whole;
use crate::check::Checks;
use crate::exempt::{self, Counted, Register};
use crate::inventory::Inventory;
use crate::policy::Policy;
use crate::score;
use std::sync::Arc;

/// What to fix, and what to judge by.
#[derive(Clone, Copy)]
pub struct Request<'r> {
    /// All controls and recommendations.
    pub policy: &'r Policy,
    /// Their scripts.
    pub checks: &'r Checks,
    /// The estate.
    pub inventory: &'r Arc<Inventory>,
    /// The whole estate, assessed.
    pub assessed: &'r Whole,
    /// The exemptions that it was assessed with.
    pub register: &'r Register,
    /// Unhealthy assessments to fix, in order.
    pub findings: &'r [Finding],
    /// How scores are added up.
    pub scoring: &'r score::Options,
    /// Whether values are written into resources themselves where their templates take them from elsewhere.
    pub inline: bool,
    /// Whether what the patches make unhealthy is fixed too, that could not be judged before or did not apply; by the estate
    /// as it is then.
    pub follows: Option<Follows<'r>>,
    /// Threads to judge on.
    pub threads: usize,
}

/// See [`Request::follows`].
pub type Follows<'r> = &'r (dyn Fn(&Inventory, Finding) -> bool + Sync);

impl<'r> Request<'r> {
    /// What is scored.
    pub(super) fn counted(&self) -> Counted<'r> {
        exempt::count(self.assessed, self.register)
    }
}
