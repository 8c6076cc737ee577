//! The platform's names of recommendations, and ours.

use super::export::{Assessment, Export};
use super::recompute;
use super::table::Table;
use crate::policy::{Policy, Recommendation};
use std::collections::{BTreeMap, BTreeSet};

/// What the platform says of a subscription, under our names.
pub struct Joined {
    /// Its verdicts.
    pub table: Table,
    /// Its recommendations that no check is for: keys and titles.
    pub unknown: BTreeMap<String, String>,
}

/// Joins by the key of an assessment, else by its policy definition, else by its title. Where several of ours have one key,
/// the type of the resource decides.
pub fn joined(export: &Export, preview: &BTreeSet<String>, subscription: &str, policy: &Policy) -> Joined {
    let theirs = recompute::table(export, preview, subscription);
    let (names, mut unknown) = (Keys::of(export, subscription, policy, &theirs), BTreeMap::new());
    for ((_, key), assessment) in export.assessments.iter().filter(|(_, each)| each.subscription == subscription) {
        if !names.by_key.contains_key(key) {
            unknown.insert(key.clone(), assessment.title.clone());
        }
    }
    let mut table = Table::default();
    for ((resource, key), verdict) in theirs.verdicts {
        let name = names.ours(&key).map_or(key, |several| fitting(policy, several, &resource));
        let place = (resource, name);
        let is_worse =
            table.verdicts.get(&place).is_none_or(|known| known.status.max_by_badness(verdict.status) != known.status);
        if is_worse {
            table.verdicts.insert(place, verdict);
        }
    }
    let named = |keys: BTreeSet<String>| -> BTreeSet<String> {
        let each = |key: String| match names.ours(&key) {
            Some(several) => several.iter().map(|place| policy.recommendations[*place].id.clone()).collect(),
            None => vec![key],
        };
        keys.into_iter().flat_map(each).collect()
    };
    table.controls = theirs.controls.into_iter().map(|(key, (max, members))| (key, (max, named(members)))).collect();
    table.preview = named(theirs.preview);
    Joined { table, unknown }
}

/// Each verdict on a resource of a subscription that goes by the name of one of ours, with the resource's id in lower case.
pub(super) fn under_our_names<'e>(
    export: &'e Export,
    preview: &BTreeSet<String>,
    subscription: &str,
    policy: &Policy,
) -> Vec<(&'e str, String, &'e Assessment)> {
    let names = Keys::of(export, subscription, policy, &recompute::table(export, preview, subscription));
    let own = export.assessments.iter().filter(|(_, each)| each.subscription == subscription);
    let named = own.filter_map(|((resource, key), assessment)| {
        Some((resource.as_str(), fitting(policy, names.ours(key)?, resource), assessment))
    });
    named.collect()
}

/// Keys of the platform, and the places of the recommendations that they mean.
struct Keys {
    by_key: BTreeMap<String, Vec<usize>>,
    apart: BTreeSet<String>,
}

impl Keys {
    fn of(export: &Export, subscription: &str, policy: &Policy, theirs: &Table) -> Self {
        let names = Names::of(policy);
        let mut by_key = names.by_key.clone();
        for ((_, key), assessment) in export.assessments.iter().filter(|(_, each)| each.subscription == subscription) {
            let by_policy = || names.by_policy.get(assessment.policy.as_ref()?);
            let by_title = || names.by_title.get(&assessment.title.to_lowercase());
            if let Some(several) = (!by_key.contains_key(key)).then(|| by_policy().or_else(by_title)).flatten() {
                by_key.insert(key.clone(), several.clone());
            }
        }
        let mut keys = Self { by_key, apart: BTreeSet::new() };
        keys.part(theirs);
        keys
    }

    /// What stands otherwise in the platform's controls than another key of the same recommendation keeps its own name:
    /// under one name the platform's score would be another one.
    fn part(&mut self, theirs: &Table) {
        let stands = |key: &String| {
            let holding = theirs.controls.iter().filter(|(_, (_, members))| members.contains(key));
            (theirs.preview.contains(key), holding.map(|(control, _)| control).collect::<Vec<_>>())
        };
        let judged: BTreeSet<&String> = theirs.verdicts.keys().map(|(_, key)| key).collect();
        // Those that nothing is judged by come last: they give way.
        let (with, without): (Vec<_>, Vec<_>) = self.by_key.iter().partition(|(key, _)| judged.contains(key));
        let mut first = BTreeMap::new();
        for (key, several) in with.into_iter().chain(without) {
            let own = stands(key);
            if several.iter().any(|place| first.get(place).is_some_and(|known| *known != own)) {
                self.apart.insert(key.clone());
            } else {
                several.iter().for_each(|place| drop(first.insert(*place, own.clone())));
            }
        }
    }

    /// Which of ours a key means, where it goes by our name.
    fn ours(&self, key: &String) -> Option<&[usize]> {
        self.by_key.get(key).filter(|_| !self.apart.contains(key)).map(Vec::as_slice)
    }
}

/// Places of recommendations, by what names them elsewhere.
#[derive(Default)]
struct Names {
    by_key: BTreeMap<String, Vec<usize>>,
    by_policy: BTreeMap<String, Vec<usize>>,
    by_title: BTreeMap<String, Vec<usize>>,
}

impl Names {
    fn of(policy: &Policy) -> Self {
        let mut names = Self::default();
        for (place, recommendation) in policy.recommendations.iter().enumerate().filter(|(_, each)| each.enabled) {
            let references = |catalogue: &str| recommendation.references.get(catalogue).into_iter().flatten();
            for key in references("assessmentKey") {
                names.by_key.entry(key.to_lowercase()).or_default().push(place);
            }
            for id in references("azurePolicy") {
                names.by_policy.entry(id.to_lowercase()).or_default().push(place);
            }
            names.by_title.entry(recommendation.title.to_lowercase()).or_default().push(place);
        }
        names
    }
}

/// The one that is for a resource's type.
fn fitting(policy: &Policy, several: &[usize], resource: &str) -> String {
    let of = |place: &usize| &policy.recommendations[*place];
    let is_for = |recommendation: &&Recommendation| {
        recommendation.types().any(|name| is_of_type(resource, &name.to_lowercase()))
    };
    let fits = several.iter().map(of).find(is_for);
    fits.or(several.first().map(of)).map_or_else(String::new, |recommendation| recommendation.id.clone())
}

/// Whether an id in lower case is of a type in lower case.
fn is_of_type(id: &str, type_name: &str) -> bool {
    let Some((_, rest)) = id.rsplit_once("/providers/") else { return false };
    let mut parts = rest.split('/');
    let provider = parts.next().unwrap_or_default();
    let kinds: Vec<&str> = parts.step_by(2).collect();
    format!("{provider}/{}", kinds.join("/")) == type_name
}
