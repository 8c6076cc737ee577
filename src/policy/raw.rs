//! Policy entries as they are typed: every key optional, so that a missing one hides no other mistake.

use super::fix::{Change, Safety};
use super::parameter::ParameterType;
use super::{Membership, Severity};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct RawControl {
    pub(super) id: Option<String>,
    pub(super) title: Option<String>,
    pub(super) max_score: Option<u32>,
    pub(super) description: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct RawRecommendation {
    pub(super) id: Option<String>,
    pub(super) title: Option<String>,
    pub(super) controls: Option<Vec<String>>,
    pub(super) severity: Option<Severity>,
    pub(super) source: Option<Membership>,
    pub(super) preview: Option<bool>,
    pub(super) resource_types: Option<Vec<String>>,
    pub(super) applies_to: Option<String>,
    pub(super) description: Option<String>,
    pub(super) remediation: Option<String>,
    pub(super) parameters: Option<BTreeMap<String, RawParameter>>,
    pub(super) check: Option<String>,
    pub(super) fix: Option<RawFix>,
    pub(super) references: Option<BTreeMap<String, String>>,
    pub(super) tests: Option<Vec<RawCase>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct RawParameter {
    #[serde(rename = "type")]
    pub(super) kind: Option<ParameterType>,
    pub(super) description: Option<String>,
    pub(super) default_value: Option<Value>,
    pub(super) allowed_values: Option<Vec<Value>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct RawFix {
    pub(super) safety: Option<Safety>,
    pub(super) impact: Option<String>,
    pub(super) change: Option<Change>,
    pub(super) precedence: Option<i32>,
    pub(super) set: Option<Map<String, Value>>,
    pub(super) remove: Option<Vec<String>>,
    pub(super) append: Option<Map<String, Value>>,
    pub(super) child: Option<RawChild>,
    pub(super) script: Option<String>,
    pub(super) az: Option<Vec<String>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct RawChild {
    #[serde(rename = "type")]
    pub(super) type_name: Option<String>,
    pub(super) name: Option<String>,
    pub(super) set: Option<Map<String, Value>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[allow(dead_code, reason = "of the resources only the shape matters here: cases read them from the document")]
pub(super) struct RawCase {
    pub(super) name: Option<String>,
    pub(super) healthy: Option<Resource>,
    pub(super) unhealthy: Option<Resource>,
    pub(super) not_applicable: Option<Resource>,
    pub(super) undecided: Option<Resource>,
    pub(super) message: Option<String>,
    pub(super) fixed: Option<Resource>,
    pub(super) children: Option<Vec<Resource>>,
    pub(super) inventory: Option<Vec<Resource>>,
    pub(super) params: Option<BTreeMap<String, Value>>,
    pub(super) unknown: Option<Vec<String>>,
}

/// A resource of a test case: a mapping.
type Resource = BTreeMap<String, IgnoredAny>;
