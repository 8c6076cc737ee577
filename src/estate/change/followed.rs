//! Modules that lie outside of what was asked for: the files that call them deploy what is in them.

use crate::estate::Settings;
use crate::estate::settings::clean;
use crate::source::{Files, Found, Repository, Walked, display_name};
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
        let inside = sources.filter(|path| repository.is_some_and(|all| all.name_of(path).is_some()));
        for called in inside.flat_map(|path| files_of(settings, files, &path)) {
            if known.insert(called.path.clone()) {
                walked.found.push(called.clone());
                next.push(called);
            }
        }
    }
    walked.found.sort();
}

/// The files of a module: one, or those of a folder in Terraform's language.
fn files_of(settings: &Settings, files: &dyn Files, path: &Path) -> Vec<Found> {
    if files.is_file(path) {
        return vec![Found { name: display_name(path), path: path.to_owned() }];
    }
    let mut found = settings.walk_at(files, path).found;
    found.retain(|found| found.path.parent() == Some(path) && is(&found.path, &["tf"]));
    found
}

/// Where the modules lie that a file calls by a path.
fn calls(files: &dyn Files, found: &Found) -> Vec<PathBuf> {
    let (is_terraform, is_bicep) = (is(&found.path, &["tf"]), is(&found.path, &["bicep", "bicepparam"]));
    if !is_terraform && !is_bicep {
        return Vec::new();
    }
    let text = files.read(&found.path, &found.name).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let folder = found.path.parent().unwrap_or(Path::new(""));
    let sources = text.lines().filter_map(|line| if is_terraform { source(line) } else { module(line) });
    sources.filter(|source| source.starts_with('.')).map(|source| clean(&folder.join(source))).collect()
}

/// What `source = "…"` names.
fn source(line: &str) -> Option<&str> {
    let value = line.trim_start().strip_prefix("source")?.trim_start().strip_prefix('=')?;
    value.trim_start().strip_prefix('"')?.split('"').next()
}

/// What `module NAME '…'`, `using '…'` or `import … from '…'` names, where that is a file of Bicep.
fn module(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let calls = ["module ", "using ", "import "].iter().any(|word| line.starts_with(word));
    let path = line.split('\'').nth(1).filter(|_| calls)?;
    path.ends_with(".bicep").then_some(path)
}

fn is(path: &Path, ends: &[&str]) -> bool {
    path.extension().is_some_and(|end| ends.iter().any(|wanted| end == *wanted))
}
