//! The way to a target.

use super::controls::place;
use super::frame::Frame;
use super::input::ScanReport;
use super::parts::{signed, told};
use crate::report::view::RouteView;
use crate::report::words::count;
use maud::{Markup, html};
use std::collections::HashMap;

pub(super) fn section(route: &RouteView, scan: &ScanReport, frame: &Frame) -> Markup {
    let titles: HashMap<&str, &str> =
        scan.recommendations.iter().map(|each| (each.id.as_str(), &*each.title)).collect();
    let title = |id: &str| told(titles.get(id).unwrap_or(&id));
    let body = html! {
        p {
            @if route.reached { "Quick fixes lead there: " } @else { "Quick fixes alone do not lead there. They give " }
            strong { (signed(route.gain)) " points" } " with " (count(route.edits, "edit")) " in " (count(route.files, "file"))
            @if route.review > 0 { ", of which " (route.review) " may interrupt somebody" }
            "." @if route.is_best { " No way needs fewer edits." }
        }
        @if !route.steps.is_empty() {
            table class="stack" {
                caption { "In the order in which they first come; each gains its points after those above it." }
                thead { tr {
                    th scope="col" { "Recommendation" }
                    th scope="col" class="number" { "Fixes" }
                    th scope="col" class="number" { "Points" }
                } }
                tbody { @for step in &route.steps { tr {
                    th scope="row" { a href=(frame.to(&place(&step.recommendation))) { (title(&step.recommendation)) } }
                    td class="number" data-label="Fixes" { (step.fixes) }
                    td class="number" data-label="Points" { (signed(step.points)) }
                } } }
            }
        }
        @if !route.obstacles.is_empty() {
            p { "In the way, and settled by no quick fix:" }
            ul { @for obstacle in &route.obstacles { li {
                (signed(obstacle.points)) " points of " (count(obstacle.resources, "resource")) " wait for "
                (obstacle.recommendations.iter().map(|id| title(id)).collect::<Vec<_>>().join("; "))
            } } }
        }
        p { code { "uplift fix --target " (route.target.percent().replace(".00 ", "").replace(' ', "")) } " writes it as one diff." }
    };
    frame.section("route", &format!("The way to {}", route.target.percent().replace(".00", "")), &body)
}
