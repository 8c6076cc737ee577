//! Management groups are one tree, whatever counts by it, and their ids mean the same in any case.

use crate::harness::{Estate, storage};
use serde_json::{Value, json};

const SETTINGS: &str = "exemptions: [exemptions.yaml]
subscriptions: { s1: { managementGroup: Platform }, S2: { managementGroup: sandbox } }
managementGroups:
  platform: { name: P, parent: Root }
  root: { name: R, parent: PLATFORM }
";

fn estate(scope: &str) -> Estate {
    let all = format!("[{},\n{}]", storage("S1", "rg-App", "stone", false), storage("s2", "rg-app", "sttwo", false));
    let exemption = format!(
        "- {{ id: old, scope: {scope}, recommendations: [storage-https], reason: Old clients., category: Waiver }}\n"
    );
    Estate::with(&[
        ("estate/all.json", all.as_bytes()),
        ("uplift.yaml", SETTINGS.as_bytes()),
        ("exemptions.yaml", exemption.as_bytes()),
    ])
}

/// Names of the resources whose findings are exempt.
fn exempt(report: &Value) -> Vec<&str> {
    let assessments = report["assessments"].as_array().unwrap().iter();
    let exempt = assessments.filter(|assessment| !assessment["exemption"].is_null());
    exempt.filter_map(|assessment| assessment["resource"]["name"].as_str()).collect()
}

#[test]
fn an_exemption_counts_below_its_management_group() {
    for (group, expected) in [
        ("platform", vec!["stone"]),
        ("root", vec!["stone"]),
        ("ROOT", vec!["stone"]),
        ("Platform/", vec!["stone"]),
        ("sandbox", vec!["sttwo"]),
        ("other", vec![]),
    ] {
        let report = estate(&format!("/providers/Microsoft.Management/managementGroups/{group}")).json(&["estate"]);
        assert_eq!(exempt(&report), expected, "{group}");
    }
}

#[test]
fn an_exemption_counts_in_a_resource_group_in_any_case() {
    for scope in ["/subscriptions/s1/resourceGroups/RG-APP", "/SUBSCRIPTIONS/s1/resourcegroups/rg-app", "S1"] {
        assert_eq!(exempt(&estate(scope).json(&["estate"])), ["stone"], "{scope}");
    }
}

#[test]
fn a_management_group_is_scored_with_all_below_it() {
    let estate = estate("s3");
    for group in ["root", "R", "Platform", "p", "PLATFORM"] {
        let report = estate.json(&["estate", "--management-group", group]);
        assert_eq!(report["assessments"].as_array().map(Vec::len), Some(1), "{group}");
        assert_eq!(report["assessments"][0]["resource"]["name"], json!("stone"), "{group}");
    }
    let report = estate.json(&["estate"]);
    let scopes = report["scopes"].as_array().unwrap().iter().filter(|scope| scope["kind"] == json!("managementGroup"));
    let scopes: Vec<_> = scopes.map(|scope| (scope["id"].clone(), scope["name"].clone())).collect();
    let expected = [("platform", "P"), ("root", "R"), ("sandbox", "sandbox")];
    assert_eq!(scopes, expected.map(|(id, name)| (json!(id), json!(name))));
}
