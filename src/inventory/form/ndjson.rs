//! One resource a line, each a plain one.

use super::{Form, list};
use crate::source::{Format, Node};

impl Form {
    /// One resource a line.
    pub const NDJSON: Form =
        Form { name: "ndjson", about: "One resource a line.", recognise, read: list::read, ..Form::NEW };
}

fn recognise(root: Node<'_>) -> bool {
    root.document().format() == Format::Ndjson && list::recognise(root)
}
