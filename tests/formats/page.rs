//! `uplift page`: from reports alone, of several estates, and never from what is no report.

use crate::command::Estate;
use crate::valid::{body, read_back};

fn estate() -> Estate {
    let account = |name: &str| {
        let id = format!("/subscriptions/s1/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/{name}");
        let properties = "{ \"supportsHttpsTrafficOnly\": false }";
        format!(
            "[{{ \"id\": \"{id}\", \"name\": \"{name}\", \"type\": \"Microsoft.Storage/storageAccounts\", \"properties\": {properties} }}]"
        )
    };
    Estate::with(&[("infra/a.json", &account("stone")), ("other/a.json", &account("sttwo"))])
}

const SCAN: [&str; 5] = ["--policies", "rules", "--no-embedded", "--today", "2027-01-01"];

#[test]
fn a_page_is_made_from_the_report_alone() {
    let estate = estate();
    let scan = |directory: &str, reports: &[&str]| {
        let output = estate.run_as(&[&["scan", directory, "--quiet"], &SCAN[..], reports].concat());
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    };
    scan("infra", &["--report", "json=infra.out", "--report", "html=infra.html"]);
    scan("other", &["--report", "json=other.out", "--with", "fixes"]);
    let whole = estate.read("infra.html");
    assert_eq!(String::from_utf8(estate.run_as(&["page", "infra.out"]).stdout).unwrap(), whole);
    assert_eq!(read_back("html", &whole), 1);
    assert!(whole.len() - body("html", whole.clone()).len() <= 60_000);
    // The page brings what a report has on demand only; what was there without stays as it is.
    estate.follows_schema("scan", &estate.read("infra.out"));
    let [infra, other] = ["infra.out", "other.out"].map(|name| serde_json::from_str(&estate.read(name)).unwrap());
    let infra: serde_json::Value = infra;
    let other: serde_json::Value = other;
    assert_eq!(infra["recommendations"][0]["alone"]["resources"], 1);
    assert_eq!(infra["recommendations"][0]["alone"]["percentage"], 1);
    assert_eq!((&infra["route"]["reached"], &infra["route"]["steps"][0]["fixes"]), (&true.into(), &1.into()));
    assert!(other["recommendations"][0]["quickFix"]["fix"]["diff"].as_str().unwrap().contains("+"));
    assert!(other["route"].is_null() && other["recommendations"][0]["alone"].is_null());
    // A filter leaves less than a way needs; the fixes are those of what it lists.
    scan("infra", &["--report", "json=part.out", "--with", "route,fixes", "--severity", "high"]);
    let part: serde_json::Value = serde_json::from_str(&estate.read("part.out")).unwrap();
    assert!(part["route"].is_null() && part["recommendations"][0]["alone"].is_null());
    assert!(part["recommendations"][0]["quickFix"].is_object());
    // Two estates, in any order.
    for order in [["infra.out", "other.out"], ["other.out", "infra.out"]] {
        let both = String::from_utf8(estate.run_as(&["page", order[0], order[1]]).stdout).unwrap();
        assert_eq!(read_back("html", &both), 2);
        assert!(both.contains("Secure scores of 2 estates") && both.contains("stone") && both.contains("sttwo"));
    }
}

#[test]
fn what_is_no_report_makes_no_page() {
    let estate = estate();
    let mut told = String::new();
    let report = r#"{"schema":"uplift.scan/1"}"#;
    let newer = r#"{"schema":"uplift.scan/2"}"#;
    let files = [("newer.out", newer), ("list.out", r#"{"schema":"uplift.list/1"}"#), ("half.out", report)];
    let files = files.into_iter().chain([("torn.out", &report[..12]), ("empty.out", ""), ("other.out", "[]")]);
    for (name, text) in files {
        estate.add(name, text);
        let output = estate.run_as(&["page", name]);
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0));
        told += &String::from_utf8(output.stderr).unwrap();
    }
    for twice in [["page", "newer.out", "newer.out"], ["page", "nowhere.out", "newer.out"]] {
        told += &String::from_utf8(estate.run_as(&twice).stderr).unwrap();
    }
    snapbox::assert_data_eq!(told, snapbox::file!["golden/no-page.txt"].raw());
}
