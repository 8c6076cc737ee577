//! `uplift reconcile`: the portal's numbers made anew, and the difference from ours in parts that sum to it.

use crate::harness::Estate;
use serde_json::{Value, json};
use snapbox::{assert_data_eq, file};

pub const SUBSCRIPTION: &str = "11111111-1111-1111-1111-111111111111";
pub const HTTPS: &str = "aaaaaaaa-0000-0000-0000-000000000001";
pub const TLS: &str = "aaaaaaaa-0000-0000-0000-000000000002";
pub const ODD: &str = "aaaaaaaa-0000-0000-0000-000000000003";
const TRANSIT: &str = "0e55495e-034f-4abc-8293-767229250176";
const ACCESS: &str = "2d85f639-0bea-4a4a-b6c6-608952a1414a";

pub const POLICY: &str = "controls:
  - { id: encrypt-data-in-transit, title: Encrypt data in transit, maxScore: 4, description: Nobody reads along. }
  - { id: manage-access-and-permissions, title: Manage access, maxScore: 6, description: Who may. }
recommendations:
  - id: https
    title: Storage accounts should accept only HTTPS
    controls: [encrypt-data-in-transit]
    severity: high
    resourceTypes: [Microsoft.Storage/storageAccounts]
    description: Text is read.
    remediation: Switch it on.
    references: { assessmentKey: [00000000-0000-0000-0000-000000000001, aaaaaaaa-0000-0000-0000-000000000001] }
    check: |
      resource.properties.supportsHttpsTrafficOnly == true
  - id: tls
    title: Storage accounts should ask for TLS 1.2
    controls: [encrypt-data-in-transit]
    severity: low
    resourceTypes: [Microsoft.Storage/storageAccounts]
    description: Old versions are broken.
    remediation: Set it.
    references: { azurePolicy: fe83a0eb-a853-422d-aac2-1bffd182c5d0 }
    check: |
      resource.properties.minimumTlsVersion == \"TLS1_2\"
  - id: own
    title: Storage accounts should have a name
    controls: [manage-access-and-permissions]
    severity: low
    resourceTypes: [Microsoft.Storage/storageAccounts]
    description: Names help.
    remediation: Give one.
    check: |
      resource.name != \"st2\"
";

fn id(name: &str) -> String {
    format!("/subscriptions/{SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/{name}")
}

/// An account of the inventory.
pub fn account(name: &str, https: bool, tls: &str) -> Value {
    let properties = json!({ "supportsHttpsTrafficOnly": https, "minimumTlsVersion": tls });
    json!({ "id": id(name), "name": name, "type": "Microsoft.Storage/storageAccounts", "properties": properties })
}

/// A row of the platform's; ids come in any case.
pub fn assessment(resource: &str, key: &str, code: &str, cause: Option<&str>) -> Value {
    let mut status = json!({ "code": code });
    if let Some(cause) = cause {
        status["cause"] = cause.into();
    }
    let policy = (key == TLS)
        .then_some("/providers/Microsoft.Authorization/policyDefinitions/FE83A0EB-a853-422d-aac2-1bffd182c5d0");
    json!({
        "id": format!("{}/providers/Microsoft.Security/assessments/{key}", id(resource).to_uppercase()),
        "name": key,
        "type": "Microsoft.Security/assessments",
        "properties": {
            "displayName": format!("Portal's {key}"),
            "status": status,
            "metadata": { "preview": key == ODD, "policyDefinitionId": policy },
        },
    })
}

pub fn control(key: &str, title: &str, max: u64, members: &[&str], counts: [u64; 3], current: f64) -> Value {
    let members: Vec<Value> = members
        .iter()
        .map(|key| json!({ "id": format!("/providers/Microsoft.Security/assessmentMetadata/{key}") }))
        .collect();
    let scored = if counts[0] + counts[1] > 0 { max } else { 0 };
    json!({
        "id": format!("/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Security/secureScores/ascScore/secureScoreControls/{key}"),
        "name": key,
        "type": "Microsoft.Security/secureScores/secureScoreControls",
        "properties": {
            "displayName": title,
            "healthyResourceCount": counts[0], "unhealthyResourceCount": counts[1], "notApplicableResourceCount": counts[2],
            "score": { "max": scored, "current": current },
            "weight": counts[0] + counts[1],
            "definition": { "name": key, "properties": { "displayName": title, "maxScore": max, "assessmentDefinitions": members } },
        },
    })
}

fn score(max: u64, current: f64, weight: u64) -> Value {
    json!({
        "id": format!("/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Security/secureScores/ascScore"),
        "name": "ascScore",
        "type": "Microsoft.Security/secureScores",
        "properties": { "score": { "max": max, "current": current, "percentage": current / max as f64 }, "weight": weight },
    })
}

/// Three accounts by two recommendations, one of them off by policy; a preview one that counts nowhere; one account that is
/// in no inventory.
pub fn rows() -> Vec<Value> {
    vec![
        score(4, 2.0, 16),
        control(TRANSIT, "Encrypt data in transit", 4, &[HTTPS, TLS, ODD], [2, 2, 0], 2.0),
        control(ACCESS, "Manage access", 6, &["bbbbbbbb-0000-0000-0000-000000000000"], [0, 0, 0], 0.0),
        assessment("st1", HTTPS, "Healthy", None),
        assessment("st1", TLS, "Healthy", None),
        assessment("st1", ODD, "Unhealthy", None),
        assessment("st2", HTTPS, "Unhealthy", None),
        assessment("st2", TLS, "NotApplicable", Some("OffByPolicy")),
        assessment("st3", HTTPS, "Healthy", None),
        assessment("st3", TLS, "Unhealthy", Some("Old clients")),
        assessment("gone", HTTPS, "Healthy", None),
    ]
}

pub fn estate(export: &Value) -> Estate {
    let accounts =
        json!([account("st1", true, "TLS1_2"), account("st2", true, "TLS1_0"), account("st3", true, "TLS1_2")]);
    let (accounts, export) = (accounts.to_string(), export.to_string());
    Estate::with(&[
        ("rules/policy.yaml", POLICY.as_bytes()),
        ("infra/a.json", accounts.as_bytes()),
        ("portal.json", export.as_bytes()),
    ])
}

fn reconciled(estate: &Estate, more: &[&str]) -> Value {
    let words =
        [&["reconcile", "portal.json", "--policies", "rules", "--no-embedded", "--format", "json"], more].concat();
    serde_json::from_slice(&estate.output(&words, b"").stdout).unwrap()
}

#[test]
fn the_difference_is_the_sum_of_its_parts() {
    let estate = estate(&json!({ "value": rows() }));
    let words = ["reconcile", "portal.json", "infra", "--policies", "rules", "--no-embedded", "--today", "2027-01-02"];
    let mut shown = estate.run(&words);
    shown += &estate.run(&[&words[..], &["--report", "markdown"]].concat());
    shown += &estate.run(&[&words[..], &["--report", "csv"]].concat());
    assert_data_eq!(shown, file!["reconciled.txt"].raw());
    let report = reconciled(&estate, &["infra"]);
    let difference = &report["subscriptions"][0]["difference"];
    let parts = difference["parts"].as_array().unwrap();
    let hundredths = |number: &Value| (number.as_f64().unwrap() * 100.0).round() as i64;
    assert_eq!(parts.iter().map(|part| hundredths(&part["share"])).sum::<i64>(), hundredths(&difference["total"]));
    let schema = serde_json::from_slice(&estate.output(&["schema", "reconcile"], b"").stdout).unwrap();
    jsonschema::validate(&schema, &report).unwrap();
}

/// Two keys for one recommendation of ours, in different controls: the platform's score stays what its rows make it.
#[test]
fn a_difference_leads_to_the_score_that_the_rows_make() {
    const TWIN: &str = "aaaaaaaa-0000-0000-0000-000000000009";
    for (code, is_preview) in [("Unhealthy", false), ("Healthy", false), ("Unhealthy", true)] {
        let mut twin = assessment("st1", TWIN, code, None);
        twin["properties"]["metadata"] = assessment("st1", TLS, code, None)["properties"]["metadata"].clone();
        twin["properties"]["metadata"]["preview"] = is_preview.into();
        let mut rows = rows();
        rows[2] = control(ACCESS, "Manage access", 6, &[TWIN], [0, 1, 0], 0.0);
        rows.push(twin);
        let report = reconciled(&estate(&json!({ "value": rows })), &["infra"]);
        let own = &report["subscriptions"][0];
        let hundredths = |number: &Value, times: f64| (number.as_f64().unwrap() * times).round() as i64;
        let theirs = hundredths(&own["recomputed"]["percentage"], 10_000.0);
        let ours = hundredths(&own["difference"]["ours"], 10_000.0);
        let total = hundredths(&own["difference"]["total"], 100.0);
        assert!((theirs - ours - total).abs() <= 1, "{code} {is_preview}: {ours} + {total} is not {theirs}");
    }
}

#[test]
fn an_export_is_proven_whichever_way_it_is_wrapped() {
    let rest = json!({ "value": rows() });
    let graph = json!({ "count": 11, "totalRecords": 11, "data": rows(), "resultTruncated": "false" });
    let keys = ["id", "name", "type", "properties"];
    let cells = |row: &Value| keys.iter().map(|key| row[*key].clone()).collect::<Vec<_>>();
    let columns: Vec<Value> = keys.iter().map(|key| json!({ "name": key, "type": "string" })).collect();
    let table = json!({ "data": { "columns": columns, "rows": rows().iter().map(cells).collect::<Vec<_>>() } });
    for export in [rest, graph, table, json!(rows())] {
        let report = reconciled(&estate(&export), &["--export-only"]);
        let own = &report["subscriptions"][0];
        assert_eq!((&own["proven"], &own["recomputed"]["current"]), (&json!(true), &json!(2.0)), "{own}");
    }
}

/// A page that says how many rows there are is whole beside the others, and so is a list of which the last page is there.
#[test]
fn pages_are_whole_together() {
    let (first, rest) = (rows()[..6].to_vec(), rows()[6..].to_vec());
    let totals = [json!({ "totalRecords": 11, "data": first }), json!({ "totalRecords": 11, "data": rest })];
    let (head, scores) = (rows()[..3].to_vec(), rows()[3..].to_vec());
    let links = [
        json!({ "value": scores[..4], "nextLink": "https://management.azure.com/next" }),
        json!({ "value": scores[4..] }),
        json!({ "value": head }),
    ];
    for pages in [totals.to_vec(), links.to_vec()] {
        let whole = reconciled(&estate(&json!(pages)), &["--export-only"]);
        assert_eq!(whole["subscriptions"][0]["proven"], json!(true), "{whole:#}");
        let part = reconciled(&estate(&json!(pages[..1])), &["--export-only"]);
        let wanting = part["subscriptions"][0]["wanting"][0].as_str().unwrap().to_owned();
        assert!(wanting.contains("a page"), "{wanting}");
    }
}

#[test]
fn what_an_export_lacks_is_said() {
    let without = |place: usize| {
        let mut rows = rows();
        rows.remove(place);
        json!({ "value": rows })
    };
    let mut next = json!({ "value": rows() });
    next["nextLink"] = "https://management.azure.com/next".into();
    let mut bare = rows();
    bare.iter_mut().for_each(|row| drop(row["properties"].as_object_mut().unwrap().remove("metadata")));
    let mut undefined = rows();
    undefined[1]["properties"].as_object_mut().unwrap().remove("definition");
    let cases = [
        (without(0), "reported score"),
        (without(1), "controls are missing: the score counts 4 more points"),
        (without(10), "counts 1 more"),
        (next, "a page"),
        (json!({ "value": bare }), "in preview"),
        (json!({ "value": undefined }), "what `Encrypt data in transit` holds"),
    ];
    for (export, wanted) in cases {
        let report = reconciled(&estate(&export), &["--export-only"]);
        let own = &report["subscriptions"][0];
        let said = own["wanting"].to_string();
        assert_eq!(own["proven"], json!(false), "{wanted}");
        assert!(said.contains(wanted), "{wanted}: {said}");
    }
}

#[test]
fn two_verdicts_on_one_resource_are_told_and_files_without_any_are_errors() {
    let mut twice = rows();
    twice.push(assessment("st1", HTTPS, "Unhealthy", None));
    let mut elsewhere = assessment("st1", TLS, "Unhealthy", None);
    elsewhere["properties"]["resourceDetails"] = json!({ "Source": "Aws", "AwsResourceId": "arn:aws:s3:::a" });
    twice.push(elsewhere);
    let estate = estate(&json!({ "value": twice }));
    let words = ["--policies", "rules", "--no-embedded"];
    let mut shown = estate.run(&[&["reconcile", "portal.json", "--export-only"], &words[..]].concat());
    shown += &estate.run(&[&["reconcile", "infra"], &words[..]].concat());
    shown += &estate.run(&[&["reconcile", "missing.json"], &words[..]].concat());
    assert_data_eq!(shown, file!["reconciled_badly.txt"].raw());
}
