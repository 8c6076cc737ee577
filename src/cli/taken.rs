//! What stands in a file already, so that no output takes its place.

use crate::inventory::{FileRules, InventoryFile, parse};
use crate::policy;
use crate::source::{self, Document, Node, Problem, display_name};
use std::path::Path;

/// Refuses a place for a report or a patch: where nothing is written, and a file that somebody wrote for this program or
/// that holds resources, whichever command reads it.
pub(super) fn refuse(file: &Path) -> Result<(), Problem> {
    source::refuse_place(file)?;
    let Some(what) = held(file) else { return Ok(()) };
    let problem = Problem::new(display_name(file), format!("this is {what}, and no report takes its place"));
    Err(problem.help("Name another file for the report"))
}

fn held(file: &Path) -> Option<&'static str> {
    let name = display_name(file);
    if !file.is_file() || !InventoryFile::is_readable_name(&name) {
        return None;
    }
    if file.file_name().is_some_and(|name| name == "uplift.yaml") {
        return Some("a file of settings");
    }
    let Ok(bytes) = source::read(file, &name) else { return Some("a file that cannot be looked into") };
    let text = String::from_utf8_lossy(&bytes).into_owned();
    if policy::is_policy(&name, &text) {
        return Some("a file of policies");
    }
    match Document::parse(name.as_str(), bytes.clone()) {
        Ok(document) => document.root().item(0).and_then(known).or_else(|| inventory(&name, bytes)),
        // What it holds is not known, but that it is for this program.
        Err(_) => SIGNS.iter().any(|sign| text.to_lowercase().contains(sign)).then_some(INVENTORY),
    }
}

/// What stands in texts that hold resources; in lower case.
const SIGNS: [&str; 2] = ["/subscriptions/", "microsoft."];

const INVENTORY: &str = "a file of the inventory";

/// What is told by its keys. The reports of this program name their schemas.
fn known(top: Node<'_>) -> Option<&'static str> {
    let schema = top.get_exact("schema").and_then(Node::text);
    let is_baseline = schema.is_none_or(|schema| schema.starts_with("uplift.baseline/"));
    let is_exemption = |entry: Node<'_>| ["scope", "recommendations"].iter().all(|key| entry.get_exact(key).is_some());
    match top.item(0) {
        Some(entry) if is_exemption(entry) => Some("a file of exemptions"),
        _ if is_baseline && top.get_exact("findings").is_some() => Some("a baseline"),
        _ => None,
    }
}

fn inventory(name: &str, bytes: Vec<u8>) -> Option<&'static str> {
    let read = parse(vec![InventoryFile::new(name, Ok(bytes), FileRules::default())], 1);
    read.files().iter().any(|file| file.resources + file.others > 0).then_some(INVENTORY)
}
