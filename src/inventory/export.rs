//! What to export, so that what could not be decided can be.

use std::sync::Arc;

/// What an inventory lacks.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Export {
    /// Resources of a type, with their properties.
    Resources(Arc<str>),
    /// The other pages of lists.
    Pages {
        /// The lists are answers of Resource Graph.
        of_query: bool,
    },
    /// Objects as deep as they are: some were cut to texts.
    Depth,
}
