//! The way to a target, step by step.

use super::table::{self, Column};
use super::{Page, count, style};
use crate::fix::Plan;
use crate::fix::route::{Bound, Exactness, Minimise, Route};
use crate::inventory::Inventory;
use crate::policy::Policy;
use crate::report::harmless;
use crate::score::Points;
use std::io::{self, Write};

/// The steps with what is gained so far, whether the goal is reached and how good the way is, and what stands in the way.
pub fn write_route(
    route: &Route,
    plan: &Plan,
    policy: &Policy,
    inventory: &Inventory,
    page: &Page,
    out: &mut dyn Write,
) -> io::Result<()> {
    let reached = match &route.exactness {
        _ if route.reached => "",
        Exactness::Open(_) => "; no way to the target was found",
        Exactness::Exact | Exactness::Within(_) => "; the target cannot be reached",
    };
    let edits = count(route.cost.edits, "edit");
    let files = count(route.cost.files, "file");
    let head = format!("The way: +{} points with {edits} in {files}{reached}", Points::of(&route.gain));
    writeln!(out, "{}", style::bold(&head))?;
    let headers = [
        ("Step", Column::Number),
        ("Resource", Column::Text),
        ("Recommendation", Column::Whole),
        ("Points so far", Column::Number),
    ];
    let rows = route.steps.iter().enumerate().map(|(number, step)| {
        let finding = plan.fixed[step.item.0].finding;
        vec![
            (number + 1).to_string(),
            harmless(&inventory.resource(finding.resource).name).into_owned(),
            policy.recommendations[finding.recommendation.0].id.clone(),
            format!("+{}", Points::of(&step.gain)),
        ]
    });
    table::write(&headers, rows.collect(), page.width, out)?;
    super::write_note(&exactness(route), page, out)?;
    write_obstacles(route, page, out)?;
    writeln!(out)
}

fn exactness(route: &Route) -> String {
    let (bound, since) = match &route.exactness {
        Exactness::Exact => return "No way is better.".to_owned(),
        Exactness::Open(None) => {
            return "There may be a better way: fixes here heal or change what others are for, which was not searched in full."
                .to_owned();
        }
        Exactness::Within(bound) => (bound, ""),
        Exactness::Open(Some(bound)) => {
            (bound, " Fixes here heal or change what others are for, which was not searched in full.")
        }
    };
    let (within, end) = match bound {
        Bound::Least(what, number) => {
            let (own, what) = match what {
                Minimise::Edits => (route.cost.edits, "edit"),
                Minimise::Files => (route.cost.files, "file"),
                Minimise::Review => (route.cost.review, "fix to review"),
            };
            let saved = own.saturating_sub(*number);
            let what = |number: u64| match (what, number) {
                ("fix to review", 2.. | 0) => format!("{number} fixes to review"),
                _ => count(number, what),
            };
            (format!("take at most {} less", what(saved)), format!("needs fewer than {}", what(*number)))
        }
        Bound::Most(most) => {
            let more = Points::of(&(most - &route.gain));
            (format!("gain at most {more} points more"), format!("gains more than {} points", Points::of(most)))
        }
    };
    format!("Another way may {within}: none {end}.{since}")
}

fn write_obstacles(route: &Route, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    if route.reached || route.obstacles.is_empty() {
        return Ok(());
    }
    super::write_heading("In the way", out)?;
    for obstacle in &route.obstacles {
        let reasons: Vec<&str> = obstacle.reasons.iter().map(|reason| &**reason).collect();
        let text = format!(
            "+{} points of {} wait for {}, which no quick fix settles",
            Points::of(&obstacle.gain),
            count(obstacle.units, "resource"),
            reasons.join(", ")
        );
        super::write_note(&text, page, out)?;
    }
    Ok(())
}
