//! Whether what is not in an inventory does not exist.

use super::{Coverage, Export, FileKind, Form, Inventory, ResourceIndex, whole};
use crate::source::Kind;

impl Inventory {
    /// Whether a document is a part of its list, by its place.
    pub fn is_part(&self, document: u32) -> bool {
        self.coverage[document as usize].is_part
    }

    /// Whether all that belong to a resource and are of this type are in the inventory. A collection that the platform prints
    /// inside its parent is whole where the parent holds it: resources beside it add to it, and none need be there. No list is
    /// whole while a template declares one of them for a holder that may be this resource.
    pub fn has_all_children(&self, index: ResourceIndex, type_name: &str) -> bool {
        let printed = |name| self.node(index).get("properties").and_then(|properties| properties.get(name));
        let is_printed = || whole::inside(type_name).and_then(printed).is_some_and(|list| list.kind() == Kind::Array);
        let is_here = || !self.may_own_elsewhere(type_name) && self.is_complete_here(index, type_name);
        let is_whole = is_here() || is_printed() && !self.is_parted(index, type_name);
        is_whole && self.stray(index, type_name).is_none()
    }

    /// Whether the absence of `type_name` around this resource means that there is none: the files that hold it say so, or one
    /// of the files that the settings call complete for the type, and none holds a part of a list of them.
    pub fn is_complete(&self, index: ResourceIndex, type_name: &str) -> bool {
        !self.may_be_elsewhere(type_name) && self.is_complete_here(index, type_name)
    }

    /// The same of what is at hand, whatever other parts of the estate hold.
    fn is_complete_here(&self, index: ResourceIndex, type_name: &str) -> bool {
        let is_listed = || self.kind(index) == FileKind::Snapshot && self.lists.hold(self.resource(index), type_name);
        // Who writes settings of a subscription down, and not the subscription, need not write down all that it has.
        let is_implied = self.resource(index).is_implied() && self.kind(index) == FileKind::Source;
        let is_told = |coverage: &Coverage| match is_implied {
            true => coverage.resolves(type_name),
            false => coverage.is_complete(type_name),
        };
        self.is_whole(index, type_name, is_told) || is_listed() && !self.is_parted(index, type_name)
    }

    fn is_whole(&self, index: ResourceIndex, type_name: &str, is_told: impl Fn(&Coverage) -> bool) -> bool {
        let (part, kind) = (self.resource(index).part, self.kind(index));
        let is_told = || self.coverage_of(index).any(is_told) || self.was_given_all(type_name);
        (self.wholes.are_complete(part, kind, type_name) || is_told()) && !self.is_parted(index, type_name)
    }

    /// Whether a part of a list of this type is all that is there of it. What a resource in a source and in a snapshot has
    /// belongs to one of them.
    fn is_parted(&self, index: ResourceIndex, type_name: &str) -> bool {
        let resource = self.resource(index);
        let kind = self.in_both_kinds.contains(&resource.canonical).then(|| self.kind(index));
        self.wholes.are_parted(resource.part, kind, type_name)
    }

    /// Whether an id of this type that this resource refers to, and that is not found, belongs to nothing: in test
    /// cases, and where the estate's configuration says that a file is complete for the type.
    pub fn resolves(&self, index: ResourceIndex, type_name: &str) -> bool {
        self.is_whole(index, type_name, |coverage| coverage.resolves(type_name))
    }

    /// What to export, so that it is known whether resources of a type are around this one: the rest of the list that would
    /// hold them, or else the resources.
    pub fn lacks(&self, index: ResourceIndex, type_name: &str) -> Export {
        match self.coverage_of(index).find(|coverage| coverage.lacks_pages(type_name)) {
            Some(part) => Export::Pages { of_query: part.form() == Some(&Form::RESOURCE_GRAPH) },
            None => Export::Resources(type_name.into()),
        }
    }

    /// The coverage of every document of its kind that holds the resource: a source says nothing of what is deployed.
    fn coverage_of(&self, index: ResourceIndex) -> impl Iterator<Item = &Coverage> {
        let kind = self.kind(index);
        let documents = self.index.documents(self.resource(index)).iter();
        let all = documents.map(|document| &self.coverage[*document as usize]);
        all.filter(move |coverage| coverage.kind == kind)
    }
}
