//! A change: its verdict, the rules that were asked, and what moved the score.

use super::frame::Frame;
use super::parts::{signed, told};
use super::score;
use crate::report::view::{Cause, CauseKind, ControlChange, GovernanceView, Review, RuleView, Verdict};
use crate::report::words::{self, numbers, percent, points};
use maud::{Markup, html};

/// Entries that are listed one by one.
const LISTED: usize = 500;

pub(super) fn section(review: &Review, frame: &Frame) -> Markup {
    let after = &review.score.after;
    let body = html! {
        @if let Some(verdict) = review.verdict { p { (verdict_word(verdict)) } }
        (score::figure(after))
        (score::bar(after, review.score.before.as_ref()))
        p {
            @match &review.score.before {
                Some(before) => { "It was " (percent(before)) ", " (words::points(before.current)) " points; the line in the bar shows it." }
                None => "There is nothing to compare it with.",
            }
            @if let Some(lost) = review.score.lost.filter(|lost| lost.units() > 0) {
                " " (lost) " points are lost through resources that were worsened or added."
            }
        }
        p { (counted(review)) }
        (rules(&review.rules))
        (causes(review))
        (controls(&review.controls))
        @if let Some(governance) = &review.governance { (governed(governance)) }
    };
    frame.section("change", "The change", &body)
}

fn verdict_word(verdict: Verdict) -> Markup {
    let (class, text) = match verdict {
        Verdict::Passed => ("passed", "passed"),
        Verdict::Failed => ("failed", "failed"),
        Verdict::Reported => ("reported", "would fail; only reported"),
        Verdict::CouldNotJudge => ("failed", "could not judge"),
    };
    html! { span class={ "word " (class) } { (text) } }
}

/// Findings by standing.
fn counted(review: &Review) -> String {
    let counts = &review.counts;
    let told = numbers([
        (counts.new, "new"),
        (counts.incomparable, "not comparable"),
        (counts.changed, "changed"),
        (counts.moved, "moved"),
        (counts.unchanged, "unchanged"),
        (counts.resolved, "resolved"),
        (counts.exempt, "exempt"),
        (counts.known, "in the baseline"),
    ]);
    if told.is_empty() { String::new() } else { format!("Findings: {told}.") }
}

fn rules(rules: &[RuleView]) -> Markup {
    html! {
        @if !rules.is_empty() { div class="wide" { table class="stack" {
            caption { "Rules that were asked." }
            thead { tr {
                th scope="col" { "Rule" }
                th scope="col" { "Answer" }
                th scope="col" { "Found" }
            } }
            tbody { @for rule in rules { tr {
                th scope="row" {
                    (told(&rule.id)) ": " (told(&rule.setting))
                    br; small { "by " (told(&rule.set_by)) @if let Some(scope) = &rule.scope { ", for " bdi { (told(scope)) } } }
                }
                td data-label="Answer" { (verdict_word(if rule.passed { Verdict::Passed } else { Verdict::Failed })) }
                td data-label="Found" {
                    bdi { (told(&rule.found)) }
                    @if let Some(remedy) = &rule.remedy { br; bdi { (told(remedy)) } }
                    @if let Some(command) = &rule.command { br; code { (told(command)) } }
                }
            } } }
        } } }
    }
}

fn causes(review: &Review) -> Markup {
    html! {
        @if !review.causes.is_empty() { table class="stack" {
            caption { "What moved the score, in points; the parts sum to the difference." }
            thead { tr {
                th scope="col" { "What" }
                th scope="col" { "How" }
                th scope="col" class="number" { "Points" }
            } }
            tbody { @for cause in review.causes.iter().take(LISTED) { (caused(cause)) } }
        } }
        @if let Some(note) = words::rounded(review) { p class="faint" { (note) "." } }
    }
}

fn caused(cause: &Cause) -> Markup {
    let how = match cause.kind {
        CauseKind::Improved => "improved",
        CauseKind::Worsened => "worsened",
        CauseKind::Added => "added",
        CauseKind::Removed => "removed",
        CauseKind::Others => "smaller parts",
    };
    html! {
        tr {
            th scope="row" { bdi { (told(&cause.name)) } }
            td data-label="How" { (how) }
            td class="number" data-label="Points" { (signed(cause.points)) }
        }
    }
}

fn controls(controls: &[ControlChange]) -> Markup {
    html! {
        @if !controls.is_empty() { table class="stack" {
            caption { "Controls whose score differs." }
            thead { tr {
                th scope="col" { "Control" }
                th scope="col" class="number" { "Before" }
                th scope="col" class="number" { "After" }
                th scope="col" class="number" { "Max" }
            } }
            tbody { @for control in controls { tr {
                th scope="row" { bdi { (told(&control.title)) } }
                td class="number" data-label="Before" { (points(control.before)) }
                td class="number" data-label="After" { (points(control.after)) }
                td class="number" data-label="Max" { @if let Some(max) = control.max { (max) } @else { "–" } }
            } } }
        } }
    }
}

/// What the change does to what it is judged by.
fn governed(governance: &GovernanceView) -> Markup {
    html! {
        div class="note" {
            p { strong { "The change also changes what judges it" } @if let Some(points) = governance.points { ", by " (signed(points)) " points" } "." }
            ul {
                @for text in governance.changes.iter().chain(&governance.unseen).chain(&governance.files).take(LISTED) {
                    li { bdi { (told(text)) } }
                }
                @for flip in governance.flips.iter().take(LISTED) {
                    li { (told(&flip.recommendation)) ": " (flip.resources) " from " (told(&flip.before)) " to " (told(&flip.after)) }
                }
            }
        }
    }
}
