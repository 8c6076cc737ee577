//! What an editor shows of the files that people write: the YAML language server is asked as editors ask it.
//!
//! It needs `node` and what `npm ci --prefix tests/editors` installs; where one is wanting the test is ignored.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "../conditional/mod.rs"]
mod conditional;

use conditional::{Need, test};
use serde_json::{Value, json};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use tempfile::TempDir;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn server() -> PathBuf {
    root().join("tests/editors/node_modules/yaml-language-server/bin/yaml-language-server")
}

fn main() -> ExitCode {
    let needs = || {
        let installed = "what `npm ci --prefix tests/editors` installs";
        [Need::program("node"), Need::new("yaml-language-server", installed, server().is_file())]
    };
    conditional::run(vec![
        test("what_init_writes_is_known_by_its_first_line", needs(), what_init_writes_is_known_by_its_first_line),
        test("what_is_shipped_has_no_problem", needs(), what_is_shipped_has_no_problem),
        test(
            "the_settings_of_the_example_lead_to_the_schemas",
            needs(),
            the_settings_of_the_example_lead_to_the_schemas,
        ),
    ])
}

/// A directory after `uplift init`.
fn estate() -> TempDir {
    // Globs of the language server match no directory whose name begins with a dot.
    let estate = tempfile::Builder::new().prefix("estate").tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_uplift")).arg("init").current_dir(estate.path()).output().unwrap();
    assert!(output.status.success());
    estate
}

/// What the server answers to each question.
fn answers(estate: &TempDir, settings: Option<&Path>, questions: &[Value]) -> Vec<Value> {
    let mut node = Command::new("node");
    let node = node.arg(root().join("tests/editors/check.mjs")).arg(server()).arg(estate.path()).args(settings);
    let mut node = node.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    node.stdin.take().unwrap().write_all(Value::from(questions).to_string().as_bytes()).unwrap();
    let output = node.wait_with_output().unwrap();
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// A question about the place of `|` in a text; without one, about all of it.
fn question(ask: &str, file: &str, text: &str) -> Value {
    let before = text.split('|').next().unwrap();
    let (line, character) = (before.matches('\n').count(), before.rsplit('\n').next().unwrap().len());
    let cursor = text.find('|').filter(|_| ask != "problems");
    let text = cursor.map_or_else(|| text.to_owned(), |at| format!("{}{}", &text[..at], &text[at + 1..]));
    json!({ "ask": ask, "file": file, "text": text, "line": line, "character": character })
}

fn labels(answer: &Value) -> Vec<&str> {
    answer.as_array().unwrap().iter().map(|item| item["label"].as_str().unwrap()).collect()
}

const POLICY: &str =
    "# yaml-language-server: $schema=../.uplift/schemas/policy-file.json\nrecommendations:\n  - id: own-tls\n";
const SETTINGS: &str = "# yaml-language-server: $schema=.uplift/schemas/settings-file.json\n";

fn what_init_writes_is_known_by_its_first_line() {
    let estate = estate();
    let policy = |rest: &str| format!("{POLICY}{rest}");
    let settings = |rest: &str| format!("{SETTINGS}{rest}");
    let asked = [
        question("completion", "policies/key.yaml", &policy("    sev|")),
        question("completion", "policies/word.yaml", &policy("    severity: |")),
        question("hover", "policies/about.yaml", &policy("    res|ourceTypes: [A.b/c]\n")),
        question("problems", "policies/wrong.yaml", &policy("    severty: high\n    check: 3\n")),
        question("completion", "policies/case.yaml", &policy("    tests:\n      - hea|")),
        question("completion", "policies/fix.yaml", &policy("    fix:\n      change: |")),
        question(
            "completion",
            "gate/uplift.yaml",
            &format!(
                "# yaml-language-server: $schema=../.uplift/schemas/settings-file.json\n{}",
                "gate:\n  failOnNew: |"
            ),
        ),
        question("completion", "uplift.yaml", &settings("inventory:\n  - path: exports\n    kind: |")),
    ];
    let told = answers(&estate, None, &asked);
    let key = told[0].as_array().unwrap().iter().find(|item| item["label"] == "severity").unwrap();
    assert_eq!(key["about"], "How bad it is where it is not met.");
    assert_eq!(labels(&told[1]), ["high", "medium", "low"]);
    assert!(told[2].as_str().unwrap().contains("The types that it judges"), "{}", told[2]);
    let problems: Vec<&str> = told[3].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert!(problems.contains(&"3: Property severty is not allowed."), "{problems:?}");
    assert!(problems.contains(&"4: Incorrect type. Expected \"string\"."), "{problems:?}");
    assert!(problems.contains(&"2: Missing property \"title\"."), "{problems:?}");
    assert!(labels(&told[4]).contains(&"healthy"), "{}", told[4]);
    for word in ["inPlace", "restart", "replace"] {
        assert!(labels(&told[5]).contains(&word), "{}", told[5]);
    }
    for word in ["high", "medium", "low", "none"] {
        assert!(labels(&told[6]).contains(&word), "{}", told[6]);
    }
    let kind = told[7].as_array().unwrap().iter().find(|item| item["label"] == "snapshot").unwrap();
    assert_eq!(kind["about"], "It only records what is deployed.");
}

fn what_is_shipped_has_no_problem() {
    let estate = estate();
    let read = |file: &Path| std::fs::read_to_string(file).unwrap();
    let mut asked = vec![
        question("problems", "uplift.yaml", &read(&estate.path().join("uplift.yaml"))),
        question("problems", "policies/own-baseline.yaml", &read(&estate.path().join("policies/own-baseline.yaml"))),
    ];
    let modeline = POLICY.lines().next().unwrap();
    for (number, file) in shipped().iter().enumerate() {
        asked.push(question("problems", &format!("policies/{number}.yaml"), &format!("{modeline}\n{}", read(file))));
    }
    assert!(asked.len() > 10);
    for (question, answer) in asked.iter().zip(answers(&estate, None, &asked)) {
        assert_eq!(answer, json!([]), "{}", question["file"]);
    }
}

fn shipped() -> Vec<PathBuf> {
    let files = walkdir::WalkDir::new(root().join("policies")).sort_by_file_name().into_iter().map(Result::unwrap);
    files.map(walkdir::DirEntry::into_path).filter(|file| file.extension().is_some_and(|end| end == "yaml")).collect()
}

fn the_settings_of_the_example_lead_to_the_schemas() {
    let asked = [
        question(
            "problems",
            "policies/team/a.yaml",
            "controls:\n  - { id: Own, title: Own, maxScore: 4, description: Ours. }\n",
        ),
        question("problems", "uplift.yaml", "librar: 2026.1\n"),
        question(
            "problems",
            "exemptions.yaml",
            "- { id: a, scope: s, recommendations: [b], category: waiver, reason: c }\n",
        ),
        question("problems", "baseline.yaml", "schema: uplift.baseline/3\n"),
        question("problems", "infra/main.yaml", "librar: 2026.1\n"),
    ];
    let told = answers(&estate(), Some(&root().join("examples/editors/vscode/settings.json")), &asked);
    let first = |index: usize| told[index][0].as_str().unwrap_or_default();
    assert!(first(0).starts_with("1: String does not match the pattern"), "{}", told[0]);
    assert_eq!(first(1), "0: Property librar is not allowed.");
    assert!(first(2).contains("Waiver") && first(2).contains("Mitigated"), "{}", told[2]);
    assert!(first(3).contains("uplift.baseline/1"), "{}", told[3]);
    assert_eq!(told[4], json!([]), "no other file is meant");
}
