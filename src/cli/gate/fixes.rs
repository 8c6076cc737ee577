//! Quick fixes for what a change adds, for the reports that show them.

use super::judged::Judged;
use super::sides::Sides;
use crate::cli::args::GateArguments;
use crate::cli::{Failure, reports, screen};
use crate::fix::{self, Finding};
use crate::gate::{Change, Comparison};
use crate::report::fix::FixInput;
use crate::report::{FixOfReview, Quotes, fix_of_review};
use crate::score;
use crate::source::Problem;
use std::collections::BTreeMap;

/// The fix of each new finding that has one, by its place in the comparison; none when no report shows any.
pub(super) fn fixes(
    arguments: &GateArguments,
    sides: &Sides,
    judged: &Judged,
    comparison: &Comparison,
    known: &[bool],
) -> Result<BTreeMap<usize, FixOfReview>, Failure> {
    let shown = reports::show_fixes(&arguments.reports);
    let finding = |change: &Change| {
        let assessed = judged.head().assessed;
        Some(Finding::of(assessed, &assessed.at(change.after?)))
    };
    let new = comparison.changes.iter().enumerate().filter(|(place, change)| {
        let fix = &sides.judge.policy.recommendations[change.recommendation.0].fix;
        shown && change.is_new() && !change.exempt && !known[*place] && fix.is_some()
    });
    let wanted: BTreeMap<Finding, usize> = new.filter_map(|(place, change)| Some((finding(change)?, place))).collect();
    if wanted.is_empty() {
        return Ok(BTreeMap::new());
    }
    let inventory = judged.inventory();
    let request = fix::Request {
        policy: &sides.judge.policy,
        checks: &sides.judge.checks,
        inventory,
        assessed: judged.head().assessed,
        register: &judged.register,
        findings: &wanted.keys().copied().collect::<Vec<_>>(),
        scoring: &score::Options::of(&sides.judge.estate.config),
        threads: arguments.threads.map_or_else(screen::processors, usize::from),
    };
    let plan = fix::plan(&request).map_err(|_| Problem::new("", "the run took too long"))?;
    let names = sides.paths();
    let input = FixInput {
        policy: &sides.judge.policy,
        config: &sides.judge.estate.config,
        inventory,
        plan: &plan,
        path: &|document| names(inventory.documents()[document as usize].name()),
        all_safeties: true,
    };
    let quotes = Quotes::of(inventory);
    let fixed = plan.fixed.iter().map(|fixed| (wanted[&fixed.finding], fix_of_review(&input, &quotes, fixed)));
    Ok(fixed.collect())
}
