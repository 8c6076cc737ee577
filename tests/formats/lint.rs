//! Mistakes in policies, in each format that makes sense for them.

use crate::command::Estate;
use crate::valid::{junit, markdown, read_back, sarif};
use snapbox::{Data, assert_data_eq};
use std::path::Path;

const POLICY: &str = r#"controls:
  - { id: c, title: "A | <b> @c", maxScore: 4, description: D. }
recommendations:
  - id: hostile
    title: "=cmd|' /C calc'!A0 ]]> ::error::x"
    controls: [c]
    severity: high
    resourceTypes: [A.B/c]
    description: D.
    remediation: R.
    parameters:
      limit: { type: integer, defaultValue: 3 }
    check: |
      let path = resource.properties.on; // a | ä ::error::x @everyone <b>
      resource.properties.on == true || "a" == "b"
"#;

const FORMATS: [&str; 9] = ["text", "json", "sarif", "junit", "markdown", "github", "gitlab", "azure-devops", "rdjson"];

fn report(estate: &Estate, format: &str) -> String {
    let wanted = format!("{format}=report");
    let output = estate.run_as(&["lint", "own", "--no-embedded", "--report", &wanted]);
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    let report = estate.read("report");
    let digest = report.split("olicyDigest\": \"").nth(1).and_then(|rest| rest.split('"').next());
    let report = digest.map(|digest| report.replace(digest, "a digest")).unwrap_or_else(|| report.clone());
    report.replace(&format!("{:?}", env!("CARGO_PKG_VERSION")), "\"a version\"")
}

#[test]
fn each_format_is_as_it_was() {
    let estate = Estate::with(&[("own/::error::x, y.yaml", POLICY)]);
    for format in FORMATS {
        let report = report(&estate, format);
        match format {
            "json" => estate.follows_schema("lint", &report),
            "sarif" => assert_eq!(sarif(&report), 3),
            "markdown" => drop(markdown(&report)),
            "junit" => assert_eq!(junit(&report), 22),
            "gitlab" | "rdjson" => assert_eq!(read_back(format, &report), 3),
            "azure-devops" => {
                assert!(report.lines().all(|line| line.starts_with("##vso[task.logissue type=warning;")), "{report}");
                assert_eq!(report.lines().count(), 3);
            }
            "github" => {
                assert!(report.lines().all(|line| line.starts_with("::warning file=own/%3A%3Aerror")), "{report}")
            }
            _ => {}
        }
        let file = format!("tests/formats/golden/lint-{format}.txt");
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
        assert_data_eq!(report, Data::read_from(&file, Some(snapbox::data::DataFormat::Text)).raw());
    }
}

#[test]
fn other_formats_are_refused() {
    let output = Estate::with(&[]).run_as(&["lint", "--report", "csv=a"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), output.stdout.is_empty()), (Some(2), true), "{said}");
    assert!(
        said.contains(&format!("the format `csv` makes no sense here; there are {}", FORMATS.join(", "))),
        "{said}"
    );
}
