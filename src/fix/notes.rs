//! What people wrote beside the places that a fix changes.

use super::{Finding, files, text};
use crate::check::Edit;
use crate::inventory::Inventory;

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
        for note in text::notes(document, &files::change(edit), key.as_deref(), around) {
            if !notes.contains(&note) {
                notes.push(note);
            }
        }
    }
    notes
}
