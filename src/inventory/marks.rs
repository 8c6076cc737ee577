//! The platform's marks: what only the platform writes, so that a file whose rows bear them records what was deployed.

use super::id;
use super::text::is_one_of;
use crate::source::Node;

/// Fields of a row that the platform writes. What people write too, such as names, types, tags or a vault's tenant inside
/// its properties, is no mark.
const FIELDS: [&str; 7] =
    ["etag", "systemData", "tenantId", "managedBy", "createdTime", "changedTime", "provisioningState"];

/// Properties that it writes.
const PROPERTIES: [&str; 6] =
    ["provisioningState", "creationTime", "creationDate", "createdAt", "timeCreated", "createdTime"];

/// Whether a row bears a mark; `id` is the one that it gives.
pub(super) fn are_on(row: Node<'_>, id: Option<&str>) -> bool {
    let bears = |node: Node<'_>, marks: &[&str]| node.members().any(|(name, _)| is_one_of(marks, &name));
    id.is_some_and(|id| id::subscription(id).is_some())
        || bears(row, &FIELDS)
        || row.get("properties").is_some_and(|properties| bears(properties, &PROPERTIES))
}
