//! What a fix script assigned, and the absent values that it may assign below.

use super::read::ReadId;
use crate::source::NodeId;
use rhai::Dynamic;
use rustc_hash::FxHashMap;
use serde_json::Value;

/// What a script has assigned so far.
#[derive(Default)]
pub(super) struct Writes {
    /// Each place, by where its value stands.
    pub places: FxHashMap<Place, usize>,
    /// In order of first assignment.
    pub values: Vec<Write>,
}

/// One assignment.
pub(super) struct Write {
    /// The read of its place.
    pub read: ReadId,
    /// `None` takes the place away.
    pub value: Option<Value>,
    /// Whether it holds a secret of the document.
    pub is_secret: bool,
}

/// Where something is assigned: a node of a tree, or names below one.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct Place {
    pub tree: u32,
    pub node: NodeId,
    pub missing: Vec<u32>,
}

/// `()` that remembers the read that found nothing.
pub(super) fn absent(read: ReadId) -> Dynamic {
    let mut value = Dynamic::UNIT;
    value.set_tag(i32::try_from(read).map_or(0, |read| read.saturating_add(1)));
    value
}

/// The read that an absent value remembers in its tag.
pub(super) fn read_of(tag: i32) -> Option<ReadId> {
    ReadId::try_from(tag).ok()?.checked_sub(1)
}
