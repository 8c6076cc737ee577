//! Resources that only have another name.

use super::Side;
use super::resources::{Folded, FoldedResource};
use crate::assess::{Finding, Status};
use crate::inventory::{Resource, ResourceIndex};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::VecDeque;

/// What is new, with the place among the base's resources of what is gone and had a finding in common with it. Each is in
/// one pair at most, so that debt cannot be counted twice, and in one of its own group where there is one. Both are under
/// the same `rules`, so that debt that is allowed in one place cannot move to where it is not.
pub(super) fn renamed(
    base: &Side<'_>,
    head: &Side<'_>,
    before: &Folded,
    after: &Folded,
    rules: &dyn Fn(&Resource) -> Vec<usize>,
) -> FxHashMap<ResourceIndex, usize> {
    let gone: Vec<_> = before.resources.iter().enumerate().filter(|(_, old)| after.get(&old.key).is_none()).collect();
    let added: Vec<_> = after.resources.iter().filter(|new| before.get(&new.key).is_none()).collect();
    let mut pairs = FxHashMap::default();
    let mut taken = FxHashSet::default();
    for within_group in [true, false] {
        let mut by_debt: FxHashMap<Debt, VecDeque<usize>> = FxHashMap::default();
        for (place, old) in gone.iter().filter(|(place, _)| !taken.contains(place)) {
            for debt in debts(base, old, within_group, rules) {
                by_debt.entry(debt).or_default().push_back(*place);
            }
        }
        for new in &added {
            if pairs.contains_key(&new.first) {
                continue;
            }
            let mut candidates = debts(head, new, within_group, rules).filter_map(|debt| {
                let same = by_debt.get_mut(&debt)?;
                while same.front().is_some_and(|old| taken.contains(old)) {
                    same.pop_front();
                }
                same.front().copied()
            });
            if let Some(old) = candidates.next() {
                taken.insert(old);
                pairs.insert(new.first, old);
            }
        }
    }
    pairs
}

/// What makes two resources candidates for one: type, recommendation, the values that decided, the group, and the rules.
type Debt = (String, u16, Vec<(String, Option<String>)>, Option<(String, String)>, Vec<usize>);

/// The findings of a resource whose details are known.
fn debts<'s>(
    side: &'s Side<'_>,
    resource: &'s FoldedResource,
    within_group: bool,
    rules: &dyn Fn(&Resource) -> Vec<usize>,
) -> impl Iterator<Item = Debt> + 's {
    let entry = side.inventory.resource(resource.first);
    let lower = |name: &Option<std::sync::Arc<str>>| name.as_deref().unwrap_or_default().to_lowercase();
    let group = within_group.then(|| (lower(&entry.subscription), lower(&entry.resource_group)));
    let rules = rules(entry);
    let unhealthy = resource.outcomes.iter().filter(|outcome| outcome.status == Status::Unhealthy);
    unhealthy.filter_map(move |outcome| {
        let finding = side.assessed.findings.get(&outcome.place)?;
        Some((entry.type_name.to_lowercase(), outcome.recommendation, evidence(finding), group.clone(), rules.clone()))
    })
}

fn evidence(finding: &Finding) -> Vec<(String, Option<String>)> {
    finding.evidence.iter().map(|evidence| (evidence.path.clone(), evidence.value.clone())).collect()
}
