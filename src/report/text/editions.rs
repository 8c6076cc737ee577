//! What two editions of the policies make of one inventory.

use super::findings::write_paragraphs;
use super::{Page, count, script_errors, style, write_heading, write_more, write_note};
use crate::report::harmless;
use crate::report::view::{FlipView, FlippedView, PolicyDiffView};
use crate::report::words::{self, signed};
use std::io::{self, Write};
use unicode_width::UnicodeWidthStr;

/// Flips of a recommendation that are shown.
const SHOWN: usize = 10;

/// Writes what two editions of the policies make of one inventory for people.
///
/// # Errors
/// Those of the writer.
pub fn write_policy_diff(diff: &PolicyDiffView<'_>, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    write_names(diff, page, out)?;
    write_paragraphs(&words::edited(diff), "", page, out)?;
    if diff.points_by_controls.units() != 0 {
        let told = format!(
            "{} points are moved by what controls hold and weigh, whatever the verdicts",
            signed(diff.points_by_controls)
        );
        write_note(&told, page, out)?;
    }
    if !diff.differs() {
        writeln!(out, "\nEvery verdict and the score stay as they are")?;
    }
    write_changes(diff, page, out)?;
    if diff.flips() > 0 {
        write_heading(&format!("{} in {}", flips(diff.flips()), recommendations(diff)), out)?;
    }
    diff.recommendations.iter().try_for_each(|each| write_flipped(each, page, out))?;
    script_errors::write(&diff.script_errors, page, out)
}

/// The editions, each on a line of its own where both do not fit on one.
fn write_names(diff: &PolicyDiffView<'_>, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    let (old, new) = (harmless(diff.old.name), harmless(diff.new.name));
    let (head, fits) = (style::bold(HEAD), HEAD.width() + old.width() + new.width() + 5 <= page.width);
    if fits { writeln!(out, "{head}  {old} → {new}") } else { writeln!(out, "{head}  {old}\n       →  {new}") }
}

/// What stands before the names of the editions, but for the spaces.
const HEAD: &str = "Policies";

fn flips(number: usize) -> String {
    count(number as u64, "verdict") + if number == 1 { " flips" } else { " flip" }
}

fn recommendations(diff: &PolicyDiffView<'_>) -> String {
    count(diff.recommendations.len() as u64, "recommendation")
}

fn write_changes(diff: &PolicyDiffView<'_>, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    if diff.changes.is_empty() {
        return Ok(());
    }
    write_heading("What differs", out)?;
    let shown = if page.all { diff.changes.len() } else { SHOWN.min(diff.changes.len()) };
    for change in &diff.changes[..shown] {
        write_paragraphs(change, "  ", page, out)?;
    }
    write_more(diff.changes.len() - shown, "more", page, out)
}

fn write_flipped(each: &FlippedView<'_>, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    let resources = count(each.flips.len() as u64, "resource");
    let moved = words::moved_by(each.points);
    writeln!(out, "\n{}  {moved}, {resources}", style::bold(&harmless(each.id)))?;
    write_paragraphs(each.title, "", page, out)?;
    let shown = if page.all { each.flips.len() } else { SHOWN.min(each.flips.len()) };
    for flip in &each.flips[..shown] {
        write_flip(flip, page, out)?;
    }
    write_more(each.flips.len() - shown, "more", page, out)
}

/// A verdict with its place behind it where that fits, else below it.
fn write_flip(flip: &FlipView<'_>, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    let (before, after) = words::flip(flip);
    let place = format!("{}:{}:{}", harmless(&flip.location.file), flip.location.line, flip.location.column);
    // One that shares its points with another recommendation's verdict moves none itself.
    let points = if flip.points.units() == 0 { String::new() } else { format!("  {}", signed(flip.points)) };
    let told = format!("{}  {before} → {after}{points}", harmless(&flip.resource.name));
    let line = format!("  {told}  {place}");
    if line.width() <= page.width {
        writeln!(out, "{line}")?;
    } else {
        write_paragraphs(&told, "  ", page, out)?;
        writeln!(out, "    {place}")?;
    }
    flip.message.map_or(Ok(()), |message| write_paragraphs(message.trim(), "    ", page, out))
}
