//! Scripts that failed: defects of policies, which are no findings of the estate.

use super::ProblemView;
use crate::assess::Assessed;
use crate::policy::{Policy, Recommendation, RecommendationIndex};
use crate::source::{Position, Problem};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A script that failed, at one place in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ScriptErrorView {
    /// The id of its recommendation.
    pub recommendation: String,
    /// Assessments that it kept from being decided.
    pub assessments: u64,
    /// It failed on the same resources in the base; false without one.
    pub known: bool,
    /// The shipped library's, and none of the estate's own.
    pub shipped: bool,
    /// Where and how.
    #[serde(flatten)]
    pub problem: ProblemView,
}

impl ScriptErrorView {
    /// Those of what was judged; `known` tells whether a recommendation's failed in the base as well.
    pub(in crate::report) fn of(
        policy: &Policy,
        assessed: &Assessed,
        known: &dyn Fn(RecommendationIndex) -> bool,
    ) -> Vec<Self> {
        let mut errors: BTreeMap<(RecommendationIndex, Option<Position>), (&str, u64)> = BTreeMap::new();
        for (recommendation, message, count) in assessed.script_errors() {
            let (position, message) = placed(&policy.recommendations[recommendation.0], message);
            errors.entry((recommendation, position)).or_insert((message, 0)).1 += count;
        }
        let view = |((index, position), (message, assessments)): (_, (&str, u64))| {
            let RecommendationIndex(place) = index;
            let entry = &policy.recommendations[place];
            let on = if assessments == 1 { "1 resource".to_owned() } else { format!("{assessments} resources") };
            let told = format!("the check of `{}` failed on {on}: {message}", entry.id);
            let problem = Problem { position, ..Problem::new(&*entry.check.file, told) };
            let problem = problem.help("Correct the script: this says nothing of the estate");
            let problem = ProblemView::of(&problem);
            let (recommendation, known, shipped) = (entry.id.clone(), known(index), entry.embedded);
            Self { recommendation, assessments, known, shipped, problem }
        };
        errors.into_iter().map(view).collect()
    }
}

/// The place that stands in front of what a script said, and the rest.
fn placed<'m>(entry: &Recommendation, message: &'m str) -> (Option<Position>, &'m str) {
    let split = || {
        let (place, rest) = message.strip_prefix(&*entry.check.file)?.strip_prefix(':')?.split_once(": ")?;
        let (line, column) = place.split_once(':').unwrap_or((place, "1"));
        Some((Position { line: line.parse().ok()?, column: column.parse().ok()? }, rest))
    };
    let without_place = || message.strip_prefix(&*entry.check.file)?.strip_prefix(": ");
    split().map_or((None, without_place().unwrap_or(message)), |(position, rest)| (Some(position), rest))
}
