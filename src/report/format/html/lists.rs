//! What does not count, and what could not be decided.

use super::frame::Frame;
use super::input::ScanReport;
use super::parts::{steps, told};
use crate::report::view::{ExportView, ScanExemption};
use crate::report::words::{WHAT_TO_EXPORT, count, waiting};
use maud::{Markup, html};

/// Entries that are listed one by one.
const LISTED: usize = 500;

pub(super) fn exemptions(scan: &ScanReport, frame: &Frame) -> Markup {
    let body = html! {
        @if scan.exemptions.is_empty() { p { "Nothing is exempt: no exemption takes a finding out of this score." } }
        @else { div class="wide" { table class="stack" {
            caption { "Those that take findings out of the score. " code { "uplift exemptions" } " tells of the others." }
            thead { tr {
                th scope="col" { "Exemption" }
                th scope="col" { "Category" }
                th scope="col" { "Reason" }
                th scope="col" { "Owner" }
                th scope="col" { "Last day" }
                th scope="col" class="number" { "Findings" }
            } }
            tbody { @for listed in scan.exemptions.iter().take(LISTED) { (exemption(listed)) } }
        } } }
        (rest(scan.exemptions.len()))
    };
    frame.section("exemptions", "Exemptions", &body)
}

fn exemption(listed: &ScanExemption) -> Markup {
    let own = &listed.exemption;
    let or_none = |text: &Option<String>| text.as_deref().map_or_else(|| "–".to_owned(), told);
    html! {
        tr {
            th scope="row" { bdi { (told(&own.id)) } br; small { bdi { (told(&listed.scope)) } } }
            td data-label="Category" { (told(&own.category)) }
            td data-label="Reason" { bdi { (told(&own.reason)) } @if let Some(ticket) = &listed.ticket { " (" bdi { (told(ticket)) } ")" } }
            td data-label="Owner" { bdi { (or_none(&listed.owner)) } }
            td data-label="Last day" { (own.expires_on.as_deref().map_or_else(|| "does not end".to_owned(), told)) }
            td class="number" data-label="Findings" { (listed.findings) }
        }
    }
}

pub(super) fn undecided(scan: &ScanReport, frame: &Frame) -> Markup {
    let coverage = &scan.coverage;
    let body = html! {
        @if coverage.reasons.is_empty() { p { "Every check was decided." } }
        @else {
            @if !coverage.exports.is_empty() {
                p { (WHAT_TO_EXPORT) }
                @for export in &coverage.exports { (wanting(export)) }
            }
            details class="long" {
                summary { (count(coverage.unknown, "check")) " by reason" }
                table class="stack" {
                    caption { "The most frequent reasons first." }
                    thead { tr {
                        th scope="col" { "Recommendation" }
                        th scope="col" { "Reason" }
                        th scope="col" class="number" { "Checks" }
                    } }
                    tbody { @for reason in coverage.reasons.iter().take(LISTED) { tr {
                        th scope="row" { (told(&reason.recommendation)) }
                        td data-label="Reason" { bdi { (told(&reason.reason)) } }
                        td class="number" data-label="Checks" { (reason.count) }
                    } } }
                }
            }
            (rest(coverage.reasons.len()))
        }
    };
    frame.section("undecided", "What could not be decided", &body)
}

fn wanting(export: &ExportView) -> Markup {
    html! {
        p { strong { (waiting(export)) } @if !export.types.is_empty() { ": " (told(&export.types.join(", "))) } }
        (steps(&export.command))
    }
}

fn rest(number: usize) -> Markup {
    html! { @if number > LISTED { p class="faint" { "The first " (LISTED) " of " (number) "; the JSON report has all." } } }
}
