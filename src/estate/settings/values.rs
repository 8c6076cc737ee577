//! Files that `deployments:` names for the values of templates, and that lie outside of what was asked for.

use super::Settings;
use super::reach::{names_in, turn_of};
use crate::policy::DeploymentEntry;
use crate::source::{Files, Found, Walked};
use std::path::{Path, PathBuf};

impl Settings {
    /// Adds the files of values that the settings name for templates which a walk met, wherever they are in the repository: without
    /// them the templates would be judged by other values.
    pub(super) fn with_values(&self, files: &dyn Files, mut walked: Walked) -> Walked {
        let is_outside =
            |found: &Found| !self.reach_to(files, &found.path) && !files.leads_out(&found.path, self.directory());
        let mut added: Vec<Found> = Vec::new();
        for entry in &self.config.deployments {
            let named: Vec<Found> = self.values_of(files, entry).into_iter().filter(is_outside).collect();
            // Of most estates all values are inside, and the many files need not be asked.
            if !named.is_empty() && self.meets_template(files, entry, &walked) {
                added.extend(named);
            }
        }
        if added.is_empty() {
            return walked;
        }
        added.sort();
        added.dedup_by(|a, b| files.identity(&a.path) == files.identity(&b.path));
        let added = Walked { found: added, ..Walked::default() };
        walked.found.extend(self.governed(files, added).found);
        walked.found.sort();
        walked
    }

    /// Whether a file is named for values, by a flag or by an entry. Whatever it is called, what becomes of it must be told.
    pub(super) fn names_for_values(&self, files: &dyn Files, path: &Path) -> bool {
        let is_typed = |typed: &Vec<PathBuf>| turn_of(files, typed, path).is_some();
        let names = || names_in(self.directory(), files, path);
        let patterns = || self.config.deployments.iter().flat_map(|entry| &entry.parameters);
        is_typed(&self.reach.parameters)
            || is_typed(&self.reach.var_files)
            || patterns().next().is_some() && names().iter().any(|name| patterns().any(|pattern| pattern.matches(name)))
    }

    /// Whether a walk met the template of an entry.
    fn meets_template(&self, files: &dyn Files, entry: &DeploymentEntry, walked: &Walked) -> bool {
        let is_it = |name: &String| entry.template.matches(name);
        let is_named = |found: &Found| names_in(self.directory(), files, &found.path).iter().any(is_it);
        walked.found.iter().any(is_named)
    }

    /// The files that an entry names for values and that nothing leaves out.
    pub(super) fn values_of(&self, files: &dyn Files, entry: &DeploymentEntry) -> Vec<Found> {
        let excluded = self.config.excluded();
        let mut named = Vec::new();
        for pattern in &entry.parameters {
            // What is before the first wildcard is all that need be walked.
            let start = pattern.text().split('/').take_while(|part| !part.contains(['*', '?', '[', '{', '\\']));
            let start = self.directory().join(start.collect::<PathBuf>());
            if !files.is_there(&start) {
                continue;
            }
            let mut found = files.inventory(&[super::clean(&start)], &excluded, self.directory()).found;
            found.retain(|found| {
                let names = names_in(self.directory(), files, &found.path);
                names.iter().any(|name| pattern.matches(name) && !excluded.is_match(name))
            });
            named.append(&mut found);
        }
        named
    }
}
