//! What stands in a file already, so that no output takes its place.

use super::Failure;
use crate::inventory::InventoryFile;
use crate::source::{self, Problem, display_name};
use serde_json::{Deserializer, Value};
use std::path::{Path, PathBuf};

/// Where scores are recorded, beside the settings.
pub(super) const RECORDED: &str = ".uplift/history.jsonl";
/// Where the days stand on which recorded scans first had findings.
pub(super) const SIGHTED: &str = ".uplift/sightings.jsonl";

/// Refuses a place for a report or a patch: where nothing is written, a file that is `read`, and one that any command may
/// read, unless it holds a report.
pub(super) fn refuse(file: &Path, read: &[PathBuf]) -> Result<(), Problem> {
    source::refuse_place(file)?;
    // Also where it is not there yet: the same run may begin it.
    if std::path::absolute(file).is_ok_and(|full| full.ends_with(RECORDED) || full.ends_with(SIGHTED)) {
        return Err(refusal(file, "this file is for recorded scores"));
    }
    // GitLab's report of no finding is an empty list; in YAML, or in git, that is one of exemptions as well.
    let is_json = file.extension().is_some_and(|end| end.eq_ignore_ascii_case("json"));
    refuse_all_but(file, read, |first| is_report(first) || is_json && first.as_array().is_some_and(Vec::is_empty))?;
    match file.is_file() && source::is_tracked(file) && !begins_as_report(file) {
        true => Err(refusal(file, "this file is in git and holds something else than a report")),
        false => Ok(()),
    }
}

/// Whether two outputs go to one file: by two spellings of its path, by a link, or by names that some file systems take for one.
pub(super) fn are_one(file: &Path, other: &Path) -> bool {
    let place = |file: &Path| {
        let directory = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let full = directory.canonicalize().ok()?.join(file.file_name()?);
        Some(full.canonicalize().unwrap_or(full).to_string_lossy().to_lowercase())
    };
    file == other || file.file_name().is_some() && place(file).is_some() && place(file) == place(other)
}

/// The same for a file of a folder for review, which takes the place of an older one.
pub(super) fn refuse_in_folder(file: &Path, read: &[PathBuf]) -> Result<(), Failure> {
    Ok(refuse_all_but(file, read, |first| schema(first).is_some_and(|name| name.starts_with("uplift.fix/")))?)
}

fn refuse_all_but(file: &Path, read: &[PathBuf], may_go: impl Fn(&Value) -> bool) -> Result<(), Problem> {
    let what = match file {
        _ if !file.is_file() => return Ok(()),
        _ if read.iter().any(|other| is_same(file, other)) => "this file is read",
        _ if is_kept(file, &may_go) || is_kept_behind(file, &may_go) => "this file holds something else than a report",
        _ => return Ok(()),
    };
    Err(refusal(file, what))
}

fn refusal(file: &Path, what: &str) -> Problem {
    let problem = Problem::new(display_name(file), format!("{what}, and no report takes its place"));
    problem.help("Name another file for the report")
}

fn is_same(file: &Path, other: &Path) -> bool {
    matches!((file.canonicalize(), other.canonicalize()), (Ok(file), Ok(other)) if file == other)
}

/// The same for what a link leads to.
fn is_kept_behind(file: &Path, may_go: impl Fn(&Value) -> bool) -> bool {
    file.is_symlink() && file.canonicalize().is_ok_and(|target| is_kept(&target, may_go))
}

/// Whether a file is for this program or for git by its name, and nothing that may go.
fn is_kept(file: &Path, may_go: impl Fn(&Value) -> bool) -> bool {
    let name = display_name(file);
    let own = file.file_name().unwrap_or_default().to_string_lossy();
    if own == ".ignore" || own.starts_with(".git") {
        return true;
    }
    if !InventoryFile::is_readable_name(&name) {
        return false;
    }
    let Ok(bytes) = source::read_named(file, &name) else { return true };
    match Deserializer::from_slice(&bytes).into_iter::<Value>().next() {
        Some(Ok(first)) => !may_go(&first),
        Some(Err(_)) => true,
        None => false,
    }
}

/// Whether a file begins as reports and patches do, or holds nothing.
fn begins_as_report(file: &Path) -> bool {
    const BEGINNINGS: [&str; 15] = [
        "Secure score ",
        "Gate ",
        "## Uplift: ",
        "## \u{274c} ",
        "## \u{2705} ",
        "# Controls and recommendations\n",
        "recommendation,",
        "exemption,state,",
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"uplift\"",
        "##vso[task.logissue ",
        "::error ",
        "::warning ",
        "::notice ",
        "diff --git ",
        "From 0000000",
    ];
    let Ok(bytes) = source::read_named(file, &display_name(file)) else { return false };
    let begins = BEGINNINGS.iter().any(|beginning| bytes.starts_with(beginning.as_bytes()));
    let first = || Deserializer::from_slice(&bytes).into_iter::<Value>().next();
    bytes.is_empty() || begins || matches!(first(), Some(Ok(first)) if is_report(&first))
}

/// Whether a file whose first value this is holds a report: of this program alone, or in a format of others, who are told
/// its name.
fn is_report(first: &Value) -> bool {
    /// A finding of GitLab's, a list of controls.
    const KEYS: [&str; 2] = ["/0/check_name", "/controls/0/max"];
    let names_tool = |place| first.pointer(place).and_then(Value::as_str) == Some("uplift");
    const INPUTS: [&str; 3] = ["uplift.fix/", "uplift.baseline/", "uplift.recorded/"];
    let is_input = |name: &str| INPUTS.iter().any(|input| name.starts_with(input));
    schema(first).is_some_and(|name| name.starts_with("uplift.") && !is_input(name))
        || names_tool("/runs/0/tool/driver/name")
        || names_tool("/source/name")
        || KEYS.iter().any(|key| first.pointer(key).is_some())
}

fn schema(first: &Value) -> Option<&str> {
    first.get("schema").and_then(Value::as_str)
}
