//! How a quick fix is taken back, and what of it cannot be.

use super::markdown::{code, escaped};
use super::{FixInput, Part, by_recommendation};
use crate::fix::Fixed;
use crate::policy::Change;
use crate::report::few::few;
use std::collections::BTreeSet;

/// Resources that are named in a line.
const NAMED: usize = 10;

/// The block of a summary that says how to go back; empty where nothing is fixed.
pub(super) fn roll_back(input: &FixInput<'_>, part: &Part<'_>) -> String {
    if part.fixed.is_empty() {
        return String::new();
    }
    let mut text = "## Roll back\n\n\
        - In the repository: `git revert` the commit that holds the patch.\n\
        - On the live resources: `undo.sh` gives back the values that the files hold now, and says what it cannot.\n"
        .to_owned();
    for (finding, fixes) in by_recommendation(part.fixed.iter().copied()) {
        let Some(fix) = input.quick_fix(finding) else { continue };
        let why = match (fix.change, fix.reversible) {
            (Change::Replace, _) => "the resource is made anew, and what it held is gone",
            (_, false) => "the platform does not give back what was there",
            _ => continue,
        };
        let id = code(&input.recommendation(finding).id);
        text.push_str(&format!("- Cannot be taken back: {id}, since {why} ({})\n", names(input, &fixes)));
    }
    text + "\n"
}

/// Why fixes gain nothing: what their resources still miss.
pub(super) fn nothing_gained(input: &FixInput<'_>, fixes: &[&Fixed]) -> Option<String> {
    let missing: BTreeSet<_> = fixes.iter().flat_map(|fix| &fix.still_missing).collect();
    let ids: Vec<String> = missing.into_iter().map(|entry| code(&input.policy.recommendations[entry.0].id)).collect();
    (!ids.is_empty()).then(|| format!("  - +0.00 as long as the resource misses {}\n", few(&ids, NAMED)))
}

fn names(input: &FixInput<'_>, fixes: &[&Fixed]) -> String {
    let names: BTreeSet<&str> = fixes.iter().map(|fix| &*input.resource(fix.finding).name).collect();
    let names: Vec<String> = names.into_iter().map(escaped).collect();
    few(&names, NAMED)
}
