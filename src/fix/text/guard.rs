//! What is not changed, and why.

use super::intent::{Action, Step};
use super::paths::Paths;
use super::slot::{self, Slot};
use super::syntax;
use super::{Change, Refusal};
use crate::source::{Document, Encoding, Kind, Node, NodeId};
use rustc_hash::FxHashSet;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

const SHARED: &str = "an anchor makes it stand elsewhere too";
const HELD: &str = "an anchor in it is used elsewhere";
const UNBRACED: &str = "it is written with `?`, or without its braces";
const CONFLICT: &str = "another change wants something else at the same place";

/// Looks at one step at a time.
pub(super) struct Guard<'d> {
    document: &'d Document,
    paths: &'d Paths,
    has_duplicates: bool,
    /// Alias and target.
    aliases: Vec<(NodeId, NodeId)>,
    targets: BTreeSet<NodeId>,
    slots: BTreeMap<NodeId, Option<Vec<Slot>>>,
}

impl<'d> Guard<'d> {
    /// A guard for steps whose nodes `paths` knows.
    pub fn new(document: &'d Document, paths: &'d Paths) -> Self {
        let aliases: Vec<_> = document.aliases().collect();
        Self {
            document,
            paths,
            has_duplicates: document.duplicate_keys().len() > 0,
            targets: aliases.iter().map(|alias| alias.1).collect(),
            aliases,
            slots: BTreeMap::new(),
        }
    }

    /// Why a step cannot be made safely, if so.
    pub fn check(&mut self, step: &Step) -> Result<(), String> {
        if self.document.encoding() != Encoding::Utf8 {
            return Err("the file is UTF-16, which git treats as binary".to_owned());
        }
        if self.document.name().contains(char::REPLACEMENT_CHARACTER) {
            return Err("the name of the file is not UTF-8, so that no patch can tell it".to_owned());
        }
        let node = self.document.node(step.node);
        self.check_duplicates(node)?;
        self.check_value(&step.action)?;
        if syntax::of(self.document).is_rigid() {
            self.check_made(node, &step.action)?;
            return self.check_document(node, &step.action);
        }
        self.check_anchors(node, &step.action)?;
        self.check_document(node, &step.action)?;
        self.check_form(node, &step.action)
    }

    fn check_document(&self, node: Node<'_>, action: &Action) -> Result<(), String> {
        let is_document = self.paths.parent(node.id()) == Some(self.document.root().id());
        if is_document && matches!(action, Action::Remove) {
            return Err("it is the whole document".to_owned());
        }
        Ok(())
    }

    fn check_value(&self, action: &Action) -> Result<(), String> {
        let values = match action {
            Action::Replace(value) | Action::Insert(_, value) => std::slice::from_ref(value),
            Action::Append(values) => values.as_slice(),
            Action::Remove => &[],
        };
        let refusal = values.iter().find_map(|value| syntax::of(self.document).refusal(value));
        refusal.map_or(Ok(()), |reason| Err(reason.to_owned()))
    }

    /// What is worked out holds values that can be others, but no more and no fewer of them.
    fn check_made(&mut self, node: Node<'d>, action: &Action) -> Result<(), String> {
        let holder = match action {
            Action::Replace(_) => return Ok(()),
            // An object takes the place of nothing.
            Action::Insert(..) if node.kind() == Kind::Null => return Ok(()),
            Action::Insert(..) | Action::Append(_) => node,
            Action::Remove => self.paths.parent(node.id()).map_or(node, |parent| self.document.node(parent)),
        };
        match (action, holder.is_made()) {
            (Action::Remove, true) if syntax::of(self.document).is_body(node) => Ok(()),
            (Action::Remove, true) => Err("it cannot be left out where it stands".to_owned()),
            (_, true) => Ok(()),
            (_, false) if holder.id() == self.document.root().id() => Ok(()),
            (_, false) => self.check_slots(holder, "it is not understood where its parts end"),
        }
    }

    fn check_duplicates(&self, node: Node<'_>) -> Result<(), String> {
        if !self.has_duplicates {
            return Ok(());
        }
        for id in self.paths.upwards(node.id()) {
            let Some((key, parent)) = self.document.node(id).key().zip(self.paths.parent(id)) else { continue };
            let same = |other: &Node<'_>| other.id() != id && other.key().as_ref() == Some(&key);
            if self.document.node(parent).written().any(|other| same(&other)) {
                return Err(format!("the key `{key}` stands twice in its object"));
            }
        }
        Ok(())
    }

    fn check_anchors(&self, node: Node<'_>, action: &Action) -> Result<(), String> {
        let removes = matches!(action, Action::Remove);
        if node.is_alias() && !removes {
            return Err("it is written as an alias".to_owned());
        }
        let above = self.paths.upwards(node.id()).skip(usize::from(removes)).any(|id| self.targets.contains(&id));
        let within = |id: NodeId| (node.id()..node.after()).contains(&id);
        let loses = removes || matches!(action, Action::Replace(_));
        let held = loses && self.aliases.iter().any(|&(alias, target)| within(target) && !within(alias));
        match (above, held) {
            (true, _) => Err(SHARED.to_owned()),
            (_, true) => Err(HELD.to_owned()),
            _ => Ok(()),
        }
    }

    /// Whether all that is touched is written in a way that can be edited.
    fn check_form(&mut self, node: Node<'d>, action: &Action) -> Result<(), String> {
        let parent = self.paths.parent(node.id()).map(|id| self.document.node(id));
        if matches!(action, Action::Insert(..) | Action::Append(_)) && node.kind() != Kind::Null {
            self.check_slots(node, UNBRACED)?;
        }
        let Some(parent) = parent.filter(|parent| parent.id() != self.document.root().id()) else {
            return Ok(());
        };
        self.check_slots(parent, UNBRACED)?;
        match action {
            Action::Replace(value) if self.is_tagged(parent, node) && !same_kind(node.kind(), value) => {
                Err("its tag asks for another kind of value".to_owned())
            }
            _ => Ok(()),
        }
    }

    fn check_slots(&mut self, node: Node<'d>, reason: &str) -> Result<(), String> {
        let outer = self.paths.parent(node.id()).map(|id| self.document.node(id));
        let bare_pair = !node.is_flow() && outer.is_some_and(Node::is_flow);
        let slots = self.slots.entry(node.id()).or_insert_with(|| slot::slots(node).filter(|_| !bare_pair));
        if slots.is_some() { Ok(()) } else { Err(reason.to_owned()) }
    }

    fn is_tagged(&self, parent: Node<'_>, node: Node<'_>) -> bool {
        let slots = self.slots.get(&parent.id()).and_then(Option::as_ref);
        let index = parent.written().position(|child| child.id() == node.id());
        let Some(slot) = slots.zip(index).and_then(|(slots, index)| slots.get(index)) else {
            return false;
        };
        let from = node.key_span().map_or(slot.start, |key| key.end as usize);
        let properties = self.document.text().get(from..slot.head).unwrap_or_default();
        properties.split_ascii_whitespace().any(|word| word.trim_start_matches([':', '-']).starts_with('!'))
    }
}

fn same_kind(kind: Kind, value: &Value) -> bool {
    match value {
        Value::Null => kind == Kind::Null,
        Value::Bool(_) => kind == Kind::Bool,
        Value::Number(_) => kind == Kind::Number,
        Value::String(_) => kind == Kind::String,
        Value::Array(_) => kind == Kind::Array,
        Value::Object(_) => kind == Kind::Object,
    }
}

/// Notes the first reason against a change.
pub(super) fn refuse(refused: &mut BTreeMap<usize, Refusal>, change: usize, reason: String) {
    refused.entry(change).or_insert(Refusal { change, reason, against: None });
}

/// Refuses the changes that want different things at one place, among those that are not refused yet.
pub(super) fn refuse_contradictions(document: &Document, changes: &[Change], refused: &mut BTreeMap<usize, Refusal>) {
    let mut order: Vec<usize> = (0..changes.len()).filter(|index| !refused.contains_key(index)).collect();
    let keys = |index: usize| match &changes[index] {
        Change::Insert { keys, .. } => keys.as_slice(),
        _ => &[],
    };
    // What claims the whole place comes first, and objects before what goes into them.
    order.sort_by_key(|&index| (changes[index].place(), !claims(&changes[index]), keys(index)));
    let mut open: Vec<usize> = Vec::new();
    for index in order {
        open.retain(|&other| reaches(document, &changes[other], &changes[index]));
        for &other in open.iter().filter(|&&other| changes[other] != changes[index]) {
            for (change, against) in [(index, other), (other, index)] {
                let refusal = Refusal { change, reason: CONFLICT.to_owned(), against: Some(against) };
                refused.entry(change).or_insert(refusal);
            }
        }
        open.push(index);
    }
}

/// The changes that repeat an earlier one.
pub(super) fn repeats(changes: &[Change]) -> BTreeSet<usize> {
    // Many children may go to one list, so that comparing each with each would take long.
    let mut seen = FxHashSet::default();
    changes.iter().enumerate().filter(|(_, change)| !seen.insert(*change)).map(|(index, _)| index).collect()
}

fn claims(change: &Change) -> bool {
    matches!(change, Change::Replace { .. } | Change::Remove { .. })
}

/// Whether a change says what becomes of the place of a later one.
fn reaches(document: &Document, change: &Change, later: &Change) -> bool {
    if claims(change) {
        return later.place() < document.node(change.place()).after();
    }
    match (change, later) {
        (Change::Insert { object, keys, .. }, Change::Insert { object: other, keys: longer, .. }) => {
            object == other && longer.starts_with(keys)
        }
        _ => false,
    }
}
