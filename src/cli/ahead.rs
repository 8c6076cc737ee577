//! `uplift scan --with`: what there is to do, for who asks.

use super::args::{ScanArguments, With};
use super::{Failure, reports};
use crate::estate::{Choice, Conditions, Estate, Filters, Scanned, Stopped, resolve};
use crate::fix::route::{Goal, Minimise};
use crate::fix::{self, Plan};
use crate::policy::Safety;
use crate::report::fix::{FixInput, NONE_CONVERTED};
use crate::report::{self, Format, Quotes, Scan};
use crate::score::Ratio;
use crate::source::is_linked;
use std::path::Path;
use std::sync::Arc;

/// The scores that a way leads to: the first one that is not reached yet.
const TARGETS: [u64; 4] = [70, 80, 90, 100];

/// What is asked for.
pub(super) struct Wanted<'w> {
    pub with: &'w [With],
    /// As they were typed.
    pub filters: Filters,
    pub conditions: Conditions,
    /// From the name that a file was read under to its path in patches.
    pub path: &'w dyn Fn(&str) -> String,
}

/// What a scan is asked for: by a flag for its JSON, or by the page, which shows all of it.
pub(super) fn asked(arguments: &ScanArguments) -> &[With] {
    match &arguments.reports {
        reports if reports::has(reports, Format::HTML) => &[With::Fixes, With::Route],
        reports if arguments.format == Format::JSON || reports::has(reports, Format::JSON) => &arguments.with,
        _ => &[],
    }
}

/// Adds it. Of lines that were forgotten nothing is known.
pub(super) fn add(scan: &mut Scan<'_>, wanted: &Wanted<'_>, estate: &Estate, scanned: &Scanned) -> Result<(), Failure> {
    let asks = |with| wanted.with.contains(&with);
    let held = scanned.seen.inventory.as_ref();
    let Some(inventory) = held.filter(|_| !wanted.with.is_empty()) else { return Ok(()) };
    let register = estate.register(wanted.conditions.today)?;
    let filter = resolve(&wanted.filters, &estate.policy, &estate.names, inventory)?;
    let judged = estate.judge_inventory(Arc::clone(inventory), register, &wanted.conditions, false)?;
    let documents = inventory.documents();
    let is_linked = |document: u32| is_linked(Path::new(documents[document as usize].name()));
    let findings = Choice::every(&filter).of(&judged, &is_linked)?.findings;
    let request = judged.request(&findings);
    let plan = judged.plan(&findings)?;
    let input = FixInput {
        policy: &estate.policy,
        config: &estate.names,
        inventory,
        plan: &plan,
        path: &|document| (wanted.path)(documents[document as usize].name()),
        scripts: Safety::Destructive,
        converted: NONE_CONVERTED,
    };
    if asks(With::Fixes) {
        report::add_fixes(scan, &input, &Quotes::of(inventory));
    }
    // Points are of the whole estate, and what is in the way is so among all fixes: a part of either says nothing.
    if asks(With::Route) && wanted.filters == Filters::default() {
        report::add_heals(scan, &fix::heals(&request), &scanned.score.estate, &estate.policy);
        if let Some((target, gain)) = target(&plan) {
            let (route, _) = fix::target(&request, &plan, &Goal::AtLeast { gain, minimise: Minimise::Edits })
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
