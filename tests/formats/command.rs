//! The real command: files and standard output, secrets, places that move, and fixes that apply.

use crate::valid::{body, read_back};
use serde_json::Value;
use snapbox::{Data, assert_data_eq};
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;
use uplift::report::{FORMATS, Format, Kind};

const POLICY: &str = r#"controls:
  - { id: encrypt-data-in-transit, title: Encrypt data in transit, maxScore: 4, description: Nobody reads on the way. }
recommendations:
  - id: storage-https
    title: Storage accounts should accept only HTTPS
    controls: [encrypt-data-in-transit]
    severity: high
    resourceTypes: [Microsoft.Storage/storageAccounts]
    description: Plain HTTP can be read.
    remediation: |
      1. Switch on "Secure transfer required".
    check: |
      resource.properties.supportsHttpsTrafficOnly == true
    fix: { safety: safe, impact: Nobody notices., change: inPlace, set: { properties.supportsHttpsTrafficOnly: true } }
  - id: app-password
    title: Applications should have no password
    controls: [encrypt-data-in-transit]
    severity: medium
    resourceTypes: [Microsoft.Web/sites]
    description: Passwords leak.
    remediation: Take it away.
    check: |
      if resource.properties.adminPassword == "hunter2" { return unhealthy("it has the password " + resource.properties.adminPassword); }
      resource.properties.siteConfig.appSettings.all(|setting| setting.name == "DB_PASSWORD" && setting.value != "")
    fix: { safety: safe, impact: Nobody notices., change: inPlace, set: { properties.adminPassword: replaced-hunter2 } }
"#;

const SECRETS: [&str; 6] =
    ["hunter2", "correct-horse", "s3cr3t-of-a-list", "c0mment3d", "t0ken-behind-an-alias", "blocked-pem"];

fn id(type_name: &str, name: &str) -> String {
    format!("/subscriptions/s1/resourceGroups/rg/providers/{type_name}/{name}")
}

fn storage(name: &str, https: &str) -> String {
    let id = id("Microsoft.Storage/storageAccounts", name);
    format!(
        "  {{\n    \"id\": \"{id}\",\n    \"name\": \"{name}\",\n    \"type\": \"Microsoft.Storage/storageAccounts\",\n    \"properties\": {{ \"é\": 1,{https}\n      \"kind\": 2\n    }}\n  }}"
    )
}

fn list(resources: &[String]) -> String {
    format!("[\n{}\n]\n", resources.join(",\n"))
}

pub struct Estate(TempDir);

impl Estate {
    pub fn with(files: &[(&str, &str)]) -> Self {
        let estate = Self(TempDir::new().unwrap());
        estate.add("rules/policy.yaml", POLICY);
        estate.add(".git/HEAD", "ref: refs/heads/main\n");
        files.iter().for_each(|(name, text)| estate.add(name, text));
        estate
    }

    pub fn add(&self, name: &str, text: &str) {
        let path = self.0.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.0.path().join(name)).unwrap()
    }

    /// A command line as it is.
    pub fn run_as(&self, arguments: &[&str]) -> Output {
        let mut run = Command::new(env!("CARGO_BIN_EXE_uplift"));
        run.args(arguments).current_dir(self.0.path()).env_remove("GITHUB_STEP_SUMMARY").env_remove("COLUMNS");
        run.output().unwrap()
    }

    /// Asserts that a document is as `uplift schema` says.
    pub fn follows_schema(&self, name: &str, document: &str) {
        let schema = serde_json::from_slice(&self.run_as(&["schema", name]).stdout).unwrap();
        let validator = jsonschema::validator_for(&schema).unwrap();
        let document = serde_json::from_str(document).unwrap();
        let errors: Vec<String> = validator.iter_errors(&document).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{name}: {errors:#?}");
        assert!(!validator.is_valid(&serde_json::json!({ "schema": "another" })), "{name} refuses nothing");
    }

    fn run(&self, command: &str, arguments: &[&str]) -> Output {
        self.run_in(command, arguments, &[])
    }

    fn run_in(&self, command: &str, arguments: &[&str], environment: &[(&str, &Path)]) -> Output {
        let own = [command, "infra", "--policies", "rules", "--no-embedded"];
        let mut run = Command::new(env!("CARGO_BIN_EXE_uplift"));
        run.args(own)
            .args(arguments)
            .current_dir(self.0.path())
            .env_remove("GITHUB_STEP_SUMMARY")
            .env_remove("COLUMNS");
        run.envs(environment.iter().copied()).output().unwrap()
    }

    /// A report of a command in a file.
    pub fn report(&self, command: &str, format: &str) -> String {
        let wanted = format!("{}=report", format);
        let mut arguments = vec!["--report", &wanted];
        if command == "fix" {
            arguments.extend(["-o", "patch"]);
        }
        let output = self.run(command, &arguments);
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        self.read("report")
    }

    fn json(&self, command: &str, format: &str) -> Value {
        serde_json::from_str(&self.report(command, format)).unwrap()
    }
}

pub fn small() -> Estate {
    let first = list(&[storage("stone", "\n      \"supportsHttpsTrafficOnly\": false,"), storage("sttwo", "")]);
    Estate::with(&[
        ("infra/a b.json", &first),
        ("infra/cut.yaml", "- id: /subscriptions/s1\n  type: Other.Type/x\n  name: n\n"),
    ])
}

#[test]
fn reports_of_a_small_estate() {
    let estate = small();
    for command in ["scan", "fix"] {
        for &Format { name: format, .. } in FORMATS.into_iter().filter(|format| format.takes(Kind::Run)) {
            let report = estate.report(command, format);
            let report = report.replace(concat!("uplift ", env!("CARGO_PKG_VERSION")), "uplift a version");
            let report = report.replace(&format!("{:?}", env!("CARGO_PKG_VERSION")), "\"a version\"");
            let digest = report.split("olicyDigest\": \"").nth(1).and_then(|rest| rest.split('"').next());
            let of_page = report.split("policies <code>").nth(1).and_then(|rest| rest.split('<').next());
            let digest = digest.or(of_page);
            let report = digest.map(|digest| report.replace(digest, "a digest")).unwrap_or(report);
            let report = report.replace("policyDigest\":\"", "policyDigest\": \"");
            if matches!(format, "json" | "ndjson") {
                // These are the fields of the review, which its schema and the hand-made review show.
                assert!(report.contains("storage-https"));
                continue;
            }
            let name = format!("tests/formats/golden/{command}-{}.txt", format);
            let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
            assert_data_eq!(
                body(format, report.clone()),
                Data::read_from(&file, Some(snapbox::data::DataFormat::Text)).raw()
            );
            let counted = !(command == "scan" && format == "text");
            assert!(!counted || read_back(format, &report) == 2, "{command} {}: {report}", format);
        }
    }
}

#[test]
fn several_reports_are_written_in_one_run() {
    let estate = small();
    let summary = estate.0.path().join("summary");
    estate.add("summary", "before\n");
    let reports = ["--report", "sarif=out.sarif", "--report", "csv=out.csv", "--report", "github"];
    let output = estate.run_in("scan", &reports, &[("GITHUB_STEP_SUMMARY", &summary)]);
    assert_eq!(output.status.code(), Some(0));
    let stdout = String::from_utf8(output.stdout).unwrap();
    assert_eq!(read_back("github", &stdout), 2, "{stdout}");
    assert_eq!(read_back("sarif", &estate.read("out.sarif")), 2);
    assert_eq!(read_back("csv", &estate.read("out.csv")), 2);
    assert!(estate.read("summary").starts_with("before\n## Uplift: scan\n"));
    assert!(!estate.report("scan", "text").contains('\u{1b}'));
    assert_eq!(estate.json("scan", "json")["schema"], "uplift.scan/1");
}

#[test]
fn what_cannot_be_written_is_refused_before_any_work() {
    let estate = small();
    let cases: [(&str, &[&str], &str); 8] = [
        ("scan", &["--report", "sarif", "--report", "csv"], "takes another report"),
        ("scan", &["--format", "json", "--report", "csv"], "takes the JSON report"),
        ("scan", &["--report", "csv=none/a.csv"], "there is no directory none"),
        ("scan", &["--report", "csv=infra"], "this is a directory"),
        ("scan", &["--report", "csv=a", "--report", "sarif=a"], "two reports cannot go to one file"),
        ("scan", &["--report", "pdf=a"], "there is no format `pdf`"),
        ("fix", &["--report", "markdown"], "takes the diff"),
        ("fix", &["--write", "--report", "markdown"], "takes the names of changed files"),
    ];
    for (command, arguments, expected) in cases {
        let output = estate.run(command, arguments);
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), output.stdout.is_empty()), (Some(2), true), "{arguments:?}");
        assert!(stderr.contains(expected), "{arguments:?}: {stderr}");
    }
}

#[test]
fn no_format_shows_a_secret() {
    let site = format!(
        r#"[
  {{
    "id": "{}", "name": "app", "type": "Microsoft.Web/sites",
    "properties": {{
      // password: c0mment3d
      "adminPassword": "hunter2",
      "accountKeys": {{
        "first": "correct-horse"
      }},
      "siteConfig": {{ "appSettings": [
        {{ "name": "DB_PASSWORD",
          "value": "s3cr3t-of-a-list" }}
      ] }}
    }}
  }}
]
"#,
        id("Microsoft.Web/sites", "app")
    );
    let https = "\n      \"clientSecret\":\n        \"correct-horse\",\n      \"supportsHttpsTrafficOnly\": false,";
    let yaml = "- name: stthree\n  type: Microsoft.Storage/storageAccounts\n  x: &x t0ken-behind-an-alias\n  properties:\n    \
                supportsHttpsTrafficOnly: false\n    accessToken: *x\n    privateKey: |\n      blocked-pem\n";
    let estate = Estate::with(&[
        ("infra/a.json", &list(&[storage("stone", https)])),
        ("infra/b.jsonc", &site),
        ("infra/c.yaml", yaml),
    ]);
    for command in ["scan", "fix"] {
        for &Format { name: format, .. } in FORMATS.into_iter().filter(|format| format.takes(Kind::Run)) {
            let report = estate.report(command, format);
            assert!(SECRETS.iter().all(|secret| !report.contains(secret)), "{command} {}:\n{report}", format);
            assert!(report.contains("storage-https") || report.contains("Storage accounts"), "{}", format);
        }
    }
    let fixes = estate.json("fix", "json");
    let fixes: Vec<&Value> = fixes["findings"].as_array().unwrap().iter().map(|finding| &finding["fix"]).collect();
    assert_eq!(fixes.len(), 3);
    for fix in fixes {
        assert!(
            fix["withheld"].is_string() && fix["diff"] == "" && fix["replacements"] == Value::Array(vec![]),
            "{fix}"
        );
    }
    assert!(estate.read("patch").contains("replaced-hunter2"), "a patch is exact");
}

/// The fingerprints of a scan, by resource.
fn fingerprints(estate: &Estate) -> Vec<(String, String)> {
    let log = estate.json("scan", "sarif");
    let results = log["runs"][0]["results"].as_array().unwrap().iter().map(|result| {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let name = text(&result["locations"][0]["logicalLocations"][0]["name"]);
        (name, text(&result["partialFingerprints"]["primaryLocationLineHash"]))
    });
    let mut all: Vec<_> = results.collect();
    all.sort();
    all
}

#[test]
fn fingerprints_stay_when_lines_move_and_differ_for_others() {
    let before = fingerprints(&small());
    assert_eq!(before.len(), 2);
    assert_ne!(before[0].1, before[1].1);
    let moved = list(&[storage("stnew", ""), format!("\n\n{}", storage("sttwo", "")), storage("stone", "")]);
    let after = fingerprints(&Estate::with(&[("infra/elsewhere/c.json", &moved)]));
    let old: Vec<_> = after.into_iter().filter(|(name, _)| name != "stnew").collect();
    assert_eq!(old, before);
}

#[test]
fn exempt_findings_of_a_scan_stand_in_what_programs_read() {
    let exemption =
        "- { id: ex-7, scope: '**/sttwo', recommendations: [storage-https], category: Waiver, reason: later }\n";
    let estate = small();
    estate.add("exemptions.yaml", exemption);
    estate.add("uplift.yaml", "exemptions: [exemptions.yaml]\n");
    for (format, findings, exempt) in
        [("sarif", 2, 1), ("junit", 2, 1), ("csv", 2, 1), ("gitlab", 1, 0), ("rdjson", 1, 0), ("markdown", 1, 0)]
    {
        let report = estate.report("scan", format);
        assert_eq!((read_back(format, &report), report.matches("ex-7").count()), (findings, exempt), "{report}");
    }
    for format in ["json", "ndjson"] {
        assert!(estate.report("scan", format).contains("\"ex-7\""), "{format}");
    }
    assert!(estate.report("scan", "markdown").contains("Besides: 1 exempt."));
}

#[test]
fn a_resource_in_two_files_is_one_finding() {
    let (good, bad) = (storage("stone", "\n\"supportsHttpsTrafficOnly\": true,"), storage("stone", ""));
    let estate = Estate::with(&[
        ("infra/a.json", &list(&[good])),
        ("infra/b.json", &list(std::slice::from_ref(&bad))),
        ("infra/c.json", &list(&[bad])),
    ]);
    let log = estate.json("scan", "sarif");
    let results = log["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results.len(), 1);
    let place = &results[0]["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "infra/b.json");
}

/// The byte of a 1-based line and column in characters.
fn offset(text: &str, line: u64, column: u64) -> usize {
    let start: usize = text.split_inclusive('\n').take(line as usize - 1).map(str::len).sum();
    start + text[start..].chars().take(column as usize - 1).map(char::len_utf8).sum::<usize>()
}

#[test]
fn fixes_of_sarif_and_suggestions_of_rdjson_apply() {
    let estate = Estate::with(&[("infra/a.json", &list(&[storage("stone", "")]))]);
    let text = estate.read("infra/a.json");
    let log = estate.json("fix", "sarif");
    let replacement = &log["runs"][0]["results"][0]["fixes"][0]["artifactChanges"][0]["replacements"][0];
    let region = |key: &str| replacement["deletedRegion"][key].as_u64().unwrap();
    let from = offset(&text, region("startLine"), region("startColumn"));
    let to = offset(&text, region("endLine"), region("endColumn"));
    let new = replacement["insertedContent"]["text"].as_str().unwrap();
    let by_sarif = format!("{}{new}{}", &text[..from], &text[to..]);

    let report = estate.json("fix", "rdjson");
    let suggestion = &report["diagnostics"][0]["suggestions"][0];
    let line = |end: &str| suggestion["range"][end]["line"].as_u64().unwrap() as usize;
    let mut lines: Vec<&str> = text.lines().collect();
    lines.splice(line("start") - 1..line("end"), suggestion["text"].as_str().unwrap().lines());
    let by_suggestion = lines.join("\n") + "\n";

    assert_eq!(estate.run("fix", &["--write", "--snapshots"]).status.code(), Some(0));
    let fixed = estate.read("infra/a.json");
    assert_ne!(fixed, text);
    assert_eq!((by_sarif, by_suggestion), (fixed.clone(), fixed));
}
