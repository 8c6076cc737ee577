//! The result of a part of an estate in whole numbers, and several of them as one.
//!
//! Nothing here is rounded, and nothing is a share: what is written of two parts adds up to what is written of both.

mod merge;
mod read;
mod scored;
mod written;

pub use merge::merge;
pub use scored::Merged;

use crate::assess::Sample;
use crate::inventory::Export;
use crate::policy::{Membership, Severity};
use crate::score::Tally;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What files of this release begin with.
pub const SCHEMA: &str = "uplift.partial/1";

/// The result of a part of an estate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Partial {
    /// `uplift.partial/1`.
    #[schemars(extend("const" = "uplift.partial/1"))]
    pub schema: String,
    /// The program's version.
    pub version: String,
    /// Equal digests mean equal verdicts on equal files.
    pub policy_digest: String,
    /// The shipped library that it was judged by; missing where it was judged by none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub library: Option<String>,
    /// The day that it was judged on, like 2027-03-31.
    pub day: String,
    /// Whose recommendations alone were judged; empty for everybody's.
    pub sources: Vec<Membership>,
    /// What each `uplift.yaml` governs, by its directory.
    pub estates: Vec<PartialEstate>,
    /// All controls.
    pub controls: Vec<PartialControl>,
    /// All that were judged.
    pub recommendations: Vec<PartialRecommendation>,
    /// Distinct resources by group and control, as they count.
    pub groups: Vec<PartialGroup>,
    /// The same as if nothing were exempt; missing where nothing is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before_exemptions: Option<Vec<PartialGroup>>,
    /// The same as if the sources were deployed; missing where no resource stands in sources and exports.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after_deployment: Option<Vec<PartialGroup>>,
    /// Why assessments are unknown.
    pub reasons: Vec<PartialReason>,
    /// The exemptions that take something out.
    pub exemptions: Vec<PartialExemption>,
    /// Distinct resources that were assessed.
    pub resources: u64,
    /// Distinct resources that were read, of what filters let through.
    pub resources_read: u64,
    /// The oldest data that it was judged by, as far as ages are known; missing where none is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<PartialData>,
    /// Some of the resources, by which it is noticed that two parts hold the same ones.
    pub sample: Sample,
    /// What may be a mistake.
    pub warnings: Vec<PartialProblem>,
    /// What could not be read, and is missing here.
    pub errors: Vec<PartialProblem>,
}

/// What an `uplift.yaml` governs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PartialEstate {
    /// With forward slashes.
    pub directory: String,
    /// The settings; null where there are none.
    pub settings: Option<String>,
    /// Several subscriptions are scored as if they were one; else by their weights.
    pub pooled: bool,
    /// The names of subscriptions and where they belong, by id.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub subscriptions: BTreeMap<String, PartialScope>,
    /// The same of management groups.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub management_groups: BTreeMap<String, PartialScope>,
}

/// A subscription or a management group, as the settings know it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PartialScope {
    /// For people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The id of the management group above it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
}

/// A control.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PartialControl {
    /// Its id.
    pub id: String,
    /// For people.
    pub title: String,
    /// Points at most.
    pub max: u32,
}

/// A recommendation, and the resources that it was asked of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PartialRecommendation {
    /// Its id.
    pub id: String,
    /// For people.
    pub title: String,
    /// How bad it is.
    pub severity: Severity,
    /// Who decided its controls.
    pub source: Membership,
    /// Shown, never scored.
    pub preview: bool,
    /// The ids of its controls.
    pub controls: Vec<String>,
    /// The steps by hand; missing where no resource was asked.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub remediation: String,
    /// Whether it has a quick fix.
    pub has_quick_fix: bool,
    /// Distinct resources, as they count.
    #[serde(flatten)]
    pub tally: Tally,
    /// Findings that exemptions take out.
    pub exempt: u64,
}

/// A resource group, or the resources of a subscription that are in none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PartialGroup {
    /// The directory of the estate that it is in.
    pub estate: String,
    /// The subscription's id; null of resources that name none.
    pub subscription: Option<String>,
    /// The name of the group; null of resources outside of any.
    pub resource_group: Option<String>,
    /// Checks that leave a resource undecided in a control that has points.
    pub undecided: u64,
    /// Distinct resources by the control's id; controls without any are left out.
    pub controls: BTreeMap<String, Tally>,
}

/// Why assessments of a recommendation are unknown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PartialReason {
    /// The recommendation's id.
    pub recommendation: String,
    /// For people.
    pub message: String,
    /// The script itself failed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub script_error: bool,
    /// What to export so that they can be decided; missing where nothing is known to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub export: Option<Export>,
    /// How many.
    pub count: u64,
}

/// An exemption, and what it takes out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PartialExemption {
    /// Its id.
    pub id: String,
    /// `Waiver` or `Mitigated`.
    pub category: String,
    /// For people.
    pub reason: String,
    /// The last day it counts; null when it does not end.
    pub expires_on: Option<String>,
    /// Which resources it is for, as it was written.
    pub scope: String,
    /// Who answers for it.
    pub owner: Option<String>,
    /// Where it was agreed on.
    pub ticket: Option<String>,
    /// Findings of distinct resources that it takes out.
    pub findings: u64,
}

/// The oldest data of a part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PartialData {
    /// The file that holds it.
    pub file: String,
    /// Its day, in UTC, like 2027-03-31.
    pub day: String,
}

/// What was told of a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PartialProblem {
    /// The file; empty where none is concerned.
    pub file: String,
    /// The line in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// The column in that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<u32>,
    /// For people.
    pub message: String,
    /// The next step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
}
