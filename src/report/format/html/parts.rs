//! What several sections are made of.

use crate::policy::Severity;
use crate::report::harmless::escaped;
use crate::report::words::{short, word};
use crate::score::{Percentage, Points};
use maud::{Markup, html};

/// Characters of a text that are shown; the report has all of them.
const LONGEST: usize = 1_000;

/// A text of the estate as it is shown: nothing in it turns the order of characters, and it ends somewhere.
pub(super) fn told(text: &str) -> String {
    short(&escaped(text.trim_end()), LONGEST)
}

/// A severity as a word with its look.
pub(super) fn severity(severity: Severity) -> Markup {
    let text = word(severity);
    html! { span class={ "word " (text) } { (text) } }
}

/// A bar, the same as a text for who does not see it; widths are from 0 to 1.
pub(super) struct Bar<'b> {
    pub title: &'b str,
    pub value: Percentage,
    /// What is open.
    pub range: Option<(Percentage, Percentage)>,
    /// A line across.
    pub mark: Option<Percentage>,
}

impl Bar<'_> {
    pub fn drawn(&self) -> Markup {
        let at = |percentage: Percentage| percentage.units().clamp(0, Percentage::ONE);
        html! {
            svg class="bar" viewBox="0 0 10000 100" preserveAspectRatio="none" role="img" aria-label=(self.title) {
                @if let Some((lower, upper)) = self.range {
                    rect class="range" x=(at(lower)) y="0" width=(at(upper) - at(lower)) height="100" {}
                }
                rect class="fill" x="0" y="0" width=(at(self.value)) height="100" {}
                @if let Some(mark) = self.mark { path class="mark" d={ "M" (at(mark)) " 0V100" } {} }
            }
        }
    }
}

/// A bar in a table, where the numbers stand beside it.
pub(super) fn small_bar(part: Points, of: Points) -> Markup {
    let width = part.units().max(0).saturating_mul(1_000) / of.units().max(1);
    html! {
        svg class="bar" viewBox="0 0 1000 100" preserveAspectRatio="none" aria-hidden="true" {
            rect class="fill" x="0" y="0" width=(width.min(1_000)) height="100" {}
        }
    }
}

/// A patch line by line.
pub(super) fn diff(name: &str, diff: &str) -> Markup {
    html! {
        pre tabindex="0" role="group" aria-label=(name) {
            @for line in diff.lines() {
                @let text = line_of(line);
                @if line.starts_with("---") || line.starts_with("+++") || line.starts_with("@@") || line.starts_with("diff ") {
                    span class="at" { (text) }
                } @else if line.starts_with('+') { ins { (text) } }
                @else if line.starts_with('-') { del { (text) } }
                @else { (text) }
                "\n"
            }
        }
    }
}

/// Steps as they are written, line by line.
pub(super) fn steps(text: &str) -> Markup {
    html! { pre class="steps" { @for line in text.trim().lines() { (line_of(line)) "\n" } } }
}

/// A line of a text that is laid out already, in which a tab is room.
fn line_of(line: &str) -> String {
    told(&line.replace('\t', "    "))
}

/// With its sign.
pub(super) fn signed(points: Points) -> String {
    if points.units() < 0 { points.to_string() } else { format!("+{points}") }
}
