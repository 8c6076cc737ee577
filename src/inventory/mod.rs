//! Resources: what the files hold, in whatever form they hold it.
//!
//! A [`Resource`] is an object, and what its envelope says. Where a form writes no object, one is derived, whose values know
//! where they are written. The index answers look-ups across resources. This room does not know controls.
//!
//! One straight line again: [`parse`] reads files in parallel, [`read_document`] finds one document's resources by way
//! of its form, and [`Inventory::of`] joins the readings and indexes them.
//!
//! # Invariants
//!
//! - Every file that was given has its [`FileRecord`], in the order given.
//! - Every occurrence of a resource is kept; look-ups answer with the canonical one, whose [`Turn`] is first.
//! - A subscription is implied by its settings only where no row is for it.
//! - The number of threads changes nothing.

mod asked;
mod called;
mod case;
mod complete;
mod copies;
mod deploy;
mod deployed;
mod envelope;
mod export;
mod fetch;
mod file;
mod folders;
mod form;
mod given;
mod id;
mod implied;
mod index;
mod inside;
mod join;
mod listed;
mod lowered;
mod marks;
mod near;
mod origins;
mod otherwise;
mod page;
mod planned;
mod reader;
mod reading;
mod reason;
mod record;
mod resource;
mod rest;
mod row;
mod secrets;
mod share;
mod sides;
mod silence;
mod silent;
mod spelling;
mod splice;
mod stale;
mod stamp;
mod stay;
mod steps;
mod stray;
mod takers;
mod telling;
mod text;
mod traced;
mod unanswered;
mod untaken;
mod values;
mod whole;
mod wholes;

#[cfg(test)]
mod tests;

pub use export::Export;
pub use fetch::{Fetch, is_elsewhere, newest_version, query, referred};
pub use file::{Deployed, FileKind, FileRules, InventoryFile};
pub use folders::UNREAD as UNREAD_TERRAFORM;
pub use form::{FORMS, Form};
pub use id::{is_global, of_any_deployment, type_of};
pub use near::is_near_type;
pub use reading::{Reading, parse, read_document};
pub use reason::{WRAPPED, is_unknown};
pub use record::{FileRecord, FileStatus};
pub use resource::{Resource, ResourceIndex, Turn};
pub use share::{Divided, Share};
pub use sides::parse_sides;
pub use silence::{Silence, is_placeholder};
pub use spelling::Spelling;
pub use steps::{Followed, Steps};
pub use takers::Takers;
pub use telling::is_type as is_telling_type;
pub use text::hash as caseless_hash;
pub use traced::Written;

use crate::source::{Document, Location, Node, Origin, Problem};
use index::Index;
use listed::Lists;
use origins::Lazy;
use record::Coverage;
use rustc_hash::FxHashSet;
use secrets::Marks;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;
use stray::Strays;
use wholes::Wholes;

/// Everything that was read.
#[derive(Clone)]
pub struct Inventory {
    /// Those that were read and hold resources, then those that were derived from them.
    trees: Vec<Arc<Document>>,
    /// For each document that was read.
    coverage: Vec<Coverage>,
    resources: Vec<Resource>,
    index: Index,
    /// The canonical ones of resources that stand in sources and in snapshots.
    in_both_kinds: FxHashSet<ResourceIndex>,
    /// The canonical ones of resources that stand in several places.
    copied: FxHashSet<ResourceIndex>,
    has_mapped: bool,
    /// What answers give in full that stand beside what was asked for.
    lists: Lists,
    files: Vec<FileRecord>,
    problems: Vec<Problem>,
    warnings: Vec<Problem>,
    /// Those among the warnings that tell of files that are a part of their list.
    parts: Vec<Problem>,
    /// Those that tell of what is not judged in files that are read; of modules that are not at hand.
    gaps: Vec<Problem>,
    waiting: Vec<(Problem, bool, String)>,
    unnamed: Vec<Problem>,
    wholes: Wholes,
    /// What of the estate it holds, where it is known to be a part.
    share: Option<Share>,
    strays: Strays,
    secrets: Marks,
    origins: Lazy,
}

impl Inventory {
    /// The same inventory with other contents of some documents, by their place. What was derived from one is derived again.
    pub fn with_documents(&self, replaced: BTreeMap<u32, Document>) -> Self {
        let replaced = replaced.into_iter().map(|(place, document)| (place, Arc::new(document))).collect();
        self.spliced(&replaced).unwrap_or_else(|| self.reread(replaced))
    }

    /// Whether a mapping made any of the resources: see [`Resource::mapped`].
    pub fn has_mapped(&self) -> bool {
        self.has_mapped
    }

    /// The resources of a document, by their places.
    pub fn resources_of(&self, document: u32) -> Range<u32> {
        let end = |document: u32| self.resources.partition_point(|resource| resource.document < document) as u32;
        end(document)..end(document + 1)
    }

    /// The documents that hold resources, as they were read.
    pub fn documents(&self) -> &[Arc<Document>] {
        &self.trees[..self.coverage.len()]
    }

    /// The document that a node was read from, by its place; `None` for a node of another inventory, or a derived one.
    pub fn document_of(&self, node: Node<'_>) -> Option<u32> {
        let place = self.documents().iter().position(|document| std::ptr::eq(&**document, node.document()));
        place.map(|place| place as u32)
    }

    /// A tree that resources stand in: a document as it was read, or one that was derived.
    ///
    /// # Panics
    ///
    /// When the place is another inventory's.
    pub fn tree(&self, tree: u32) -> &Document {
        &self.trees[tree as usize]
    }

    /// How many trees there are. Those of [`Inventory::documents`] come first.
    pub fn tree_count(&self) -> u32 {
        self.trees.len() as u32
    }

    /// Every occurrence of every resource, in order of files and of position; parents stand before what is nested in them.
    pub fn resources(&self) -> &[Resource] {
        &self.resources
    }

    /// How many resources there are, however often each was met, without those that only tell of others.
    pub fn distinct(&self) -> usize {
        let all = (0..).zip(&self.resources);
        all.filter(|(place, resource)| resource.canonical.0 == *place && !resource.is_telling).count()
    }

    /// One resource.
    ///
    /// # Panics
    ///
    /// When the index is another inventory's.
    pub fn resource(&self, index: ResourceIndex) -> &Resource {
        &self.resources[index.0 as usize]
    }

    /// A resource's object.
    pub fn node(&self, index: ResourceIndex) -> Node<'_> {
        let resource = self.resource(index);
        self.trees[resource.tree as usize].node(resource.node)
    }

    /// Where a template declares it, when one does.
    pub fn declared(&self, index: ResourceIndex) -> Option<Node<'_>> {
        let resource = self.resource(index);
        let is_deployed = self.coverage[resource.document as usize].is_template();
        match self.node(index).origin() {
            Origin::Literal(node) if is_deployed => Some(node),
            _ => None,
        }
    }

    /// Whether it is what a template or Terraform's files deploy, which changes by the next deployment.
    pub fn is_templated(&self, index: ResourceIndex) -> bool {
        let resource = self.resource(index);
        self.coverage[resource.document as usize].is_template() || self.is_of_terraform(resource.tree)
    }

    /// The resource of a part with this id, without regard to case; its first occurrence.
    pub fn find_in(&self, part: u16, id: &str) -> Option<ResourceIndex> {
        self.index.find(&self.resources, part, id)
    }

    /// The resources of this type, without regard to case, in order of parts, each once.
    pub fn all(&self, type_name: &str) -> &[ResourceIndex] {
        self.index.all(type_name)
    }

    /// Those of one part.
    pub fn all_in(&self, part: u16, type_name: &str) -> &[ResourceIndex] {
        let all = self.all(type_name);
        let first = all.partition_point(|index| self.resource(*index).part < part);
        let count = all[first..].partition_point(|index| self.resource(*index).part == part);
        &all[first..first + count]
    }

    /// Those of a resource's part, as it sees them.
    pub fn all_seen_from(&self, from: ResourceIndex, type_name: &str) -> Cow<'_, [ResourceIndex]> {
        let all = self.all_in(self.resource(from).part, type_name);
        match self.in_both_kinds.is_empty() {
            true => all.into(),
            false => all.iter().map(|index| self.seen_from(from, *index)).collect(),
        }
    }

    /// The types that resources have, each in one of its spellings.
    pub fn types(&self) -> impl Iterator<Item = &str> {
        self.index.types()
    }

    /// All occurrences of a resource, itself among them.
    pub fn occurrences(&self, index: ResourceIndex) -> impl Iterator<Item = ResourceIndex> + '_ {
        self.index.occurrences(&self.resources, index)
    }

    /// What belongs to a resource and is of this type: nested in it, with an id below its own, or extending it; each once.
    ///
    /// A resource that occurs twice may hold different things in each place, and each occurrence is judged by its own:
    /// what is nested in another occurrence only counts where this one's file is not complete for the type. One in a source
    /// and in a snapshot has in each what stands in files of that kind.
    pub fn children(&self, index: ResourceIndex, type_name: &str) -> Vec<ResourceIndex> {
        let resource = self.resource(index);
        let is_asked_for = |child: &ResourceIndex| self.resource(*child).type_name.eq_ignore_ascii_case(type_name);
        let own = self.index.nested(index).filter(is_asked_for);
        let mut children: Vec<ResourceIndex> =
            own.chain(self.index.beside(resource.canonical).filter(is_asked_for)).collect();
        if !self.coverage[resource.document as usize].is_complete(type_name) {
            children.extend(self.index.nested_in_any(resource.canonical).iter().copied().filter(is_asked_for));
        }
        if self.in_both_kinds.contains(&resource.canonical) {
            children.retain(|child| self.kind(*child) == self.kind(index));
        }
        self.once_each(children, index)
    }

    /// One occurrence of each child, of those that say something if any does: the one that is nested here, else one of the
    /// same document, else the first.
    fn once_each(&self, mut children: Vec<ResourceIndex>, holder: ResourceIndex) -> Vec<ResourceIndex> {
        let document = self.resource(holder).document;
        children.sort_unstable_by_key(|child| {
            let resource = self.resource(*child);
            let (parent, turn) = (resource.parent, resource.turn());
            (resource.canonical, turn, parent != Some(holder), resource.document != document, *child)
        });
        children.dedup_by_key(|child| self.resource(*child).canonical);
        children.sort_unstable();
        children
    }

    /// The occurrence of a resource that `from` refers to: of its occurrences that say as much, the first in a file of the
    /// same kind, so that what gets deployed is judged by what does, and what is deployed by what is.
    pub fn seen_from(&self, from: ResourceIndex, index: ResourceIndex) -> ResourceIndex {
        let kind = self.kind(from);
        if !self.in_both_kinds.contains(&self.resource(index).canonical) || self.kind(index) == kind {
            return index;
        }
        let says = |other: &ResourceIndex| self.resource(*other).silence.is_none();
        let alike = |other: &ResourceIndex| self.kind(*other) == kind && (says(other) || !says(&index));
        self.occurrences(index).find(alike).unwrap_or(index)
    }

    /// The occurrence of a resource that speaks for this one: itself, unless it says nothing and another does, or is printed
    /// inside its parent and has a row of its own in a file of the same kind.
    pub fn speaker(&self, index: ResourceIndex) -> ResourceIndex {
        let speaker = index::speaker(&self.resources, index);
        let alike = |other: &ResourceIndex| self.kind(*other) == self.kind(index);
        if speaker == index || alike(&speaker) || self.resource(index).silence.is_some() {
            return speaker;
        }
        let turn = self.resource(index).turn();
        let row = |other: &ResourceIndex| alike(other) && self.resource(*other).turn().outdoes(turn);
        self.occurrences(index).find(row).unwrap_or(index)
    }

    /// Whether an occurrence is judged: it tells of no other resource, and speaks for itself.
    pub fn is_judged(&self, index: ResourceIndex) -> bool {
        !self.resource(index).is_telling && self.speaker(index) == index
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
        self.node(index).location()
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

    /// Files that are a part of their list, each as the warning about it. What is in none of the files may be in the rest.
    pub fn parts(&self) -> &[Problem] {
        &self.parts
    }

    /// What is not judged in files that are read, each as the warning about it: anything may stand there.
    pub fn gaps(&self) -> &[Problem] {
        &self.gaps
    }

    /// Modules and templates that are named and not at hand, each as the warning about it, whether another place has
    /// it, and the file that stands for the whole deployment: what they deploy is not judged.
    pub fn waiting(&self) -> &[(Problem, bool, String)] {
        &self.waiting
    }

    /// Files of values beside folders of Terraform's that nobody names, each as a warning about it.
    pub fn unnamed(&self) -> &[Problem] {
        &self.unnamed
    }

    /// Whether a file would lie in what was not looked into, such as a submodule.
    pub fn is_closed(&self, file: &str) -> bool {
        let is_above = |record: &FileRecord| file.strip_prefix(&*record.path).is_some_and(|rest| rest.starts_with('/'));
        self.files.iter().any(|record| matches!(record.status, FileStatus::PassedOver(_)) && is_above(record))
    }
}
