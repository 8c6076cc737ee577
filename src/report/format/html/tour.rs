//! The steps of the guide, with the numbers of the page. Without a script they are a list to read.

use super::controls::place;
use super::frame::Frame;
use super::input::{Input, ScanReport, Told};
use super::parts::{signed, told};
use crate::assess::Status;
use crate::report::view::{AloneView, ControlView, QuickFixView, RecommendationView};
use crate::report::words::{count, percent, range};
use maud::{Markup, html};
use std::collections::{BTreeMap, BTreeSet};

/// The guide through a scan; nothing for anything else.
pub(super) fn guide(input: &Input<'_>) -> Markup {
    let Told::Scan(scan) = &input.told else { return html! {} };
    let frame = Frame::nowhere();
    html! {
        aside id="tour" aria-labelledby="tour-title" {
            h2 id="tour-title" { "A tour of this page" }
            ol {
                (score(scan))
                @if let Some(control) = scan.controls.first() { (most(control)) }
                @if let Some(caught) = caught(scan, input) { (all_or_nothing(&caught, &frame)) }
                @if let Some((entry, fix, alone)) = preview(scan) { (quick_fix(scan, entry, fix, alone)) }
                @if let Some(route) = &scan.route {
                    (step("route", "The way to a target", false, &html! {
                        p { "Which fixes first? The shortest way to " (route.target.percent()) " takes " (count(route.edits, "edit"))
                            " and gains " (signed(route.gain)) " points." }
                    }))
                }
                (home())
            }
        }
    }
}

/// A step at a place, in which what is folded opens where it is said.
fn step(place: &str, title: &str, open: bool, body: &Markup) -> Markup {
    html! { li data-place=(place) data-open=[open.then_some("true")] { h3 { (title) } (body) } }
}

fn score(scan: &ScanReport) -> Markup {
    let figures = &scan.score.figures;
    let points = figures.current.zip(figures.max).map(|(current, max)| format!(", {current} of {max} points"));
    step(
        "score",
        "The score",
        false,
        &html! {
            p { "This estate has " strong { (percent(figures)) (points.unwrap_or_default()) } (range(figures)) ". The pale end of the bar is what is not decided yet." }
        },
    )
}

fn most(control: &ControlView) -> Markup {
    let increase = control.potential_increase.map_or_else(|| "nothing".to_owned(), signed);
    step(
        &format!("control-{}", told(&control.id)),
        "What gives back most",
        true,
        &html! {
            p { "Controls are ranked by what they give back. " strong { (told(&control.title)) } " comes first: " (increase)
                " points, because " (control.tally.unhealthy) " of " (control.tally.scored()) " resources are unhealthy in it." }
        },
    )
}

/// A resource that misses several recommendations of one control.
struct Caught<'s> {
    name: String,
    id: String,
    control: &'s ControlView,
    missed: BTreeSet<&'s str>,
}

/// The one that misses most in the first control that has any.
fn caught<'s>(scan: &'s ScanReport, input: &'s Input<'_>) -> Option<Caught<'s>> {
    scan.controls.iter().filter(|control| control.max > 0).find_map(|control| {
        let mut missed: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        let counts = |id: &str| control.recommendations.iter().any(|own| own == id);
        for row in input.rows.iter().filter(|row| row.status == Some(Status::Unhealthy) && row.exemption.is_none()) {
            if counts(&row.recommendation) {
                missed.entry(&row.resource.id).or_default().insert(&row.recommendation);
            }
        }
        let (id, missed) =
            missed.into_iter().max_by_key(|(_, missed)| missed.len()).filter(|(_, missed)| missed.len() > 1)?;
        let name = id.rsplit('/').next().unwrap_or(id).to_owned();
        Some(Caught { name, id: id.to_owned(), control, missed })
    })
}

fn all_or_nothing(caught: &Caught<'_>, frame: &Frame) -> Markup {
    let view = frame.findings("control", &caught.control.id);
    let view = format!("{view}&q={}", crate::report::links::encoded(&caught.id));
    html! {
        li data-place="findings" data-view=(view) {
            h3 { "All or nothing" }
            p {
                strong { (told(&caught.name)) } " misses " (caught.missed.len()) " recommendations of “" (told(&caught.control.title))
                "”. A resource earns its share of a control once it follows " em { "all" } " of them: to repair one alone gives nothing."
            }
        }
    }
}

/// The quick fix whose recommendation gives back most by itself.
fn preview(scan: &ScanReport) -> Option<(&RecommendationView, &QuickFixView, &AloneView)> {
    let shown = scan.recommendations.iter().filter_map(|entry| {
        let (fix, alone) = (entry.quick_fix.as_ref()?, entry.alone.as_ref()?);
        (!fix.fix.diff.is_empty()).then_some((entry, fix, alone))
    });
    shown.max_by_key(|(entry, _, alone)| (alone.points, std::cmp::Reverse(&entry.id)))
}

fn quick_fix(scan: &ScanReport, entry: &RecommendationView, fix: &QuickFixView, alone: &AloneView) -> Markup {
    step(
        &place(&entry.id),
        "A quick fix, and the new score",
        true,
        &html! {
            p { "This diff makes " strong { (told(&fix.resource.name)) } " follow “" (told(&entry.title)) "”. It is proven to apply and to help." }
            p { "Followed everywhere, the recommendation alone gives " (signed(alone.points)) " points: from " (percent(&scan.score.figures))
                @if let Some(then) = alone.percentage { " to " strong { (then.percent()) } } "." }
        },
    )
}

fn home() -> Markup {
    step(
        "about",
        "The same at home",
        false,
        &html! {
            p { "Three commands, in the repository of your own estate:" }
            pre class="steps" {
                "uplift scan . --report html=page.html\n"
                "uplift fix . --output quick-fix.patch\n"
                "uplift gate . --base origin/main\n"
            }
            p { "They score it and write its page, write the patches that raise the score, and judge a change before it is merged." }
        },
    )
}
