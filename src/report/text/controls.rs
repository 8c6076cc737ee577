//! The controls, ranked.

use super::table::{self, Column};
use super::{Page, count, style};
use crate::report::view::{ControlView, Scan};
use crate::report::{harmless, words};
use crate::score::Order;
use crate::score::{Percentage, Points};
use std::io::{self, Write};

/// From this width on, bars are long.
const WIDE: usize = 100;
/// From this width on, controls are named by title and id.
const WIDEST: usize = 150;

/// The table of controls. Those without anything unhealthy are only counted, unless all are asked for.
pub(super) fn write(scan: &Scan<'_>, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    let shown: Vec<_> =
        scan.controls.iter().filter(|control| page.all || page.details || control.tally.unhealthy > 0).collect();
    if !shown.is_empty() {
        super::write_heading(heading(page.order), out)?;
        write_table(&shown, page, out)?;
    }
    if shown.iter().any(|control| is_weighed(control)) {
        super::write_note(WEIGHED, page, out)?;
    }
    let hidden = scan.controls.iter().filter(|control| control.tally.unhealthy == 0);
    let (scored, unscored): (Vec<_>, Vec<_>) = hidden.partition(|control| control.current.is_some());
    if shown.len() < scan.controls.len() {
        super::write_note(&rest(scored.len() as u64, unscored.len() as u64), page, out)?;
    }
    let undecided = scan.controls.iter().filter(|control| control.mostly_undecided);
    let undecided = undecided.map(|control| (&*control.title, control.tally.unknown, control.tally.scored()));
    words::mostly_undecided(undecided).iter().try_for_each(|told| super::write_note(told, page, out))?;
    if page.details {
        shown.iter().try_for_each(|control| write_worth(control, page, out))?;
    }
    Ok(())
}

const WEIGHED: &str = "Subscriptions weigh by their scored resources: an increase is in points of the whole estate, and not simply what \
                       is missing from the max score.";

/// Whether the increase differs from what is missing from the maximum by more than rounding explains.
fn is_weighed(control: &ControlView) -> bool {
    let parts = control.current.zip(control.potential_increase);
    let whole = i64::from(control.max) * Points::ONE;
    parts.is_some_and(|(current, increase)| (whole - current.units() - increase.units()).abs() > 1)
}

fn heading(order: Order) -> &'static str {
    match order {
        Order::Increase => "Controls by potential score increase",
        Order::Max => "Controls by max score",
        Order::Unhealthy => "Controls by unhealthy resources",
    }
}

fn write_table(controls: &[&ControlView], page: &Page, out: &mut dyn Write) -> io::Result<()> {
    let with_ids = page.width >= WIDEST;
    let mut headers = vec![("Control", Column::Text)];
    if with_ids {
        headers.push(("Id", Column::Whole));
    }
    headers.extend([
        ("Potential score\nincrease", Column::Number),
        ("", Column::Whole),
        ("Max\nscore", Column::Number),
        ("Current\nscore", Column::Number),
        ("Unhealthy\nresources", Column::Number),
    ]);
    let widest = controls.iter().filter_map(|control| control.potential_increase_percentage).max().unwrap_or_default();
    let bar_width = if page.width >= WIDE { 24 } else { 8 };
    let rows = controls.iter().map(|control| {
        let gain = control.potential_increase_percentage.unwrap_or_default();
        let mut row = vec![harmless(&control.title).into_owned()];
        if with_ids {
            row.push(harmless(&control.id).into_owned());
        }
        row.extend([
            increase(control),
            style::bar(gain.units(), widest.units(), bar_width),
            control.max.to_string(),
            control.current.map_or_else(|| "not scored".to_owned(), |current| current.to_string()),
            unhealthy(control),
        ]);
        row
    });
    table::write(&headers, rows.collect(), page.width, out)
}

/// In points and percent, both ending at the same place in each row.
fn increase(control: &ControlView) -> String {
    match (control.potential_increase, control.potential_increase_percentage) {
        (Some(points), Some(percentage)) if points.units() > 0 || percentage.units() > 0 => {
            format!("{} {:>8}", signed(points), signed_percent(percentage))
        }
        _ => String::new(),
    }
}

fn signed(points: Points) -> String {
    format!("+{points}")
}

fn signed_percent(percentage: Percentage) -> String {
    percentage.percent()
}

fn unhealthy(control: &ControlView) -> String {
    format!("{} of {}", control.tally.unhealthy, control.tally.healthy + control.tally.unhealthy)
}

fn rest(scored: u64, unscored: u64) -> String {
    let mut parts = Vec::new();
    if scored > 0 {
        parts.push(format!("{} without unhealthy resources", count(scored, "control")));
    }
    if unscored > 0 {
        parts.push(format!("{} not scored: no healthy or unhealthy resources", count(unscored, "control")));
    }
    format!("{} (--all shows them)", parts.join(" · "))
}

/// What one resource is worth, and the figures as the portal rounds them.
fn write_worth(control: &ControlView, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    let (Some(worth), Some(portal)) = (control.score_per_resource, control.portal) else { return Ok(()) };
    if control.tally.unhealthy == 0 {
        return Ok(());
    }
    let text = format!(
        "{}: each of {} is worth {} of {}. In whole numbers, the potential score increase is {} and {} %.",
        harmless(&control.title),
        count(control.tally.healthy + control.tally.unhealthy, "resource"),
        worth.short(),
        count(control.max, "point"),
        count(portal.potential_increase.units().unsigned_abs(), "point"),
        portal.potential_increase_percent,
    );
    super::write_note(&text, page, out)
}
