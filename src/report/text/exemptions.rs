//! Exemptions, and those that end soon.

use super::table::{self, Column};
use super::{Page, count, style, write_heading, write_note};
use crate::report::harmless;
use crate::report::view::{EndingExemption, ExemptionList, ExemptionState, ListedExemption};
use std::io::{self, Write};

/// From this width on, the reason stands beside the exemption.
const WIDE: usize = 120;

/// Writes the exemptions for people.
///
/// # Errors
/// Those of the writer.
pub fn write_exemptions(list: &ExemptionList, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    if list.exemptions.is_empty() {
        return writeln!(out, "There are no exemptions");
    }
    let title = style::bold(&count(list.exemptions.len() as u64, "exemption"));
    writeln!(out, "{title}  {}", style::dim(&format!("on {}", list.today)))?;
    writeln!(out, "{}\n", style::dim(&states(list)))?;
    write_list(list, page, out)?;
    write_ending(list, page, out)
}

/// How many stand how.
fn states(list: &ExemptionList) -> String {
    let all = [
        ExemptionState::Counts,
        ExemptionState::Unused,
        ExemptionState::Duplicate,
        ExemptionState::Expired,
        ExemptionState::TooLong,
        ExemptionState::NotExemptable,
    ];
    let number = |state| list.exemptions.iter().filter(|each| each.state == state).count();
    let parts = all.into_iter().map(|each| (number(each), exemption_state(each))).filter(|(number, _)| *number > 0);
    parts.map(|(number, words)| format!("{number} {words}")).collect::<Vec<_>>().join(" · ")
}

fn write_list(list: &ExemptionList, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    let wide = page.width >= WIDE;
    let mut headers = vec![("State", Column::Whole), ("Exemption", Column::Text)];
    if wide {
        headers.push(("Reason", Column::Text));
    }
    headers.extend([("Findings", Column::Number), ("Ends", Column::Whole), ("Owner", Column::Text)]);
    let rows = list.exemptions.iter().map(|each| row(each, wide));
    table::write(&headers, rows.collect(), page.width, out)
}

fn row(listed: &ListedExemption, wide: bool) -> Vec<String> {
    let view = &listed.exemption;
    let mut about = harmless(&view.exemption.id).into_owned();
    about.extend(listed.note.iter().map(|note| format!("\n{}", harmless(note))));
    let mut row = vec![exemption_state(listed.state).to_owned(), about];
    if wide {
        row.push(format!("{}: {}", view.exemption.category, harmless(&view.exemption.reason)));
    }
    let ends = view.exemption.expires_on.clone().unwrap_or_else(|| "never".to_owned());
    row.extend([view.findings.to_string(), ends, owner(view.owner.as_deref())]);
    row
}

/// How an exemption stands, in a word or two.
pub(in crate::report) fn exemption_state(state: ExemptionState) -> &'static str {
    match state {
        ExemptionState::Counts => "in use",
        ExemptionState::Unused => "unused",
        ExemptionState::Duplicate => "duplicate",
        ExemptionState::Expired => "expired",
        ExemptionState::TooLong => "too long",
        ExemptionState::NotExemptable => "refused",
    }
}

fn owner(owner: Option<&str>) -> String {
    harmless(owner.unwrap_or("nobody")).into_owned()
}

fn write_ending(list: &ExemptionList, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    let days = count(list.within_days, "day");
    if list.ending.is_empty() {
        writeln!(out)?;
        return write_note(&format!("None that is in use ends within {days}."), page, out);
    }
    write_heading(&format!("Ending within {days}"), out)?;
    let headers = [
        ("Ends", Column::Whole),
        ("Owner", Column::Text),
        ("Exemption", Column::Text),
        ("Findings", Column::Number),
        ("Points\nlost", Column::Number),
        ("Score\nthen", Column::Number),
    ];
    let rows = list.ending.iter().map(ending);
    table::write(&headers, rows.collect(), page.width, out)?;
    write_note("Each line says what is lost when that exemption alone ends and nothing is repaired.", page, out)
}

fn ending(ending: &EndingExemption) -> Vec<String> {
    let points = ending.points_lost.map_or_else(|| "none".to_owned(), |points| points.to_string());
    let then = ending.percentage_then.map_or_else(|| "none".to_owned(), |percentage| percentage.percent());
    let id = harmless(&ending.id).into_owned();
    vec![ending.expires_on.clone(), owner(ending.owner.as_deref()), id, ending.findings.to_string(), points, then]
}
