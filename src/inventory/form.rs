//! The forms that inventories come in, one file each: told apart by what they hold, never by a file's name.
//!
//! Adding a form is a file with its [`Form`], and a line in [`FORMS`].

mod arm_list;
mod arm_template;
mod az_resource_list;
mod list;
mod ndjson;
mod psrule;
mod resource_graph;

use super::file::FileKind;
use super::reader::Reader;
use crate::source::{Node, NodeId};
use std::fmt;

/// A form of input: how a file's resources are written.
pub struct Form {
    /// As reports print it.
    pub name: &'static str,
    /// What it is, for who reads the reports' schema.
    pub about: &'static str,
    /// Whether a document has this form. It looks at as little as decides.
    pub(super) recognise: fn(Node<'_>) -> bool,
    /// Reports the document's resources, in order of position.
    pub(super) read: fn(Node<'_>, &mut Reader),
    /// Why resources of this form are not read.
    pub(super) unread: Option<&'static str>,
    /// Nodes whose values the form leaves out, and hints how to get them.
    pub(super) leaves_out: fn(Node<'_>) -> Vec<(NodeId, &'static str)>,
    /// Whether a file of this kind lists every resource of a type.
    pub(super) lists: fn(FileKind, &str) -> bool,
    /// Whether it looks at each resource by itself: as long as the resource is written as before, it is read as before.
    pub(super) is_by_resource: bool,
}

/// In the order in which they are tried: the plain list takes what has no mark of its own.
pub const FORMS: [&Form; 7] = [
    &Form::ARM_TEMPLATE,
    &Form::RESOURCE_GRAPH,
    &Form::ARM_LIST,
    &Form::AZ_RESOURCE_LIST,
    &Form::PSRULE,
    &Form::NDJSON,
    &Form::LIST,
];

/// The form of a document; `None` when it is no inventory.
pub(super) fn of(document: Node<'_>) -> Option<&'static Form> {
    FORMS.into_iter().find(|form| (form.recognise)(document))
}

impl Form {
    /// What a new form has not said yet: it promises nothing.
    const NEW: Form = Form {
        name: "",
        about: "",
        recognise: |_| false,
        read: |_, _| (),
        unread: None,
        leaves_out: |_| Vec::new(),
        lists: |_, _| false,
        is_by_resource: false,
    };
}

impl PartialEq for Form {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Form {}

impl fmt::Debug for Form {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name)
    }
}
