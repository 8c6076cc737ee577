//! What people wrote beside the places that a fix changes.

use super::{Finding, files, text};
use crate::check::Edit;
use crate::inventory::Inventory;
use crate::source::{Kind, Node};

/// The comments beside a finding's edits, each once. One that names what changes counts anywhere in the resource.
pub(super) fn beside(inventory: &Inventory, finding: Finding, edits: &[Edit]) -> Vec<String> {
    let resource = inventory.declared(finding.resource).unwrap_or_else(|| inventory.node(finding.resource));
    let mut notes: Vec<String> = Vec::new();
    for edit in edits {
        let document = &inventory.documents()[edit.document as usize];
        let is_here = std::ptr::eq(&raw const **document, resource.document());
        let around = is_here.then(|| resource.span());
        let node = document.node(edit.node);
        let key = edit.missing.last().cloned().or_else(|| node.key().map(|key| key.into_owned()));
        let mut found = text::notes(document, &files::change(edit), key.as_deref(), around);
        let taken = inventory.declared(finding.resource).and_then(|own| taken_at(own, &edit.path));
        found.extend(taken.into_iter().flat_map(text::notes_beside));
        for note in found {
            if !notes.contains(&note) {
                notes.push(note);
            }
        }
    }
    notes
}

/// Where a template's resource takes a value of a path from elsewhere: what its author wrote there is about that value.
fn taken_at<'d>(resource: Node<'d>, path: &str) -> Option<Node<'d>> {
    let mut names = path.split('.');
    let mut node = resource.get(names.next()?)?;
    for name in names {
        match node.get(name).filter(|_| !node.is_made()) {
            Some(next) => node = next,
            None => break,
        }
    }
    (node.is_made() || node.kind() == Kind::String).then_some(node)
}
