//! What test cases reach, and which mistakes they notice.

use crate::harness::Estate;
use snapbox::{assert_data_eq, file};

/// A recommendation with a check of two clauses and a fix that has a guard.
fn estate(tests: &str) -> Estate {
    let estate = Estate::empty();
    let policy = format!(
        r#"controls:
  - {{ id: transit, title: Transit, maxScore: 4, description: Nobody reads on the way. }}
recommendations:
  - id: https-only
    title: HTTPS only
    controls: [transit]
    severity: high
    source: custom
    resourceTypes: [Contoso.Web/sites]
    description: Plain HTTP can be read.
    remediation: Switch it on.
    check: |
      if resource.sku.name == "Free" {{
        return not_applicable("it is free");
      }}
      resource.properties.https == true && resource.properties.level != 1
    fix:
      safety: safe
      impact: None.
      change: inPlace
      script: |
        if resource.kind != "locked" {{
          resource.properties.https = true;
        }}
    tests:
{tests}"#
    );
    estate.add("rules/policy.yaml", policy.as_bytes());
    estate
}

const FEW: &str = "      - healthy: { properties: { https: true } }
      - unhealthy: { properties: { https: false } }
        fixed: { properties: { https: true } }
";

const MORE: &str = "      - unhealthy: { properties: { https: true, level: 1 } }
      - notApplicable: { sku: { name: Free } }
      - unhealthy: { kind: locked, properties: { https: false } }
        notFixed: true
";

#[test]
fn what_no_case_reaches_or_notices_is_shown_in_the_script() {
    let estate = estate(FEW);
    let test = ["test", "--policies", "rules", "--no-embedded"];
    let runs: [&[&str]; 6] = [
        &["--coverage"],
        &["--coverage", "--threshold", "75"],
        &["--coverage", "--threshold", "120"],
        &["--mutants"],
        &["--filter", "https", "--filter", "nothing"],
        &["--threshold", "5"],
    ];
    let said: String = runs.iter().map(|more| estate.run(&[&test, *more].concat())).collect();
    assert_data_eq!(said, file!["coverage.txt"].raw());
}

/// Every report says that it failed where the exit code is 1, and a threshold that is reached fails nothing.
#[test]
fn every_report_of_what_is_overlooked_says_failed() {
    let estate = estate(FEW);
    let test = ["test", "--policies", "rules", "--no-embedded"];
    let run = |more: &[&str]| estate.run(&[&test, more].concat());
    for too_little in [&["--mutants"][..], &["--coverage", "--threshold", "100"]] {
        for (format, failed) in [
            ("text", "failed: 2 cases of 1 recommendation passed, "),
            ("json", "\"passed\": false"),
            ("markdown", "Policies failed their tests"),
            ("junit", "<failure message=\"no case "),
            ("github", "::error file=rules/policy.yaml,line=13,"),
        ] {
            let said = run(&[too_little, &["--report", format]].concat());
            assert!(said.contains(failed) && said.contains("[exit code 1]"), "{format}: {said}");
        }
        let enough = run(&["--coverage", "--threshold", "70", "--report", "markdown"]);
        assert!(enough.contains("Policies passed their tests") && enough.contains("[exit code 0]"), "{enough}");
    }
}

#[test]
fn cases_that_reach_everything_kill_everything() {
    let estate = estate(&[FEW, MORE].concat());
    let said =
        estate.run(&["test", "--policies", "rules", "--no-embedded", "--mutants", "--coverage", "--threshold", "100"]);
    assert!(said.contains("[exit code 0]") && said.contains("(100.0 %)") && !said.contains("no case"), "{said}");
}

#[test]
fn a_mutant_that_does_the_same_is_marked_once() {
    let run = |mark: &str| {
        let estate = estate(&[FEW, MORE].concat());
        let policy = std::fs::read_to_string(estate.path().join("rules/policy.yaml")).unwrap();
        let clause = "      resource.properties.https == true";
        let policy = policy
            .replace(clause, &format!("{mark}      let one = 1 - 0;\n{clause}"))
            .replace("level != 1", "level != one");
        estate.add("rules/policy.yaml", policy.as_bytes());
        estate.run(&["test", "--policies", "rules", "--no-embedded", "--mutants"])
    };
    let bare = run("");
    assert!(bare.contains("no case notices + in the place of -") && bare.contains("[exit code 1]"), "{bare}");
    let marked = run("      // same with - -> +: nothing is taken away\n");
    assert!(marked.contains("1 marked as no mistakes") && marked.contains("[exit code 0]"), "{marked}");
    // A mark without a reason marks nothing, nor does one that names something else.
    for idle in ["      // same with - -> +: \n", "      // same with - -> *: as it is\n"] {
        let said = run(idle);
        assert!(said.contains("this marks no mistake") && said.contains("[exit code 1]"), "{said}");
    }
}

#[test]
fn what_is_not_fixed_is_held_to_it() {
    let wrong = "      - unhealthy: { properties: { https: false }, sku: { name: F2 } }\n        notFixed: true\n";
    let said = estate(&[FEW, wrong].concat()).run(&["test", "--policies", "rules", "--no-embedded"]);
    assert!(said.contains("the fix should change nothing here, but it changes properties.https"), "{said}");
    let refuses = |reason: &str| {
        let case = "      - unhealthy: { properties: { https: false }, sku: { name: F2 } }\n        notFixed: ";
        let estate = estate(&[FEW, case, reason, "\n"].concat());
        let policy = std::fs::read_to_string(estate.path().join("rules/policy.yaml")).unwrap();
        let refusing =
            "        if resource.sku.name == \"F2\" { unknown(\"F2 is not for us\"); }\n        if resource.kind !=";
        estate.add("rules/policy.yaml", policy.replace("        if resource.kind !=", refusing).as_bytes());
        estate.run(&["test", "--policies", "rules", "--no-embedded"])
    };
    assert!(refuses("F2 is *").contains("[exit code 0]"), "{}", refuses("F2 is *"));
    let other = "the fix should refuse this like \"F3*\", but it says \"F2 is not for us\"";
    assert!(refuses("F3*").replace("\n  ", " ").contains(other), "{}", refuses("F3*"));
    assert!(refuses("true").contains("the fix cannot be applied: F2 is not for us"), "{}", refuses("true"));
    let wrong = wrong.replace("true", "F2*");
    let said = estate(&[FEW, &wrong].concat()).run(&["test", "--policies", "rules", "--no-embedded"]);
    assert!(said.contains("the fix should refuse this like \"F2*\", but it does not"), "{said}");
    for (tests, why) in [
        ("      - unhealthy: {}\n        notFixed: \"\"\n", "`notFixed` is empty"),
        ("      - unhealthy: {}\n        notFixed: 1\n", "`notFixed` is neither `true` nor a text"),
        ("      - healthy: {}\n        notFixed: a\n", "`notFixed` in a case that is not unhealthy"),
        ("      - healthy: {}\n        notFixed: true\n", "`notFixed` in a case that is not unhealthy"),
        ("      - unhealthy: {}\n        notFixed: false\n", "`notFixed` is false"),
        ("      - unhealthy: {}\n        notFixed: true\n        fixed: {}\n", "the case has `fixed` and `notFixed`"),
    ] {
        let said = estate(tests).run(&["test", "--policies", "rules", "--no-embedded"]);
        assert!(said.contains(why) && said.contains("policy.yaml:"), "{said}");
    }
}
