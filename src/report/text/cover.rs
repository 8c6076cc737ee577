//! What test cases reach and which mistakes they notice, for people.

use super::{count, style};
use crate::report::harmless;
use crate::report::view::{CoverView, MarkView, MissedView, MutantView, MutantsView, Place, TallyView};
use std::io::{self, Write};

/// Writes every place that no case reaches, in its line, then how many there are.
pub(super) fn write_cover(cover: &CoverView<'_>, out: &mut dyn Write) -> io::Result<()> {
    for missed in &cover.missed {
        write_missed(missed, out)?;
    }
    let (reached, places) = (cover.reached as u64, cover.places as u64);
    writeln!(out, "coverage: {reached} of {} reached{}", count(places, "place"), share(reached, places))
}

fn write_missed(missed: &MissedView<'_>, out: &mut dyn Write) -> io::Result<()> {
    write_head(missed.recommendation, &missed.location, out)?;
    writeln!(out, "  {}: {}", missed.script, missed.what())?;
    writeln!(out, "    {}", harmless(missed.line))?;
    writeln!(out, "    {}{}\n", " ".repeat(missed.offset), style::alarm("^"))
}

/// Writes every mistake that no case notices as a diff, then how many there were.
pub(super) fn write_mutants(mutants: &MutantsView<'_>, out: &mut dyn Write) -> io::Result<()> {
    for survivor in &mutants.survivors {
        write_survivor(survivor, out)?;
    }
    for mark in &mutants.idle_marks {
        write_head(mark.recommendation, &mark.location, out)?;
        writeln!(out, "  {}", MarkView::WHAT)?;
        writeln!(out, "    {}\n", harmless(mark.text))?;
    }
    for (kind, tally) in [("checks", &mutants.checks), ("fixes", &mutants.fixes)] {
        writeln!(out, "mutants of {kind}: {}", tallied(tally))?;
    }
    Ok(())
}

fn write_survivor(mutant: &MutantView<'_>, out: &mut dyn Write) -> io::Result<()> {
    write_head(mutant.recommendation, &mutant.location, out)?;
    writeln!(out, "  {}: {}", mutant.script, harmless(&mutant.what()))?;
    writeln!(out, "    - {}", harmless(mutant.old))?;
    writeln!(out, "    + {}\n", harmless(mutant.new))
}

fn tallied(tally: &TallyView) -> String {
    let (killed, made) = (tally.killed as u64, tally.made as u64);
    let same = match tally.same {
        0 => String::new(),
        same => format!(", {same} marked as no mistakes"),
    };
    format!("{killed} of {made} noticed{}{same}", share(killed, made))
}

fn write_head(recommendation: &str, place: &Place, out: &mut dyn Write) -> io::Result<()> {
    let place = format!("{}:{}:{}", harmless(&place.file), place.line, place.column);
    writeln!(out, "{}  {}", style::bold(&harmless(recommendation)), style::accent(&place))
}

/// Rounded down: nothing but the whole is 100 %.
fn share(part: u64, whole: u64) -> String {
    match (part * 1000).checked_div(whole) {
        Some(tenths) => format!(" ({}.{} %)", tenths / 10, tenths % 10),
        None => String::new(),
    }
}
