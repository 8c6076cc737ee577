//! Controls, ranked as the scan ranks them, each with its recommendations.

use super::frame::Frame;
use super::input::ScanReport;
use super::parts::{severity, signed, small_bar, told};
use crate::report::view::{AloneView, ControlView, RecommendationView};
use crate::report::words::count;
use crate::score::{Points, Ratio};
use maud::{Markup, html};
use std::collections::HashMap;

type Known<'s> = HashMap<&'s str, &'s RecommendationView>;

pub(super) fn section(scan: &ScanReport, frame: &Frame) -> Markup {
    let known: Known<'_> = scan.recommendations.iter().map(|each| (each.id.as_str(), each)).collect();
    let most = scan.controls.iter().filter_map(|control| control.potential_increase).max().unwrap_or_default();
    let body = html! {
        div class="wide" {
            table class="controls stack" {
                caption { "A resource earns its share of a control once it follows all of the control's recommendations." }
                thead { tr {
                    th scope="col" { "Control" }
                    th scope="col" class="number" { "Potential increase" }
                    td {}
                    th scope="col" class="number" { "Current score" }
                    th scope="col" class="number" { "Unhealthy" }
                    th scope="col" class="number" { "Healthy" }
                    th scope="col" class="number" { "Not applicable" }
                    th scope="col" class="number" { "Unknown" }
                } }
                @for control in &scan.controls { (entry(control, most, &known, frame)) }
            }
        }
    };
    frame.section("controls", "Controls by potential score increase", &body)
}

fn entry(control: &ControlView, most: Points, known: &Known<'_>, frame: &Frame) -> Markup {
    let tally = &control.tally;
    html! {
        tbody id=(frame.id(&format!("control-{}", told(&control.id)))) {
            tr {
                th scope="row" { bdi { (told(&control.title)) } }
                td class="number gain" data-label="Potential increase" { (increase(control)) }
                td { @if let Some(increase) = control.potential_increase { (small_bar(increase, most)) } }
                td class="number" data-label="Current score" {
                    @match control.current {
                        Some(current) => { (current) " of " (control.max) }
                        None => { "not scored, of " (control.max) }
                    }
                }
                td class="number" data-label="Unhealthy" { (tally.unhealthy) }
                td class="number" data-label="Healthy" { (tally.healthy) }
                td class="number" data-label="Not applicable" { (tally.not_applicable) }
                td class="number" data-label="Unknown" {
                    (tally.unknown) @if control.mostly_undecided { " (most are undecided)" }
                }
            }
            tr class="more" {
                td colspan="8" {
                    details {
                        summary { (count(control.recommendations.len() as u64, "recommendation")) " of " bdi { (told(&control.title)) } }
                        ul {
                            @for id in &control.recommendations {
                                @if let Some(entry) = known.get(id.as_str()) { li { (member(entry, known, frame)) } }
                            }
                        }
                        p { a href=(frame.findings("control", &control.id)) { "Show its findings" } }
                    }
                }
            }
        }
    }
}

fn increase(control: &ControlView) -> Markup {
    match (control.potential_increase, control.potential_increase_percentage) {
        (Some(points), Some(percentage)) => html! { (signed(points)) " (" (percentage.percent()) ")" },
        _ => html! { "–" },
    }
}

fn member(entry: &RecommendationView, known: &Known<'_>, frame: &Frame) -> Markup {
    html! {
        (severity(entry.severity)) " "
        @if is_open(entry) { a href=(frame.to(&place(&entry.id))) { (told(&entry.title)) } }
        @else { (told(&entry.title)) }
        ": " (tallied(entry))
        @if let Some(alone) = entry.alone.as_ref().filter(|_| entry.tally.unhealthy > 0) {
            " · " (heals(alone, |id| known.get(id).map_or_else(|| told(id), |other| told(&other.title))))
        }
    }
}

/// Whether there is anything to say of a recommendation.
pub(super) fn is_open(entry: &RecommendationView) -> bool {
    entry.tally.unhealthy + entry.tally.unknown + entry.exempt > 0
}

/// The place of a recommendation on the page.
pub(super) fn place(id: &str) -> String {
    format!("recommendation-{}", told(id))
}

/// How a recommendation stands, in words.
pub(super) fn tallied(entry: &RecommendationView) -> String {
    let tally = &entry.tally;
    let parts = [
        (tally.unhealthy, "unhealthy"),
        (tally.healthy, "healthy"),
        (tally.unknown, "unknown"),
        (entry.exempt, "exempt"),
    ];
    let parts: Vec<String> =
        parts.iter().filter(|(number, _)| *number > 0).map(|(number, what)| format!("{number} {what}")).collect();
    if parts.is_empty() { "no resource".to_owned() } else { parts.join(", ") }
}

/// What following it alone gives back, or what it takes besides.
pub(super) fn heals(alone: &AloneView, title: impl Fn(&str) -> String) -> Markup {
    let zero = Points::of(&Ratio::from_integer(0.into()));
    html! {
        @if alone.resources > 0 {
            "alone it makes " (count(alone.resources, "resource")) " healthy"
            @if alone.points > zero { " (" (signed(alone.points)) ")" }
        } @else {
            "alone it makes no resource healthy"
        }
        @if let Some(other) = &alone.together {
            "; with “" (title(&other.recommendation)) "” " (count(other.resources, "resource")) @if alone.resources > 0 { " more" }
            @if other.points > zero { " (" (signed(other.points)) ")" }
        }
    }
}
