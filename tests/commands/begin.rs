//! From nothing to controls of one's own: `uplift init` and `uplift new`.

use crate::harness::Estate;
use snapbox::{assert_data_eq, file};
use std::fs;
use std::path::Path;

/// An account with a key, and one that is listed without its settings.
const INVENTORY: &str = r#"[
  { "id": "/subscriptions/s1/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/stold",
    "name": "stold", "type": "microsoft.storage/storageaccounts", "location": "westeurope",
    "tags": { "owner": "ops", "Cost Center": "4 2" },
    "properties": { "minimumTlsVersion": "TLS1_0", "primaryKey": "hunter2hunter2", "provisioningState": "Succeeded" } },
  { "id": "/subscriptions/s1/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/stbare",
    "name": "stbare", "type": "Microsoft.Storage/storageAccounts" }
]"#;

const STORAGE: [&str; 4] = ["--control", "house-rules", "--type", "Microsoft.Storage/storageAccounts"];

fn recommendation(id: &'static str, more: &[&'static str]) -> Vec<&'static str> {
    [&["new", "recommendation", id], more].concat()
}

fn all(estate: &Estate, commands: &[Vec<&str>]) -> String {
    commands.iter().map(|command| estate.run(command)).collect()
}

#[test]
fn from_nothing_to_controls_of_ones_own() {
    let estate = Estate::empty();
    estate.add("exports/all.json", INVENTORY.as_bytes());
    let shown = all(
        &estate,
        &[
            vec!["init"],
            vec!["test"],
            vec!["new", "control", "house-rules", "--title", "House rules: \"ours\""],
            recommendation("storage-owner", &[&STORAGE[..], &["--property", "tags.owner", "--text"]].concat()),
            recommendation(
                "storage-days",
                &[&STORAGE[..], &["--property", "properties.days", "--at-least", "90", "--with-fix"]].concat(),
            ),
            recommendation(
                "storage-tls",
                &[
                    "--control",
                    "house-rules",
                    "--property",
                    "properties.minimumTlsVersion",
                    "--one-of",
                    "TLS1_2,TLS1_3",
                    "--from",
                    "stold",
                    "--inventory",
                    "exports",
                    "--with-fix",
                ],
            ),
            recommendation(
                "storage-kind",
                &[&STORAGE[..], &["--property", "kind", "--not", "Storage", "--or-absent"]].concat(),
            ),
            vec!["test"],
            vec!["lint"],
            vec!["scan", "exports", "--control", "house-rules", "--no-embedded"],
        ],
    );
    assert_data_eq!(shown, file!["begin.txt"].raw());
    let files = ["house-rules", "storage-days", "storage-tls"].map(|name| {
        let name = format!("policies/{name}.yaml");
        let text = fs::read_to_string(estate.path().join(&name)).unwrap();
        format!("== {name}\n{text}")
    });
    assert!(!files.concat().contains("hunter2"));
    assert_data_eq!(files.concat(), file!["begin_files.txt"].raw());
}

#[test]
fn a_recommendation_is_for_all_types_where_that_is_asked() {
    let estate = Estate::empty();
    let commands = [
        vec!["init"],
        recommendation("owner", &["--control", "own-baseline", "--type", "*", "--property", "tags.owner", "--text"]),
        vec!["test", "--recommendation", "owner"],
        vec!["lint"],
        recommendation("naming", &["--control", "own-baseline", "--type", "*", "--property", "name", "--text"]),
    ];
    let shown = all(&estate, &commands);
    assert!(shown.contains("written  policies/owner.yaml"), "{shown}");
    assert!(shown.contains("cases of 1 recommendation\n[exit code 0]"), "{shown}");
    assert_eq!(shown.matches("[exit code 0]").count(), 4, "{shown}");
    // Nothing but that the texts are still to be written.
    assert_eq!(shown.matches("note[UPL1504]").count(), 1, "{shown}");
    assert!(shown.contains("clean: 2 recommendations; 1 note"), "{shown}");
    assert!(shown.contains("`matches(resource.name, \"^st\")`"), "{shown}");
    let text = fs::read_to_string(estate.path().join("policies/owner.yaml")).unwrap();
    assert!(text.contains("title: owner of all resources should"), "{text}");
    assert!(text.contains("resourceTypes: [\"*\"]\n    # exceptTypes: [Microsoft.Network/"), "{text}");
}

/// Places have two spellings, and dates are counted from the day of the run.
#[test]
fn places_and_dates_are_asked_for_as_they_are_written() {
    let estate = Estate::empty();
    let own = ["--control", "own-baseline", "--type", "*", "--description", "Data stays where it may be."];
    let new = |id, more: &[&'static str]| recommendation(id, &[&own[..], more].concat());
    let shown = all(
        &estate,
        &[
            vec!["init"],
            new("places", &["--property", "location", "--one-of", "westeurope,North Europe"]),
            new("elsewhere", &["--property", "location", "--not", "West Europe", "--or-absent"]),
            new("review", &["--property", "tags.reviewBy", "--days-ahead", "0"]),
            new("rotated", &["--property", "properties.rotatedOn", "--days-ago", "90"]),
            new("later", &["--property", "tags.reviewBy", "--days-ahead", "36501"]),
            new("dated", &["--property", "tags.reviewBy", "--days-ahead", "30", "--with-fix"]),
            vec!["test"],
            vec!["test", "--mutants", "policies/places.yaml"],
            vec!["lint"],
        ],
    );
    let files = ["places", "elsewhere", "review", "rotated"].map(|name| {
        let name = format!("policies/{name}.yaml");
        let text = fs::read_to_string(estate.path().join(&name)).unwrap();
        format!("== {name}\n{text}")
    });
    assert_data_eq!(shown + &files.concat(), file!["begin_places.txt"].raw());
    estate.add(
        "infra/all.json",
        br#"[{ "type": "A.B/c", "name": "one", "location": "West Europe", "tags": { "reviewBy": "2027-01-01" } },
             { "type": "A.B/c", "name": "two", "location": "Germany North", "tags": { "reviewBy": "2026-12-31" } }]"#,
    );
    let on = ["scan", "infra", "--no-embedded", "--today", "2027-01-01", "--all", "--format", "json"];
    let scan: serde_json::Value = serde_json::from_slice(&estate.output(&on, b"").stdout).unwrap();
    let status = |id: &str| {
        let all = scan["assessments"].as_array().unwrap().iter().filter(|own| own["recommendation"] == id);
        all.map(|own| own["status"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(status("places"), ["healthy", "unhealthy"]);
    assert_eq!(status("elsewhere"), ["unhealthy", "healthy"]);
    assert_eq!(status("review"), ["healthy", "unhealthy"]);
}

/// A case that asks for the day and names none says what is wanting.
#[test]
fn a_case_without_a_day_says_how_to_name_one() {
    let estate = Estate::empty();
    let new = recommendation(
        "review",
        &["--control", "own-baseline", "--type", "*", "--property", "tags.reviewBy", "--days-ahead", "0"],
    );
    let shown = all(&estate, &[vec!["init"], new]);
    assert_eq!(shown.matches("[exit code 0]").count(), 2, "{shown}");
    let file = estate.path().join("policies/review.yaml");
    let text = fs::read_to_string(&file).unwrap().replace("        today: 2026-01-01\n", "");
    fs::write(&file, text).unwrap();
    let shown = estate.run(&["test"]);
    assert!(shown.contains("nobody says which day it is; a test case does with `today:`"), "{shown}");
}

#[test]
fn what_is_there_is_left_as_it_is() {
    let estate = Estate::empty();
    estate.add("one/uplift.yaml", b"library: \"2026.1\"\n");
    estate.add("two/policies/mine.yaml", b"controls: []\n");
    estate.add(".github/workflows/uplift.yml", b"name: Mine\n");
    let shown = all(
        &estate,
        &[
            vec!["init", "one"],
            vec!["init", "one"],
            vec!["init", "two", "--pipeline", "azure-devops"],
            vec!["init", ".", "--pipeline", "github"],
            vec!["init", "one/uplift.yaml"],
        ],
    );
    assert_data_eq!(shown, file!["begin_left.txt"].raw());
    let read = |name: &str| fs::read_to_string(estate.path().join(name)).unwrap();
    assert_eq!(read("one/uplift.yaml"), "library: \"2026.1\"\n");
    assert_eq!(read("two/policies/mine.yaml"), "controls: []\n");
    assert_eq!(read(".github/workflows/uplift.yml"), "name: Mine\n");
    assert!(!estate.path().join("two/policies/own-baseline.yaml").exists());
}

/// A forge looks for pipelines at the top of the repository, and the pipeline for the estate below it.
#[test]
fn a_pipeline_stands_at_the_top_of_the_repository() {
    let estate = Estate::empty();
    estate.directory(".git");
    for (forge, file) in [
        ("github", ".github/workflows/uplift.yml"),
        ("gitlab", ".gitlab-ci.yml"),
        ("azure-devops", "azure-pipelines.yml"),
    ] {
        let shown = estate.run(&["init", "infra/one", "--pipeline", forge]);
        assert!(shown.contains(&format!("written  {file}\n")) && shown.contains("[exit code 0]"), "{shown}");
        let text = fs::read_to_string(estate.path().join(file)).unwrap();
        assert!(text.contains("paths: infra/one\n"), "{text}");
    }
}

#[test]
fn nothing_is_written_that_does_not_hold() {
    let estate = Estate::empty();
    estate.add("exports/all.json", INVENTORY.as_bytes());
    estate.add("uplift.yaml", b"");
    estate.add(
        "policies/house-rules.yaml",
        b"controls:\n  - { id: house-rules, title: Ours, maxScore: 4, description: Ours. }\n",
    );
    let from = ["--control", "house-rules", "--inventory", "exports", "--from"];
    let property = ["--property", "properties.minimumTlsVersion"];
    let shown = all(
        &estate,
        &[
            vec!["new", "control", "House Rules"],
            vec!["new", "control", "house-rules"],
            vec!["new", "control", "secure-management-ports"],
            recommendation("a", &["--control", "house-rulez", "--type", "A.B/c", "--property", "kind"]),
            recommendation("a", &[&STORAGE[..2], &["--type", "storageAccounts", "--property", "kind"]].concat()),
            recommendation("a", &[&STORAGE[..2], &["--property", "kind"]].concat()),
            recommendation("a", &[&STORAGE[..], &["--property", "minimumTlsVersion"]].concat()),
            recommendation("a", &[&STORAGE[..], &["--property", "properties.rules[0].name"]].concat()),
            recommendation("a", &[&STORAGE[..], &["--property", "kind", "--present", "--absent"]].concat()),
            recommendation("a", &[&STORAGE[..], &["--property", "kind", "--present", "--or-absent"]].concat()),
            recommendation("a", &[&STORAGE[..], &["--property", "kind", "--text", "--with-fix"]].concat()),
            recommendation("a", &[&STORAGE[..], &["--property", "kind", "--equals", "null"]].concat()),
            recommendation("a", &[&STORAGE[..], &["--property", "kind", "--one-of", "BlobStorage,2"]].concat()),
            recommendation("storage-secure-transfer", &[&STORAGE[..], &["--property", "kind", "--text"]].concat()),
            recommendation("a", &[&from[..], &["stbare"], &property].concat()),
            recommendation("a", &[&from[..], &["stmissing"], &property].concat()),
            recommendation("a", &[&from[..], &["stold", "--property", "properties.primaryKey", "--text"]].concat()),
            recommendation("a", &[&from[..], &["stold"], &property, &["--at-least", "2"]].concat()),
            recommendation("a", &[&from[..], &["stold"], &property, &["--type", "Microsoft.Sql/servers"]].concat()),
        ],
    );
    assert_data_eq!(shown, file!["begin_refused.txt"].raw());
    let files = fs::read_dir(estate.path().join("policies")).unwrap();
    assert_eq!(files.count(), 1, "only the one that was there");
}

#[test]
fn a_type_that_nearly_is_another_is_told() {
    let estate = Estate::empty();
    assert!(estate.run(&["init"]).contains("[exit code 0]"));
    let shown = estate.run(&recommendation(
        "storage-kind",
        &["--control", "own-baseline", "--type", "Microsoft.Storage/storageAccount", "--property", "kind", "--text"],
    ));
    assert!(
        shown.contains(
            "no policy knows the type Microsoft.Storage/storageAccount, and Microsoft.Storage/storageAccounts is nearly"
        ) && shown.contains("remove the file and say --type Microsoft.Storage/storageAccounts")
            && shown.contains("[exit code 0]"),
        "{shown}"
    );
}

/// What the program prints of its own library is what stands in the files, and can be written anew.
#[test]
fn entries_are_shown_as_they_stand_in_their_files() {
    let estate = Estate::empty();
    assert!(estate.run(&["init"]).contains("[exit code 0]"));
    let own = estate.run(&["show", "own-baseline", "--source"]);
    let expected = "# policies/own-baseline.yaml:5\ncontrols:\n  - id: own-baseline\n    title: Own baseline\n";
    assert!(own.contains(expected) && own.contains("[exit code 0]"), "{own}");
    let policies = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies");
    for (id, file) in [("storage-secure-transfer", "storage.yaml"), ("vm-mgmt-ports-closed", "compute-network.yaml")] {
        let output = estate.output(&["show", id, "--source"], b"");
        let shown = String::from_utf8(output.stdout).unwrap();
        let (head, entry) = shown.split_once("\nrecommendations:\n").unwrap();
        assert!(head.starts_with(&format!("# policies/{file}:")), "{head}");
        assert!(entry.starts_with(&format!("  - id: {id}\n")) && entry.contains("\n    tests:\n"), "{entry}");
        assert!(fs::read_to_string(policies.join(file)).unwrap().contains(entry), "{entry}");
    }
    assert!(estate.run(&["show", "own-baselin", "--source"]).contains("[exit code 2]"));
}
