//! Resources: what the files hold, in whatever form they hold it.
//!
//! A [`Resource`] is a small table from envelope field to node; most forms have an object of their own per resource, and
//! then the table is that object. The index answers look-ups across resources. This room does not know controls.
//!
//! One straight line again: [`parse`] reads files in parallel, [`read_document`] finds one document's resources by way
//! of its form, and [`Inventory::of`] joins the readings and indexes them.
//!
//! # Invariants
//!
//! - Every file that was given has its [`FileRecord`], in the order given.
//! - Every occurrence of a resource is kept; look-ups answer with the first one, which is the canonical one.
//! - The number of threads changes nothing.

mod case;
mod coverage;
mod envelope;
mod file;
mod form;
mod id;
mod index;
mod join;
mod parse;
mod reading;
mod reason;
mod text;

#[cfg(test)]
mod tests;

pub use file::{FileKind, FileRecord, FileRules, FileStatus, Form, InventoryFile};
pub use id::{is_global, type_of};
pub use parse::{parse, parse_sides};
pub use reading::{Reading, read_document};
pub use text::hash as caseless_hash;

use crate::source::{Document, Location, Node, NodeId, Problem};
use coverage::Coverage;
use index::Index;
use reading::read_shared;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// A resource's place in its [`Inventory`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ResourceIndex(pub u32);

/// One occurrence of a resource.
#[derive(Clone, Debug)]
pub struct Resource {
    /// The id as written; made from what is known where the form has none.
    pub id: Box<str>,
    /// The name's last segment.
    pub name: Box<str>,
    /// The type as written, provider included; subscriptions and resource groups have one type in all forms.
    pub type_name: Arc<str>,
    /// The resource group, as written.
    pub resource_group: Option<Arc<str>>,
    /// The subscription's id, as written.
    pub subscription: Option<Arc<str>>,
    /// Which of the inventory's documents holds it.
    pub document: u32,
    /// The node that stands for the resource: its object, or its row.
    pub node: NodeId,
    /// The list where what belongs to it is added when it has none of its own: the one that it stands in, or a test case's
    /// children. A table's rows take no objects.
    pub list: Option<NodeId>,
    /// Envelope fields where the resource has no object of its own (Resource Graph rows); empty otherwise.
    pub fields: Box<[(Arc<str>, NodeId)]>,
    /// The resource that this one belongs to, when it is in the inventory: the one it is nested in, else the one that
    /// its `scope` names, else the one that its id names. Scopes can make circles: follow it a bounded number of times.
    pub parent: Option<ResourceIndex>,
    /// The first occurrence of the same id; its own index for the first. Scores count distinct canonical indices.
    pub canonical: ResourceIndex,
}

impl Resource {
    /// What a script reads under a name that belongs to the resource's identity, however its form writes it and in any
    /// case; `None` for other names and for what is not known.
    pub fn identity(&self, name: &str) -> Option<&str> {
        let is = |wanted: &str| name.eq_ignore_ascii_case(wanted);
        match () {
            () if is("id") => Some(&self.id),
            () if is("name") => Some(&self.name),
            () if is("type") => Some(&self.type_name),
            () if is("resourceGroup") => self.resource_group.as_deref(),
            () if is("subscription") || is("subscriptionId") => self.subscription.as_deref(),
            () => None,
        }
    }
}

/// Everything that was read.
pub struct Inventory {
    documents: Vec<Arc<Document>>,
    /// For each document.
    coverage: Vec<Coverage>,
    resources: Vec<Resource>,
    index: Index,
    files: Vec<FileRecord>,
    problems: Vec<Problem>,
    warnings: Vec<Problem>,
}

impl Inventory {
    /// The same inventory with other contents of some documents, by their place; everything else is read as before.
    pub fn with_documents(&self, mut replaced: BTreeMap<u32, Document>) -> Self {
        let reread = |(place, (document, coverage)): (u32, (&Arc<Document>, &Coverage))| {
            let own = replaced.remove(&place).map(|document| read_document(document, &coverage.rules()));
            own.unwrap_or_else(|| read_shared(document.clone(), &coverage.rules()))
        };
        Self::of((0..).zip(self.documents.iter().zip(&self.coverage)).map(reread).collect())
    }

    /// Whether a resource of a document is read in `other` as it is here unless its own nodes changed: when the content
    /// of the document is the same, or when both are of one form, look at each resource by itself, and have no aliases.
    pub fn is_read_alike(&self, other: &Self, document: u32) -> bool {
        let place = document as usize;
        let (Some(one), Some(another)) = (self.coverage.get(place), other.coverage.get(place)) else { return false };
        let plain = |document: &Document| document.aliases().next().is_none();
        let (here, there) = (&self.documents[place], &other.documents[place]);
        let kept = one == another && one.is_by_resource() && plain(here) && plain(there);
        Arc::ptr_eq(here, there) || here.name() == there.name() && kept
    }

    /// The resources of a document, by their places.
    pub fn resources_of(&self, document: u32) -> Range<u32> {
        let end = |document: u32| self.resources.partition_point(|resource| resource.document < document) as u32;
        end(document)..end(document + 1)
    }

    /// The documents that hold resources.
    pub fn documents(&self) -> &[Arc<Document>] {
        &self.documents
    }

    /// Every occurrence of every resource, in order of files and of position; parents stand before what is nested in them.
    pub fn resources(&self) -> &[Resource] {
        &self.resources
    }

    /// One resource.
    ///
    /// # Panics
    ///
    /// When the index is another inventory's.
    pub fn resource(&self, index: ResourceIndex) -> &Resource {
        &self.resources[index.0 as usize]
    }

    /// The node that stands for a resource: its object, or its row.
    pub fn node(&self, index: ResourceIndex) -> Node<'_> {
        let resource = self.resource(index);
        self.documents[resource.document as usize].node(resource.node)
    }

    /// A field of a resource by its name, exact first, then without regard to case.
    pub fn field(&self, index: ResourceIndex, name: &str) -> Option<Node<'_>> {
        let resource = self.resource(index);
        if resource.fields.is_empty() {
            return self.node(index).get(name);
        }
        let exact = resource.fields.iter().find(|(field, _)| &**field == name);
        let (_, node) = exact.or_else(|| resource.fields.iter().find(|(field, _)| field.eq_ignore_ascii_case(name)))?;
        Some(self.documents[resource.document as usize].node(*node))
    }

    /// The resource with this id, without regard to case; its first occurrence.
    pub fn find(&self, id: &str) -> Option<ResourceIndex> {
        self.index.find(&self.resources, id)
    }

    /// The resources of this type, without regard to case, in order, each once.
    pub fn all(&self, type_name: &str) -> &[ResourceIndex] {
        self.index.all(type_name)
    }

    /// All occurrences of a resource, itself among them.
    pub fn occurrences(&self, index: ResourceIndex) -> impl Iterator<Item = ResourceIndex> + '_ {
        self.index.occurrences(&self.resources, index)
    }

    /// What belongs to a resource and is of this type: nested in it, beside it with an id below its own, or extending
    /// it. In order, each once.
    ///
    /// A resource that occurs twice may hold different things in each place, and each occurrence is judged by its own:
    /// what is nested in another occurrence only counts where this one's file is not complete for the type.
    pub fn children(&self, index: ResourceIndex, type_name: &str) -> Vec<ResourceIndex> {
        let resource = self.resource(index);
        let is_asked_for = |child: &ResourceIndex| self.resource(*child).type_name.eq_ignore_ascii_case(type_name);
        let own = self.index.nested(index).filter(is_asked_for);
        let mut children: Vec<ResourceIndex> =
            own.chain(self.index.beside(resource.canonical).filter(is_asked_for)).collect();
        if !self.coverage[resource.document as usize].is_complete(type_name) {
            let others = self.index.occurrences(&self.resources, index).filter(|other| *other != index);
            children.extend(others.flat_map(|other| self.index.nested(other)).filter(is_asked_for));
        }
        self.once_each(children, index)
    }

    /// One occurrence of each child: the one that is nested here, else one of the same document, else the first.
    fn once_each(&self, mut children: Vec<ResourceIndex>, holder: ResourceIndex) -> Vec<ResourceIndex> {
        let document = self.resource(holder).document;
        children.sort_unstable_by_key(|child| {
            let resource = self.resource(*child);
            (resource.canonical, resource.parent != Some(holder), resource.document != document, *child)
        });
        children.dedup_by_key(|child| self.resource(*child).canonical);
        children.sort_unstable();
        children
    }

    /// Whether the absence of `type_name` around this resource means that there is none.
    pub fn is_complete(&self, index: ResourceIndex, type_name: &str) -> bool {
        self.coverage_of(index).any(|coverage| coverage.is_complete(type_name))
    }

    /// Whether an id of this type that this resource refers to, and that is not found, belongs to nothing: in test
    /// cases, and where the estate's configuration says that a file is complete for the type.
    pub fn resolves(&self, index: ResourceIndex, type_name: &str) -> bool {
        self.coverage_of(index).any(|coverage| coverage.resolves(type_name))
    }

    /// What the file that holds this occurrence is to the estate.
    pub fn kind(&self, index: ResourceIndex) -> FileKind {
        self.coverage[self.resource(index).document as usize].kind
    }

    /// What a document is to the estate, by its place.
    pub fn kind_of_document(&self, document: u32) -> FileKind {
        self.coverage[document as usize].kind
    }

    /// Where a resource stands.
    pub fn location(&self, index: ResourceIndex) -> Location {
        let node = self.node(index);
        node.document().location(node)
    }

    /// Every file that was given, in order, and what became of it.
    pub fn files(&self) -> &[FileRecord] {
        &self.files
    }

    /// Why files could not be read.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// What does not keep the files from being read, and may yet be a mistake.
    pub fn warnings(&self) -> &[Problem] {
        &self.warnings
    }

    /// The coverage of every document that holds the resource.
    fn coverage_of(&self, index: ResourceIndex) -> impl Iterator<Item = &Coverage> {
        self.occurrences(index).map(|occurrence| &self.coverage[self.resource(occurrence).document as usize])
    }
}
