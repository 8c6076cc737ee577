//! The platform's marks: what only the platform writes, so that a file whose rows bear them records what was deployed.

use super::id;
use super::text::is_one_of;
use crate::source::Node;

/// Fields of a row that the platform writes. What people write too, such as names, types, tags or a vault's tenant inside
/// its properties, is no mark.
const FIELDS: [&str; 7] =
    ["etag", "systemData", "tenantId", "managedBy", "createdTime", "changedTime", "provisioningState"];

/// Properties that it writes.
const PROPERTIES: [&str; 14] = [
    "provisioningState",
    "creationTime",
    "creationDate",
    "createdAt",
    "timeCreated",
    "createdTime",
    "lastModifiedTimeUtc",
    "resourceGuid",
    "defaultSecurityRules",
    "usageState",
    "defaultHostName",
    "primaryEndpoints",
    "vmId",
    "fullyQualifiedDomainName",
];

/// Whether a field of a row is a mark.
pub(super) fn is_field(name: &str) -> bool {
    is_one_of(&FIELDS, name)
}

/// Whether a row with a subscription's id is written as Resource Graph writes it: with a type in lower case and its group.
pub(super) fn are_around(type_name: Option<&str>, has_group: bool) -> bool {
    let is_lower = |name: &str| id::looks_like_type(name) && !name.bytes().any(|byte| byte.is_ascii_uppercase());
    has_group && type_name.is_some_and(is_lower)
}

/// Whether a row's id or properties are marked.
pub(super) fn are_on(id: Option<&str>, properties: Option<Node<'_>>) -> bool {
    id.is_some_and(|id| id::subscription(id).is_some()) || properties.is_some_and(|node| node.has_any(&PROPERTIES))
}
