//! What was run, by what and over what.

use super::frame::Frame;
use super::input::{Input, ScanReport, Told};
use super::names::key;
use super::parts::told;
use crate::report::view::{FiguresView, FileStatusView, ProblemView};
use crate::report::words::{self, count, word};
use maud::{Markup, html};

/// Problems that are listed one by one.
const LISTED: usize = 50;

/// The head of the page.
pub(super) fn header(inputs: &[Input<'_>], title: &str) -> Markup {
    html! {
        header class="page" {
            div class="row" {
                h1 { bdi { (title) } }
                div class="theme" id="theme" role="group" aria-label="Colours" {}
            }
            @for input in inputs { p class="faint" { (provenance(input)) } }
            @if let [input] = inputs { (contents(input)) }
        }
    }
}

fn provenance(input: &Input<'_>) -> Markup {
    let tool = input.tool();
    html! {
        @match &input.told {
            Told::Scan(scan) => { (covered(scan)) " · " }
            Told::Change(review) => {
                @if let Some(sides) = &review.sides { "judged by " bdi { (told(&sides.governed_by)) } " · " }
            }
        }
        "uplift " (told(&tool.version)) " · policies " code { (told(&tool.policy_digest)) }
    }
}

/// What a scan read, and how much of it it decided.
fn covered(scan: &ScanReport) -> String {
    let files = |status: FileStatusView| scan.files.iter().filter(|file| file.status == status).count() as u64;
    let coverage = &scan.coverage;
    let mut parts = vec![
        format!(
            "{} in {} read",
            count(coverage.resources_read, "resource"),
            count(files(FileStatusView::Read), "file")
        ),
        format!("{} passed over", files(FileStatusView::PassedOver)),
        format!("{} decided, {} not", count(coverage.decided, "check"), coverage.unknown),
    ];
    if coverage.resources != coverage.resources_read {
        parts.push(format!("the score covers {}", count(coverage.resources, "resource")));
    }
    parts.extend(scan.data.as_ref().map(|data| told(&data.told())));
    parts.extend(limits(scan));
    parts.join(" · ")
}

/// What the report was limited to.
fn limits(scan: &ScanReport) -> Option<String> {
    let filters = &scan.filters;
    let lists = [
        &filters.management_groups,
        &filters.subscriptions,
        &filters.resource_groups,
        &filters.resources,
        &filters.resource_types,
        &filters.controls,
        &filters.recommendations,
    ];
    let mut all: Vec<String> = lists.into_iter().flatten().map(|name| told(name)).collect();
    all.extend(filters.severities.iter().map(word).chain(filters.sources.iter().map(word)));
    (!all.is_empty()).then(|| format!("limited to {}", all.join(", ")))
}

fn contents(input: &Input<'_>) -> Markup {
    let scan: &[(&str, &str)] = &[
        ("score", "Score"),
        ("controls", "Controls"),
        ("route", "Way to a target"),
        ("recommendations", "Recommendations"),
        ("owners", "Owners"),
        ("findings", "Findings"),
        ("exemptions", "Exemptions"),
        ("undecided", "Not decided"),
        ("about", "How it is computed"),
    ];
    let change: &[(&str, &str)] =
        &[("change", "The change"), ("recommendations", "Recommendations"), ("findings", "Findings")];
    let (places, missing): (_, Vec<&str>) = match &input.told {
        Told::Scan(report) => {
            let route = report.route.is_none().then_some("route");
            (scan, route.into_iter().chain(report.governance.is_none().then_some("owners")).collect())
        }
        Told::Change(_) => (change, Vec::new()),
    };
    html! {
        nav class="contents" aria-label="Contents" {
            ul {
                @for (place, title) in places.iter().filter(|(place, _)| !missing.contains(place)) {
                    li { a href={ "#" (place) } { (title) } }
                }
            }
        }
    }
}

/// Several estates beside each other.
pub(super) fn estates(inputs: &[Input<'_>]) -> Markup {
    html! {
        section id="estates" aria-labelledby="estates-title" {
            h2 id="estates-title" { "Estates" }
            div class="wide" {
                table class="stack" {
                    caption { "Each is scored by itself; the scores are not added up." }
                    thead { tr {
                        th scope="col" { "Estate" }
                        th scope="col" class="number" { "Score" }
                        th scope="col" class="number" { "Points" }
                        th scope="col" class="number" { "Potential increase" }
                    } }
                    tbody { @for (place, input) in inputs.iter().enumerate() {
                        @let figures = figures(input);
                        tr {
                            th scope="row" { a href=(Frame::of(inputs, place).to("estate")) { (key(inputs, place)) } }
                            td class="number" data-label="Score" { (words::percent(figures)) }
                            td class="number" data-label="Points" { (words::points(figures.current)) }
                            td class="number" data-label="Potential increase" { (words::points(figures.potential_increase)) }
                        }
                    } }
                }
            }
        }
    }
}

fn figures<'i>(input: &'i Input<'_>) -> &'i FiguresView {
    match &input.told {
        Told::Scan(scan) => &scan.score.figures,
        Told::Change(review) => &review.score.after,
    }
}

/// What keeps a report from being whole, and what may be a mistake.
pub(super) fn problems(input: &Input<'_>) -> Markup {
    let (errors, warnings, scripts): (_, Vec<&ProblemView>, _) = match &input.told {
        Told::Scan(scan) => (&scan.errors, scan.warnings.iter().collect(), &scan.script_errors),
        Told::Change(review) => (&review.errors, review.remarks().collect(), &review.script_errors),
    };
    let failed: Vec<&ProblemView> = errors.iter().chain(scripts.iter().map(|script| &script.problem)).collect();
    html! {
        @if !failed.is_empty() {
            div class="note bad" {
                p { strong { "This is not all." } " What could not be read or judged is missing from the figures." }
                (listed(&failed))
            }
        }
        @if !warnings.is_empty() {
            details class="note" {
                summary { (count(warnings.len() as u64, "warning")) }
                (listed(&warnings))
            }
        }
    }
}

fn listed(problems: &[&ProblemView]) -> Markup {
    html! {
        ul {
            @for problem in problems.iter().take(LISTED) {
                li {
                    @if let Some(file) = &problem.file {
                        code { (told(file)) @if let Some(line) = problem.line { ":" (line) } } " "
                    }
                    (told(&problem.message))
                    @if let Some(help) = &problem.help { ". " (told(help)) }
                }
            }
            @if problems.len() > LISTED { li { (problems.len() - LISTED) " more stand in the JSON report" } }
        }
    }
}

/// The foot of the page.
pub(super) fn footer(inputs: &[Input<'_>]) -> Markup {
    let reports = count(inputs.len() as u64, "report");
    html! {
        footer class="page" {
            p { "Made by uplift from " (reports) " and nothing else. This page loads nothing and sends nothing." }
        }
    }
}
