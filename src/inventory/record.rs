//! What became of each file.

use super::form::Form;

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileStatus {
    /// Its resources are in the inventory.
    Read,
    /// It holds no resources, with the reason.
    PassedOver(String),
    /// It could not be read; the problem stands in [`Inventory::problems`](super::Inventory::problems).
    Failed(String),
}

/// One file that the walk met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileRecord {
    /// Its name, with forward slashes.
    pub path: String,
    /// Its form, when it was recognised.
    pub form: Option<&'static Form>,
    /// What became of it.
    pub status: FileStatus,
    /// How many resources it gave.
    pub resources: usize,
}
