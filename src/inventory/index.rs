//! Look-ups across resources: by id, by type and by what belongs to what. It holds numbers only; the texts stay in the
//! resources, so that a hundred thousand of them cost a few megabytes.

use super::text::{compare, hash};
use super::{Resource, ResourceIndex, id};
use rustc_hash::{FxHashMap, FxHashSet};
use std::slice;
use std::sync::Arc;

/// The look-ups of one inventory.
#[derive(Clone, Default)]
pub(super) struct Index {
    /// Every occurrence with its id's hash, in order of hash, part, id, the file where the id is valid, turn and
    /// place.
    ids: Vec<(u32, ResourceIndex)>,
    /// The types, in order without regard to case, and the end of each one's run in `of_types`.
    types: Vec<(Arc<str>, usize)>,
    of_types: Vec<ResourceIndex>,
    /// Holder and held, both as they occur, in order: what is nested.
    nested: Vec<(ResourceIndex, ResourceIndex)>,
    /// Holder and held, the canonical holder and every occurrence of the held, in order: what belongs together by id or scope.
    beside: Vec<(ResourceIndex, ResourceIndex)>,
    /// Of the canonical ones that occur more than once, what is asked of all their occurrences. Answering by a walk over them
    /// takes the square of their number: each occurrence is judged and asks.
    repeated: FxHashMap<ResourceIndex, Repeated>,
}

/// What all occurrences of a resource are asked for, in their order.
#[derive(Clone)]
struct Repeated {
    /// Each document once.
    documents: Box<[u32]>,
    /// What is nested in any: of each child the first in each document, of those that say as much.
    nested: Box<[ResourceIndex]>,
}

/// What resources say that they extend.
pub(super) type Scopes = Vec<(ResourceIndex, Box<str>)>;

impl Index {
    /// Indexes resources, and fills in their `canonical` and their `parent` where that is still open.
    pub(super) fn build(resources: &mut [Resource], scopes: &Scopes) -> Self {
        let mut index = Self { ids: sorted_ids(resources), ..Self::default() };
        index.mark_canonical(resources);
        (index.types, index.of_types) = by_type(resources);
        let nested =
            resources.iter().zip(0..).filter_map(|(resource, place)| Some((resource.parent?, ResourceIndex(place))));
        index.nested = nested.collect();
        index.nested.sort_unstable();
        index.repeated = index.repeated(resources);
        let holders = index.holders(resources, scopes);
        index.beside = beside(resources, &holders);
        for (held, holder) in holders {
            resources[held.0 as usize].parent.get_or_insert(holder);
        }
        index
    }

    /// The canonical resource of a part with this id.
    pub(super) fn find(&self, resources: &[Resource], part: u16, id: &str) -> Option<ResourceIndex> {
        self.same_id(resources, part, id).next()
    }

    /// The resources of a type, those of a part together.
    pub(super) fn all(&self, type_name: &str) -> &[ResourceIndex] {
        let Ok(place) = self.types.binary_search_by(|(known, _)| compare(known, type_name)) else {
            return &[];
        };
        let start = if place == 0 { 0 } else { self.types[place - 1].1 };
        &self.of_types[start..self.types[place].1]
    }

    /// The types, in order without regard to case.
    pub(super) fn types(&self) -> impl Iterator<Item = &str> {
        self.types.iter().map(|(name, _)| &**name)
    }

    /// What is nested in this occurrence of a resource.
    pub(super) fn nested(&self, holder: ResourceIndex) -> impl Iterator<Item = ResourceIndex> {
        held(&self.nested, holder)
    }

    /// What belongs to a canonical resource without being nested in it.
    pub(super) fn beside(&self, holder: ResourceIndex) -> impl Iterator<Item = ResourceIndex> {
        held(&self.beside, holder)
    }

    /// All occurrences of a resource.
    pub(super) fn occurrences<'i>(
        &'i self,
        resources: &'i [Resource],
        index: ResourceIndex,
    ) -> impl Iterator<Item = ResourceIndex> + 'i {
        let resource = &resources[index.0 as usize];
        let same = move |other: &ResourceIndex| resources[other.0 as usize].canonical == resource.canonical;
        self.same_id(resources, resource.part, &resource.id).filter(same)
    }

    /// The documents that hold a resource, each once.
    pub(super) fn documents<'i>(&'i self, resource: &'i Resource) -> &'i [u32] {
        self.repeated.get(&resource.canonical).map_or(slice::from_ref(&resource.document), |all| &all.documents)
    }

    /// What is nested in any occurrence of a canonical resource that has several: of each child the first in each document, of
    /// those that say as much.
    pub(super) fn nested_in_any(&self, canonical: ResourceIndex) -> &[ResourceIndex] {
        self.repeated.get(&canonical).map_or(&[], |all| &all.nested)
    }

    /// All occurrences of a part with this id, also in files where it means another resource.
    fn same_id<'i>(
        &'i self,
        resources: &'i [Resource],
        part: u16,
        id: &str,
    ) -> impl Iterator<Item = ResourceIndex> + 'i {
        let hash = hash(id);
        let order = |(other, index): &(u32, ResourceIndex)| {
            let resource = &resources[index.0 as usize];
            other.cmp(&hash).then(resource.part.cmp(&part)).then_with(|| compare(&resource.id, id))
        };
        let first = self.ids.partition_point(|entry| order(entry).is_lt());
        let count = self.ids[first..].partition_point(|entry| order(entry).is_eq());
        self.ids[first..first + count].iter().map(|(_, index)| *index)
    }

    /// Equal ids stand together in `ids`, the canonical occurrence first.
    fn mark_canonical(&self, resources: &mut [Resource]) {
        for pair in self.ids.windows(2) {
            let [(_, before), (_, index)] = [pair[0], pair[1]];
            let (former, resource) = (&resources[before.0 as usize], &resources[index.0 as usize]);
            if pair[0].0 == pair[1].0
                && former.part == resource.part
                && validity(former) == validity(resource)
                && compare(&former.id, &resource.id).is_eq()
            {
                resources[index.0 as usize].canonical = former.canonical;
            }
        }
    }

    /// What the occurrences of each resource that has several are asked for: they stand together in `ids`.
    fn repeated(&self, resources: &[Resource]) -> FxHashMap<ResourceIndex, Repeated> {
        let resource = |index: &ResourceIndex| &resources[index.0 as usize];
        let runs = self.ids.chunk_by(|(_, one), (_, other)| resource(one).canonical == resource(other).canonical);
        let several = runs.filter(|run| run.len() > 1).map(|run| {
            let occurrences = || run.iter().map(|(_, index)| *index);
            let mut seen = FxHashSet::default();
            let documents =
                occurrences().map(|index| resource(&index).document).filter(|document| seen.insert(*document));
            let mut nested: Vec<_> = occurrences().flat_map(|index| self.nested(index)).collect();
            let standing = |child: &ResourceIndex| {
                let Resource { canonical, document, .. } = *resource(child);
                (canonical, resource(child).turn(), document)
            };
            nested.sort_unstable_by_key(|child| (standing(child), *child));
            let is_typed_alike =
                |one: &Resource, other: &Resource| one.type_name.eq_ignore_ascii_case(&other.type_name);
            nested.dedup_by(|one, other| {
                standing(one) == standing(other) && is_typed_alike(resource(one), resource(other))
            });
            (resource(&run[0].1).canonical, Repeated { documents: documents.collect(), nested: nested.into() })
        });
        several.collect()
    }

    /// Who holds whom, nesting aside: `(held, holder)`, first by scope, then by id.
    fn holders(&self, resources: &[Resource], scopes: &Scopes) -> Vec<(ResourceIndex, ResourceIndex)> {
        let by_scope = scopes.iter().filter_map(|(index, scope)| Some((*index, self.scope(resources, *index, scope)?)));
        let mut holders: Vec<_> = by_scope.collect();
        // Neighbours mostly stand in the same group.
        let mut last: (&str, u32, Option<ResourceIndex>) = ("", 0, None);
        for (resource, place) in resources.iter().zip(0..) {
            let Some(above) = id::parent(&resource.id) else {
                continue;
            };
            if above != last.0 || resource.document != last.1 {
                last = (above, resource.document, self.find_from(resources, resource, above));
            }
            holders.extend(last.2.map(|holder| (ResourceIndex(place), holder)));
        }
        holders
    }

    /// What a scope names: a whole id, or a path inside the resource's own group.
    fn scope(&self, resources: &[Resource], index: ResourceIndex, scope: &str) -> Option<ResourceIndex> {
        let resource = &resources[index.0 as usize];
        let in_group = || {
            let (subscription, group) = (resource.subscription.as_deref()?, resource.resource_group.as_deref()?);
            self.find(
                resources,
                resource.part,
                &format!("/subscriptions/{subscription}/resourceGroups/{group}/providers/{scope}"),
            )
        };
        let holder = self.find_from(resources, resource, scope).or_else(in_group);
        holder.filter(|holder| resources[holder.0 as usize].canonical != resource.canonical)
    }

    /// The resource that an id means where another stands: what speaks for its occurrence in the same document, else the first
    /// one.
    fn find_from(&self, resources: &[Resource], from: &Resource, id: &str) -> Option<ResourceIndex> {
        let (part, document) = (from.part, from.document);
        let valid = |index: &ResourceIndex| validity(&resources[index.0 as usize]).is_none_or(|file| file == document);
        let here = |index: &ResourceIndex| resources[index.0 as usize].document == document;
        let own = self.same_id(resources, part, id).find(here).map(|own| speaker(resources, own));
        own.or_else(|| self.same_id(resources, part, id).find(valid))
    }
}

/// The occurrence that speaks for this one: itself, unless it says nothing and another does, or is printed inside its parent
/// and has a row of its own.
pub(super) fn speaker(resources: &[Resource], index: ResourceIndex) -> ResourceIndex {
    let resource = &resources[index.0 as usize];
    let is_outdone = || resources[resource.canonical.0 as usize].turn().outdoes(resource.turn());
    if resource.canonical != index && is_outdone() { resource.canonical } else { index }
}

/// The document where a resource's id is valid; `None` for everywhere.
fn validity(resource: &Resource) -> Option<u32> {
    (!id::is_global(&resource.id)).then_some(resource.document)
}

fn sorted_ids(resources: &[Resource]) -> Vec<(u32, ResourceIndex)> {
    let mut ids: Vec<_> =
        resources.iter().zip(0..).map(|(resource, place)| (hash(&resource.id), ResourceIndex(place))).collect();
    ids.sort_unstable_by(|left, right| {
        let (a, b) = (&resources[left.1.0 as usize], &resources[right.1.0 as usize]);
        let later = || validity(a).cmp(&validity(b)).then(a.turn().cmp(&b.turn())).then(left.1.cmp(&right.1));
        left.0.cmp(&right.0).then(a.part.cmp(&b.part)).then_with(|| compare(&a.id, &b.id)).then_with(later)
    });
    ids
}

/// The canonical resources in runs of one type, and where each run ends.
fn by_type(resources: &[Resource]) -> (Vec<(Arc<str>, usize)>, Vec<ResourceIndex>) {
    let mut runs: FxHashMap<&str, Vec<ResourceIndex>> = FxHashMap::default();
    for (resource, place) in resources.iter().zip(0..) {
        if resource.canonical == ResourceIndex(place) {
            runs.entry(&resource.type_name).or_default().push(resource.canonical);
        }
    }
    let mut runs: Vec<_> = runs.into_values().collect();
    let type_of = |run: &Vec<ResourceIndex>| &resources[run[0].0 as usize].type_name;
    runs.sort_unstable_by(|left, right| compare(type_of(left), type_of(right)).then(left[0].cmp(&right[0])));
    let mut types: Vec<(Arc<str>, usize)> = Vec::with_capacity(runs.len());
    let mut of_types: Vec<ResourceIndex> = Vec::with_capacity(resources.len());
    for spellings in runs.chunk_by(|left, right| type_of(left).eq_ignore_ascii_case(type_of(right))) {
        let start = of_types.len();
        of_types.extend(spellings.iter().flatten());
        of_types[start..].sort_unstable_by_key(|index| (resources[index.0 as usize].part, *index));
        types.push((Arc::clone(type_of(&spellings[0])), of_types.len()));
    }
    (types, of_types)
}

/// Who holds whom by id or scope, without what is nested there anyway.
fn beside(resources: &[Resource], holders: &[(ResourceIndex, ResourceIndex)]) -> Vec<(ResourceIndex, ResourceIndex)> {
    let resource = |index: ResourceIndex| &resources[index.0 as usize];
    let nested_in = |held: ResourceIndex| resource(held).parent.map(|parent| resource(parent).canonical);
    let pairs = holders.iter().map(|(held, holder)| (resource(*holder).canonical, *held));
    let mut beside: Vec<_> = pairs.filter(|(holder, held)| nested_in(*held) != Some(*holder)).collect();
    beside.sort_unstable();
    beside.dedup();
    beside
}

/// What a holder holds, of pairs in order.
fn held(pairs: &[(ResourceIndex, ResourceIndex)], holder: ResourceIndex) -> impl Iterator<Item = ResourceIndex> {
    let first = pairs.partition_point(|(other, _)| *other < holder);
    pairs[first..].iter().take_while(move |(other, _)| *other == holder).map(|(_, held)| *held)
}
