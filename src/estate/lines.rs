//! Lines that are one resource each: handed out in batches, and forgotten as they come.

use super::{Part, STDIN};
use crate::assess::{Batch, Streamed};
use crate::inventory::{FileRecord, FileStatus, Form};
use crate::source::{Document, Kind, LineReader, Problem};
use std::io::Read;
use std::sync::{Mutex, PoisonError};

/// Standard input, when nothing else is named.
pub(super) fn of_stdin(parts: &[Part]) -> Option<LineReader> {
    let mut paths = parts.iter().flat_map(|part| part.settings.paths());
    paths.all(|path| path.as_os_str() == STDIN).then(LineReader::of_stdin)
}

/// Whether a line is a resource; else all is one text.
pub(super) fn is_object(line: &[u8]) -> bool {
    let document = Document::parse(STDIN, line.to_vec());
    document.is_ok_and(|document| document.root().item(0).is_some_and(|value| value.kind() == Kind::Object))
}

/// Lines that were judged, as a file that was met.
pub(super) fn record(lines: &Streamed) -> FileRecord {
    FileRecord {
        resources: lines.resources,
        others: lines.others,
        is_taken_for_snapshot: lines.is_marked,
        ..FileRecord::of(STDIN, Some(&Form::NDJSON), FileStatus::Read)
    }
}

/// Which ids stand twice is not known any more once their lines are forgotten, but how many are.
pub(super) fn repeated(repeated: usize) -> Option<Problem> {
    (repeated > 0).then(|| {
        let message = format!("{repeated} resources have the id of one on another line; each id counts once");
        Problem::new(STDIN, message).help("Scan them from a file to see which")
    })
}

/// Batches of lines, each for one of several threads.
pub(super) struct Batches<R>(Mutex<Reader<R>>);

struct Reader<R> {
    lines: LineReader<R>,
    batches: usize,
    /// Why reading ended early.
    problem: Option<Problem>,
}

impl<R: Read> Batches<R> {
    /// All that is not read yet.
    pub(super) fn of(lines: LineReader<R>) -> Self {
        Self(Mutex::new(Reader { lines, batches: 0, problem: None }))
    }

    /// The next one; `None` at the end, and where reading ends early.
    pub(super) fn next(&self) -> Option<Batch> {
        let mut reader = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match reader.lines.piece() {
            Ok(piece) => {
                let (lines_before, bytes) = piece?;
                reader.batches += 1;
                Some(Batch { number: reader.batches - 1, lines_before, bytes })
            }
            Err(problem) => {
                reader.problem = Some(problem);
                None
            }
        }
    }

    /// Why reading ended early.
    pub(super) fn problem(self) -> Option<Problem> {
        self.0.into_inner().unwrap_or_else(PoisonError::into_inner).problem
    }
}
