//! The platform's names of recommendations, and ours.

use super::export::Export;
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
    let names = Names::of(policy);
    let (mut of_key, mut unknown) = (BTreeMap::new(), BTreeMap::new());
    for ((_, key), assessment) in export.assessments.iter().filter(|(_, each)| each.subscription == subscription) {
        let found = of_key.entry(key.clone()).or_insert_with(|| {
            let by_key = names.by_key.get(key);
            let by_policy = || names.by_policy.get(assessment.policy.as_ref()?);
            by_key.or_else(by_policy).or_else(|| names.by_title.get(&assessment.title.to_lowercase())).cloned()
        });
        if found.is_none() {
            unknown.insert(key.clone(), assessment.title.clone());
        }
    }
    let mut table = Table::default();
    let ours = |key: &String| of_key.get(key).cloned().flatten().or_else(|| names.by_key.get(key).cloned());
    for ((resource, key), verdict) in theirs.verdicts {
        let name = ours(&key).map_or(key, |several| fitting(policy, &several, &resource));
        let place = (resource, name);
        let is_worse =
            table.verdicts.get(&place).is_none_or(|known| known.status.max_by_badness(verdict.status) != known.status);
        if is_worse {
            table.verdicts.insert(place, verdict);
        }
    }
    let named = |keys: BTreeSet<String>| -> BTreeSet<String> {
        let each = |key: String| match ours(&key) {
            Some(several) => several.into_iter().map(|place| policy.recommendations[place].id.clone()).collect(),
            None => vec![key],
        };
        keys.into_iter().flat_map(each).collect()
    };
    table.controls = theirs.controls.into_iter().map(|(key, (max, members))| (key, (max, named(members)))).collect();
    table.preview = named(theirs.preview);
    Joined { table, unknown }
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
