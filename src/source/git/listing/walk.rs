//! A walk through one side of a change.

use super::super::commit::SHORT;
use super::super::entry::Entry;
use super::Listing;
use crate::source::bytes::display_name;
use crate::source::files::{Found, LEADS_OUT, Walked, told_apart};
use rustc_hash::FxHashSet;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// A walk through the names of a side, like one through the directories of a checkout.
pub(super) struct Walk<'l> {
    listing: &'l Listing,
    walked: Walked,
    seen: FxHashSet<PathBuf>,
    /// Links to directories that were met and not followed yet: where they lead, and their paths.
    pub(super) links: Vec<(PathBuf, PathBuf)>,
}

impl<'l> Walk<'l> {
    pub(super) fn new(listing: &'l Listing) -> Self {
        let unnamed = listing.unnamed.iter().map(|name| (name.clone(), "no file can have this name".to_owned()));
        let walked = Walked { passed_over: unnamed.collect(), ..Walked::default() };
        Self { listing, walked, seen: FxHashSet::default(), links: Vec::new() }
    }

    /// The directory that a path leads to; a file is taken at once, and what is missing becomes a problem.
    pub(super) fn start(&mut self, path: &Path) -> Option<PathBuf> {
        let name = self.listing.repository.name_of(path);
        let place = name.and_then(|name| self.listing.resolve(&name));
        let Some(place) = place else {
            self.walked.problems.push(self.listing.missing(path));
            return None;
        };
        match self.listing.entries.get(place.as_os_str()) {
            Some(entry) => {
                self.take(&place, path, &place, entry);
                None
            }
            None => Some(place),
        }
    }

    /// Takes what lies below a directory and is kept, as all directories between must be.
    pub(super) fn directory(&mut self, start: &Path, path: &Path, kept: &dyn Fn(&Path, bool) -> bool) {
        let mut entered: HashMap<&Path, bool> = HashMap::from([(start, true)]);
        for (name, entry) in self.listing.below(start) {
            let directory = name.parent().unwrap_or(Path::new(""));
            let unknown: Vec<&Path> = directory.ancestors().take_while(|above| !entered.contains_key(above)).collect();
            for directory in unknown.into_iter().rev() {
                let above = directory.parent().and_then(|above| entered.get(above)).copied().unwrap_or(true);
                entered.insert(directory, above && kept(directory, true));
            }
            if entered.get(directory).copied().unwrap_or(true) && kept(name, false) {
                self.take(start, path, name, entry);
            }
        }
    }

    /// Takes one entry; its path is the one that was typed, with what comes below it.
    pub(super) fn take(&mut self, start: &Path, path: &Path, name: &Path, entry: &Entry) {
        let rest = name.strip_prefix(start).unwrap_or(name);
        let path = if rest.as_os_str().is_empty() { path.to_owned() } else { path.join(rest) };
        let shown = display_name(&path);
        let place = if let Entry::File(_) = entry { Some(name.to_owned()) } else { self.listing.resolve(name) };
        match (entry, place) {
            (Entry::Repository(None), _) => self.pass_over(shown, "another repository"),
            (Entry::Repository(Some(commit)), _) => {
                let commit = &commit[..commit.len().min(SHORT)];
                self.pass_over(shown, &format!("a submodule at {commit}, which is not here"));
            }
            (_, None) => self.pass_over(shown, LEADS_OUT),
            (Entry::Link(_), Some(place)) if !self.listing.entries.contains_key(place.as_os_str()) => {
                self.links.push((place, path))
            }
            // One file may be reached by two paths, or by a link.
            (_, Some(place)) => {
                let is_file = matches!(entry, Entry::File(_)) || self.listing.is_stored(&place);
                match self.seen.insert(told_apart(name.to_owned(), place)) {
                    _ if !is_file => {}
                    true => self.walked.found.push(Found { name: shown, path }),
                    false => self.walked.links.push(path),
                }
            }
        }
    }

    /// A link to what is met under another name.
    pub(super) fn leads_elsewhere(&mut self, path: PathBuf) {
        self.walked.links.push(path);
    }

    pub(super) fn pass_over(&mut self, name: String, reason: &str) {
        self.walked.passed_over.push((name, reason.to_owned()));
    }

    pub(super) fn finish(self) -> Walked {
        let mut walked = self.walked;
        walked.found.sort();
        walked.passed_over.sort();
        walked.passed_over.dedup();
        walked.problems.sort();
        walked.problems.dedup();
        walked
    }
}
