//! `uplift fix --write`: the patches in their place.

use super::args::FixArguments;
use super::{Failure, screen};
use crate::estate::{Chosen, Estate, STDIN};
use crate::fix::{FilePatch, Plan};
use crate::inventory::Inventory;
use crate::report::harmless;
use crate::source::{self, Problem};
use std::io::Write;
use std::path::{Path, PathBuf};

/// What was read from standard input cannot be written back.
pub(super) fn refuse_stdin(arguments: &FixArguments) -> Result<(), Failure> {
    if arguments.write && arguments.paths.iter().any(|path| path.as_os_str() == STDIN) {
        let problem = Problem::new(STDIN, "standard input cannot be changed in place");
        return Err(problem.help("Name a file, or leave out --write and take the diff").into());
    }
    Ok(())
}

/// As long as the settings guard files that are not there, the guard may be misspelt, and what it is for be written.
pub(super) fn refuse_unmet(arguments: &FixArguments, estate: &Estate, inventory: &Inventory) -> Result<(), Failure> {
    let parts = estate.parts.iter().filter(|_| arguments.write).map(|part| &part.settings);
    let unmet = parts.flat_map(|settings| settings.unmet(true, settings.place(), inventory.files()));
    let unmet: Vec<Problem> = unmet.collect();
    if unmet.is_empty() { Ok(()) } else { Err(unmet.into()) }
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

/// Says how many fixes are not made: those above the level of safety, and those of records.
pub(super) fn tell_left(chosen: &Chosen) -> Result<(), Failure> {
    let (for_review, destructive, records) = (chosen.for_review.len(), chosen.destructive.len(), chosen.records);
    let words = |number: usize| if number == 1 { ("finding", "it") } else { ("findings", "them") };
    let mut out = screen::stderr();
    if for_review > 0 {
        let (findings, them) = words(for_review);
        writeln!(out, "\n{for_review} {findings} left for review; --safety review takes {them} too")?;
    }
    if destructive > 0 {
        let (findings, them) = words(destructive);
        let whose = if destructive == 1 { "whose fix" } else { "whose fixes" };
        writeln!(
            out,
            "\n{destructive} {findings} left {whose} cannot be undone; --safety destructive takes {them} too"
        )?;
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
