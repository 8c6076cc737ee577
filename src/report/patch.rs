//! Quick fixes as unified diffs whose hunks name their findings.

use super::harmless;
use super::round::Points;
use crate::fix::text::unified_diff;
use crate::fix::{FilePatch, Fixed, Plan};
use crate::inventory::Inventory;
use crate::policy::{Policy, Safety};
use std::ops::RangeInclusive;

/// Findings that a hunk names one by one.
const NAMED: usize = 2;

/// The diff of one file; `path` is relative to the repository's root.
pub fn file_patch(plan: &Plan, file: &FilePatch, policy: &Policy, inventory: &Inventory, path: &str) -> String {
    let document = &inventory.documents()[file.document as usize];
    let touched: Vec<(RangeInclusive<u32>, &Fixed)> = plan
        .fixed
        .iter()
        .flat_map(|fixed| {
            fixed.edits.iter().filter(|edit| edit.document == file.document).map(move |edit| (edit, fixed))
        })
        .map(|(edit, fixed)| {
            let span = document.node(edit.node).span();
            (document.position(span.start).line..=document.position(span.end).line, fixed)
        })
        .collect();
    unified_diff(path, document, &file.edits, &|lines| {
        let meets = |other: &RangeInclusive<u32>| other.start() <= lines.end() && lines.start() <= other.end();
        label(touched.iter().filter(|(own, _)| meets(own)).map(|(_, fixed)| *fixed), policy, inventory)
    })
}

/// Names findings behind a hunk's line numbers.
fn label<'f>(findings: impl Iterator<Item = &'f Fixed>, policy: &Policy, inventory: &Inventory) -> String {
    let mut distinct: Vec<&Fixed> = findings.collect();
    distinct.dedup_by_key(|fixed| fixed.finding);
    let mut names: Vec<String> = distinct.iter().take(NAMED).map(|fixed| name(fixed, policy, inventory)).collect();
    if distinct.len() > NAMED {
        names.push(format!("{} more", distinct.len() - NAMED));
    }
    names.join("; ")
}

fn name(fixed: &Fixed, policy: &Policy, inventory: &Inventory) -> String {
    let entry = &policy.recommendations[fixed.finding.recommendation.0];
    let resource = inventory.resource(fixed.finding.resource);
    let review = if entry.fix.as_ref().is_some_and(|fix| fix.safety == Safety::Review) { ", review" } else { "" };
    format!("{}: {} (+{}{review})", harmless(&resource.name), entry.id, Points::of(&fixed.points))
}
