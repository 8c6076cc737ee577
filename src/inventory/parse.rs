//! Reading many files at once.

use super::Inventory;
use super::file::{Content, FileStatus, InventoryFile};
use super::reading::{Reading, read_document};
use crate::source::Document;
use std::sync::{Mutex, PoisonError};
use std::thread;

/// Reads files on so many threads (at least one) and joins their resources. The result does not depend on `threads`.
pub fn parse(files: Vec<InventoryFile>, threads: usize) -> Inventory {
    let threads = threads.clamp(1, files.len().max(1));
    let queue = Mutex::new(files.into_iter().enumerate());
    // The guard is gone before a file is read, so that the others need not wait.
    let next = || queue.lock().unwrap_or_else(PoisonError::into_inner).next();
    let work = || {
        let mut readings = Vec::new();
        while let Some((place, file)) = next() {
            readings.push((place, read(file)));
        }
        readings
    };
    let mut readings = thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let mut readings = work();
        for other in others {
            readings.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        readings
    });
    readings.sort_unstable_by_key(|(place, _)| *place);
    Inventory::of(readings.into_iter().map(|(_, reading)| reading).collect())
}

fn read(file: InventoryFile) -> Reading {
    let passed_over = |reason: String| Reading::empty(&file.name, None, FileStatus::PassedOver(reason));
    match file.content {
        Content::Skipped(reason) => passed_over(reason),
        Content::Unreadable(problem) => Reading::failed(&file.name, problem),
        Content::Bytes(_) if !InventoryFile::is_readable_name(&file.name) => passed_over("not JSON or YAML".to_owned()),
        Content::Bytes(bytes) => match Document::parse(file.name.as_str(), bytes) {
            Ok(document) => read_document(document, &file.rules),
            Err(problem) => Reading::failed(&file.name, problem),
        },
    }
}
