//! A plan by resource group. Each group's fixes are proven by themselves: whoever takes one group's patch may leave the
//! others'.

use super::proof::plan_without_others;
use super::{Finding, Fixed, LeftOut, Plan, Request, Step, in_steps};
use crate::check::Aborted;
use crate::inventory::Resource;
use std::collections::{BTreeMap, BTreeSet};

/// What is said of a finding that its own group's fixes do not settle, and another's do.
const ELSEWHERE: &str = "it turns healthy with the fixes of another group";

/// A resource group with what is fixed in it when nothing is fixed elsewhere.
pub struct Group<'i> {
    /// The subscription's id, as written.
    pub subscription: Option<&'i str>,
    /// Its name; `None` for resources that are in none.
    pub name: Option<&'i str>,
    /// Of the findings of the whole plan, with its own files, points and scores.
    pub plan: Plan,
}

/// A subscription and a group, both without regard to case.
type Key = (String, String);

/// What the whole plan says of a group.
struct Members<'i> {
    first: &'i Resource,
    fixed: Vec<&'i Fixed>,
    left_out: Vec<LeftOut>,
    /// Findings that turn healthy with others' fixes.
    healed: Vec<Finding>,
}

/// Groups in which something is fixed, was left out, or is among what waits for somebody to ask for it; in order of subscription
/// and name.
///
/// # Errors
///
/// When judging took too long.
pub fn by_group<'i>(
    request: &Request<'i>,
    plan: &'i Plan,
    waiting: impl IntoIterator<Item = Finding>,
) -> Result<Vec<Group<'i>>, Aborted> {
    let mut groups: BTreeMap<Key, Members<'i>> = BTreeMap::new();
    for finding in waiting {
        members(request, &mut groups, finding);
    }
    for fix in &plan.fixed {
        members(request, &mut groups, fix.finding).fixed.push(fix);
    }
    for left in &plan.left_out {
        members(request, &mut groups, left.finding).left_out.push(left.clone());
    }
    let asked: BTreeSet<&Finding> = request.findings.iter().collect();
    for healed in plan.beside.values().flatten().filter(|finding| asked.contains(finding)) {
        members(request, &mut groups, *healed).healed.push(*healed);
    }
    groups.into_values().map(|members| group(request, plan, members)).collect()
}

/// The plan by what each fix goes by, in order. Each part is proven by itself.
///
/// # Errors
///
/// When judging took too long.
pub fn parts_by<K: Ord>(
    request: &Request<'_>,
    plan: &Plan,
    key: impl Fn(&Fixed) -> K,
) -> Result<Vec<(K, Plan)>, Aborted> {
    let mut parts: BTreeMap<K, Vec<&Fixed>> = BTreeMap::new();
    for fixed in &plan.fixed {
        parts.entry(key(fixed)).or_default().push(fixed);
    }
    let part = |(key, fixed): (K, Vec<&Fixed>)| Ok((key, alone(request, plan, &fixed)?));
    parts.into_iter().map(part).collect()
}

/// The whole plan as one step for each group, in the order of [`by_group`].
///
/// # Errors
/// The deadline.
pub fn group_steps(request: &Request<'_>, plan: &Plan) -> Result<Vec<Step>, Aborted> {
    let resource = |finding: Finding| request.inventory.resource(finding.resource);
    let name = |resource: &Resource| resource.resource_group.as_deref().unwrap_or("no group").to_owned();
    in_steps(request, plan, |finding, _| (key(resource(finding)), name(resource(finding))))
}

fn members<'i, 'g>(
    request: &Request<'i>,
    groups: &'g mut BTreeMap<Key, Members<'i>>,
    finding: Finding,
) -> &'g mut Members<'i> {
    let resource = request.inventory.resource(finding.resource);
    let new = || Members { first: resource, fixed: Vec::new(), left_out: Vec::new(), healed: Vec::new() };
    groups.entry(key(resource)).or_insert_with(new)
}

fn key(resource: &Resource) -> Key {
    let lower = |name: &Option<std::sync::Arc<str>>| name.as_deref().unwrap_or_default().to_ascii_lowercase();
    (lower(&resource.subscription), lower(&resource.resource_group))
}

fn group<'i>(request: &Request<'i>, whole: &Plan, members: Members<'i>) -> Result<Group<'i>, Aborted> {
    let mut plan = alone(request, whole, &members.fixed)?;
    plan.left_out.extend(members.left_out);
    let own: BTreeSet<&Finding> = plan.beside.values().flatten().collect();
    let elsewhere = members.healed.into_iter().filter(|finding| !own.contains(finding));
    plan.left_out
        .extend(elsewhere.map(|finding| LeftOut { finding, reason: ELSEWHERE.to_owned() }).collect::<Vec<_>>());
    plan.left_out.sort();
    plan.left_out.dedup();
    let Resource { subscription, resource_group, .. } = members.first;
    Ok(Group { subscription: subscription.as_deref(), name: resource_group.as_deref(), plan })
}

/// Some fixes of a plan, and no others.
fn alone(request: &Request<'_>, whole: &Plan, fixed: &[&Fixed]) -> Result<Plan, Aborted> {
    if fixed.len() == whole.fixed.len() {
        return Ok(whole.clone());
    }
    let mut plan = plan_without_others(request, fixed)?;
    for left in &mut plan.left_out {
        left.reason = format!("without the fixes of other groups {}", left.reason);
    }
    Ok(plan)
}
