//! What a row says of its resource's properties: what its `properties` hold, and nothing where they are no object.

use super::envelope::{Envelope, is_null};
use super::silence::Silence;
use super::text::is_one_of;
use crate::source::{Kind, Node};

/// Fields that stand beside properties: with those of [`Envelope`] all that a row has that is no setting.
const BESIDE: [&str; 22] = [
    "location",
    "tags",
    "kind",
    "sku",
    "identity",
    "zones",
    "plan",
    "managedBy",
    "extendedLocation",
    "extensionResourceName",
    "parentResource",
    "apiVersion",
    "dependsOn",
    "comments",
    "condition",
    "copy",
    "etag",
    "systemData",
    "tenantId",
    "createdTime",
    "changedTime",
    "provisioningState",
];

/// Why a row says nothing; `None` where it does. `properties` are its own.
pub(super) fn silence_of(row: Node<'_>, properties: Option<Node<'_>>) -> Option<Silence> {
    if properties.is_some_and(|properties| properties.kind() == Kind::Object) {
        return None;
    }
    let is_setting = |name: &str| !Envelope::has(name) && !is_one_of(&BESIDE, name);
    Some(match properties {
        Some(other) if !is_null(other) => {
            other.text().and_then(|text| Silence::of_text(&text)).unwrap_or(Silence::NoObject)
        }
        _ if row.members().any(|(name, _)| is_setting(&name)) => Silence::Flattened,
        Some(_) => Silence::Null,
        None => Silence::Left,
    })
}
