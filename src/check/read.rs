//! One read of a document.

use crate::inventory::ResourceIndex;
use crate::source::NodeId;

/// A read's place in the trace.
pub(super) type ReadId = u32;

/// One step from a value to a value inside it, or to another resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// A resource of the inventory; its `from` is the look-up that found it, or itself for the one that is assessed.
    Resource(ResourceIndex),
    /// A property; the number is the name's place in the frame's names.
    Property(u32),
    /// An array element.
    Element(u32),
    /// A look-up of children, references or all resources of a type; the number is its text's place in the names.
    LookUp(u32),
}

/// One read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Read {
    pub from: ReadId,
    pub step: Step,
    /// The value and its tree; `None` when there was none.
    pub found: Option<(u32, NodeId)>,
}
