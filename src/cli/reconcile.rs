//! `uplift reconcile`: the portal's score held against ours.

use super::args::{self, ReconcileArguments};
use super::{COULD_NOT_JUDGE, Failure, open, reports, screen};
use crate::estate::{self, Estate};
use crate::inventory::InventoryFile;
use crate::portal::Export;
use crate::report::{self, Format, Page, Report};
use crate::source::{Document, FileSystem, Files, Problem, display_name};
use globset::GlobSet;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

/// Reads both sides, and reports. Exit code 2 where nothing of the platform's was read.
pub(super) fn run(arguments: &ReconcileArguments) -> Result<ExitCode, Failure> {
    let read = arguments.policies.named(&arguments.paths);
    reports::check(&arguments.reports, args::taken(arguments.format), &read)?;
    let (export, mut warnings, paths) = exported(&arguments.paths)?;
    if export.is_empty() {
        let problem =
            Problem::new("", "nothing here is Defender for Cloud's own: no assessment, control or secure score");
        let help = "Name what `az graph query -q securityresources`, `az security assessment list` or the REST lists of \
                    assessments, secureScores and secureScoreControls answered";
        return Err(problem.help(help).into());
    }
    warnings.extend(export.warnings.iter().cloned());
    let preview: BTreeSet<String> = arguments.preview.iter().map(|key| key.trim().to_lowercase()).collect();
    let conditions = open::conditions(&arguments.day, arguments.threads);
    let estate = (!arguments.export_only).then(|| open::estate(&arguments.policies, &paths)).transpose()?;
    let judged = estate.as_ref().map(|estate: &Estate| estate.judge(&conditions)).transpose()?;
    if let Some(judged) = &judged {
        warnings.extend(judged.foreign.iter().cloned());
        screen::fail(&judged.errors)?;
    }
    let reconciled = estate::reconcile(&export, &preview, judged.as_ref());
    if judged.is_some() && reconciled.iter().all(|each| each.difference.is_none()) {
        let message = "the estate holds nothing of these subscriptions, so that there is nothing to compare";
        let help =
            "Name its files beside the export; resources are of a subscription by their ids, or by `deployments:`";
        warnings.push(Problem::new("", message).help(help));
    }
    if arguments.format == Format::TEXT {
        screen::warn(&warnings)?;
    }
    let view = report::reconcile(&export, &reconciled, &warnings, conditions.today);
    let page = Page { width: screen::width(), all: arguments.all, ..Page::default() };
    reports::deliver(&arguments.reports, Some(arguments.format), &Report::Reconcile(&view), &page)?;
    let is_whole = judged.is_none_or(|judged| judged.errors.is_empty());
    Ok(if is_whole { ExitCode::SUCCESS } else { ExitCode::from(COULD_NOT_JUDGE) })
}

/// What the named files hold of the platform's, and the paths that are of the estate: a file that holds an export is not.
fn exported(paths: &[PathBuf]) -> Result<(Export, Vec<Problem>, Vec<PathBuf>), Failure> {
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
