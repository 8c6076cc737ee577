//! What a plan or a state of Terraform marks as sensitive is in no report, also where it decides.

use super::{FORMATS, files, reports};
use crate::harness::Estate;
use serde_json::{Value, json};

/// Looked for everywhere; it looks like no secret.
const WORD: &str = "plainwordofmine";

fn plan() -> Value {
    let values = json!({ "name": "sta", "resource_group_name": "rg", "min_tls_version": WORD, "https_traffic_only_enabled": false,
        "network_rules": [{ "default_action": "Allow", "bypass": [WORD] }], "tags": { "note": WORD } });
    let marks = json!({ "min_tls_version": true, "network_rules": [{ "bypass": true }] });
    json!({
        "format_version": "1.2", "terraform_version": "1.11.4",
        "variables": { "word": { "value": WORD } },
        "planned_values": {
            "outputs": { "word": { "value": WORD, "sensitive": true } },
            "root_module": { "resources": [{ "address": "azurerm_storage_account.a", "mode": "managed", "type": "azurerm_storage_account",
                "name": "a", "values": values, "sensitive_values": marks }] },
        },
        "resource_changes": [{ "address": "azurerm_storage_account.a", "change": { "actions": ["update"], "before": values,
            "before_sensitive": marks, "after": values, "after_sensitive": marks, "after_unknown": {} } }],
        "configuration": { "root_module": { "variables": { "word": { "sensitive": true, "default": WORD } } } },
    })
}

fn state() -> Value {
    json!({ "version": 4, "serial": 1, "lineage": "l", "outputs": { "word": { "value": WORD, "sensitive": true } },
        "resources": [{ "mode": "managed", "type": "azurerm_storage_account", "name": "b", "instances": [{
            "attributes": { "id": "/subscriptions/s1/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/stb", "name": "stb",
                "min_tls_version": WORD },
            "sensitive_attributes": [[{ "type": "get_attr", "value": "min_tls_version" }]] }] }] })
}

#[test]
fn what_terraform_marks_as_sensitive_is_seen_nowhere() {
    // In many lines, and in one, of which an excerpt would show more than a value.
    let printers: [fn(&Value) -> String; 2] = [|own| serde_json::to_string_pretty(own).unwrap(), Value::to_string];
    for print in printers {
        let estate = Estate::empty();
        estate.add("estate/plan.json", print(&plan()).as_bytes());
        estate.add("estate/state.json", print(&state()).as_bytes());
        estate.directory("out");
        let mut said = Vec::new();
        let reports = reports("scan");
        let mut arguments = vec!["scan", "estate", "--all"];
        arguments.extend(reports.iter().map(String::as_str));
        let explain = ["explain", "storage-min-tls", "sta", "estate"];
        let runs: [&[&str]; 3] =
            [&arguments, &explain, &["fix", "estate", "--safety", "all", "--out-dir", "out/fixes"]];
        for arguments in runs {
            let output = estate.output(arguments, b"");
            said.push((arguments[0].to_owned(), String::from_utf8(output.stdout).unwrap()));
            said.push((arguments[0].to_owned(), String::from_utf8(output.stderr).unwrap()));
        }
        files(&estate.path().join("out"), &mut said);
        assert!(said.len() >= FORMATS.len() + 6, "every report is written");
        let judged =
            said.iter().find(|(name, _)| name.ends_with("scan.ndjson")).map(|(_, text)| text.as_str()).unwrap();
        assert!(judged.contains("storage-min-tls") && judged.contains("sta"), "it is judged all the same");
        for (place, text) in &said {
            assert!(
                !text.contains(WORD),
                "{place}: {}",
                text.lines().find(|line| line.contains(WORD)).unwrap_or_default()
            );
        }
    }
}

/// A folder of files in which a variable and a function say that a value is sensitive, of which a fix takes the place.
const FOLDER: &str = r#"variable "pub" {
  sensitive = true
  default   = "plainwordofmine"
}

resource "azurerm_storage_account" "one" {
  name                     = "stone"
  resource_group_name      = "rg"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "LRS"
  min_tls_version          = var.pub
}

resource "azurerm_storage_account" "two" {
  name                     = "sttwo"
  resource_group_name      = "rg"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "LRS"
  min_tls_version          = sensitive("plainwordofmine")
}
"#;

#[test]
fn what_a_fix_takes_the_place_of_is_told_in_no_summary() {
    let estate = Estate::empty();
    estate.add("estate/main.tf", FOLDER.as_bytes());
    let arguments = ["fix", "estate", "--recommendation", "storage-min-tls", "--out-dir", "out"];
    let output = estate.output(&arguments, b"");
    let mut said = vec![
        ("stdout".to_owned(), String::from_utf8(output.stdout).unwrap()),
        ("stderr".to_owned(), String::from_utf8(output.stderr).unwrap()),
    ];
    files(&estate.path().join("out"), &mut said);
    assert!(said.iter().any(|(name, _)| name.ends_with("manifest.json")), "{said:?}");
    // A patch is exact, and so is a mail as far as it is one.
    for (place, text) in said.iter().filter(|(name, _)| !name.ends_with(".patch")) {
        let told = text.split("\n---\n").next().unwrap_or_default();
        assert!(!told.contains(WORD), "{place}: {told}");
    }
}
