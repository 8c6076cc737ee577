//! Each file against the published schema of its kind, where a program that ships them is installed.

use crate::steps::text;
use crate::templates::{AZURE, GITLAB, gitlab_jobs};
use std::path::Path;
use std::process::Command;

fn check(program: &str, arguments: &[&str], file: &Path) {
    let output = Command::new(program).args(arguments).arg(file).output().unwrap();
    let printed = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    assert!(output.status.success(), "{printed}");
}

pub fn files_follow_their_schemas() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let directory = tempfile::TempDir::new().unwrap();
    // One of the schemas has patterns that the stricter dialect refuses.
    let by = |schema: &str, file: &Path| {
        check("check-jsonschema", &["--regex-variant", "nonunicode", "--builtin-schema", schema], file)
    };
    by("vendor.github-actions", &root.join("action.yml"));
    by("vendor.azure-pipelines", &root.join(AZURE));
    let pipelines = root.join("examples/pipelines");
    by("vendor.github-workflows", &pipelines.join("github/nightly.yml"));
    by("vendor.azure-pipelines", &pipelines.join("azure-pipelines/nightly.yml"));
    by("vendor.gitlab-ci", &pipelines.join("gitlab/nightly.yml"));
    // Two documents in one file, which the checker reads one by one only.
    let (head, jobs) = (text(GITLAB).split("\n---\n").next().unwrap().to_owned(), gitlab_jobs());
    for (name, document) in [("head.yml", head), ("jobs.yml", jobs)] {
        let file = directory.path().join(name);
        std::fs::write(&file, document).unwrap();
        by("vendor.gitlab-ci", &file);
    }
}

/// Every report of a scan and of a gate for programs, by programs that are not ours: the schemas that are published, those that
/// `uplift schema` prints, and the readers of CSV and XML that Python has. Findings stand in every state in them.
pub fn reports_follow_their_schemas() {
    let directory = tempfile::TempDir::new().unwrap();
    let place = |name: &str| directory.path().join(name);
    let repository = place("repository");
    changed_estate(&repository);
    let formats = ["sarif", "json", "ndjson", "gitlab", "rdjson", "junit", "csv"];
    for run in ["scan", "gate"] {
        let reports =
            formats.map(|format| format!("--report={format}={}", place(&format!("{run}.{format}")).display()));
        let base = if run == "gate" { vec!["--base", "main"] } else { Vec::new() };
        let mut command = Command::new(env!("CARGO_BIN_EXE_uplift"));
        let output = command.args([run, "."]).args(base).args(reports).current_dir(&repository).output();
        let output = output.unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(i32::from(run == "gate")), "{run}: {said}");
    }
    for name in ["scan", "gate", "findings"] {
        let printed = Command::new(env!("CARGO_BIN_EXE_uplift")).args(["schema", name]).output().unwrap();
        std::fs::write(place(&format!("{name}.schema")), printed.stdout).unwrap();
    }
    check("check-jsonschema", &["--check-metaschema", "--default-filetype=json"], &place("gate.schema"));
    let schemas = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schemas");
    let both = |format: &str| ["scan", "gate"].map(|run| place(&format!("{run}.{format}")));
    by_schema(&schemas.join("sarif-2.1.0.json"), &both("sarif"));
    by_schema(&schemas.join("gitlab-code-quality.json"), &both("gitlab"));
    by_schema(&schemas.join("rdjson.json"), &both("rdjson"));
    by_schema(&place("scan.schema"), &[place("scan.json")]);
    by_schema(&place("gate.schema"), &[place("gate.json")]);
    for (run, schema) in [("scan", "findings"), ("gate", "gate")] {
        std::fs::write(place(&format!("{run}.lines")), joined(&place(&format!("{run}.ndjson")))).unwrap();
        by_schema(&place(&format!("{schema}.schema")), &[place(&format!("{run}.lines"))]);
    }
    check("python3", &["-c", READ_BACK], directory.path());
    let states = std::fs::read_to_string(place("gate.json")).unwrap();
    for state in ["new", "moved", "changed", "unchanged", "incomparable"] {
        assert!(states.contains(&format!("\"standing\": \"{state}\"")), "no finding is {state}");
    }
}

/// The example, and a change to it that brings findings in every state.
fn changed_estate(repository: &Path) {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/contoso");
    copy(&example, repository);
    let git = |words: &[&str]| {
        let mut git = Command::new("git");
        git.args(["-c", "user.name=A", "-c", "user.email=a@example.com"]).args(words).current_dir(repository);
        assert!(git.env("GIT_CONFIG_GLOBAL", "/dev/null").output().unwrap().status.success(), "git {words:?}");
    };
    let list = |rows: &[(&str, &str)]| -> String {
        let row = |(name, properties): &(&str, &str)| {
            format!(
                r#"{{ "id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/{name}",
  "name": "{name}", "type": "Microsoft.Storage/storageAccounts", "properties": {{ {properties} }} }}"#
            )
        };
        format!("[{}]", rows.iter().map(row).collect::<Vec<_>>().join(",\n"))
    };
    let more = repository.join("infra/more.json");
    let [good, bad, other] = ["TLS1_2", "TLS1_0", "TLS1_1"].map(|least| format!(r#""minimumTlsVersion": "{least}""#));
    std::fs::write(&more, list(&[("staccgood", &good), ("staccold", &bad), ("staccname", &bad)])).unwrap();
    git(&["init", "-q", "-b", "main"]);
    git(&["add", "-A"]);
    git(&["commit", "-q", "-m", "estate"]);
    git(&["checkout", "-q", "-b", "change"]);
    let open = format!(r##"{bad}, "supportsHttpsTrafficOnly": "#{{https}}""##);
    std::fs::write(&more, list(&[("staccgood", &open), ("staccold", &other), ("staccother", &bad)])).unwrap();
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let to = to.join(entry.file_name());
        match entry.path().is_dir() {
            true => copy(&entry.path(), &to),
            false => drop(std::fs::copy(entry.path(), to).unwrap()),
        }
    }
}

/// The report that the lines of NDJSON make: what it is, and then finding by finding.
fn joined(file: &Path) -> String {
    let text = std::fs::read_to_string(file).unwrap();
    let mut lines = text.lines().map(|line| serde_json::from_str::<serde_json::Map<_, _>>(line).unwrap());
    let without_type = |mut line: serde_json::Map<String, serde_json::Value>| {
        assert!(line.remove("type").is_some());
        line
    };
    let mut report = without_type(lines.next().unwrap());
    report.insert("findings".to_owned(), lines.map(without_type).map(serde_json::Value::from).collect());
    serde_json::Value::from(report).to_string()
}

fn by_schema(schema: &Path, files: &[std::path::PathBuf]) {
    let mut command = Command::new("check-jsonschema");
    command.args(["--regex-variant", "nonunicode", "--default-filetype", "json", "--schemafile"]).arg(schema);
    let output = command.args(files).output().unwrap();
    assert!(output.status.success(), "{}: {}", schema.display(), String::from_utf8_lossy(&output.stdout));
}

/// Reads reports of CSV and JUnit, and compares how many findings they hold.
const READ_BACK: &str = r#"
import csv, json, sys
from xml.etree import ElementTree
for run in ('scan', 'gate'):
    at = sys.argv[1] + '/' + run + '.'
    rows = list(csv.DictReader(open(at + 'csv', newline='', encoding='utf-8')))
    assert rows and not [row for row in rows if None in row or None in row.values()], run
    lines = [json.loads(line) for line in open(at + 'ndjson', encoding='utf-8')]
    findings = [line for line in lines if line['type'] == 'finding']
    sarif = json.load(open(at + 'sarif', encoding='utf-8'))
    results = [each for each in sarif['runs'][0]['results'] if each['ruleId'] in {row['recommendation'] for row in rows}]
    assert len(rows) == len(findings) == len(results), (run, len(rows), len(findings), len(results))
    suites = ElementTree.parse(at + 'junit').getroot()
    cases = list(suites.iter('testcase'))
    for name, kind in (('failures', 'failure'), ('errors', 'error'), ('skipped', 'skipped')):
        assert int(suites.get(name)) == sum(1 for case in cases if case.find(kind) is not None), (run, kind)
    assert int(suites.get('tests')) == len(cases), run
    names = [(case.get('classname'), case.get('name')) for case in cases]
    assert len(set(names)) == len(names), run
"#;

pub fn pre_commit_knows_the_hooks() {
    let hooks = Path::new(env!("CARGO_MANIFEST_DIR")).join(".pre-commit-hooks.yaml");
    check("pre-commit", &["validate-manifest"], &hooks);
}
