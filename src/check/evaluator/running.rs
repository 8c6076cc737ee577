//! Running a script: by its plan, or in the engine.

use super::{Evaluator, Prepared};
use crate::check::course::course;
use crate::check::ended::{Ended, interpret};
use crate::check::plan::Ran;
use crate::check::program::Program;
use crate::check::stop::{self, Stop};
use crate::check::truth;
use crate::check::verdict::Outcome;
use crate::check::view::Held;
use crate::inventory::ResourceIndex;
use crate::policy::{Script, ScriptKey};
use rhai::{Dynamic, Scope};
use std::rc::Rc;
use std::time::Instant;

impl Evaluator<'_> {
    /// What a script answers, by its plan where it has one.
    pub(super) fn run(
        &mut self,
        prepared: &Prepared,
        (key, script): (ScriptKey, &Script),
        resource: ResourceIndex,
        parameters: &Rc<Dynamic>,
    ) -> Result<Outcome, Ended> {
        let program = prepared.as_ref().map_err(|message| {
            self.tell((key, script), None, false);
            Ended::Value(message.clone())
        })?;
        self.frame.work.run(script, program.longest);
        if let Some(ran) = self.run_plan(program, (key, script), resource, parameters) {
            return ran;
        }
        self.make_ready(program);
        let value = program.run(&self.engine, &mut Scope::new()).map_err(Ended::Failure)?;
        if let Some(told) = self.courses.last_mut().filter(|told| told.key == key && program.plan.is_ok()) {
            told.go_on();
        }
        match truth::of(&value) {
            Some(truth) => truth.map(Outcome::of).map_err(Ended::Failure),
            None => interpret(value).map_err(Ended::Value),
        }
    }

    /// What a script's plan gives; nothing where the engine has to run it, for which all is as if nothing had run.
    fn run_plan(
        &mut self,
        program: &Program,
        of: (ScriptKey, &Script),
        resource: ResourceIndex,
        parameters: &Rc<Dynamic>,
    ) -> Option<Result<Outcome, Ended>> {
        if program.plan.is_err() {
            self.tell(of, Some(program), false);
        }
        // Over other secrets a run shows what is made of them; it is rare, and takes the way that is told in `view`.
        let plan = program.plan.as_ref().ok().filter(|_| !self.frame.veil.get())?;
        let frame = self.frame.clone();
        let before = (frame.doubt.borrow().clone(), frame.sought.borrow().len(), frame.choices.borrow().len());
        let done = frame.work.done();
        let ran = plan.run(&self.engine, &frame, resource);
        self.tell(of, Some(program), !matches!(ran, Ran::Bailed));
        let ended = match ran {
            Ran::Gave(Held::Truth(truth)) => Ok(Outcome::of(truth)),
            Ran::Gave(value) => {
                let value = value.dynamic();
                match truth::of(&value) {
                    Some(truth) => truth.map(Outcome::of).map_err(Ended::Failure),
                    None => interpret(value).map_err(Ended::Value),
                }
            }
            Ran::Unknown(failure) => Err(Ended::Failure(failure)),
            Ran::Bailed => {
                *frame.doubt.borrow_mut() = before.0;
                frame.sought.borrow_mut().truncate(before.1);
                frame.choices.borrow_mut().truncate(before.2);
                self.begin(resource, parameters);
                self.runs[1] += 1;
                return None;
            }
        };
        self.runs[0] += 1;
        Some(if self.is_late(frame.work.done() - done) {
            Err(Ended::Failure(stop::stop(Stop::Deadline)))
        } else {
            ended
        })
    }

    /// Keeps how a script went, where that is told.
    fn tell(&mut self, of: (ScriptKey, &Script), program: Option<&Program>, is_whole: bool) {
        if self.checks.tells {
            self.courses.push(course(&self.frame, of, program, is_whole));
        }
    }

    /// Whether the deadline has passed. The clock is not looked at for each plan: most take less time than that.
    fn is_late(&self, work: u64) -> bool {
        const PLANS: u64 = 64;
        const LITTLE: u64 = 4096;
        (self.runs[0].is_multiple_of(PLANS) || work > LITTLE)
            && self.deadline.is_some_and(|deadline| Instant::now() > deadline)
    }
}
