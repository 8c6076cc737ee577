//! Resource types that policies name and that no resource has.

use super::{Checks, look_up};
use crate::inventory::{Inventory, is_telling_type};
use crate::policy::{Function, Recommendation, RecommendationIndex, Script};
use crate::source::{Position, Problem};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A type that a script of one of the policy's own recommendations names.
#[derive(Clone)]
pub(super) struct NamedType {
    pub recommendation: RecommendationIndex,
    /// The function whose script it is, which that one calls.
    pub function: Option<Arc<Function>>,
    pub name: String,
    /// Where, when the lines of its file are known.
    pub position: Option<Position>,
}

impl Checks {
    /// Warnings about types of enabled recommendations that no resource has although a near miss does: one of the two is
    /// misspelt, and nothing is judged by it. With `all`, the other types of the policy's own recommendations too: they
    /// are perhaps misspelt, perhaps only not there. The shipped library is for every estate: of it only a resource's type can
    /// be the near miss.
    pub fn unmet_types(&self, inventory: &Inventory, all: bool) -> Vec<Problem> {
        let own = self.own_types(inventory).filter_map(|(problem, name)| match inventory.near_type(name) {
            Some(near) => Some(problem.help(format!("some have `{near}`; correct the one that is misspelt"))),
            None if all => {
                Some(problem.help("Check its spelling, and whether the inventory should hold such resources"))
            }
            None => None,
        });
        own.chain(self.strange_types(inventory)).collect()
    }

    /// Warnings about types of the policy's own enabled recommendations of which nothing is judged.
    pub fn unjudged_types(&self) -> Vec<Problem> {
        let own = self.recommendations.iter().filter(|entry| entry.enabled && !entry.embedded);
        let types = own.flat_map(|entry| entry.types().map(move |name| (entry, name)));
        let warning = |(entry, name): (&Recommendation, &str)| {
            let message = format!("the recommendation `{}` judges nothing of the type `{name}`", entry.id);
            let problem = Problem::new(entry.location.file.clone(), message).at(start(entry));
            problem.help("It tells of other resources; judge those, and look it up with `resource.children(…)`")
        };
        types.filter(|(_, name)| is_telling_type(name)).map(warning).collect()
    }

    /// Types of the policy's own recommendations and scripts that no resource has.
    fn own_types<'c>(&'c self, inventory: &'c Inventory) -> impl Iterator<Item = (Problem, &'c str)> + 'c {
        let own = self.recommendations.iter().filter(|entry| entry.enabled && !entry.embedded);
        let judged = own.flat_map(|entry| entry.types().map(move |name| (name, Named::Judged(entry))));
        let is_enabled = |named: &&NamedType| self.recommendations[named.recommendation.0].enabled;
        let sought = self.named_types.iter().filter(is_enabled);
        let sought = sought.map(|named| {
            let entry = &self.recommendations[named.recommendation.0];
            (named.name.as_str(), Named::Sought(entry, named))
        });
        let unmet = judged.chain(sought).filter(|(name, _)| inventory.all(name).is_empty());
        unmet.map(|(name, named)| (named.unmet(name), name))
    }

    /// Types that resources have, and that nothing judges or looks for although a near miss is: most likely they are misspelt.
    fn strange_types<'c>(&'c self, inventory: &'c Inventory) -> impl Iterator<Item = Problem> + 'c {
        let known = self.known_types();
        let mut strange = BTreeMap::new();
        for known_type in known.values() {
            let is_told = !known_type.is_shipped && inventory.all(known_type.name).is_empty();
            let near = inventory.near_types(known_type.name).filter(|_| !is_told);
            for near in near.filter(|near| !known.contains_key(&near.to_lowercase())) {
                strange.entry(near).or_insert(*known_type);
            }
        }
        strange.into_iter().map(|(near, meant)| {
            let first = inventory.location(inventory.all(near)[0]);
            let place = Position { line: first.line, column: first.column };
            let verb = if self.judge_type(meant.name) { "judges" } else { "looks for" };
            let message = format!("nothing {verb} the type `{near}`");
            Problem::new(first.file, message).at(place).help(format!("Did you mean `{}`?", meant.name))
        })
    }

    /// The types that enabled recommendations judge, or that their scripts look for, by their names in lower case.
    fn known_types(&self) -> BTreeMap<String, KnownType<'_>> {
        let mut known = BTreeMap::new();
        for entry in self.recommendations.iter().filter(|entry| entry.enabled) {
            let scripts = entry.applies_to.iter().chain([&entry.check]);
            let sought = scripts.flat_map(types_asked_in);
            for name in entry.types().chain(sought) {
                let known = known.entry(name.to_lowercase()).or_insert(KnownType { name, is_shipped: false });
                known.is_shipped |= entry.embedded;
            }
        }
        known
    }
}

/// A type that policies know.
#[derive(Clone, Copy)]
struct KnownType<'c> {
    name: &'c str,
    /// The shipped library knows it; of others that no resource has a warning tells anyway.
    is_shipped: bool,
}

/// Where a recommendation begins.
fn start(entry: &Recommendation) -> Position {
    Position { line: entry.location.line, column: entry.location.column }
}

/// Where a type is named.
enum Named<'c> {
    /// Among the types of a recommendation.
    Judged(&'c Recommendation),
    /// In a script of one, or of a function that it calls.
    Sought(&'c Recommendation, &'c NamedType),
}

impl Named<'_> {
    /// A type that no resource has.
    fn unmet(&self, name: &str) -> Problem {
        let (entry, place) = match self {
            Self::Judged(entry) => (entry, Some(start(entry))),
            Self::Sought(entry, named) => (entry, named.position),
        };
        let (file, of) = match self {
            Self::Sought(_, NamedType { function: Some(function), .. }) => {
                (&function.location.file, format!("the function `{}`", function.name))
            }
            _ => (&entry.location.file, format!("the recommendation `{}`", entry.id)),
        };
        let message = format!("no resource has the type `{name}` of {of}");
        Problem { position: place, ..Problem::new(file.clone(), message) }
    }
}

/// The types that a script asks for with a text, as far as it is written in the call.
fn types_asked_in(script: &Script) -> impl Iterator<Item = &str> {
    let calls = script.texts().flat_map(|text| {
        text.match_indices("(\"").filter_map(move |(place, opening)| {
            let name = text[..place].rsplit(|letter: char| !letter.is_ascii_lowercase()).next()?;
            look_up::type_asked(name, text[place + opening.len()..].split('"').next()?)
        })
    });
    calls.filter(|name| name.contains('/'))
}
