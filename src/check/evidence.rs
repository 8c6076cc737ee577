//! From the read trace to what people see: paths, values and places.

use super::path::{meaning, path};
use super::read::{Read, ReadId, Step};
use super::trace::{Frame, Names};
use super::verdict::{Evidence, Place};
use crate::inventory::Inventory;
use crate::secret::{self, MASKED, Meaning};
use crate::source::{Kind, Node, NodeId, Origin};
use std::borrow::Cow;
use std::cell::Ref;
use std::collections::HashSet;

/// How many reads a finding shows.
const SHOWN: usize = 8;
/// Characters of a value that a finding shows.
const VALUE_CHARS: usize = 120;

/// The last eight distinct leaf reads in the order they were made, and how many more there were.
pub(super) fn collect(frame: &Frame) -> (Vec<Evidence>, usize) {
    let reads = frame.reads.borrow();
    let hidden = made_from_secrets(frame, &reads);
    let leaves = leaves(&reads);
    let mut seen = HashSet::new();
    let mut shown = Vec::new();
    let mut more = 0;
    for &id in leaves.iter().rev() {
        let path = path(frame, &reads, id, &hidden);
        if !seen.insert(path.clone()) {
            continue;
        }
        if shown.len() < SHOWN {
            shown.push(evidence(frame, &reads, id, path));
        } else {
            more += 1;
        }
    }
    shown.reverse();
    (shown, more)
}

/// All distinct leaf reads in the order they were made, each with the value's node where there is one.
pub(super) fn all(frame: &Frame) -> Vec<(Evidence, Option<(u32, NodeId)>)> {
    let reads = frame.reads.borrow();
    let hidden = made_from_secrets(frame, &reads);
    let mut seen = HashSet::new();
    let read = |id: ReadId| {
        let path = path(frame, &reads, id, &hidden);
        let found = reads[id as usize].found;
        seen.insert(path.clone()).then(|| (evidence(frame, &reads, id, path), found))
    };
    leaves(&reads).into_iter().filter_map(read).collect()
}

/// The reads of a frame as people are shown them.
pub(super) struct Telling<'f> {
    frame: &'f Frame,
    reads: Ref<'f, Vec<Read>>,
    hidden: HashSet<u32>,
    secrets: Vec<String>,
}

impl<'f> Telling<'f> {
    pub fn of(frame: &'f Frame) -> Self {
        let reads = frame.reads.borrow();
        Self { hidden: made_from_secrets(frame, &reads), secrets: secrets(frame), reads, frame }
    }

    /// The value of a read.
    pub fn value(&self, read: ReadId) -> String {
        self.evidence(read).value.unwrap_or_else(|| "absent".to_owned())
    }

    /// The element that a round is for, by its place and the value that it has.
    pub fn element(&self, read: ReadId, value: &str) -> String {
        let path = path(self.frame, &self.reads, read, &self.hidden);
        match self.reads[read as usize].found.map(|found| self.frame.node(found).kind()) {
            Some(Kind::Object | Kind::Array) | None => path,
            Some(_) => value.to_owned(),
        }
    }

    /// What a script made, unless it may be made from a secret.
    pub fn made(&self, text: &str) -> String {
        if self.secrets.is_empty() { shorten(text) } else { MASKED.to_owned() }
    }

    /// A reason, without what is secret.
    pub fn cleared(&self, reason: &str) -> String {
        if self.secrets.iter().any(|secret| reason.contains(secret)) { MASKED.to_owned() } else { reason.to_owned() }
    }

    /// The leaves among some reads, each path once, and at most so many.
    pub fn some(&self, reads: &[ReadId], most: usize) -> Vec<Evidence> {
        let passed: HashSet<ReadId> = reads.iter().map(|id| self.reads[*id as usize].from).collect();
        let mut seen = HashSet::new();
        let is_leaf = |id: &&ReadId| {
            let is_resource = matches!(self.reads[**id as usize].step, Step::Resource(_));
            !is_resource && (!passed.contains(*id) || matches!(self.reads[**id as usize].step, Step::LookUp(_)))
        };
        let leaves = reads.iter().filter(is_leaf).map(|id| self.evidence(*id));
        leaves.filter(|evidence| seen.insert(evidence.path.clone())).take(most).collect()
    }

    fn evidence(&self, id: ReadId) -> Evidence {
        let path = path(self.frame, &self.reads, id, &self.hidden);
        let found =
            || self.reads.iter().filter(|read| read.from == id && matches!(read.step, Step::Resource(_))).count();
        match self.reads[id as usize].step {
            Step::LookUp(_) => {
                let place = place_of(self.frame, &self.reads, id);
                Evidence { value: Some(format!("[{} met]", found())), place, path }
            }
            _ => evidence(self.frame, &self.reads, id, path),
        }
    }
}

/// The place of a read, or of its nearest existing parent.
pub(super) fn place(frame: &Frame, read: ReadId) -> Place {
    place_of(frame, &frame.reads.borrow(), read)
}

/// The last read of a property or element, or the resource itself when nothing was read.
pub(super) fn last_read(frame: &Frame) -> ReadId {
    let reads = frame.reads.borrow();
    leaves(&reads).last().copied().unwrap_or(0)
}

/// Secrets that were read, so that messages can be cleared of them.
pub(super) fn secrets(frame: &Frame) -> Vec<String> {
    let reads = frame.reads.borrow();
    // Few leaves are texts, and a path takes longer to make out.
    let parts = |id: ReadId| {
        let node = frame.node(reads[id as usize].found?);
        match node.kind() {
            Kind::String => Some(secret::parts(meaning(frame, &reads, id), &node.text()?)),
            Kind::Number if secret::hides_number(meaning(frame, &reads, id)) => Some(vec![node.raw().to_owned()]),
            _ => None,
        }
    };
    leaves(&reads).into_iter().filter_map(parts).flatten().collect()
}

/// Names that the script made from secrets: those that neither a document nor the script has. What a look-up asked for is
/// hidden for what it shows of one; the name of a property may spell one letter by letter.
fn made_from_secrets(frame: &Frame, reads: &[Read]) -> HashSet<u32> {
    let made = |read: &Read| match read.step {
        Step::LookUp(name) if read.found.is_none() && Names::is_passing(name) => Some((name, false)),
        Step::Property(name) if read.found.is_none() && Names::is_passing(name) => Some((name, true)),
        _ => None,
    };
    let mut made: Vec<(u32, bool)> = reads.iter().filter_map(made).collect();
    if let (false, Some(Read { step: Step::Resource(own), .. })) = (made.is_empty(), reads.first()) {
        let (secrets, names) = (secrets(frame), frame.names.borrow());
        let id = &frame.inventory.resource(*own).id;
        let known = open_texts(frame, reads);
        made.retain(|(name, is_property)| {
            let text = names.text(*name);
            let is_new = *is_property && !secrets.is_empty() && !known.contains(text);
            is_new || secret::is_made_from(text, &secrets, id)
        });
    }
    made.into_iter().map(|(name, _)| name).collect()
}

/// The texts that were read and are no secrets.
fn open_texts<'f>(frame: &'f Frame, reads: &[Read]) -> HashSet<Cow<'f, str>> {
    let open = |id: ReadId| {
        let text = frame.node(reads[id as usize].found?).text()?;
        secret::parts(meaning(frame, reads, id), &text).is_empty().then_some(text)
    };
    leaves(reads).into_iter().filter_map(open).collect()
}

/// Reads that no later read goes through; the root and bare steps to a resource are none.
fn leaves(reads: &[Read]) -> Vec<ReadId> {
    let mut passed = vec![false; reads.len()];
    for (id, read) in reads.iter().enumerate().skip(1) {
        if read.from as usize != id {
            passed[read.from as usize] = true;
        }
    }
    let leaf =
        |&id: &ReadId| !passed[id as usize] && (id != 0 && !matches!(reads[id as usize].step, Step::Resource(_)));
    (0..reads.len() as ReadId).filter(leaf).collect()
}

fn evidence(frame: &Frame, reads: &[Read], id: ReadId, path: String) -> Evidence {
    let value = match reads[id as usize].found {
        Some(at) => Some(shown_value(meaning(frame, reads, id), frame.node(at))),
        None => computed(frame, reads, id).map(|text| shorten(&serde_json::Value::from(text).to_string())),
    };
    Evidence { value, place: place_of(frame, reads, id), path }
}

/// What the inventory knows of a resource although its form does not write it, such as a nested child's id.
fn computed<'f>(frame: &'f Frame, reads: &[Read], id: ReadId) -> Option<&'f str> {
    let read = reads[id as usize];
    let (Step::Property(name), Step::Resource(resource)) = (read.step, reads[read.from as usize].step) else {
        return None;
    };
    frame.inventory.resource(resource).identity(frame.names.borrow().text(name))
}

fn shown_value(meaning: Meaning, node: Node<'_>) -> String {
    match node.kind() {
        Kind::Object if node.len() == 0 => "{}".into(),
        Kind::Object => "{…}".into(),
        Kind::Array if node.len() == 0 => "[]".into(),
        Kind::Array => format!("[{} items]", node.len()),
        Kind::String => {
            let text = node.text().unwrap_or_default();
            shorten(&serde_json::Value::from(secret::shown(meaning, &text)).to_string())
        }
        Kind::Null => "null".into(),
        Kind::Number if secret::hides_number(meaning) => serde_json::Value::from(MASKED).to_string(),
        Kind::Bool | Kind::Number => shorten(written(node)),
    }
}

/// As it stands in the file, however often it was derived from there: the same finding has the same values in every form.
fn written(node: Node<'_>) -> &str {
    match node.origin() {
        Origin::Literal(origin) => origin.raw(),
        Origin::Computed { .. } | Origin::Unknown { .. } => node.raw(),
    }
}

fn shorten(text: &str) -> String {
    match text.char_indices().nth(VALUE_CHARS) {
        Some((cut, _)) => format!("{}…", &text[..cut]),
        None => text.into(),
    }
}

fn place_of(frame: &Frame, reads: &[Read], mut id: ReadId) -> Place {
    loop {
        let read = reads[id as usize];
        match read.found {
            Some(at) => return place_in(&frame.inventory, at),
            // The root is always found, so that the way up ends there at the latest.
            None => id = read.from,
        }
    }
}

fn place_in(inventory: &Inventory, (tree, node): (u32, NodeId)) -> Place {
    let node = inventory.tree(tree).node(node).shown();
    let position = node.start();
    Place { file: node.document().name().into(), line: position.line, column: position.column }
}

/// The place of a finding whose place nobody asked for.
pub(super) fn nowhere() -> Place {
    Place { file: "".into(), line: 0, column: 0 }
}
