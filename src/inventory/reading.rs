//! One document's resources, before they are indexed together with others.

use super::coverage::Coverage;
use super::envelope::{Envelope, Identity, Key, Spelling};
use super::file::{FileRecord, FileRules, FileStatus};
use super::form::{self, Form};
use super::index::Scopes;
use super::text::compare;
use super::{Resource, ResourceIndex, id, reason};
use crate::source::{Document, Node, NodeId, Position, Problem};
use rustc_hash::FxHashSet;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What one file gave. Readings can be made in parallel and in batches; [`Inventory::of`](super::Inventory::of) joins them.
#[derive(Clone)]
pub struct Reading {
    /// The document, when it holds resources.
    pub(super) document: Option<Arc<Document>>,
    /// What was derived from it.
    pub(super) derived: Vec<Arc<Document>>,
    /// Its resources; their indices count from this document's first one, and their trees from 1 for what was derived.
    pub(super) resources: Vec<Resource>,
    /// What resources say that they extend, where it is not the id that says so.
    pub(super) scopes: Scopes,
    pub(super) coverage: Coverage,
    pub(super) record: FileRecord,
    pub(super) problems: Vec<Problem>,
    pub(super) warnings: Vec<Problem>,
}

/// Duplicate keys that are named one by one; a generated file can hold any number of them.
const DUPLICATE_KEYS_SHOWN: usize = 10;

/// Bytes; minified files are one line.
const LONGEST_LINE_SHOWN: usize = 400;

/// Finds the resources of a document, whatever its form.
pub fn read_document(mut document: Document, rules: &FileRules) -> Reading {
    let forms = forms(&document);
    let parts = || document.root().items().zip(&forms).filter_map(|(part, form)| Some(((*form)?.leaves_out)(part)));
    let left_out: Vec<_> = parts().flatten().collect();
    left_out.into_iter().for_each(|(node, hint)| document.mark_unknown(node, hint));
    read_parts(Arc::new(document), Vec::new(), &forms, rules)
}

/// As [`read_document`], for a document that has been read before and that others hold too, with what was derived from it.
pub(super) fn read_shared(document: Arc<Document>, derived: Vec<Arc<Document>>, rules: &FileRules) -> Reading {
    let forms = forms(&document);
    read_parts(document, derived, &forms, rules)
}

/// The form of each part of a document; `None` for parts that are no inventory.
fn forms(document: &Document) -> Vec<Option<&'static Form>> {
    document.root().items().map(form::of).collect()
}

fn read_parts(
    document: Arc<Document>,
    derived: Vec<Arc<Document>>,
    forms: &[Option<&'static Form>],
    rules: &FileRules,
) -> Reading {
    let mut found: Vec<&Form> = Vec::new();
    for form in forms.iter().flatten() {
        found.extend((!found.contains(form)).then_some(*form));
    }
    if found.iter().all(|form| form.unread.is_some()) {
        let reason = match (found.first().and_then(|form| form.unread), document.root().item(0)) {
            (Some(reason), _) => reason.to_owned(),
            (None, Some(part)) => reason::of(part, document.name()),
            (None, None) => "it is empty".to_owned(),
        };
        return Reading::empty(document.name(), found.first().copied(), FileStatus::PassedOver(reason));
    }
    let mut reader = Reader { known: derived.into_iter(), ..Reader::of(&document) };
    for (part, form) in document.root().items().zip(forms) {
        form.iter().for_each(|form| (form.read)(part, &mut reader));
    }
    for (part, _) in document.root().items().zip(forms).filter(|(_, form)| form.is_none()) {
        reader.skip(part, "no Azure resources in it");
    }
    match reader.problem.take() {
        Some(problem) => Reading::failed(document.name(), problem),
        None => reader.finish(document, found, rules),
    }
}

impl Reading {
    /// What a file gave that holds no resources.
    pub(super) fn empty(name: &str, form: Option<&'static Form>, status: FileStatus) -> Self {
        Self {
            document: None,
            derived: Vec::new(),
            resources: Vec::new(),
            scopes: Vec::new(),
            coverage: Coverage::default(),
            record: FileRecord { path: name.to_owned(), form, status, resources: 0 },
            problems: Vec::new(),
            warnings: Vec::new(),
        }
    }

    /// What a file gave that could not be read.
    pub(super) fn failed(name: &str, problem: Problem) -> Self {
        let status = FileStatus::Failed(problem.message.clone());
        Self { problems: vec![problem], ..Self::empty(name, None, status) }
    }
}

/// What the forms report to.
pub(super) struct Reader {
    document: Arc<Document>,
    /// What was derived so far, and the number of the tree that is read: 0 is the document itself.
    derived: Vec<Arc<Document>>,
    tree: u32,
    /// What the same content gave before, in the same order.
    known: std::vec::IntoIter<Arc<Document>>,
    pub(super) resources: Vec<Resource>,
    scopes: Scopes,
    names: FxHashSet<Arc<str>>,
    /// Why something could not be derived.
    problem: Option<Problem>,
    /// For each thing that an entry lacks: how often, and the first place.
    skipped: BTreeMap<&'static str, (usize, Position)>,
}

impl Reader {
    /// A reader of a document's resources.
    pub(super) fn of(document: &Arc<Document>) -> Self {
        Self {
            document: document.clone(),
            derived: Vec::new(),
            tree: 0,
            known: Vec::new().into_iter(),
            resources: Vec::new(),
            scopes: Scopes::new(),
            names: FxHashSet::default(),
            problem: None,
            skipped: BTreeMap::new(),
        }
    }

    /// Reads resources out of what is derived from the document, which has none of their objects.
    pub(super) fn derived(
        &mut self,
        derive: impl FnOnce(Arc<Document>) -> Result<Document, Problem>,
        read: impl FnOnce(Node<'_>, &mut Self),
    ) {
        let derived = self.known.next().map_or_else(|| derive(self.document.clone()).map(Arc::new), Ok);
        match derived {
            Ok(derived) => {
                self.derived.push(derived.clone());
                self.tree = self.derived.len() as u32;
                read(derived.root(), self);
                self.tree = 0;
            }
            Err(problem) => self.problem = Some(problem),
        }
    }

    /// The resources of a list, each with the ones nested in it.
    pub(super) fn list(&mut self, list: Node<'_>, spelling: Spelling) {
        list.items().for_each(|node| self.object_in(Some(list.id()), node, spelling));
    }

    /// A resource that has an object of its own and stands in no list, and the ones nested in it.
    pub(super) fn object(&mut self, node: Node<'_>, spelling: Spelling) {
        self.object_in(None, node, spelling);
    }

    fn object_in(&mut self, list: Option<NodeId>, node: Node<'_>, spelling: Spelling) {
        // A stack instead of recursion: how deep a file nests is not ours to say.
        let mut waiting = vec![(list, node, None)];
        while let Some((list, node, parent)) = waiting.pop() {
            let envelope = Envelope::of(node);
            let Some(index) = self.resource(node, &envelope, spelling, parent) else {
                continue;
            };
            self.resources[index.0 as usize].list = list;
            if let Some(nested) = envelope.get(Key::Resources) {
                let first = waiting.len();
                waiting.extend(nested.items().map(|child| (Some(nested.id()), child, Some(index))));
                waiting[first..].reverse();
            }
        }
    }

    /// A resource by its envelope, wherever that was found; `None` when it is none.
    pub(super) fn resource(
        &mut self,
        node: Node<'_>,
        envelope: &Envelope<'_>,
        spelling: Spelling,
        parent: Option<ResourceIndex>,
    ) -> Option<ResourceIndex> {
        let holder = parent.map(|parent| &self.resources[parent.0 as usize]);
        match envelope.given(spelling, holder).identity(holder) {
            Ok(identity) => self.push(node, identity, envelope.text(&[Key::Scope]), spelling, parent),
            Err(missing) => {
                self.skip(node, missing);
                None
            }
        }
    }

    /// Takes a resource in; `None` when there are more than indices.
    pub(super) fn push(
        &mut self,
        node: Node<'_>,
        identity: Identity<'_>,
        scope: Option<Cow<'_, str>>,
        spelling: Spelling,
        parent: Option<ResourceIndex>,
    ) -> Option<ResourceIndex> {
        let index = ResourceIndex(u32::try_from(self.resources.len()).ok()?);
        if let Some(scope) =
            scope.filter(|scope| id::parent(&identity.id).is_none_or(|above| compare(above, scope).is_ne()))
        {
            self.scopes.push((index, scope.into()));
        }
        let resource = Resource {
            id: identity.id.into(),
            name: identity.name.into(),
            type_name: self.shared(&identity.type_name),
            resource_group: identity.group.map(|name| self.shared(&name)),
            subscription: identity.subscription.map(|id| self.shared(&id)),
            document: 0,
            tree: self.tree,
            node: node.id(),
            list: None,
            spelling,
            parent,
            canonical: index,
        };
        self.resources.push(resource);
        Some(index)
    }

    /// An entry that is no resource; `missing` follows "it has".
    pub(super) fn skip(&mut self, node: Node<'_>, missing: &'static str) {
        self.skipped.entry(missing).or_insert_with(|| (0, node.position())).0 += 1;
    }

    /// One copy of a text that many resources have.
    fn shared(&mut self, text: &str) -> Arc<str> {
        if let Some(shared) = self.names.get(text) {
            return Arc::clone(shared);
        }
        let shared: Arc<str> = text.into();
        self.names.insert(Arc::clone(&shared));
        shared
    }

    /// The resources, and what they say that they extend.
    pub(super) fn into_parts(self) -> (Vec<Resource>, Scopes) {
        (self.resources, self.scopes)
    }

    fn finish(mut self, document: Arc<Document>, forms: Vec<&'static Form>, rules: &FileRules) -> Reading {
        self.resources.shrink_to_fit();
        let mut warnings = self.skip_warnings(&document);
        warnings.extend(duplicate_keys(&document));
        Reading {
            record: FileRecord {
                path: document.name().to_owned(),
                form: forms.first().copied(),
                status: FileStatus::Read,
                resources: self.resources.len(),
            },
            coverage: Coverage::of_file(forms, rules),
            document: Some(document),
            derived: self.derived,
            resources: self.resources,
            scopes: self.scopes,
            problems: Vec::new(),
            warnings,
        }
    }

    fn skip_warnings(&self, document: &Document) -> Vec<Problem> {
        let warning = |(missing, (count, position)): (&&str, &(usize, Position))| {
            let message = match count {
                1 => format!("an entry is left out: it has {missing}"),
                _ => format!("{count} entries are left out, this one first: each has {missing}"),
            };
            warning_at(document, message, *position)
        };
        self.skipped.iter().map(warning).collect()
    }
}

fn duplicate_keys(document: &Document) -> Vec<Problem> {
    let warning = |(key, position): (String, Position)| {
        let message = format!("the key `{key}` is written twice in one object, and the last one counts");
        warning_at(document, message, position).help("Remove one of them")
    };
    let mut warnings: Vec<Problem> = document.duplicate_keys().take(DUPLICATE_KEYS_SHOWN + 1).map(warning).collect();
    if warnings.len() > DUPLICATE_KEYS_SHOWN {
        warnings.truncate(DUPLICATE_KEYS_SHOWN);
        warnings.push(Problem::new(document.name(), "more keys are written twice"));
    }
    warnings
}

/// A warning with the line that it is about, unless that is a whole file in one line.
fn warning_at(document: &Document, message: String, position: Position) -> Problem {
    let warning = Problem::new(document.name(), message).at(position);
    match document.line(position.line) {
        line if line.len() <= LONGEST_LINE_SHOWN => warning.showing(line),
        _ => warning,
    }
}
