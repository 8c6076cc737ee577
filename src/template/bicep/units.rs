//! A file and those that it imports from, each read once.

use super::super::nested::beside;
use crate::bicep::{Declaration, File, parse};
use crate::source::{Document, Format, Problem};
use std::sync::Arc;

/// A Bicep file as it is read.
pub struct Unit {
    pub document: Arc<Document>,
    pub file: File,
}

/// Files that one may import from, directly or not.
const MOST: usize = 200;
/// Characters of a line that is shown with a problem.
const LONGEST_LINE: usize = 400;

/// The file first, then those that it imports from.
pub fn load(document: &Arc<Document>, files: &[Arc<Document>]) -> (Vec<Unit>, Vec<Problem>) {
    let mut units = vec![Unit::of(document)];
    let mut next = 0;
    while let Some(unit) = units.get(next) {
        let imported = unit.file.statements.iter().filter_map(|statement| match &statement.declaration {
            Declaration::Import(_, path) | Declaration::Extends(path) => path.text(),
            _ => None,
        });
        let found: Vec<&Arc<Document>> =
            imported.filter_map(|path| beside(unit.document.name(), path, files)).collect();
        for file in found {
            let is_new = units.iter().all(|unit| unit.document.name() != file.name());
            if is_new && file.format() == Format::Bicep && units.len() < MOST {
                units.push(Unit::of(file));
            }
        }
        next += 1;
    }
    let problems = units.first().map(faults).unwrap_or_default();
    (units, problems)
}

impl Unit {
    fn of(document: &Arc<Document>) -> Self {
        Self { document: document.clone(), file: parse(document.text()) }
    }
}

/// What was not understood; another file's faults are told with that file.
fn faults(unit: &Unit) -> Vec<Problem> {
    let told = unit.file.faults.iter().map(|fault| {
        let message = format!("this declaration is not judged: {}", fault.message);
        unit.document.problem(unit.document.position(fault.at), message, LONGEST_LINE)
    });
    told.collect()
}
