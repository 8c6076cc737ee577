//! The jobs of each night: their script, run over an `az` that answers as Azure does.

use crate::repository::{Forge, History, git};
use crate::steps::{UPLIFT, shell, yaml};
use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

/// One account, whatever is asked for; a list is empty.
const AZ: &str = r#"#!/bin/sh
id=/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/st1
case "$*" in
  "account list"*) echo 00000000-0000-0000-0000-000000000001 ;;
  *"--query data[].id"*) ;;
  *"q resources "*storageaccounts*)
    printf '{"count": 1, "data": [{"id": "%s", "name": "st1", "type": "microsoft.storage/storageaccounts", "properties": {"supportsHttpsTrafficOnly": true}}], "skip_token": null, "total_records": 1}\n' $id ;;
  "graph query"*) printf '{"count": 0, "data": [], "skip_token": null, "total_records": 0}\n' ;;
  "rest"*) printf '{"value": []}\n' ;;
  *) ;;
esac
"#;

/// The script of each forge's job.
fn scripts() -> [String; 3] {
    let text = |value: &serde_yaml::Value| value.as_str().unwrap().to_owned();
    let (github, gitlab, azure) = ("github/nightly.yml", "gitlab/nightly.yml", "azure-pipelines/nightly.yml");
    let read = |name: &str| yaml(&format!("examples/pipelines/{name}"));
    let step = |steps: &serde_yaml::Value, key: &str| {
        let steps = steps.as_sequence().unwrap().iter();
        let mut named = steps.filter(|step| step[key].as_str() == Some("Fetch, judge and record"));
        named.next().unwrap().clone()
    };
    let azure = text(&step(&read(azure)["steps"], "displayName")["inputs"]["inlineScript"]);
    [
        text(&step(&read(github)["jobs"]["nightly"]["steps"], "name")["run"]),
        text(&read(gitlab)["pages"]["script"][0]),
        azure.split_once('\n').unwrap().1.to_owned(),
    ]
}

pub fn each_night_is_fetched_judged_recorded_and_shown() {
    let [script, gitlab, azure] = scripts();
    assert!(script == gitlab && script == azure, "three jobs, and one script");
    let mut history = History::default();
    let settings = "inventory: [{ path: 'exports/**', kind: snapshot, maxAge: 2d, optional: true }]\n\
                    governance:\n  - { owner: team@example.com, within: 14d }\n";
    history.commit("heads/main", &[], &[("uplift.yaml", settings)]);
    let forge = Forge::with(&history);
    forge.check_out_whole("refs/heads/main");
    let bin = forge.path("temporary/bin");
    std::fs::create_dir(&bin).unwrap();
    std::fs::write(bin.join("az"), AZ).unwrap();
    std::fs::set_permissions(bin.join("az"), std::fs::Permissions::from_mode(0o755)).unwrap();
    let own = Path::new(UPLIFT).parent().unwrap().display();
    let path = format!("{}:{own}:{}", bin.display(), std::env::var("PATH").unwrap());
    let variables: BTreeMap<String, String> = [("PATH".to_owned(), path)].into();
    let checkout = forge.checkout_path();
    for night in 1..=2 {
        let output = shell(&["sh", "-c"], &script, &checkout, &variables);
        let told = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes).into_owned()).concat();
        assert_eq!(output.status.code(), Some(0), "{told}");
        assert!(told.contains("assessed from data of today (exports/"), "{told}");
        let lines = git(&forge.path("origin"), &["show", "uplift-history:history.jsonl"]);
        assert_eq!(lines.lines().count(), night, "{lines}");
        for page in ["index.html", "uplift.md", "history.md"] {
            assert!(checkout.join("public").join(page).is_file(), "{page}");
        }
        // What came in the first night is known in the second, and nothing came since.
        let sightings = git(&forge.path("origin"), &["show", "uplift-history:sightings.jsonl"]);
        assert_eq!(sightings.lines().count(), 1, "{sightings}");
        let report = std::fs::read_to_string(checkout.join("public/uplift.md")).unwrap();
        let due = report.split_once("\n# What is due on ").expect("what is due follows the report").1;
        assert!(due.contains("| `team@example.com` |"), "{due}");
        // The next night begins in another checkout.
        for left in [".uplift", "public", "exports"] {
            std::fs::remove_dir_all(checkout.join(left)).unwrap();
        }
    }
    assert_eq!(git(&forge.path("origin"), &["rev-list", "--count", "uplift-history"]), "2");
}
