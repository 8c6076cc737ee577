//! How forms spell the names of properties.

use crate::source::Node;

/// How the names of a resource's properties are spelt where it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spelling {
    /// As Azure's own interfaces write resources: `resourceGroup`.
    Azure,
    /// As PSRule for Azure and Azure PowerShell write them: `ResourceGroupName`. What `Properties` holds is as Azure's
    /// interfaces write it.
    PowerShell,
}

impl Spelling {
    /// As one row is spelt in a form that is spelt so: a list in PowerShell's spelling may hold what another tool added.
    pub(super) fn of_row(self, row: Node<'_>) -> Self {
        let has = |name| row.get_exact(name).is_some();
        let is_azure = self == Self::PowerShell && !has("Properties") && !has("ResourceType");
        if is_azure { Self::Azure } else { self }
    }

    /// A property of the resource itself, by Azure's name for it.
    pub fn of(self, name: &str) -> String {
        let mut letters = name.chars();
        match (self, letters.next()) {
            (Self::PowerShell, Some(first)) => first.to_uppercase().chain(letters).collect(),
            _ => name.to_owned(),
        }
    }
}
