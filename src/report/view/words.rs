//! The policy's words in the schema of a report. Policies are also read when the program is built, where no schema is needed.

use schemars::JsonSchema;

/// How bad it is.
#[derive(JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "Severity")]
#[allow(dead_code, reason = "only its schema is used")]
pub(super) enum SeverityWord {
    High,
    Medium,
    Low,
}

/// Who decided that a recommendation stands in its controls.
#[derive(JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "Source")]
#[allow(dead_code, reason = "only its schema is used")]
pub(super) enum MembershipWord {
    Uplift,
    Mdc,
    Custom,
}

/// Who may notice a fix.
#[derive(JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "Safety")]
#[allow(dead_code, reason = "only its schema is used")]
pub(in crate::report) enum SafetyWord {
    Safe,
    Review,
}

/// What the platform does to apply a fix.
#[derive(JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Change")]
#[allow(dead_code, reason = "only its schema is used")]
pub(in crate::report) enum ChangeWord {
    InPlace,
    Restart,
    Replace,
}
