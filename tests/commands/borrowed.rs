//! `uplift scan --verdicts`: the portal's verdicts where ours do not count, or are none.

use crate::ages::git;
use crate::harness::Estate;
use crate::reconcile::{HTTPS, ODD, POLICY, TLS, account, assessment, control};
use serde_json::{Value, json};
use snapbox::{assert_data_eq, file};

const TRANSIT: &str = "0e55495e-034f-4abc-8293-767229250176";
const THEIRS: &str = "dddddddd-0000-0000-0000-000000000001";
const SCAN: [&str; 6] = ["scan", "infra", "portal.json", "--policies", "rules", "--no-embedded"];

/// A verdict with the day since which it holds.
fn since(resource: &str, key: &str, code: &str, cause: Option<&str>, day: &str) -> Value {
    let mut row = assessment(resource, key, code, cause);
    row["properties"]["status"]["statusChangeDate"] = format!("{day}T04:05:06Z").into();
    row["properties"]["metadata"]["preview"] = false.into();
    row
}

/// One account whose version of TLS nobody can tell by its file, one that is healthy here and not there, and a
/// recommendation of the platform's own, also on an account that is in no inventory.
fn rows() -> Vec<Value> {
    vec![
        control(TRANSIT, "Encrypt data in transit", 4, &[HTTPS, TLS], [1, 1, 0], 2.0),
        control(THEIRS, "Their own", 3, &[ODD], [1, 1, 0], 1.5),
        since("st1", HTTPS, "Unhealthy", None, "2026-12-31"),
        since("st1", TLS, "Healthy", Some("Old clients"), "2020-11-20"),
        since("st1", ODD, "Unhealthy", None, "2027-01-01"),
        since("gone", ODD, "Healthy", None, "2027-01-02"),
    ]
}

fn estate(rows: Vec<Value>) -> Estate {
    let accounts = json!([account("st1", true, "[parameters('tls')]"), account("st2", true, "TLS1_0")]).to_string();
    Estate::with(&[
        ("rules/policy.yaml", POLICY.as_bytes()),
        ("infra/a.json", accounts.as_bytes()),
        ("portal.json", json!({ "value": rows }).to_string().as_bytes()),
    ])
}

fn scanned(estate: &Estate, more: &[&str]) -> Value {
    let words = [&SCAN[..], &["--today", "2027-01-02", "--all", "--format", "json"], more].concat();
    serde_json::from_slice(&estate.output(&words, b"").stdout).unwrap()
}

/// Status and message of a verdict.
fn verdict(report: &Value, recommendation: &str, resource: &str) -> (String, String) {
    let named = |own: &&Value| own["recommendation"] == recommendation && own["resource"]["name"] == resource;
    let own = report["assessments"].as_array().unwrap().iter().find(named).unwrap();
    let text = |key: &str| own[key].as_str().unwrap_or_default().to_owned();
    (text("status"), text("message"))
}

#[test]
fn what_checks_leave_open_is_the_portals_and_is_marked() {
    let estate = estate(rows());
    let mut shown = String::new();
    for whose in ["both", "portal"] {
        let words = [&SCAN[..], &["--today", "2027-01-02", "--verdicts", whose]].concat();
        shown += &estate.run(&words);
        shown += &estate.run(&[&words[..], &["--recommendation", &format!("portal-{ODD}")]].concat());
    }
    assert_data_eq!(shown, file!["borrowed.txt"].raw());
}

#[test]
fn both_decides_more_and_our_own_verdicts_win() {
    let estate = estate(rows());
    let (own, both) = (scanned(&estate, &[]), scanned(&estate, &["--verdicts", "both"]));
    assert_eq!(verdict(&own, "tls", "st1").0, "unknown");
    let (status, message) = verdict(&both, "tls", "st1");
    assert_eq!(status, "healthy");
    assert!(
        message.starts_with("Defender for Cloud says healthy, since 2020-11-20, 2234 days ago: Old clients"),
        "{message}"
    );
    // The portal says unhealthy of it.
    assert_eq!(verdict(&both, "https", "st1"), ("healthy".to_owned(), String::new()));
    assert_eq!(verdict(&both, &format!("portal-{ODD}"), "st1").0, "unhealthy");
    assert_eq!(verdict(&both, &format!("portal-{ODD}"), "st2").0, "unknown");
    assert_eq!((&own["coverage"]["unknown"], &own["coverage"]["decided"]), (&json!(1), &json!(5)));
    assert_eq!((&both["coverage"]["unknown"], &both["coverage"]["decided"]), (&json!(1), &json!(7)));
}

/// Of two rows on one pair the worse counts, rows of other clouds and unknown codes never do, and what is switched off here
/// does not come back.
#[test]
fn odd_rows_decide_nothing_by_chance() {
    let mut odd = rows();
    odd.push(since("st1", TLS, "Unhealthy", None, "2027-01-01"));
    let mut elsewhere = since("st2", ODD, "Healthy", None, "2027-01-01");
    elsewhere["properties"]["resourceDetails"] = json!({ "Source": "Aws", "AwsResourceId": "arn:aws:s3:::a" });
    odd.push(elsewhere);
    let first = estate(odd);
    let report = scanned(&first, &["--verdicts", "both"]);
    assert_eq!(verdict(&report, "tls", "st1").0, "unhealthy");
    assert_eq!(verdict(&report, &format!("portal-{ODD}"), "st2").0, "unknown");
    let told = report["warnings"].to_string();
    assert!(told.contains("1 row of microsoft.security/assessments of Aws left out"), "{told}");
    assert!(told.contains("two verdicts on one resource"), "{told}");

    let mut strange = rows();
    strange[3] = since("st1", TLS, "Perhaps", None, "2027-01-01");
    let report = scanned(&estate(strange), &["--verdicts", "both"]);
    assert_eq!(verdict(&report, "tls", "st1").0, "unknown");

    first.add("uplift.yaml", b"policies: [rules]\nrecommendations: { tls: { enabled: false } }\n");
    let report = scanned(&first, &["--verdicts", "both"]);
    let all = report["assessments"].as_array().unwrap();
    assert!(all.iter().all(|own| own["recommendation"] != "tls" && own["recommendation"] != format!("portal-{TLS}")));
}

/// The platform did not look, or somebody waived it there: neither says that a check does not apply.
#[test]
fn what_is_off_or_exempt_there_decides_nothing_here() {
    for (cause, counts) in [("OffByPolicy", false), ("Exempt", false), ("NotApplicableByType", true)] {
        let mut waived = rows();
        waived[3] = since("st1", TLS, "NotApplicable", Some(cause), "2020-11-20");
        waived[4] = since("st1", ODD, "NotApplicable", Some(cause), "2020-11-20");
        let report = scanned(&estate(waived), &["--verdicts", "both"]);
        for recommendation in ["tls", &format!("portal-{ODD}")] {
            let (status, message) = verdict(&report, recommendation, "st1");
            assert_eq!(status, if counts { "notApplicable" } else { "unknown" }, "{message}");
            let is_told = message.contains(&format!("days ago: {cause}, which decides nothing here"));
            assert_eq!(is_told, !counts, "{message}");
        }
        let told = report["warnings"].to_string();
        assert_eq!(
            told.contains("2 verdicts of the export left out, as off by policy there or exempt"),
            !counts,
            "{told}"
        );
    }
}

/// A misspelt key is in preview nowhere: it is told with the one that was meant, and the question is asked all the same.
#[test]
fn a_preview_key_that_no_row_has_is_told_and_silences_nothing() {
    let mut bare = rows();
    bare[2..].iter_mut().for_each(|row| drop(row["properties"].as_object_mut().unwrap().remove("metadata")));
    let estate = estate(bare);
    let misspelt = ODD.replacen('0', "", 1);
    let asked = "without a word on preview";
    let told = |key: &str| scanned(&estate, &["--verdicts", "both", "--preview", key])["warnings"].to_string();
    let wrong = told(&misspelt);
    assert!(wrong.contains(&format!("--preview: no row of the export has the key `{misspelt}`")), "{wrong}");
    assert!(wrong.contains(&format!("Did you mean `{ODD}`?")) && wrong.contains(asked), "{wrong}");
    let right = told(&ODD.to_uppercase());
    assert!(!right.contains("no row of the export") && !right.contains(asked), "{right}");
    let reconciled = |key: &str| estate.run(&["reconcile", "portal.json", "--export-only", "--preview", key]);
    let (wrong, right) = (reconciled(&misspelt), reconciled(ODD));
    assert!(
        wrong.contains(&format!("has the key `{misspelt}`"))
            && wrong.contains("not say whether the recommendation is in preview"),
        "{wrong}"
    );
    assert!(!right.contains("has the key"), "{right}");
}

/// The portal's own number: what stands in its rows, by its own controls.
#[test]
fn the_portals_verdicts_alone_make_the_portals_number() {
    let report = scanned(&estate(rows()), &["--verdicts", "portal"]);
    // Of st1 one recommendation of encryption is unhealthy; its own one on one of two accounts.
    assert_eq!((&report["score"]["current"], &report["score"]["max"]), (&json!(1.5), &json!(7)));
    let (status, message) = verdict(&report, &format!("portal-{HTTPS}"), "st1");
    assert_eq!(
        (status.as_str(), message.as_str()),
        ("unhealthy", "Defender for Cloud says unhealthy, since 2026-12-31, 2 days ago")
    );
}

#[test]
fn an_export_that_says_too_little_is_an_error() {
    let mut shown = String::new();
    let both = |estate: &Estate, more: &[&str]| estate.run(&[&SCAN[..], &["--today", "2027-01-02"], more].concat());
    let without = estate(rows().split_off(2));
    shown += &both(&without, &["--verdicts", "portal"]);
    shown += &both(&without, &["--verdicts", "both", "--quiet"]);
    shown += &both(&without, &["--verdicts", "both", "--format", "partial"]);
    shown += &both(&without, &["--verdicts", "both", "--record"]);
    shown += &both(&without, &["--preview", ODD]);
    shown += &both(&estate(Vec::new()), &["--verdicts", "both"]);
    shown += &without.run(&["scan", "-", "--verdicts", "both"]);
    without
        .add("portal.json", b"{\"value\": [{\"id\": \"/subscriptions/1/providers/Microsoft.Security/assessments/a\",");
    shown += &both(&without, &["--verdicts", "both"]);
    assert_data_eq!(shown, file!["borrowed_badly.txt"].raw());
}

/// Rows that a change brings let nothing pass: neither what it breaks, nor what it makes undecided.
#[test]
fn no_row_that_a_change_brings_lets_it_pass() {
    let accounts = |https: Value, tls: &str| {
        let mut own = account("st1", true, tls);
        own["properties"]["supportsHttpsTrafficOnly"] = https;
        json!([own]).to_string()
    };
    let base = accounts(json!(true), "TLS1_2");
    let settings = b"policies: [rules]\ninventory: [{ path: infra/*, kind: source }]\n";
    let estate = Estate::with(&[
        ("uplift.yaml", settings),
        ("rules/policy.yaml", POLICY.as_bytes()),
        ("infra/a.json", base.as_bytes()),
    ]);
    git(&estate, "2027-01-01", &["init", "-q", "-b", "main"]);
    git(&estate, "2027-01-01", &["add", "-A"]);
    git(&estate, "2027-01-01", &["commit", "-q", "-m", "one"]);
    let code = || {
        let words = ["gate", ".", "--base", "main", "--no-embedded", "--today", "2027-01-02"];
        estate.output(&words, b"").status.code()
    };
    assert_eq!(code(), Some(0));
    let healthy = |key: &str| since("st1", key, "Healthy", None, "2027-01-01");
    let rows = json!({ "value": [rows()[0], rows()[1], healthy(HTTPS), healthy(TLS)] }).to_string();
    for changed in [accounts(json!(false), "TLS1_2"), accounts(json!("[parameters('https')]"), "TLS1_2")] {
        estate.add("infra/a.json", changed.as_bytes());
        let without = code();
        estate.add("portal.json", rows.as_bytes());
        assert_eq!((without, code()), (Some(1), Some(1)), "{changed}");
        std::fs::remove_file(estate.path().join("portal.json")).unwrap();
    }
}
