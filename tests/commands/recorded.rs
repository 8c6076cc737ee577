//! Scores that scans recorded, and what is told of a file of them.

use crate::harness::{Estate, POLICY, storage};
use serde_json::Value;
use snapbox::{assert_data_eq, file};

const FILE: &str = ".uplift/history.jsonl";

/// Of three accounts so many are healthy.
fn accounts(healthy: usize) -> String {
    let all = (0..3).map(|number| storage("s1", "rg-secret", &format!("st{number}"), number < healthy));
    format!("[{}]", all.collect::<Vec<_>>().join(",\n"))
}

fn estate() -> Estate {
    let estate = Estate::with(&[("uplift.yaml", b"policies: [rules]\n")]);
    for (day, healthy) in [("2027-01-05", 1), ("2027-01-12", 2), ("2027-01-12", 3), ("2027-01-08", 1)] {
        record(&estate, day, healthy);
    }
    estate
}

fn record(estate: &Estate, day: &str, healthy: usize) {
    estate.add("infra/all.json", accounts(healthy).as_bytes());
    let printed = estate.run(&["scan", "infra", "--no-embedded", "--quiet", "--record", "--today", day]);
    assert!(printed.ends_with("[exit code 0]\n\n"), "{printed}");
}

fn recorded(estate: &Estate) -> String {
    std::fs::read_to_string(estate.path().join(FILE)).unwrap()
}

fn history(estate: &Estate, more: &[&str]) -> String {
    estate.run(&[&["history", "infra", "--recorded", "--no-embedded"], more].concat())
}

/// The days, with the points and why the line breaks.
fn days(estate: &Estate) -> Vec<(String, Value, Value)> {
    let words = ["history", "infra", "--recorded", "--no-embedded", "--format", "json"];
    let report: Value = serde_json::from_slice(&estate.output(&words, b"").stdout).unwrap();
    let points = report["points"].as_array().unwrap().iter();
    let told = |point: &Value| {
        let day = point["day"].as_str().unwrap().to_owned();
        (day, point["score"]["current"].clone(), point["breaks"].clone())
    };
    points.map(told).collect()
}

#[test]
fn a_line_a_scan_is_all_that_is_kept() {
    let estate = estate();
    let text = recorded(&estate);
    assert_eq!(text.lines().count(), 4);
    for hidden in ["rg-secret", "st0", "s1", "infra", "supportsHttps"] {
        assert!(!text.contains(hidden), "{hidden}: {text}");
    }
    // Of one day the last line counts, and lines need not be in order.
    let told: Vec<(String, f64)> =
        days(&estate).into_iter().map(|(day, points, _)| (day, points.as_f64().unwrap())).collect();
    let expected = [("2027-01-05", 1.33), ("2027-01-08", 1.33), ("2027-01-12", 4.0)];
    assert_eq!(told, expected.map(|(day, points)| (day.to_owned(), points)));
    let schema = serde_json::from_slice(&estate.output(&["schema", "history"], b"").stdout).unwrap();
    let words = ["history", "infra", "--recorded", "--no-embedded", "--format", "json"];
    let report = serde_json::from_slice(&estate.output(&words, b"").stdout).unwrap();
    assert!(jsonschema::is_valid(&schema, &report), "{report:#}");
}

#[test]
fn files_of_recorded_scores_in_whole_commands() {
    let estate = estate();
    let mut printed = history(&estate, &[]);
    printed += &history(&estate, &["--report", "markdown"]);
    // Another policy, and then other points, break the line.
    estate.add("rules/policy.yaml", POLICY.replace("severity: high", "severity: low").as_bytes());
    record(&estate, "2027-01-13", 3);
    estate.add("uplift.yaml", b"policies: [rules]\ncontrols: { encrypt-data-in-transit: { maxScore: 5 } }\n");
    record(&estate, "2027-01-20", 3);
    printed += &history(&estate, &[]);
    printed += &estate.run(&["history", "rules", "--recorded", "--no-embedded"]);
    printed += &estate.run(&["history", "infra", "--recorded", "--since", "30d"]);
    printed += &Estate::with(&[("infra/a.json", b"[]")]).run(&["history", "infra", "--recorded", "--no-embedded"]);
    assert_data_eq!(printed, file!["recorded.txt"].raw());
}

#[test]
fn half_a_file_two_sides_of_a_merge_and_a_later_release_leave_the_rest() {
    let estate = estate();
    let whole = recorded(&estate);
    let lines: Vec<&str> = whole.lines().collect();
    let expected = days(&estate);
    let later = lines[0].replace("uplift.recorded/1", "uplift.recorded/2");
    let merged = format!(
        "<<<<<<< ours\n{}\n=======\n{}\n\n>>>>>>> theirs\n{}\n{later}\nnot a line\n{}\n{}",
        lines[3],
        lines[0],
        lines[1],
        lines[2],
        &lines[1][..40]
    );
    estate.add(FILE, merged.as_bytes());
    assert_eq!(days(&estate), expected);
    let told = history(&estate, &[]);
    for (line, said) in [
        (1, "a merge left this mark"),
        (3, "a merge left this mark"),
        (6, "a merge left this mark"),
        (8, "another version of uplift"),
        (9, "this is no recorded score"),
        (11, "never written to its end"),
    ] {
        assert!(told.contains(said) && told.contains(&format!("history.jsonl:{line}:1")), "{line} {said}\n{told}");
    }
    // What is added does not become one line with what was torn.
    record(&estate, "2027-02-01", 3);
    assert_eq!(days(&estate).len(), expected.len() + 1);
    // A scan that could not read everything is no point.
    let before = recorded(&estate);
    estate.add("infra/cut.json", b"[{ \"id\": \"/subscriptions/s1/");
    let failed = estate.run(&["scan", "infra", "--no-embedded", "--quiet", "--record"]);
    assert!(failed.ends_with("[exit code 2]\n\n") && recorded(&estate) == before, "{failed}");
}
