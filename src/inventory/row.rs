//! What a row says of its resource's properties: what its `properties` hold, and nothing where they are no object.

use super::envelope::{Envelope, is_null};
use super::silence::Silence;
use super::text::{is_one_of, last_segment};
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

/// Why properties that are an object say nothing all the same, in what records what is deployed: their names are not the
/// platform's, or all that is in them tells of what was cut.
pub(super) fn hidden(properties: Node<'_>) -> Option<Silence> {
    let (mut is_empty, mut is_joined, mut is_capital) = (true, false, false);
    for (name, _) in properties.members() {
        let has_capital = name.bytes().any(|byte| byte.is_ascii_uppercase());
        // Nearly all have a name of the platform's own, which shows the others to be names of something's parts.
        if has_capital && name.starts_with(|first: char| first.is_ascii_lowercase()) {
            return None;
        }
        is_empty = false;
        is_joined |= name.contains('_') && name.trim_matches('_').contains('_');
        is_capital |= has_capital;
    }
    let is_mark = |name: &str| name == "$ref" || matches!(Silence::of_text(name), Some(Silence::Cut | Silence::Mark));
    match !is_empty && properties.members().all(|(name, _)| is_mark(&name)) {
        true => Some(Silence::Mark),
        false if is_row(properties) => Some(Silence::Nested),
        false => (is_joined && !is_capital).then_some(Silence::Renamed),
    }
}

/// Whether an object is a row itself: properties with nothing beside them but what stands beside those of a row.
fn is_row(properties: Node<'_>) -> bool {
    properties.get("properties").is_some_and(|inner| inner.kind() == Kind::Object)
        && properties.members().all(|(name, _)| Envelope::has(&name) || is_one_of(&BESIDE, &name))
}

/// Whether what a resource of a type holds are names that somebody chose.
pub(super) fn is_dictionary(type_name: &str) -> bool {
    last_segment(type_name).eq_ignore_ascii_case("config")
}

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
