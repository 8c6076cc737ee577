//! Resources that only have another name.

use super::Side;
use super::evidence::decided;
use super::namesake::{Namesakes, full_name, lower};
use super::resources::{Folded, FoldedResource};
use crate::assess::Status;
use crate::inventory::{Resource, ResourceIndex, Silence};
use crate::policy::Move;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::{BTreeMap, VecDeque};

/// What is known of how both sides belong together.
#[derive(Clone, Copy)]
pub struct Ties<'t> {
    /// Files of the base that only have another name at head.
    pub files: &'t BTreeMap<String, String>,
    /// The base's resources and the ones at head that hold equal values, as far as that is known.
    pub twins: &'t [Option<ResourceIndex>],
    /// Resources that the base lists as the same under two ids.
    pub moved: &'t [Move],
    /// Tells parts of the estate apart that other rules of the gate are for: nothing is renamed from one into another.
    pub rules: &'t dyn Fn(&Resource) -> Vec<usize>,
}

/// What came, and what of the base it may be.
#[derive(Default)]
pub(super) struct Kinship {
    /// What is new, with the place among the base's resources of what is gone and is the same under another name.
    pub renamed: FxHashMap<ResourceIndex, usize>,
    /// Findings of what else is new, by recommendation, with a resource of the base that is gone with the same finding: it
    /// is not taken for the same.
    pub like: FxHashMap<(ResourceIndex, u16), ResourceIndex>,
    /// Resources of the base that head does not hold, under another name neither.
    pub lost: Vec<ResourceIndex>,
    /// Files and types of what else is new, and may be there several times or not at all.
    pub uncounted: FxHashSet<(String, String)>,
}

impl Kinship {
    /// Finds pairs of what is gone and what is new. Each is in one pair at most, so that debt cannot be counted twice. First
    /// come those that the base lists, then those with the same findings in one group, then those with the same full name
    /// in one subscription. But for listed ones both are under the same rules, so that debt that is allowed in one place
    /// cannot move to where it is not. What a part of a list does not show may be in the rest, under its own name.
    pub(super) fn of(base: &Side<'_>, head: &Side<'_>, before: &Folded, after: &Folded, ties: &Ties<'_>) -> Self {
        let gone = before.resources.iter().enumerate().filter(|(_, old)| after.get(&old.key).is_none()).collect();
        let added = after.resources.iter().filter(|new| before.get(&new.key).is_none()).collect();
        let search = Search { base, head, rules: ties.rules, gone, added };
        let mut pairs = Pairs::default();
        if search.gone.is_empty() || search.added.is_empty() || !head.inventory.parts().is_empty() {
            return Self { lost: search.lost(&pairs), ..Self::default() };
        }
        let uncounted = search.uncounted();
        search.listed(ties.moved, &mut pairs);
        for kin in [Kin::AllOfGroup, Kin::OfGroup, Kin::OfName] {
            search.pair(kin, &mut pairs);
        }
        Self { like: search.like(&pairs), lost: search.lost(&pairs), renamed: pairs.renamed, uncounted }
    }
}

/// What has to be the same of two resources beside a finding, its values and their type.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kin {
    /// The group, where there is one, and all other findings.
    AllOfGroup,
    /// The group, where there is one.
    OfGroup,
    /// The subscription and the full name.
    OfName,
    /// Nothing.
    Any,
}

#[derive(Default)]
struct Pairs {
    renamed: FxHashMap<ResourceIndex, usize>,
    taken: FxHashSet<usize>,
}

impl Pairs {
    fn add(&mut self, new: ResourceIndex, old: usize) {
        self.taken.insert(old);
        self.renamed.insert(new, old);
    }
}

struct Search<'s, 'a> {
    base: &'s Side<'a>,
    head: &'s Side<'a>,
    rules: &'s dyn Fn(&Resource) -> Vec<usize>,
    gone: Vec<(usize, &'s FoldedResource)>,
    added: Vec<&'s FoldedResource>,
}

/// A recommendation, and the values that decided.
type Debt = (u16, Vec<(String, Option<String>)>);

/// What makes two resources candidates for one: type, findings, where they belong, and the rules.
type Key = (String, Vec<Debt>, (String, String), Vec<usize>);

impl Search<'_, '_> {
    /// Pairs that the base lists.
    fn listed(&self, moves: &[Move], pairs: &mut Pairs) {
        let entry = |side: &Side<'_>, resource: &FoldedResource| {
            let entry = side.inventory.resource(resource.first);
            (entry.id.to_lowercase(), entry.type_name.to_lowercase())
        };
        let came: FxHashMap<_, _> = self.added.iter().map(|new| (entry(self.head, new), new.first)).collect();
        for (place, old) in &self.gone {
            let (id, type_name) = entry(self.base, old);
            let targets = moves.iter().filter_map(|each| Some((each.target(&id)?, type_name.clone())));
            let mut found = targets.filter_map(|target| came.get(&target).copied());
            if let Some(new) = found.find(|new| !pairs.renamed.contains_key(new)) {
                pairs.add(new, *place);
            }
        }
    }

    /// Pairs by findings. What stood in the base under its own name is that, whatever else is gone with the same findings.
    fn pair(&self, kin: Kin, pairs: &mut Pairs) {
        let gone = self.gone.iter().filter(|(place, _)| !pairs.taken.contains(place));
        let namesakes = Namesakes::of(self.base, gone.copied(), self.head, &self.added);
        let mut by_key: FxHashMap<Key, VecDeque<usize>> = FxHashMap::default();
        for (place, old) in self.gone.iter().filter(|(place, _)| !pairs.taken.contains(place)) {
            for key in self.keys(self.base, old, kin) {
                by_key.entry(key).or_default().push_back(*place);
            }
        }
        for new in &self.added {
            if pairs.renamed.contains_key(&new.first) {
                continue;
            }
            let own = namesakes.get(self.head, new);
            let found = self.keys(self.head, new, kin).into_iter().find_map(|key| {
                let same = by_key.get_mut(&key)?;
                while same.front().is_some_and(|old| pairs.taken.contains(old)) {
                    same.pop_front();
                }
                match &own {
                    // They stand in order.
                    Some(own) => {
                        let free = own.iter().filter(|old| !pairs.taken.contains(old));
                        free.copied().find(|old| same.binary_search(old).is_ok())
                    }
                    None => same.iter().find(|old| namesakes.is_free(old) && !pairs.taken.contains(old)).copied(),
                }
            });
            if let Some(old) = found {
                pairs.add(new.first, old);
            }
        }
    }

    /// Findings that are new, and that something which is gone had.
    fn like(&self, pairs: &Pairs) -> FxHashMap<(ResourceIndex, u16), ResourceIndex> {
        let mut by_key: FxHashMap<Key, ResourceIndex> = FxHashMap::default();
        for (_, old) in self.gone.iter().filter(|(place, _)| !pairs.taken.contains(place)) {
            for key in self.keys(self.base, old, Kin::Any) {
                by_key.entry(key).or_insert(old.first);
            }
        }
        let came = self.added.iter().filter(|new| !pairs.renamed.contains_key(&new.first));
        let keys = came.flat_map(|new| self.keys(self.head, new, Kin::Any).into_iter().map(|key| (new.first, key)));
        keys.filter_map(|(new, key)| Some(((new, key.1.first()?.0), *by_key.get(&key)?))).collect()
    }

    fn uncounted(&self) -> FxHashSet<(String, String)> {
        let is_conditional =
            |new: &&&FoldedResource| self.head.inventory.resource(new.first).silence == Some(Silence::Conditional);
        self.added.iter().filter(is_conditional).map(|new| written(self.head, new.first)).collect()
    }

    /// What is gone, and is nowhere in its subscription under its full name.
    fn lost(&self, pairs: &Pairs) -> Vec<ResourceIndex> {
        let name = |side: &Side<'_>, resource: &FoldedResource| {
            let entry = side.inventory.resource(resource.first);
            let [subscription, group] = [&entry.subscription, &entry.resource_group].map(lower);
            (entry.type_name.to_lowercase(), subscription, full_name(entry, &group))
        };
        let came: FxHashSet<_> = self.added.iter().map(|new| name(self.head, new)).collect();
        let is_lost = |place: &usize, old: &FoldedResource| {
            let is_telling = self.base.inventory.resource(old.first).is_telling;
            !is_telling && !pairs.taken.contains(place) && !came.contains(&name(self.base, old))
        };
        self.gone.iter().filter(|(place, old)| is_lost(place, old)).map(|(_, old)| old.first).collect()
    }

    /// The keys of a resource's findings whose details are known.
    fn keys(&self, side: &Side<'_>, resource: &FoldedResource, kin: Kin) -> Vec<Key> {
        let entry = side.inventory.resource(resource.first);
        let [subscription, group] = [&entry.subscription, &entry.resource_group].map(lower);
        let home = match kin {
            Kin::AllOfGroup | Kin::OfGroup => (subscription, group),
            Kin::OfName => (subscription, full_name(entry, &group)),
            Kin::Any => Default::default(),
        };
        let rules = if kin == Kin::Any { Vec::new() } else { (self.rules)(entry) };
        let unhealthy = resource.outcomes.iter().filter(|outcome| outcome.status == Status::Unhealthy);
        let debts = unhealthy.filter_map(|outcome| {
            Some((outcome.recommendation, decided(side.assessed.findings.get(&outcome.place)?, entry)))
        });
        let debts: Vec<Debt> = debts.collect();
        let sets = match kin {
            Kin::AllOfGroup if debts.is_empty() => Vec::new(),
            Kin::AllOfGroup => vec![debts],
            _ => debts.into_iter().map(|debt| vec![debt]).collect(),
        };
        let type_name = entry.type_name.to_lowercase();
        sets.into_iter().map(|debts| (type_name.clone(), debts, home.clone(), rules.clone())).collect()
    }
}

/// The file that a resource is written in, and its type.
pub(super) fn written(side: &Side<'_>, resource: ResourceIndex) -> (String, String) {
    let file = side.inventory.location(resource).file.to_string();
    (file, side.inventory.resource(resource).type_name.to_lowercase())
}
