//! Turning a fix down, for good when there is a reason.

use super::prompt::ask;
use super::{Failure, screen, settings};
use crate::fix::record_declined;
use crate::inventory::Resource;
use crate::policy::{Declined, Recommendation};
use crate::report::harmless;
use crate::source::{Problem, display_name};
use std::io::Write;
use std::path::Path;

/// Asks why, records the answer in `file`, and gives the reason for the summary. A file that cannot be changed is
/// told, and stops nobody.
pub(super) fn ask_reason(file: &Path, resource: &Resource, entry: &Recommendation) -> Result<String, Failure> {
    let question = format!("Why not? A reason is kept in {}; Enter alone keeps none:", display_name(file));
    let Some(reason) = ask(&question)?.filter(|reason| !reason.is_empty()) else {
        return Ok("not taken".to_owned());
    };
    let declined =
        Declined { recommendation: entry.id.clone(), resource: resource.id.to_string(), reason: reason.clone() };
    match record(file, &declined) {
        Ok(()) => writeln!(screen::stderr(), "Recorded in {}", harmless(&display_name(file)))?,
        Err(problem) => screen::warn(&[problem])?,
    }
    Ok(format!("declined: {reason}"))
}

fn record(file: &Path, declined: &Declined) -> Result<(), Problem> {
    settings::change(file, "Add the reason to `declined:` by hand", |name, text| record_declined(name, text, declined))
}
