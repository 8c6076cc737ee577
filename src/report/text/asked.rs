//! What an expression gave, for people.

use super::{Page, style, write_more, write_note};
use crate::report::harmless;
use crate::report::view::{AnswerView, ReadValueView};
use std::io::{self, Write};

/// Lines of a value that are shown.
const LINES: usize = 60;
/// Reads that are shown.
const READS: usize = 12;

/// Writes the value with its kind, and below it what was read and where.
///
/// # Errors
/// Those of the writer.
pub fn write_answer(answer: &AnswerView<'_>, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    match (answer.kind, answer.unknown) {
        (Some(kind), _) => {
            write_value(answer, page, out)?;
            writeln!(out, "  {}", style::dim(&harmless(kind)))?;
        }
        (None, reason) => {
            writeln!(out, "{}  {}", style::bold("unknown"), harmless(reason.unwrap_or_default()))?;
        }
    }
    let shown = if page.all { answer.read.len() } else { answer.read.len().min(READS) };
    answer.read[..shown].iter().try_for_each(|read| write_read(read, out))?;
    write_more(answer.read.len() - shown, "more values were read", page, out)?;
    answer.doubts.iter().try_for_each(|doubt| write_note(&harmless(doubt), page, out))
}

fn write_value(answer: &AnswerView<'_>, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    let value = answer.value.filter(|value| !value.is_null());
    let written = value.map_or(Ok("()".to_owned()), serde_json::to_string_pretty).map_err(io::Error::other)?;
    let lines: Vec<&str> = written.lines().collect();
    let shown = if page.all { lines.len() } else { lines.len().min(LINES) };
    for line in &lines[..shown] {
        writeln!(out, "{}", harmless(line))?;
    }
    write_more(lines.len() - shown, "more lines", page, out)
}

/// Paths, values and places stay on their lines, so that they can be copied.
fn write_read(read: &ReadValueView<'_>, out: &mut dyn Write) -> io::Result<()> {
    let held = read.value.map_or_else(|| "is absent".to_owned(), |held| format!("= {}", harmless(held)));
    let place = format!("{}:{}:{}", harmless(&read.location.file), read.location.line, read.location.column);
    writeln!(out, "  {} {held}  {}", harmless(read.path), style::accent(&place))
}
