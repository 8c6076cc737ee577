//! An inventory that is led through the states of its files: what stays is read once.

use super::Inventory;
use super::file::{Content, InventoryFile};
use super::reading::{EMPTY, Reading, is_loader, loads_any, may_load, read_all};
use super::record::FileStatus;
use super::splice::are_exchangeable;
use crate::source::{Encoding, Problem};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// An inventory, and what each of its files gave.
pub struct Steps {
    /// In order of names.
    readings: Vec<Reading>,
    inventory: Arc<Inventory>,
}

/// What came of files that were read again.
#[derive(Debug, Default)]
pub struct Followed {
    /// Anything is another than it was.
    pub is_changed: bool,
    /// How many files gave something else, or are new.
    pub read: usize,
    /// Those that somebody may still be writing, and why they cannot be read: they are left as they were.
    pub torn: Vec<Problem>,
}

impl Steps {
    /// Reads files as [`parse`](super::parse) does.
    pub fn of(files: Vec<InventoryFile>, threads: usize) -> Self {
        let loads = may_load(files.iter());
        let readings = read_all(files, threads, loads);
        Self { inventory: Arc::new(Inventory::of(readings.clone())), readings }
    }

    /// The inventory as it is.
    pub fn inventory(&self) -> &Arc<Inventory> {
        &self.inventory
    }

    /// Takes other contents of some files, where nothing but values in their resources are others; else nothing is done.
    pub fn exchange(&mut self, files: Vec<InventoryFile>, threads: usize) -> bool {
        let loads = self.may_load(&files);
        let mut own = read_all(files, threads, loads);
        let former = self.former(&own);
        let former = former.filter(|former| self.can_exchange(former, &own));
        let is_exchanged = former.is_some();
        former.into_iter().for_each(|former| self.put(former, std::mem::take(&mut own)));
        is_exchanged
    }

    /// Takes other files in the place of all, in order of their names; those that are [shared](InventoryFile::shared) are as they
    /// were. The inventory that was, unless nothing but values in some documents are others.
    pub fn step(&mut self, files: Vec<InventoryFile>, threads: usize) -> Option<Arc<Inventory>> {
        let (places, loads) = (self.places(), self.may_load(&files));
        let known = |file: &InventoryFile| {
            let place = places.get(file.name()).copied();
            place.filter(|place| stays(file, &self.readings[*place]))
        };
        let kept: Vec<Option<usize>> = files.iter().map(known).collect();
        let own = files.into_iter().zip(&kept).filter(|(_, kept)| kept.is_none()).map(|(file, _)| file);
        let own = read_all(own.collect(), threads, loads);
        let are_all = kept.len() == self.readings.len();
        match self.former(&own).filter(|former| are_all && self.can_exchange(former, &own)) {
            Some(former) => {
                self.put(former, own);
                None
            }
            None => Some(self.rebuild(&kept, own)),
        }
    }

    /// Takes other files in the place of all, in order of their names, as [`Steps::step`] does. With `patience`, one that cannot
    /// be read or holds nothing is left as it was, or out where it is new: it may not be written to its end. What is written
    /// again as it was is no change.
    pub fn follow(&mut self, files: Vec<InventoryFile>, threads: usize, patience: bool) -> Followed {
        let (places, loads) = (self.places(), self.may_load(&files));
        let stays = |file: &InventoryFile, was: &Reading| stays(file, was) || holds_the_same(file, was);
        let place = |file: &InventoryFile| places.get(file.name()).copied();
        let kept: Vec<Option<usize>> =
            files.iter().map(|file| place(file).filter(|place| stays(file, &self.readings[*place]))).collect();
        let former: Vec<Option<usize>> = files.iter().map(place).collect();
        let own = files.into_iter().zip(&kept).filter(|(_, kept)| kept.is_none()).map(|(file, _)| file);
        let mut own = read_all(own.collect(), threads, loads).into_iter();
        let (mut followed, mut next) = (Followed::default(), Vec::new());
        for (kept, former) in kept.into_iter().zip(former) {
            let Some(reading) = (if kept.is_none() { own.next() } else { None }) else {
                next.extend(kept.map(Next::Kept));
                continue;
            };
            let was = former.map(|place| &self.readings[place]);
            match torn(&reading, was).filter(|_| patience) {
                Some(problem) => {
                    followed.torn.push(problem);
                    next.extend(former.map(Next::Kept));
                }
                None if was.is_some_and(|was| says_the_same(was, &reading)) => next.extend(former.map(Next::Kept)),
                None => {
                    followed.read += 1;
                    next.push(Next::Read(Box::new(reading)));
                }
            }
        }
        let is_kept = |(place, next): (usize, &Next)| matches!(next, Next::Kept(kept) if *kept == place);
        followed.is_changed = next.len() != self.readings.len() || !next.iter().enumerate().all(is_kept);
        if followed.is_changed {
            self.take(next);
        }
        followed
    }

    fn take(&mut self, next: Vec<Next>) {
        let mut former: Vec<Option<Reading>> = std::mem::take(&mut self.readings).into_iter().map(Some).collect();
        let reading = |next| match next {
            Next::Kept(place) => former[place].take(),
            Next::Read(reading) => Some(*reading),
        };
        self.readings = next.into_iter().filter_map(reading).collect();
        self.inventory = Arc::new(Inventory::of(self.readings.clone()));
    }

    /// The names of all files.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.readings.iter().map(|reading| &*reading.record.path)
    }

    /// The place of each reading, by the name of its file.
    fn places(&self) -> FxHashMap<&str, usize> {
        self.readings.iter().enumerate().map(|(place, reading)| (&*reading.record.path, place)).collect()
    }

    /// The places of the readings of the same files; `None` where there is none of one.
    fn former(&self, own: &[Reading]) -> Option<Vec<usize>> {
        let places = self.places();
        own.iter().map(|is| places.get(&*is.record.path).copied()).collect()
    }

    /// Whether any file among these, or of those that there are, may load others.
    fn may_load(&self, files: &[InventoryFile]) -> bool {
        may_load(files.iter()) || self.readings.iter().any(|reading| is_loader(&reading.record.path))
    }

    /// Whether these readings can stand in the places of those. What may load any other file needs it as it is.
    fn can_exchange(&self, former: &[usize], own: &[Reading]) -> bool {
        former.iter().zip(own).all(|(was, is)| are_exchangeable(&self.readings[*was], is))
            && (own.is_empty() || !loads_any(&self.readings))
    }

    fn put(&mut self, former: Vec<usize>, own: Vec<Reading>) {
        let placed = self.inventory.placed(own.clone());
        Arc::make_mut(&mut self.inventory).put(placed);
        former.into_iter().zip(own).for_each(|(was, is)| self.readings[was] = is);
    }

    fn rebuild(&mut self, kept: &[Option<usize>], own: Vec<Reading>) -> Arc<Inventory> {
        let mut former: Vec<Option<Reading>> = std::mem::take(&mut self.readings).into_iter().map(Some).collect();
        let mut own = own.into_iter();
        self.readings =
            kept.iter().filter_map(|place| place.map_or_else(|| own.next(), |place| former[place].take())).collect();
        std::mem::replace(&mut self.inventory, Arc::new(Inventory::of(self.readings.clone())))
    }
}

/// Where a reading comes from: from those that there were, or from its file.
enum Next {
    Kept(usize),
    Read(Box<Reading>),
}

/// Why a file may not be written to its end, of which something else was known: it cannot be read, or holds nothing yet.
fn torn(is: &Reading, was: Option<&Reading>) -> Option<Problem> {
    let failed = |reading: &Reading| matches!(reading.record.status, FileStatus::Failed(_));
    let was_whole = was.is_none_or(|was| !failed(was));
    let held = was.is_some_and(|was| was.document.is_some());
    let is_empty = is.record.status == FileStatus::PassedOver(EMPTY.to_owned());
    match is.problems.first() {
        Some(problem) if failed(is) && was_whole => Some(problem.clone()),
        _ if is_empty && held => Some(Problem::new(&*is.record.path, EMPTY)),
        _ => None,
    }
}

/// Whether a file has the text that was read.
fn holds_the_same(file: &InventoryFile, was: &Reading) -> bool {
    let document = was.document.as_ref().filter(|document| document.encoding() == Encoding::Utf8);
    let text = document.map(|document| document.text().as_bytes());
    matches!(&file.content, Content::Bytes(bytes) if text == Some(bytes)) && file.rules == *was.coverage.rules()
}

/// Whether a file that holds no resources says what it said, also to those that load it.
fn says_the_same(was: &Reading, is: &Reading) -> bool {
    let nothing = |reading: &Reading| reading.document.is_none() && reading.gaps.is_empty();
    let loaded = |reading: &Reading| reading.material.as_ref().map(|document| document.text().to_owned());
    nothing(was)
        && nothing(is)
        && loaded(was) == loaded(is)
        && was.record == is.record
        && was.problems == is.problems
        && was.warnings == is.warnings
        && was.unanswered == is.unanswered
}

/// Whether what a file gave is what it gives.
fn stays(file: &InventoryFile, was: &Reading) -> bool {
    match &file.content {
        Content::Shared => true,
        Content::Skipped(reason) | Content::Closed(reason) => {
            was.record.status == FileStatus::PassedOver(reason.clone())
        }
        Content::Bytes(_) | Content::Unreadable(_) => false,
    }
}
