//! What judges policies: the test cases beside their recommendations.
//!
//! A case is an inventory of its own, read in place from the policy file, so that a check runs on it as on any other
//! resource. A recommendation without a healthy and an unhealthy case is not tested, and fails.

mod case;
mod cover;
mod fixtures;
mod function;
mod mutants;
mod mutate;
mod place;
#[cfg(test)]
mod tests;
mod update;
mod words;

pub use cover::{Cover, Spot, SpotKind};
pub use fixtures::{Fixtures, Named};
pub use mutants::{Mark, Mutant, Mutants, Tally};
pub use update::{NoUpdate, Update, UpdatedFile, update};

use crate::assess::Finding;
use crate::assess::Status;
use crate::check::{self, Aborted, Called, Checks, Evaluator};
use crate::inventory::Inventory;
use crate::policy::{Case, Expected, Function, Policy, Recommendation, RecommendationIndex, Shared};
use crate::source::Location;
use serde_json::Value;
use std::sync::Arc;

/// The type of a case's resource that says none, where nothing else tells.
const TYPE: &str = "Uplift.Case/resources";

/// What the cases of the selected recommendations gave, in the policy's order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trial {
    /// One entry per recommendation that was tried.
    pub recommendations: Vec<Tried>,
    /// One entry per function that was tried.
    pub functions: Vec<TriedFunction>,
}

/// One recommendation's cases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tried {
    /// Which one.
    pub recommendation: RecommendationIndex,
    /// Cases that ran.
    pub cases: usize,
    /// What went wrong; empty when all is well.
    pub failures: Vec<Failure>,
}

/// A function's cases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TriedFunction {
    /// Its place in [`Policy::functions`].
    pub function: usize,
    /// What went wrong; empty when all is well.
    pub failures: Vec<Failure>,
    /// Cases that ran.
    pub cases: usize,
}

/// Why a case failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The case, or the recommendation where a case is missing.
    pub location: Location,
    /// The case's name, when it has one.
    pub name: Option<String>,
    /// What differed, in words.
    pub difference: Difference,
    /// What the check read and said, where it ran and found something.
    pub finding: Option<Finding>,
}

/// How a case differed from what it expects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// The status.
    Status {
        /// What the case says.
        expected: Status,
        /// What the check says.
        found: Status,
    },
    /// The message.
    Message {
        /// The case's glob.
        expected: String,
        /// What the check said.
        found: Option<String>,
    },
    /// The fix makes something else than the case says.
    Fixed {
        /// What the case says.
        wanted: Value,
        /// What the fix makes.
        found: Value,
    },
    /// The fix cannot be applied, with the reason.
    NotFixed(String),
    /// The fix does not refuse the case for the reason that it says.
    Refused {
        /// The case's glob.
        expected: String,
        /// Why it refuses it; `None` when it does not.
        found: Option<String>,
    },
    /// What the fix makes is not healthy.
    FixedIsNot(Status),
    /// Applied twice, the fix changes this path again.
    FixedAgain(String),
    /// The fix changes this path, and the case says that it changes nothing.
    FixedAtAll(String),
    /// A function gives something else than the case says.
    Gave {
        /// What the case says; `None` where that is unknown.
        wanted: Option<Value>,
        /// What the function gave.
        found: Called,
    },
    /// There is no case of this kind.
    Missing(&'static str),
    /// The case itself is ill-formed.
    IllFormed(String),
}

impl Trial {
    /// Cases that ran.
    pub fn cases(&self) -> usize {
        let functions: usize = self.functions.iter().map(|tried| tried.cases).sum();
        functions + self.recommendations.iter().map(|tried| tried.cases).sum::<usize>()
    }

    /// Everything that failed.
    pub fn failures(&self) -> impl Iterator<Item = &Failure> {
        let functions = self.functions.iter().flat_map(|tried| &tried.failures);
        self.recommendations.iter().flat_map(|tried| &tried.failures).chain(functions)
    }

    /// Whether something was tried and nothing failed.
    pub fn passed(&self) -> bool {
        self.cases() > 0 && self.failures().next().is_none()
    }
}

/// What has cases of its own that may be tried.
#[derive(Clone, Copy)]
pub enum Candidate<'p> {
    /// A recommendation.
    Recommendation(RecommendationIndex),
    /// A function, and whether a recommendation that is tried calls it.
    Function(&'p Function, bool),
}

/// Which recommendations and functions are tried.
pub type Selected<'s> = dyn Fn(Candidate<'_>) -> bool + Sync + 's;

/// Runs the cases of every recommendation and function that is not embedded and that `selected` picks.
pub fn run(
    (policy, fixtures): (&Policy, &Fixtures),
    checks: &Checks,
    selected: &Selected<'_>,
) -> Result<Trial, Aborted> {
    check::with_room(|| run_here((policy, fixtures), checks, selected))?
}

/// What the same cases reach of the scripts.
pub fn cover(
    (policy, fixtures): (&Policy, &Fixtures),
    checks: &Checks,
    selected: &Selected<'_>,
) -> Result<Cover, Aborted> {
    check::with_room(|| cover::measure((policy, fixtures), checks, selected))?
}

/// Which mistakes in the scripts the same cases notice.
pub fn mutants(
    (policy, fixtures): (&Policy, &Fixtures),
    checks: &Checks,
    selected: &Selected<'_>,
) -> Result<Mutants, Aborted> {
    check::with_room(|| mutants::run((policy, fixtures), checks, selected))?
}

fn run_here(
    (policy, fixtures): (&Policy, &Fixtures),
    checks: &Checks,
    selected: &Selected<'_>,
) -> Result<Trial, Aborted> {
    let mut evaluator = Evaluator::new(checks, Arc::new(Inventory::of(Vec::new())), None);
    let mut trial = Trial::default();
    for (place, recommendation) in policy.recommendations.iter().enumerate() {
        let index = RecommendationIndex(place);
        if recommendation.embedded || !selected(Candidate::Recommendation(index)) {
            continue;
        }
        let mut tried = Tried { recommendation: index, cases: recommendation.cases.len(), failures: Vec::new() };
        for one in &recommendation.cases {
            tried.failures.extend(case::run((policy, fixtures), checks, &mut evaluator, index, one)?);
        }
        tried.failures.extend(missing(&recommendation.cases, &recommendation.location, recommendation.fix.is_some()));
        trial.recommendations.push(tried);
    }
    let own = || (0..).map(RecommendationIndex).zip(&policy.recommendations).filter(|(_, entry)| !entry.embedded);
    let is_tried = |index| selected(Candidate::Recommendation(index));
    let is_called = |shared: &Shared| own().any(|(index, entry)| is_tried(index) && calls(entry, shared));
    for (place, shared) in policy.functions.iter().enumerate() {
        if !shared.function.embedded && selected(Candidate::Function(&shared.function, is_called(shared))) {
            trial.functions.push(try_function((policy, fixtures), checks, place)?);
        }
    }
    Ok(trial)
}

fn calls(entry: &Recommendation, shared: &Shared) -> bool {
    entry.scripts().any(|script| script.functions.contains(&shared.function))
}

fn try_function(
    (policy, fixtures): (&Policy, &Fixtures),
    checks: &Checks,
    place: usize,
) -> Result<TriedFunction, Aborted> {
    let shared = &policy.functions[place];
    let mut failures = Vec::new();
    for case in &shared.function.cases {
        failures.extend(function::run((policy, fixtures), checks, shared, case)?);
    }
    if shared.function.cases.is_empty() {
        failures.push(absent(&shared.function.location, "gives"));
    }
    Ok(TriedFunction { function: place, failures, cases: shared.function.cases.len() })
}

/// Every recommendation shows what it accepts and what it refuses; one with a fix also shows what the fix makes.
fn missing(cases: &[Case], location: &Location, has_fix: bool) -> Vec<Failure> {
    let has = |expected| cases.iter().any(|case| case.expected == expected);
    let wanted = [
        (has(Expected::Healthy), "healthy"),
        (has(Expected::Unhealthy), "unhealthy"),
        (!has_fix || cases.iter().any(|case| case.has_fixed), "fixed"),
    ];
    wanted.into_iter().filter(|(there, _)| !there).map(|(_, what)| absent(location, what)).collect()
}

/// The failure of what has no case of a kind.
fn absent(location: &Location, what: &'static str) -> Failure {
    Failure { location: location.clone(), name: None, difference: Difference::Missing(what), finding: None }
}
