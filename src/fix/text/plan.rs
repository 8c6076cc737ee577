//! What becomes of one container.

use super::slot::Slot;
use serde_json::{Map, Value};

/// What becomes of a container's own children.
pub(super) struct Plan<'a> {
    pub slots: &'a [Slot],
    /// Which children stay.
    pub keep: Vec<bool>,
    /// New members.
    pub members: Option<&'a Map<String, Value>>,
    /// New elements.
    pub elements: &'a [Value],
}

impl Plan<'_> {
    /// Whether children are added.
    pub fn is_growing(&self) -> bool {
        self.members.is_some_and(|members| !members.is_empty()) || !self.elements.is_empty()
    }

    /// Whether nothing remains.
    pub fn empties(&self) -> bool {
        !self.is_growing() && !self.keep.contains(&true)
    }
}
