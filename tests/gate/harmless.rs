//! Changes that change nothing: every finding keeps its fingerprint, and what is uploaded stays the same.

use crate::hundred::{base, reset};
use crate::repository::Repository;
use serde_json::Value;

/// Results of the gate's SARIF.
fn results(repository: &Repository, title: &str) -> Vec<Value> {
    let printed = repository.gate(". --base main --report sarif=../log.sarif", "");
    assert!(printed.ends_with("[exit code 0]\n\n"), "{title}: {printed}");
    let log: Value = serde_json::from_str(&repository.read("../log.sarif")).unwrap();
    log["runs"][0]["results"].as_array().unwrap().clone()
}

/// What other programs know a finding by.
fn fingerprints(results: &[Value]) -> Vec<String> {
    let mut all: Vec<String> =
        results.iter().map(|result| format!("{} {}", result["ruleId"], result["partialFingerprints"])).collect();
    all.sort();
    all
}

#[test]
fn fingerprints_stay_through_harmless_changes_and_nothing_is_new() {
    let repository = base();
    let start = results(&repository, "nothing");
    assert!(start.len() > 20);
    let mut ways = vec!["docs", "git mv shop/app03.json shop/app99.json", "split"];
    ways.extend(["keys", "one line", "crlf", "mark", "indented", "reversed", "ids", "yaml", "commented"]);
    for way in ways {
        reset(&repository);
        match way {
            "docs" => repository.put("docs/readme.md", "Hello\n"),
            "split" => {
                let rows: Vec<Value> = serde_json::from_str(&repository.read("shop/app03.json")).unwrap();
                for (name, rows) in [("shop/app03.json", &rows[1..]), ("shop/app98.json", &rows[..1])] {
                    repository.put(name, &serde_json::to_string(rows).unwrap());
                }
            }
            way if way.starts_with("git ") => repository.git(&way[4..]),
            way => crate::shapes::reshape(&repository, "shop/app03.json", way),
        }
        let now = results(&repository, way);
        assert_eq!(fingerprints(&now), fingerprints(&start), "{way}");
        // A finding in a file of another name is the same one, told as moved.
        let is_old =
            |result: &Value| result["baselineState"] == "unchanged" || result["properties"]["standing"] == "moved";
        assert!(now.iter().all(is_old), "{way}: {now:#?}");
        assert!(way != "docs" || now == start, "a change of documents uploads what its base does");
    }
}
