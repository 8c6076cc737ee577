//! What is unhealthy in one state of an estate and counts as that, and what it holds back.

use super::moves::Roll;
use super::passage::Row;
use crate::assess::{AssessmentIndex, Status};
use crate::policy::RecommendationIndex;
use crate::score::{Ledger, Ratio, Seat};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// A recommendation that a resource does not follow, and that nothing exempts.
#[derive(Clone, Copy, Debug)]
pub struct Open<'r> {
    /// What the resource is equal by in other states.
    pub key: &'r str,
    /// The recommendation.
    pub recommendation: RecommendationIndex,
    /// Its worst assessment.
    pub place: AssessmentIndex,
    /// The resource's place in the roll.
    pub row: usize,
}

impl Roll {
    /// All of them, in order of the resources.
    pub fn open(&self) -> Vec<Open<'_>> {
        let mut keys: Vec<(&str, usize)> = self.by_key.iter().map(|(key, row)| (key.as_str(), *row)).collect();
        keys.sort_unstable_by_key(|(_, row)| *row);
        let open = keys.into_iter().flat_map(|(key, row)| {
            let outcomes = self.rows[row].outcomes.iter().filter(|each| each.counted == Status::Unhealthy);
            outcomes.map(move |each| {
                let recommendation = RecommendationIndex(usize::from(each.recommendation));
                Open { key, recommendation, place: each.place, row }
            })
        });
        open.collect()
    }

    /// How a recommendation stands to the resource of a key, before exemptions; `None` where it is not judged.
    pub fn status(&self, key: &str, recommendation: RecommendationIndex) -> Option<Status> {
        let outcomes = &self.rows[*self.by_key.get(key)?].outcomes;
        let wanted = |outcome: &u16| usize::from(*outcome).cmp(&recommendation.0);
        let found = outcomes.binary_search_by(|outcome| wanted(&outcome.recommendation)).ok()?;
        Some(outcomes[found].status)
    }

    /// Keys that differ in nothing but the file, of resources whose ids mean something within one file only.
    pub fn in_other_files(&self) -> FxHashMap<&str, Vec<&str>> {
        let mut others: FxHashMap<&str, Vec<&str>> = FxHashMap::default();
        for (key, (_, own)) in self.by_key.keys().filter_map(|key| Some((key.as_str(), key.split_once('\n')?))) {
            others.entry(own).or_default().push(key);
        }
        others
    }

    /// The score if these outcomes were something else, in points more than it is.
    pub fn gain(&self, ledger: &Ledger<'_>, others: &[Open<'_>], status: Status) -> Ratio {
        let mut led = ledger.clone();
        self.lead(&mut led, others, status);
        led.current() - ledger.current()
    }

    /// Lets these outcomes count as something else in a score.
    pub fn lead(&self, ledger: &mut Ledger<'_>, others: &[Open<'_>], status: Status) {
        let mut rows: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        for open in others {
            rows.entry(open.row).or_default().insert(open.recommendation.0);
        }
        for (row, set) in rows {
            let row: &Row = &self.rows[row];
            let seat = |ledger: &Ledger<'_>, counts: &dyn Fn(u16, Status) -> Status| -> Seat {
                let outcomes = row.outcomes.iter();
                let counted = outcomes.map(|each| (each.recommendation, counts(each.recommendation, each.counted)));
                ledger.seat(row.part, row.subscription.as_deref(), counted)
            };
            let from = seat(ledger, &|_, counted| counted);
            let is_set = |recommendation: u16| set.contains(&usize::from(recommendation));
            let to = seat(ledger, &|recommendation, counted| if is_set(recommendation) { status } else { counted });
            ledger.shift(Some(&from), Some(&to), 1);
        }
    }
}
