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

    /// Whether a row of an export that does not say a setting leaves it out, since the platform prints it of every resource of
    /// its type.
    pub fn leaves_out(&self, index: ResourceIndex, setting: &str) -> bool {
        self.kind(index) == FileKind::Snapshot && whole::is_printed(&self.resource(index).type_name, setting)
    }

    /// Whether a row of an export lacks the kind that the platform prints for every resource of its type.
    pub fn leaves_kind_out(&self, index: ResourceIndex) -> bool {
        let says = |kind: Node<'_>| kind.kind() != Kind::Null && kind.text().is_none_or(|text| !text.trim().is_empty());
        self.kind(index) == FileKind::Snapshot
            && whole::has_kind(&self.resource(index).type_name)
            && !self.node(index).get("kind").is_some_and(says)
    }
}
