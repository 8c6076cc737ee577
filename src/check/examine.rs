//! Every script of a policy under examination: those of its recommendations, and the functions that they share.

use super::calls::{Calls, Functions};
use super::traps::{Role, Traps, parse, properties};
use super::types::NamedType;
use super::work::Work;
use super::{engine, error};
use crate::policy::{Function, Policy, Recommendation, RecommendationIndex, Script, Shared};
use crate::source::{Position, Problem};
use rhai::Engine;
use std::sync::Arc;

/// Everything that is wrong with the policy's own scripts, and the types that they name.
pub(super) fn policy(policy: &Policy) -> (Vec<Problem>, Vec<NamedType>) {
    let own = || (0..).zip(&policy.recommendations).filter(|(_, recommendation)| !recommendation.embedded);
    let shared = || policy.functions.iter().filter(|shared| !shared.function.embedded);
    if own().next().is_none() && shared().next().is_none() {
        return (Vec::new(), Vec::new());
    }
    let engine = engine::engine(None, &Work::default());
    let mut examined = Examined {
        policy,
        functions: &Functions::of(&engine),
        engine: &engine,
        problems: Vec::new(),
        types: Vec::new(),
    };
    for (place, entry) in own() {
        examined.recommendation(entry, Some(RecommendationIndex(place)));
    }
    for function in shared() {
        examined.function(function);
    }
    (examined.problems, examined.types)
}

/// Holds single scripts against what loading refuses.
pub struct Examiner<'p> {
    policy: &'p Policy,
    engine: Engine,
    functions: Functions,
}

impl<'p> Examiner<'p> {
    /// For the scripts of a policy.
    pub fn of(policy: &'p Policy) -> Self {
        let engine = engine::engine(None, &Work::default());
        Self { policy, functions: Functions::of(&engine), engine }
    }

    /// Whether loading would take all scripts of a recommendation.
    pub fn takes(&self, entry: &Recommendation) -> bool {
        let (policy, engine, functions) = (self.policy, &self.engine, &self.functions);
        let mut examined = Examined { policy, engine, functions, problems: Vec::new(), types: Vec::new() };
        examined.recommendation(entry, None);
        examined.problems.is_empty()
    }

    /// What loading would refuse in an expression, which may give anything; with the parameters of a recommendation.
    pub fn question(&self, script: &Script, of: Option<&Recommendation>) -> Vec<Problem> {
        let (policy, engine, functions) = (self.policy, &self.engine, &self.functions);
        let mut examined = Examined { policy, engine, functions, problems: Vec::new(), types: Vec::new() };
        let parameters = of.iter().flat_map(|entry| &entry.parameters);
        let parameters: Vec<&str> = parameters.map(|parameter| parameter.name.as_str()).collect();
        let of = Of { functions: &script.functions, types: Vec::new(), judging: None, function: None };
        examined.script(&script.without_functions(), Role::Question, &parameters, &of);
        examined.problems
    }

    /// Whether the language can read a script.
    pub fn reads(&self, script: &Script) -> bool {
        parse(&self.engine, script).is_ok()
    }
}

/// The policy's own scripts, as far as they have been examined.
struct Examined<'p> {
    policy: &'p Policy,
    engine: &'p Engine,
    functions: &'p Functions,
    problems: Vec<Problem>,
    types: Vec<NamedType>,
}

/// What a script belongs to.
struct Of<'p> {
    /// The shared functions that it calls.
    functions: &'p [Arc<Function>],
    /// The types of the resources that it judges.
    types: Vec<&'p str>,
    /// A recommendation that is judged by it.
    judging: Option<RecommendationIndex>,
    /// The function whose script it is.
    function: Option<&'p Arc<Function>>,
}

impl Examined<'_> {
    fn recommendation(&mut self, entry: &Recommendation, judging: Option<RecommendationIndex>) {
        let parameters: Vec<&str> = entry.parameters.iter().map(|parameter| parameter.name.as_str()).collect();
        for (script, role) in scripts(entry) {
            let types = entry.types().collect();
            let of = Of { functions: &script.functions, types, judging, function: None };
            self.script(&script.without_functions(), role, &parameters, &of);
        }
    }

    fn script(&mut self, script: &Script, role: Role<'_>, parameters: &[&str], of: &Of<'_>) {
        let ast = match parse(self.engine, script) {
            Ok(ast) => ast,
            Err(problem) => return self.problems.push(problem),
        };
        let calls = Calls::of(self.functions, &self.policy.functions, of.functions, &ast, properties(&ast));
        let mut traps = Traps::new(script, role, parameters, calls);
        traps.run(&ast);
        traps.hidden(&ast, of.functions);
        traps.misread(&ast, &of.types);
        self.problems.append(&mut traps.problems);
        let types = std::mem::take(&mut traps.types).into_iter();
        self.types.extend(types.filter_map(|(name, position)| {
            let position = error::place(script, position);
            Some(NamedType { recommendation: of.judging?, function: of.function.cloned(), name, position })
        }));
    }

    /// A function that policies share.
    fn function(&mut self, shared: &Shared) {
        let function = &shared.function;
        if self.functions.has(&function.name) {
            let problem = Problem::new(
                &function.location.file,
                format!("the function `{}` hides one that every script has", function.name),
            );
            let place = Position { line: function.location.line, column: function.location.column };
            self.problems
                .push(problem.at(place).help("give it another name; `uplift functions` lists those that exist"));
        }
        let calls_it = |entry: &&Recommendation| entry.scripts().any(|script| script.functions.contains(function));
        let judging = (0..).map(RecommendationIndex).zip(&self.policy.recommendations);
        let judging = judging.filter(|(_, entry)| entry.enabled).find(|(_, entry)| calls_it(entry));
        let judging = judging.map(|(place, _)| place);
        let of = Of { functions: &shared.all, types: Vec::new(), judging, function: Some(function) };
        self.script(&shared.alone(), Role::Function(&function.name), &[], &of);
    }
}

fn scripts(recommendation: &Recommendation) -> impl Iterator<Item = (&Script, Role<'static>)> {
    let fix = recommendation.fix.as_ref().and_then(|fix| fix.script.as_ref());
    let checks = [Some(&recommendation.check), recommendation.applies_to.as_ref()];
    checks.into_iter().flatten().map(|script| (script, Role::Check)).chain(fix.map(|fix| (fix, Role::Fix)))
}
