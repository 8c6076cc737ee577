//! What fix scripts would change, what of it they made from secrets, and what they say of it.

use super::globals::{Globals, own_engine};
use super::{Evaluator, parameters};
use crate::check::fix::{self, Assignment};
use crate::check::plan::Uncovered;
use crate::check::program::Program;
use crate::check::stop::{self, Stop};
use crate::check::trace::Frame;
use crate::check::{engine, error, evidence, text, traps};
use crate::inventory::ResourceIndex;
use crate::policy::{Recommendation, RecommendationIndex, Script};
use crate::secret;
use rhai::Scope;
use std::rc::Rc;

/// A run of a fix script.
struct Ran {
    /// What it assigns, or why it failed.
    done: Result<Vec<Assignment>, String>,
    /// The text that it ends with.
    said: Option<String>,
    /// The secrets that it read.
    secrets: Vec<String>,
}

impl Evaluator<'_> {
    /// What the recommendation's fix script would change; the inventory stays as it is.
    ///
    /// # Errors
    ///
    /// With the reason when the script fails or meets something unknown.
    pub fn fix(
        &mut self,
        recommendation: RecommendationIndex,
        resource: ResourceIndex,
    ) -> Result<Vec<Assignment>, String> {
        let entry = &self.checks.recommendations[recommendation.0];
        let Some(script) = entry.fix.as_ref().and_then(|fix| fix.script.as_ref()) else { return Ok(Vec::new()) };
        let program = self.fix_script(recommendation, script)?;
        let Ran { done: first, secrets, .. } = self.run_fix(entry, resource, script, &program, false);
        if secrets.is_empty() {
            return first;
        }
        let second = self.run_fix(entry, resource, script, &program, true).done;
        match first {
            // What is assigned is made from secrets where it is another value when they are other ones.
            Ok(mut assignments) => {
                let others = second.unwrap_or_default();
                for own in &mut assignments {
                    own.is_secret |= !others.contains(own);
                }
                Ok(assignments)
            }
            Err(reason) => Err(secret::cleared(&reason, second.err().as_deref(), &secrets, &script.whole())),
        }
    }

    /// What may stop working when the recommendation's fix is made on this resource, where its fix script ends with a text that says
    /// so. One that tells a secret is none.
    pub fn impact(&mut self, recommendation: RecommendationIndex, resource: ResourceIndex) -> Option<String> {
        let entry = &self.checks.recommendations[recommendation.0];
        let script = entry.fix.as_ref()?.script.as_ref()?;
        let program = self.fix_script(recommendation, script).ok()?;
        let Ran { said, secrets, .. } = self.run_fix(entry, resource, script, &program, false);
        let said = said.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())?;
        if secrets.is_empty() {
            return Some(said);
        }
        let veiled = self.run_fix(entry, resource, script, &program, true).said;
        veiled.is_some_and(|veiled| veiled.trim() == said).then_some(said)
    }

    /// One run, over other secrets when they are veiled.
    fn run_fix(
        &mut self,
        entry: &Recommendation,
        resource: ResourceIndex,
        script: &Script,
        program: &Program,
        veil: bool,
    ) -> Ran {
        let (names, globals) = (&self.names, &self.globals);
        let Some(engine) = &mut self.fixer else {
            return Ran { done: Ok(Vec::new()), said: None, secrets: Vec::new() };
        };
        let frame = Frame::for_fix(self.frame.inventory.clone(), names.clone(), self.frame.work.clone());
        frame.work.run(script, program.longest);
        frame.veil.set(veil);
        *self.fixing.borrow_mut() = Some(frame.clone());
        frame.begin(resource);
        let found = Globals { frame: frame.clone(), subject: resource, parameters: parameters(entry), is_fix: true };
        // A global is constant; what a script changes must be a variable.
        let mut scope = Scope::new();
        scope.push_dynamic("resource", found.resource());
        *globals.borrow_mut() = Some(found);
        let ran = program.run(engine, &mut scope);
        *self.fixing.borrow_mut() = None;
        let said = ran.as_ref().ok().and_then(text::text_of);
        let done = match ran {
            Ok(_) => Ok(frame.assignments()),
            Err(failure) => Err(match stop::reason(&failure) {
                Some(Stop::Unknown(why)) => why.reason,
                Some(Stop::TooMuchWork | Stop::Deadline) => "its fix script looked at too much".into(),
                None => error::message(script, &failure),
            }),
        };
        Ran { done, said, secrets: evidence::secrets(&frame) }
    }

    /// A fix script, compiled when it is met first; the names that it spells out can be assigned from then on.
    fn fix_script(&mut self, recommendation: RecommendationIndex, script: &Script) -> Result<Rc<Program>, String> {
        if let Some(program) = self.fix_scripts.get(&recommendation) {
            return program.clone();
        }
        let (names, globals, deadline, work) = (&self.names, &self.globals, self.deadline, &self.frame.work);
        let under_way = &self.under_way;
        let checks = self.checks;
        let engine = self.fixer.get_or_insert_with(|| {
            let mut engine = own_engine(globals, deadline, work, checks);
            fix::register_index(&mut engine, &self.fixing);
            engine
        });
        let parsed = traps::parse(engine, script).map_err(|problem| problem.message);
        for name in parsed.iter().flat_map(traps::properties) {
            engine::register_property(engine, names, under_way, &name);
            fix::register_property(engine, names, &self.fixing, &name);
        }
        let prepared = parsed.map(|ast| Rc::new(Program::new(ast, Err(Uncovered::fix()))));
        self.fix_scripts.insert(recommendation, prepared.clone());
        prepared
    }
}
