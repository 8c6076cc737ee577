//! Joining what the files gave into one inventory.

use super::index::{Index, Scopes};
use super::reading::Reading;
use super::{Inventory, Resource, ResourceIndex};
use crate::source::{Document, Problem};
use rustc_hash::FxHashSet;
use std::sync::Arc;

impl Inventory {
    /// Joins what the files gave, in this order, and indexes it.
    pub fn of(readings: Vec<Reading>) -> Self {
        let read = readings.iter().filter(|reading| reading.document.is_some()).count();
        let mut joined = Joined { read, ..Joined::default() };
        let mut inventory = Self {
            trees: Vec::with_capacity(read),
            coverage: Vec::new(),
            resources: Vec::new(),
            index: Index::default(),
            files: Vec::with_capacity(readings.len()),
            problems: Vec::new(),
            warnings: Vec::new(),
        };
        for reading in readings {
            inventory.add(reading, &mut joined);
        }
        inventory.trees.append(&mut joined.derived);
        inventory.resources.shrink_to_fit();
        inventory.index = Index::build(&mut inventory.resources, &joined.scopes);
        let duplicates = inventory.duplicate_ids();
        inventory.warnings.extend(duplicates);
        inventory
    }

    fn add(&mut self, reading: Reading, joined: &mut Joined) {
        let Joined { read, derived, scopes, names } = joined;
        let first = self.resources.len() as u32;
        let moved = |index: ResourceIndex| ResourceIndex(first + index.0);
        scopes.extend(reading.scopes.into_iter().map(|(index, scope)| (moved(index), scope)));
        let mut resources = reading.resources;
        for resource in &mut resources {
            names.share(&mut resource.type_name);
            resource.resource_group.iter_mut().for_each(|name| names.share(name));
            resource.subscription.iter_mut().for_each(|id| names.share(id));
            resource.document = self.trees.len() as u32;
            resource.tree = match resource.tree {
                0 => resource.document,
                own => (*read + derived.len()) as u32 + own - 1,
            };
            resource.parent = resource.parent.map(moved);
            resource.canonical = moved(resource.canonical);
        }
        // A single large file is the usual case, and its resources need not be copied.
        match self.resources.is_empty() {
            true => self.resources = resources,
            false => self.resources.append(&mut resources),
        }
        if let Some(document) = reading.document {
            self.trees.push(document);
            derived.extend(reading.derived);
            self.coverage.push(reading.coverage);
        }
        self.files.push(reading.record);
        self.problems.extend(reading.problems);
        self.warnings.extend(reading.warnings);
    }

    fn duplicate_ids(&self) -> Vec<Problem> {
        let places = (0..).map(ResourceIndex);
        let later = self.resources.iter().zip(places).filter(|(resource, place)| resource.canonical != *place);
        let warning = |(resource, place): (&Resource, ResourceIndex)| {
            let (first, second) = (self.location(resource.canonical), self.location(place));
            let (file, line, column) = (first.file, first.line, first.column);
            let message = format!("{} is here and in {file}:{line}:{column}; it counts once", resource.id);
            Problem::new(second.file, message).at(self.node(place).position())
        };
        later.map(warning).collect()
    }
}

/// What the readings gave beside what the inventory takes at once.
#[derive(Default)]
struct Joined {
    /// How many documents were read; those that were derived have the places behind them.
    read: usize,
    derived: Vec<Arc<Document>>,
    scopes: Scopes,
    names: Names,
}

/// One copy of each text that the documents share.
#[derive(Default)]
struct Names(FxHashSet<Arc<str>>);

impl Names {
    fn share(&mut self, text: &mut Arc<str>) {
        match self.0.get(text) {
            Some(shared) => *text = Arc::clone(shared),
            None => drop(self.0.insert(Arc::clone(text))),
        }
    }
}
