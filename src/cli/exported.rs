//! Exports of Defender for Cloud among the files that a command names.

use super::Failure;
use crate::estate::suggestion;
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

/// The platform's keys of recommendations that were typed, and those among them that the export does not know: they are in
/// preview nowhere, and keep nobody from asking for the right ones.
pub(super) fn keys(typed: &[String], export: &Export) -> (BTreeSet<String>, Vec<Problem>) {
    let known = export.keys();
    let typed = typed.iter().map(|key| key.trim().to_lowercase()).filter(|key| !key.is_empty());
    let (keys, strange): (BTreeSet<String>, BTreeSet<String>) = typed.partition(|key| known.contains(key.as_str()));
    let told = strange.iter().map(|key| {
        let help = suggestion("recommendation of Defender for Cloud", key, &known);
        Problem::new("", format!("--preview: no row of the export has the key `{key}`")).help(help)
    });
    let told = told.collect();
    (keys, told)
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
