//! Which folders of Terraform's files are managed by themselves, and what they manage.

use super::envelope::Envelope;
use super::form::Form;
use super::reader::Reader;
use super::reading::Reading;
use super::secrets::{self, Marks};
use super::silence::Silence;
use super::spelling::Spelling;
use crate::source::{Document, Format, Node};
use crate::terraform::{self, Folder, Mapped};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Works out what the folders among the files manage. What another one calls is judged where it is called. Gives the places of
/// the secrets that they are given.
pub(super) fn settle(readings: &mut [Reading]) -> Marks {
    let mut parts: BTreeMap<u16, Vec<Arc<Document>>> = BTreeMap::new();
    for reading in readings.iter() {
        if let Some(document) = reading.document.as_ref().filter(|own| own.format() == Format::Hcl) {
            parts.entry(reading.coverage.rules().part).or_default().push(document.clone());
        }
    }
    let mut marks = Marks::default();
    for (part, documents) in parts {
        let folders = terraform::folders(&documents);
        let plans = plans(readings, part);
        let is_only = folders.len() == 1 && plans.len() == 1;
        for folder in folders {
            let beside = plans.iter().find(|plan| is_only || folder_of(plan) == folder_of(&folder.entry));
            secrets::mark(&mut marks, folder.secrets.iter());
            let is_own = |reading: &&mut Reading| reading.coverage.rules().part == part;
            for reading in readings.iter_mut().filter(is_own) {
                let with = beside.or_else(|| Some(&folder.entry).filter(|entry| reading.record.path != **entry));
                if let Some(with) = with.filter(|_| folder.used.contains(&reading.record.path)) {
                    reading.record.judged_with = Some(with.clone());
                }
            }
            if beside.is_some() {
                continue;
            }
            let entry = readings.iter_mut().filter(is_own).find(|reading| reading.record.path == folder.entry);
            if let Some(reading) = entry {
                fill(reading, folder);
            }
        }
    }
    marks
}

/// The files of plans in a part of the estate: they say of the same resources what files do not.
fn plans(readings: &[Reading], part: u16) -> Vec<String> {
    let is_one = |own: &&Reading| own.coverage.rules().part == part && own.coverage.has(&Form::TERRAFORM_PLAN);
    readings.iter().filter(is_one).map(|own| own.record.path.clone()).collect()
}

fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Puts what a folder manages into the reading of the file that stands for it.
fn fill(reading: &mut Reading, folder: Folder) {
    let Some(document) = reading.document.clone() else { return };
    reading.record.judged_with = None;
    reading.coverage.is_open = !folder.gaps.is_empty() || !folder.waiting.is_empty();
    reading.warnings.extend(folder.told);
    reading.gaps.extend(folder.gaps);
    reading.waiting.extend(folder.waiting);
    reading.coverage.lost.extend(folder.lost.iter().map(|name| name.to_ascii_lowercase()));
    let mut reader = Reader::of(&document, Vec::new());
    match folder.document {
        Ok(derived) => reader.derived(|_| Ok(derived), |root, reader| take(root, &folder.rows, reader)),
        Err(problem) => reading.warnings.push(problem),
    }
    reading.record.resources = reader.resources.len();
    reading.derived = std::mem::take(&mut reader.derived);
    (reading.resources, reading.scopes) = reader.into_parts();
}

fn take(root: Node<'_>, rows: &[(bool, Option<&'static Mapped>)], reader: &mut Reader) {
    for (row, (is_conditional, mapped)) in root.items().zip(rows) {
        if let Some(index) = reader.resource(row, &Envelope::of(row), Spelling::Azure, None) {
            // What no attribute says is said by leaving it out.
            reader.resources[index.0 as usize].silence = is_conditional.then_some(Silence::Conditional);
            reader.is_mapped(index, *mapped);
        }
    }
}
