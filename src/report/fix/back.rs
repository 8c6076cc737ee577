//! What scripts do of a quick fix, how it is taken back, and what of it cannot be.

use super::markdown::{code, escaped};
use super::merge::names;
use super::rows::NAMED;
use super::script::Scripts;
use super::{FixInput, Part, by_recommendation};
use crate::fix::Fixed;
use crate::policy::{Change, RecommendationIndex, Safety};
use crate::report::few::few;
use std::collections::{BTreeMap, BTreeSet};

/// The block of a summary that says what `quick-fix.sh`, beside it, does and leaves; empty where nothing is fixed.
pub(super) fn on_live_resources(input: &FixInput<'_>, part: &Part<'_>, scripts: &Scripts<'_>) -> String {
    if part.fixed.is_empty() {
        return String::new();
    }
    let left = &scripts.left;
    let mut lines = vec![match (&scripts.texts, left.done()) {
        (None, _) => "There is no `quick-fix.sh`: the change comes with the next deployment of the files.".to_owned(),
        (_, 0) => "`quick-fix.sh` changes nothing, and only says so.".to_owned(),
        (_, done) => format!("{} by `quick-fix.sh` too.", left.some(done, "fixed")),
    }];
    if scripts.texts.is_some() {
        let safe = "since scripts hold no more than safe fixes unless `--safety` is given";
        let why = [
            (left.for_review, format!("left out of it, {safe}: `--safety review` takes those too.")),
            (
                left.destructive,
                "left out of it, since their fixes cannot be undone: `--safety destructive` takes those too."
                    .to_owned(),
            ),
        ];
        lines.extend(why.iter().filter(|(number, _)| *number > 0).map(|(number, what)| left.some(*number, what)));
        let mut by_reason: BTreeMap<&str, Vec<&Fixed>> = BTreeMap::new();
        scripts.by_hand.iter().for_each(|(fixed, reason)| by_reason.entry(reason).or_default().push(fixed));
        for (reason, fixes) in by_reason {
            for (finding, fixes) in by_recommendation(fixes) {
                let id = code(&input.recommendation(finding).id);
                lines.push(format!("By hand, since {}: {id} ({}).", escaped(reason), names(input, &fixes)));
            }
        }
    }
    let lines: String = lines.iter().map(|line| format!("- {line}\n")).collect();
    format!("## On the live resources\n\n{lines}\n")
}

/// The block of a summary that says how to go back; empty where nothing is fixed. Without scripts, it is the message of a commit.
pub(super) fn roll_back(input: &FixInput<'_>, part: &Part<'_>, scripts: Option<&Scripts<'_>>) -> String {
    if part.fixed.is_empty() {
        return String::new();
    }
    let commit = scripts.map_or("this commit", |_| "the commit that holds the patch");
    let mut text = format!("## Roll back\n\n- In the repository: `git revert` {commit}.\n");
    if scripts.is_some_and(|scripts| scripts.texts.is_some() && scripts.left.done() > 0) {
        text.push_str(
            "- On the live resources: `undo.sh` gives back the values that `quick-fix.sh` found, and says what it cannot.\n",
        );
    }
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
