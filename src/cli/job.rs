//! What a run of `uplift fix` is about.

use super::args::FixArguments;
use super::screen;
use crate::estate::{Choice, Chosen, Conditions, Filter, Judged};
use crate::inventory::Inventory;
use crate::report::Page;
use crate::source::{FileSystem, Files, Problem, is_linked};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// What was asked for, and what it means.
pub(super) struct Job<'j> {
    pub arguments: &'j FixArguments,
    pub conditions: Conditions,
    pub filter: Filter,
}

impl Job<'_> {
    /// Which findings the flags ask for.
    pub(super) fn choice(&self) -> Choice<'_> {
        let arguments = self.arguments;
        Choice {
            filter: &self.filter,
            exclude: &arguments.exclude_resource,
            level: arguments.level(),
            exempt_too: !arguments.resource.is_empty() || !arguments.recommendation.is_empty(),
            leave_records: arguments.write && !arguments.snapshots,
            is_list: arguments.from.is_some(),
        }
    }

    /// Chooses them. Whoever writes in place is told of links by an error.
    pub(super) fn choose(&self, judged: &Judged<'_>) -> Result<Chosen, Problem> {
        let linked = if self.arguments.write { twofold(&judged.inventory) } else { linked(&judged.inventory) };
        self.choice().of(judged, &|document| linked[document as usize])
    }

    /// How the summary is laid out.
    pub(super) fn page(&self) -> Page {
        Page { width: screen::width(), all: self.arguments.all, ..Page::default() }
    }
}

/// The documents that no patch can reach, since links lead to them or to others that they are judged with.
pub(super) fn linked(inventory: &Inventory) -> Vec<bool> {
    with_others(inventory, &|name| is_linked(Path::new(name)))
}

/// The documents that are there under several names, or judged with such: what is written through one stands in the others.
fn twofold(inventory: &Inventory) -> Vec<bool> {
    let names = inventory.documents().iter().map(|document| document.name());
    if !names.clone().any(|name| is_linked(Path::new(name))) {
        return vec![false; inventory.documents().len()];
    }
    let mut own: BTreeMap<PathBuf, BTreeSet<&str>> = BTreeMap::new();
    for name in names {
        own.entry(FileSystem.identity(Path::new(name))).or_default().insert(name);
    }
    let several: BTreeSet<&str> = own.into_values().filter(|names| names.len() > 1).flatten().collect();
    with_others(inventory, &|name| several.contains(name) && is_linked(Path::new(name)))
}

/// By document: whether it is one of these, or one is judged with it.
fn with_others(inventory: &Inventory, is_one: &dyn Fn(&str) -> bool) -> Vec<bool> {
    let with = inventory.files().iter().filter_map(|file| Some((file.judged_with.as_deref()?, &*file.path)));
    let entries: BTreeSet<&str> = with.filter(|(_, path)| is_one(path)).map(|(entry, _)| entry).collect();
    inventory.documents().iter().map(|file| is_one(file.name()) || entries.contains(file.name())).collect()
}
