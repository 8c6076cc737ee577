//! The export of PSRule for Azure: a list in PowerShell's spelling, with everything that belongs to a resource nested in it.

use super::{Form, Reader, list};
use crate::inventory::Spelling;
use crate::inventory::envelope::Envelope;
use crate::source::{Kind, Node};

impl Form {
    /// The export of PSRule for Azure.
    pub const PSRULE: Form = Form {
        name: "psRule",
        about: "The export of PSRule for Azure.",
        recognise,
        read,
        is_export: true,
        ..Form::NEW
    };
}

/// Fields that only this spelling has.
const MARKS: [&str; 3] = ["ResourceType", "ResourceName", "ResourceGroupName"];

/// The export lists what belongs to each resource, even where that is nothing.
fn recognise(root: Node<'_>) -> bool {
    let lists = |item: Node<'_>| item.get_exact("resources").is_some();
    is_powershell(root) && (lists(root) || root.items().any(lists))
}

/// Whether resources are described in PowerShell's spelling.
pub(super) fn is_powershell(root: Node<'_>) -> bool {
    list::first(root).is_some_and(|first| {
        MARKS.iter().any(|mark| first.get_exact(mark).is_some())
            && Envelope::of(first).is_resource(Spelling::PowerShell)
    })
}

pub(super) fn read(root: Node<'_>, reader: &mut Reader) {
    match root.kind() {
        Kind::Array => reader.list(root, Spelling::PowerShell),
        _ => reader.object(root, Spelling::PowerShell),
    }
}
