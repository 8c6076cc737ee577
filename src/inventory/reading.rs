//! One document's resources, before they are indexed together with others.

use super::coverage::Coverage;
use super::envelope::{Envelope, Identity, Key, Spelling};
use super::file::{FileRecord, FileRules, FileStatus, Form};
use super::form::{self, FormReader};
use super::index::Scopes;
use super::text::compare;
use super::{Resource, ResourceIndex, id, reason};
use crate::source::{Document, Format, Node, NodeId, Position, Problem};
use rustc_hash::FxHashSet;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What one file gave. Readings can be made in parallel and in batches; [`Inventory::of`](super::Inventory::of) joins them.
#[derive(Clone)]
pub struct Reading {
    /// The document, when it holds resources.
    pub(super) document: Option<Arc<Document>>,
    /// Its resources; their indices count from this document's first one.
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
pub fn read_document(document: Document, rules: &FileRules) -> Reading {
    read_shared(Arc::new(document), rules)
}

/// As [`read_document`], for a document that others hold too because it has been read before.
pub(super) fn read_shared(mut document: Arc<Document>, rules: &FileRules) -> Reading {
    let mut reader = Reader::default();
    let mut forms: Vec<Form> = Vec::new();
    let mut foreign = Vec::new();
    for part in document.root().items() {
        match form::of(part) {
            Some(FormReader { form, read, .. }) => {
                read(part, &mut reader);
                forms.extend((!forms.contains(form)).then_some(*form));
            }
            None => foreign.push(part.id()),
        }
    }
    if forms.iter().all(|form| *form == Form::ArmTemplate) {
        let reason = match (forms.first(), document.root().items().next()) {
            (Some(_), _) => reason::TEMPLATE.to_owned(),
            (None, Some(part)) => reason::of(part, document.name()),
            (None, None) => "it is empty".to_owned(),
        };
        return Reading::empty(document.name(), forms.first().copied(), FileStatus::PassedOver(reason));
    }
    for part in foreign {
        reader.skip(document.node(part), "no Azure resources in it");
    }
    let unknown = std::mem::take(&mut reader.unknown);
    // What others hold has been marked when it was read first.
    if let Some(document) = Arc::get_mut(&mut document) {
        unknown.into_iter().for_each(|(node, hint)| document.mark_unknown(node, hint));
    }
    reader.finish(document, forms, rules)
}

impl Reading {
    /// What a file gave that holds no resources.
    pub(super) fn empty(name: &str, form: Option<Form>, status: FileStatus) -> Self {
        Self {
            document: None,
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
#[derive(Default)]
pub(super) struct Reader {
    pub(super) resources: Vec<Resource>,
    scopes: Scopes,
    names: FxHashSet<Arc<str>>,
    unknown: Vec<(NodeId, &'static str)>,
    /// For each thing that an entry lacks: how often, and the first place.
    skipped: BTreeMap<&'static str, (usize, Position)>,
}

impl Reader {
    /// The resources of a list, each with the ones nested in it.
    pub(super) fn list(&mut self, list: Node<'_>, spelling: &Spelling) {
        list.items().for_each(|node| self.object_in(Some(list.id()), node, spelling));
    }

    /// A resource that has an object of its own and stands in no list, and the ones nested in it.
    pub(super) fn object(&mut self, node: Node<'_>, spelling: &Spelling) {
        self.object_in(None, node, spelling);
    }

    fn object_in(&mut self, list: Option<NodeId>, node: Node<'_>, spelling: &Spelling) {
        // A stack instead of recursion: how deep a file nests is not ours to say.
        let mut waiting = vec![(list, node, None)];
        while let Some((list, node, parent)) = waiting.pop() {
            let envelope = Envelope::of(node);
            let Some(index) = self.resource(node, &envelope, spelling, parent, Box::default()) else {
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
        spelling: &Spelling,
        parent: Option<ResourceIndex>,
        fields: Box<[(Arc<str>, NodeId)]>,
    ) -> Option<ResourceIndex> {
        let holder = parent.map(|parent| &self.resources[parent.0 as usize]);
        match envelope.given(spelling, holder).identity(holder) {
            Ok(identity) => self.push(node, identity, envelope.text(&[Key::Scope]), parent, fields),
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
        parent: Option<ResourceIndex>,
        fields: Box<[(Arc<str>, NodeId)]>,
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
            node: node.id(),
            list: None,
            fields,
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

    /// A node that the form leaves out; the hint says how to get it.
    pub(super) fn unknown(&mut self, node: Node<'_>, hint: &'static str) {
        self.unknown.push((node.id(), hint));
    }

    /// One copy of a text that many resources have.
    pub(super) fn shared(&mut self, text: &str) -> Arc<str> {
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

    fn finish(mut self, document: Arc<Document>, forms: Vec<Form>, rules: &FileRules) -> Reading {
        self.resources.shrink_to_fit();
        let form = match forms.first() {
            Some(Form::List) if document.format() == Format::Ndjson => Some(Form::Ndjson),
            first => first.copied(),
        };
        let mut warnings = self.skip_warnings(&document);
        warnings.extend(duplicate_keys(&document));
        Reading {
            record: FileRecord {
                path: document.name().to_owned(),
                form,
                status: FileStatus::Read,
                resources: self.resources.len(),
            },
            coverage: Coverage::of_file(forms, rules),
            document: Some(document),
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
