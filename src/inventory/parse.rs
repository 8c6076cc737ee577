//! Reading many files at once.

use super::Inventory;
use super::file::{Content, InventoryFile};
use super::reading::{Reading, read_document};
use super::record::FileStatus;
use crate::source::Document;
use rustc_hash::FxHashMap;
use std::sync::{Mutex, PoisonError};
use std::thread;

/// Reads files on so many threads (at least one) and joins their resources. The result does not depend on `threads`.
pub fn parse(files: Vec<InventoryFile>, threads: usize) -> Inventory {
    Inventory::of(read_all(files, threads))
}

/// The same for both sides of a change. What the base shares with head ([`InventoryFile::shared`]) is read once; what cannot
/// be read of it is told of head alone.
pub fn parse_sides(base: Vec<InventoryFile>, head: Vec<InventoryFile>, threads: usize) -> (Inventory, Inventory) {
    let head = read_all(head, threads);
    let by_name: FxHashMap<&str, &Reading> =
        head.iter().map(|reading| (reading.record.path.as_str(), reading)).collect();
    let (shared, own): (Vec<_>, Vec<_>) = base.into_iter().partition(|file| matches!(file.content, Content::Shared));
    let copy = |file: &InventoryFile| match by_name.get(file.name()) {
        Some(reading) => Reading { problems: Vec::new(), ..Reading::clone(reading) },
        None => passed_over(file, "it is not there".to_owned()),
    };
    let mut base = read_all(own, threads);
    base.extend(shared.iter().map(copy));
    base.sort_by(|one, other| one.record.path.cmp(&other.record.path));
    (Inventory::of(base), Inventory::of(head))
}

/// What each file gives, in their order.
fn read_all(files: Vec<InventoryFile>, threads: usize) -> Vec<Reading> {
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
    readings.into_iter().map(|(_, reading)| reading).collect()
}

fn read(file: InventoryFile) -> Reading {
    match file.content {
        Content::Skipped(ref reason) => passed_over(&file, reason.clone()),
        Content::Shared => passed_over(&file, "there is nothing to share it with".to_owned()),
        Content::Unreadable(problem) => Reading::failed(&file.name, problem),
        Content::Bytes(_) if !InventoryFile::is_readable_name(&file.name) => {
            passed_over(&file, "not JSON or YAML".to_owned())
        }
        Content::Bytes(bytes) => match Document::parse(file.name.as_str(), bytes) {
            Ok(document) => read_document(document, &file.rules),
            Err(problem) => Reading::failed(&file.name, problem),
        },
    }
}

fn passed_over(file: &InventoryFile, reason: String) -> Reading {
    Reading::empty(&file.name, None, FileStatus::PassedOver(reason))
}
