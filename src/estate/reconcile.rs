//! The platform's score held against ours.

use super::Judged;
use crate::exempt::Counted;
use crate::policy::Policy;
use crate::portal::{self, Difference, Export, Recomputed, Table, Verdict};
use crate::source::normal_id;
use std::collections::{BTreeMap, BTreeSet};

/// A subscription on both sides.
pub struct Reconciled {
    /// The platform's numbers, made anew.
    pub portal: Recomputed,
    /// What lies between both; `None` where the estate has nothing of the subscription.
    pub difference: Option<Difference>,
    /// The platform's recommendations that no check is for: keys and titles.
    pub unknown: BTreeMap<String, String>,
}

/// Each subscription of an export. Without an estate it is only proven that the export is whole.
pub fn reconcile(export: &Export, preview: &BTreeSet<String>, judged: Option<&Judged<'_>>) -> Vec<Reconciled> {
    let ours = judged.map(|judged| tables(judged, &judged.counted())).unwrap_or_default();
    let one = |portal: Recomputed| {
        let joined = judged.map(|judged| portal::joined(export, preview, &portal.subscription, &judged.estate.policy));
        let own = ours.get(&portal.subscription);
        let difference = own.zip(joined.as_ref()).map(|(own, joined)| portal::compare(own, &joined.table));
        Reconciled { portal, difference, unknown: joined.map(|joined| joined.unknown).unwrap_or_default() }
    };
    portal::recompute(export, preview).into_iter().map(one).collect()
}

/// What counts here, by subscription.
fn tables(judged: &Judged<'_>, counted: &Counted<'_>) -> BTreeMap<String, Table> {
    let policy = &judged.estate.policy;
    let empty = empty(policy);
    let mut tables: BTreeMap<String, Table> = BTreeMap::new();
    for (place, assessment) in counted.each() {
        if counted.subject(assessment).count == 0 {
            continue;
        }
        let resource = judged.inventory.resource(judged.assessed.resource(assessment.subject));
        let resource = judged.inventory.resource(resource.canonical);
        let subscription = resource.subscription.as_deref().unwrap_or_default().to_lowercase();
        let table = tables.entry(subscription).or_insert_with(|| empty.clone());
        let id = normal_id((&*resource.id).into()).to_lowercase();
        let name = policy.recommendations[assessment.recommendation().0].id.clone();
        let verdict =
            Verdict { is_exempt: judged.assessed.exempt.contains_key(&place), ..Verdict::of(assessment.status) };
        let known = table.verdicts.entry((id, name)).or_insert_with(|| verdict.clone());
        if known.status.max_by_badness(verdict.status) != known.status {
            *known = verdict;
        }
    }
    tables
}

/// The policy's controls, without verdicts.
fn empty(policy: &Policy) -> Table {
    let mut table = Table::default();
    for control in &policy.controls {
        let key = portal::control_key(&control.id).to_owned();
        table.controls.insert(key, (u64::from(control.max_score), BTreeSet::new()));
    }
    for recommendation in policy.recommendations.iter().filter(|each| each.enabled) {
        if recommendation.preview {
            table.preview.insert(recommendation.id.clone());
        }
        for control in &recommendation.controls {
            let key = portal::control_key(&policy.controls[control.0].id);
            if let Some((_, members)) = table.controls.get_mut(key) {
                members.insert(recommendation.id.clone());
            }
        }
    }
    table
}
