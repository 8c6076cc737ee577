//! What to fetch, so that a part of an estate can be judged: what its recommendations are for, and what their scripts read beside
//! that.

use super::Estate;
use crate::check::Reads;
use crate::inventory::{Fetch, is_elsewhere, referred};
use crate::policy::{Recommendation, RecommendationIndex};
use std::collections::{BTreeMap, BTreeSet};

/// Types by their names in lower case, as first written.
pub type Types = BTreeMap<String, String>;

/// What a part of an estate is to be judged by, and how it is fetched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    /// The types that stand in tables of Resource Graph, by table.
    pub queries: BTreeMap<&'static str, Types>,
    /// What list calls give; what they are asked of comes before what belongs to it.
    pub calls: Vec<Calls>,
    /// What it is not known how to ask for, in words.
    pub unasked: BTreeSet<String>,
}

/// The list calls for one type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calls {
    /// The type that is asked for.
    pub type_name: String,
    /// What follows the id of a resource that it is asked of.
    pub path: String,
    /// The version of the interface; `None` where it is not known.
    pub version: Option<&'static str>,
    /// Types of the resources that it is asked of, with the table of Resource Graph where they stand; those without one are
    /// given by calls themselves.
    pub of: BTreeMap<String, Option<&'static str>>,
}

impl Estate {
    /// What to fetch for each part, by what is enabled there.
    pub fn needs(&self) -> Vec<Needs> {
        let reads = self.checks.reads();
        let recommendations = || (0..).map(RecommendationIndex).zip(&self.policy.recommendations).zip(&reads);
        let needs = |part| {
            let mut wanted = Wanted::default();
            let judged = recommendations().filter(|((place, _), _)| self.policy.judges(part, *place));
            judged.for_each(|((_, entry), reads)| wanted.add(entry, reads));
            wanted.needs()
        };
        (0..self.policy.parts()).map(needs).collect()
    }
}

/// The types that are wanted, and what each may belong to, where that is not in its name.
#[derive(Default)]
struct Wanted {
    /// By names in lower case.
    types: BTreeMap<String, (String, Types)>,
    unasked: BTreeSet<String>,
}

impl Wanted {
    fn add(&mut self, entry: &Recommendation, reads: &Reads) {
        let judged: Types = entry.types().map(|name| (name.to_ascii_lowercase(), name.to_owned())).collect();
        let all = reads.all.iter().map(String::as_str);
        entry.types().chain(all).for_each(|name| self.want(name, &Types::new()));
        if entry.is_for_all() {
            self.unasked.insert(format!("what `{}` judges, which is every type", entry.id));
        }
        reads.children.iter().for_each(|name| self.want(name, &judged));
        let parents = entry.types().filter_map(parent).filter(|_| reads.parent);
        parents.for_each(|name| self.want(name, &Types::new()));
        let referred: Vec<&str> = referred(&reads.followed).collect();
        referred.iter().for_each(|name| self.want(name, &Types::new()));
        if referred.is_empty() && !reads.followed.is_empty() {
            self.unasked.insert(format!("what `{}` follows by its id, which may be of any type", entry.id));
        }
        if reads.is_open {
            self.unasked.insert(format!("what `{}` looks up, as its script makes the type", entry.id));
        }
    }

    /// Wants a type, and what it is asked of where that is given by calls as well.
    fn want(&mut self, name: &str, holders: &Types) {
        let wanted = self.types.entry(name.to_ascii_lowercase()).or_insert_with(|| (name.to_owned(), Types::new()));
        wanted.1.extend(holders.clone());
        let above = parent(name).filter(|above| matches!(Fetch::of(above), Some(Fetch::Call { .. })));
        if let Some(above) = above
            && matches!(Fetch::of(name), Some(Fetch::Call { .. }))
        {
            self.want(above, &Types::new());
        }
    }

    fn needs(self) -> Needs {
        let mut needs = Needs { unasked: self.unasked, ..Needs::default() };
        for (name, holders) in self.types.into_values() {
            match Fetch::of(&name) {
                Some(Fetch::Query { table, type_name }) => {
                    needs.queries.entry(table).or_default().entry(type_name.to_ascii_lowercase()).or_insert(type_name);
                }
                Some(_) if is_elsewhere(&name) => {
                    needs.unasked.insert(format!("`{name}`, of which Azure Resource Manager lists nothing"));
                }
                Some(Fetch::Call { type_name, path, version, of }) => {
                    let holders = of
                        .or_else(|| parent(&name))
                        .map_or(holders, |above| Types::from([(String::new(), above.to_owned())]));
                    let (of, unknown) = asked_of(&name, holders);
                    needs.unasked.extend(unknown);
                    needs.calls.extend((!of.is_empty()).then_some(Calls { type_name, path, version, of }));
                }
                None => drop(needs.unasked.insert(format!("`{name}`, which is no type"))),
            }
        }
        // What is asked of has a shorter type than what belongs to it.
        needs.calls.sort_by_key(|calls| calls.type_name.matches('/').count());
        needs
    }
}

/// What a type is asked of, and what it is not known how to ask of.
fn asked_of(name: &str, holders: Types) -> (BTreeMap<String, Option<&'static str>>, Vec<String>) {
    let (mut of, mut unknown) = (BTreeMap::new(), Vec::new());
    if holders.is_empty() {
        unknown.push(format!("`{name}`: no policy says what it belongs to"));
    }
    for holder in holders.into_values() {
        let table = match Fetch::of(&holder) {
            Some(Fetch::Query { table, type_name }) if type_name == holder => Some(table),
            Some(Fetch::Call { .. }) if holder.matches('/').count() < name.matches('/').count() => None,
            _ => {
                unknown.push(format!("`{name}` of each `{holder}`, whose ids no call gives by itself"));
                continue;
            }
        };
        of.insert(holder, table);
    }
    (of, unknown)
}

/// The type of what a nested resource stands in.
fn parent(name: &str) -> Option<&str> {
    name.rsplit_once('/').map(|(above, _)| above).filter(|above| above.contains('/'))
}
