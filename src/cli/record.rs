//! `scan --record` and `history --recorded`: the file of recorded scores.

use super::args::{HistoryArguments, ScanArguments};
use super::taken::RECORDED;
use super::{Failure, open};
use crate::estate::{Estate, Filters, Record, Scanned, recorded_scope, records};
use crate::report::{self, HistoryView};
use crate::source::{self, Problem, display_name};
use std::path::{Path, PathBuf};

/// Adds a line for a scan.
pub(super) fn add(arguments: &ScanArguments, estate: &Estate, scanned: &Scanned) -> Result<(), Failure> {
    let scope = scope(estate, &arguments.paths, &arguments.filters.filters());
    let record = Record::of(estate, scanned, &scope, arguments.day.today());
    let file = file(estate);
    source::refuse_place(&file)?;
    let mut line = Vec::new();
    // A line that was torn off must not take this one with it.
    let before = if file.exists() { source::read(&file, &display_name(&file))? } else { Vec::new() };
    line.extend((!before.is_empty() && !before.ends_with(b"\n")).then_some(b'\n'));
    report::write_json_line(&record, &mut line)?;
    match file.exists() {
        true => source::append(&file, &line)?,
        false => source::write_within(estate.parts[0].settings.directory(), Path::new(RECORDED), &line)?,
    }
    Ok(())
}

/// What was recorded of the same paths.
pub(super) fn read(arguments: &HistoryArguments) -> Result<(HistoryView, Vec<Problem>), Failure> {
    let estate = open::estate(&arguments.policies, &arguments.paths)?;
    let file = file(&estate);
    let name = display_name(&file);
    if !file.exists() {
        let problem = Problem::new(name, "no score is recorded: there is no such file");
        return Err(problem.help("`uplift scan PATH --record` adds a line to it").into());
    }
    let text = String::from_utf8_lossy(&source::read(&file, &name)?).into_owned();
    let scope = scope(&estate, &arguments.paths, &Filters::default());
    let (records, warnings) = records(&name, &text, &scope);
    if records.is_empty() {
        let problem = Problem::new(name, "no line here is of a scan of these paths");
        return Err(problem.help("Name the paths that were scanned with --record").into());
    }
    Ok((report::recorded(&records, &warnings), warnings))
}

fn file(estate: &Estate) -> PathBuf {
    let directory = estate.parts[0].settings.directory();
    if directory == Path::new(".") { PathBuf::from(RECORDED) } else { directory.join(RECORDED) }
}

/// What is scanned, as the settings see it.
fn scope(estate: &Estate, paths: &[PathBuf], filters: &Filters) -> String {
    let settings = &estate.parts[0].settings;
    let own = [settings.directory().to_owned()];
    let top = settings.place().identity(&own[0]);
    let inner = |path: &PathBuf| {
        let full = settings.place().identity(path);
        full.strip_prefix(&top).map_or_else(|_| display_name(&full), display_name)
    };
    let paths: Vec<String> = if paths.is_empty() { &own[..] } else { paths }.iter().map(inner).collect();
    recorded_scope(&paths, filters)
}
