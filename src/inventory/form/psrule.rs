//! The export of PSRule for Azure: a list in PowerShell's spelling, with everything that belongs to a resource nested in it.

use super::{Form, Reader};
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
        lists: |_, _| true,
        is_by_resource: true,
        ..Form::NEW
    };
}

/// Fields that only this spelling has.
const MARKS: [&str; 3] = ["ResourceType", "ResourceName", "ResourceGroupName"];

fn recognise(root: Node<'_>) -> bool {
    let first = match root.kind() {
        Kind::Array => root.items().find(|item| item.kind() == Kind::Object),
        _ => Some(root),
    };
    first.is_some_and(|first| {
        MARKS.iter().any(|mark| first.get_exact(mark).is_some())
            && Envelope::of(first).is_resource(Spelling::PowerShell)
    })
}

fn read(root: Node<'_>, reader: &mut Reader) {
    match root.kind() {
        Kind::Array => reader.list(root, Spelling::PowerShell),
        _ => reader.object(root, Spelling::PowerShell),
    }
}
