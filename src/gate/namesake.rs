//! What of the base has the name of something new, wherever it stood.

use super::Side;
use super::resources::FoldedResource;
use crate::inventory::{Resource, of_any_deployment};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// A resource's type, subscription and names, whatever group or template it is in.
type Name = (String, String, String);

/// What is gone, by its names.
pub(super) struct Namesakes {
    /// With what tells their deployments apart.
    exact: FxHashMap<(Name, Option<String>), Vec<usize>>,
    by_name: FxHashMap<Name, Vec<usize>>,
    /// Those that something new is called like, the deployment's name too: they are nothing else.
    claimed: FxHashSet<usize>,
}

impl Namesakes {
    /// Of what is gone from the base, by places, and what head has that is new.
    pub fn of<'f>(
        base: &Side<'_>,
        gone: impl Iterator<Item = (usize, &'f FoldedResource)>,
        head: &Side<'_>,
        added: &[&FoldedResource],
    ) -> Self {
        let came: FxHashSet<_> = added.iter().map(|new| called(head, new)).collect();
        let mut namesakes =
            Self { exact: FxHashMap::default(), by_name: FxHashMap::default(), claimed: FxHashSet::default() };
        for (place, old) in gone {
            let called = called(base, old);
            if came.contains(&called) {
                namesakes.claimed.insert(place);
            }
            namesakes.by_name.entry(called.0.clone()).or_default().push(place);
            namesakes.exact.entry(called).or_default().push(place);
        }
        namesakes
    }

    /// What something new can be, if it is what was called like it: of what is called alike with its deployment, else of what
    /// is and nothing else claims. `None` where the base had no such name.
    pub fn get(&self, head: &Side<'_>, new: &FoldedResource) -> Option<Vec<usize>> {
        let called = called(head, new);
        if let Some(exact) = self.exact.get(&called) {
            return Some(exact.clone());
        }
        let alike = self.by_name.get(&called.0)?;
        Some(alike.iter().copied().filter(|place| self.is_free(place)).collect())
    }

    /// Whether something that is gone can have got another name.
    pub fn is_free(&self, place: &usize) -> bool {
        !self.claimed.contains(place)
    }
}

fn called(side: &Side<'_>, resource: &FoldedResource) -> (Name, Option<String>) {
    let entry = side.inventory.resource(resource.first);
    let [subscription, group] = [&entry.subscription, &entry.resource_group].map(lower);
    let name = full_name(entry, &group);
    let name = name.split_once('#').map_or(&*name, |(_, chain)| chain).to_owned();
    let deployment = side.inventory.deployment_of(entry).map(str::to_lowercase);
    ((entry.type_name.to_lowercase(), subscription, name), deployment)
}

pub(super) fn lower(name: &Option<Arc<str>>) -> String {
    name.as_deref().unwrap_or_default().to_lowercase()
}

/// The part of an id that stays when a resource moves to another group: its parents' names and its own. Of what a template
/// deploys, the deployment's name is none of it: it comes with a second file of parameters.
pub(super) fn full_name(resource: &Resource, group: &str) -> String {
    let id = resource.id.to_lowercase();
    if id.contains('#') {
        return of_any_deployment(&id).unwrap_or(id);
    }
    id.split_once(&format!("/resourcegroups/{group}/")).map_or(id.clone(), |(_, below)| below.to_owned())
}
