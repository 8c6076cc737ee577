//! Who deals with how much, and until when.

use super::frame::Frame;
use super::input::ScanReport;
use super::parts::{signed, told};
use crate::duty::Timing;
use crate::report::view::{DueCounts, DutiesView, OwnerView};
use crate::report::words::{self, count};
use maud::{Markup, html};

/// Owners that are listed one by one.
const LISTED: usize = 500;

/// What stands for nobody in the page's address; no owner's name begins with a space.
pub(super) const NOBODY: &str = " nobody";

/// Timings as they head a column and name a value.
pub(super) const TIMINGS: [(Timing, &str, &str); 5] = [
    (Timing::Overdue, "overdue", "overdue"),
    (Timing::DueSoon, "dueSoon", "due soon"),
    (Timing::OnTime, "onTime", "on time"),
    (Timing::Unassigned, "unassigned", "unassigned"),
    (Timing::Unknown, "notKnown", "not known"),
];

pub(super) fn section(duties: &DutiesView, scan: &ScanReport, frame: &Frame) -> Markup {
    let sentence = words::due(&duties.counts);
    let body = html! {
        p {
            @if sentence.is_empty() { "Nothing is unhealthy, so that nobody has anything to deal with." }
            @else { (words::capital(&sentence)) ". Soon is within " (count(duties.soon, "day")) "." }
        }
        @if let Some(then) = &scan.score.without_grace {
            p { (words::without_grace(then)) "; with it " (words::percent(&scan.score.figures)) "." }
        }
        @if !duties.owners.is_empty() { (table(&duties.owners, frame)) }
        @if duties.owners.len() > LISTED {
            p class="faint" { "The first " (LISTED) " of " (duties.owners.len()) "; the JSON report has all." }
        }
    };
    frame.section("owners", "Owners and due dates", &body)
}

fn table(owners: &[OwnerView], frame: &Frame) -> Markup {
    html! {
        div class="wide" { table class="stack owners" {
            caption { "Points are what the score gains once all findings of an owner are healthy." }
            thead { tr {
                th scope="col" { "Owner" }
                @for (_, _, name) in TIMINGS { th scope="col" class="number" { (words::capital(name)) } }
                th scope="col" class="number" { "Points" }
            } }
            tbody { @for owner in owners.iter().take(LISTED) { (row(owner, frame)) } }
        } }
    }
}

fn row(owner: &OwnerView, frame: &Frame) -> Markup {
    let DueCounts { overdue, due_soon, on_time, unassigned, unknown } = owner.counts;
    let numbers = [overdue, due_soon, on_time, unassigned, unknown];
    let (key, name) = match &owner.owner {
        Some(owner) => (owner.as_str(), told(owner)),
        None => (NOBODY, "nobody".to_owned()),
    };
    html! {
        tr {
            th scope="row" { a href=(frame.findings("owner", key)) { bdi { (name) } } }
            @for (number, (_, _, name)) in numbers.into_iter().zip(TIMINGS) {
                td class="number" data-label=(words::capital(name)) { (number) }
            }
            td class="number" data-label="Points" { (signed(owner.points)) }
        }
    }
}
