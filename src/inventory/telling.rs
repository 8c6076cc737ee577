//! What tells of resources without being one of an estate: verdicts, states of policies, findings of other tools and costs.
//! Nobody deploys it, and it is neither judged nor counted. What has an id of its own is found by look-ups.

use super::text::{is_one_of, strip_prefix};
use crate::source::Node;

/// Providers, with the types of theirs that tell of others; what stands below such a type does too.
const TYPES: [(&str, &[&str]); 6] = [
    ("Microsoft.Advisor", &["recommendations"]),
    ("Microsoft.Consumption", &["usageDetails"]),
    ("Microsoft.CostManagement", &["query"]),
    ("Microsoft.PolicyInsights", &["componentPolicyStates", "policyEvents", "policyStates"]),
    ("Microsoft.ResourceHealth", &["availabilityStatuses"]),
    (
        "Microsoft.Security",
        &[
            "alerts",
            "assessmentMetadata",
            "assessments",
            "locations/alerts",
            "locations/tasks",
            "regulatoryComplianceStandards",
            "secureScoreControlDefinitions",
            "secureScores",
            "subAssessments",
            "tasks",
        ],
    ),
];

/// Fields of rows that name a resource to tell of it. Rows that lost their properties have them too, so that no field of a
/// resource stands here, such as `policyDefinitionId`, which assignments have.
const FIELDS: [&str; 14] = [
    "complianceState",
    "policyDefinitionAction",
    "checkId",
    "check_id",
    "finding_uid",
    "findingId",
    "recommendationId",
    "meterCategory",
    "meterId",
    "costInBillingCurrency",
    "costInUSD",
    "preTaxCost",
    "usageDate",
    "usageQuantity",
];

/// Whether resources of a type tell of others.
pub fn is_type(name: &str) -> bool {
    let Some((provider, kind)) = name.split_once('/') else { return false };
    let is = |known: &str| strip_prefix(kind, known).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let own = TYPES.iter().find(|(known, _)| known.eq_ignore_ascii_case(provider));
    own.is_some_and(|(_, kinds)| kinds.iter().any(|kind| is(kind)))
}

/// Whether a row without properties tells of a resource that it is not.
pub(super) fn is_row(row: Node<'_>) -> bool {
    let has = |wanted: &str| row.get(wanted).is_some();
    row.members().any(|(name, _)| is_one_of(&FIELDS, &name)) || has("status") && has("severity")
}
