//! The difference between the platform's score and ours, in parts that sum to it.
//!
//! Our verdicts are turned into the platform's step by step, and each part is what its step does to the percentage: the sum
//! is the difference, whatever the parts are. Where two steps touch one control the order decides which of them is told to do
//! what; it is the order of [`PartKind`].

use super::table::{Table, Verdict};
use crate::assess::Status;
use crate::score::Ratio;
use num_traits::Zero;
use std::collections::{BTreeMap, BTreeSet};

/// Why two scores differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PartKind {
    /// Recommendations that are judged here, and that the platform has no verdict of.
    OnlyOurRecommendations,
    /// Resources that are in the inventory, and that the platform has no verdict on.
    OnlyOurResources,
    /// Recommendations that the platform has in preview.
    Preview,
    /// Controls hold other recommendations, or are worth other points.
    Membership,
    /// One side holds a finding for exempt.
    Exempt,
    /// The platform has switched a recommendation off for a resource.
    OffByPolicy,
    /// Checks that could not be decided here.
    Undecided,
    /// One side has judged a resource by a recommendation, and the other one has not.
    Unmatched,
    /// Both have judged, and say otherwise.
    Verdict,
    /// Resources that the platform has, and that are in no inventory.
    OnlyTheirResources,
    /// Recommendations of the platform that no check is for.
    OnlyTheirRecommendations,
}

/// A part of the difference.
#[derive(Debug)]
pub struct Part {
    /// Why.
    pub kind: PartKind,
    /// What it adds to the percentage, from 0 to 1.
    pub share: Ratio,
    /// What it is made of.
    pub items: Vec<Item>,
}

/// A verdict that is another one, or that one side has alone. Of a part of whole recommendations or controls the rest is
/// missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The resource's id, in lower case; `None` of a control.
    pub resource: Option<String>,
    /// The recommendation, or the control.
    pub name: String,
    /// What we say.
    pub ours: Option<Verdict>,
    /// What they say.
    pub theirs: Option<Verdict>,
}

/// Two scores of one subscription, and what lies between them.
#[derive(Debug)]
pub struct Difference {
    /// Ours, from 0 to 1.
    pub ours: Ratio,
    /// Theirs, as their rows make it.
    pub theirs: Ratio,
    /// The largest first; those that do nothing to the score last.
    pub parts: Vec<Part>,
}

/// What lies between our table and theirs, in which recommendations that are joined have our names.
pub fn compare(ours: &Table, theirs: &Table) -> Difference {
    let mut path = Walk { table: ours.clone(), theirs, parts: Vec::new() };
    let (own, other) = (path.table.percentage(), theirs.percentage());
    let names = |table: &Table| -> BTreeSet<String> { table.verdicts.keys().map(|(_, name)| name.clone()).collect() };
    let resources = |table: &Table| -> BTreeSet<String> { table.verdicts.keys().map(|(id, _)| id.clone()).collect() };
    let (their_names, their_resources) = (names(theirs), resources(theirs));
    let (our_names, our_resources) = (names(ours), resources(ours));
    path.take(PartKind::OnlyOurRecommendations, |(_, name), _, _| !their_names.contains(name));
    path.take(PartKind::OnlyOurResources, |(id, _), _, _| !their_resources.contains(id));
    path.preview();
    path.membership();
    let is_shared = |(id, name): &(String, String)| our_resources.contains(id) && our_names.contains(name);
    path.take(PartKind::Exempt, |place, ours, theirs| {
        is_shared(place) && [ours, theirs].iter().any(|own| is_exempt(*own))
    });
    path.take(PartKind::OffByPolicy, |place, _, theirs| is_shared(place) && is_off(theirs));
    path.take(PartKind::Undecided, |place, ours, _| {
        is_shared(place) && ours.is_some_and(|ours| ours.status == Status::Unknown)
    });
    path.take(PartKind::Unmatched, |place, ours, theirs| is_shared(place) && ours.is_some() != theirs.is_some());
    path.take(PartKind::Verdict, |place, _, _| is_shared(place));
    path.take(PartKind::OnlyTheirResources, |(_, name), _, _| our_names.contains(name));
    path.take(PartKind::OnlyTheirRecommendations, |_, _, _| true);
    let mut parts = path.parts;
    let size = |part: &Part| if part.share < Ratio::zero() { -part.share.clone() } else { part.share.clone() };
    parts.sort_by(|one, two| size(two).cmp(&size(one)).then(one.kind.cmp(&two.kind)));
    Difference { ours: own, theirs: other, parts }
}

fn is_exempt(verdict: Option<&Verdict>) -> bool {
    verdict.is_some_and(|verdict| verdict.is_exempt)
}

fn is_off(verdict: Option<&Verdict>) -> bool {
    let says = |cause: &str| cause.eq_ignore_ascii_case("OffByPolicy");
    verdict.and_then(|verdict| verdict.cause.as_deref()).is_some_and(says)
}

/// Our table on its way to theirs.
struct Walk<'t> {
    table: Table,
    theirs: &'t Table,
    parts: Vec<Part>,
}

impl Walk<'_> {
    /// Makes the verdicts that `belongs` names theirs, wherever they are others.
    fn take(
        &mut self,
        kind: PartKind,
        belongs: impl Fn(&(String, String), Option<&Verdict>, Option<&Verdict>) -> bool,
    ) {
        let places: BTreeSet<&(String, String)> =
            self.table.verdicts.keys().chain(self.theirs.verdicts.keys()).collect();
        let items = places.into_iter().filter_map(|place| {
            let (ours, theirs) = (self.table.verdicts.get(place), self.theirs.verdicts.get(place));
            let differs = ours.map(|own| own.status) != theirs.map(|own| own.status);
            (differs && belongs(place, ours, theirs)).then(|| Item {
                resource: Some(place.0.clone()),
                name: place.1.clone(),
                ours: ours.cloned(),
                theirs: theirs.cloned(),
            })
        });
        let items: Vec<Item> = items.collect();
        let places = items.iter().map(|item| (item.resource.clone().unwrap_or_default(), item.name.clone()));
        let places: Vec<(String, String)> = places.collect();
        self.step(kind, items, |table, theirs| {
            for place in places {
                match theirs.verdicts.get(&place) {
                    Some(verdict) => drop(table.verdicts.insert(place, verdict.clone())),
                    None => drop(table.verdicts.remove(&place)),
                }
            }
        });
    }

    fn preview(&mut self) {
        let differing: Vec<String> = self.table.preview.symmetric_difference(&self.theirs.preview).cloned().collect();
        let judged: BTreeSet<&String> =
            self.table.verdicts.keys().chain(self.theirs.verdicts.keys()).map(|(_, name)| name).collect();
        let items = differing.iter().filter(|name| judged.contains(name)).map(of_all).collect();
        self.step(PartKind::Preview, items, |table, theirs| table.preview = theirs.preview.clone());
    }

    fn membership(&mut self) {
        let (own, theirs) = (&self.table.controls, &self.theirs.controls);
        let keys: BTreeSet<&String> = own.keys().chain(theirs.keys()).collect();
        let verdicts = self.table.verdicts.keys().chain(self.theirs.verdicts.keys());
        let judged: BTreeSet<&String> = verdicts.map(|(_, name)| name).collect();
        // What nobody has judged may stand anywhere.
        let holds = |table: &BTreeMap<String, (u64, BTreeSet<String>)>, key: &String| {
            let (points, members) = table.get(key)?;
            let members: BTreeSet<String> = members.iter().filter(|name| judged.contains(name)).cloned().collect();
            (!members.is_empty()).then_some((*points, members))
        };
        let items = keys.into_iter().filter(|key| holds(own, key) != holds(theirs, key)).map(of_all).collect();
        self.step(PartKind::Membership, items, |table, theirs| table.controls = theirs.controls.clone());
    }

    fn step(&mut self, kind: PartKind, items: Vec<Item>, change: impl FnOnce(&mut Table, &Table)) {
        if items.is_empty() {
            // What nobody has judged may still differ; it moves nothing.
            change(&mut self.table, self.theirs);
            return;
        }
        let before = self.table.percentage();
        change(&mut self.table, self.theirs);
        self.parts.push(Part { kind, share: self.table.percentage() - before, items });
    }
}

fn of_all(name: impl ToString) -> Item {
    Item { resource: None, name: name.to_string(), ours: None, theirs: None }
}
