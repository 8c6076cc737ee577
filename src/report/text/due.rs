//! What is due, and whose it is.

use super::table::{self, Column};
use super::{Page, count, style, write_heading, write_more, write_note};
use crate::duty::Timing;
use crate::report::harmless;
use crate::report::view::{DueFindingView, DueView, OwnerView};
use crate::report::words;
use std::io::{self, Write};

/// Findings of one timing that are shown.
const SHOWN: usize = 10;

/// Writes what is due for people.
///
/// # Errors
/// Those of the writer.
pub fn write_due(view: &DueView, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    if view.findings.is_empty() {
        return match view.undecided {
            0 => writeln!(out, "Nothing is unhealthy, so that nobody has anything to deal with"),
            open => writeln!(out, "Nothing is known to be unhealthy, and {}", words::left_open(open)),
        };
    }
    let title = style::bold(&count(view.findings.len() as u64, "finding"));
    writeln!(out, "{title}  {}", style::dim(&format!("on {}", view.today)))?;
    writeln!(out, "{}", words::due(&view.counts))?;
    if let Some(then) = &view.score_without_grace {
        let (score, then) = (words::percent(&view.score), words::percent(then));
        writeln!(out, "Secure score {score}, {then} without what is in grace")?;
    }
    if view.owners.iter().any(|own| own.owner.is_some()) {
        write_heading("Owners", out)?;
        write_owners(&view.owners, page, out)?;
    }
    for timing in words::TIMINGS {
        write_findings(view, timing, page, out)?;
    }
    Ok(())
}

fn write_owners(owners: &[OwnerView], page: &Page, out: &mut dyn Write) -> io::Result<()> {
    let number = |number: u64| if number == 0 { "·".to_owned() } else { number.to_string() };
    let row = |own: &OwnerView| {
        let counts = &own.counts;
        let numbers = [counts.overdue, counts.due_soon, counts.on_time, counts.unassigned + counts.unknown];
        let owner = own.owner.as_deref().map_or("nobody".into(), harmless).into_owned();
        [owner].into_iter().chain(numbers.map(number)).chain([own.points.to_string()]).collect()
    };
    let headers = [
        ("Owner", Column::Text),
        ("Overdue", Column::Number),
        ("Due soon", Column::Number),
        ("On time", Column::Number),
        ("Not dated", Column::Number),
        ("Points", Column::Number),
    ];
    table::write(&headers, owners.iter().map(row).collect(), page.width, out)
}

fn write_findings(view: &DueView, timing: Timing, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    let all: Vec<&DueFindingView> = view.findings.iter().filter(|each| each.timing == timing).collect();
    if all.is_empty() {
        return Ok(());
    }
    write_heading(&words::capital(words::timing(timing)), out)?;
    let shown = if page.all { all.len() } else { SHOWN.min(all.len()) };
    for each in &all[..shown] {
        let line = format!("  {}  {}", words::due_day(each), finding(each));
        writeln!(out, "{line}")?;
        let (place, owner) = (&each.location, words::owner(each));
        writeln!(out, "    {}", style::dim(&format!("{}:{}{owner}", harmless(&place.file), place.line)))?;
        if let Some(why) = &each.why {
            write_note(&format!("    {}", harmless(why)), page, out)?;
        }
    }
    write_more(all.len() - shown, "more", page, out)
}

/// `st1: Storage accounts should accept only HTTPS`.
fn finding(each: &DueFindingView) -> String {
    format!("{}: {}", harmless(&each.resource.name), harmless(&each.title))
}
