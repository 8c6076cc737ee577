//! How a quick fix is taken back, and what of it cannot be.

use super::markdown::code;
use super::merge::names;
use super::rows::NAMED;
use super::{FixInput, Part, by_recommendation};
use crate::fix::Fixed;
use crate::policy::{Change, RecommendationIndex, Safety};
use crate::report::few::few;
use std::collections::BTreeSet;

/// The block of a summary that says how to go back; empty where nothing is fixed.
pub(super) fn roll_back(input: &FixInput<'_>, part: &Part<'_>) -> String {
    if part.fixed.is_empty() {
        return String::new();
    }
    let mut text = "## Roll back\n\n\
        - In the repository: `git revert` the commit that holds the patch.\n\
        - On the live resources: `undo.sh` gives back the values that the files hold now, and says what it cannot.\n"
        .to_owned();
    let destructive = part.fixed.iter().copied().filter(|fixed| fixed.safety == Safety::Destructive);
    for (finding, fixes) in by_recommendation(destructive) {
        let Some(fix) = input.quick_fix(finding) else { continue };
        let why = match (fix.change, fix.reversible) {
            (Change::Replace, _) => "the resource is made anew, and what it held is gone",
            (_, false) => "the platform does not give back what was there",
            _ => "nobody but its author knows what stood there",
        };
        let id = code(&input.recommendation(finding).id);
        text.push_str(&format!("- Cannot be taken back: {id}, since {why} ({})\n", names(input, &fixes)));
    }
    text + "\n"
}

/// Why the fixes of one recommendation gain nothing.
pub(super) fn nothing_gained(input: &FixInput<'_>, fixes: &[&Fixed]) -> Option<String> {
    let ids = |of: &dyn Fn(&Fixed) -> &[RecommendationIndex]| {
        let indices: BTreeSet<_> = fixes.iter().flat_map(|fix| of(fix)).collect();
        let ids: Vec<String> =
            indices.into_iter().map(|entry| code(&input.policy.recommendations[entry.0].id)).collect();
        few(&ids, NAMED)
    };
    let (missing, undecided) = (ids(&|fix| &fix.still_missing), ids(&|fix| &fix.undecided));
    let entry = input.recommendation(fixes.first()?.finding);
    let is_scored = entry.controls.iter().any(|control| input.policy.controls[control.0].max_score > 0);
    let why = match () {
        () if !missing.is_empty() => format!("as long as the resource misses {missing}"),
        () if entry.preview => "since the recommendation is a preview, which does not count".to_owned(),
        () if !is_scored => "since its control has no points to gain".to_owned(),
        () if !undecided.is_empty() => format!("since the resource leaves the score: {undecided} cannot be decided"),
        () => return None,
    };
    Some(format!("  - +0.00 {why}\n"))
}
