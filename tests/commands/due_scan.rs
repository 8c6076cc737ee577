//! Owners, due dates and grace as a scan tells them: beside the score, in its JSON, and on its page.

use crate::due::{account, commit, estate, git, list, repository, settings};
use crate::harness::Estate;
use serde_json::{Value, json};
use snapbox::{assert_data_eq, file};

const TODAY: [&str; 2] = ["--today", "2027-02-05"];

fn scan(estate: &Estate, words: &[&str]) -> String {
    estate.run(&[&["scan", ".", "--no-embedded"], &TODAY[..], words].concat())
}

fn json_of(estate: &Estate, words: &[&str]) -> Value {
    let output = estate.output(&[words, &["--no-embedded"], &TODAY, &["--format", "json"]].concat(), b"");
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
}

/// Three accounts: one overdue, one in grace, one of which nobody can tell.
fn graced() -> Estate {
    let estate = repository();
    let rules = "governance:
  - { name: old, scope: '**/rg-old/**', owner: old@example.com, within: 7d, grace: exclude }
  - { name: rest, owner: codeowners, within: 90d, grace: exclude }
";
    let old = list(&[account("stold", "rg-old", false, "")]);
    let new = list(&[account("stnew", "rg-new", false, ""), account("stfine", "rg-new", true, "")]);
    let files = [("uplift.yaml", &*settings(rules)), ("infra/old.json", &old), ("infra/new.json", &new)];
    commit(&estate, "2027-01-01", &files);
    estate
}

#[test]
fn the_score_without_grace_stands_beside_the_score() {
    let estate = graced();
    let mut printed = scan(&estate, &[]);
    printed += &scan(&estate, &["--report", "markdown"]);
    // What is limited says nothing of what the whole would be.
    printed += &scan(&estate, &["--resource-group", "rg-new"]);
    assert_data_eq!(printed, file!["due_scan.txt"].raw());
    let report = json_of(&estate, &["scan", "."]);
    let points = |score: &Value| json!([score["current"], score["max"], score["percentage"]]);
    assert_eq!(points(&report["score"]), json!([1.33, 4, 0.3333]));
    assert_eq!(points(&report["score"]["withoutGrace"]), json!([2, 4, 0.5]));
    assert_eq!(points(&json_of(&estate, &["due"])["scoreWithoutGrace"]), json!([2, 4, 0.5]));
    assert_eq!((report.get("governance"), report["assessments"][0].get("due")), (None, None));
    // In a shallow clone nothing is young, so that nothing is in grace, and that is told.
    let shallow = Estate::empty();
    commit(&estate, "2027-01-02", &[]);
    let url = format!("file://{}", estate.path().display());
    git(&shallow, "2027-02-05", &["clone", "-q", "--depth", "1", &url, "."]);
    let printed = scan(&shallow, &[]);
    assert!(
        printed.contains("git fetch --unshallow") && printed.contains("Without what is in grace 33.33 %"),
        "{printed}"
    );
}

#[test]
fn a_scan_holds_the_duties_that_due_tells() {
    let estate = estate();
    let (report, due) = (json_of(&estate, &["scan", ".", "--with", "due"]), json_of(&estate, &["due"]));
    let schema = serde_json::from_slice(&estate.output(&["schema", "scan"], b"").stdout).unwrap();
    assert!(jsonschema::is_valid(&schema, &report), "{report:#}");
    for key in ["soon", "counts", "owners"] {
        assert_eq!(report["governance"][key], due[key], "{key}");
    }
    let told = |rows: &Value, own: &dyn Fn(&Value) -> Value| {
        let keys = ["timing", "due", "since", "owner", "rule"];
        let row = |row: &Value| {
            let duty = own(row);
            let key = format!("{} {}", row["resource"]["id"], row["recommendation"]);
            (key, keys.map(|key| duty[key].clone()))
        };
        rows.as_array().unwrap().iter().map(row).collect::<std::collections::BTreeMap<_, _>>()
    };
    let findings = told(&due["findings"], &Value::clone);
    assert_eq!(told(&report["assessments"], &|row| row["due"].clone()), findings);
    assert_eq!(findings.len(), 5);
    // Where nobody is asked, nobody is named; and a part of an estate has no owners.
    for words in [&["scan", "."][..], &["scan", ".", "--with", "due", "--severity", "high"]] {
        assert_eq!(json_of(&estate, words).get("governance"), None, "{words:?}");
    }
    estate.add("uplift.yaml", settings("").as_bytes());
    assert_eq!(json_of(&estate, &["scan", ".", "--with", "due"]).get("governance"), None);
}

#[test]
fn a_page_has_owners_from_the_report_alone() {
    let estate = repository();
    let hostile = r#""owner": "</script><img onerror=x>, %2C& x""#;
    let rows = list(&[
        account("st1", "rg", false, hostile),
        account("st2", "rg", false, r#""owner": "nobody""#),
        account("st3", "rg", false, ""),
    ]);
    let rules = settings("governance:\n  - { owner: 'tag:owner', within: 7d }\n");
    commit(&estate, "2027-01-01", &[("uplift.yaml", &rules), ("infra/a.json", &rows)]);
    let words = ["scan", ".", "--no-embedded", "--today", "2027-02-05", "--quiet"];
    let output = estate.output(&[&words[..], &["--report", "html=a.html", "--report", "json=a.json"]].concat(), b"");
    assert!(output.status.success(), "{output:?}");
    let page = std::fs::read_to_string(estate.path().join("a.html")).unwrap();
    let again = String::from_utf8(estate.output(&["page", "a.json"], b"").stdout).unwrap();
    assert!(page == again, "the page is made from the report alone");
    assert!(page.contains("<h2 id=\"owners-title\">Owners and due dates</h2>"));
    assert!(page.contains("3 overdue. Soon is within 7 days."));
    assert!(page.contains("&lt;/script&gt;&lt;img onerror=x&gt;") && !page.contains("<img onerror"));
    // Somebody who is called so is not nobody, whose key begins with a space.
    assert!(page.contains("href=\"#owner=nobody\"") && page.contains("href=\"#owner=%2520nobody\""));
    // A report of before has no owners, and its page neither.
    let mut old: Value = serde_json::from_slice(&std::fs::read(estate.path().join("a.json")).unwrap()).unwrap();
    old.as_object_mut().unwrap().remove("governance");
    old["assessments"]
        .as_array_mut()
        .unwrap()
        .iter_mut()
        .for_each(|row| drop(row.as_object_mut().unwrap().remove("due")));
    estate.add("old.json", old.to_string().as_bytes());
    let page = String::from_utf8(estate.output(&["page", "old.json"], b"").stdout).unwrap();
    assert!(!page.contains("Owners and due dates") && !page.contains("data-sort=\"due\""));
}
