//! Reading many files at once.

use super::Inventory;
use super::file::{Content, FileRecord, FileRules, FileStatus, InventoryFile};
use super::reading::{Reading, read_document, read_shared};
use crate::source::Document;
use rustc_hash::FxHashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// Reads files on so many threads (at least one) and joins their resources. The result does not depend on `threads`.
pub fn parse(files: Vec<InventoryFile>, threads: usize) -> Inventory {
    parse_beside(files, threads, &Inventory::of(Vec::new()))
}

/// The same beside another inventory, which holds the contents of [`InventoryFile::shared`] files: these are not read again.
/// What could not be read there is not told again.
pub fn parse_beside(files: Vec<InventoryFile>, threads: usize, other: &Inventory) -> Inventory {
    let documents = other.documents().iter().map(|document| (document.name(), document));
    let documents: FxHashMap<&str, &Arc<Document>> = documents.collect();
    let records = other.files().iter().map(|record| (record.path.as_str(), record));
    let records: FxHashMap<&str, &FileRecord> = records.collect();
    let shared = |name: &str, rules: &FileRules| match (documents.get(name), records.get(name)) {
        (Some(document), _) => read_shared(Arc::clone(document), rules),
        (None, Some(record)) => Reading::empty(name, record.form, record.status.clone()),
        (None, None) => Reading::empty(name, None, FileStatus::PassedOver("it is not there".to_owned())),
    };
    let threads = threads.clamp(1, files.len().max(1));
    let queue = Mutex::new(files.into_iter().enumerate());
    // The guard is gone before a file is read, so that the others need not wait.
    let next = || queue.lock().unwrap_or_else(PoisonError::into_inner).next();
    let work = || {
        let mut readings = Vec::new();
        while let Some((place, file)) = next() {
            readings.push((place, read(file, &shared)));
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

fn read(file: InventoryFile, shared: &impl Fn(&str, &FileRules) -> Reading) -> Reading {
    let passed_over = |reason: String| Reading::empty(&file.name, None, FileStatus::PassedOver(reason));
    match file.content {
        Content::Skipped(reason) => passed_over(reason),
        Content::Shared => shared(&file.name, &file.rules),
        Content::Unreadable(problem) => Reading::failed(&file.name, problem),
        Content::Bytes(_) if !InventoryFile::is_readable_name(&file.name) => passed_over("not JSON or YAML".to_owned()),
        Content::Bytes(bytes) => match Document::parse(file.name.as_str(), bytes) {
            Ok(document) => read_document(document, &file.rules),
            Err(problem) => Reading::failed(&file.name, problem),
        },
    }
}
