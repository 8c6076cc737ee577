//! What reports, patches and exemptions are not written over.

use crate::harness::{Estate, storage};
use std::fs;
use std::process::Command;

const POLICY: &str = "controls:\n  - { id: c, title: C, maxScore: 5, description: d }\nrecommendations:\n  - id: https\n    title: t\n    controls: [c]\n    severity: high\n    resourceTypes: [Microsoft.Storage/storageAccounts]\n    description: d\n    remediation: r\n    check: |\n      resource.properties.supportsHttpsTrafficOnly == true\n    fix:\n      set: { properties.supportsHttpsTrafficOnly: true }\n      change: inPlace\n      safety: safe\n      impact: none\n";

/// A repository in which all of this is committed.
fn repository(files: &[(&str, &str)]) -> Estate {
    let estate = Estate::empty();
    estate.add("rules/p.yaml", POLICY.as_bytes());
    estate.add("infra/a.json", format!("[{}]", storage("s1", "g", "st", false)).as_bytes());
    files.iter().for_each(|(name, text)| estate.add(name, text.as_bytes()));
    for arguments in ["init -q", "add -A", "-c user.name=a -c user.email=a@b commit -q -m base"] {
        assert!(Command::new("git").args(arguments.split(' ')).current_dir(estate.path()).status().unwrap().success());
    }
    estate
}

fn run(estate: &Estate, arguments: &[&str]) -> (Option<i32>, String) {
    let output = estate.output(&[arguments, &["--policies", "rules", "--no-embedded"]].concat(), b"");
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

/// An empty list may be of exemptions as well as GitLab's report of no finding.
#[test]
fn an_empty_list_stays_in_yaml_and_in_git() {
    let estate = repository(&[("ex.yaml", "[]\n"), ("listed.json", "[]\n")]);
    estate.add("new.yml", b"[]");
    let text = |name: &str| fs::read_to_string(estate.path().join(name)).unwrap();
    let (code, said) = run(&estate, &["scan", "infra", "--report", "partial=p"]);
    assert_eq!(code, Some(0), "{said}");
    for (name, reason) in
        [("ex.yaml", "this file"), ("listed.json", "this file is in git and"), ("new.yml", "this file")]
    {
        let before = text(name);
        for command in [&["merge", "p", "--report"][..], &["scan", "infra", "--report"]] {
            for format in ["markdown", "json"] {
                let report = format!("{format}={name}");
                let output = estate.output(&[command, &[report.as_str()]].concat(), b"");
                let said = String::from_utf8_lossy(&output.stderr);
                let expected =
                    format!("error: {reason} holds something else than a report, and no report takes its place");
                assert!(output.status.code() == Some(2) && said.contains(&expected), "{command:?} {report}\n{said}");
                assert_eq!(text(name), before, "{command:?} {report}");
            }
        }
    }
}

#[test]
fn what_git_keeps_stays_unless_it_is_a_report() {
    let held = [("README.md", "# Ours\n"), ("notes", "a\n"), ("change.patch", "about a patch\n"), ("a [1].md", "b\n")];
    let reports = [("old.md", "## Uplift: scan\n\n"), ("old.csv", "recommendation,x\n"), ("void.txt", "")];
    let estate = repository(&[&held[..], &reports].concat());
    let text = |name: &str| fs::read_to_string(estate.path().join(name)).unwrap();
    for (name, content) in held {
        let report = format!("markdown={name}");
        let commands: [&[&str]; 2] = [&["scan", "infra", "--report", &report], &["fix", "infra", "-o", name]];
        for command in commands {
            let (code, said) = run(&estate, command);
            assert!(
                code == Some(2) && said.contains("this file is in git and holds something else"),
                "{command:?}\n{said}"
            );
            assert_eq!(text(name), content, "{command:?}");
        }
    }
    // What git does not keep is somebody's who asked for it.
    estate.add("scratch.md", b"# Mine\n");
    for name in ["old.md", "old.csv", "void.txt", "scratch.md", "new.md", "new.md"] {
        let (code, said) = run(&estate, &["scan", "infra", "--report", &format!("markdown={name}")]);
        assert!(code == Some(0) && text(name).starts_with("## Uplift: scan"), "{name}\n{said}");
    }
    let formats = ["text", "markdown", "csv", "junit", "github", "azure-devops", "ndjson", "sarif"];
    for format in formats {
        let report = format!("{format}=kept.{format}");
        for command in
            [&["scan", "infra", "--report", &report][..], &["gate", "infra", "--base", "HEAD", "--report", &report]]
        {
            for _ in 0..2 {
                let (code, said) = run(&estate, command);
                assert!(code < Some(2), "{command:?}\n{said}");
                assert!(Command::new("git").args(["add", "-A"]).current_dir(estate.path()).status().unwrap().success());
            }
        }
    }
}

#[test]
fn two_outputs_never_go_to_one_file() {
    let estate = repository(&[("sub/a", "1")]);
    let pairs = [("r", "./r"), ("r", "sub/../r"), ("r", "R"), ("sub/r", "./sub/r"), ("old", "link")];
    estate.add("old", b"");
    #[cfg(unix)]
    std::os::unix::fs::symlink("old", estate.path().join("link")).unwrap();
    for (one, other) in pairs {
        let first = format!("text={one}");
        let second = format!("json={other}");
        let commands: [&[&str]; 2] = [
            &["scan", "infra", "--report", &first, "--report", &second],
            &["fix", "infra", "-o", one, "--report", &second],
        ];
        for command in commands {
            let (code, said) = run(&estate, command);
            assert!(code == Some(2) && said.contains("cannot go to one file"), "{command:?}\n{said}");
            assert!(!estate.path().join("r").exists());
        }
    }
}

/// A report begins as a recorded line does, and recorded scores are nowhere else.
#[test]
fn recorded_scores_are_no_report() {
    let estate = repository(&[]);
    let file = estate.path().join(".uplift/history.jsonl");
    for report in ["json=.uplift/history.jsonl", "ndjson=./.uplift/../.uplift/history.jsonl"] {
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        let (code, said) = run(&estate, &["scan", "infra", "--record", "--report", report]);
        assert_eq!(code, Some(2), "{report}\n{said}");
        let (code, said) = run(&estate, &["scan", "infra", "--record"]);
        assert_eq!(code, Some(0), "{said}");
        let before = fs::read_to_string(&file).unwrap();
        assert!(before.lines().all(|line| line.starts_with("{\"schema\":\"uplift.recorded/1\"")), "{before}");
        let (code, said) = run(&estate, &["scan", "infra", "--report", "json=.uplift/history.jsonl"]);
        assert_eq!((code, fs::read_to_string(&file).unwrap()), (Some(2), before), "{said}");
    }
}

#[test]
fn an_exemption_is_added_to_exemptions_alone() {
    let account = format!("[{}]", storage("s1", "g", "st", false));
    let held = [
        ("infra/a.json", account.as_str()),
        ("README.md", "# Ours\n"),
        ("list.yaml", "- a\n- b\n"),
        ("values.yaml", "a: 1\n"),
        ("rules/p.yaml", POLICY),
    ];
    let estate = repository(&held);
    let exempt = |file: &str| {
        let words = ["exempt", "st", "--recommendation", "https", "--reason", "r", "--until", "2999-01-01", "--id"];
        run(&estate, &[&words[..], &[&file.replace(['/', '.'], "-"), "--file", file, "infra"]].concat())
    };
    for (name, content) in held {
        let (code, said) = exempt(name);
        assert!(code == Some(2), "{name}\n{said}");
        assert_eq!(fs::read_to_string(estate.path().join(name)).unwrap(), content, "{name}");
    }
    for name in ["new.yaml", "new.yaml"] {
        let (code, said) = exempt(name);
        assert!(code == Some(0) || said.contains("already stands"), "{name}\n{said}");
    }
}
