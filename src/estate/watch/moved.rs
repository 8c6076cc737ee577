//! Findings that stand otherwise than in the round before.

use crate::assess::{Kept, Past, Place, ResourceName, Status};
use crate::estate::Estate;
use crate::exempt::Counted;
use crate::inventory::{Resource, ResourceIndex, is_global};
use crate::policy::{Policy, Severity};
use std::collections::BTreeMap;
use std::sync::Arc;

/// How a finding counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// As it was judged.
    pub status: Status,
    /// An exemption is for it.
    pub is_exempt: bool,
}

/// A recommendation and a resource that stand otherwise than before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// The recommendation's id.
    pub recommendation: String,
    /// What should be.
    pub title: String,
    /// How bad it is.
    pub severity: Severity,
    /// The resource.
    pub resource: ResourceName,
    /// Where it stands, or stood.
    pub place: Place,
    /// How it counted; `None` where it was not judged.
    pub was: Option<Standing>,
    /// How it counts; `None` where it is not judged any more.
    pub is: Option<Standing>,
}

/// All outcomes of a round, as they count.
pub(super) struct Roll {
    pub past: Past,
    policy: Arc<Policy>,
    /// By the places of the outcomes.
    standings: Vec<Standing>,
}

/// What a resource is equal by in two rounds.
type Key = (u16, String, String);

/// A resource's outcomes by their recommendations, of several occurrences the worst, and the occurrence.
type Folded<'r> = BTreeMap<&'r str, (Standing, ResourceIndex)>;

impl Roll {
    pub fn of(estate: &Estate, past: Past, counted: &Counted<'_>) -> Self {
        let standing = |(place, assessment): (_, &crate::assess::Assessment)| {
            let is_exempt = counted.exempt.contains_key(&place);
            // What is exempt was unhealthy.
            Standing { status: if is_exempt { Status::Unhealthy } else { assessment.status }, is_exempt }
        };
        let standings = counted.each().map(standing).collect();
        Self { past, policy: Arc::clone(&estate.policy), standings }
    }

    /// What moved since an older round, of which resources may be known to be the same.
    pub fn since(&self, older: &Self, kept: Option<&Kept>) -> Vec<Moved> {
        let mut settled = vec![false; older.past.inventory().resources().len()];
        let mut touched: BTreeMap<Key, [Option<ResourceIndex>; 2]> = BTreeMap::new();
        for resource in self.resources() {
            match kept.and_then(|kept| kept.origin(resource)) {
                Some(twin) if self.stands_alike(resource, older, twin) => settled[twin.0 as usize] = true,
                _ => touched.entry(self.key(resource)).or_default()[1] = Some(resource),
            }
        }
        for resource in older.resources().filter(|resource| !settled[resource.0 as usize]) {
            touched.entry(older.key(resource)).or_default()[0] = Some(resource);
        }
        let mut moved: Vec<Moved> = touched.into_values().flat_map(|pair| self.passage(older, pair)).collect();
        moved.sort_by(|one, other| order(one).cmp(&order(other)));
        moved
    }

    fn resources(&self) -> impl Iterator<Item = ResourceIndex> + use<> {
        (0..self.past.inventory().resources().len() as u32).map(ResourceIndex)
    }

    fn resource(&self, index: ResourceIndex) -> &Resource {
        self.past.inventory().resource(index)
    }

    /// Whether all outcomes of a resource count as those of another one did, by one policy.
    fn stands_alike(&self, resource: ResourceIndex, older: &Self, twin: ResourceIndex) -> bool {
        let (own, theirs) = (self.past.of_resource(resource), older.past.of_resource(twin));
        let alike = |(own, theirs): (usize, usize)| {
            self.past.recommendation(own) == older.past.recommendation(theirs)
                && self.standings[own] == older.standings[theirs]
        };
        own.len() == theirs.len() && own.zip(theirs).all(alike)
    }

    fn key(&self, index: ResourceIndex) -> Key {
        let resource = self.resource(index);
        // Others mean something within one file only.
        let file = if is_global(&resource.id) { String::new() } else { self.past.inventory().location(index).file };
        (resource.part, resource.id.to_lowercase(), file)
    }

    /// How a resource stands, of all its occurrences at its worst.
    fn folded(&self, resource: ResourceIndex) -> Folded<'_> {
        let mut folded = Folded::new();
        for occurrence in self.past.inventory().occurrences(resource) {
            for place in self.past.of_resource(occurrence) {
                let standing = self.standings[place];
                let id = &*self.policy.recommendations[self.past.recommendation(place).0].id;
                let own = folded.entry(id).or_insert((standing, occurrence));
                if standing.status.badness() > own.0.status.badness() {
                    *own = (standing, occurrence);
                }
            }
        }
        folded
    }

    fn passage(&self, older: &Self, [was, is]: [Option<ResourceIndex>; 2]) -> Vec<Moved> {
        let before = was.map_or_else(Folded::new, |was| older.folded(was));
        let after = is.map_or_else(Folded::new, |is| self.folded(is));
        let (was, is) = (|id: &str| before.get(id).copied(), |id: &str| after.get(id).copied());
        let mut ids: Vec<&str> = before.keys().chain(after.keys()).copied().collect();
        ids.sort_unstable();
        ids.dedup();
        let moved = ids.into_iter().filter_map(|id| {
            let (was, is) = (was(id), is(id));
            let standings = (was.map(|(standing, _)| standing), is.map(|(standing, _)| standing));
            let (roll, index) = is.map(|(_, index)| (self, index)).or(was.map(|(_, index)| (older, index)))?;
            matters(standings).then(|| roll.moved(id, index, standings))
        });
        moved.collect()
    }

    fn moved(&self, id: &str, index: ResourceIndex, (was, is): (Option<Standing>, Option<Standing>)) -> Moved {
        let (resource, at) = (self.resource(index), self.past.inventory().location(index));
        let own = self.policy.recommendations.iter().find(|own| own.id == id);
        Moved {
            recommendation: id.to_owned(),
            title: own.map_or_else(String::new, |own| own.title.clone()),
            severity: own.map_or(Severity::Low, |own| own.severity),
            resource: ResourceName {
                id: (&*resource.id).into(),
                name: (&*resource.name).into(),
                type_name: resource.type_name.clone(),
            },
            place: Place { file: at.file.into(), line: at.line, column: at.column },
            was,
            is,
        }
    }
}

fn order(moved: &Moved) -> (&str, u32, u32, &str, &str) {
    (&moved.place.file, moved.place.line, moved.place.column, &moved.resource.id, &moved.recommendation)
}

/// Whether anybody wants to hear of it: a finding comes, goes, or counts otherwise.
fn matters((was, is): (Option<Standing>, Option<Standing>)) -> bool {
    let is_finding = |standing: Option<Standing>| {
        standing.is_some_and(|standing| matches!(standing.status, Status::Unhealthy | Status::Unknown))
    };
    was != is && (is_finding(was) || is_finding(is))
}
