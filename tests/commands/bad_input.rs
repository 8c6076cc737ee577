//! What cannot be read or judged: never a crash, never a silent gap.

use crate::harness::{Estate, POLICY, storage};
use snapbox::{assert_data_eq, file};

fn good() -> String {
    format!("[{}]", storage("s1", "rg-app", "stgood", true))
}

#[test]
fn broken_files_are_errors_and_the_others_are_still_read() {
    let estate = Estate::with(&[
        ("estate/a-good.json", good().as_bytes()),
        ("estate/cut.json", &good().as_bytes()[..120]),
        ("estate/latin1.json", b"[{\"name\": \"caf\xe9\"}]"),
        ("estate/nested.json", "[".repeat(100_000).as_bytes()),
        ("estate/tabs.yaml", b"a:\n\t- b\n"),
    ]);
    let shown = estate.scan(&["estate"]) + &estate.scan(&["estate", "--quiet"]);
    assert_data_eq!(shown, file!["broken_files.txt"].raw());
}

#[test]
fn nothing_to_read() {
    let estate = Estate::with(&[("other/package.json", b"{\"name\": \"app\"}"), ("text/readme.md", b"# Hello")]);
    estate.directory("empty");
    let shown: String = ["empty", "missing", "other", "text"].iter().map(|path| estate.scan(&[path])).collect();
    assert_data_eq!(shown, file!["nothing_to_read.txt"].raw());
}

#[test]
fn a_policy_that_is_wrong_is_not_used() {
    let replaced = [
        ("unknown-key", "severity: high", "severity: high\n    colour: red"),
        ("wrong-type", "maxScore: 4", "maxScore: many"),
        ("equal-ids", "id: vm-no-public-ip", "id: storage-https"),
        ("missing-control", "controls: [secure-management-ports]", "controls: [secure-managment-ports]"),
        ("no-script", "resource.properties.publicIp == ()", "resource.properties.publicIp == ("),
        ("quiet-comparison", "resource.properties.publicIp == ()", "resource.properties.publicIps < 1"),
    ];
    let mut shown = String::new();
    for (name, from, to) in replaced {
        let estate = Estate::with(&[("estate/a.json", good().as_bytes())]);
        assert!(POLICY.contains(from), "{name} changes nothing");
        estate.add("rules/policy.yaml", POLICY.replacen(from, to, 1).as_bytes());
        shown += &format!("# {name}\n{}", estate.scan(&["estate"]));
    }
    assert_data_eq!(shown, file!["bad_policies.txt"].raw());
}

#[test]
fn settings_that_are_wrong_are_not_used() {
    let estate = Estate::with(&[("estate/a.json", good().as_bytes()), ("uplift.yaml", b"inventroy: []\nexclude: 3\n")]);
    assert_data_eq!(estate.scan(&["estate"]), file!["bad_settings.txt"].raw());
}

#[test]
fn a_script_that_fails_is_reported_and_one_that_cannot_run_is_refused() {
    let scripts = [
        ("for-ever", "loop { }\n      true"),
        ("doubling", "let text = \"x\";\n      loop { text += text; }\n      true"),
        ("nesting", "fn deeper(n) { deeper(n + 1) }\n      deeper(0)"),
        ("a-number", "42"),
        ("misspelt-function", "resource.kind == \"x\" || is_any_adress(resource.prefix)"),
        ("too-few-arguments", "resource.kind == \"x\" || version_at_least(resource.version)"),
        ("all-types", "inventory.all(\"*\").all(|one| one.tags.owner != ())"),
    ];
    let mut shown = String::new();
    for (name, script) in scripts {
        let estate = Estate::with(&[("estate/a.json", good().as_bytes())]);
        let check = "resource.properties.supportsHttpsTrafficOnly == true";
        estate.add("rules/policy.yaml", POLICY.replacen(check, script, 1).as_bytes());
        shown += &format!("# {name}\n{}", estate.scan(&["estate"]));
    }
    assert_data_eq!(shown, file!["bad_scripts.txt"].raw());
}

/// Each with how it is said here.
#[test]
fn who_thinks_of_another_language_is_told_how_to_say_it() {
    let scripts = [
        "resource.properties.https = true",
        "let x = 1; if x = 2 { true } else { false }",
        "return resource.a = 2",
        "resource.a === 1",
        "resource.a <> 2",
        "resource.a is \"x\"",
        "resource.a == 1 and resource.b == 2",
        "resource.a not in [1]",
        "not (resource.a == 1)",
        "if resource.a == 1 { true } elif resource.b == 2 { false }",
        "resource.a == true ? 1 : 2",
        "match resource.a { }",
        "resource.a == null",
        "resource.a == None",
        "resource.a == True",
        "resource.a == 'abc'",
        "resource.kind == \"a\" || \"b\"",
        "resource.sites.any(x => x.kind == 1)",
        "resource.sites.any(lambda x: x.kind == 1)",
        "resource.a.lower() == \"a\"",
        "Resource.a == 1",
        "let public = 1; public == 1",
        "let until = 1; until == 1",
        "import \"x\" as y; true",
        "resource.properties.default == 1",
    ];
    let mut shown = String::new();
    for script in scripts {
        let estate = Estate::with(&[]);
        let check = "resource.properties.supportsHttpsTrafficOnly == true";
        estate.add("rules/policy.yaml", POLICY.replacen(check, script, 1).as_bytes());
        let said = estate.run(&["test", "rules", "--no-embedded"]);
        assert!(said.contains("policy.yaml:14:") && said.contains("[exit code 2]"), "{said}");
        let lines = said.lines().filter(|line| !["-->", "$ ", "[exit"].iter().any(|sign| line.contains(sign)));
        shown += &lines.filter(|line| !line.trim_matches([' ', '|']).is_empty()).collect::<Vec<_>>().join("\n");
        shown += "\n\n";
    }
    assert_data_eq!(shown, file!["habits.txt"].raw());
}

#[test]
fn what_may_be_a_mistake_is_a_warning() {
    let twice =
        format!("[{}, {}]", storage("s1", "rg-app", "sttwice", true), storage("s1", "RG-app", "STtwice", false));
    let keys = storage("s1", "rg-app", "stkeys", true)
        .replace("\"properties\"", "\"kind\": \"a\", \"kind\": \"b\", \"properties\"");
    let estate = Estate::with(&[("estate/keys.json", keys.as_bytes()), ("estate/twice.json", twice.as_bytes())]);
    assert_data_eq!(estate.scan(&["estate", "--strict"]), file!["warnings.txt"].raw());
}

#[test]
fn names_cannot_steer_the_terminal() {
    let hostile = storage("s1", "rg\\u001b[2Japp", "st\\u001b]0;owned\\u0007\\u202egood", false);
    let estate = Estate::with(&[("estate/a.json", format!("[{hostile}]").as_bytes())]);
    let shown = estate.scan(&["estate", "--control", "encrypt-data-in-transit"]);
    assert!(!shown.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{shown}");
    assert_data_eq!(shown, file!["hostile_names.txt"].raw());
}

#[test]
fn bad_usage() {
    let estate = Estate::with(&[]);
    let commands: [&[&str]; 3] = [
        &["scan"],
        &["scan", ".", "--sort", "size"],
        &["show", "vm-no-public-ipp", "--policies", "rules", "--no-embedded"],
    ];
    let shown: String = commands.iter().map(|arguments| estate.run(arguments)).collect();
    assert_data_eq!(shown, file!["bad_usage.txt"].raw());
}
