//! The policies of an estate's parts as one.

use super::{Control, ControlIndex, Library, Policy, Recommendation, RecommendationIndex};
use crate::source::Checksum;
use std::collections::{BTreeMap, BTreeSet};

/// Where the recommendations of a part stand among those of all parts.
#[derive(Clone, Debug, Default)]
pub struct Members(Vec<RecommendationIndex>);

impl Members {
    /// The place of one among all.
    pub fn place(&self, own: RecommendationIndex) -> RecommendationIndex {
        self.0.get(own.0).copied().unwrap_or(own)
    }
}

/// Different recommendations, by their ids.
type ById = BTreeMap<String, Vec<Recommendation>>;

impl Policy {
    /// The policies of several parts as one that judges each part as its own does. What is alike stands in it once; what two
    /// parts judge in different ways stands in it twice, under one id. The policy of a single part stays as it is.
    pub fn joined(mut parts: Vec<Policy>) -> (Self, Vec<Members>) {
        if parts.len() == 1 {
            return (parts.swap_remove(0), vec![Members::default()]);
        }
        let mut digest = Checksum::default();
        // One more part that is judged alike changes nothing about what is judged.
        let digests: BTreeSet<&String> = parts.iter().map(|part| &part.digest).collect();
        digests.into_iter().for_each(|own| digest.add_text(own));
        let mut controls: Vec<Control> = parts.iter().flat_map(|part| &part.controls).cloned().collect();
        controls.sort_by(|one, other| (&one.id, one.max_score).cmp(&(&other.id, other.max_score)));
        controls.dedup_by(|one, other| is_same(one, other));
        let mut all = ById::new();
        let mut places: Vec<Vec<(RecommendationIndex, String, usize)>> = vec![Vec::new(); parts.len()];
        for enabled in [true, false] {
            for (part, places) in parts.iter().zip(&mut places) {
                let own = (0..).map(RecommendationIndex).zip(&part.recommendations);
                for (own, entry) in own.filter(|(_, entry)| entry.enabled == enabled) {
                    let entry = Recommendation { controls: among(&controls, part, entry), ..entry.clone() };
                    places.push((own, entry.id.clone(), enter(&mut all, entry, &controls)));
                }
            }
        }
        let firsts: BTreeMap<&String, usize> = firsts(&all);
        let members = places.iter().map(|places| {
            let mut places: Vec<_> = places.iter().map(|(own, id, nth)| (own, firsts[id] + nth)).collect();
            places.sort_unstable();
            Members(places.into_iter().map(|(_, place)| RecommendationIndex(place)).collect())
        });
        let members: Vec<Members> = members.collect();
        let count = all.values().map(Vec::len).sum();
        let judged = parts.iter().zip(&members).map(|(part, members)| judged(part, members, count)).collect();
        let mut warnings: Vec<_> = parts.iter().flat_map(|part| part.warnings.iter().cloned()).collect();
        warnings.sort();
        warnings.dedup();
        let mut functions: Vec<_> = parts.iter().flat_map(|part| part.functions.iter().cloned()).collect();
        functions.sort_by(|one, other| {
            let (one, other) = (&one.function, &other.function);
            (&one.name, &one.location).cmp(&(&other.name, &other.location))
        });
        functions.dedup();
        let documents = parts.iter_mut().flat_map(|part| std::mem::take(&mut part.documents)).collect();
        let joined = Self {
            controls,
            functions,
            library: library(&parts),
            recommendations: all.into_values().flatten().collect(),
            digest: digest.to_string(),
            documents,
            warnings,
            judged,
        };
        (joined, members)
    }

    /// How many parts of the estate it judges.
    pub fn parts(&self) -> u16 {
        u16::try_from(self.judged.len()).unwrap_or(u16::MAX).max(1)
    }

    /// The recommendation of an id that a part of the estate is judged by, or else any of that id.
    pub fn find_in(&self, part: u16, id: &str) -> Option<RecommendationIndex> {
        let all = (0..).map(RecommendationIndex).zip(&self.recommendations);
        let mut own = all.filter(|(place, entry)| entry.id == id && self.judges(part, *place));
        own.next().map(|(place, _)| place).or_else(|| self.find(id))
    }

    /// Whether a part of the estate is judged by a recommendation.
    pub fn judges(&self, part: u16, recommendation: RecommendationIndex) -> bool {
        let own = self.judged.get(usize::from(part));
        self.recommendations[recommendation.0].enabled && own.is_none_or(|own| own[recommendation.0])
    }
}

/// The newest library that a part is judged by, and what all parts leave out.
fn library(parts: &[Policy]) -> Option<Library> {
    let all = || parts.iter().filter_map(|part| part.library);
    let least = all().map(|library| library.left_out).min().unwrap_or_default();
    let newest = all().max_by_key(|library| (library.version, !library.is_pinned))?;
    Some(Library { left_out: least, ..newest })
}

/// The controls of a recommendation among those of all parts.
fn among(all: &[Control], part: &Policy, entry: &Recommendation) -> Vec<ControlIndex> {
    let own = entry.controls.iter().map(|index| &part.controls[index.0]);
    own.filter_map(|own| all.iter().position(|other| is_same(own, other))).map(ControlIndex).collect()
}

fn is_same(one: &Control, other: &Control) -> bool {
    one.id == other.id && one.max_score == other.max_score
}

/// The place of a recommendation among those of its id; it is added unless one is alike. One that judges nothing needs no
/// place of its own.
fn enter(all: &mut ById, entry: Recommendation, controls: &[Control]) -> usize {
    let known = all.entry(entry.id.clone()).or_default();
    let is_known = |known: &Recommendation| !entry.enabled || known.is_alike(&entry, controls);
    known.iter().position(is_known).unwrap_or_else(|| {
        known.push(entry);
        known.len() - 1
    })
}

/// The place of the first recommendation of each id.
fn firsts(all: &ById) -> BTreeMap<&String, usize> {
    let first =
        |first: &mut usize, (id, entries): (_, &Vec<_>)| Some((id, std::mem::replace(first, *first + entries.len())));
    all.iter().scan(0, first).collect()
}

/// By recommendation of all parts: whether a part is judged by it.
fn judged(part: &Policy, members: &Members, count: usize) -> Vec<bool> {
    let mut judged = vec![false; count];
    for (own, entry) in (0..).map(RecommendationIndex).zip(&part.recommendations) {
        judged[members.place(own).0] |= entry.enabled;
    }
    judged
}
