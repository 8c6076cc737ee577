//! What two editions of the policies make of one inventory.

use super::{Page, count, script_errors, style, write_heading, write_more, write_note};
use crate::report::harmless;
use crate::report::view::{FlipView, FlippedView, PolicyDiffView};
use crate::report::words::{self, signed};
use std::io::{self, Write};

/// Flips of a recommendation that are shown.
const SHOWN: usize = 10;

/// Writes what two editions of the policies make of one inventory for people.
///
/// # Errors
/// Those of the writer.
pub fn write_policy_diff(diff: &PolicyDiffView<'_>, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}  {} → {}", style::bold("Policies"), harmless(diff.old.name), harmless(diff.new.name))?;
    writeln!(out, "{}", words::edited(diff))?;
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
        writeln!(out, "  {}", harmless(change))?;
    }
    write_more(diff.changes.len() - shown, "more", page, out)
}

fn write_flipped(each: &FlippedView<'_>, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    let resources = count(each.flips.len() as u64, "resource");
    writeln!(out, "\n{}  {} points, {resources}", style::bold(&harmless(each.id)), signed(each.points))?;
    writeln!(out, "{}", harmless(each.title))?;
    let shown = if page.all { each.flips.len() } else { SHOWN.min(each.flips.len()) };
    for flip in &each.flips[..shown] {
        write_flip(flip, out)?;
    }
    write_more(each.flips.len() - shown, "more", page, out)
}

fn write_flip(flip: &FlipView<'_>, out: &mut dyn Write) -> io::Result<()> {
    let place = &flip.location;
    let (before, after) = words::flip(flip);
    writeln!(
        out,
        "  {}  {before} → {after}  {}  {}:{}:{}",
        harmless(&flip.resource.name),
        signed(flip.points),
        harmless(&place.file),
        place.line,
        place.column
    )?;
    match flip.message {
        Some(message) => writeln!(out, "    {}", harmless(message.trim())),
        None => Ok(()),
    }
}
