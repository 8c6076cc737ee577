//! Quick fixes as unified diffs whose hunks name their findings.

use super::harmless;
use crate::check::{Edit, Operation};
use crate::fix::text::{self, TextEdit, unified_diff, unified_text_diff};
use crate::fix::{FilePatch, Fixed, Plan};
use crate::inventory::{Inventory, ResourceIndex};
use crate::policy::{Policy, Safety};
use crate::score::Points;
use crate::source::{Document, Format, Node, NodeId, Span};
use std::collections::{HashMap, HashSet};
use std::ops::RangeInclusive;

/// Findings that a hunk names one by one.
const NAMED: usize = 2;

/// The diff of one file; `path` is relative to the repository's root.
pub fn file_patch(plan: &Plan, file: &FilePatch, policy: &Policy, inventory: &Inventory, path: &str) -> String {
    let fixed: Vec<&Fixed> = plan.fixed.iter().collect();
    part_patch(&fixed, file, policy, inventory, path)
}

/// The diff of one file that only these fixes change.
pub(super) fn part_patch(
    fixed: &[&Fixed],
    file: &FilePatch,
    policy: &Policy,
    inventory: &Inventory,
    path: &str,
) -> String {
    let document = &inventory.documents()[file.document as usize];
    let own = own(fixed, file.document);
    let (places, shared) = (Places::of(document, &own, document.text(), &|offset| offset), shared(&own, inventory));
    unified_diff(path, document, &file.edits, &|lines| places.label(lines, &shared, policy, inventory))
}

/// A file in a series: what its edits so far are, and what they will be.
pub(super) struct Later<'l> {
    /// Which of the inventory's documents.
    pub(super) document: u32,
    /// The edits of its own text that were made.
    pub(super) before: &'l [TextEdit],
    /// Those and the ones that these fixes add.
    pub(super) after: &'l [TextEdit],
}

/// The diff of one file that has some edits already.
pub(super) fn later_patch(
    fixed: &[&Fixed],
    file: &Later<'_>,
    policy: &Policy,
    inventory: &Inventory,
    path: &str,
) -> String {
    let document = &inventory.documents()[file.document as usize];
    let old = text::apply(document.text(), file.before);
    let shifts = shifts(file.before);
    let own = own(fixed, file.document);
    let places = Places::of(document, &own, &old, &|offset| moved(offset, &shifts));
    let shared = shared(&own, inventory);
    let edits = text::between(document.text(), file.before, file.after);
    unified_text_diff(path, &old, &edits, &|lines| places.label(lines, &shared, policy, inventory))
}

/// The edits of one document, each with its fix.
fn own<'f>(fixed: &[&'f Fixed], document: u32) -> Vec<(&'f Edit, &'f Fixed)> {
    let edits = fixed.iter().flat_map(|fix| fix.edits.iter().map(move |edit| (edit, *fix)));
    edits.filter(|(edit, _)| edit.document == document).collect()
}

/// Where the fixes of one file change it, in order of the first line; there may be thousands, and as many hunks.
struct Places<'f> {
    places: Vec<(u32, u32, &'f Fixed)>,
    /// From the first to the last line of the longest one.
    longest: u32,
}

impl<'f> Places<'f> {
    /// The places in `text`, where a byte of the document stands at `moved`.
    fn of(document: &Document, edits: &[(&Edit, &'f Fixed)], text: &str, moved: &dyn Fn(u32) -> u32) -> Self {
        // A list that many children are added to is looked through once.
        let mut spans: HashMap<NodeId, Span> = HashMap::new();
        let mut span = |(edit, _): &(&Edit, &'f Fixed)| {
            let node = document.node(edit.node);
            match (&edit.operation, edit.missing.first()) {
                // What is declared in Bicep stands apart from properties.
                (Operation::Set(value), Some(key)) if document.format() == Format::Bicep => {
                    addition(node, text::anchor(node, Some((key, value))))
                }
                (Operation::Set(_), Some(_)) | (Operation::Append(_), _) => {
                    *spans.entry(edit.node).or_insert_with(|| addition(node, text::anchor(node, None)))
                }
                _ => whole(node),
            }
        };
        let ends = edits.iter().map(&mut span).flat_map(|span| [moved(span.start), moved(span.end)]);
        let lines = text::line_numbers(text, ends);
        let place = |(lines, (_, fix)): (&[u32], &(&Edit, &'f Fixed))| (lines[0], lines[1], *fix);
        let mut places: Vec<_> = lines.chunks_exact(2).zip(edits).map(place).collect();
        places.sort_by_key(|(first, last, fix)| (*first, *last, fix.finding));
        let longest = places.iter().map(|(first, last, _)| last.saturating_sub(*first)).max().unwrap_or(0);
        Self { places, longest }
    }

    /// Names findings behind a hunk's line numbers.
    fn label(
        &self,
        lines: RangeInclusive<u32>,
        shared: &HashSet<String>,
        policy: &Policy,
        inventory: &Inventory,
    ) -> String {
        let nearest = lines.start().saturating_sub(self.longest);
        let near = &self.places[self.places.partition_point(|(first, _, _)| *first < nearest)..];
        let (mut met, mut seen): (Vec<&Fixed>, _) = (Vec::new(), HashSet::new());
        for (_, last, fix) in near.iter().take_while(|(first, _, _)| first <= lines.end()) {
            if last >= lines.start() && seen.insert(fix.finding) {
                met.push(fix);
            }
        }
        let shown = met.iter().take(NAMED).map(|fix| finding_label(fix, shared, policy, inventory));
        let mut names: Vec<String> = shown.collect();
        if met.len() > NAMED {
            names.push(format!("{} more", met.len() - NAMED));
        }
        names.join("; ")
    }
}

/// A finding as hunks name it: `stprod1: storage-min-tls (+0.12, review)`.
fn finding_label(fixed: &Fixed, shared: &HashSet<String>, policy: &Policy, inventory: &Inventory) -> String {
    let entry = &policy.recommendations[fixed.finding.recommendation.0];
    let safety = match fixed.safety {
        Safety::Safe => "",
        Safety::Review => ", review",
        Safety::Destructive => ", destructive",
    };
    let name = resource_label(fixed, shared, inventory);
    format!("{}: {} (+{}{safety})", harmless(&name), entry.id, Points::of(&fixed.points))
}

/// A resource with its parents; with its group and subscription where another one in the file is called the same.
fn resource_label(fixed: &Fixed, shared: &HashSet<String>, inventory: &Inventory) -> String {
    let own = inventory.full_name(fixed.finding.resource);
    if !shared.contains(&own) {
        return own;
    }
    let resource = inventory.resource(fixed.finding.resource);
    let above = [resource.subscription.as_deref(), resource.resource_group.as_deref()];
    above.into_iter().flatten().chain([own.as_str()]).collect::<Vec<_>>().join("/")
}

/// The names that several resources have.
fn shared(edits: &[(&Edit, &Fixed)], inventory: &Inventory) -> HashSet<String> {
    let mut named: HashMap<String, ResourceIndex> = HashMap::new();
    let mut shared = HashSet::new();
    for (_, fixed) in edits {
        let name = inventory.full_name(fixed.finding.resource);
        let index = inventory.resource(fixed.finding.resource).canonical;
        if named.get(&name).is_some_and(|other| *other != index) {
            shared.insert(name);
        } else {
            named.insert(name, index);
        }
    }
    shared
}

/// A value with its key.
fn whole(node: Node<'_>) -> Span {
    Span { start: node.key_span().map_or(node.span().start, |key| key.start), end: node.span().end }
}

/// The part of the text that an addition changes: it stands behind the anchor, and is followed by nothing or by what is
/// declared.
fn addition(node: Node<'_>, anchor: Option<u32>) -> Span {
    let Span { start, end } = whole(node);
    match anchor {
        Some(at) if text::anchor(node, None) != Some(at) => Span { start: at, end: at },
        _ => Span { start: anchor.unwrap_or(start), end },
    }
}

/// The end of each edit, and how far it moves what follows, together with those before it.
fn shifts(edits: &[TextEdit]) -> Vec<(u32, i64)> {
    let shift = |sum: &mut i64, edit: &TextEdit| {
        *sum += edit.text.len() as i64 - i64::from(edit.span.end - edit.span.start);
        Some((edit.span.end, *sum))
    };
    edits.iter().scan(0, shift).collect()
}

/// Where a byte of a text stands after edits.
fn moved(offset: u32, shifts: &[(u32, i64)]) -> u32 {
    let before = shifts.partition_point(|(end, _)| *end <= offset);
    let shift = before.checked_sub(1).map_or(0, |last| shifts[last].1);
    (i64::from(offset) + shift).max(0) as u32
}
