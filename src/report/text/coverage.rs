//! What could not be decided, and why.

use super::table::{self, Column};
use super::{Page, count};
use crate::report::harmless;
use crate::report::view::{Reason, Scan};
use std::io::{self, Write};

/// How many reasons are shown, unless all are asked for.
const SHOWN: usize = 5;

/// The commonest reasons why assessments are unknown.
pub(super) fn write(scan: &Scan<'_>, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    let listed = |reason: &&Reason| scan.recommendations.iter().any(|each| each.id == reason.recommendation);
    let reasons = scan.coverage.reasons.iter().filter(|reason| !reason.script_error);
    let reasons: Vec<_> = reasons.filter(listed).collect();
    if reasons.is_empty() {
        return Ok(());
    }
    super::write_heading("Lost coverage", out)?;
    let total = scan.coverage.decided + scan.coverage.unknown;
    let note = format!(
        "{} of {} could not be decided; they are not in the score.",
        scan.coverage.unknown,
        count(total, "check")
    );
    super::write_note(&note, page, out)?;
    let shown = if page.all { usize::MAX } else { SHOWN };
    let rows = reasons.iter().take(shown).map(|reason| row(reason));
    table::write(
        &[("Unknown", Column::Number), ("Recommendation", Column::Text), ("Why", Column::Text)],
        rows.collect(),
        page.width,
        out,
    )?;
    match reasons.len().saturating_sub(shown) {
        0 => Ok(()),
        more => super::write_note(&format!("{} (--all shows them)", count(more as u64, "more reason")), page, out),
    }
}

fn row(reason: &Reason) -> Vec<String> {
    let (recommendation, why) = (harmless(&reason.recommendation), harmless(&reason.reason));
    vec![reason.count.to_string(), recommendation.into_owned(), why.into_owned()]
}
