//! The room from outside: files in, resources and answers out.

#![allow(clippy::unwrap_used)]

mod cases;
mod foreign;
mod forms;
mod lookups;
mod pages;
mod silence;
mod tables;

use super::{
    FileKind, FileRecord, FileRules, FileStatus, Form, Inventory, InventoryFile, ResourceIndex, Silence, parse,
};

fn file(name: &str, text: &str) -> InventoryFile {
    InventoryFile::new(name, Ok(text.into()), FileRules::default())
}

/// A file that the configuration calls a source.
fn source(name: &str, text: &str) -> InventoryFile {
    let kind = Some(FileKind::Source);
    InventoryFile::new(name, Ok(text.into()), FileRules { kind, ..FileRules::default() })
}

fn snapshot(name: &str, text: &str, complete: &[&str]) -> InventoryFile {
    let complete = complete.iter().map(|name| (*name).to_owned()).collect();
    let kind = Some(FileKind::Snapshot);
    InventoryFile::new(name, Ok(text.into()), FileRules { kind, complete, ..FileRules::default() })
}

fn read(text: &str) -> Inventory {
    parse(vec![file("inventory.json", text)], 1)
}

/// Every resource as `type name id`, in order.
fn summary(inventory: &Inventory) -> Vec<String> {
    let line = |resource: &super::Resource| format!("{} {} {}", resource.type_name, resource.name, resource.id);
    inventory.resources().iter().map(line).collect()
}

fn messages(problems: &[crate::source::Problem]) -> Vec<&str> {
    problems.iter().map(|problem| problem.message.as_str()).collect()
}

fn names(inventory: &Inventory, found: &[ResourceIndex]) -> Vec<String> {
    found.iter().map(|index| inventory.resource(*index).name.to_string()).collect()
}

fn only_record(inventory: &Inventory) -> &FileRecord {
    assert_eq!(inventory.files().len(), 1);
    &inventory.files()[0]
}

#[test]
fn every_file_is_accounted_for_in_order() {
    let broken = crate::source::Problem::new("gone.json", "permission denied");
    let files = vec![
        file("notes.txt", "[]"),
        InventoryFile::skipped("big.json", "larger than 512 MB"),
        InventoryFile::new("gone.json", Err(broken), FileRules::default()),
        file("bad.json", "{"),
        file("a.json", r#"[{"type": "A.B/c", "name": "n"}]"#),
        file("empty.json", ""),
    ];
    let inventory = parse(files, 3);
    let status: Vec<_> = inventory.files().iter().map(|file| (file.path.as_str(), file.form, file.resources)).collect();
    let expected = [
        ("notes.txt", None, 0),
        ("big.json", None, 0),
        ("gone.json", None, 0),
        ("bad.json", None, 0),
        ("a.json", Some(&Form::LIST), 1),
        ("empty.json", None, 0),
    ];
    assert_eq!(status, expected);
    let passed_over = |reason: &str| FileStatus::PassedOver(reason.to_owned());
    assert_eq!(inventory.files()[0].status, passed_over("not JSON or YAML"));
    assert_eq!(inventory.files()[1].status, passed_over("larger than 512 MB"));
    assert_eq!(inventory.files()[2].status, FileStatus::Failed("permission denied".to_owned()));
    assert!(matches!(inventory.files()[3].status, FileStatus::Failed(_)));
    assert_eq!(inventory.files()[5].status, passed_over("it is empty"));
    assert_eq!(inventory.problems().len(), 2);
    assert_eq!(inventory.documents().len(), 1);
}

#[test]
fn readable_names() {
    for name in ["-", "a.json", "a/b.JSONC", "a.ndjson", "a.jsonl", "a.yaml", "x.y/a.yml", "a.bicep", "a.bicepparam"] {
        assert!(InventoryFile::is_readable_name(name), "{name}");
    }
    for name in ["a.txt", "json", "a.json/b", "a.bicep/b", "", "a."] {
        assert!(!InventoryFile::is_readable_name(name), "{name}");
    }
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let text = |file: usize| {
        let row = |row: usize| {
            format!(r#"{{"id": "/subscriptions/s/resourceGroups/g/providers/A.B/c/n{}"}}"#, file * row % 7)
        };
        let rows: Vec<String> = (0..file % 5).map(row).collect();
        format!(r#"{{"value": [{}]}}"#, rows.join(","))
    };
    let files = || (0..40).map(|number| file(&format!("{number}.json"), &text(number))).collect();
    let (one, many) = (parse(files(), 1), parse(files(), 8));
    assert_eq!(summary(&one), summary(&many));
    assert_eq!(one.files(), many.files());
    assert_eq!(one.warnings(), many.warnings());
    let canonical =
        |inventory: &Inventory| inventory.resources().iter().map(|resource| resource.canonical).collect::<Vec<_>>();
    assert_eq!(canonical(&one), canonical(&many));
}
