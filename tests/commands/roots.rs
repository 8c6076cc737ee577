//! Roots that are named: what is looked at, tried and written is below them, and nothing else.

use crate::harness::Estate;

/// A control with a recommendation whose check lint would mend, and whose case expects something else than it gives.
fn policy(id: &str, head: &str) -> String {
    format!(
        "{head}recommendations:
  - id: {id}
    title: Sites of the kind {id}
    controls: [own]
    severity: low
    resourceTypes: [Contoso.Web/sites]
    description: Others are told too much.
    remediation: Change it.
    check: |
      resource.kind == \"{id}\" || 1 == 2
    tests:
      - healthy: {{ kind: {id} }}
      - healthy: {{ kind: other }}
      - unhealthy: {{ kind: another }}
"
    )
}

const CONTROL: &str = "controls:
  - { id: own, title: Own rules, maxScore: 4, description: Ours. }
functions:
  - name: is_one
    parameters: [kind]
    description: Whether it is the first.
    script: 'kind == \"one\"'
    tests: [{ call: [one], gives: false }]
";

/// Two files, of which the second one speaks of a control of the first.
fn estate() -> Estate {
    let estate = Estate::empty();
    estate.add("uplift.yaml", b"recommendations: { one: { severity: high } }\n");
    estate.add("policies/one.yaml", policy("one", CONTROL).as_bytes());
    estate.add("policies/two.yaml", policy("two", "").as_bytes());
    estate.directory("empty");
    estate
}

fn read(estate: &Estate) -> [String; 2] {
    ["one", "two"].map(|name| std::fs::read_to_string(estate.path().join(format!("policies/{name}.yaml"))).unwrap())
}

#[test]
fn lint_tells_of_and_mends_what_was_named() {
    let estate = estate();
    let [one, two] = read(&estate);
    let said = estate.run(&["lint", "--no-embedded", "policies/two.yaml"]);
    assert!(said.contains("failed: 1 finding in 1 file") && !said.contains("one.yaml"), "{said}");
    let said = estate.run(&["lint", "--no-embedded", "--fix", "policies/two.yaml"]);
    assert!(said.contains("clean: 1 recommendation; 1 more finding mended"), "{said}");
    assert_eq!(read(&estate), [one, two.replace(" || 1 == 2", "")]);
    let said = estate.run(&["lint", "--no-embedded", "--fix", "./policies"]);
    assert!(said.contains("1 more finding mended") && said.contains("nothing calls the function `is_one`"), "{said}");
    let said = estate.run(&["lint", "--no-embedded", "empty"]);
    assert!(said.contains("no policy is below what was named") && said.contains("[exit code 2]"), "{said}");
}

#[test]
fn test_tries_and_updates_what_was_named() {
    let estate = estate();
    let [one, two] = read(&estate);
    let said = estate.run(&["test", "--no-embedded", "policies/two.yaml"]);
    assert!(
        said.contains("failed: 3 cases of 1 recommendation, 1 failure") && !said.contains("one  policies/one.yaml"),
        "{said}"
    );
    let said = estate.run(&["test", "--no-embedded", "--update", "policies/two.yaml"]);
    assert!(said.contains("1 case updated") && said.contains("passed: 3 cases of 1 recommendation"), "{said}");
    assert_eq!(read(&estate), [one, two.replace("- healthy: { kind: other }", "- unhealthy: { kind: other }")]);
    let said = estate.run(&["test", "--no-embedded", "--mutants", "--coverage", "policies/two.yaml"]);
    assert!(said.contains("two.yaml") && !said.contains("one  policies/one.yaml"), "{said}");
    // Functions are tried where their own file is named, whoever calls them.
    let said = estate.run(&["test", "--no-embedded", "policies/one.yaml"]);
    assert!(said.contains("failed: 4 cases of 1 recommendation and 1 function, 2 failures"), "{said}");
    let said = estate.run(&["test", "--no-embedded", "--filter", "one", "policies/two.yaml"]);
    assert!(said.contains("--filter one matches no recommendation") && said.contains("[exit code 2]"), "{said}");
    for nothing in ["empty", "policies/nowhere.yaml"] {
        let said = estate.run(&["test", "--no-embedded", nothing]);
        assert!(said.contains("error: no") && said.contains("[exit code 2]"), "{said}");
    }
}
