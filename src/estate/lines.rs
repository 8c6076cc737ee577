//! Lines that are one resource each: judged in batches and forgotten as they come.

use super::request::{Input, Request, Seen};
use super::{Estate, STDIN, Stopped};
use crate::assess::{Assessed, Batch, Streamed, assess_batches};
use crate::exempt::Register;
use crate::inventory::{self, FileRecord, FileRules, FileStatus, Form, Inventory, InventoryFile, Resource};
use crate::source::{Document, Kind, LineReader, Problem};
use std::io::Read;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

/// Standard input, when nothing else is named.
pub(super) fn of_stdin(paths: &[PathBuf]) -> Option<LineReader> {
    paths.iter().all(|path| path.as_os_str() == STDIN).then(LineReader::of_stdin)
}

/// Lines when the first is a resource; else all is one text, and held.
pub(super) fn open<R: Read>(mut lines: LineReader<R>, threads: usize) -> Result<Input<R>, Problem> {
    if lines.first()?.is_some_and(is_object) {
        return Ok(Input::Lines(lines));
    }
    let file = InventoryFile::new(STDIN, lines.rest(), FileRules::default());
    Ok(Input::Held(Arc::new(inventory::parse(vec![file], threads)), Vec::new()))
}

fn is_object(line: &[u8]) -> bool {
    let document = Document::parse(STDIN, line.to_vec());
    document.is_ok_and(|document| document.root().item(0).is_some_and(|value| value.kind() == Kind::Object))
}

/// Judges lines to the end.
pub(super) fn judge_lines<R: Read + Send>(
    estate: &Estate,
    lines: LineReader<R>,
    register: &Register,
    request: &Request<'_>,
) -> Result<(Assessed, Seen), Stopped> {
    let filter = request.filter(estate, &Inventory::of(Vec::new()))?;
    let covers = |resource: &Resource| filter.scope.covers(resource);
    let reader = Mutex::new(Reader { lines, batches: 0, problem: None });
    let next = || reader.lock().unwrap_or_else(PoisonError::into_inner).next();
    let streamed = request.judge(register, &filter, None, |options| {
        assess_batches(&estate.checks, STDIN, &next, &FileRules::default(), &covers, options)
    })?;
    let unreadable = reader.into_inner().unwrap_or_else(PoisonError::into_inner).problem;
    let Streamed { assessed, resources, warnings, problems } = streamed;
    let distinct = assessed.distinct_resources();
    let seen = Seen {
        selection: filter.selection,
        files: vec![record(resources)],
        resources: distinct,
        inventory: None,
        warnings: warnings.into_iter().chain(repeated(resources, distinct)).collect(),
        errors: problems.into_iter().chain(unreadable).collect(),
    };
    Ok((assessed, seen))
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
struct Reader<R> {
    lines: LineReader<R>,
    batches: usize,
    /// Why reading ended early.
    problem: Option<Problem>,
}

impl<R: Read> Reader<R> {
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
