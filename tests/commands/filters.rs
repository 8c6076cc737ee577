//! What a filter covers is said, and a name that means nothing is an error.

use crate::harness::{Estate, storage};
use snapbox::{assert_data_eq, file};

const SETTINGS: &str = "subscriptions:
  s1: { name: Production, managementGroup: corp }
  s2: { name: Test, managementGroup: sandbox }
managementGroups:
  corp: { name: Corporation, parent: contoso }
  sandbox: { parent: contoso }
";

fn estate() -> Estate {
    let resources = [
        storage("s1", "rg-app", "stone", false),
        storage("s1", "rg-app", "sttwo", true),
        storage("s1", "rg-data", "stthree", true),
        storage("s2", "rg-app", "stfour", false),
    ];
    let all = format!("[{}]", resources.join(",\n"));
    Estate::with(&[("estate/all.json", all.as_bytes()), ("uplift.yaml", SETTINGS.as_bytes())])
}

#[test]
fn a_scope_is_scored_by_itself() {
    let estate = estate();
    let filters: [&[&str]; 7] = [
        &["--management-group", "contoso"],
        &["--management-group", "Corporation"],
        &["--subscription", "production"],
        &["-g", "RG-APP"],
        &["-g", "rg-app", "--subscription", "s2"],
        &["--resource-type", "microsoft.storage/storageaccounts"],
        &["--resource", "stthree"],
    ];
    let shown: String = filters.iter().map(|filter| estate.scan(&[&["estate", "--quiet"], *filter].concat())).collect();
    assert_data_eq!(shown, file!["scopes.txt"].raw());
}

#[test]
fn what_is_listed_does_not_change_the_score() {
    let estate = estate();
    let whole = estate.json(&["estate"]);
    let filters: [&[&str]; 3] = [
        &["--control", "secure-management-ports"],
        &["--recommendation", "vm-no-public-ip"],
        &["--severity", "low,medium"],
    ];
    for filter in filters {
        let listed = estate.json(&[&["estate"], filter].concat());
        assert_eq!(listed["score"], whole["score"], "{filter:?}");
        assert_eq!(listed["assessments"], serde_json::json!([]), "{filter:?}");
        assert_ne!(listed["filters"], whole["filters"], "{filter:?}");
    }
}

#[test]
fn one_control_is_listed_with_its_resources() {
    let estate = estate();
    let shown = estate.scan(&["estate", "--control", "Encrypt data in transit"])
        + &estate.scan(&["estate", "--resource", "stone"]);
    assert_data_eq!(shown, file!["one_control.txt"].raw());
}

#[test]
fn a_name_that_means_nothing_is_an_error() {
    let names = [
        "management-group",
        "subscription",
        "resource-group",
        "resource",
        "resource-type",
        "control",
        "recommendation",
    ];
    let arguments: Vec<_> = names.iter().map(|name| format!("--{name}=encrypt-data-in-transitt")).collect();
    let arguments: Vec<_> = ["estate"].into_iter().chain(arguments.iter().map(String::as_str)).collect();
    assert_data_eq!(estate().scan(&arguments), file!["unknown_names.txt"].raw());
}
