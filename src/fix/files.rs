//! From proposals to the new text of each file.

use super::conflict::{Place, Proposal};
use super::text::{self, Change, TextEdit};
use super::{Finding, Fixed, LeftOut};
use crate::check::{Edit, Operation};
use crate::inventory::{FileKind, Inventory};
use crate::source::Document;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// What changes in one file.
#[derive(Clone, Debug)]
pub struct FilePatch {
    /// Which of the inventory's documents.
    pub document: u32,
    /// Whether it deploys the estate or only records it.
    pub kind: FileKind,
    /// The smallest edits of its text, in order.
    pub edits: Vec<TextEdit>,
}

impl FilePatch {
    /// The text with the edits made; it is the one that was proven.
    pub fn new_text(&self, inventory: &Inventory) -> String {
        text::apply(inventory.documents()[self.document as usize].text(), &self.edits)
    }
}

/// The files that proposals change, and the findings that could not be planned.
pub(super) struct Planned {
    pub files: Vec<FilePatch>,
    /// The files with the edits made, as they were read back and proven.
    pub documents: BTreeMap<u32, Document>,
    pub refused: Vec<LeftOut>,
}

/// The files as one fix alone would change them, for a person to look at.
pub fn preview(inventory: &Inventory, fixed: &Fixed) -> Vec<FilePatch> {
    plan(inventory, &[(fixed.finding, fixed.edits.clone())]).files
}

/// The text edits that one fix makes when it is made alone, by document; the texts are not read back.
///
/// # Errors
///
/// With the reason why it cannot be made without the others.
pub fn alone(inventory: &Inventory, fixed: &Fixed) -> Result<BTreeMap<u32, Vec<TextEdit>>, String> {
    let mut edits = BTreeMap::new();
    for (place, (changes, _)) in changes(&[(fixed.finding, fixed.edits.clone())]) {
        let (planned, refusals) = text::plan(&inventory.documents()[place as usize], &changes);
        if let Some(refusal) = refusals.into_iter().next() {
            return Err(refusal.reason);
        }
        edits.insert(place, planned);
    }
    Ok(edits)
}

/// Plans all proposals together. Refused ones are to be taken out by the caller, who then plans again.
pub(super) fn plan(inventory: &Inventory, proposals: &[Proposal]) -> Planned {
    let mut planned = Planned { files: Vec::new(), documents: BTreeMap::new(), refused: Vec::new() };
    for (place, (changes, owners)) in changes(proposals) {
        let document = &inventory.documents()[place as usize];
        let (edits, refusals) = text::plan(document, &changes);
        if !refusals.is_empty() {
            let reasons = refusals.into_iter().flat_map(|refusal| {
                let reason = refusal.reason;
                owners[refusal.change].iter().map(move |finding| LeftOut { finding: *finding, reason: reason.clone() })
            });
            planned.refused.extend(reasons);
            continue;
        }
        let new_text = text::apply(document.text(), &edits);
        match text::verify(document, &changes, new_text) {
            Ok(new) => {
                let kind = inventory.kind_of_document(place);
                planned.files.push(FilePatch { document: place, kind, edits });
                planned.documents.insert(place, new);
            }
            Err(reason) => {
                let owners: BTreeSet<Finding> = owners.into_iter().flatten().collect();
                let reason = format!("its patch could not be proven: {reason}");
                planned.refused.extend(owners.into_iter().map(|finding| LeftOut { finding, reason: reason.clone() }));
            }
        }
    }
    planned
}

/// By document, the distinct changes and the findings that want each.
fn changes(proposals: &[Proposal]) -> BTreeMap<u32, (Vec<Change>, Vec<Vec<Finding>>)> {
    let mut by_document: BTreeMap<u32, (Vec<Change>, Vec<Vec<Finding>>)> = BTreeMap::new();
    let mut places: FxHashMap<(Place<'_>, &Operation), usize> = FxHashMap::default();
    for (finding, edits) in proposals {
        for edit in edits {
            let (changes, owners) = by_document.entry(edit.document).or_default();
            let wanted = ((edit.document, edit.node, edit.missing.as_slice()), &edit.operation);
            let place = *places.entry(wanted).or_insert_with(|| {
                changes.push(change(edit));
                owners.push(Vec::new());
                changes.len() - 1
            });
            owners[place].push(*finding);
        }
    }
    by_document
}

/// An edit of a resource as a change of its document.
pub(super) fn change(edit: &Edit) -> Change {
    let node = edit.node;
    match &edit.operation {
        Operation::Set(value) if edit.missing.is_empty() => Change::Replace { node, value: value.clone() },
        Operation::Set(value) => Change::Insert { object: node, keys: edit.missing.clone(), value: value.clone() },
        Operation::Remove => Change::Remove { node },
        Operation::Append(values) => Change::Append { list: node, values: values.clone() },
    }
}

/// A document with edits made in it, read back and proven.
///
/// # Errors
///
/// With the reason why an edit is refused or the result is not as it should be.
pub fn applied(document: &Document, edits: &[Edit]) -> Result<Document, String> {
    let changes: Vec<Change> = edits.iter().map(change).collect();
    let (planned, refusals) = text::plan(document, &changes);
    if let Some(refusal) = refusals.into_iter().next() {
        return Err(refusal.reason);
    }
    text::verify(document, &changes, text::apply(document.text(), &planned))
}
