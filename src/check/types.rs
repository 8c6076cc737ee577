//! Resource types that policies name and that no resource has.

use super::Checks;
use crate::inventory::Inventory;
use crate::policy::{Recommendation, RecommendationIndex};
use crate::source::{Position, Problem};
use std::collections::BTreeSet;

/// A type that a script of one of the policy's own recommendations names.
#[derive(Clone)]
pub(super) struct NamedType {
    pub recommendation: RecommendationIndex,
    pub name: String,
    /// Where, when the lines of its file are known.
    pub position: Option<Position>,
}

impl Checks {
    /// Warnings about types of enabled recommendations that no resource has although a near miss does: one of the two is
    /// misspelt, and nothing is judged by it. With `all`, the other types of the policy's own recommendations too: they
    /// are perhaps misspelt, perhaps only not there. The shipped library is for every estate, so that it is not asked.
    pub fn unmet_types(&self, inventory: &Inventory, all: bool) -> Vec<Problem> {
        let own = self.own_types(inventory).filter_map(|(problem, name)| match inventory.near_type(name) {
            Some(near) => Some(problem.help(format!("some have `{near}`; correct the one that is misspelt"))),
            None if all => {
                Some(problem.help("Check its spelling, and whether the inventory should hold such resources"))
            }
            None => None,
        });
        own.chain(self.shipped_types(inventory)).collect()
    }

    /// Types of the policy's own recommendations and scripts that no resource has.
    fn own_types<'c>(&'c self, inventory: &'c Inventory) -> impl Iterator<Item = (Problem, &'c str)> + 'c {
        let own = self.recommendations.iter().filter(|entry| entry.enabled && !entry.embedded);
        let judged = own.flat_map(|entry| {
            let place = Position { line: entry.location.line, column: entry.location.column };
            entry.resource_types.iter().map(move |name| (entry, name.as_str(), Some(place)))
        });
        let sought = self
            .named_types
            .iter()
            .map(|named| (&self.recommendations[named.recommendation.0], named.name.as_str(), named.position));
        let sought = sought.filter(|(entry, ..)| entry.enabled);
        let unmet = judged.chain(sought).filter(|(_, name, _)| inventory.all(name).is_empty());
        unmet.map(|(entry, name, place)| (unmet_type(entry, name, place), name))
    }

    /// Types that resources have, and that nothing judges because the shipped library spells them in another way.
    fn shipped_types<'c>(&'c self, inventory: &'c Inventory) -> impl Iterator<Item = Problem> + 'c {
        let shipped = self.recommendations.iter().filter(|entry| entry.enabled && entry.embedded);
        let types: BTreeSet<&str> = shipped.flat_map(|entry| &entry.resource_types).map(String::as_str).collect();
        let unmet = types.into_iter().filter(|name| inventory.all(name).is_empty());
        let near = unmet.filter_map(|name| Some((name, inventory.near_type(name)?)));
        near.filter(|(_, near)| !self.judge_type(near)).map(|(name, near)| {
            let first = inventory.location(inventory.all(near)[0]);
            let place = Position { line: first.line, column: first.column };
            let message = format!("nothing judges the type `{near}`");
            Problem::new(first.file, message).at(place).help(format!("Did you mean `{name}`?"))
        })
    }
}

fn unmet_type(entry: &Recommendation, name: &str, place: Option<Position>) -> Problem {
    let message = format!("no resource has the type `{name}` of the recommendation `{}`", entry.id);
    Problem { position: place, ..Problem::new(entry.location.file.clone(), message) }
}
