//! `uplift test --update`: cases that fail expect what they gave, and nothing else of the file changes.

use crate::harness::Estate;
use snapbox::{assert_data_eq, file};
use std::fs;

const POLICY: &str = r#"# Comments stay.
controls:
  - { id: own, title: Own rules, maxScore: 4, description: Ours. }
functions:
  - name: twice
    parameters: [number]
    description: Twice as much.
    script: |
      number * 2
    tests:
      - { call: [2], gives: 5 }   # wrong
      - call: [3]
        gives: 6
      - call: [{}]
        gives: 1
recommendations:
  - id: site-tls
    title: Sites should refuse old TLS
    controls: [own]
    severity: low
    resourceTypes: [Contoso.Web/sites]
    description: Old TLS is broken.
    remediation: Raise it.
    check: |
      if resource.properties.broken == true { return [1][5] == 1; }
      if resource.properties.slow == true { loop { } }
      if resource.properties.tls == "1.2" { true } else { unhealthy("it is [" + (resource.properties.tls ?? "none") + "]") }
    fix:
      safety: safe
      impact: None.
      change: inPlace
      set: { properties.tls: "1.2" }
    tests:
      - name: "the first"   # says the wrong status
        healthy: { properties: { tls: "1.1" } }
      - { unhealthy: { properties: { tls: "1.2" } }, message: "it*" }
      - unhealthy: { properties: { tls: "1.0" } }
        message: it is 1.0
        fixed: { properties: { tls: "1.3", more: 1 } }
      - "undecided": { properties: { tls: "1.2" } }
      - unhealthy:
          properties:
            tls: "1.2"
        fixed: { properties: { tls: "1.2" } }
      - healthy: { properties: { broken: true } }
      - healthy: { properties: { slow: true } }
      - healthy: { properties: { tls: "1.2" } }
      - unhealthy: {}
        fixed: { properties: { tls: "1.2" } }
"#;

const TEST: [&str; 4] = ["test", "--policies", "rules", "--no-embedded"];

fn with(more: &[&'static str]) -> Vec<&'static str> {
    [&TEST[..], more].concat()
}

#[test]
fn cases_say_what_they_gave_and_nothing_else_changes() {
    let estate = Estate::empty();
    estate.add("rules/policy.yaml", POLICY.as_bytes());
    let said = estate.run(&with(&["--update"]));
    let new = fs::read_to_string(estate.path().join("rules/policy.yaml")).unwrap();
    // What cannot be updated stays so; a second time there is nothing to do.
    let again = estate.run(&with(&["--update", "--report", "json=out.json"]));
    assert_eq!(fs::read_to_string(estate.path().join("rules/policy.yaml")).unwrap(), new);
    assert_data_eq!(format!("{said}{again}{new}"), file!["updates.txt"].raw());
}

#[test]
fn what_passes_is_left_alone() {
    let estate = Estate::empty();
    let passes = POLICY.split("    fix:\n").next().unwrap().replace("gives: 5", "gives: 4");
    let passes = passes.replace("      - call: [{}]\n        gives: 1\n", "")
        + "    tests:\n      - healthy: { properties: { tls: \"1.2\" } }\n      - unhealthy: {}\n";
    estate.add("rules/policy.yaml", passes.as_bytes());
    let said = estate.run(&with(&["--update"]));
    assert!(said.contains("passed") && !said.contains("updated") && said.contains("[exit code 0]"), "{said}");
    assert_eq!(fs::read(estate.path().join("rules/policy.yaml")).unwrap(), passes.as_bytes());
    let fails = passes.replace("- unhealthy: {}", "- unhealthy: { properties: { tls: \"1.2\" } }");
    estate.add("rules/policy.yaml", fails.as_bytes());
    // A filter leaves the others alone, and a recommendation without an unhealthy case is not tested.
    let filtered = estate.run(&with(&["--update", "--filter", "nothing"]));
    assert!(filtered.contains("matches no recommendation"), "{filtered}");
    assert_eq!(fs::read(estate.path().join("rules/policy.yaml")).unwrap(), fails.as_bytes());
    let said = estate.run(&with(&["--update"]));
    assert!(said.contains("1 case updated") && said.contains("there is no `unhealthy` case"), "{said}");
    assert!(said.contains("[exit code 1]"), "{said}");
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_links_and_into_what_cannot_be_written() {
    let estate = Estate::empty();
    estate.add("elsewhere/policy.yaml", POLICY.as_bytes());
    estate.directory("rules");
    std::os::unix::fs::symlink("../elsewhere/policy.yaml", estate.path().join("rules/policy.yaml")).unwrap();
    let said = estate.run(&with(&["--update"]));
    assert!(said.contains("this is a symbolic link") && said.contains("[exit code 2]"), "{said}");
    assert_eq!(fs::read(estate.path().join("elsewhere/policy.yaml")).unwrap(), POLICY.as_bytes());
}

#[test]
fn files_keep_their_line_ends() {
    let estate = Estate::empty();
    let only = POLICY.split("functions:").next().unwrap().to_owned()
        + "recommendations:"
        + POLICY.split("recommendations:").nth(1).unwrap();
    estate.add("rules/policy.yaml", only.replace('\n', "\r\n").as_bytes());
    let said = estate.run(&with(&["--update"]));
    let new = fs::read_to_string(estate.path().join("rules/policy.yaml")).unwrap();
    assert!(said.contains("4 cases updated"), "{said}");
    assert!(new.contains("\r\n        unhealthy: { properties: { tls: \"1.1\" } }\r\n"), "{new}");
    assert_eq!(new.matches('\n').count(), new.matches("\r\n").count());
}

#[test]
fn a_case_of_two_recommendations_spoils_neither() {
    let estate = Estate::empty();
    let check = |id: &str, check: &str, tests: &str| {
        format!(
            "  - id: {id}\n    title: T\n    controls: [own]\n    severity: low\n    resourceTypes: [Contoso.Web/sites]\n    \
             description: D.\n    remediation: R.\n    check: |\n      {check}\n    tests: {tests}"
        )
    };
    let controls = "controls: [{ id: own, title: Own, maxScore: 4, description: Ours. }]\nrecommendations:\n";
    let tests = "&t\n      - healthy: { properties: { a: 2 } }\n      - unhealthy: { properties: { a: 3 } }\n";
    let one = check("one", "resource.properties.a == 1", tests);
    let text = format!("{controls}{one}{}", check("two", "resource.properties.a == 2", "*t\n"));
    estate.add("rules/policy.yaml", text.as_bytes());
    let said = estate.run(&with(&["--update"]));
    assert!(
        said.contains("another case is the same, and would fail then") && said.contains("0 cases updated"),
        "{said}"
    );
    assert_eq!(fs::read(estate.path().join("rules/policy.yaml")).unwrap(), text.as_bytes());
}
