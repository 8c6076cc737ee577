//! A fix that makes something worse is left out alone, with both findings and the second verdict in its reason.

use super::{add, text};
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

const POLICY: &str = r#"controls: [{ id: c, title: C, maxScore: 10, description: d }]
recommendations:
  - { id: nsg-off, title: N, controls: [c], severity: high, resourceTypes: [My.Net/nsgs], description: d, remediation: r,
      check: "resource.properties.flag == true", fix: { safety: safe, impact: i., change: inPlace, set: { properties.flag: true } } }
  - { id: vm-tag, title: T, controls: [c], severity: high, resourceTypes: [My.Comp/vms], description: d, remediation: r,
      check: "resource.properties.tag == \"x\"", fix: { safety: safe, impact: i., change: inPlace, set: { properties.tag: x } } }
  - id: vm-net
    title: V
    controls: [c]
    severity: high
    resourceTypes: [My.Comp/vms]
    description: d
    remediation: r
    check: |
      let n = inventory.get(resource.properties.nsg);
      if n.properties.flag == true { unhealthy("its group is off.") } else { healthy() }
"#;

const GROUP: &str = "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg/providers";

/// One resource a line.
fn row(kind: &str, name: &str, properties: &str) -> String {
    format!(r#"{{ "id": "{GROUP}/{kind}/{name}", "name": "{name}", "type": "{kind}", "properties": {properties} }}"#)
}

fn machine(name: &str, group: &str) -> String {
    let properties = format!(r#"{{ "tag": "y", "nsg": "{GROUP}/My.Net/nsgs/{group}" }}"#);
    row("My.Comp/vms", name, &properties)
}

fn estate(policy: &str, rows: &[String]) -> TempDir {
    let estate = tempfile::tempdir().unwrap();
    add(estate.path(), "uplift.yaml", "policies: [policies]\n");
    add(estate.path(), "policies/p.yaml", policy);
    add(estate.path(), "i.json", &format!("[\n{}\n]\n", rows.join(",\n")));
    estate
}

fn run(estate: &Path) -> Output {
    let words = ["fix", ".", "--no-embedded", "--all"];
    Command::new(env!("CARGO_BIN_EXE_uplift")).current_dir(estate).args(words).output().unwrap()
}

/// The names of the resources whose line the diff changes.
fn changed(output: &Output) -> Vec<String> {
    let added = text(&output.stdout).lines().filter(|line| line.starts_with("+ ") || line.starts_with("+{"));
    let name =
        |line: &str| line.split(r#""name": ""#).nth(1).and_then(|rest| rest.split('"').next().map(str::to_owned));
    added.filter_map(name).collect()
}

#[test]
fn the_fix_of_another_resource_goes_and_innocent_ones_stay() {
    let rows = [row("My.Net/nsgs", "n1", r#"{ "flag": false }"#), machine("v1", "n1"), machine("v2", "n9")];
    let estate = estate(POLICY, &rows);
    let output = run(estate.path());
    assert_eq!(changed(&output), ["v1", "v2"], "{}", text(&output.stderr));
    let reason = "it would make v1 unhealthy in vm-net: its group is off\n    1 × nsg-off\n";
    assert!(text(&output.stderr).contains(reason), "{}", text(&output.stderr));
}

#[test]
fn each_of_many_culprits_goes_and_nobody_else() {
    let groups = (0..40).map(|number| row("My.Net/nsgs", &format!("n{number}"), r#"{ "flag": false }"#));
    let machines = (0..40).map(|number| machine(&format!("v{number}"), &format!("n{}", number / 2)));
    let rows: Vec<String> = groups.chain(machines).collect();
    let output = run(estate(POLICY, &rows).path());
    let free = (20..40).map(|number| format!("n{number}"));
    let machines = (0..40).map(|number| format!("v{number}"));
    assert_eq!(changed(&output), free.chain(machines).collect::<Vec<_>>(), "{}", text(&output.stderr));
}

#[test]
fn the_second_verdict_is_told_when_it_is_none() {
    let policy = POLICY.replace(r#"unhealthy("its group is off.")"#, r#"unknown("nobody knows.")"#);
    let rows = [row("My.Net/nsgs", "n1", r#"{ "flag": false }"#), machine("v1", "n1")];
    let output = run(estate(&policy, &rows).path());
    assert_eq!(changed(&output), ["v1"], "{}", text(&output.stderr));
    let reason = "it would make v1 undecided in vm-net, which is healthy now, since nobody knows\n    1 × nsg-off\n";
    assert!(text(&output.stderr).contains(reason), "{}", text(&output.stderr));
}
