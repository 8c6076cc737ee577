//! Standard input that is one resource a line: judged in batches and forgotten as it comes.

use super::Failure;
use super::args::ScanArguments;
use super::estate::STDIN;
use super::filter;
use super::judge::Judge;
use super::scan::{Input, Judged, choose, with_options};
use super::screen::Progress;
use crate::assess::{Batch, Streamed, assess_batches};
use crate::exempt::Register;
use crate::inventory::{FileRecord, FileRules, FileStatus, Form, Inventory, InventoryFile, Resource};
use crate::source::{Document, Kind, LineReader, Problem};
use std::sync::{Mutex, PoisonError};

/// Opens what is to be scanned. Lines can be forgotten when no check looks beyond its own resource, and when no filter
/// names a resource or a scope, which must be looked up among all of them.
pub(super) fn open(arguments: &ScanArguments, judge: &Judge) -> Result<Input, Failure> {
    let filters = &arguments.filters;
    let scopes = [&filters.management_group, &filters.subscription, &filters.resource_group, &filters.resource];
    let needs_all = judge.checks.any_related() || scopes.iter().any(|names| !names.is_empty());
    let needs_all = needs_all || !filters.resource_type.is_empty() || arguments.strict;
    if needs_all || arguments.paths.iter().any(|path| path.as_os_str() != STDIN) {
        let (files, missing) = judge.estate.inventory(&arguments.paths);
        return Ok(Input::Files(files, missing));
    }
    let mut lines = LineReader::of_stdin();
    if lines.first()?.is_some_and(is_object) {
        return Ok(Input::Lines(lines));
    }
    let file = InventoryFile::new(STDIN, lines.rest(), FileRules::default());
    Ok(Input::Files(vec![file], Vec::new()))
}

fn is_object(line: &[u8]) -> bool {
    let document = Document::parse(STDIN, line.to_vec());
    document.is_ok_and(|document| document.root().item(0).is_some_and(|value| value.kind() == Kind::Object))
}

/// Judges lines to the end.
pub(super) fn judged(
    arguments: &ScanArguments,
    judge: &Judge,
    register: &Register,
    lines: LineReader,
) -> Result<Judged, Failure> {
    let nothing = Inventory::of(Vec::new());
    let mut filter = filter::resolve(&arguments.filters, &judge.policy, &judge.estate.config, &nothing)?;
    choose(arguments, &mut filter.selection);
    let progress = Progress::counting("Checking resources");
    let reader = Mutex::new(Reader { lines, batches: 0, problem: None });
    let next = || reader.lock().unwrap_or_else(PoisonError::into_inner).next();
    let covers = |resource: &Resource| filter.scope.covers(resource);
    let streamed = with_options(arguments, register, &filter, &progress, |options| {
        assess_batches(&judge.checks, STDIN, &next, &FileRules::default(), &covers, options)
    })?;
    let unreadable = reader.into_inner().unwrap_or_else(PoisonError::into_inner).problem;
    let Streamed { assessed, resources, warnings, problems } = streamed;
    let distinct = assessed.distinct_resources();
    let mut judged = Judged {
        assessed,
        selection: filter.selection,
        files: vec![record(resources)],
        resources: distinct,
        inventory: None,
        warnings,
        errors: problems.into_iter().chain(unreadable).collect(),
    };
    judged.warnings.extend(repeated(resources, distinct));
    Ok(judged)
}

fn record(resources: usize) -> FileRecord {
    FileRecord { path: STDIN.to_owned(), form: Some(&Form::NDJSON), status: FileStatus::Read, resources }
}

/// Which ids stand twice is not known any more once their lines are forgotten, but how many are.
fn repeated(resources: usize, distinct: u64) -> Option<Problem> {
    let repeated = resources as u64 - distinct;
    (repeated > 0).then(|| {
        let message = format!("{repeated} resources have the id of one on another line; each id counts once");
        Problem::new(STDIN, message).help("Scan them from a file to see which")
    })
}

/// Hands out batches, one at a time.
struct Reader {
    lines: LineReader,
    batches: usize,
    /// Why reading ended early.
    problem: Option<Problem>,
}

impl Reader {
    fn next(&mut self) -> Option<Batch> {
        match self.lines.piece() {
            Ok(Some((lines_before, bytes))) => {
                self.batches += 1;
                Some(Batch { number: self.batches - 1, lines_before, bytes })
            }
            Ok(None) => None,
            Err(problem) => {
                self.problem = Some(problem);
                None
            }
        }
    }
}
