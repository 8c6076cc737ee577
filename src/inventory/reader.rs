//! What the forms report resources to.

use super::envelope::{Envelope, Identity, Key};
use super::index::Scopes;
use super::silence::Silence;
use super::spelling::Spelling;
use super::text::compare;
use super::{Resource, ResourceIndex, id, marks, row, telling};
use crate::source::{Document, Kind, Node, NodeId, Position, Problem, normal_id};
use crate::template::Secret;
use crate::terraform::Mapped;
use rustc_hash::FxHashSet;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What the forms report to.
pub(super) struct Reader {
    document: Arc<Document>,
    /// What was derived so far, and the number of the tree that is read: 0 is the document itself.
    pub(super) derived: Vec<Arc<Document>>,
    tree: u32,
    /// What the same content gave before, in the same order.
    known: std::vec::IntoIter<Arc<Document>>,
    pub(super) resources: Vec<Resource>,
    pub(super) scopes: Scopes,
    names: FxHashSet<Arc<str>>,
    /// Why something could not be derived.
    pub(super) problem: Option<Problem>,
    /// For each thing that an entry lacks: how often, and the first place.
    pub(super) skipped: BTreeMap<&'static str, (usize, Position)>,
    /// The types of those, as far as they are known.
    pub(super) lost: BTreeSet<Option<String>>,
    /// Whether a row bears a mark of the platform.
    pub(super) is_marked: bool,
    /// Rows that hold nothing but their envelope and have no id, or nothing that the platform writes, and why that says nothing in
    /// a snapshot.
    bare: Vec<(ResourceIndex, Silence)>,
    /// What the form tells of the document, and what of that keeps anything from being known that is not in it.
    pub(super) told: Vec<Problem>,
    pub(super) gaps: Vec<Problem>,
    /// What it says to be deployed by what is not judged, and whether another place has that.
    pub(super) waiting: Vec<(Problem, bool)>,
    /// What the form marks as secret.
    pub(super) secrets: Vec<Secret>,
    /// How many rows tell of resources that they are not, and give none.
    pub(super) others: usize,
    /// How many ids are none, and the first one with its place.
    pub(super) strange_ids: Option<(usize, Position, String)>,
}

impl Reader {
    /// A reader of a document's resources; `known` is what was derived from the same content before.
    pub(super) fn of(document: &Arc<Document>, known: Vec<Arc<Document>>) -> Self {
        Self {
            document: document.clone(),
            derived: Vec::new(),
            tree: 0,
            known: known.into_iter(),
            resources: Vec::new(),
            scopes: Scopes::new(),
            names: FxHashSet::default(),
            problem: None,
            skipped: BTreeMap::new(),
            lost: BTreeSet::new(),
            is_marked: false,
            bare: Vec::new(),
            told: Vec::new(),
            gaps: Vec::new(),
            waiting: Vec::new(),
            secrets: Vec::new(),
            others: 0,
            strange_ids: None,
        }
    }

    /// The document.
    pub(super) fn document(&self) -> &Arc<Document> {
        &self.document
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

    /// The tree that holds a resource's nodes.
    pub(super) fn tree_of(&self, resource: &Resource) -> &Arc<Document> {
        match resource.tree {
            0 => &self.document,
            own => &self.derived[own as usize - 1],
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
            if envelope.get(Key::Id).is_none() {
                self.children_of_case(node);
            }
            let Some(nested) = envelope.get(Key::Resources) else { continue };
            match nested.kind() {
                Kind::Array => {
                    let first = waiting.len();
                    waiting.extend(nested.items().map(|child| (Some(nested.id()), child, Some(index))));
                    waiting[first..].reverse();
                }
                Kind::Null => {}
                // PowerShell writes a list of one as the one; a text is what was cut.
                Kind::Object => waiting.push((None, nested, Some(index))),
                _ => self.skip(nested, "no list of resources in it"),
            }
        }
    }

    /// Tells of resources that stand where they stand in the test cases of policies.
    fn children_of_case(&mut self, node: Node<'_>) {
        let is_typed = |child: &Node<'_>| child.get("type").is_some();
        if let Some(child) = node.get_exact("children").and_then(|list| list.items().find(is_typed)) {
            self.skip(child, "`children` above it, where an inventory has `resources`");
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
        let given = envelope.given(spelling, holder);
        if envelope.is_twofold {
            // What the other spelling says may belong to anything here.
            self.lost.insert(None);
        }
        let properties = envelope.get(Key::Properties);
        self.is_marked = self.is_marked || envelope.is_marked() || marks::are_on(given.id.as_deref(), properties);
        let silence = row::silence_of(node, properties);
        if silence.is_some() && telling::is_row(node) {
            self.others += 1;
            return None;
        }
        // An id that is made here is one.
        let has_id = given.id.is_some();
        match given.identity(holder) {
            Ok(identity) => {
                if has_id && !id::is_id(&identity.id) {
                    self.strange_ids.get_or_insert_with(|| (0, node.position(), identity.id.to_string())).0 += 1;
                }
                let index = self.push(node, identity, envelope.text(&[Key::Scope]), spelling, parent)?;
                self.hush(index, silence, has_id);
                let type_name = &self.resources[index.0 as usize].type_name;
                let hidden = properties.filter(|_| !row::is_dictionary(type_name)).and_then(row::hidden);
                self.bare.extend(hidden.map(|silence| (index, silence)));
                self.take_inside(index, properties);
                Some(index)
            }
            Err(missing) => {
                let lost = envelope.given(spelling, holder).type_name.map(|name| name.to_ascii_lowercase());
                self.skip_of(lost, node, missing);
                None
            }
        }
    }

    /// Notes why a row says nothing. Without an id, one of nothing but an envelope says that nothing is set, unless it stands
    /// in a snapshot.
    pub(super) fn hush(&mut self, index: ResourceIndex, silence: Option<Silence>, has_id: bool) {
        let bare = silence.filter(|silence| silence.is_bare() && !has_id);
        self.resources[index.0 as usize].silence = silence.xor(bare);
        self.bare.extend(bare.map(|silence| (index, silence)));
    }

    /// Notes what the mapping of a resource speaks of, and of the resources that are printed inside it.
    pub(super) fn is_mapped(&mut self, holder: ResourceIndex, mapped: Option<&'static Mapped>) {
        let (own, inside) = self.resources[holder.0 as usize..].split_first_mut().unzip();
        own.into_iter().for_each(|own: &mut Resource| own.mapped = mapped);
        let subnets = mapped.and_then(|own| own.member("properties")?.member("subnets")?.element());
        for resource in inside.into_iter().flatten().filter(|own| own.is_inside && own.parent == Some(holder)) {
            resource.mapped = subnets;
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
        let elsewhere =
            |scope: &Cow<'_, str>| id::parent(&identity.id).is_none_or(|above| compare(above, scope).is_ne());
        if let Some(scope) = scope.map(normal_id).filter(elsewhere) {
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
            spelling: spelling.of_row(node),
            parent,
            silence: None,
            mapped: None,
            is_telling: telling::is_type(&identity.type_name),
            is_inside: false,
            canonical: index,
            part: 0,
        };
        self.resources.push(resource);
        Some(index)
    }

    /// An entry that is no resource; `missing` follows "it has".
    pub(super) fn skip(&mut self, node: Node<'_>, missing: &'static str) {
        self.skip_of(None, node, missing);
    }

    fn skip_of(&mut self, type_name: Option<String>, node: Node<'_>, missing: &'static str) {
        self.lost.insert(type_name);
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

    /// Takes what was read for a snapshot, in which leaving out says nothing.
    pub(super) fn take_for_snapshot(&mut self) {
        for (index, silence) in self.bare.drain(..) {
            self.resources[index.0 as usize].silence = Some(silence);
        }
    }

    /// The resources, and what they say that they extend.
    pub(super) fn into_parts(self) -> (Vec<Resource>, Scopes) {
        (self.resources, self.scopes)
    }
}
