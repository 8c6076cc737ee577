//! Where a new child comes to stand.

use crate::source::Node;
use serde_json::Value;

/// Where a new child is written, and what stands there.
pub enum Declared<'d> {
    /// One more element of a list.
    Element(Node<'d>, Value),
    /// A member of an object, by its key.
    Member(Node<'d>, String, Value),
}
