//! What a change does to what it is judged by.

use crate::score::{Percentage, Points};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a change does to the rules of judgement.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct GovernanceView {
    /// The files that differ: settings, policies, exemptions, baseline, ignore files.
    pub files: Vec<String>,
    /// What differs, each in a sentence without a full stop.
    pub changes: Vec<String>,
    /// Verdicts that the change's own policies would give otherwise.
    pub flips: Vec<Flip>,
    /// What the score would move by under the change's own governance; null when nothing is scored.
    pub points: Option<Points>,
    /// What of that exemptions alone would do; the rest is the doing of policies and settings.
    pub points_by_exemptions: Option<Points>,
    /// What the score is, from 0 to 1; null when nothing is scored.
    pub percentage_before: Option<Percentage>,
    /// What the score would be, from 0 to 1. It may rise while points fall, with controls that are worth less.
    pub percentage_after: Option<Percentage>,
    /// Files that the change would keep from being judged.
    pub unseen: Vec<String>,
}

/// A verdict that differs under the change's own policies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Flip {
    /// The recommendation's id.
    pub recommendation: String,
    /// How many resources.
    pub resources: u64,
    /// A word such as `unhealthy`, or `not judged`.
    pub before: String,
    /// A word such as `healthy`, or `not judged`.
    pub after: String,
}
