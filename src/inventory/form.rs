//! The forms that inventories come in, one file each: told apart by what they hold, never by a file's name.
//!
//! Adding a form is a file with its [`Form`], and a line in [`FORMS`].

mod arm_list;
mod arm_template;
mod az_powershell;
mod az_resource_list;
mod bicep;
mod list;
mod ndjson;
mod psrule;
mod resource_graph;
mod terraform;

pub(super) use arm_template::{template, wrapping};

use super::listed;
use super::reader::Reader;
use crate::source::{Document, Kind, Node};
use std::fmt;

/// A form of input: how a file's resources are written.
pub struct Form {
    /// As reports print it.
    pub name: &'static str,
    /// What it is, for who reads the reports' schema.
    pub about: &'static str,
    /// Whether a document has this form. It looks at as little as decides.
    pub(super) recognise: fn(Node<'_>) -> bool,
    /// How many rows a page of a list shows; `None` for what is no page.
    pub(super) shown: fn(Node<'_>) -> Option<usize>,
    /// Reports the document's resources, in order of position.
    pub(super) read: fn(Node<'_>, &mut Reader),
    /// What it holds is worked out of this and of other files, once all are read.
    pub(super) is_deployed: bool,
    /// Only tools write it, so that who says nothing else of a file means a snapshot.
    pub(super) is_export: bool,
}

/// In the order in which they are tried: the plain list takes what has no mark of its own.
pub const FORMS: [&Form; 15] = [
    &Form::BICEP,
    &Form::BICEP_PARAMETERS,
    &Form::ARM_TEMPLATE,
    &Form::ARM_PARAMETERS,
    &Form::TERRAFORM,
    &Form::TERRAFORM_VALUES,
    &Form::TERRAFORM_PLAN,
    &Form::TERRAFORM_STATE,
    &Form::RESOURCE_GRAPH,
    &Form::ARM_LIST,
    &Form::AZ_RESOURCE_LIST,
    &Form::PSRULE,
    &Form::AZ_POWERSHELL,
    &Form::NDJSON,
    &Form::LIST,
];

/// What a document holds, one after another, each with what was asked for where that stands beside it; a list of pages holds
/// each of them.
pub(super) fn parts(document: &Document) -> impl Iterator<Item = (Node<'_>, Option<Node<'_>>)> {
    let answer = |part| listed::answer(part).map_or((part, None), |(answer, asked)| (answer, Some(asked)));
    document.root().items().flat_map(pages).flat_map(pages).map(answer)
}

/// The pages of a list of pages; any other value is one by itself.
fn pages(part: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    let is_page = |item: Node<'_>| match item.kind() {
        Kind::Array => true,
        Kind::Object => [&Form::RESOURCE_GRAPH, &Form::ARM_LIST]
            .iter()
            .any(|form| (form.shown)(item).is_some() && (form.recognise)(item)),
        _ => false,
    };
    let is_list_of_pages = part.kind() == Kind::Array && part.items().next().is_some_and(is_page);
    let whole = (!is_list_of_pages).then_some(part);
    whole.into_iter().chain(is_list_of_pages.then(|| part.items()).into_iter().flatten())
}

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
        shown: |_| None,
        read: |_, _| (),
        is_deployed: false,
        is_export: false,
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
