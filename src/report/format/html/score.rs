//! The score of a scan, and what else it would be.

use super::frame::Frame;
use super::input::ScanReport;
use super::parts::{Bar, signed, told};
use crate::report::view::{FiguresView, ScopeKind, ScopeView};
use crate::report::words::{count, percent, points};
use maud::{Markup, html};

/// Scopes that are listed one by one.
const SCOPES: usize = 500;

pub(super) fn section(scan: &ScanReport, frame: &Frame) -> Markup {
    let (figures, before) = (&scan.score.figures, &scan.score.before_exemptions);
    let differs = before != figures;
    let body = html! {
        (figure(figures))
        (bar(figures, differs.then_some(before)))
        @if let Some(sentence) = sentence(scan) { p { (sentence) } }
        dl class="facts" {
            @if let Some(increase) = figures.potential_increase {
                (fact("Potential score increase", &html! { (signed(increase)) " points" }))
            }
            @if let Some(range) = figures.range {
                (fact("Once all is decided", &html! {
                    "between " (range.lower.percent()) " and " (range.upper.percent())
                    ", with " (count(range.undecided, "check")) " undecided"
                }))
            }
            @if differs { (fact("Before exemptions", &with_points(before))) }
            @if let Some(deployed) = &scan.score.after_deployment {
                (fact("After deployment", &with_points(deployed)))
            }
            @if let Some(then) = &scan.score.without_grace {
                (fact("Without what is in grace", &with_points(then)))
            }
        }
        (estates(scan))
        (scopes(scan))
    };
    frame.section("score", "Secure score", &body)
}

/// A score in large.
pub(super) fn figure(figures: &FiguresView) -> Markup {
    html! {
        p class="figure" {
            strong { (percent(figures)) }
            @if let (Some(current), Some(max)) = (figures.current, figures.max) {
                span { (current) " of " (max) " points" }
            }
        }
    }
}

/// The same as a bar, with what is open and what it was.
pub(super) fn bar(figures: &FiguresView, mark: Option<&FiguresView>) -> Markup {
    let Some(value) = figures.percentage else { return html! {} };
    let title = format!("The score: {}", value.percent());
    let range = figures.range.map(|range| (range.lower, range.upper));
    Bar { title: &title, value, range, mark: mark.and_then(|mark| mark.percentage) }.drawn()
}

/// What gives back most.
fn sentence(scan: &ScanReport) -> Option<Markup> {
    let rewarding = scan.controls.iter().filter_map(|control| Some((control.potential_increase?, control)));
    let (increase, control) =
        rewarding.max_by_key(|(increase, control)| (*increase, std::cmp::Reverse(&control.id)))?;
    (increase.units() > 0).then(|| {
        html! { strong { bdi { (told(&control.title)) } } " gives back most: " (signed(increase)) " points." }
    })
}

fn fact(name: &str, value: &Markup) -> Markup {
    html! { div { dt { (name) } dd { (value) } } }
}

fn with_points(figures: &FiguresView) -> Markup {
    html! {
        (percent(figures))
        @if let (Some(current), Some(max)) = (figures.current, figures.max) { ", " (current) " of " (max) " points" }
    }
}

/// What each `uplift.yaml` governs, where there are several.
fn estates(scan: &ScanReport) -> Markup {
    if scan.estates.len() < 2 {
        return html! {};
    }
    html! {
        table class="stack" {
            caption { "By estate; each is governed by settings of its own." }
            thead { tr {
                th scope="col" { "Estate" }
                th scope="col" class="number" { "Score" }
                th scope="col" class="number" { "Potential increase" }
            } }
            tbody { @for estate in scan.estates.iter().take(SCOPES) { tr {
                th scope="row" { bdi { (told(&estate.directory)) } }
                td class="number" data-label="Score" { (percent(&estate.score)) }
                td class="number" data-label="Potential increase" { (points(estate.score.potential_increase)) }
            } } }
        }
    }
}

fn scopes(scan: &ScanReport) -> Markup {
    if scan.scopes.len() < 2 {
        return html! {};
    }
    html! {
        details class="long" {
            summary { "By management group, subscription and resource group (" (scan.scopes.len()) ")" }
            table class="stack" {
                caption { "Each by itself, in order of what it is." }
                thead { tr {
                    th scope="col" { "Scope" }
                    th scope="col" { "Kind" }
                    th scope="col" class="number" { "Score" }
                    th scope="col" class="number" { "Potential increase" }
                } }
                tbody { @for scope in scan.scopes.iter().take(SCOPES) { (scope_row(scope)) } }
            }
            @if scan.scopes.len() > SCOPES {
                p class="faint" { "The first " (SCOPES) " of " (scan.scopes.len()) "; the JSON report has all." }
            }
        }
    }
}

fn scope_row(scope: &ScopeView) -> Markup {
    let kind = match scope.kind {
        ScopeKind::ManagementGroup => "management group",
        ScopeKind::Subscription => "subscription",
        ScopeKind::ResourceGroup => "resource group",
    };
    let name = scope.name.as_deref().or(scope.id.as_deref()).map_or_else(|| "no subscription".to_owned(), told);
    html! {
        tr {
            th scope="row" { bdi { (name) } }
            td data-label="Kind" { (kind) }
            td class="number" data-label="Score" { (percent(&scope.score)) }
            td class="number" data-label="Potential increase" { (points(scope.score.potential_increase)) }
        }
    }
}
