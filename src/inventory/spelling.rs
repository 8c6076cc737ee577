//! How forms spell the names of properties.

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
    /// A property of the resource itself, by Azure's name for it.
    pub fn of(self, name: &str) -> String {
        let mut letters = name.chars();
        match (self, letters.next()) {
            (Self::PowerShell, Some(first)) => first.to_uppercase().chain(letters).collect(),
            _ => name.to_owned(),
        }
    }
}
