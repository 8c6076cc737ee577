//! A file and those that it imports from, each read once.

use super::super::nested::beside;
use crate::bicep::{Declaration, File, Imported, Name, parse};
use crate::source::{Document, Format, Problem};
use rustc_hash::FxHashMap;
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
    let told = |at: u32, why: &str| {
        let message = format!("this declaration is not judged: {why}");
        unit.document.problem(unit.document.position(at), message, LONGEST_LINE)
    };
    let faults = unit.file.faults.iter().map(|fault| told(fault.at, &fault.message));
    let doubles = doubles(unit)
        .into_iter()
        .map(|name| told(name.span.start, &format!("`{}` is declared again below", name.text)));
    faults.chain(doubles).collect()
}

/// The names of declarations that another one further down takes. What is deployed has names of its own in outputs alone.
fn doubles(unit: &Unit) -> Vec<&Name> {
    let names = unit.file.statements.iter().flat_map(|statement| match &statement.declaration {
        Declaration::Output(..) | Declaration::Metadata(..) | Declaration::Assert(..) | Declaration::Unread(_) => {
            Vec::new()
        }
        Declaration::Import(Imported::All(name), _) => vec![name],
        Declaration::Import(Imported::Names(pairs), _) => pairs.iter().map(|(_, here)| here).collect(),
        other => other.name().into_iter().collect(),
    });
    let mut last: FxHashMap<&str, &Name> = FxHashMap::default();
    names.filter_map(|name| last.insert(&name.text, name)).collect()
}
