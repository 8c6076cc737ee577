//! Exports of Defender for Cloud among the files that a command names.

use super::Failure;
use crate::inventory::InventoryFile;
use crate::portal::Export;
use crate::source::{Document, FileSystem, Files, Problem, display_name};
use globset::GlobSet;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// That there is none.
pub(super) fn none() -> Problem {
    let problem = Problem::new("", "nothing here is Defender for Cloud's own: no assessment, control or secure score");
    let help = "Name what `az graph query -q securityresources`, `az security assessment list` or the REST lists of \
                assessments, secureScores and secureScoreControls answered";
    problem.help(help)
}

/// The platform's keys of recommendations, as they were typed.
pub(super) fn keys(typed: &[String]) -> BTreeSet<String> {
    typed.iter().map(|key| key.trim().to_lowercase()).collect()
}

/// What the named files hold of the platform's, and the paths that are of the estate: a file that holds an export is not.
pub(super) fn exported(paths: &[PathBuf]) -> Result<(Export, Vec<Problem>, Vec<PathBuf>), Failure> {
    let walked = FileSystem.inventory(paths, &GlobSet::empty(), Path::new("."));
    if !walked.problems.is_empty() {
        return Err(walked.problems.into());
    }
    let (mut documents, mut warnings) = (Vec::new(), Vec::new());
    for found in walked.found.iter().filter(|found| InventoryFile::is_readable_name(&found.name)) {
        let read =
            FileSystem.read(&found.path, &found.name).and_then(|bytes| Document::parse(found.name.as_str(), bytes));
        match read {
            Ok(document) => documents.push(Arc::new(document)),
            // A file that was named is meant; one below a directory is read with the estate too, which tells of it.
            Err(problem) if paths.iter().any(|path| display_name(path) == found.name) => return Err(problem.into()),
            Err(problem) => warnings.push(problem),
        }
    }
    let export = Export::of(&documents);
    let is_export = |path: &&PathBuf| export.files.contains(&display_name(path));
    let mut own: Vec<PathBuf> = paths.iter().filter(|path| !is_export(path)).cloned().collect();
    if own.is_empty() {
        own.push(PathBuf::from("."));
    }
    Ok((export, warnings, own))
}
