//! `uplift scan --with`: what there is to do, for who asks.

use super::args::{ScanArguments, With};
use super::job::linked;
use super::{Failure, reports};
use crate::estate::{Choice, Conditions, DueTerms, Estate, Filters, Judged, Scanned, Stopped, resolve};
use crate::fix::route::{Goal, Minimise};
use crate::fix::{self, Plan};
use crate::policy::Safety;
use crate::report::fix::{FixInput, NONE_CONVERTED};
use crate::report::{self, Format, ProblemView, Quotes, Scan};
use crate::score::{Ratio, ScopeScore};
use crate::source::Problem;
use std::sync::Arc;

/// The scores that a way leads to: the first one that is not reached yet.
const TARGETS: [u64; 4] = [70, 80, 90, 100];

/// What is asked for.
pub(super) struct Wanted<'w> {
    pub with: &'w [With],
    /// As they were typed.
    pub filters: Filters,
    pub conditions: Conditions,
    /// How to tell what is due.
    pub terms: DueTerms<'w>,
    /// From the name that a file was read under to its path in patches.
    pub path: &'w dyn Fn(&str) -> String,
}

/// What a scan is asked for: by a flag for its JSON, or by the page, which shows all of it.
pub(super) fn asked(arguments: &ScanArguments) -> &[With] {
    match &arguments.reports {
        reports if reports::has(reports, Format::HTML) => &[With::Fixes, With::Route, With::Due],
        reports if arguments.format == Format::JSON || reports::has(reports, Format::JSON) => &arguments.with,
        _ => &[],
    }
}

/// Adds it, and gives what is to be told of it. Of lines that were forgotten nothing is known.
pub(super) fn add(
    scan: &mut Scan<'_>,
    wanted: &Wanted<'_>,
    estate: &Estate,
    scanned: &Scanned,
) -> Result<Vec<Problem>, Failure> {
    let asks = |with| wanted.with.contains(&with);
    let Some(inventory) = &scanned.seen.inventory else { return Ok(Vec::new()) };
    // Points are of the whole estate, and what is in the way is so among all fixes: a part of either says nothing.
    let is_whole = wanted.filters == Filters::default();
    let duties = is_whole && asks(With::Due) && estate.is_governed(inventory);
    let grace = is_whole && estate.may_have_grace(inventory);
    let changes = asks(With::Fixes) || asks(With::Route) && is_whole;
    if !(duties || grace || changes) {
        return Ok(Vec::new());
    }
    let register = estate.register(wanted.conditions.today)?;
    let judged = estate.judge_inventory(Arc::clone(inventory), register, &wanted.conditions, false)?;
    if changes {
        add_changes(scan, wanted, &judged, &scanned.score.estate)?;
    }
    if !(duties || grace) {
        return Ok(Vec::new());
    }
    let dues = judged.dues(&wanted.terms)?;
    report::add_grace(scan, &dues);
    if duties {
        report::add_duties(scan, &judged, &dues, &wanted.terms);
    }
    // Who owns what changes no score.
    let of_owners = if duties { dues.warnings } else { Vec::new() };
    let told: Vec<Problem> = dues.cut_off.into_iter().chain(of_owners).collect();
    scan.warnings.extend(told.iter().map(ProblemView::of));
    Ok(told)
}

/// Adds fixes, what recommendations heal, and the way to a target.
fn add_changes(
    scan: &mut Scan<'_>,
    wanted: &Wanted<'_>,
    judged: &Judged<'_>,
    score: &ScopeScore,
) -> Result<(), Failure> {
    let asks = |with| wanted.with.contains(&with);
    let (estate, inventory) = (judged.estate, &judged.inventory);
    let filter = resolve(&wanted.filters, &estate.policy, &estate.names, inventory)?;
    let documents = inventory.documents();
    let linked = linked(inventory);
    let findings = Choice::every(&filter).of(judged, &|document| linked[document as usize])?.findings;
    let request = judged.request(&findings);
    let plan = judged.plan(&findings)?;
    let input = FixInput {
        policy: &estate.policy,
        config: &estate.names,
        inventory,
        plan: &plan,
        path: &|document| (wanted.path)(documents[document as usize].name()),
        scripts: Safety::Destructive,
        waiting: &[],
        converted: NONE_CONVERTED,
    };
    if asks(With::Fixes) {
        report::add_fixes(scan, &input, &Quotes::of(inventory));
    }
    if asks(With::Route) && wanted.filters == Filters::default() {
        report::add_heals(scan, &fix::heals(&request), score, &estate.policy);
        if let Some((target, gain)) = target(&plan) {
            let (route, _) =
                fix::target(&request, &plan, &Goal::AtLeast { gain, minimise: Minimise::Edits }, Some(&target))
                    .map_err(Stopped::from)?;
            report::add_route(scan, &input, &target, &route);
        }
    }
    Ok(())
}

/// The first target above the score, from 0 to 1, and the points to it; `None` where nothing is missing or scored.
fn target(plan: &Plan) -> Option<(Ratio, Ratio)> {
    let figures = plan.before.estate.figures.as_ref()?;
    let targets = TARGETS.map(|percent| Ratio::new(percent.into(), 100.into()));
    let target = targets.into_iter().find(|target| *target > figures.percentage)?;
    let gain = &target * Ratio::from_integer(figures.max.into()) - &figures.current;
    Some((target, gain))
}
