//! What to export, so that what could not be decided can be.

use crate::template::{Wanted, wanted};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::sync::Arc;

/// What an inventory lacks.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Export {
    /// Resources of a type, with their properties.
    Resources(#[serde(serialize_with = "as_text", deserialize_with = "of_text")] Arc<str>),
    /// The other pages of lists.
    Pages {
        /// The lists are answers of Resource Graph.
        of_query: bool,
    },
    /// Objects as deep as they are: some were cut to texts.
    Depth,
    /// The value of a template's parameter.
    Parameter(#[serde(serialize_with = "as_text", deserialize_with = "of_text")] Arc<str>),
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

fn as_text<S: Serializer>(text: &Arc<str>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(text)
}

fn of_text<'d, D: Deserializer<'d>>(deserializer: D) -> Result<Arc<str>, D::Error> {
    String::deserialize(deserializer).map(Arc::from)
}
