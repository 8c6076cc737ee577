//! The forms that inventories come in, one file each: told apart by what they hold, never by a file's name.
//!
//! Adding a form is a file with `recognise` and `read`, and a line in [`READERS`].

mod arm_list;
mod arm_template;
mod az_resource_list;
mod list;
mod psrule;
mod resource_graph;

use super::file::Form;
use super::reading::Reader;
use crate::source::Node;

/// How a form is told from the others, and read.
pub(super) struct FormReader {
    pub(super) form: Form,
    /// Whether a document has this form. It looks at as little as decides.
    recognise: fn(Node<'_>) -> bool,
    /// Reports the document's resources, in order of position.
    pub(super) read: fn(Node<'_>, &mut Reader),
}

/// In the order in which they are tried: the plain list takes what has no mark of its own.
const READERS: [FormReader; 6] = [
    FormReader { form: Form::ArmTemplate, recognise: arm_template::recognise, read: arm_template::read },
    FormReader { form: Form::ResourceGraph, recognise: resource_graph::recognise, read: resource_graph::read },
    FormReader { form: Form::ArmList, recognise: arm_list::recognise, read: arm_list::read },
    FormReader { form: Form::AzResourceList, recognise: az_resource_list::recognise, read: az_resource_list::read },
    FormReader { form: Form::PsRule, recognise: psrule::recognise, read: psrule::read },
    FormReader { form: Form::List, recognise: list::recognise, read: list::read },
];

/// The reader for a document's form; `None` when it is no inventory.
pub(super) fn of(document: Node<'_>) -> Option<&'static FormReader> {
    READERS.iter().find(|reader| (reader.recognise)(document))
}
