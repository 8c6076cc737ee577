//! What parts and rows leave out.

use super::file::FileKind;
use super::silence::Silence;
use super::{Inventory, ResourceIndex, row, whole};
use crate::source::{Kind, Node};

impl Inventory {
    /// Why a part of a resource that has properties of its own, such as a rule of a group, says nothing of them. It is told as
    /// of a row: only who writes by hand leaves them out to say that nothing is set.
    pub fn silence_of_part(&self, tree: u32, part: Node<'_>) -> Option<Silence> {
        // What was derived is an export's.
        let is_source = self.coverage.get(tree as usize).is_some_and(|coverage| coverage.kind == FileKind::Source);
        let properties = part.get("properties");
        let Some(silence) = row::silence_of(part, properties) else {
            return properties.filter(|_| !is_source).and_then(row::hidden);
        };
        let is_meant = silence.is_bare() && is_source && part.get("id").is_none();
        (!is_meant).then_some(silence)
    }

    /// Settings that a row of an export leaves out where it does not say them, since the platform prints them of every resource
    /// of its type: each by its way from `properties`, with dots between.
    pub fn never_absent(&self, index: ResourceIndex) -> impl Iterator<Item = &'static str> {
        let is_export = self.kind(index) == FileKind::Snapshot;
        is_export.then(|| whole::printed(&self.resource(index).type_name)).into_iter().flatten()
    }

    /// Whether a row of an export lacks a field beside its properties that the platform prints for every resource of its type.
    pub fn leaves_beside_out(&self, index: ResourceIndex, field: &str) -> bool {
        let says = |value: Node<'_>| match value.kind() {
            Kind::Null => false,
            Kind::Object => value.len() > 0,
            _ => value.text().is_none_or(|text| !text.trim().is_empty()),
        };
        self.kind(index) == FileKind::Snapshot
            && whole::is_beside(&self.resource(index).type_name, field)
            && !self.node(index).get(field).is_some_and(says)
    }
}
