//! What else a fix changes: other properties that take their values from its place, and resources that are made anew by it.

use super::after::After;
use super::{Finding, Fixed};
use crate::check::{Edit, Operation, node_to_json};
use crate::inventory::{Inventory, Resource, ResourceIndex, Takers};
use crate::policy::Safety;
use crate::source::{Node, NodeId};
use crate::terraform::{Mapped, Replaces};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// How many places are named.
const NAMED: usize = 3;

/// What the changes of a plan make anew, and who takes its values from where.
pub(super) struct Reach<'i> {
    inventory: &'i Inventory,
    takers: &'i Takers<'i>,
    /// What is made anew, in which majors of the provider at least.
    anew: BTreeMap<ResourceIndex, Replaces>,
}

impl<'i> Reach<'i> {
    /// Of the estate before a plan, and after it; `None` where nothing changes.
    pub fn of(inventory: &'i Inventory, takers: &'i Takers<'i>, after: Option<&After>) -> Self {
        let replaced = |index: &ResourceIndex| {
            let (mapped, after) = (inventory.resource(*index).mapped?, after?);
            let node = after.inventory.node(after.place(*index)?);
            let replaced = changes(Some(inventory.node(*index)), Some(node), mapped);
            (replaced != Replaces::Never).then_some((*index, replaced))
        };
        let all = (0..inventory.resources().len() as u32).map(ResourceIndex);
        Self { inventory, takers, anew: all.filter_map(|index| replaced(&index)).collect() }
    }

    /// Raises the safety of a fix that reaches further than the property that it is about, and says how far. What makes a
    /// resource anew is laid to every fix that changes a file which the resource is made of. Of the property itself the edit
    /// knows whether it does in the provider's major; elsewhere one major is enough to fear it.
    pub fn tell(&self, policy: &str, fix: &mut Fixed) {
        let replaces = fix.edits.iter().any(|edit| edit.replaces);
        let documents: BTreeSet<u32> = fix.edits.iter().map(|edit| edit.document).collect();
        let made = documents
            .iter()
            .flat_map(|document| self.takers.of_document(&self.inventory.documents()[*document as usize]));
        let is_meant = |made: ResourceIndex| fix.edits.iter().any(|edit| self.is_meant(fix.finding, edit, made));
        let is_feared = |made: &ResourceIndex| match self.anew.get(made) {
            Some(Replaces::Always) => !(replaces && is_meant(*made)),
            Some(_) => !is_meant(*made),
            None => false,
        };
        let anew: BTreeSet<ResourceIndex> = made.filter(is_feared).collect();
        let also: BTreeSet<String> = fix.edits.iter().flat_map(|edit| self.others(fix.finding, edit)).collect();
        let mut told = Vec::new();
        if !also.is_empty() {
            fix.safety = fix.safety.max(Safety::Review);
            told.push(format!("The same place also gives its value to {}.", named(also)));
        }
        if !anew.is_empty() {
            fix.safety = fix.safety.max(Safety::Destructive);
            let names = anew.iter().map(|index| self.inventory.resource(*index).name.to_string()).collect();
            told.push(format!("Deploying it makes {} anew.", named(names)));
        }
        if !told.is_empty() {
            let own = fix.impact.as_deref().unwrap_or(policy).trim().trim_end_matches('.');
            let own = if own.is_empty() { String::new() } else { format!("{own}. ") };
            fix.impact = Some(format!("{own}{}", told.join(" ")));
        }
    }

    /// Whether an edit is about a property of a resource: the finding's, or one that its path names.
    fn is_meant(&self, finding: Finding, edit: &Edit, resource: ResourceIndex) -> bool {
        let Resource { name, .. } = self.inventory.resource(resource);
        match edit.path.strip_prefix('[').and_then(|path| path.split_once(']')) {
            Some((named, _)) => named.rsplit(['/', ' ']).next().is_some_and(|last| last.eq_ignore_ascii_case(name)),
            None => resource == finding.resource,
        }
    }

    /// Single values elsewhere than an edit is about: at another path, whatever the resource. What is added to something takes
    /// nothing's place.
    fn others(&self, finding: Finding, edit: &Edit) -> Vec<String> {
        if !replaces_all(edit) {
            return Vec::new();
        }
        let path = edit.path.split_once("].").map_or(&*edit.path, |(_, path)| path);
        let node = self.inventory.documents()[edit.document as usize].node(edit.node);
        let mut found = Vec::new();
        for (taker, taken) in self.takers.taken(node, replaces_all(edit)) {
            let mut paths = Vec::new();
            leaves(self.inventory.node(taker), &taken, String::new(), &mut paths);
            // The same setting of another resource is meant as well: it is named as a resource that takes the value.
            let is_same = |own: &String| taker != finding.resource && last(own).eq_ignore_ascii_case(last(path));
            let is_own = |own: &String| own.eq_ignore_ascii_case(path) || within(own, path) || is_same(own);
            let name = &self.inventory.resource(taker).name;
            let said =
                |path| if taker == finding.resource { format!("`{path}`") } else { format!("`{path}` of {name}") };
            found.extend(paths.into_iter().filter(|path| !is_own(path)).map(said));
        }
        found
    }
}

fn named(names: BTreeSet<String>) -> String {
    let more = names.len().saturating_sub(NAMED);
    let first: Vec<String> = names.into_iter().take(NAMED).collect();
    match more {
        0 => first.join(", "),
        more => format!("{} and {more} more", first.join(", ")),
    }
}

/// In which majors what cannot be changed in place is another value.
fn changes(before: Option<Node<'_>>, after: Option<Node<'_>>, mapped: &Mapped) -> Replaces {
    if mapped.replaces() != Replaces::Never {
        let value = |node: Option<Node<'_>>| node.filter(|node| node.unknown().is_none()).map(node_to_json);
        return if value(before) == value(after) { Replaces::Never } else { mapped.replaces() };
    }
    let member =
        |name: &str, own| changes(before.and_then(|node| node.get(name)), after.and_then(|node| node.get(name)), own);
    let members = mapped.members().map(|(name, own)| member(name, own)).max();
    let each = mapped.element().filter(|own| !std::ptr::eq(*own, mapped)).and_then(|own| {
        let pairs = before.into_iter().flat_map(Node::items).zip(after.into_iter().flat_map(Node::items));
        pairs.map(|(before, after)| changes(Some(before), Some(after), own)).max()
    });
    members.max(each).unwrap_or_default()
}

/// Whether nothing stays of what stood at an edit's place.
pub(super) fn replaces_all(edit: &Edit) -> bool {
    edit.missing.is_empty() && !matches!(edit.operation, Operation::Append(_))
}

fn comes(node: Node<'_>, taken: &[Range<NodeId>]) -> bool {
    taken.iter().any(|range| range.start < node.after() && node.id() < range.end)
}

/// Whether one of the places is in the other.
fn within(one: &str, other: &str) -> bool {
    let below = |long: &str, short: &str| {
        long.get(..short.len()).is_some_and(|start| start.eq_ignore_ascii_case(short))
            && long[short.len()..].starts_with(['.', '['])
    };
    below(one, other) || below(other, one)
}

/// The last name of a path.
fn last(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or(path)
}

fn leaves(node: Node<'_>, taken: &[Range<NodeId>], path: String, found: &mut Vec<String>) {
    if !comes(node, taken) {
        return;
    }
    let mut is_leaf = true;
    for (key, value) in node.members() {
        is_leaf = false;
        let path = if path.is_empty() { key.to_string() } else { format!("{path}.{key}") };
        leaves(value, taken, path, found);
    }
    for (place, item) in node.items().enumerate() {
        is_leaf = false;
        leaves(item, taken, format!("{path}[{place}]"), found);
    }
    if is_leaf {
        found.push(path);
    }
}
