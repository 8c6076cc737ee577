//! What loading asks of policy files, by place.

use super::words::{
    ANY_RESOURCE_TYPE, DAY, FUNCTION, ID, PARAMETER, PARAMETER_ALONE, RESOURCE_TYPE, TEXT, VERSION, element_path,
    patterned, private, resource, text,
};
use crate::policy::case::Expected;
use crate::policy::{ALL_TYPES, control, fix, function, recommendation};
use serde_json::{Value, json};

/// All that is asked.
pub(super) fn policy_file() -> Vec<(&'static str, Value)> {
    let mut asked = vec![(
        "",
        json!({ "type": "object", "description": "Controls, functions and recommendations.", "patternProperties": private() }),
    )];
    asked.extend(controls());
    asked.extend(functions());
    asked.extend(recommendations());
    asked.extend(parameters());
    asked.extend(fixes());
    asked.extend(cases());
    asked
}

fn controls() -> [(&'static str, Value); 4] {
    let about = "A group of recommendations that is worth points.";
    [
        (
            "controls[]",
            json!({ "type": "object", "description": about, "required": control::REQUIRED, "patternProperties": private() }),
        ),
        ("controls[].id", patterned(ID, &["own-baseline"])),
        ("controls[].title", text(&["Our own baseline"])),
        ("controls[].description", text(&["What everybody here agreed on."])),
    ]
}

fn functions() -> [(&'static str, Value); 11] {
    let about = "A function that checks, `appliesTo`, fixes and other functions call by its name.";
    let (name, path) = (json!({ "pattern": FUNCTION, "not": { "enum": function::TAKEN } }), "functions[].parameters[]");
    // A case expects a value or that it is unknown; `gives` left blank is the value `()`.
    let expectations = json!([
        { "required": ["gives"], "properties": { "unknown": { "type": "null" } } },
        { "required": ["unknown"], "properties": { "unknown": { "const": true }, "gives": false } },
    ]);
    let case = json!({ "type": "object", "description": "A call, and what it must give.", "required": ["call"], "oneOf": expectations });
    [
        (
            "functions[]",
            json!({ "type": "object", "description": about, "required": function::REQUIRED, "patternProperties": private() }),
        ),
        ("functions[].name", patterned(FUNCTION, &["logs_are_kept"])),
        ("functions[].description", text(&["Whether logs of the resource are kept for so many days."])),
        ("functions[].script", text(&[])),
        ("functions[].parameters", json!({ "uniqueItems": true, "examples": [["resource", "days"]] })),
        (path, name),
        ("functions[].tests[]", case),
        ("functions[].tests[].call", json!({ "examples": [[{ "type": "Microsoft.KeyVault/vaults" }, 30]] })),
        ("functions[].tests[].children[]", resource()),
        ("functions[].tests[].gives", json!({ "examples": [true] })),
        ("functions[].tests[].today", patterned(DAY, &["2027-03-31"])),
    ]
}

fn recommendations() -> Vec<(&'static str, Value)> {
    let about = "A rule: data, its check, and its test cases.";
    let all = json!([ALL_TYPES]);
    let names = json!({ "minItems": 1, "if": { "contains": { "const": ALL_TYPES } }, "then": { "maxItems": 1 } });
    // What is excepted is excepted from all.
    let excepts = json!({ "required": ["exceptTypes"], "properties": { "exceptTypes": { "type": "array" } } });
    vec![
        (
            "recommendations[]",
            json!({
                "type": "object", "description": about, "required": recommendation::REQUIRED, "patternProperties": private(),
                "if": excepts, "then": { "properties": { "resourceTypes": { "const": all } } },
            }),
        ),
        ("recommendations[].id", patterned(ID, &["storage-newest-tls"])),
        ("recommendations[].title", text(&["Storage accounts should refuse TLS below 1.3"])),
        ("recommendations[].controls", json!({ "minItems": 1, "examples": [["own-baseline"]] })),
        ("recommendations[].since", patterned(VERSION, &["2026.1"])),
        ("recommendations[].retired", text(&["Use storage-newest-tls in its place."])),
        ("recommendations[].resourceTypes", names),
        ("recommendations[].resourceTypes[]", patterned(ANY_RESOURCE_TYPE, &["Microsoft.Storage/storageAccounts"])),
        ("recommendations[].exceptTypes[]", patterned(RESOURCE_TYPE, &["Microsoft.Resources/deployments"])),
        ("recommendations[].appliesTo", script("resource.kind != \"FileStorage\"")),
        ("recommendations[].description", text(&["Clients that speak old TLS can be listened to."])),
        (
            "recommendations[].remediation",
            text(&["1. Run: az storage account update --ids <id> --min-tls-version TLS1_3"]),
        ),
        ("recommendations[].check", text(&["resource.properties.minimumTlsVersion == \"TLS1_3\""])),
        ("recommendations[].references", json!({ "examples": [{ "cis": ["3.15"] }] })),
    ]
}

fn parameters() -> [(&'static str, Value); 3] {
    let kinds = ["string", "integer", "number", "boolean", "array", "object"].map(|kind| {
        let values = json!({ "defaultValue": { "type": [kind, "null"] }, "allowedValues": { "items": { "type": kind } } });
        json!({ "if": { "required": ["type"], "properties": { "type": { "const": kind } } }, "then": { "properties": values } })
    });
    [
        (
            "recommendations[].parameters",
            json!({ "propertyNames": { "pattern": PARAMETER }, "examples": [{ "days": { "type": "integer", "defaultValue": 30 } }] }),
        ),
        (
            "recommendations[].parameters{}",
            json!({ "type": "object", "description": "A parameter.", "required": ["type"], "allOf": kinds }),
        ),
        ("recommendations[].parameters{}.defaultValue", json!({ "examples": [30] })),
    ]
}

fn fixes() -> Vec<(&'static str, Value)> {
    let says = |key: &str| json!({ "required": [key], "properties": { key: { "not": { "enum": [null, [], {}] } } } });
    let path = element_path();
    let paths =
        json!({ "propertyNames": { "pattern": path }, "examples": [{ "properties.minimumTlsVersion": "TLS1_3" }] });
    let lists = json!({ "type": ["array", "string"], "pattern": PARAMETER_ALONE, "description": "What the list gets: elements, or `${params.NAME}` alone for a parameter that is a list." });
    vec![
        ("recommendations[].fix", json!({ "required": fix::REQUIRED, "anyOf": fix::CHANGES.map(says) })),
        ("recommendations[].fix.impact", text(&["Clients that speak TLS 1.2 are turned away."])),
        ("recommendations[].fix.set", paths.clone()),
        ("recommendations[].fix.remove[]", patterned(&path, &["properties.securityRules[name=ssh]"])),
        ("recommendations[].fix.append", json!({ "propertyNames": { "pattern": path } })),
        ("recommendations[].fix.append{}", lists),
        ("recommendations[].fix.child", json!({ "required": fix::REQUIRED_OF_CHILD })),
        ("recommendations[].fix.child.type", patterned(RESOURCE_TYPE, &["Microsoft.Insights/diagnosticSettings"])),
        ("recommendations[].fix.child.name", json!({ "examples": ["${name}-logs"] })),
        ("recommendations[].fix.child.set", paths),
        ("recommendations[].fix.script", script("resource.properties.minimumTlsVersion = \"TLS1_3\";")),
        (
            "recommendations[].fix.az",
            json!({ "examples": [["storage", "account", "update", "--ids", "${id}", "--min-tls-version", "TLS1_3"]] }),
        ),
    ]
}

fn cases() -> Vec<(&'static str, Value)> {
    let statuses = Expected::ALL.map(|status| json!({ "required": [status.key()] }));
    let is_said = json!({ "required": ["notFixed"], "properties": { "notFixed": { "type": ["boolean", "string"] } } });
    let case = json!({
        "type": "object", "description": "A resource under the status that it must have, and what else there is.",
        "oneOf": statuses, "dependencies": { "fixed": ["unhealthy"] },
        "if": is_said, "then": { "required": ["unhealthy"], "not": { "required": ["fixed"] } },
    });
    let not_fixed = json!({ "anyOf": [{ "const": true }, { "type": "string", "pattern": TEXT }, { "type": "null" }] });
    vec![
        ("recommendations[].tests[]", case),
        ("recommendations[].tests[].healthy", there(&json!({ "properties": { "minimumTlsVersion": "TLS1_3" } }))),
        ("recommendations[].tests[].unhealthy", there(&json!({}))),
        ("recommendations[].tests[].notApplicable", there(&json!({ "kind": "FileStorage" }))),
        ("recommendations[].tests[].undecided", there(&json!({ "properties": { "minimumTlsVersion": "${tls}" } }))),
        ("recommendations[].tests[].message", json!({ "examples": ["*TLS1_0*"] })),
        ("recommendations[].tests[].fixed", there(&json!({ "properties": { "minimumTlsVersion": "TLS1_3" } }))),
        ("recommendations[].tests[].notFixed", not_fixed),
        ("recommendations[].tests[].unknown[]", patterned(&element_path(), &["properties.minimumTlsVersion"])),
        ("recommendations[].tests[].today", patterned(DAY, &["2027-03-31"])),
    ]
}

/// A script that has to be there where its key is.
fn script(example: &str) -> Value {
    json!({ "type": "string", "pattern": TEXT, "examples": [example] })
}

/// A resource that has to be there.
fn there(example: &Value) -> Value {
    json!({ "type": "object", "examples": [example] })
}
