//! How the score is computed, with the page's own numbers.

use super::frame::Frame;
use super::input::ScanReport;
use super::parts::told;
use crate::report::view::{ControlView, ScopeKind};
use maud::{Markup, html};

pub(super) fn section(scan: &ScanReport, frame: &Frame) -> Markup {
    let scored = |control: &&ControlView| control.current.is_some() && control.tally.unhealthy > 0;
    let example = scan.controls.iter().find(scored).or(scan.controls.iter().find(|control| control.current.is_some()));
    let subscriptions = scan.scopes.iter().filter(|scope| scope.kind == ScopeKind::Subscription).count();
    let body = html! {
        p {
            "For a control worth " em { "max" } " points with " em { "H" } " healthy and " em { "U" }
            " unhealthy resources, the current score is " em { "max · H ÷ (H + U)" } ". A resource that is unhealthy in any \
            recommendation of a control is unhealthy in the control; one that is not applicable or not decided is left out."
        }
        @if let Some(control) = example { (worked(control)) }
        @if subscriptions > 1 {
            p {
                "Here are " (subscriptions) " subscriptions. Each has a score of its own and weighs the sum of "
                em { "max · (H + U)" } " over its scored controls, unless the settings count them as one; so a control's \
                potential increase need not be what it lacks of its own maximum."
            }
        }
        @if let (Some(current), Some(max)) = (scan.score.figures.current, scan.score.figures.max) {
            p { "The estate has " (current) " of " (max) " points: " (scan.score.figures.percentage.map_or_else(String::new, |part| part.percent())) "." }
        }
        p class="faint" {
            "All figures are exact fractions until they are printed; what is rounded need not add up. This is what the files \
            say, and not the portal's own number, which is behind the files and sees what is not in them."
        }
    };
    frame.section("about", "How the score is computed", &body)
}

fn worked(control: &ControlView) -> Markup {
    let (healthy, unhealthy) = (control.tally.healthy, control.tally.unhealthy);
    html! {
        p {
            strong { bdi { (told(&control.title)) } } ": " (control.max) " · " (healthy) " ÷ (" (healthy) " + " (unhealthy) ") = "
            @if let Some(current) = control.current { strong { (current) } } " of " (control.max) " points."
        }
    }
}
