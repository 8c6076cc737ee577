//! Test cases whose `inventory:` is a file.

use crate::harness::{Estate, storage};
use snapbox::{assert_data_eq, file};

/// A site is healthy where every account of the estate accepts only HTTPS.
fn policy(tests: &str) -> String {
    format!(
        "controls:
  - {{ id: own, title: Own rules, maxScore: 4, description: Ours. }}
functions:
  - name: accounts_are_safe
    parameters: []
    description: Whether every account accepts only HTTPS.
    script: |
      inventory.all(\"Microsoft.Storage/storageAccounts\").all(|account| account.properties.supportsHttpsTrafficOnly == true)
    tests:
      - {{ call: [], inventory: estates/safe.json, gives: true }}
      - {{ call: [], inventory: estates/open.ndjson, gives: false }}
recommendations:
  - id: site-accounts
    title: Sites should use safe accounts
    controls: [own]
    severity: low
    resourceTypes: [Microsoft.Web/sites]
    description: What an account tells can be read.
    remediation: Switch it on.
    check: |
      accounts_are_safe() && inventory.get(resource.properties.account) != ()
    tests:
{tests}"
    )
}

const TESTS: &str = "      - healthy: { properties: { account: /subscriptions/s1/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/st1 } }
        inventory: estates/safe.json
      - unhealthy: { properties: { account: /subscriptions/s1/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/none } }
        inventory: estates/safe.json
      - unhealthy: { properties: { account: /subscriptions/s1/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/st1 } }
        inventory: estates/open.ndjson
      - healthy: { properties: { account: /subscriptions/s1/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/st1 } }
        inventory:
          - id: /subscriptions/s1/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/st1
            type: Microsoft.Storage/storageAccounts
            properties: { supportsHttpsTrafficOnly: true }
";

fn estate(tests: &str) -> Estate {
    let estate = Estate::empty();
    estate.add("repo/.git/HEAD", b"ref: refs/heads/main\n");
    estate.add("repo/uplift.yaml", b"");
    estate.add("repo/policies/own.yaml", policy(tests).as_bytes());
    let list = |https: bool| format!("[{},{}]", storage("s1", "g", "st1", https), storage("s1", "g", "st2", true));
    estate.add("repo/policies/estates/safe.json", list(true).as_bytes());
    let lines = format!("{}\n{}\n", storage("s1", "g", "st1", false), storage("s1", "g", "st2", true));
    estate.add("repo/policies/estates/open.ndjson", lines.as_bytes());
    estate.add("outside.json", list(true).as_bytes());
    estate
}

const TEST: [&str; 3] = ["test", "--no-embedded", "repo/policies"];

#[test]
fn a_case_has_the_resources_of_a_file() {
    let said = estate(TESTS).run(&[&TEST[..], &["--coverage"]].concat());
    assert!(said.contains("passed: 6 cases of 1 recommendation and 1 function"), "{said}");
    // The same file with another account is another verdict.
    let estate = estate(TESTS);
    estate.add("repo/policies/estates/safe.json", b"[]");
    let none = estate.run(&TEST);
    estate.add("repo/policies/estates/safe.json", format!("[{}]", storage("s1", "g", "st1", false)).as_bytes());
    let open = estate.run(&TEST);
    assert!(none.contains("this holds no resources") && none.contains("[exit code 2]"), "{none}");
    assert!(
        open.contains("expected healthy, but the check says unhealthy") && open.contains("[exit code 1]"),
        "{open}"
    );
}

#[test]
fn what_cannot_be_read_is_told_where_it_is_named() {
    let files = [
        "estates/nowhere.json",
        "../../outside.json",
        "../../../../../../etc/passwd",
        "/etc/passwd",
        "estates",
        "own.yaml",
        "estates/broken.json",
        "\"\"",
        "3",
        "{ a: 1 }",
        "[1]",
    ];
    let said = files.map(|file| {
        let estate = estate(&format!("      - healthy: {{}}\n        inventory: {file}\n      - unhealthy: {{}}\n"));
        estate.add("repo/policies/estates/broken.json", b"[{\n  \"type\": }]");
        format!("{file}\n{}", estate.run(&TEST))
    });
    assert_data_eq!(said.concat(), file!["fixtures.txt"]);
}

/// What a template deploys is around the case, as it is for every other command.
#[test]
fn templates_are_worked_out() {
    let bicep = "param https bool = true\nresource st 'Microsoft.Storage/storageAccounts@2023-01-01' = {\n  name: 'st1'\n  location: 'westeurope'\n  sku: { name: 'Standard_LRS' }\n  kind: 'StorageV2'\n  properties: { supportsHttpsTrafficOnly: https }\n}\n";
    let arm = r#"{ "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "contentVersion": "1.0.0.0",
  "resources": [{ "type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-01-01", "name": "st1", "location": "westeurope",
    "properties": { "supportsHttpsTrafficOnly": "[equals(1, 2)]" } }] }"#;
    let case = |status: &str, file: &str| format!("      - {status}: {{}}\n        inventory: estates/{file}\n");
    let tests = case("healthy", "safe.bicep") + &case("unhealthy", "open.json");
    let estate = Estate::empty();
    let policy = policy(&tests)
        .replace("accounts_are_safe() && inventory.get(resource.properties.account) != ()", "accounts_are_safe()");
    let policy = policy
        .replace("estates/safe.json, gives: true", "estates/safe.bicep, gives: true")
        .replace("estates/open.ndjson", "estates/open.json");
    estate.add("repo/.git/HEAD", b"ref: refs/heads/main\n");
    estate.add("repo/policies/own.yaml", policy.as_bytes());
    estate.add("repo/policies/estates/safe.bicep", bicep.as_bytes());
    estate.add("repo/policies/estates/open.json", arm.as_bytes());
    let said = estate.run(&TEST);
    assert!(said.contains("passed: 4 cases of 1 recommendation and 1 function"), "{said}");
    // What a module that is not at hand deploys would count as absent.
    let module = format!("{bicep}module rest './nowhere.bicep' = {{ name: 'rest' }}\n");
    estate.add("repo/policies/estates/safe.bicep", module.as_bytes());
    let said = estate.run(&TEST);
    assert!(
        said.contains("`inventory` names repo/policies/estates/safe.bicep") && said.contains("[exit code 2]"),
        "{said}"
    );
}

#[cfg(unix)]
#[test]
fn a_link_leads_nowhere_else() {
    let estate = estate("      - healthy: {}\n        inventory: estates/link.json\n      - unhealthy: {}\n");
    std::os::unix::fs::symlink("../../../outside.json", estate.path().join("repo/policies/estates/link.json")).unwrap();
    let said = estate.run(&TEST);
    assert!(said.contains("this leads out of the repository") && said.contains("[exit code 2]"), "{said}");
}

#[test]
fn mutants_and_updates_see_the_file_too() {
    let estate = estate(&TESTS.replacen("healthy:", "unhealthy:", 1));
    let said = estate.run(&[&TEST[..], &["--update"]].concat());
    assert!(said.contains("+      - healthy: {") && said.contains("1 case updated"), "{said}");
    let mutants = estate.run(&[&TEST[..], &["--mutants"]].concat());
    assert!(mutants.contains("noticed") && mutants.contains("[exit code 0]"), "{mutants}");
}
