//! Control scores: of a scan what each one has, of a gate those that moved.

use super::{Section, name};
use crate::report::format::RunReport;
use crate::report::format::kinds::Found;
use crate::report::view::{ControlChange, ControlView};
use crate::report::words;

/// The table of a run; nothing where no control is scored, or none moved.
pub(super) fn controls(run: &RunReport<'_>) -> Option<Section> {
    let (head, blocks): (&str, Vec<String>) = match run.found {
        Found::Scan(scan, _) => (SCORED, scan.controls.iter().filter_map(scored).collect()),
        _ => (MOVED, run.review.controls.iter().map(moved).collect()),
    };
    (!blocks.is_empty()).then(|| Section { head: head.to_owned(), blocks, end: "\n" })
}

const SCORED: &str = "### Controls\n\n| Control | Score | Max score | Potential increase | Unhealthy resources |\n\
                      |---|---:|---:|---:|---:|\n";

/// In the order that was asked for: the most rewarding first.
fn scored(control: &ControlView) -> Option<String> {
    let (current, potential) = (control.current?, control.potential_increase?);
    let (title, max) = (name(&control.title), control.max);
    let (unhealthy, all) = (control.tally.unhealthy, control.tally.scored());
    Some(format!("| {title} | {current} | {max} | +{potential} | {unhealthy} of {all} |\n"))
}

const MOVED: &str = "### Controls that moved\n\n| Control | Max score | Before | After |\n|---|---:|---:|---:|\n";

fn moved(control: &ControlChange) -> String {
    let max = control.max.map(|max| max.to_string()).unwrap_or_default();
    let (before, after) = (words::points(control.before), words::points(control.after));
    format!("| {} | {max} | {before} | {after} |\n", name(&control.title))
}
