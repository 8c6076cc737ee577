//! Changes of a document's values as the smallest changes of its text.
//!
//! Every byte outside an edit is copied, so that comments, the order of keys, quotes, numbers, line ends and marks
//! survive by construction. What is inserted copies its siblings. Three steps: `intent` refuses what cannot be done
//! safely and brings the changes to one wish per node; the walk below visits the nodes with wishes; `flow` and `block`
//! lay out containers in brackets and in indented lines. [`verify`] proves the result from the values alone, and knows
//! nothing of these steps.

mod addition;
mod block;
mod body;
mod choice;
mod diff;
mod edits;
mod flow;
mod gaps;
mod guard;
mod intent;
mod notes;
mod paths;
mod plan;
mod render;
mod slot;
mod style;
mod syntax;
mod value;
mod verify;
mod walk;

pub use addition::anchor;
pub use diff::{line_numbers, unified_diff, unified_text_diff};
pub use edits::{TextEdit, apply, between};
pub use notes::{notes, notes_beside};
pub use verify::verify;

use crate::source::{Document, NodeId};
use serde_json::Value;

/// A change of a document's values; places are nodes of the old document.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Change {
    /// Replaces an existing value by another. An object by an object changes the members that differ; an array by an
    /// array keeps the elements that both begin with.
    Replace {
        /// The value to replace.
        node: NodeId,
        /// What stands there afterwards.
        value: Value,
    },
    /// Adds a member, and the objects that lead to it.
    Insert {
        /// An object that exists.
        object: NodeId,
        /// At least one key. The object has no member of the first; all but the last become new objects.
        keys: Vec<String>,
        /// The value of the last key.
        value: Value,
    },
    /// Removes a member or an element.
    Remove {
        /// The member's or element's value.
        node: NodeId,
    },
    /// Adds elements at the end of an array that exists.
    Append {
        /// The array; the root where a file holds one document a line.
        list: NodeId,
        /// The elements, in order.
        values: Vec<Value>,
    },
}

impl Change {
    /// The node of the old document that the change is about.
    pub fn place(&self) -> NodeId {
        match self {
            Change::Replace { node, .. } | Change::Remove { node } => *node,
            Change::Insert { object, .. } => *object,
            Change::Append { list, .. } => *list,
        }
    }
}

/// A change that was not planned.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Refusal {
    /// The change's index.
    pub change: usize,
    /// Why, as a phrase without a full stop.
    pub reason: String,
    /// The change that it contradicts, if that is why; that one is refused too.
    pub against: Option<usize>,
}

/// The smallest text edits for all changes together, in order and apart from each other.
///
/// Changes that cannot be made safely are refused, in their order, and the others planned; of two that want different
/// things at one place both are refused. Equal changes count once. A change that holds already needs no edit. A choice whose branches
/// all become one value gives way to it.
pub fn plan(document: &Document, changes: &[Change]) -> (Vec<TextEdit>, Vec<Refusal>) {
    let (wishes, refusals) = intent::wishes(document, &choice::settled(document, changes));
    (walk::edits(document, wishes), refusals)
}
