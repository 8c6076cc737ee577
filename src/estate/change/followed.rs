//! Modules and linked templates that lie outside of what was asked for: the files that call them deploy what is in them.

use crate::estate::Settings;
use crate::estate::settings::calls;
use crate::source::{Files, Found, Repository, Walked};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Adds the modules of the repository that the files of one side call, and those that these call. Only what is called is read,
/// and of a folder only its own files.
pub(super) fn follow(settings: &Settings, files: &dyn Files, repository: Option<&Repository>, walked: &mut Walked) {
    let is_root =
        |path: &PathBuf| repository.and_then(|all| all.name_of(path)).is_none_or(|name| name.as_os_str().is_empty());
    if settings.paths().iter().any(is_root) {
        return;
    }
    let mut known: BTreeSet<PathBuf> = walked.found.iter().map(|found| found.path.clone()).collect();
    let mut next: Vec<Found> = walked.found.clone();
    while let Some(found) = next.pop() {
        let sources = calls(files, &found).into_iter().filter(|path| !settings.reach_to(files, path));
        let is_inside = |path: &Path| repository.is_some_and(|all| all.name_of(path).is_some());
        let called = sources.filter(|path| is_inside(path)).flat_map(|path| settings.files_of(files, &path));
        let loaded = settings.loaded_by(files, &found).into_iter().filter(|found| is_inside(&found.path));
        for called in called.chain(loaded) {
            if known.insert(called.path.clone()) {
                walked.found.push(called.clone());
                next.push(called);
            }
        }
    }
    walked.found.sort();
}
