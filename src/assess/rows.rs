//! One row for each resource and recommendation, however often the resource occurs.

use super::{Assessed, AssessmentIndex, Status};
use rustc_hash::FxHashMap;

/// A resource's identity and a recommendation.
type Row = (u64, u16);

/// The assessments that say the same of one resource as another does. The worst of them is the row, as the score counts it,
/// and of equal ones the first; the others are its copies.
#[derive(Default)]
pub struct Rows {
    /// Of resources that occur more than once: the row, then its copies.
    repeated: FxHashMap<Row, Vec<AssessmentIndex>>,
}

impl Rows {
    /// The rows of what was assessed.
    pub fn of(assessed: &Assessed) -> Self {
        // Identities that rise strictly cannot repeat: the usual case.
        if assessed.subjects.is_sorted_by(|a, b| a.identity < b.identity) {
            return Self::default();
        }
        let mut times: FxHashMap<u64, u32> = FxHashMap::default();
        assessed.subjects.iter().for_each(|subject| *times.entry(subject.identity).or_default() += 1);
        let mut repeated: FxHashMap<Row, Vec<AssessmentIndex>> = FxHashMap::default();
        for (place, assessment) in assessed.each() {
            let identity = assessed.subject(assessment).identity;
            if times[&identity] > 1 {
                repeated.entry((identity, assessment.recommendation)).or_default().push(place);
            }
        }
        let badness = |place: &AssessmentIndex| Self::status(assessed, *place).badness();
        repeated.values_mut().for_each(|places| places.sort_by_key(|place| std::cmp::Reverse(badness(place))));
        Self { repeated }
    }

    /// How an assessment stands, whatever it counts as: only unhealthy ones are exempt.
    pub fn status(assessed: &Assessed, place: AssessmentIndex) -> Status {
        if assessed.exempt.contains_key(&place) { Status::Unhealthy } else { assessed.at(place).status }
    }

    /// Whether an assessment is a row of its own.
    pub fn shows(&self, assessed: &Assessed, place: AssessmentIndex) -> bool {
        self.places(assessed, place).is_none_or(|places| places.first() == Some(&place))
    }

    /// The copies of a row.
    pub fn copies(&self, assessed: &Assessed, row: AssessmentIndex) -> &[AssessmentIndex] {
        self.places(assessed, row).and_then(|places| places.get(1..)).unwrap_or_default()
    }

    fn places(&self, assessed: &Assessed, place: AssessmentIndex) -> Option<&Vec<AssessmentIndex>> {
        if self.repeated.is_empty() {
            return None;
        }
        let assessment = assessed.at(place);
        self.repeated.get(&(assessed.subject(&assessment).identity, assessment.recommendation))
    }
}
