//! An inventory that is led through the states of its files: what stays is read once.

use super::Inventory;
use super::file::{Content, InventoryFile};
use super::form::Form;
use super::reading::{Reading, read_all};
use super::record::FileStatus;
use super::splice::are_exchangeable;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// An inventory, and what each of its files gave.
pub struct Steps {
    /// In order of names.
    readings: Vec<Reading>,
    inventory: Arc<Inventory>,
}

impl Steps {
    /// Reads files as [`parse`](super::parse) does.
    pub fn of(files: Vec<InventoryFile>, threads: usize) -> Self {
        let readings = read_all(files, threads);
        Self { inventory: Arc::new(Inventory::of(readings.clone())), readings }
    }

    /// The inventory as it is.
    pub fn inventory(&self) -> &Arc<Inventory> {
        &self.inventory
    }

    /// Takes other contents of some files, where nothing but values in their resources are others; else nothing is done.
    pub fn exchange(&mut self, files: Vec<InventoryFile>, threads: usize) -> bool {
        let mut own = read_all(files, threads);
        let former = self.former(&own);
        let former = former.filter(|former| self.can_exchange(former, &own));
        let is_exchanged = former.is_some();
        former.into_iter().for_each(|former| self.put(former, std::mem::take(&mut own)));
        is_exchanged
    }

    /// Takes other files in the place of all, in order of their names; those that are [shared](InventoryFile::shared) are as they
    /// were. The inventory that was, unless nothing but values in some documents are others.
    pub fn step(&mut self, files: Vec<InventoryFile>, threads: usize) -> Option<Arc<Inventory>> {
        let places = self.places();
        let known = |file: &InventoryFile| {
            let place = places.get(file.name()).copied();
            place.filter(|place| stays(file, &self.readings[*place]))
        };
        let kept: Vec<Option<usize>> = files.iter().map(known).collect();
        let own = files.into_iter().zip(&kept).filter(|(_, kept)| kept.is_none()).map(|(file, _)| file);
        let own = read_all(own.collect(), threads);
        let are_all = kept.len() == self.readings.len();
        match self.former(&own).filter(|former| are_all && self.can_exchange(former, &own)) {
            Some(former) => {
                self.put(former, own);
                None
            }
            None => Some(self.rebuild(&kept, own)),
        }
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

    /// Whether these readings can stand in the places of those. A file in Bicep may load any other.
    fn can_exchange(&self, former: &[usize], own: &[Reading]) -> bool {
        former.iter().zip(own).all(|(was, is)| are_exchangeable(&self.readings[*was], is))
            && (own.is_empty() || !self.readings.iter().any(|reading| reading.coverage.has(&Form::BICEP)))
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
