//! What could not be decided, what to export so that it can be, and why.

use super::table::{self, Column};
use super::{Page, count, style};
use crate::report::view::{ExportView, Reason, Scan};
use crate::report::{harmless, words};
use std::io::{self, Write};
use textwrap::{Options, WordSeparator, WordSplitter};

/// How many exports and reasons are shown, unless all are asked for.
const SHOWN: usize = 5;

/// The most awaited exports, and the commonest reasons why assessments are unknown.
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
    write_exports(&scan.coverage.exports, shown, page, out)?;
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

/// What to export, each with what waits for it.
fn write_exports(exports: &[ExportView], shown: usize, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    if exports.is_empty() {
        return Ok(());
    }
    super::write_note(words::WHAT_TO_EXPORT, page, out)?;
    for export in exports.iter().take(shown) {
        writeln!(out, "{}", words::waiting(export))?;
        writeln!(out, "{}", style::accent(&wrapped(&harmless(&export.command), page.width)))?;
    }
    super::write_more(exports.len().saturating_sub(shown), "more exports", page, out)?;
    writeln!(out)
}

/// A command in the width of the page: a query goes on over the end of a line, as it stands in quotes. All else stays on its
/// line, so that a shell reads it as it is.
fn wrapped(command: &str, width: usize) -> String {
    let options = Options::new(width).initial_indent("  ").subsequent_indent("  ");
    let options = options.break_words(false).word_separator(WordSeparator::AsciiSpace);
    match command.split('"').collect::<Vec<_>>().as_slice() {
        [before, query, behind] => {
            let whole = |part: &str| part.replace(' ', "\u{a0}");
            let command = format!("{}\"{query}\"{}", whole(before), whole(behind));
            let lines = textwrap::wrap(&command, options.word_splitter(WordSplitter::NoHyphenation));
            lines.join("\n").replace('\u{a0}', " ")
        }
        _ => format!("  {command}"),
    }
}
