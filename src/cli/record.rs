//! `scan --record` and `history --recorded`: the files of recorded scores, and of the days on which findings were first there.

use super::args::{HistoryArguments, ScanArguments};
use super::taken::{RECORDED, SIGHTED};
use super::{Failure, open, screen};
use crate::assess::Status;
use crate::estate::{Estate, Filters, Record, Scanned, Sightings, mark, recorded_scope_of, records};
use crate::inventory::is_global;
use crate::report::{self, HistoryView};
use crate::source::{self, Problem, display_name};
use serde::Serialize;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Adds lines for a scan: its score, and which findings come and go.
pub(super) fn add(arguments: &ScanArguments, estate: &Estate, scanned: &Scanned) -> Result<(), Failure> {
    let filters = arguments.filters.filters();
    let scope = recorded_scope_of(&estate.parts[0].settings, &arguments.paths, &filters);
    let record = Record::of(estate, scanned, &scope, arguments.day.today());
    add_line(estate, RECORDED, &record)?;
    let (name, text) = read_file(estate, SIGHTED)?;
    let (known, warnings) = Sightings::parse(&name, &text, &scope);
    screen::warn(&warnings)?;
    let (unhealthy, undecided) = marks(estate, scanned);
    match known.next(arguments.day.today(), &scope, &unhealthy, &undecided) {
        Some(line) => add_line(estate, SIGHTED, &line),
        None => Ok(()),
    }
}

/// What is unhealthy, exempt or not, and what cannot be decided; of resources whose ids mean something outside of their file.
fn marks(estate: &Estate, scanned: &Scanned) -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut unhealthy, mut undecided) = (BTreeSet::new(), BTreeSet::new());
    for (place, assessment) in scanned.counted.each() {
        let marks = match assessment.status {
            Status::Unhealthy => &mut unhealthy,
            _ if scanned.counted.exempt.contains_key(&place) => &mut unhealthy,
            Status::Unknown => &mut undecided,
            _ => continue,
        };
        let recommendation = &estate.policy.recommendations[assessment.recommendation().0].id;
        let name = scanned.counted.names.get(&assessment.subject).filter(|name| is_global(&name.id));
        marks.extend(name.map(|name| mark(&name.id, recommendation)));
    }
    (unhealthy, undecided)
}

/// Adds a line to a file beside the settings.
fn add_line(estate: &Estate, name: &str, line: &impl Serialize) -> Result<(), Failure> {
    let file = place(estate, name)?;
    let mut bytes = Vec::new();
    // A line that was torn off must not take this one with it.
    let before = if file.exists() { source::read_named(&file, &display_name(&file))? } else { Vec::new() };
    bytes.extend((!before.is_empty() && !before.ends_with(b"\n")).then_some(b'\n'));
    report::write_json_line(line, &mut bytes)?;
    match file.exists() {
        true => source::append(&file, &bytes)?,
        false => source::write_within(estate.parts[0].settings.directory(), Path::new(name), &bytes)?,
    }
    Ok(())
}

/// The name and the text of a file beside the settings; no text where there is none.
fn read_file(estate: &Estate, name: &str) -> Result<(String, String), Failure> {
    let file = place(estate, name)?;
    let name = display_name(&file);
    let bytes = if file.exists() { source::read_named(&file, &name)? } else { Vec::new() };
    Ok((name, String::from_utf8_lossy(&bytes).into_owned()))
}

/// What was recorded of the same paths.
pub(super) fn read(arguments: &HistoryArguments) -> Result<(HistoryView, Vec<Problem>), Failure> {
    let estate = open::estate(&arguments.policies, &arguments.paths)?;
    let file = place(&estate, RECORDED)?;
    let name = display_name(&file);
    if !file.exists() {
        let problem = Problem::new(name, "no score is recorded: there is no such file");
        return Err(problem.help("`uplift scan PATH --record` adds a line to it").into());
    }
    let text = String::from_utf8_lossy(&source::read_named(&file, &name)?).into_owned();
    let scope = recorded_scope_of(&estate.parts[0].settings, &arguments.paths, &Filters::default());
    let (records, warnings) = records(&name, &text, &scope);
    if records.is_empty() {
        let problem = Problem::new(name, "no line here is of a scan of these paths");
        return Err(problem.help("Name the paths that were scanned with --record").into());
    }
    Ok((report::recorded(&records, &warnings), warnings))
}

/// Where a file beside the settings stands. A link in its place, which a change may have brought, is neither read nor written
/// through.
fn place(estate: &Estate, name: &str) -> Result<PathBuf, Failure> {
    let directory = estate.parts[0].settings.directory();
    let file = if directory == Path::new(".") { PathBuf::from(name) } else { directory.join(name) };
    source::refuse_place(&file)?;
    if file.is_symlink() {
        let problem = Problem::new(display_name(&file), "this is a symbolic link, and links are not written through");
        return Err(problem.help("Put the file itself in its place").into());
    }
    Ok(file)
}
