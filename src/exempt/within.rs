//! Whether a resource is in a scope that settings name.

use super::register::holders;
use crate::inventory::{Inventory, Resource};
use crate::policy::{ScopeKind, ScopeTree};

/// Whether a resource is at or below what a scope names, by the management groups of its part.
pub fn is_in_scope(scope: &ScopeKind, groups: &ScopeTree, inventory: &Inventory, resource: &Resource) -> bool {
    let is_below = |id: &str, wanted: &str| holders(&id.to_ascii_lowercase(), resource).iter().any(|own| own == wanted);
    inventory.ids_of(resource).any(|id| match scope {
        ScopeKind::Below(wanted) => is_below(&id, wanted),
        ScopeKind::Glob(set) => set.is_match(&*id),
        ScopeKind::ManagementGroup(group) => {
            groups.below(group).any(|subscription| is_below(&id, &format!("/subscriptions/{subscription}")))
        }
    })
}
