//! All resources of an estate as they count, and what becomes of each from one state to another.

use super::Side;
pub use super::passage::MoveKind;
use super::passage::{Row, changes};
use super::resources::{FoldedOutcome, firsts, fold, key};
use crate::assess::{AssessmentIndex, Outcomes, Status};
use crate::inventory::ResourceIndex;
use crate::score::{Ledger, Strides};
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;
use std::sync::Arc;

/// All resources that are judged, in one state of an estate.
pub struct Roll {
    pub(super) rows: Vec<Row>,
    pub(super) by_key: FxHashMap<String, usize>,
    by_first: FxHashMap<ResourceIndex, usize>,
}

/// A resource in two states, at least in one of them.
pub struct Passage {
    older: Option<Row>,
    newer: Option<Row>,
}

impl Roll {
    /// Of a state; `renamed` gives a file its name in another one, for ids that only mean something within one file.
    pub fn of(side: &Side<'_>, renamed: impl Fn(&str) -> String) -> Self {
        let reader = Reader::of(side);
        let mut roll = Self { rows: Vec::new(), by_key: FxHashMap::default(), by_first: FxHashMap::default() };
        for first in firsts(side.inventory) {
            let row = reader.row(first);
            if !row.outcomes.is_empty() {
                roll.by_key.insert(key(side, first, &renamed), roll.rows.len());
                roll.by_first.insert(first, roll.rows.len());
                roll.rows.push(row);
            }
        }
        roll
    }

    /// From this state to a newer one.
    pub fn to(&self, newer: &Self) -> Vec<Passage> {
        let row = |roll: &Self, key: &String| roll.by_key.get(key).map(|place| roll.rows[*place].clone());
        let keys: BTreeSet<&String> = self.by_key.keys().chain(newer.by_key.keys()).collect();
        let passages = keys.into_iter().map(|key| Passage { older: row(self, key), newer: row(newer, key) });
        passages.filter(Passage::moves).collect()
    }

    /// Takes over how resources count in an older state of the same ones, where these outcomes are others; from there to here.
    pub fn step_back(&mut self, older: &Side<'_>, changed: &BTreeSet<AssessmentIndex>) -> Vec<Passage> {
        let first = |place: &AssessmentIndex| {
            let resource = older.assessed.resource(older.assessed.at(*place).subject);
            older.inventory.resource(resource).canonical
        };
        let (reader, firsts) = (Reader::of(older), changed.iter().map(first).collect::<BTreeSet<ResourceIndex>>());
        let mut passages = Vec::new();
        for first in firsts {
            let Some(place) = self.by_first.get(&first) else { continue };
            let newer = std::mem::replace(&mut self.rows[*place], reader.row(first));
            passages.push(Passage { older: Some(self.rows[*place].clone()), newer: Some(newer) });
        }
        passages.retain(Passage::moves);
        passages
    }
}

impl Passage {
    /// Whether it counts otherwise.
    fn moves(&self) -> bool {
        let (Some(older), Some(newer)) = (&self.older, &self.newer) else { return true };
        let counted =
            |row: &Row| row.outcomes.iter().map(|outcome| (outcome.recommendation, outcome.counted)).collect();
        let (was, is): (Vec<_>, Vec<_>) = (counted(older), counted(newer));
        was != is
    }
}

/// The strides that lead a score from older states to newer ones, with the ids of resources.
pub fn strides(ledger: &Ledger<'_>, passages: Vec<Passage>) -> Strides<MoveKind, Arc<str>> {
    let mut strides: Strides<MoveKind, Arc<str>> = Strides::new();
    let mut go = |why, from, to, id: &Arc<str>| {
        if from != to {
            strides.entry((why, from, to)).or_default().push(Arc::clone(id));
        }
    };
    let seat = |row: &Row, counted: &[(u16, Status)]| {
        ledger.seat(row.part, row.subscription.as_deref(), counted.iter().copied())
    };
    for passage in passages {
        match (&passage.older, &passage.newer) {
            (Some(older), Some(newer)) => {
                let mut counted = counted(&older.outcomes);
                let mut from = seat(older, &counted);
                for (why, steps) in changes(older, newer) {
                    steps.into_iter().for_each(|(recommendation, status)| set(&mut counted, recommendation, status));
                    let to = seat(newer, &counted);
                    go(why, Some(from), Some(to.clone()), &newer.id);
                    from = to;
                }
            }
            (Some(older), None) => go(MoveKind::Removed, Some(seat(older, &counted(&older.outcomes))), None, &older.id),
            (None, Some(newer)) => go(MoveKind::Added, None, Some(seat(newer, &counted(&newer.outcomes))), &newer.id),
            (None, None) => {}
        }
    }
    strides
}

fn counted(outcomes: &[FoldedOutcome]) -> Vec<(u16, Status)> {
    outcomes.iter().map(|outcome| (outcome.recommendation, outcome.counted)).collect()
}

/// Lets a recommendation count as something else, or not at all.
fn set(counted: &mut Vec<(u16, Status)>, recommendation: u16, status: Option<Status>) {
    counted.retain(|(own, _)| *own != recommendation);
    counted.extend(status.map(|status| (recommendation, status)));
}

/// What rows are made from.
struct Reader<'r, 's> {
    side: &'r Side<'s>,
    outcomes: Outcomes<'r>,
    outdated: BTreeSet<AssessmentIndex>,
}

impl<'r, 's> Reader<'r, 's> {
    fn of(side: &'r Side<'s>) -> Self {
        Self { side, outcomes: Outcomes::of(side.assessed), outdated: side.assessed.outdated() }
    }

    fn row(&self, first: ResourceIndex) -> Row {
        let resource = self.side.inventory.resource(first);
        let all = fold(self.side, &self.outcomes, first, |_| true);
        let is_outdated = |place: AssessmentIndex| !self.outdated.is_empty() && self.outdated.contains(&place);
        let has_outdated = || {
            let occurrences = self.side.inventory.occurrences(first);
            occurrences.flat_map(|each| self.outcomes.of_resource(each)).any(is_outdated)
        };
        let written = (!self.outdated.is_empty() && has_outdated())
            .then(|| fold(self.side, &self.outcomes, first, |place| !is_outdated(place)));
        Row {
            id: (&*resource.id).into(),
            part: resource.part,
            subscription: resource.subscription.clone(),
            outcomes: all,
            written,
        }
    }
}
