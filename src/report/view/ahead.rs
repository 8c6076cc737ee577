//! What there is to do, as a scan tells it where it is asked: a quick fix for each recommendation, what each would heal
//! alone, and the way to a target.

use super::{FixOfReview, Percentage, Points, ResourceView};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The quick fix of a recommendation, by the first of its findings that there is a proven one for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct QuickFixView {
    /// The resource that it is for.
    pub resource: ResourceView<'static>,
    /// Its change, with the points that it gains after all fixes before it.
    pub fix: FixOfReview,
    /// Findings of the recommendation that there is a proven quick fix for.
    pub findings: u64,
}

/// What following one recommendation everywhere would do, and nothing else.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AloneView {
    /// Distinct resources that would become healthy in at least one control.
    pub resources: u64,
    /// In points of the estate.
    pub points: Points,
    /// The score then, from 0 to 1; null when nothing is scored.
    pub percentage: Option<Percentage>,
    /// The one other recommendation that most of its resources miss besides, and nothing else. Missing where none is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub together: Option<TogetherView>,
}

/// A recommendation that works together with another one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TogetherView {
    /// Its id.
    pub recommendation: String,
    /// Distinct resources that would become healthy in at least one control with both, and with none of them alone.
    pub resources: u64,
    /// In points of the estate.
    pub points: Points,
}

/// The way to a target by quick fixes, with as few edits as possible.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RouteView {
    /// From 0 to 1.
    pub target: Percentage,
    /// Whether quick fixes lead there.
    pub reached: bool,
    /// Whether no way with fewer edits exists; else there may be one.
    pub is_best: bool,
    /// In points of the estate.
    pub gain: Points,
    /// Distinct edits.
    pub edits: u64,
    /// Files that they change.
    pub files: u64,
    /// Fixes that may interrupt someone.
    pub review: u64,
    /// In the order in which they first come.
    pub steps: Vec<StepOfRoute>,
    /// What no quick fix settles, the most rewarding first; empty where the target is reached.
    pub obstacles: Vec<ObstacleView>,
}

/// All fixes of one recommendation on a way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct StepOfRoute {
    /// The recommendation's id.
    pub recommendation: String,
    /// Fixes.
    pub fixes: u64,
    /// In points of the estate, each fix after those before it.
    pub points: Points,
}

/// Resources that wait for what no quick fix settles.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ObstacleView {
    /// The ids of the recommendations.
    pub recommendations: Vec<String>,
    /// Resources, each in each control.
    pub resources: u64,
    /// In points of the estate.
    pub points: Points,
}
