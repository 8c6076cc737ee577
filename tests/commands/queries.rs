//! `uplift queries` as it is used: its script, run by a shell over an `az` that answers as Azure does, and what it fetched,
//! scanned.

use crate::harness::Estate;
use serde_json::Value;
use std::process::Command;

/// What each answer holds is made up here; how answers look, page by page, is as `az` prints them.
const AZ: &str = r##"#!/bin/sh
g=/subscriptions/6f1d8c34-52ab-4e07-9b3c-d17a40c5e982/resourceGroups/rg/providers
row() { printf '    {\n      "id": "%s",\n      "properties": %s,\n      "type": "%s"\n    }' "$1" "$3" "$2"; }
page() { printf '{\n  "count": %s,\n  "data": [\n%s\n  ],\n  "skip_token": %s,\n  "total_records": %s\n}\n' "$@"; }
case "$*" in
  "account list"*) echo 6f1d8c34-52ab-4e07-9b3c-d17a40c5e982 ;;
  "provider show"*) echo 2020-01-01 ;;
  *"--skip 0"*"--query data[].id"*) printf '%s\n' $g/Microsoft.Web/sites/w1 $g/Microsoft.Web/sites/w2 ;;
  *"--query data[].id"*) ;;
  *"q resources"*"--skip 0"*)
    rows=$(i=1; while [ $i -le 999 ]; do row $g/Microsoft.Web/sites/x$i microsoft.web/serverfarms '{}'; echo ,; i=$((i + 1)); done)
    page 1000 "$rows$(row $g/Microsoft.Web/sites/w1 microsoft.web/sites '{}')" '"next"' 1001 ;;
  *"q resources"*) page 1 "$(row $g/Microsoft.Web/sites/w2 microsoft.web/sites '{}')" null 1001 ;;
  *"q securityresources"*) page 0 '' null 0 ;;
  *w1/config*) printf '{\n  "value": [\n%s\n  ]\n}\n' "$(row $g/Microsoft.Web/sites/w1/config/web Microsoft.Web/sites/config '{"on": true}')" ;;
  *w1/providers*page=2*) printf '{\n  "value": []\n}\n' ;;
  *w1/providers*) printf '{\n  "nextLink": "https://management.azure.com%s/providers/Microsoft.Insights/diagnosticSettings?page=2",\n  "value": []\n}\n' $g/Microsoft.Web/sites/w1 ;;
  *w2/providers*) printf '{\n  "value": []\n}\n' ;;
  *) echo "refused: $*" >&2; exit 1 ;;
esac
"##;

const POLICY: &str = r#"controls: [{ id: own, title: Own, maxScore: 4, description: Own rules. }]
recommendations:
  - id: config
    title: Sites should be on
    controls: [own]
    severity: high
    resourceTypes: [Microsoft.Web/sites]
    description: On is good.
    remediation: Switch it on.
    check: |
      resource.child("Microsoft.Web/sites/config/web").properties.on == true
  - id: logs
    title: Sites should log
    controls: [own]
    severity: high
    resourceTypes: [Microsoft.Web/sites]
    description: Logs tell.
    remediation: Log.
    check: |
      !resource.children("Microsoft.Insights/diagnosticSettings").is_empty()
  - id: plan
    title: Plans should watch
    controls: [own]
    severity: high
    resourceTypes: [Microsoft.Web/sites]
    description: Plans watch.
    remediation: Buy one.
    check: |
      resource.properties.unset == () && !inventory.all("Microsoft.Security/pricings").is_empty()
"#;

fn verdicts(report: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let verdict = |row: &Value| {
        format!("{} {} {}", text(&row["recommendation"]), text(&row["resource"]["name"]), text(&row["status"]))
    };
    let mut verdicts: Vec<String> = report["assessments"].as_array().unwrap().iter().map(verdict).collect();
    verdicts.sort();
    verdicts
}

#[test]
fn what_the_script_fetches_is_whole() {
    let estate = Estate::empty();
    estate.add("it's/uplift.yaml", b"{}\n");
    estate.add("it's/policies/own.yaml", POLICY.as_bytes());
    estate.add("bin/az", AZ.as_bytes());
    let uplift = env!("CARGO_BIN_EXE_uplift");
    let script = format!(
        "chmod +x bin/az; {uplift} queries \"it's\" --no-embedded | PATH=$PWD/bin:$PATH sh; \
         {uplift} scan \"it's\" --no-embedded --format json --all"
    );
    let output = Command::new("sh").args(["-c", &script]).current_dir(estate.path()).output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {told}"));
    let expected = [
        "config w1 healthy",
        // What was refused is not known.
        "config w2 unknown",
        "logs w1 unhealthy",
        "logs w2 unhealthy",
        "plan w1 unhealthy",
        "plan w2 unhealthy",
    ];
    assert_eq!(verdicts(&report), expected, "{told}{:#}", report["warnings"]);
    assert!(told.contains("w2/config?api-version=2022-03-01: no answer"), "{told}");
    assert_eq!(report["warnings"], Value::Array(Vec::new()));
}
