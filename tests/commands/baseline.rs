//! The baseline in whole commands: what is known, what is new, what is gone.

use crate::harness::{Estate, storage};
use snapbox::{assert_data_eq, file};

fn accounts(healthy: fn(usize) -> bool) -> String {
    let all = (0..4).map(|number| storage("s1", "rg-app", &format!("st{number}"), healthy(number)));
    format!("[{}]", all.collect::<Vec<_>>().join(",\n"))
}

fn run(estate: &Estate, action: &str, arguments: &[&str]) -> String {
    estate.run(&[&["baseline", action, "--policies", "rules", "--no-embedded"], arguments].concat())
}

#[test]
fn a_baseline_is_created_followed_and_pruned() {
    let estate = Estate::with(&[("estate/all.json", accounts(|number| number > 1).as_bytes())]);
    estate.add("uplift.yaml", b"# Ours\nexclude: [tests/**]\n");
    let text = |name: &str| std::fs::read_to_string(estate.path().join(name)).unwrap();
    let mut shown = run(&estate, "show", &[]) + &run(&estate, "create", &["--all"]) + &run(&estate, "create", &[]);
    shown += &format!("--- uplift.yaml\n{}--- baseline.yaml\n{}", text("uplift.yaml"), text("baseline.yaml"));
    let created = text("baseline.yaml");
    shown += &run(&estate, "update", &[]);
    assert_eq!(text("baseline.yaml"), created, "nothing happened in between");
    // One is repaired, another one is new.
    estate.add("estate/all.json", accounts(|number| number % 2 == 0).as_bytes());
    shown += &run(&estate, "show", &["estate"]);
    shown += &run(&estate, "prune", &["--all"]);
    assert!(!text("baseline.yaml").contains("st0") && text("baseline.yaml").contains("st1"));
    shown += &run(&estate, "update", &["--all"]);
    assert!(text("baseline.yaml").contains("st3"));
    assert_data_eq!(shown, file!["baseline.txt"].raw());
}

#[test]
fn another_value_is_new_and_another_place_is_not() {
    let estate = Estate::with(&[("estate/all.json", accounts(|number| number > 0).as_bytes())]);
    run(&estate, "create", &["estate", "--file", "known.json"]);
    let settings = std::fs::read_to_string(estate.path().join("estate/uplift.yaml")).unwrap();
    assert_eq!(settings, "baseline: ../known.json\n");
    let shown = |estate: &Estate| run(estate, "show", &["estate", "--file", "known.json"]);
    assert!(shown(&estate).contains("not occurring any more: 0 · unhealthy and not known: 0"));
    std::fs::rename(estate.path().join("estate/all.json"), estate.path().join("estate/moved.json")).unwrap();
    assert!(shown(&estate).contains("not occurring any more: 0 · unhealthy and not known: 0"));
    estate.add("estate/moved.json", accounts(|number| number > 0).replace("false", "\"False\"").as_bytes());
    assert!(shown(&estate).contains("not occurring any more: 1 · unhealthy and not known: 1"), "{}", shown(&estate));
}

/// As the first format was written.
const FIRST_FORMAT: &str = "findings:
- recommendation: storage-https
  resource: /subscriptions/s1/resourceGroups/rg-app/providers/Microsoft.Storage/storageAccounts/st0
  file: estate/all.json
  evidence:
    properties.supportsHttpsTrafficOnly: 2aa41be19a83
";

#[test]
fn a_baseline_of_the_first_format_is_read_and_written_anew() {
    let estate = Estate::with(&[("estate/all.json", accounts(|number| number > 0).as_bytes())]);
    estate.add("uplift.yaml", b"baseline: baseline.yaml\n");
    estate.add("baseline.yaml", FIRST_FORMAT.as_bytes());
    let shown = run(&estate, "show", &["estate"]);
    assert!(shown.contains("not occurring any more: 0 · unhealthy and not known: 0"), "{shown}");
    let shown = run(&estate, "update", &["estate"]);
    assert!(shown.contains("1 finding, 0 added, 0 removed"), "{shown}");
    let text = || std::fs::read_to_string(estate.path().join("baseline.yaml")).unwrap();
    assert!(text().contains("schema: uplift.baseline/2") && text().contains("2aa41be19a83\n  digest: "), "{}", text());
    // The digest decides, whatever the checksums say.
    let digest = text().split("digest: ").nth(1).unwrap().trim().to_owned();
    estate.add("baseline.yaml", text().replace(&digest, &"0".repeat(64)).as_bytes());
    let shown = run(&estate, "show", &["estate"]);
    assert!(shown.contains("not occurring any more: 1 · unhealthy and not known: 1"), "{shown}");
}

#[test]
fn what_cannot_be_read_is_not_taken_for_repaired() {
    let estate = Estate::with(&[("estate/all.json", accounts(|_| false).as_bytes())]);
    run(&estate, "create", &["estate"]);
    let baseline = || std::fs::read(estate.path().join("estate/baseline.yaml")).unwrap();
    let before = baseline();
    estate.add("estate/all.json", b"[{");
    for action in ["prune", "update"] {
        let shown = run(&estate, action, &["estate"]);
        assert!(shown.contains("[exit code 2]"), "{shown}");
        assert!(baseline() == before, "{action} changed the file");
    }
    let unknown = accounts(|_| false)
        .replace(r#", "properties": {"supportsHttpsTrafficOnly": false}"#, r#", "properties": null"#);
    estate.add("estate/all.json", unknown.as_bytes());
    let shown = run(&estate, "prune", &["estate"]);
    assert!(shown.contains("4 findings, 0 added, 0 removed"), "what cannot be decided may still be so: {shown}");
    estate.add("estate/baseline.yaml", b"findings:\n- recommendation: x\n");
    let shown = run(&estate, "show", &["estate"]);
    assert!(shown.contains("missing key `resource`") && shown.contains("[exit code 2]"), "{shown}");
}

#[test]
fn what_was_not_looked_at_is_not_taken_for_repaired() {
    let estate = Estate::with(&[
        ("estate/a.json", storage("s1", "rg-app", "sta", false).as_bytes()),
        ("estate/b.json", storage("s1", "rg-app", "stb", false).as_bytes()),
    ]);
    estate.add("uplift.yaml", b"");
    run(&estate, "create", &[]);
    assert!(run(&estate, "prune", &["estate/a.json"]).contains("2 findings, 0 added, 0 removed"));
    std::fs::remove_file(estate.path().join("estate/b.json")).unwrap();
    assert!(run(&estate, "prune", &["estate/a.json"]).contains("1 finding, 0 added, 1 removed"));
}

#[test]
fn an_exempt_finding_is_not_in_the_baseline() {
    let estate = Estate::with(&[("estate/all.json", accounts(|_| false).as_bytes())]);
    estate.add("estate/uplift.yaml", b"exemptions: [exemptions.yaml]\n");
    estate.add(
        "estate/exemptions.yaml",
        b"- { id: a, scope: '**/st1', recommendations: [storage-https], category: Waiver, reason: Why. }\n",
    );
    assert!(run(&estate, "create", &["estate"]).contains("baseline.yaml: 3 findings"));
}

/// A template with an account that its parameters do not close.
const TEMPLATE: &str = r#"{
  "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
  "contentVersion": "1.0.0.0",
  "parameters": { "https": { "type": "bool" } },
  "resources": [
    { "type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-01-01", "name": "st0", "properties": { "supportsHttpsTrafficOnly": "[parameters('https')]" } }
  ]
}"#;

fn values(https: bool) -> String {
    format!(
        r#"{{ "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#", "contentVersion": "1.0.0.0", "parameters": {{ "https": {{ "value": {https} }} }} }}"#
    )
}

#[test]
fn a_deployment_is_known_by_its_name_where_others_come_and_go() {
    let (red, green) = (values(false), values(true));
    let estate = Estate::with(&[("main.json", TEMPLATE.as_bytes()), ("main.parameters.dev.json", red.as_bytes())]);
    let shown = |known: &str| {
        let shown = run(&estate, "show", &[]);
        assert!(shown.contains(known), "{shown}");
    };
    estate.add("uplift.yaml", b"exclude: [rules/**]\n");
    run(&estate, "create", &[]);
    let text = std::fs::read_to_string(estate.path().join("baseline.yaml")).unwrap();
    assert!(text.contains("resource: main.json@dev#Microsoft.Storage/storageAccounts/st0"), "{text}");
    shown("not occurring any more: 0 · unhealthy and not known: 0");
    estate.add("main.parameters.prod.json", green.as_bytes());
    shown("not occurring any more: 0 · unhealthy and not known: 0");
    // Another deployment with the same finding is another finding.
    estate.add("main.parameters.prod.json", red.as_bytes());
    shown("not occurring any more: 0 · unhealthy and not known: 1");
    std::fs::remove_file(estate.path().join("main.parameters.dev.json")).unwrap();
    shown("not occurring any more: 1 · unhealthy and not known: 1");
    // What was written without the name is known, and written anew with it.
    std::fs::rename(estate.path().join("main.parameters.prod.json"), estate.path().join("main.parameters.dev.json"))
        .unwrap();
    estate.add("baseline.yaml", text.replace("main.json@dev#", "main.json#").replace("  digest", "  #").as_bytes());
    shown("not occurring any more: 0 · unhealthy and not known: 0");
    let updated = run(&estate, "update", &[]);
    assert!(updated.contains("1 finding, "), "{updated}");
    assert_eq!(std::fs::read_to_string(estate.path().join("baseline.yaml")).unwrap(), text);
}

#[test]
fn a_folder_of_terraform_beside_changes_no_evidence() {
    let estate = Estate::with(&[("estate/all.json", accounts(|_| false).as_bytes())]);
    let run = |action: &str| estate.run(&["baseline", action, "estate"]);
    run("create");
    let known = || run("show").lines().find(|line| line.contains("not occurring any more")).map(str::to_owned).unwrap();
    let before = known();
    assert!(before.contains("not occurring any more: 0 · unhealthy and not known: 0"), "{before}");
    estate.add("estate/tf/main.tf", b"resource \"azurerm_resource_group\" \"rg\" {\n  name = \"rg\"\n}\n");
    assert_eq!(known(), before);
}
