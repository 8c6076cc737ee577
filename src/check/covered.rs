//! Which scripts run in the language's engine, since no plan covers them, and what in them that is.

use super::evaluator::parameters;
use super::plan::Plan;
use super::trace::Names;
use super::work::Work;
use super::{Checks, engine, error, traps};
use crate::policy::{RecommendationIndex, Script};
use crate::source::Position;
use rhai::Dynamic;
use rhai::Engine;

/// A script that runs in the engine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InEngine {
    /// Whose script it is.
    pub recommendation: RecommendationIndex,
    /// Whether it is the recommendation's `appliesTo`, not its `check`.
    pub is_applies_to: bool,
    /// The first part that no plan has, as the end of "it runs in the engine because of".
    pub because_of: String,
    /// The file that holds that part.
    pub file: String,
    /// Where it stands; `None` in the shipped library, which keeps no places.
    pub position: Option<Position>,
}

impl Checks {
    /// The scripts that no plan covers, in the policy's order. A script that does not compile is none of them.
    pub fn in_engine(&self) -> Vec<InEngine> {
        let engine = engine::engine(None, &Work::default());
        let mut found = Vec::new();
        for (recommendation, entry) in (0..).map(RecommendationIndex).zip(&self.recommendations) {
            let parameters = parameters(entry);
            let scripts = entry.applies_to.iter().map(|script| (script, true)).chain([(&entry.check, false)]);
            found.extend(scripts.filter_map(|(script, is_applies_to)| {
                let (because_of, file, position) = uncovered(&engine, script, &parameters)?;
                Some(InEngine { recommendation, is_applies_to, because_of, file, position })
            }));
        }
        found
    }
}

fn uncovered(engine: &Engine, script: &Script, parameters: &Dynamic) -> Option<(String, String, Option<Position>)> {
    let ast = traps::parse(engine, script).ok()?;
    let uncovered = Plan::of(&ast, &mut Names::default(), parameters).err()?;
    let holder = uncovered.position.line().map_or(script, |line| script.at(line).0);
    Some((uncovered.what, holder.file.clone(), error::place(script, uncovered.position)))
}
