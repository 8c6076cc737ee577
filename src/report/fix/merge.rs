//! What to know before a quick fix is merged.

use super::markdown::{code, escaped};
use super::rows::{NAMED, short};
use super::{FixInput, Part, by_recommendation, mark, safety};
use crate::fix::Fixed;
use crate::policy::{RecommendationIndex, Safety};
use crate::report::count;
use crate::report::few::few;
use crate::report::words::{self, word};
use std::collections::{BTreeMap, BTreeSet};

/// The lines of the block: who is cut off, what the author wrote, whom else it reaches, what comes to light or is lost sight of,
/// and what stays and why. Empty where there is nothing to know.
pub(super) fn before_you_merge(input: &FixInput<'_>, part: &Part<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    let noticed = part.fixed.iter().copied().filter(|fixed| fixed.safety > Safety::Safe);
    for (finding, fixes) in by_recommendation(noticed) {
        let (id, impact) = (code(&input.recommendation(finding).id), escaped(&input.whole_impact(&fixes)));
        lines.push(format!("- {} {id}: {impact} ({})\n", mark(safety(&fixes)), names(input, &fixes)));
    }
    lines.extend(notes(input, part));
    for (finding, fixes) in by_recommendation(part.fixed.iter().copied()) {
        let others = words::others(input.inventory, &fixes).into_iter().map(|id| code(&short(&id.into())));
        let others: Vec<String> = others.collect();
        if !others.is_empty() {
            let id = code(&input.recommendation(finding).id);
            lines.push(format!("- Changed too by {id}, from the same place: {}\n", few(&others, NAMED)));
        }
    }
    lines.extend(newly(input, "Newly unhealthy", &input.plan.uncovered));
    lines.extend(newly(input, "Newly unknown", &input.plan.undecided));
    lines.extend(waiting(input, part));
    lines.extend(left_out(input, part));
    if !lines.is_empty() {
        let head = if part.fixed.is_empty() { "What is left" } else { "Before you merge" };
        lines.insert(0, format!("## {head}\n\n"));
        lines.push("\n".to_owned());
    }
    lines
}

/// What the author wrote beside what changes, with the resources that it is about.
fn notes(input: &FixInput<'_>, part: &Part<'_>) -> Vec<String> {
    let mut notes: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for fixed in &part.fixed {
        for note in &fixed.notes {
            notes.entry(words::note(note)).or_default().insert(code(&input.place(fixed.finding.resource)));
        }
    }
    let line = |(note, names): (String, BTreeSet<String>)| {
        let names: Vec<String> = names.into_iter().collect();
        format!("- The author wrote: {} ({})\n", code(&note), few(&names, NAMED))
    };
    notes.into_iter().map(line).collect()
}

fn newly(input: &FixInput<'_>, what: &str, found: &[(RecommendationIndex, String)]) -> Vec<String> {
    let mut names: BTreeMap<RecommendationIndex, Vec<String>> = BTreeMap::new();
    for (recommendation, name) in found {
        names.entry(*recommendation).or_default().push(code(&short(&name.as_str().into())));
    }
    let line = |(recommendation, names): (RecommendationIndex, Vec<String>)| {
        let id = code(&input.policy.recommendations[recommendation.0].id);
        format!("- **{what}**: {id} ({})\n", few(&names, NAMED))
    };
    names.into_iter().map(line).collect()
}

/// By level and recommendation, the resources whose fixes nobody asked for yet.
fn waiting(input: &FixInput<'_>, part: &Part<'_>) -> Vec<String> {
    let mut levels: BTreeMap<Safety, BTreeMap<&str, Vec<String>>> = BTreeMap::new();
    for (finding, level) in &part.waiting {
        let ids = levels.entry(*level).or_default();
        ids.entry(&input.recommendation(*finding).id).or_default().push(code(&input.place(finding.resource)));
    }
    let mut lines = Vec::new();
    for (level, ids) in levels.into_iter().rev() {
        let number: usize = ids.values().map(Vec::len).sum();
        lines.push(format!("- {}:\n", waits(number, level)));
        lines.extend(ids.iter().map(|(id, names)| format!("  - {} ({})\n", code(id), few(names, NAMED))));
    }
    lines
}

/// How many findings wait for a level, where some do.
pub(super) fn waits_at(input: &FixInput<'_>, level: Safety) -> Option<usize> {
    let number = input.waiting.iter().filter(|(_, own)| *own == level).count();
    (number > 0).then_some(number)
}

/// How many findings wait, why, and what takes them too.
pub(super) fn waits(number: usize, level: Safety) -> String {
    let (wait, their) = if number == 1 { ("waits", "its fix") } else { ("wait", "their fixes") };
    let why = match level {
        Safety::Destructive => "cannot be undone",
        Safety::Safe | Safety::Review => "may interrupt someone",
    };
    let them = if number == 1 { "it" } else { "them" };
    let findings = count(number as u64, "finding");
    format!("{findings} {wait}, since {their} {why}; `--safety {}` takes {them} too", word(level))
}

/// By reason and recommendation, the resources that stay.
fn left_out(input: &FixInput<'_>, part: &Part<'_>) -> Vec<String> {
    let mut reasons: BTreeMap<&str, BTreeMap<&str, Vec<String>>> = BTreeMap::new();
    for left in &part.left_out {
        let id = input.recommendation(left.finding).id.as_str();
        let ids = reasons.entry(&left.reason).or_default();
        ids.entry(id).or_default().push(code(&input.place(left.finding.resource)));
    }
    let mut lines = Vec::new();
    for (reason, ids) in reasons {
        lines.push(format!("- Left out, since {}:\n", escaped(reason)));
        lines.extend(ids.iter().map(|(id, names)| format!("  - {} ({})\n", code(id), few(names, NAMED))));
    }
    lines
}

/// The resources of fixes, by their whole names.
pub(super) fn names(input: &FixInput<'_>, fixes: &[&Fixed]) -> String {
    let names: BTreeSet<String> = fixes.iter().map(|fix| code(&input.place(fix.finding.resource))).collect();
    few(&names.into_iter().collect::<Vec<_>>(), NAMED)
}
