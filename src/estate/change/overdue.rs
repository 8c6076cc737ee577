//! Findings of the base that are still there at head, and overdue.

use super::Terms;
use super::judged::Pair;
use super::sides::Sides;
use crate::assess::Status;
use crate::duty::Timing;
use crate::estate::due::{Dated, Looked};
use crate::estate::{DueTerms, Filters, Stopped, recorded_scope_of};
use crate::exempt;
use crate::gate::{Comparison, Open, Overdue, Side, Standing};
use crate::inventory::{Inventory, ResourceIndex};
use crate::policy::RecommendationIndex;
use crate::source::Problem;
use std::collections::BTreeSet;

/// The rule that asks for it.
const RULE: &str = "failOnOverdue";

/// What is overdue, and why that could not be told of all.
pub(super) struct Told {
    pub overdue: Overdue,
    /// What could not be judged, where that fails the gate.
    pub unjudged: Option<Problem>,
    /// The same where it does not.
    pub warning: Option<Problem>,
}

impl Sides {
    /// What is overdue, where the rule is set that asks for it.
    pub(super) fn overdue(
        &self,
        pair: &Pair,
        comparison: &Comparison,
        terms: &Terms<'_>,
    ) -> Result<Option<Told>, Stopped> {
        let Some(set) = terms.rules.estate.iter().find(|set| set.rule.name == RULE) else { return Ok(None) };
        if self.settings().config.governance.is_empty() {
            return Ok(None);
        }
        // What starts from no commit is old, or known.
        let (side, files, from) = match &self.base_commit {
            Some(commit) => (pair.base(), &self.ends.base, commit.as_str()),
            None => (pair.head(), &self.ends.head, "HEAD"),
        };
        let Side { inventory, assessed, .. } = side;
        let counted = exempt::count(assessed, &pair.register);
        let looked = Looked { estate: &self.estate, inventory, assessed, counted: &counted, files: &**files, from };
        let roll = looked.roll();
        let mut open = looked.open(&roll);
        let still = still_there(comparison, self.base_commit.is_some(), inventory);
        open.retain(|open: &Open<'_>| {
            let resource = inventory.resource(assessed.resource(assessed.at(open.place).subject)).canonical;
            still.contains(&(resource, open.recommendation))
        });
        let paths = self.settings().paths();
        let scope = recorded_scope_of(self.settings(), &self.asked, &Filters::default());
        let due = DueTerms { sources: &self.sources, paths, scope: &scope, soon: 0, conditions: terms.conditions };
        let Dated { findings, cut_off, .. } = looked.due(&open, &due)?;
        let name = |place: &crate::estate::DueFinding| {
            let recommendation = &self.estate.policy.recommendations[place.recommendation.0].id;
            let day = place.term.map(|term| format!(", due on {}", term.due.day)).unwrap_or_default();
            format!("{recommendation} of {}{day}", inventory.resource(place.resource).name)
        };
        let stand = |wanted: Timing| findings.iter().filter(move |finding| finding.timing == wanted);
        let overdue =
            Overdue { findings: stand(Timing::Overdue).map(name).collect(), unknown: stand(Timing::Unknown).count() };
        let fails = set.demand.setting == "fail" && overdue.findings.is_empty();
        let cut_off = cut_off.filter(|_| overdue.unknown > 0);
        let (unjudged, warning) = if fails { (cut_off, None) } else { (None, cut_off) };
        Ok(Some(Told { overdue, unjudged, warning }))
    }
}

/// Resources, by their first occurrences in the base or else at head, with recommendations that they still do not follow.
fn still_there(
    comparison: &Comparison,
    is_of_base: bool,
    inventory: &Inventory,
) -> BTreeSet<(ResourceIndex, RecommendationIndex)> {
    // What cannot be decided any more has not been repaired.
    let is_there = |status| matches!(status, Some(Status::Unhealthy | Status::Unknown));
    let counts = comparison.changes.iter().filter(|change| is_there(change.status) && !change.exempt);
    let old = counts.filter(|change| change.standing != Standing::New || !is_of_base);
    let old = old.filter_map(|change| {
        let resource = if is_of_base { change.base } else { change.head };
        Some((inventory.resource(resource?).canonical, change.recommendation))
    });
    old.collect()
}
