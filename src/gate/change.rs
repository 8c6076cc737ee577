//! A finding on either side, and how it stands.

use crate::assess::{AssessmentIndex, Status};
use crate::inventory::ResourceIndex;
use crate::policy::RecommendationIndex;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How a finding stands to the base.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Standing {
    /// It was not there.
    New,
    /// It cannot be decided on one side. What was decided and is unknown keeps its old standing in the score; both count
    /// as new, since a change could hide behind either.
    Incomparable,
    /// It was there, and other values decide.
    Changed,
    /// It stood elsewhere: in another file, on another line, or as a resource that has another name in its group, the same
    /// full name in another group, or the id that the base lists for it.
    Moved,
    /// It was there.
    Unchanged,
    /// It was there, and is gone.
    Resolved,
}

/// A finding on either side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// How it stands.
    pub standing: Standing,
    /// The recommendation.
    pub recommendation: RecommendationIndex,
    /// The resource in the base, when it is there.
    pub base: Option<ResourceIndex>,
    /// The resource at head, when it is there.
    pub head: Option<ResourceIndex>,
    /// The base's assessment.
    pub before: Option<AssessmentIndex>,
    /// The head's assessment.
    pub after: Option<AssessmentIndex>,
    /// What it is at head; `None` when the resource is gone.
    pub status: Option<Status>,
    /// A resource of the base that is gone and had a finding like this one, which is new: it is not taken for the same.
    pub like: Option<ResourceIndex>,
    /// An exemption keeps it from counting at head.
    pub exempt: bool,
}

impl Change {
    /// Whether it is there at head and was not, or may not have been, in the base.
    pub fn is_new(&self) -> bool {
        matches!(self.standing, Standing::New | Standing::Incomparable)
    }
}
