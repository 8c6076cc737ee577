//! The platform's score held against ours.

use super::table::{self, Column};
use super::{Page, count, style, write_heading, write_more, write_note};
use crate::report::harmless;
use crate::report::view::{DifferenceView, ItemView, ReconcileView, ReconciledView, ScoreOfPortal};
use crate::report::words;
use crate::score::Points;
use std::io::{self, Write};

/// Items of a part, and recommendations without a check, that are shown.
const SHOWN: usize = 5;

/// Writes what lies between two scores for people.
///
/// # Errors
/// Those of the writer.
pub fn write_reconciled(view: &ReconcileView, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    for (place, subscription) in view.subscriptions.iter().enumerate() {
        if place > 0 {
            writeln!(out)?;
        }
        write_subscription(subscription, page, out)?;
    }
    writeln!(out)?;
    if !view.left_out.is_empty() {
        let types = view.left_out.iter().map(|each| format!("{} ({})", harmless(&each.type_name), each.rows));
        let told = format!("Rows that never score are left out: {}", types.collect::<Vec<_>>().join(", "));
        write_note(&told, page, out)?;
    }
    write_note("The classic secure score; the risk-based one of the Defender portal is another number", page, out)
}

fn write_subscription(own: &ReconciledView, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", style::bold(&format!("Subscription {}", harmless(&own.subscription))))?;
    writeln!(out, "Reported    {}", score(&own.reported))?;
    writeln!(out, "Recomputed  {}", score(&own.recomputed))?;
    if let Some(difference) = &own.difference {
        writeln!(out, "Uplift      {}", difference.ours.percent())?;
    }
    let agreed = own.controls.iter().filter(|control| control.agrees).count();
    writeln!(out)?;
    match own.proven {
        true => {
            writeln!(out, "The export is whole: {agreed} of {} controls and the score come out", own.controls.len())?
        }
        false => writeln!(
            out,
            "{}",
            style::alarm(&format!("Not proven: {agreed} of {} controls come out", own.controls.len()))
        )?,
    }
    for sentence in &own.wanting {
        write_note(&format!("- {}", harmless(sentence)), page, out)?;
    }
    write_controls(own, page, out)?;
    if let Some(difference) = &own.difference {
        write_difference(difference, page, out)?;
    }
    write_unchecked(own, page, out)
}

/// Controls whose numbers do not come out, or all of them.
fn write_controls(own: &ReconciledView, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    let triple = |counts: [u64; 3]| counts.map(|number| number.to_string()).join(" · ");
    let shown = own.controls.iter().filter(|control| page.all || !control.agrees);
    let rows: Vec<Vec<String>> = shown
        .map(|control| {
            let reported = control.reported.map_or("not reported".to_owned(), triple);
            let points = format!("{} of {}", control.current, control.max);
            vec![harmless(&control.title).into_owned(), reported, triple(control.counted), points]
        })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    write_heading("Controls (healthy · unhealthy · not applicable)", out)?;
    let headers = [
        ("Control", Column::Text),
        ("Reported", Column::Whole),
        ("By its rows", Column::Whole),
        ("Points", Column::Number),
    ];
    table::write(&headers, rows, page.width, out)
}

fn write_difference(difference: &DifferenceView, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    let total = words::signed(difference.total);
    write_heading(&format!("The platform's score is {total} percentage points from Uplift's"), out)?;
    for part in &difference.parts {
        let number = part.items.len() as u64;
        writeln!(out, "{:>8}  {} ({})", words::signed(part.share), part.title, number)?;
        let shown = if page.all { part.items.len() } else { SHOWN.min(part.items.len()) };
        for item in &part.items[..shown] {
            writeln!(out, "          {}", line(item))?;
        }
        write_more(part.items.len() - shown, "more", page, out)?;
    }
    if difference.parts.is_empty() {
        writeln!(out, "  every verdict is the same")?;
    }
    Ok(())
}

/// `stprod: storage-https: unhealthy here, healthy there (JitIsEnabled)`.
fn line(item: &ItemView) -> String {
    let name = harmless(item.title.as_ref().unwrap_or(&item.name));
    let Some(resource) = &item.resource else { return name.into_owned() };
    let resource = harmless(resource.rsplit('/').next().unwrap_or(resource)).into_owned();
    let says = |status: Option<crate::assess::Status>| status.map_or("no verdict".to_owned(), words::word);
    let cause = item.cause.as_deref().map(|cause| format!(" ({})", harmless(cause))).unwrap_or_default();
    let young = if item.is_young { ", changed within a day" } else { "" };
    format!("{resource}: {name}: {} here, {} there{cause}{young}", says(item.ours), says(item.theirs))
}

fn write_unchecked(own: &ReconciledView, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    if own.unchecked.is_empty() {
        return Ok(());
    }
    let number = count(own.unchecked.len() as u64, "recommendation");
    write_heading(&format!("The platform knows {number} that no check here is for"), out)?;
    let shown = if page.all { own.unchecked.len() } else { SHOWN.min(own.unchecked.len()) };
    for each in &own.unchecked[..shown] {
        writeln!(out, "  {}  {}", harmless(&each.key), harmless(&each.title))?;
    }
    write_more(own.unchecked.len() - shown, "more", page, out)
}

fn score(score: &ScoreOfPortal) -> String {
    let (Some(percentage), Some(current), Some(max)) = (score.percentage, score.current, score.max) else {
        return "no score in the export".to_owned();
    };
    let weight = score.weight.map(|weight| format!(", weight {weight}")).unwrap_or_default();
    let decimals = usize::try_from(Points::ONE.ilog10()).unwrap_or_default();
    format!("{:.2} %  {current:.decimals$} of {max} points{weight}", percentage * 100.0)
}
