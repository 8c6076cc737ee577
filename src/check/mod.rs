//! Running check scripts: the only room that knows Rhai.
//!
//! [`compile`] holds every script against the language's traps before anything runs. An [`Evaluator`] is one thread's
//! engine; it compiles a script when the first resource needs it, since most runs meet few resource types.

mod calls;
mod compare;
mod course;
mod covered;
mod doubt;
mod ended;
mod engine;
mod error;
mod evaluator;
mod evidence;
mod examine;
mod fix;
mod habits;
mod heard;
mod helper;
mod helpers;
mod join;
mod json;
mod kind;
mod list;
mod look_up;
mod misread;
mod open;
mod outline;
mod path;
mod plan;
mod program;
mod reached;
mod read;
mod reads;
mod shown;
mod sought;
mod stack;
mod stop;
mod text;
pub(crate) mod token;
mod trace;
mod traps;
mod truth;
mod types;
mod verdict;
mod view;
mod work;
mod writes;

#[cfg(test)]
mod tests;

pub use course::{Clause, ClauseKind, Course, Gave, Passage};
pub use covered::InEngine;
pub use ended::Aborted;
pub use error::OVER_BOUND;
pub use evaluator::{Answer, Asked, Called, Detail, Evaluator, Member, Read};
pub use examine::Examiner;
pub use fix::{Assignment, Edit, Need, Operation};
pub use helper::{Helper, is_name};
pub use helpers::{USES_FILE, Uses, functions, reference, uses_of};
pub(crate) use helpers::{date_of, matches};
pub use json::node_to_json;
pub(crate) use look_up::type_asked;
pub use outline::{Bound, Outline, OutlinedFunction, Outliner, Part, PartKind};
pub use reached::Reached;
pub use reads::Reads;
pub use shown::Shown;
pub(crate) use shown::without_secrets;
pub use sought::Sought;
pub use stack::{join, spawn, with_room};
pub use verdict::{Evidence, Finding, Place, Status, Verdict};

use crate::policy::{Policy, Recommendation, RecommendationIndex, Script};
use crate::source::Problem;
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use serde_json::Value;
use std::collections::BTreeMap;
use types::NamedType;

/// Recommendations that are ready to judge resources.
#[derive(Clone)]
pub struct Checks {
    /// In the policy's order; the scripts are its own.
    recommendations: Vec<Recommendation>,
    /// For each part of the estate.
    by_type: Vec<ByType>,
    related: Vec<bool>,
    dated: Vec<bool>,
    /// The day that they judge on.
    today: Option<Date>,
    named_types: Vec<NamedType>,
    /// What scripts tell of themselves; nothing but where the cover of test cases is measured.
    reached: Option<Reached>,
    /// Whether scripts run by their plans where they have one.
    has_plans: bool,
    /// Whether plans tell how they came to their answers.
    tells: bool,
}

impl Checks {
    /// The recommendations that a part of the estate is judged by, for a resource type without regard to case, in the
    /// policy's order.
    pub fn for_type(&self, part: u16, type_name: &str) -> &[RecommendationIndex] {
        let own = self.by_type.get(usize::from(part));
        own.map_or(&[], |own| own.named.get(&type_name.to_ascii_lowercase()).unwrap_or(&own.others))
    }

    /// Whether resources of a type are judged in any part, without regard to case.
    pub fn judge_type(&self, type_name: &str) -> bool {
        (0..).zip(&self.by_type).any(|(part, _)| !self.for_type(part, type_name).is_empty())
    }

    /// The recommendations as they are judged, in the policy's order.
    pub fn recommendations(&self) -> &[Recommendation] {
        &self.recommendations
    }

    /// The same checks, with other values for some parameters of one recommendation.
    pub fn with_parameters(&self, recommendation: RecommendationIndex, values: &BTreeMap<String, Value>) -> Self {
        let mut checks = self.clone();
        for parameter in &mut checks.recommendations[recommendation.0].parameters {
            if let Some(value) = values.get(&parameter.name) {
                parameter.value = Some(value.clone());
            }
        }
        checks
    }

    /// The same checks, on a day.
    pub fn on(&self, today: Date) -> Self {
        Self { today: Some(today), ..self.clone() }
    }

    /// The same checks, with another recommendation in the place of one.
    pub fn with(&self, place: RecommendationIndex, recommendation: Recommendation) -> Self {
        let mut checks = self.clone();
        checks.put(place, recommendation);
        checks
    }

    /// Puts another recommendation in the place of one.
    pub fn put(&mut self, place: RecommendationIndex, recommendation: Recommendation) {
        self.recommendations[place.0] = recommendation;
    }

    /// The same checks, whose scripts may tell that a place was reached; no plan does.
    pub fn telling(&self, reached: Reached) -> Self {
        Self { reached: Some(reached), ..self.without_plans() }
    }

    /// The same checks, whose scripts all run in the language's engine, to which plans are held.
    pub fn without_plans(&self) -> Self {
        Self { has_plans: false, ..self.clone() }
    }

    /// The same checks, whose plans tell how they came to their answers.
    pub fn told(&self) -> Self {
        Self { tells: true, ..self.clone() }
    }

    /// Whether the check looks beyond its own resource, so that it needs the whole inventory.
    pub fn is_related(&self, recommendation: RecommendationIndex) -> bool {
        self.related[recommendation.0]
    }

    /// Whether the verdict may be another one on another day.
    pub fn is_dated(&self, recommendation: RecommendationIndex) -> bool {
        self.dated[recommendation.0]
    }

    /// Whether any enabled check looks beyond its own resource.
    pub fn any_related(&self) -> bool {
        let judged =
            |own: &ByType| own.named.values().chain([&own.others]).flatten().any(|entry| self.is_related(*entry));
        self.by_type.iter().any(judged)
    }
}

/// Most recommendations that one policy may hold.
const MAX_RECOMMENDATIONS: usize = u16::MAX as usize;

/// Checks every script of the policy; all problems together, with file, line and column.
///
/// Scripts of the embedded library were held against the same rules when the library was tested; they are not compiled
/// again before they are needed.
pub fn compile(policy: &Policy) -> Result<Checks, Vec<Problem>> {
    if policy.recommendations.len() > MAX_RECOMMENDATIONS {
        return Err(vec![Problem::new("", format!("more than {MAX_RECOMMENDATIONS} recommendations"))]);
    }
    let (mut problems, named_types) = examine::policy(policy);
    if !problems.is_empty() {
        problems.sort();
        return Err(problems);
    }
    let any = |named: fn(&Script) -> bool| {
        policy.recommendations.iter().map(|entry| scripts(entry).any(named)).collect::<Vec<bool>>()
    };
    Ok(Checks {
        recommendations: policy.recommendations.clone(),
        by_type: (0..policy.parts()).map(|part| by_type(policy, part)).collect(),
        related: any(look_up::is_named_in),
        dated: any(helpers::name_the_day),
        today: None,
        named_types,
        reached: None,
        has_plans: true,
        tells: false,
    })
}

/// What a part of the estate is judged by, by the names of types in lower case.
#[derive(Clone, Default)]
struct ByType {
    named: FxHashMap<String, Vec<RecommendationIndex>>,
    /// What resources of all other types are judged by.
    others: Vec<RecommendationIndex>,
}

fn by_type(policy: &Policy, part: u16) -> ByType {
    let all = || {
        let all = (0..).map(RecommendationIndex).zip(&policy.recommendations);
        all.filter(|(place, _)| policy.judges(part, *place))
    };
    let mut own = ByType::default();
    let names = all().flat_map(|(_, entry)| entry.types().chain(entry.except_types.iter().map(String::as_str)));
    own.named.extend(names.map(|name| (name.to_ascii_lowercase(), Vec::new())));
    for (place, entry) in all() {
        if entry.is_for_all() {
            let is_excepted = |name: &str| entry.except_types.iter().any(|other| other.eq_ignore_ascii_case(name));
            own.named.iter_mut().filter(|(name, _)| !is_excepted(name)).for_each(|(_, entries)| entries.push(place));
            own.others.push(place);
        }
        for name in entry.types() {
            let entries = own.named.entry(name.to_ascii_lowercase()).or_default();
            if entries.last() != Some(&place) {
                entries.push(place);
            }
        }
    }
    own
}

fn scripts(recommendation: &Recommendation) -> impl Iterator<Item = &Script> {
    [Some(&recommendation.check), recommendation.applies_to.as_ref()].into_iter().flatten()
}
