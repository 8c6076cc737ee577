//! Bicep as its own compiler's sources are written: each file is read.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use crate::shared;
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use uplift::bicep;

pub fn files_are_read() {
    let folder = shared("bicep");
    let mut wrong = Vec::new();
    let mut faulty = BTreeSet::new();
    let files = files(&folder);
    for (name, path) in &files {
        let text = std::fs::read_to_string(path).unwrap();
        for fault in bicep::parse(&text).faults {
            faulty.insert(name.clone());
            let line = text[..fault.at as usize].matches('\n').count() + 1;
            wrong.push(format!("{name}:{line}: {}", fault.message));
        }
    }
    eprintln!("{} files, {} not read in full", files.len(), faulty.len());
    let page = format!("{HEAD}{}", by_feature(&folder, &faulty));
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/bicep.md");
    snapbox::assert_data_eq!(page, snapbox::Data::read_from(&file, Some(snapbox::data::DataFormat::Text)).raw());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(files.len() > 480, "only {} files were read", files.len());
}

const HEAD: &str = "# Bicep, by what its files use

How many of the files with a feature of the language are read in full, of those that Bicep's own tests and its registry of modules
hold beside what the real compiler made of them. A test writes this page from them (`SNAPSHOTS=overwrite cargo test --test
conformance bicep`). What they deploy is held against the compiler's values, feature by feature, by the same test program. What is
known of Bicep besides is told [with templates](templates.md#bicep).

| feature | files | read in full |
|---|---|---|
";

/// How many of the files that have a feature are read in full, as a table.
fn by_feature(folder: &Path, faulty: &BTreeSet<String>) -> String {
    let rows = std::fs::read_to_string(folder.join("pairs.jsonl")).unwrap();
    let mut table: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for row in rows.lines().map(|row| serde_json::from_str::<Json>(row).unwrap()) {
        let is_read = !faulty.contains(row["bicep"].as_str().unwrap());
        for feature in row["features"].as_array().unwrap() {
            let (read, all) = table.entry(feature.as_str().unwrap().to_owned()).or_default();
            (*read, *all) = (*read + usize::from(is_read), *all + 1);
        }
    }
    table.iter().map(|(feature, (read, all))| format!("| {feature} | {all} | {read} |\n")).collect()
}

/// Every Bicep file, by its path below a folder.
fn files(folder: &Path) -> BTreeMap<String, PathBuf> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(directory) = open.pop() {
        for entry in std::fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            match path.extension().and_then(|ending| ending.to_str()) {
                _ if path.is_dir() => open.push(path),
                Some("bicep" | "bicepparam") => {
                    let name = path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
                    found.insert(name, path);
                }
                _ => {}
            }
        }
    }
    found
}
