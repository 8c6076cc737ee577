//! Quick fixes for what a change adds, for the reports that show them.

use crate::cli::args::GateArguments;
use crate::cli::{Failure, reports};
use crate::estate::{Answer, Sides};
use crate::fix::Finding;
use crate::report::fix::FixInput;
use crate::report::{FixOfReview, Quotes, fix_of_review};
use std::collections::BTreeMap;

/// The fix of each new finding that has one, by its place in the comparison; none when no report shows any.
pub(super) fn fixes(
    arguments: &GateArguments,
    sides: &Sides,
    answer: &Answer<'_>,
    path: &dyn Fn(&str) -> String,
) -> Result<BTreeMap<usize, FixOfReview>, Failure> {
    let shown = reports::show_fixes(&arguments.reports);
    let wanted = if shown { answer.fixable() } else { BTreeMap::new() };
    if wanted.is_empty() {
        return Ok(BTreeMap::new());
    }
    let inventory = answer.pair.inventory();
    let plan = answer.plan(&wanted.keys().copied().collect::<Vec<Finding>>())?;
    let input = FixInput {
        policy: &sides.estate.policy,
        config: &sides.estate.names,
        inventory,
        plan: &plan,
        path: &|document| path(inventory.documents()[document as usize].name()),
        all_safeties: true,
    };
    let quotes = Quotes::of(inventory);
    let fixed = plan.fixed.iter().map(|fixed| (wanted[&fixed.finding], fix_of_review(&input, &quotes, fixed)));
    Ok(fixed.collect())
}
