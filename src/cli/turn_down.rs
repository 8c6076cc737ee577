//! Turning a fix down, for good when there is a reason.

use super::fix::Job;
use super::interactive::ask;
use super::{Failure, screen};
use crate::fix::record_declined;
use crate::inventory::Resource;
use crate::policy::{Declined, Recommendation};
use crate::report::{Gravity, harmless, write_problems};
use crate::source::{self, Problem, display_name};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Asks why, records the answer in `uplift.yaml`, and gives the reason for the summary. A file that cannot be changed is
/// told, and stops nobody.
pub(super) fn ask_reason(job: &Job<'_>, resource: &Resource, entry: &Recommendation) -> Result<String, Failure> {
    let file = settings_file(job);
    let question = format!("Why not? A reason is kept in {}; Enter alone keeps none:", display_name(&file));
    let Some(reason) = ask(&question)?.filter(|reason| !reason.is_empty()) else {
        return Ok("not taken".to_owned());
    };
    let declined =
        Declined { recommendation: entry.id.clone(), resource: resource.id.to_string(), reason: reason.clone() };
    match record(job, &file, &declined) {
        Ok(()) => writeln!(screen::stderr(), "Recorded in {}", harmless(&display_name(&file)))?,
        Err(problem) => write_problems(&[problem], Gravity::Warning, screen::width(), &mut screen::stderr())?,
    }
    Ok(format!("declined: {reason}"))
}

/// The settings, or where they would be found the next time.
fn settings_file(job: &Job<'_>) -> PathBuf {
    if let Some(file) = &job.judge.estate.file {
        return file.clone();
    }
    let start = job.arguments.paths.first().map_or(Path::new("."), |path| path);
    let directory = if start.is_dir() { start } else { start.parent().unwrap_or(Path::new("")) };
    directory.join("uplift.yaml")
}

fn record(job: &Job<'_>, file: &Path, declined: &Declined) -> Result<(), Problem> {
    let name = display_name(file);
    let refused = |reason: String| {
        Problem::new(&*name, format!("the reason could not be recorded: {reason}"))
            .help("Add it to `declined:` by hand")
    };
    if job.judge.estate.file.is_none() && !file.exists() {
        let text = record_declined(&name, "", declined).map_err(refused)?;
        return source::write_atomic(file, text.as_bytes());
    }
    let bytes = source::read(file, &name)?;
    let text = std::str::from_utf8(&bytes).map_err(|_| refused("the file is not UTF-8 text".to_owned()))?;
    let text = record_declined(&name, text, declined).map_err(refused)?;
    source::replace(file, &bytes, text.as_bytes(), &[source::boundary(file)])
}
