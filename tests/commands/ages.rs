//! How old the data is that was judged by: exports that tell it, commits, and what the settings allow.

use crate::harness::{Estate, storage};
use serde_json::Value;
use std::process::Command;

/// An answer as the script of `uplift queries` writes it, exported at some time.
fn answer(exported: &str, name: &str) -> String {
    let row = storage("s1", "g", name, true);
    let listed = r#""listed": {"types": ["Microsoft.Storage/storageAccounts"], "of": ["/subscriptions/s1"]}"#;
    format!("{{{listed}, {exported}\"answer\": {{\"count\": 1, \"data\": [{row}], \"total_records\": 1}}}}\n")
}

fn at(time: &str) -> String {
    format!("\"exported\": \"{time}\", ")
}

const SETTINGS: &str = "inventory: [{ path: 'exports/**', kind: snapshot, maxAge: 3d }]\n";

pub fn git(estate: &Estate, day: &str, words: &[&str]) {
    let date = format!("{day}T12:00:00Z");
    let mut command = Command::new("git");
    command.args(["-c", "user.name=A", "-c", "user.email=a@example.com"]).args(words).current_dir(estate.path());
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_COMMITTER_DATE", &date).env("GIT_AUTHOR_DATE", &date);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{words:?}: {output:?}");
}

/// A repository with an export that tells no time, committed on the second of March.
fn repository() -> Estate {
    let estate = Estate::with(&[("uplift.yaml", SETTINGS.as_bytes()), ("exports/a.json", answer("", "a").as_bytes())]);
    git(&estate, "2027-03-01", &["init", "-q", "-b", "main"]);
    git(&estate, "2027-03-02", &["add", "-A"]);
    git(&estate, "2027-03-02", &["commit", "-q", "-m", "one"]);
    estate
}

fn scan(estate: &Estate, today: &str) -> String {
    estate.scan(&["exports", "--fail-stale", "--today", today])
}

#[test]
fn an_export_tells_its_age() {
    let estate = Estate::with(&[("uplift.yaml", SETTINGS.as_bytes())]);
    let (old, new) = (answer(&at("2027-03-01T23:59:59Z"), "a"), answer(&at("2027-03-03T00:00:00+02:00"), "b"));
    estate.add("exports/a.json", old.as_bytes());
    estate.add("exports/b.json", new.as_bytes());
    let told = scan(&estate, "2027-03-04");
    assert!(told.contains("\nassessed from data of 3 days ago (exports/a.json)\n"), "{told}");
    assert!(told.ends_with("[exit code 0]\n\n") && !told.contains("maxAge"), "{told}");
    let told = scan(&estate, "2027-03-05");
    let warning = "warning: its data is of 2027-03-01, 4 days ago, and `maxAge` allows 3 days\n --> exports/a.json\n";
    assert!(told.contains(warning) && !told.contains("--> exports/b.json"), "{told}");
    assert!(told.ends_with("[exit code 1]\n\n"), "{told}");
    // Without the flag it is a warning alone.
    assert!(estate.scan(&["exports", "--today", "2027-03-05"]).ends_with("[exit code 0]\n\n"));
    let report: Value = estate.json(&["exports", "--today", "2027-03-05"]);
    assert_eq!(report["data"], serde_json::json!({ "file": "exports/a.json", "day": "2027-03-01", "days": 4 }));
    let comment = estate.scan(&["exports", "--today", "2027-03-05", "--report", "markdown"]);
    assert!(comment.contains("\n\nAssessed from data of 4 days ago (`exports/a.json`)\n\n"), "{comment}");
    // Of several answers in a file the oldest counts, and one without a time may be older.
    estate.add("exports/b.json", format!("{new}{old}").as_bytes());
    assert!(scan(&estate, "2027-03-05").contains("--> exports/b.json"));
    estate.add("exports/b.json", format!("{new}{}", answer("", "c")).as_bytes());
    assert!(
        scan(&estate, "2027-03-03")
            .contains("warning: nobody can tell how old its data is, and `maxAge` allows 3 days")
    );
    // What is still to come is no age, and what is no time is none.
    for (time, said) in [("2027-03-09T00:00:00Z", "is still to come"), ("yesterday", "nobody can tell")] {
        estate.add("exports/b.json", answer(&at(time), "b").as_bytes());
        let told = scan(&estate, "2027-03-03");
        assert!(told.contains(said) && told.ends_with("[exit code 1]\n\n"), "{time}: {told}");
    }
}

#[test]
fn what_is_added_up_is_as_old_as_its_oldest_part() {
    let estate = Estate::with(&[("uplift.yaml", SETTINGS.as_bytes())]);
    for (name, time) in [("a", "2027-03-03T12:00:00Z"), ("b", "2027-03-01T12:00:00Z")] {
        let (export, part) = (format!("{name}.json"), format!("{name}.partial"));
        estate.add(&export, answer(&at(time), name).as_bytes());
        let scan = ["scan", &export, "--format", "partial", "--today", "2027-03-04"];
        estate.add(&part, &estate.output(&scan, b"").stdout);
    }
    // Whatever the order, and also where a sum is added up again.
    for words in [["merge", "a.partial", "b.partial"], ["merge", "b.partial", "a.partial"]] {
        let text = String::from_utf8(estate.output(&words, b"").stdout).unwrap();
        assert!(text.contains("\nassessed from data of 3 days ago (b.json)\n"), "{text}");
        let sum = estate.output(&[&words[..], &["--format", "partial"]].concat(), b"").stdout;
        estate.add("sum.txt", &sum);
        let again = estate.output(&["merge", "sum.txt", "--format", "json"], b"").stdout;
        let again: Value = serde_json::from_slice(&again).unwrap();
        assert_eq!(again["data"], serde_json::json!({ "file": "b.json", "day": "2027-03-01", "days": 3 }));
    }
    // A part cannot be of a day that was still to come.
    let sum = std::fs::read_to_string(estate.path().join("sum.txt")).unwrap();
    estate.add("sum.txt", sum.replace("2027-03-01", "2027-03-09").as_bytes());
    let output = estate.output(&["merge", "sum.txt"], b"");
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("contradicts itself: its data is of 2027-03-09, after it was judged"), "{told}");
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn what_tells_no_age_has_that_of_its_commit() {
    let estate = repository();
    assert!(scan(&estate, "2027-03-05").contains("assessed from data of 3 days ago (exports/a.json)"));
    let told = scan(&estate, "2027-03-06");
    assert!(
        told.contains("warning: its data is of 2027-03-02, 4 days ago") && told.ends_with("[exit code 1]\n\n"),
        "{told}"
    );
    // A commit that changes something else makes it no younger, and so does a checkout.
    estate.add("other.txt", b"x");
    git(&estate, "2027-03-06", &["add", "-A"]);
    git(&estate, "2027-03-06", &["commit", "-q", "-m", "two"]);
    std::fs::remove_file(estate.path().join("exports/a.json")).unwrap();
    git(&estate, "2027-03-06", &["checkout", "-q", "--", "exports"]);
    assert!(scan(&estate, "2027-03-06").contains("its data is of 2027-03-02, 4 days ago"));
    // What nobody committed has no age, in a file that has one or in another.
    estate.add("exports/a.json", answer("", "b").as_bytes());
    assert!(scan(&estate, "2027-03-06").contains("nobody can tell how old its data is"));
    estate.add("exports/b.json", answer("", "c").as_bytes());
    assert_eq!(scan(&estate, "2027-03-06").matches("nobody can tell").count(), 2);
    // Without a bound nobody asks.
    estate.add("uplift.yaml", b"");
    let told = scan(&estate, "2027-03-06");
    assert!(!told.contains("nobody can tell") && told.ends_with("[exit code 0]\n\n"), "{told}");
}

#[test]
fn a_shallow_clone_makes_nothing_young() {
    let estate = repository();
    estate.add("other.txt", b"x");
    git(&estate, "2027-03-06", &["add", "-A"]);
    git(&estate, "2027-03-06", &["commit", "-q", "-m", "two"]);
    let clone = Estate::empty();
    let from = format!("file://{}", estate.path().display());
    git(&clone, "2027-03-06", &["clone", "-q", "--depth=1", &from, "."]);
    let told = scan(&clone, "2027-03-06");
    assert!(told.contains("nobody can tell how old its data is") && told.ends_with("[exit code 1]\n\n"), "{told}");
    assert!(!told.contains("assessed from data"), "{told}");
}

#[test]
fn a_gate_warns_by_the_settings_of_the_base() {
    let estate = repository();
    git(&estate, "2027-03-03", &["checkout", "-q", "-b", "topic"]);
    estate.add("uplift.yaml", SETTINGS.replace("3d", "9w").as_bytes());
    estate.add("exports/b.json", answer(&at("2027-02-01T00:00:00Z"), "b").as_bytes());
    git(&estate, "2027-03-03", &["add", "-A"]);
    git(&estate, "2027-03-03", &["commit", "-q", "-m", "topic"]);
    let words = [
        "gate",
        "exports",
        "--base",
        "main",
        "--head",
        "topic",
        "--policies",
        "rules",
        "--no-embedded",
        "--today",
        "2027-03-04",
    ];
    let told = estate.run(&words);
    assert!(told.contains("its data is of 2027-02-01, 31 days ago, and `maxAge` allows 3 days"), "{told}");
    assert!(!told.contains("2027-03-02"), "{told}");
}

#[test]
fn an_age_is_days_or_weeks() {
    let estate = Estate::with(&[("uplift.yaml", SETTINGS.replace("3d", "3 days").as_bytes())]);
    estate.add("exports/a.json", answer("", "a").as_bytes());
    let told = scan(&estate, "2027-03-04");
    assert!(told.contains("write days or weeks, like 3d or 2w") && told.contains("uplift.yaml:1:"), "{told}");
}

#[test]
fn what_is_moved_or_brought_back_gets_no_younger() {
    let estate = repository();
    std::fs::rename(estate.path().join("exports/a.json"), estate.path().join("exports/b.json")).unwrap();
    git(&estate, "2027-03-20", &["add", "-A"]);
    git(&estate, "2027-03-20", &["commit", "-q", "-m", "moved"]);
    let told = scan(&estate, "2027-03-21");
    assert!(told.contains("its data is of 2027-03-02, 19 days ago") && told.ends_with("[exit code 1]\n\n"), "{told}");
    // Other bytes are as old as the commit that made them.
    estate.add("exports/b.json", answer("", "other").as_bytes());
    git(&estate, "2027-03-20", &["commit", "-q", "-a", "-m", "exported again"]);
    let told = scan(&estate, "2027-03-21");
    assert!(told.ends_with("[exit code 0]\n\n"), "{told}");
}

/// Files that templates stand in and folders of Terraform's files are a part of ids: with another name the findings are as old.
#[test]
fn what_has_another_name_keeps_its_age() {
    let rules = "policies: [rules]\ngovernance: [{ name: all, owner: team@example.com, within: 90d }]\n";
    let account = "resource \"azurerm_storage_account\" \"a\" {\n  name = \"a\"\n  resource_group_name = \"g\"\n  location = \"westeurope\"\n  account_tier = \"Standard\"\n  account_replication_type = \"LRS\"\n  https_traffic_only_enabled = false\n}\n";
    let bicep = "resource b 'Microsoft.Storage/storageAccounts@2023-01-01' = {\n  name: 'b'\n  properties: { supportsHttpsTrafficOnly: false }\n}\n";
    let files = [("uplift.yaml", rules), ("infra/main.tf", account), ("infra/notes.tf", ""), ("main.bicep", bicep)];
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    let estate = Estate::with(&files);
    git(&estate, "2027-01-01", &["init", "-q", "-b", "main"]);
    git(&estate, "2027-01-01", &["add", "-A"]);
    git(&estate, "2027-01-01", &["commit", "-q", "-m", "written"]);
    let due = || {
        let output = estate.output(&["due", ".", "--no-embedded", "--today", "2027-06-02", "--format", "json"], b"");
        let due: Value = serde_json::from_slice(&output.stdout).unwrap();
        let told =
            |finding: &Value| format!("{} {} {}", finding["resource"]["id"], finding["timing"], finding["since"]);
        let mut all: Vec<String> = due["findings"].as_array().unwrap().iter().map(told).collect();
        all.sort();
        all.join("\n")
    };
    let since = r#""overdue" {"day":"2027-01-01"}"#;
    let provider = "Microsoft.Storage/storageAccounts";
    let before =
        format!("\"infra#resourceGroups/g/providers/{provider}/a\" {since}\n\"main.bicep#{provider}/b\" {since}");
    assert_eq!(due(), before);
    git(&estate, "2027-06-01", &["mv", "infra", "platform"]);
    git(&estate, "2027-06-01", &["mv", "main.bicep", "storage.bicep"]);
    git(&estate, "2027-06-01", &["commit", "-q", "-m", "called otherwise"]);
    assert_eq!(due(), before.replace("infra#", "platform#").replace("\"main.bicep", "\"storage.bicep").clone());
}

/// What a folder of Terraform's files loads counts in each commit, also where a later one loads it no more.
#[test]
fn what_was_loaded_then_is_read_then() {
    let rules = "policies: [rules]\ngovernance: [{ name: all, owner: team@example.com, within: 90d }]\n";
    let account = |https: &str| {
        format!(
            "resource \"azurerm_storage_account\" \"a\" {{\n  name = \"a\"\n  resource_group_name = \"g\"\n  location = \"westeurope\"\n  account_tier = \"Standard\"\n  account_replication_type = \"LRS\"\n  https_traffic_only_enabled = {https}\n}}\n"
        )
    };
    let estate = Estate::with(&[("uplift.yaml", rules.as_bytes()), ("infra/https.txt", "no\n".as_bytes())]);
    git(&estate, "2027-01-01", &["init", "-q", "-b", "main"]);
    let steps = [
        ("2027-01-01", "trimspace(file(\"${path.module}/https.txt\")) != \"no\""),
        ("2027-02-01", "false # for now"),
        ("2027-03-01", "false"),
    ];
    for (day, https) in steps {
        estate.add("infra/main.tf", account(https).as_bytes());
        git(&estate, day, &["add", "-A"]);
        git(&estate, day, &["commit", "-q", "-m", day]);
    }
    let output = estate.output(&["due", ".", "--no-embedded", "--today", "2027-06-02", "--format", "json"], b"");
    let due: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(due["findings"][0]["since"], serde_json::json!({ "day": "2027-01-01" }), "{due:#}");
}
