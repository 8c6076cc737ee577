//! What loading asks of settings and of files of exemptions, by place.

use super::words::{AGE, DAYS, DEPLOYMENT, ID, RESOURCE_TYPE, VERSION, patterned, text};
use crate::policy::exemption;
use serde_json::{Value, json};

/// Of `uplift.yaml`.
pub(super) fn settings_file() -> Vec<(&'static str, Value)> {
    vec![
        (
            "",
            json!({ "description": "What uplift is told about this directory and all that is below it. Every key may be left out." }),
        ),
        ("policies", json!({ "examples": [["../shared/policies"]] })),
        ("library", patterned(VERSION, &["2026.1"])),
        (
            "inventory[]",
            json!({ "description": "Files, and what they are to the estate.", "examples": [{ "path": "exports/**", "kind": "snapshot" }] }),
        ),
        ("inventory[].path", json!({ "examples": ["exports/**"] })),
        ("inventory[].maxAge", patterned(AGE, &["3d"])),
        ("inventory[].complete[]", patterned(RESOURCE_TYPE, &["Microsoft.Network/networkInterfaces"])),
        ("deployments[]", json!({ "description": "A template, and where and with which values it is deployed." })),
        ("deployments[].template", json!({ "examples": ["infra/main.bicep"] })),
        ("deployments[].parameters", json!({ "examples": [["infra/prod.bicepparam"]] })),
        ("deployments[].name", patterned(DEPLOYMENT, &["prod"])),
        ("deployments[].location", json!({ "examples": ["westeurope"] })),
        ("bicep.cache", json!({ "examples": ["vendor/bicep"] })),
        (
            "bicep.modules",
            json!({ "propertyNames": { "pattern": "^(br|ts)[:/]" }, "examples": [{ "br:contoso.azurecr.io/bicep": "modules" }] }),
        ),
        ("exclude", json!({ "examples": [["tests/**"]] })),
        ("recommendations", json!({ "examples": [{ "storage-secure-transfer": { "severity": "high" } }] })),
        ("recommendations{}", json!({ "description": "What changes about the recommendation of this id." })),
        ("recommendations{}.params", json!({ "examples": [{ "days": 90 }] })),
        ("controls", json!({ "examples": [{ "own-baseline": { "maxScore": 8 } }] })),
        ("controls{}", json!({ "description": "What changes about the control of this id." })),
        (
            "subscriptions",
            json!({ "examples": [{ "6f1d8c34-52ab-4e07-9b3c-d17a40c5e982": { "name": "Production" } }] }),
        ),
        ("subscriptions{}", json!({ "description": "What is known about the subscription of this id." })),
        ("managementGroups", json!({ "examples": [{ "corp": { "name": "Corporate" } }] })),
        ("managementGroups{}", json!({ "description": "What is known about the management group of this id." })),
        ("exemptions", json!({ "examples": [["exemptions.yaml"]] })),
        ("governance[]", json!({ "description": "Findings that somebody deals with in time." })),
        ("governance[].name", json!({ "examples": ["production"] })),
        ("governance[].owner", json!({ "examples": ["tag:owner", "team@example.com", "codeowners"] })),
        ("governance[].within", patterned(DAYS, &["14d"])),
        ("exemptionRules.maxDays", json!({ "examples": [180] })),
        ("declined[]", json!({ "description": "A fix that was turned down; `uplift fix --interactive` adds one." })),
        ("moved[]", json!({ "description": "A resource, or all that is below an id, and the id that it goes to." })),
        ("baseline", json!({ "examples": ["baseline.yaml"] })),
    ]
}

/// Of files of exemptions.
pub(super) fn exemptions_file() -> Vec<(&'static str, Value)> {
    let about = "Findings that do not count, and who answers for that.";
    vec![
        ("", json!({ "description": "Exemptions; `uplift exempt` adds one." })),
        ("[]", json!({ "type": "object", "description": about, "required": exemption::REQUIRED })),
        ("[].id", patterned(ID, &["old-cameras"])),
        ("[].scope", json!({ "examples": ["/subscriptions/…/resourceGroups/rg-cameras"] })),
        ("[].recommendations", json!({ "minItems": 1, "examples": [["storage-min-tls"]] })),
        ("[].reason", text(&["The cameras speak TLS 1.0 and are replaced in spring."])),
        ("[].owner", text(&["facilities"])),
        ("[].ticket", text(&["CHG-1204"])),
    ]
}
