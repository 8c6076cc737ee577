//! Joining what the files gave into one inventory.

use super::index::{Index, Scopes};
use super::listed::{Listed, Lists};
use super::origins::Lazy;
use super::page::Page;
use super::reading::Reading;
use super::rest::Pages;
use super::stray::Strays;
use super::wholes::Wholes;
use super::{Inventory, ResourceIndex, deploy, folders, implied, secrets};
use crate::source::{Document, Problem};
use rustc_hash::FxHashSet;
use std::sync::Arc;

impl Inventory {
    /// Joins what the files gave, in this order, and indexes it.
    pub fn of(mut readings: Vec<Reading>) -> Self {
        let mut secrets = deploy::settle(&mut readings);
        for (file, nodes) in folders::settle(&mut readings) {
            secrets.entry(file).or_default().extend(nodes);
        }
        secrets::mark(&mut secrets, readings.iter().flat_map(|reading| &reading.secrets));
        implied::settle(&mut readings);
        let read = readings.iter().filter(|reading| reading.document.is_some()).count();
        let mut joined = Joined { read, ..Joined::default() };
        let mut inventory = Self {
            trees: Vec::with_capacity(read),
            coverage: Vec::new(),
            resources: Vec::new(),
            index: Index::default(),
            in_both_kinds: FxHashSet::default(),
            copied: FxHashSet::default(),
            has_mapped: false,
            lists: Lists::default(),
            files: Vec::with_capacity(readings.len()),
            problems: Vec::new(),
            warnings: Vec::new(),
            parts: Vec::new(),
            gaps: Vec::new(),
            unnamed: Vec::new(),
            waiting: Vec::new(),
            wholes: Wholes::default(),
            share: None,
            strays: Strays::default(),
            secrets,
            origins: Lazy::default(),
        };
        for reading in readings {
            inventory.add(reading, &mut joined);
        }
        let derived = joined.derived.iter().map(|document| &**document);
        secrets::mark_sources(&mut inventory.secrets, derived);
        inventory.trees.append(&mut joined.derived);
        inventory.resources.shrink_to_fit();
        inventory.index = Index::build(&mut inventory.resources, &joined.scopes);
        inventory.strays = inventory.strays();
        inventory.warnings.extend(inventory.orphans());
        inventory.tell_parts(&joined.pages);
        for (document, listed) in joined.listed {
            let coverage = &inventory.coverage[document as usize];
            if !coverage.is_part {
                inventory.lists.add(coverage.rules().part, listed);
            }
        }
        inventory.in_both_kinds = inventory.stand_in_both_kinds();
        inventory.has_mapped = inventory.resources.iter().any(|resource| resource.mapped.is_some());
        inventory.copied = inventory.copies().map(|copy| inventory.resource(copy).canonical).collect();
        let duplicates = inventory.duplicate_ids();
        inventory.warnings.extend(duplicates);
        inventory
    }

    fn add(&mut self, reading: Reading, joined: &mut Joined) {
        let Joined { read, derived, scopes, names, pages, listed } = joined;
        if let Some(unanswered) = reading.unanswered {
            self.wholes.fail(reading.coverage.rules());
            self.parts.push(unanswered);
        }
        let first = self.resources.len() as u32;
        let moved = |index: ResourceIndex| ResourceIndex(first + index.0);
        scopes.extend(reading.scopes.into_iter().map(|(index, scope)| (moved(index), scope)));
        let mut resources = reading.resources;
        for resource in &mut resources {
            names.share(&mut resource.type_name);
            resource.resource_group.iter_mut().for_each(|name| names.share(name));
            resource.subscription.iter_mut().for_each(|id| names.share(id));
            resource.part = reading.coverage.rules().part;
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
            let moved =
                |page: Page| Page { resources: first + page.resources.start..first + page.resources.end, ..page };
            let document = self.coverage.len() as u32;
            pages.extend(reading.pages.into_iter().map(|page| (document, moved(page))));
            listed.extend(reading.listed.into_iter().map(|answer| (document, answer)));
            self.coverage.push(reading.coverage);
        }
        self.problems.extend(reading.problems);
        self.warnings.extend(reading.warnings);
        self.gaps.extend(reading.gaps);
        self.unnamed.extend(reading.unnamed);
        let entry = || reading.record.path.clone();
        self.waiting.extend(reading.waiting.into_iter().map(|(told, is_elsewhere)| (told, is_elsewhere, entry())));
        self.files.push(reading.record);
    }

    /// Marks and tells the documents that are parts of their lists.
    fn tell_parts(&mut self, pages: &[(u32, Page)]) {
        let names: Vec<&str> = self.trees[..self.coverage.len()].iter().map(|document| document.name()).collect();
        let parted = Pages { pages, resources: &self.resources, names: &names }.parted();
        self.wholes.part(&self.resources, &self.coverage, &parted);
        for parted in parted.chunk_by(|one, other| one.0 == other.0) {
            let document = parted[0].0 as usize;
            self.coverage[document].is_part = true;
            self.parts.push(part_warning(names[document], parted));
        }
        if self.coverage.iter().any(|coverage| coverage.is_open || !coverage.lost.is_empty()) {
            self.wholes.open(&self.resources, &self.coverage);
        }
        self.wholes.declare(&self.coverage, &self.resources);
        self.warnings.extend_from_slice(&self.parts);
    }

    /// Resources that stand twice in one kind of file. In a source and in a snapshot is where they belong, and what is printed
    /// inside its parent may well have a row of its own.
    fn duplicate_ids(&self) -> Vec<Problem> {
        let is_row = |index: ResourceIndex| !self.resource(index).is_inside;
        let warning = |copy: ResourceIndex| {
            let is_alike = |other: &ResourceIndex| is_row(*other) && self.kind(*other) == self.kind(copy);
            let first = self.occurrences(copy).find(is_alike).filter(|first| *first != copy)?;
            let (first, second) = (self.location(first), self.location(copy));
            let (file, line, column) = (first.file, first.line, first.column);
            let message = format!("{} is here and in {file}:{line}:{column}; it counts once", self.resource(copy).id);
            Some(Problem::new(second.file, message).at(self.node(copy).position()))
        };
        self.copies().filter(|copy| is_row(*copy)).filter_map(warning).collect()
    }

    /// The occurrences that others stand for.
    fn copies(&self) -> impl Iterator<Item = ResourceIndex> + '_ {
        let places = (0..).map(ResourceIndex);
        let copies = self.resources.iter().zip(places).filter(|(resource, place)| resource.canonical != *place);
        copies.map(|(_, place)| place)
    }

    /// The canonical ones of resources that stand in sources and in snapshots.
    fn stand_in_both_kinds(&self) -> FxHashSet<ResourceIndex> {
        let canonical = |copy: ResourceIndex| self.resource(copy).canonical;
        self.copies().filter(|copy| self.kind(*copy) != self.kind(canonical(*copy))).map(canonical).collect()
    }
}

/// What is told of a file by its pages whose rest is not there.
fn part_warning(file: &str, parted: &[&(u32, Page)]) -> Problem {
    let first = &parted[0].1;
    let shown = parted.iter().filter(|(_, page)| page.lacks() == first.lacks()).map(|(_, page)| page.shown);
    let shown = shown.sum::<u64>();
    // As many rows as there are may be the same ones again, or of several lists.
    let total = first.lacks().filter(|total| *total > shown);
    let counted = total.map(|total| format!(", {shown} of {total}")).unwrap_or_default();
    let help = "Export every page, into this file or beside it: follow `nextLink`, or pass `--skip-token` to `az graph query`. \
                Nothing follows from what is not here";
    Problem::new(file, format!("this is a part of its list{counted}: the rest is missing"))
        .at(first.position)
        .help(help)
}

/// What the readings gave beside what the inventory takes at once.
#[derive(Default)]
struct Joined {
    /// How many documents were read; those that were derived have the places behind them.
    read: usize,
    derived: Vec<Arc<Document>>,
    scopes: Scopes,
    names: Names,
    /// With their documents.
    pages: Vec<(u32, Page)>,
    /// With their documents.
    listed: Vec<(u32, Listed)>,
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
