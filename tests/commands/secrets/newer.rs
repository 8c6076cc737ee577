//! Secrets in what explains, compares, adds up and watches.

use super::{Case, REPAIRS, cases, files, thing};
use crate::harness::Estate;
use serde_json::{Value, json};
use std::process::Command;

/// Reads everything that a thing holds, and follows none of it.
const EACH: &str = r#"controls:
  - { id: c, title: C, maxScore: 5, description: d }
recommendations:
  - id: each
    title: Nothing is read
    controls: [c]
    severity: high
    resourceTypes: [Contoso.Things/things]
    description: d
    remediation: r
    references: { assessmentKey: 00000000-0000-0000-0000-000000000001 }
    check: |
      resource.properties.keys().any(|name| resource.properties[name] == "never")
    fix:
      script: |
        resource.properties.tls = true;
      change: inPlace
      safety: safe
      impact: none
"#;

/// As few things as there may be, so that each holds a key once.
fn bundles(cases: &[Case]) -> Vec<Value> {
    let mut bundles: Vec<Value> = Vec::new();
    for case in cases {
        let free = bundles.iter_mut().find(|bundle| bundle.get(&case.key).is_none());
        match free {
            Some(bundle) => bundle[&case.key] = case.value.clone(),
            None => bundles.push(json!({ &case.key: case.value.clone() })),
        }
    }
    bundles
}

fn git(estate: &Estate, words: &str) {
    let words = words.split(' ');
    assert!(Command::new("git").args(words).current_dir(estate.path()).status().unwrap().success());
}

/// A repository with rules, others, and the things, which a second commit brings.
fn estate_of(bundles: &[Value]) -> Estate {
    let estate = Estate::empty();
    estate.add("uplift.yaml", b"policies: [rules]\ngovernance:\n  - { owner: a@example.com, within: 10d }\n");
    estate.add("rules/each.yaml", EACH.as_bytes());
    estate.add("rules/repairs.yaml", REPAIRS.as_bytes());
    estate.add("others/each.yaml", EACH.replace("== \"never\"", "!= \"never\"").as_bytes());
    estate.add("others/repairs.yaml", REPAIRS.as_bytes());
    estate.directory("out");
    for words in ["init -q", "add .", "-c user.name=a -c user.email=a@b commit -q -m rules"] {
        git(&estate, words);
    }
    for (number, bundle) in bundles.iter().enumerate() {
        let things = json!([thing(number, bundle.clone(), json!({}))]);
        let text = serde_json::to_string_pretty(&things).unwrap();
        estate.add(&format!("estate/thing-{number}.json"), text.as_bytes());
    }
    let id = bundles_id(0);
    let status = json!({ "code": "Unhealthy", "cause": "x" });
    let row = json!({ "id": format!("{id}/providers/Microsoft.Security/assessments/00000000-0000-0000-0000-000000000001"),
        "name": "00000000-0000-0000-0000-000000000001", "type": "Microsoft.Security/assessments",
        "properties": { "displayName": "n", "resourceDetails": { "Source": "Azure", "Id": id }, "status": status, "additionalData": bundles[0] } });
    estate.add("portal.json", json!([row]).to_string().as_bytes());
    git(&estate, "add estate");
    git(&estate, "-c user.name=a -c user.email=a@b commit -q -m things");
    estate
}

fn bundles_id(number: usize) -> String {
    format!("/subscriptions/s1/resourceGroups/g/providers/Contoso.Things/things/thing-{number}")
}

/// What commands print, and the files that they leave, by name; each of them ends well.
fn everything(estate: &Estate, bundles: usize) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = Vec::new();
    let mut run = |words: &str, file: Option<&str>| {
        let mut arguments: Vec<&str> = words.split(' ').collect();
        if !["page", "merge"].contains(&arguments[0]) {
            arguments.push("--no-embedded");
        }
        let output = estate.output(&arguments, b"");
        let (out, err) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
        assert!(matches!(output.status.code(), Some(0 | 1)), "{words}\n{out}{err}");
        file.iter().for_each(|file| estate.add(file, out.as_bytes()));
        all.extend([(words.to_owned(), out), (words.to_owned(), err)]);
    };
    for number in 0..bundles {
        for words in ["explain each", "explain each --format json", "explain tls"] {
            run(&format!("{words} thing-{number} estate"), None);
        }
        run(&format!("try resource estate --all --resource thing-{number}"), None);
        run(&format!("try resource.properties estate --all --format json --resource thing-{number}"), None);
    }
    for words in [
        "due estate --all",
        "due estate --all --format json",
        "due estate --report markdown=out/due.md --report csv=out/due.csv",
        "history estate --every commit --all",
        "history estate --every commit --all --format json",
        "policy diff rules others estate --all",
        "policy diff rules others estate --all --format json",
        "reconcile portal.json estate --all",
        "reconcile portal.json estate --all --format json",
        "scan estate portal.json --verdicts both --all --format json",
        "exempt thing-0 estate --recommendation each --reason r --file out/exempt.yaml",
        "lint rules --inventory estate",
        "list",
        "show each --source",
        "test",
        "queries estate",
        "scan estate --record",
        "history estate --recorded",
    ] {
        run(words, None);
    }
    run("scan estate --format partial", Some("out/a.partial"));
    run("scan estate --all --format json --with fixes --with route --with due", Some("out/scan.json"));
    run("page out/scan.json", None);
    run("merge out/a.partial --all", None);
    run("merge out/a.partial --format json --report html=out/merged.html --report markdown=out/merged.md", None);
    run("merge out/a.partial --format partial", None);
    files(&estate.path().join("out"), &mut all);
    all
}

#[test]
fn secrets_are_seen_nowhere_in_what_explains_compares_and_adds_up() {
    let planted = cases("planted");
    let bundles = bundles(&planted);
    assert!(bundles.len() < 20, "each takes a few commands");
    let estate = estate_of(&bundles);
    let mut all = everything(&estate, bundles.len());
    #[cfg(target_os = "linux")]
    all.push(("watch".to_owned(), watched(&estate, &bundles[0])));
    let hidden = all.iter().find(|(words, _)| words.starts_with("try resource.properties")).unwrap();
    assert!(hidden.1.matches("***").count() > 60, "values are shown as set: {}", hidden.1);
    let mut seen = Vec::new();
    for case in &planted {
        for (place, text) in all.iter().filter(|(_, text)| text.contains(&case.looked_for)) {
            let line = text.lines().find(|line| line.contains(&case.looked_for)).unwrap_or_default();
            seen.push(format!("{} in {place}: {line}", case.key));
        }
    }
    assert!(seen.is_empty(), "{} seen:\n{}", seen.len(), seen.join("\n"));
}

/// What a watch tells of a thing that holds secrets, and comes while it looks.
#[cfg(target_os = "linux")]
fn watched(estate: &Estate, bundle: &Value) -> String {
    use crate::watching::Watching;
    let watching = Watching::of(estate, &["estate", "--all"]);
    let come = json!([thing(99, bundle.clone(), json!({}))]);
    estate.add("estate/come.json", serde_json::to_string_pretty(&come).unwrap().as_bytes());
    let come = watching.round();
    assert!(come.contains("thing-99"), "{come}");
    estate.add("estate/come.json", b"[{\"adminPassword\": \"hunter2-alpha\", bad}]");
    let broken = watching.until("estate/come.json").join("\n");
    come + &broken + &watching.until("bad").join("\n")
}

#[test]
fn what_only_looks_like_a_secret_is_seen_there_too() {
    let shown = cases("shown");
    let bundles = bundles(&shown);
    let estate = estate_of(&bundles);
    let mut seen = String::new();
    for number in 0..bundles.len() {
        let name = format!("thing-{number}");
        for words in [["try", "resource.properties"], ["explain", "each"]] {
            let mut arguments = vec![words[0], words[1], "estate", "--format", "json"];
            let named: &[&str] = if words[0] == "try" { &["--all", "--resource", &name] } else { &[] };
            arguments.extend(named);
            if words[0] == "explain" {
                arguments.insert(2, &name);
            }
            seen += &String::from_utf8(estate.output(&arguments, b"").stdout).unwrap();
        }
    }
    let missing: Vec<&str> = shown
        .iter()
        .filter(|case| !seen.contains(serde_json::to_string(&case.looked_for).unwrap().trim_matches('"')))
        .map(|case| case.looked_for.as_str())
        .filter(|text| !text.starts_with(['{', '[']))
        .collect();
    assert!(missing.is_empty(), "{} hidden:\n{}", missing.len(), missing.join("\n"));
}
