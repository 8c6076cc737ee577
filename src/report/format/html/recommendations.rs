//! Recommendations: how they stand, the steps by hand, and a quick fix.

use super::controls::{heals, is_open, place, tallied};
use super::frame::Frame;
use super::input::{Row, ScanReport};
use super::parts::{diff, severity, signed, steps, told};
use crate::report::view::{FixOfReview, QuickFixView, RecommendationView, Review, RuleOfReview};
use crate::report::words::count;
use maud::{Markup, html};
use std::collections::HashMap;

/// Of a scan, those with a finding; the others are named.
pub(super) fn of_scan(scan: &ScanReport, frame: &Frame) -> Markup {
    let (open, met): (Vec<_>, Vec<_>) = scan.recommendations.iter().partition(|entry| is_open(entry));
    let titles: HashMap<&str, &str> =
        scan.recommendations.iter().map(|each| (each.id.as_str(), &*each.title)).collect();
    let controls: HashMap<&str, &str> = scan.controls.iter().map(|each| (each.id.as_str(), &*each.title)).collect();
    let body = html! {
        @if open.is_empty() { p { "No recommendation has a finding." } }
        @for entry in open { (of_entry(entry, &titles, &controls, frame)) }
        @if !met.is_empty() {
            details class="long" {
                summary { (count(met.len() as u64, "recommendation")) " without a finding" }
                ul { @for entry in met { li { (severity(entry.severity)) " " (told(&entry.title)) ": " (tallied(entry)) } } }
            }
        }
    };
    frame.section("recommendations", "Recommendations", &body)
}

fn of_entry(
    entry: &RecommendationView,
    titles: &HashMap<&str, &str>,
    controls: &HashMap<&str, &str>,
    frame: &Frame,
) -> Markup {
    let own = entry.controls.iter().map(|id| told(controls.get(id.as_str()).unwrap_or(&id.as_str())));
    let body = html! {
        p class="faint" {
            code { (told(&entry.id)) } " · " (own.collect::<Vec<_>>().join(", "))
            @if entry.preview { " · preview, not scored" }
        }
        @if let Some(alone) = entry.alone.as_ref().filter(|_| entry.tally.unhealthy > 0 && !entry.preview) {
            p { "Followed everywhere, " (heals(alone, |id| told(titles.get(id).unwrap_or(&id)))) "." }
        }
        p { strong { "Steps by hand" } }
        (steps(&entry.remediation))
        @if let Some(fix) = &entry.quick_fix { (quick_fix(fix)) }
        p { a href=(frame.findings("recommendation", &entry.id)) { "Show its findings" } }
    };
    let head = html! { (severity(entry.severity)) " " strong { (told(&entry.title)) } " " span class="faint" { (tallied(entry)) } };
    folded(&entry.id, frame, &head, &body)
}

/// The id stands inside, so that a browser opens what is folded on the way there.
fn folded(id: &str, frame: &Frame, head: &Markup, body: &Markup) -> Markup {
    html! {
        details class="entry" data-recommendation=(told(id)) {
            summary { (head) }
            div class="body" id=(frame.id(&place(id))) { (body) }
        }
    }
}

fn quick_fix(fix: &QuickFixView) -> Markup {
    let which = match fix.findings {
        1 => format!("Quick fix of {}", told(&fix.resource.name)),
        all => format!("Quick fix of {}, the first of {all}", told(&fix.resource.name)),
    };
    change(&which, &fix.fix)
}

fn change(which: &str, fix: &FixOfReview) -> Markup {
    html! {
        details {
            summary { (which) " " @if fix.review { span class="word medium" { "review" } } @else { span class="word healthy" { "safe" } } }
            @if let Some(impact) = &fix.impact { p { (told(impact)) } }
            @match &fix.withheld {
                Some(reason) => p { "The change is not shown: " (told(reason)) "." },
                None if fix.diff.is_empty() => p { "The change is too long to show; " code { "uplift fix" } " writes it." },
                None => (diff(which, &fix.diff)),
            }
        }
    }
}

/// Of a change, those that its findings name.
pub(super) fn of_change(review: &Review, rows: &[Row<'_>], frame: &Frame) -> Markup {
    let mut found: HashMap<&str, (u64, Option<&Row<'_>>)> = HashMap::new();
    for row in rows {
        let (number, fixed) = found.entry(&row.recommendation).or_default();
        *number += 1;
        *fixed = fixed.or(row.fix.as_ref().map(|_| row));
    }
    let body = html! {
        @if review.recommendations.is_empty() { p { "No finding is told." } }
        @for rule in &review.recommendations {
            @let (number, fixed) = found.get(rule.id.as_str()).copied().unwrap_or_default();
            (of_rule(rule, number, fixed, frame))
        }
    };
    frame.section("recommendations", "Recommendations", &body)
}

fn of_rule(rule: &RuleOfReview, number: u64, fixed: Option<&Row<'_>>, frame: &Frame) -> Markup {
    let controls: Vec<String> = rule.controls.iter().map(|title| told(title)).collect();
    let body = html! {
        p class="faint" { code { (told(&rule.id)) } " · " (controls.join(", ")) }
        p { (told(&rule.description)) }
        p { strong { "Steps by hand" } }
        (steps(&rule.remediation))
        @if let Some((row, fix)) = fixed.and_then(|row| Some((row, row.fix.as_ref()?))) {
            @let points = fix.points.map(|points| format!(" ({})", signed(points))).unwrap_or_default();
            (change(&format!("Quick fix of {}{points}", told(&row.resource.name)), fix))
        }
        p { a href=(frame.findings("recommendation", &rule.id)) { "Show its findings" } }
    };
    let head = html! { (severity(rule.severity)) " " strong { (told(&rule.title)) } " " span class="faint" { (count(number, "finding")) } };
    folded(&rule.id, frame, &head, &body)
}
