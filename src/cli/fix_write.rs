//! `uplift fix --write`: the patches in their place.

use super::args::{FixArguments, SafetyChoice};
use super::estate::STDIN;
use super::{Failure, screen};
use crate::fix::{FilePatch, Finding, Plan};
use crate::inventory::{FileKind, Inventory};
use crate::policy::{Policy, Safety};
use crate::report::harmless;
use crate::source::{self, Problem};
use std::io::Write;
use std::path::{Path, PathBuf};

/// The findings whose fixes are taken, and the number of those left for review: what nobody looks at before it is
/// written may not interrupt anyone, unless that was asked for.
pub(super) fn leave_for_review(
    arguments: &FixArguments,
    findings: Vec<Finding>,
    policy: &Policy,
) -> (Vec<Finding>, usize) {
    if !arguments.write || arguments.safety == Some(SafetyChoice::All) {
        return (findings, 0);
    }
    let review = |finding: &Finding| {
        let fix = policy.recommendations[finding.recommendation.0].fix.as_ref();
        fix.is_some_and(|fix| fix.safety == Safety::Review)
    };
    let (left, taken): (Vec<_>, Vec<_>) = findings.into_iter().partition(review);
    (taken, left.len())
}

/// The findings whose files deploy the estate, and the number of those in files that only record it: changed there alone,
/// they would look repaired in the next scan and not be.
pub(super) fn leave_records(
    arguments: &FixArguments,
    findings: Vec<Finding>,
    inventory: &Inventory,
) -> (Vec<Finding>, usize) {
    if !arguments.write || arguments.snapshots {
        return (findings, 0);
    }
    let is_record = |finding: &Finding| inventory.kind(finding.resource) == FileKind::Snapshot;
    let (left, taken): (Vec<_>, Vec<_>) = findings.into_iter().partition(is_record);
    (taken, left.len())
}

/// What was read from standard input cannot be written back.
pub(super) fn refuse_stdin(arguments: &FixArguments) -> Result<(), Failure> {
    if arguments.write && arguments.paths.iter().any(|path| path.as_os_str() == STDIN) {
        let problem = Problem::new(STDIN, "standard input cannot be changed in place");
        return Err(problem.help("Name a file, or leave out --write and take the diff").into());
    }
    Ok(())
}

/// Writes every file, and prints their names. All are looked at before the first is written, so that most often either
/// all change or none.
pub(super) fn write(arguments: &FixArguments, plan: &Plan, inventory: &Inventory) -> Result<(), Failure> {
    let bounds: Vec<PathBuf> = arguments.paths.iter().map(|path| source::boundary(path)).collect();
    let old = |file: &FilePatch| &inventory.documents()[file.document as usize];
    let check = |file: &FilePatch| {
        let document = old(file);
        source::check_replaceable(Path::new(document.name()), document.text().as_bytes(), &bounds).err()
    };
    let problems: Vec<Problem> = plan.files.iter().filter_map(check).collect();
    if !problems.is_empty() {
        return Err(problems.into());
    }
    let mut out = screen::plain_stdout();
    for file in &plan.files {
        let document = old(file);
        let path = Path::new(document.name());
        source::replace(path, document.text().as_bytes(), file.new_text(inventory).as_bytes(), &bounds)?;
        writeln!(out, "{}", harmless(document.name()))?;
    }
    Ok(out.flush()?)
}

/// Says how many fixes are not written: those that wait for someone to look at them, and those of records.
pub(super) fn tell_left(for_review: usize, records: usize) -> Result<(), Failure> {
    let words = |number: usize| if number == 1 { ("finding", "it") } else { ("findings", "them") };
    let mut out = screen::stderr();
    if for_review > 0 {
        let (findings, them) = words(for_review);
        writeln!(out, "\n{for_review} {findings} left for review; --safety all writes {them} too")?;
    }
    if records > 0 {
        let (findings, them) = words(records);
        writeln!(
            out,
            "\n{records} {findings} left in files that only record the estate: --out-dir gives the script for"
        )?;
        writeln!(out, "the resources themselves, and --snapshots writes {them} too")?;
    }
    Ok(())
}
