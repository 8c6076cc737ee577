//! The export of PSRule for Azure: a list in PowerShell's spelling, with everything that belongs to a resource nested in it.

use super::Reader;
use crate::inventory::envelope::{Envelope, POWERSHELL};
use crate::source::{Kind, Node};

/// Fields that only this spelling has.
const MARKS: [&str; 3] = ["ResourceType", "ResourceName", "ResourceGroupName"];

pub(super) fn recognise(root: Node<'_>) -> bool {
    let first = match root.kind() {
        Kind::Array => root.items().find(|item| item.kind() == Kind::Object),
        _ => Some(root),
    };
    first.is_some_and(|first| {
        MARKS.iter().any(|mark| first.get_exact(mark).is_some()) && Envelope::of(first).is_resource(&POWERSHELL)
    })
}

pub(super) fn read(root: Node<'_>, reader: &mut Reader) {
    match root.kind() {
        Kind::Array => reader.list(root, &POWERSHELL),
        _ => reader.object(root, &POWERSHELL),
    }
}
