//! What to export, so that what could not be decided can be.

use crate::template::{Wanted, wanted};
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
    /// The value of a template's parameter.
    Parameter(Arc<str>),
    /// Where a template is deployed.
    Place,
}

impl Export {
    /// What would tell a value that is not known for this reason.
    pub fn of_reason(reason: &str) -> Option<Self> {
        Some(match wanted(reason)? {
            Wanted::Parameter(name) => Self::Parameter(name.into()),
            Wanted::Place => Self::Place,
        })
    }
}
