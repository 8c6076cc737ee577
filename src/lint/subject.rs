//! Policies as rules look at them.

use crate::check::{Outline, OutlinedFunction, Outliner};
use crate::inventory::Inventory;
use crate::policy::{Expected, Policy, Recommendation, Script, ScriptKey, Shared};
use crate::source::{Document, Location, Node, Position};
use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::sync::Arc;

/// All own policies.
pub(super) struct Subject<'p> {
    pub policy: &'p Policy,
    /// What resources are called somewhere.
    pub inventory: Option<&'p Inventory>,
    /// In the policy's order.
    pub entries: Vec<Entry<'p>>,
    pub functions: Vec<SharedOutline<'p>>,
    pub outliner: Outliner,
    documents: BTreeMap<&'p str, &'p Arc<Document>>,
    nodes: Nodes<'p>,
}

/// An own recommendation.
pub(super) struct Entry<'p> {
    pub recommendation: &'p Recommendation,
    /// Its mapping in the file.
    pub node: Option<Node<'p>>,
    pub scripts: Vec<Written<'p>>,
    cases: OnceCell<Vec<Inventory>>,
}

/// One of its scripts.
pub(super) struct Written<'p> {
    pub key: ScriptKey,
    pub script: &'p Script,
    pub outline: Outline,
}

/// An own function that policies share.
pub(super) struct SharedOutline<'p> {
    pub shared: &'p Shared,
    pub outline: OutlinedFunction,
}

impl<'p> Subject<'p> {
    pub fn new(policy: &'p Policy, inventory: Option<&'p Inventory>) -> Self {
        let outliner = Outliner::default();
        let nodes = Nodes::of(policy);
        let own = policy.recommendations.iter().filter(|entry| !entry.embedded);
        let entries = own.map(|recommendation| Entry {
            recommendation,
            node: nodes.at(&recommendation.location),
            scripts: scripts(&outliner, recommendation),
            cases: OnceCell::new(),
        });
        let entries = entries.collect();
        let own = policy.functions.iter().filter(|shared| !shared.function.embedded);
        let functions = own.filter_map(|shared| {
            let outline = outliner.of(&shared.alone())?.functions.into_iter().next()?;
            Some(SharedOutline { shared, outline })
        });
        let functions = functions.collect();
        let documents = policy.documents.iter().map(|document| (document.name(), document)).collect();
        Self { policy, inventory, entries, functions, outliner, documents, nodes }
    }

    /// The file of a name.
    pub fn document(&self, file: &str) -> Option<&'p Arc<Document>> {
        self.documents.get(file).copied()
    }

    /// The mapping of a control, a recommendation or a function in its file.
    pub fn node(&self, location: &Location) -> Option<Node<'p>> {
        self.nodes.at(location)
    }

    /// Every script with its outline and the function or recommendation that it is of.
    pub fn outlines(&self) -> impl Iterator<Item = (&'p str, &Outline)> {
        self.entries
            .iter()
            .flat_map(|entry| entry.scripts.iter())
            .map(|written| (written.script.file.as_str(), &written.outline))
    }
}

/// The outlines of a recommendation's scripts.
pub(super) fn scripts<'p>(outliner: &Outliner, recommendation: &'p Recommendation) -> Vec<Written<'p>> {
    let written = ScriptKey::ALL.into_iter().filter_map(|key| {
        let script = recommendation.script(key)?;
        Some(Written { key, script, outline: outliner.of(&script.without_functions())? })
    });
    written.collect()
}

impl Entry<'_> {
    /// Its test cases, and what fixes make of them, as inventories; what is wrong with a case is told where it is tried.
    pub fn inventories(&self, policy: &Policy) -> &[Inventory] {
        self.cases.get_or_init(|| self.read_cases(policy, &|_| true))
    }

    /// The resources of those that are healthy, and what fixes make healthy, likewise.
    pub fn healthy(&self, policy: &Policy) -> Vec<Inventory> {
        self.read_cases(policy, &|key| [Expected::Healthy.key(), FIXED].contains(&key))
    }

    fn read_cases(&self, policy: &Policy, is_wanted: &dyn Fn(&str) -> bool) -> Vec<Inventory> {
        let mut inventories = Vec::new();
        for case in &self.recommendation.cases {
            let Some(node) = policy.case_node(case) else { continue };
            let document = &policy.documents[case.place.document];
            let related: Vec<_> = node.get_exact("inventory").into_iter().flat_map(Node::items).map(Node::id).collect();
            let default_type = self.recommendation.types().next().unwrap_or(TYPE);
            let keys = [case.expected.key(), FIXED].into_iter().filter(|key| is_wanted(key));
            for resource in keys.filter_map(|key| node.get_exact(key)) {
                let children = resource.get_exact("children").or_else(|| node.get_exact("children")).map(Node::id);
                inventories.push(Inventory::of_case(document.clone(), resource.id(), default_type, children, &related));
            }
        }
        inventories
    }
}

/// The key of what a fix makes of a case's resource.
const FIXED: &str = "fixed";

/// The type of a case's resource that says none, where nothing else tells.
const TYPE: &str = "Uplift.Case/resources";

impl Written<'_> {
    /// A place of the script.
    pub fn at(&self, position: Position) -> Location {
        located(&self.script.file, position)
    }
}

/// A place in a file.
pub(super) fn located(file: &str, position: Position) -> Location {
    Location { file: file.to_owned(), line: position.line, column: position.column }
}

/// Where the key of a value stands below a node; the nearest place around it where there is no such key.
pub(super) fn key_place(node: Option<Node<'_>>, otherwise: &Location, path: &[&str]) -> Location {
    let Some(mut node) = node else { return otherwise.clone() };
    let mut position = None;
    for key in path {
        let Some(next) = node.get_exact(key) else { break };
        position = next.key_span().map(|span| next.document().position(span.start)).or(position);
        node = next;
    }
    position.map_or_else(|| otherwise.clone(), |position| located(&otherwise.file, position))
}

/// What the lists of all files hold, by the places where each begins.
struct Nodes<'p>(BTreeMap<(&'p str, Position), Node<'p>>);

impl<'p> Nodes<'p> {
    fn of(policy: &'p Policy) -> Self {
        let mut nodes = BTreeMap::new();
        for document in &policy.documents {
            let Some(top) = document.root().item(0) else { continue };
            let lists = ["controls", "functions", "recommendations"].into_iter().filter_map(|name| top.get_exact(name));
            for entry in lists.flat_map(Node::items) {
                nodes.insert((document.name(), entry.position()), entry);
            }
        }
        Self(nodes)
    }

    fn at(&self, location: &Location) -> Option<Node<'p>> {
        let position = Position { line: location.line, column: location.column };
        self.0.get(&(location.file.as_str(), position)).copied()
    }
}
