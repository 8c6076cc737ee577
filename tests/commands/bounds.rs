//! What would take for ever, or all memory, ends with a reason.

use crate::harness::{Estate, storage};
use std::process::{Command, Stdio};

/// One recommendation whose check is this script.
fn policy(script: &str) -> String {
    format!(
        "controls:\n  - {{ id: c, title: C, maxScore: 5, description: d }}\nrecommendations:\n  - id: r\n    title: t\n    controls: [c]\n    severity: high\n    resourceTypes: [Microsoft.Storage/storageAccounts]\n    description: d\n    remediation: r\n    check: |\n      {script}\n"
    )
}

fn estate(policy: &str) -> Estate {
    let estate = Estate::empty();
    estate.add("rules/r.yaml", policy.as_bytes());
    estate.add("estate/a.json", format!("[{}]", storage("s1", "g", "st", true)).as_bytes());
    estate
}

#[test]
fn work_of_native_functions_and_closures_is_counted() {
    // What stands in a script makes its steps dearer, so that the bound is near; not the 300 rounds themselves.
    let long = format!("/* {} */", "x".repeat(400_000));
    let sorts = format!("let a = []; a.pad(9999, 1); for j in 0..300 {{ a.sort(|x, y| 1); }} true {long}");
    let nested = format!("glob(\"{}a{}\", \"a\")", "{".repeat(300), "}".repeat(300));
    let cases = [
        (nested.as_str(), "this is not a pattern"),
        ("let p = \"a\"; for i in 0..10 { p += p; } p += \"x\"; glob(p, \"a\")", "longer than 1000 characters"),
        (&sorts, "looked at too much"),
        (
            "let t = \"a\"; for i in 0..15 { t += t; } for j in 0..300000 { glob(\"*a*a*b\", t); } true",
            "looked at too much",
        ),
        ("let a = []; a.pad(9999, 1); for j in 0..300000 { let b = a; } true", "looked at too much"),
    ];
    for (script, reason) in cases {
        let shown = estate(&policy(script)).scan(&["estate"]).replace(['\n', '│'], " ");
        let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(shown.contains(reason), "{}\n{shown}", &script[..script.len().min(80)]);
    }
}

#[test]
fn aliases_count_by_what_they_copy() {
    let long = "x".repeat(50_000);
    let policy =
        |rest: &str| format!("controls:\n  - {{ id: c, title: &s {long}, maxScore: 1, description: d }}\n{rest}\n");
    let members: Vec<String> = (100..150).map(|number| format!("{}{number}: 1", "k".repeat(900))).collect();
    let values = "aliases that stand for more than 16 MB";
    let keys = "aliases for keys that stand for more than 16 MB";
    let cases = [
        (policy(&format!("z: [{}]", vec!["*s"; 1_000].join(","))), values),
        (policy(&format!("z: [{}]", vec!["{*s : 1}"; 1_000].join(","))), keys),
        (policy(&format!("y: &y {{ {} }}\nz: [{}]", members.join(","), vec!["*y"; 1_000].join(","))), values),
    ];
    for (text, reason) in &cases {
        let shown = estate(text).scan(&["estate"]);
        assert!(shown.contains(reason) && shown.contains("[exit code 2]"), "{shown}");
    }
    let estate = estate(&policy(""));
    let list = format!("- id: &s /subscriptions/{long}\n  z: [{}]\n", vec!["{*s : 1}"; 1_000].join(","));
    for name in ["estate/a.yaml", "uplift.yaml", "exemptions.yaml", "baseline.yaml"] {
        estate.add("uplift.yaml", b"exemptions: [exemptions.yaml]\nbaseline: baseline.yaml\n");
        estate.add("exemptions.yaml", b"[]\n");
        estate.add("baseline.yaml", b"schema: uplift.baseline/2\nfindings: []\n");
        estate.add(name, list.as_bytes());
        let shown = estate.run(&["baseline", "show", "estate", "--policies", "rules", "--no-embedded"]);
        assert!(shown.contains(keys) && shown.contains("[exit code 2]"), "{name}\n{shown}");
        std::fs::remove_file(estate.path().join(name)).unwrap();
    }
}

#[test]
fn what_a_fix_assigns_is_bounded() {
    let fix = "    fix:\n      safety: safe\n      impact: none\n      change: inPlace\n      script: |\n        let s = \"x\"; for i in 0..16 { s += s; } for i in 0..9000 { resource.properties[\"k\" + i] = s; }\n";
    let shown = estate(&(policy("false") + fix)).run(&["fix", "estate", "--policies", "rules", "--no-embedded"]);
    assert!(shown.contains("looked at too much") && shown.len() < 10_000, "{}", shown.len());
}

#[test]
fn a_command_that_takes_too_long_ends() {
    let estate = estate(&policy("true"));
    let mut command = Command::new(env!("CARGO_BIN_EXE_uplift"));
    command.args(["scan", "-", "--timeout", "1"]).current_dir(estate.path());
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    // Nothing is ever written to it.
    let input = child.stdin.take();
    let output = child.wait_with_output().unwrap();
    drop(input);
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(told.contains("the run took longer than --timeout allows"), "{told}");
}
