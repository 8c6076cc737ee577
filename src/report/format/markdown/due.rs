//! What is due, for a page of a repository, an issue or a message.

use super::name;
use crate::report::fix::markdown::code;
use crate::report::text::Page;
use crate::report::view::{DueFindingView, DueView, OwnerView};
use crate::report::words;
use std::io::{self, Write};

/// Findings of one timing, and owners, that are listed.
const SHOWN: usize = 50;

pub(super) fn write(view: &DueView, _: &Page, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# What is due on {}\n\n{}", view.today, words::due(&view.counts))?;
    if let Some(then) = &view.score_without_grace {
        let (score, then) = (words::percent(&view.score), words::percent(then));
        writeln!(out, "\nSecure score {score}, {then} without what is in grace.")?;
    }
    if !view.owners.is_empty() {
        writeln!(
            out,
            "\n| Owner | Overdue | Due soon | On time | Not dated | Points |\n|---|---:|---:|---:|---:|---:|"
        )?;
        view.owners.iter().take(SHOWN).try_for_each(|own| writeln!(out, "{}", owner(own)))?;
        write_more(view.owners.len(), out)?;
    }
    for timing in words::TIMINGS {
        let all: Vec<&DueFindingView> = view.findings.iter().filter(|each| each.timing == timing).collect();
        if all.is_empty() {
            continue;
        }
        writeln!(out, "\n## {}\n", words::capital(words::timing(timing)))?;
        writeln!(out, "| Due | Finding | Where | Owner |\n|---|---|---|---|")?;
        all.iter().take(SHOWN).try_for_each(|each| writeln!(out, "{}", row(each)))?;
        write_more(all.len(), out)?;
    }
    Ok(())
}

fn write_more(all: usize, out: &mut dyn Write) -> io::Result<()> {
    if all > SHOWN { writeln!(out, "\n_and {} more_", all - SHOWN) } else { Ok(()) }
}

fn owner(own: &OwnerView) -> String {
    let counts = &own.counts;
    let owner = own.owner.as_deref().map_or("nobody".to_owned(), code_cell);
    let not_dated = counts.unassigned + counts.unknown;
    let numbers = [counts.overdue, counts.due_soon, counts.on_time, not_dated].map(|number| number.to_string());
    format!("| {owner} | {} | {} |", numbers.join(" | "), own.points)
}

fn row(each: &DueFindingView) -> String {
    let place = code_cell(&format!("{}:{}", each.location.file, each.location.line));
    let portal = if each.from_portal { " (as the portal has it)" } else { "" };
    let owner = each.owner.as_deref().map(code_cell).unwrap_or_default() + portal;
    let day = words::due_day(each);
    let why = each.why.as_deref().map(|why| format!(" ({})", name(why))).unwrap_or_default();
    format!("| {day} | {}: {}{why} | {place} | {owner} |", name(&each.resource.name), name(&each.title))
}

/// Code in a cell, which a bar would end also there.
fn code_cell(text: &str) -> String {
    code(&text.replace('|', "¦"))
}
