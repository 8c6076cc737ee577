//! Why a resource stands to a recommendation as it does: what was read, and how each value came about.

use super::{Estate, Stopped};
use crate::check::{self, Evaluator, Evidence, Verdict};
use crate::inventory::{Inventory, ResourceIndex};
use crate::policy::RecommendationIndex;
use crate::source::NodeId;
use crate::template::Step;
use jiff::civil::Date;
use std::sync::Arc;

/// A verdict with all that was read for it.
pub struct Explained {
    /// As a scan gives it.
    pub verdict: Verdict,
    /// In the order in which they were read, each path once.
    pub values: Vec<Explanation>,
}

/// A value that was read.
pub struct Explanation {
    /// What it is, and where it is written.
    pub evidence: Evidence,
    /// How it comes about, where a template makes it.
    pub steps: Vec<Step>,
}

impl Estate {
    /// Explains a verdict on a day.
    ///
    /// # Errors
    /// The deadline.
    pub fn explain(
        &self,
        inventory: &Arc<Inventory>,
        recommendation: RecommendationIndex,
        resource: ResourceIndex,
        today: Date,
    ) -> Result<Explained, Stopped> {
        let checks = self.checks.on(today);
        let judged =
            check::with_room(|| Evaluator::new(&checks, inventory.clone(), None).explained(recommendation, resource));
        let (verdict, reads) = judged??;
        let steps = |found: Option<(u32, NodeId)>| {
            let (tree, node) = found?;
            let holder = holder(inventory, tree, node)?;
            Some(inventory.steps(holder, node))
        };
        let values = reads
            .into_iter()
            .map(|(evidence, found)| Explanation { evidence, steps: steps(found).unwrap_or_default() });
        Ok(Explained { verdict, values: values.collect() })
    }
}

/// The resource whose row a node stands in.
fn holder(inventory: &Inventory, tree: u32, node: NodeId) -> Option<ResourceIndex> {
    let holds = |index: &ResourceIndex| {
        let (resource, own) = (inventory.resource(*index), inventory.node(*index));
        resource.tree == tree && !resource.is_inside && (own.id()..own.after()).contains(&node)
    };
    (0..inventory.resources().len() as u32).map(ResourceIndex).find(holds)
}
