//! What a commit's tree holds of an estate.

use crate::estate::settings::keys;
use crate::estate::{Estate, Keys};
use crate::inventory::InventoryFile;
use crate::source::{ContentKey, Files, Found, Listing, Logged, Problem, Repository, Side, Walked};
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What is another in a tree than in the one before.
pub(super) enum Changed {
    /// The contents of these files.
    Contents(BTreeSet<String>),
    /// More than that; with what told contents apart.
    Names(Keys),
}

/// A commit's files, as the settings of an estate see them.
pub(super) struct Tree {
    pub commit: Logged,
    pub listing: Listing,
    /// For each part of the estate.
    walked: Vec<Walked>,
    /// What tells contents apart.
    pub keys: Keys,
    /// The names of what was found, by their full paths without links.
    names: FxHashMap<PathBuf, String>,
    /// Other files that were read, by their full paths: another content of them is a change of more than values. Empty after a
    /// walk.
    pub others: BTreeSet<PathBuf>,
}

impl Tree {
    /// Lists a commit, and walks through what it holds.
    pub fn of(estate: &Estate, commit: &Logged, repository: &Repository) -> Result<Self, Problem> {
        let listing = repository.list(Side::Commit(commit.commit.clone()))?;
        Self::walk(estate, commit, listing)
    }

    fn walk(estate: &Estate, commit: &Logged, listing: Listing) -> Result<Self, Problem> {
        let walked: Vec<Walked> = estate.parts.iter().map(|part| part.settings.walk(&listing)).collect();
        let (mut all, mut names) = (Keys::new(), FxHashMap::default());
        for found in walked.iter().map(|walked| &walked.found) {
            all.extend(keys(&listing, found)?);
            names.extend(found.iter().map(|found| (listing.identity(&found.path), found.name.clone())));
        }
        Ok(Self { commit: commit.clone(), listing, walked, keys: all, names, others: BTreeSet::new() })
    }

    /// The tree of another commit, and what is another in it; without a walk where nothing but contents of files is.
    pub fn step(self, estate: &Estate, to: &Logged) -> Result<(Self, Changed), Problem> {
        let (listing, changed) = self.listing.step(&self.commit, to)?;
        let name = |path: &PathBuf| match self.names.get(path) {
            Some(name) => Some(Some(name.clone())),
            // What is no inventory by its name is none, whatever it holds.
            None => (!is_readable(path) && !self.others.contains(path)).then_some(None),
        };
        let Some(names) = changed.and_then(|changed| changed.iter().map(name).collect::<Option<Vec<_>>>()) else {
            let former = self.keys;
            return Ok((Self::walk(estate, to, listing)?, Changed::Names(former)));
        };
        let names: BTreeSet<String> = names.into_iter().flatten().collect();
        let found = self.walked.iter().flat_map(|walked| &walked.found);
        let found: Vec<Found> = found.filter(|found| names.contains(&found.name)).cloned().collect();
        // What such a file loads may be there all along, and be read by nobody yet.
        let loaded = |found: &Found| {
            let parts = estate.parts.iter().flat_map(|part| part.settings.loaded_by(&listing, found));
            parts.map(|loaded| listing.identity(&loaded.path)).collect::<Vec<_>>()
        };
        if found.iter().flat_map(loaded).any(|path| !self.names.contains_key(&path)) {
            let former = self.keys;
            return Ok((Self::walk(estate, to, listing)?, Changed::Names(former)));
        }
        let mut tree = Self { commit: to.clone(), listing, ..self };
        tree.keys.extend(keys(&tree.listing, &found)?);
        Ok((tree, Changed::Contents(names)))
    }

    /// The files of these names with their bytes.
    pub fn opened(&self, estate: &Estate, names: &BTreeSet<String>) -> Vec<InventoryFile> {
        let parts = estate.parts.iter().zip(&self.walked);
        let opened = parts.flat_map(|(part, walked)| {
            let found = walked.found.iter().filter(|found| names.contains(&found.name));
            found.map(|found| part.settings.open(&self.listing, found.clone()))
        });
        opened.collect()
    }

    /// All files in order of their names, with the bytes of those whose content is not the one that `known` has.
    pub fn files(&self, estate: &Estate, known: &Keys) -> Vec<InventoryFile> {
        let shared = |name: &str| -> bool {
            let key: Option<&ContentKey> = self.keys.get(name);
            key.is_some() && key == known.get(name)
        };
        let parts = estate.parts.iter().zip(&self.walked);
        let files = parts.flat_map(|(part, walked)| part.settings.opened(&self.listing, walked.clone(), &shared));
        let mut files: Vec<InventoryFile> = files.collect();
        files.sort_by(|one, other| one.name().cmp(other.name()));
        files
    }

    /// Whether anything that was asked for is there.
    pub fn is_there(&self) -> bool {
        self.walked.iter().any(|walked| walked.problems.is_empty() || !walked.found.is_empty())
    }

    /// Paths that were asked for and are not there.
    pub fn missing(&self) -> Vec<Problem> {
        self.walked.iter().flat_map(|walked| walked.problems.clone()).collect()
    }

    /// The same files, for who keeps them longer.
    pub fn place(&self) -> Arc<dyn Files> {
        Arc::new(self.listing.clone())
    }

    /// Another file than inventory is read here.
    pub fn reads(&mut self, path: &Path) {
        self.others.insert(self.listing.identity(path));
    }
}

fn is_readable(path: &Path) -> bool {
    InventoryFile::is_readable_name(&path.to_string_lossy())
}
