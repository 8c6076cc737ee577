//! Fingerprints stay: other programs keep them to know a finding again.

use crate::harness::{Estate, storage};
use snapbox::{assert_data_eq, file};

/// Accounts whose ids mean the same everywhere, in several spellings.
fn global(number: usize) -> String {
    let subscription = ["s1", "S2", "2b1c9c0e-7d57-4c6e-9d7e-000000000001"][number % 3];
    let group = ["rg-app", "RG-Data", "rg (ü)", "rg.émile_1"][number % 4];
    storage(subscription, group, &format!("stGlobal{number}"), false)
}

/// Accounts whose ids mean something within their file only.
fn local(number: usize) -> String {
    format!(r#"{{"name": "stLocal{number}", "type": "Microsoft.Storage/storageAccounts", "properties": {{}}}}"#)
}

#[test]
fn fifty_fingerprints_are_what_they_always_were() {
    let listed = |resources: Vec<String>| format!("[{}]", resources.join(",\n"));
    let (all, locals) = (listed((0..26).map(global).collect()), listed((0..12).map(local).collect()));
    let estate = Estate::with(&[
        ("estate/all.json", all.as_bytes()),
        ("estate/one.json", locals.as_bytes()),
        ("estate/sub dir/two.json", locals.as_bytes()),
    ]);
    let arguments = ["scan", "estate", "--policies", "rules", "--no-embedded", "--report", "csv"];
    let output = estate.output(&arguments, b"");
    let mut reader = csv::Reader::from_reader(output.stdout.as_slice());
    let headers = reader.headers().unwrap().clone();
    let column = |name: &str| headers.iter().position(|header| header == name).unwrap();
    let columns = ["recommendation", "resource", "file", "fingerprint"].map(column);
    let rows = reader.records().map(|record| columns.map(|column| record.as_ref().unwrap()[column].to_owned()));
    let rows: Vec<_> = rows.map(|row| row.join(" ")).collect();
    assert_eq!(rows.len(), 50);
    assert_data_eq!(rows.join("\n") + "\n", file!["fingerprints.txt"].raw());
}
