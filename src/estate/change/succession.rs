//! Files that `deployments:` of the base names and that the change puts others in the place of, by its own settings. Were these
//! nobody's, a change could rename a file of parameters and make it worse in one go.

use crate::estate::{Keys, Settings};
use crate::policy::{DeploymentEntry, Pattern};
use std::collections::{BTreeMap, BTreeSet};

/// For files that the change brings, by their names, the file of the base that each takes the place of.
pub(super) fn successors(base: &Settings, own: &Settings, (old, new): (&Keys, &Keys)) -> BTreeMap<String, String> {
    let lost = |pattern: &Pattern| missing(base, pattern, old, new);
    let brought = |pattern: &Pattern| missing(own, pattern, new, old);
    let mut taken: BTreeMap<String, String> = BTreeMap::new();
    for entry in &base.config.deployments {
        for other in own.config.deployments.iter().filter(|other| are_akin(entry, other)) {
            let values = |entry: &DeploymentEntry, of: &dyn Fn(&Pattern) -> BTreeSet<String>| {
                entry.parameters.iter().flat_map(of).collect::<Vec<String>>()
            };
            take(lost(&entry.template).into_iter().collect(), brought(&other.template).into_iter(), &mut taken);
            take(values(entry, &lost), values(other, &brought).into_iter(), &mut taken);
        }
    }
    taken
}

/// Whether two entries are for the same deployment, which may have another name, template or values by now.
fn are_akin(one: &DeploymentEntry, other: &DeploymentEntry) -> bool {
    let is_same = |one: &Pattern, other: &Pattern| one.text() == other.text();
    let shares = || one.parameters.iter().any(|own| other.parameters.iter().any(|known| is_same(own, known)));
    one.name.is_some() && one.name == other.name || is_same(&one.template, &other.template) || shares()
}

/// The files that a pattern names and that the other side has not.
fn missing(settings: &Settings, pattern: &Pattern, here: &Keys, there: &Keys) -> BTreeSet<String> {
    let is_named = |name: &&String| settings.inner(name).is_some_and(|inner| pattern.matches(&inner));
    here.keys().filter(|name| !there.contains_key(*name)).filter(is_named).cloned().collect()
}

/// In their order; where more come than went, the others stand for the last one.
fn take(lost: Vec<String>, brought: impl Iterator<Item = String>, taken: &mut BTreeMap<String, String>) {
    let lost: Vec<String> = lost.into_iter().filter(|old| !taken.values().any(|known| known == old)).collect();
    let Some(last) = lost.last() else { return };
    let brought: Vec<String> = brought.filter(|new| !taken.contains_key(new)).collect();
    let successors = brought.into_iter().enumerate();
    taken.extend(successors.map(|(place, new)| (new, lost.get(place).unwrap_or(last).clone())));
}
