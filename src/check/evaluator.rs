//! One thread's engine, and the verdict on one resource.

mod asking;
mod call;
mod copies;
mod fixing;
mod globals;
mod running;

pub use asking::{Answer, Asked, Member};
pub use call::Called;
use globals::{Globals, SharedGlobals, own_engine, under_way};

use super::course::Course;
use super::ended::{Aborted, Ended, Why};
use super::engine::UnderWay;
use super::fix::Current;
use super::plan::{Plan, Uncovered};
use super::program::Program;
use super::sought::Sought;
use super::stop;
use super::trace::{Frame, Names};
use super::verdict::{Evidence, Finding, Outcome, Status, Verdict};
use super::work::Work;
use super::{Checks, engine, evidence, json};
use crate::inventory::{Inventory, ResourceIndex, Silence};
use crate::policy::{Recommendation, RecommendationIndex, Script, ScriptKey};
use crate::secret;
use crate::source::NodeId;
use jiff::civil::Date;
use rhai::{AST, Dynamic, Engine, Map};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Instant;

/// How much of a verdict is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// The status alone.
    Outcome,
    /// The status; of unknown outcomes the reason too.
    Status,
    /// Message, evidence and place.
    Full,
}

/// One thread's engine over one inventory.
pub struct Evaluator<'c> {
    checks: &'c Checks,
    engine: Engine,
    names: Rc<RefCell<Names>>,
    compiled: Vec<Option<Rc<Compiled>>>,
    frame: Rc<Frame>,
    globals: SharedGlobals,
    under_way: UnderWay,
    /// The engine for fix scripts, made when the first one runs, and the frame that it works in.
    fixer: Option<Engine>,
    fix_scripts: BTreeMap<RecommendationIndex, Result<Rc<Program>, String>>,
    fixing: Current,
    /// The message that each recommendation gave last without a secret, and what is shown of it: most say the same of many.
    told: BTreeMap<RecommendationIndex, (String, String)>,
    deadline: Option<Instant>,
    /// How many runs a plan has answered, and how many were given up for the engine.
    runs: [u64; 2],
    /// How the scripts of the last verdict went, where plans tell it.
    courses: Vec<Course>,
}

/// A recommendation's scripts, ready to run.
struct Compiled {
    applies_to: Option<Prepared>,
    check: Prepared,
    parameters: Rc<Dynamic>,
}

/// What was read, with the node of the value in its tree where there is one.
pub type Read = (Evidence, Option<(u32, NodeId)>);

/// A compiled script.
type Prepared = Result<Program, String>;

impl<'c> Evaluator<'c> {
    /// An engine that stops the run at `deadline`, when there is one.
    pub fn new(checks: &'c Checks, inventory: Arc<Inventory>, deadline: Option<Instant>) -> Self {
        let names = Rc::new(RefCell::new(Names::default()));
        let globals = SharedGlobals::default();
        let work = Work::on(checks.today);
        let engine = own_engine(&globals, deadline, &work, checks);
        let compiled = vec![None; checks.recommendations.len()];
        let frame = Frame::new(inventory, names.clone(), work);
        Self {
            checks,
            engine,
            names,
            compiled,
            frame,
            under_way: under_way(&globals),
            globals,
            fixer: None,
            fix_scripts: BTreeMap::new(),
            fixing: Current::default(),
            told: BTreeMap::new(),
            deadline,
            runs: [0; 2],
            courses: Vec::new(),
        }
    }

    /// How many runs of scripts a plan has answered, and how many it has begun and left to the engine.
    pub fn runs(&self) -> [u64; 2] {
        self.runs
    }

    /// Judges resources of another inventory from now on.
    pub fn turn_to(&mut self, inventory: Arc<Inventory>) {
        self.frame = Frame::new(inventory, self.names.clone(), self.frame.work.clone());
    }

    /// Judges on another day from now on.
    pub fn turn_to_day(&mut self, today: Date) {
        self.frame.work.turn_to(today);
    }

    /// The verdict of `recommendation` on `resource`, whatever the resource's type.
    pub fn verdict(
        &mut self,
        recommendation: RecommendationIndex,
        resource: ResourceIndex,
        detail: Detail,
    ) -> Result<Verdict, Aborted> {
        self.frame.sought.borrow_mut().clear();
        let mut verdict = self.judged(recommendation, resource, detail)?;
        let secrets = match &verdict.finding {
            Some(finding) if finding.message.is_some() => evidence::secrets(&self.frame),
            _ => Vec::new(),
        };
        let second = if secrets.is_empty() { None } else { self.veiled(recommendation, resource) };
        if let Some(message) = verdict.finding.as_mut().and_then(|finding| Arc::make_mut(finding).message.as_mut()) {
            let script = || self.checks.recommendations[recommendation.0].check.whole();
            let told = self.told.get(&recommendation).filter(|(own, _)| own == message && secrets.is_empty());
            *message = match told {
                Some((_, cleared)) => cleared.clone(),
                None => {
                    let cleared = secret::cleared(message, second.as_deref(), &secrets, &script());
                    if secrets.is_empty() {
                        self.told.insert(recommendation, (std::mem::take(message), cleared.clone()));
                    }
                    cleared
                }
            };
        }
        Ok(verdict)
    }

    /// The verdict with everything that was read for it, whatever it is, with the nodes of the values in their trees; and how
    /// its scripts went, where the checks tell it.
    ///
    /// # Errors
    ///
    /// The deadline.
    pub fn explained(
        &mut self,
        recommendation: RecommendationIndex,
        resource: ResourceIndex,
    ) -> Result<(Verdict, Vec<Read>, Vec<Course>), Aborted> {
        let mut verdict = self.verdict(recommendation, resource, Detail::Full)?;
        // Clearing a message of secrets may have judged again.
        let answer = self.judged(recommendation, resource, Detail::Status)?;
        verdict.status = answer.status;
        Ok((verdict, evidence::all(&self.frame), std::mem::take(&mut self.courses)))
    }

    fn judged_once(
        &mut self,
        recommendation: RecommendationIndex,
        resource: ResourceIndex,
        detail: Detail,
    ) -> Result<Verdict, Aborted> {
        let compiled = self.compiled(recommendation);
        self.frame.doubt.take();
        self.courses.clear();
        self.begin(resource, &compiled.parameters);
        let entry = &self.checks.recommendations[recommendation.0];
        let parameters = &compiled.parameters;
        if let (Some(prepared), Some(script)) = (&compiled.applies_to, &entry.applies_to) {
            match self.run(prepared, (ScriptKey::AppliesTo, script), resource, parameters) {
                Ok(Outcome::Healthy) => self.begin(resource, parameters),
                Ok(Outcome::Unhealthy(..) | Outcome::NotApplicable(_)) => match self.frame.doubted() {
                    None => return Ok(not_applicable()),
                    Some(doubt) => return self.ended(Ended::Failure(doubt), script, detail),
                },
                Err(ended) => return self.ended(ended, script, detail),
            }
        }
        match self.run(&compiled.check, (ScriptKey::Check, &entry.check), resource, parameters) {
            // What may not be there is neither good nor bad.
            Ok(Outcome::Healthy | Outcome::Unhealthy(..))
                if self.frame.inventory.resource(resource).silence == Some(Silence::Conditional) =>
            {
                let ended = Ended::Failure(stop::unknown(Silence::Conditional.hint()));
                self.ended(ended, &entry.check, detail)
            }
            Ok(outcome) => match self.frame.doubted().filter(|_| !matches!(outcome, Outcome::Unhealthy(..))) {
                None => Ok(self.decided(outcome, detail)),
                Some(doubt) => self.ended(Ended::Failure(doubt), &entry.check, detail),
            },
            Err(ended) => self.ended(ended, &entry.check, detail),
        }
    }

    /// The message over a resource whose secrets are other ones; `None` when there is none.
    fn veiled(&mut self, recommendation: RecommendationIndex, resource: ResourceIndex) -> Option<String> {
        let sought = self.frame.sought.borrow().clone();
        self.frame.veil.set(true);
        let verdict = self.judged(recommendation, resource, Detail::Full);
        self.frame.veil.set(false);
        *self.frame.sought.borrow_mut() = sought;
        verdict.ok()?.finding?.message.clone()
    }

    /// What the last verdict depends on beside the resource's own values, in order and each once; nothing when it looked
    /// nothing up. Which files hold the resource decides what an absence means, so that its own id is among them.
    pub fn sought(&self, resource: ResourceIndex) -> Vec<Sought> {
        let mut sought = self.frame.sought.borrow().clone();
        if !sought.is_empty() {
            sought.push(Sought::of(&self.frame.inventory.resource(resource).id));
            sought.sort_unstable();
            sought.dedup();
        }
        sought
    }

    /// The inventory whose resources it judges.
    pub fn inventory(&self) -> Arc<Inventory> {
        self.frame.inventory.clone()
    }

    /// A recommendation of its checks.
    pub fn recommendation(&self, recommendation: RecommendationIndex) -> &'c Recommendation {
        &self.checks.recommendations[recommendation.0]
    }

    fn compiled(&mut self, recommendation: RecommendationIndex) -> Rc<Compiled> {
        if let Some(compiled) = &self.compiled[recommendation.0] {
            return compiled.clone();
        }
        let entry = &self.checks.recommendations[recommendation.0];
        let parameters = parameters(entry);
        let compiled = Rc::new(Compiled {
            applies_to: entry.applies_to.as_ref().map(|script| self.plan(script, &parameters)),
            check: self.plan(&entry.check, &parameters),
            parameters,
        });
        self.compiled[recommendation.0] = Some(compiled.clone());
        compiled
    }

    /// Compiles a script that runs in the engine.
    fn prepare(&mut self, script: &Script) -> Prepared {
        let ast = super::traps::parse(&self.engine, script).map_err(|problem| problem.message)?;
        self.keep_texts(&ast);
        let program = Program::new(ast, Err(Uncovered::once()));
        self.make_ready(&program);
        Ok(program)
    }

    /// Compiles a script that runs by its plan where it has one.
    fn plan(&mut self, script: &Script, parameters: &Dynamic) -> Prepared {
        if !self.checks.has_plans {
            return self.prepare(script);
        }
        let ast = super::traps::parse(&self.engine, script).map_err(|problem| problem.message)?;
        self.keep_texts(&ast);
        let make = if self.checks.tells { Plan::telling } else { Plan::of };
        let plan = make(&ast, &mut self.names.borrow_mut(), parameters);
        Ok(Program::new(ast, plan))
    }

    /// Makes the properties that a script names readable for the engine.
    fn make_ready(&mut self, program: &Program) {
        let (names, under_way) = (&self.names, &self.under_way);
        program.make_ready(&mut self.engine, |engine, name| {
            engine::register_property(engine, names, under_way, name);
        });
    }

    /// What a script spells out is no name that it made up.
    fn keep_texts(&self, ast: &AST) {
        let mut names = self.names.borrow_mut();
        super::traps::texts(ast).iter().for_each(|text| {
            names.keep(text);
        });
    }

    /// Starts an evaluation over a resource.
    fn begin(&self, resource: ResourceIndex, parameters: &Rc<Dynamic>) {
        self.frame.begin(resource);
        self.give(resource, parameters);
    }

    /// What scripts find from now on.
    fn give(&self, resource: ResourceIndex, parameters: &Rc<Dynamic>) {
        let (frame, parameters) = (self.frame.clone(), parameters.clone());
        *self.globals.borrow_mut() = Some(Globals { frame, subject: resource, parameters, is_fix: false });
    }

    fn decided(&self, outcome: Outcome, detail: Detail) -> Verdict {
        match outcome {
            Outcome::Healthy => Verdict { status: Status::Healthy, finding: None },
            Outcome::NotApplicable(_) => not_applicable(),
            Outcome::Unhealthy(..) if detail != Detail::Full => Verdict { status: Status::Unhealthy, finding: None },
            Outcome::Unhealthy(message, about) => {
                let about = about.unwrap_or_else(|| evidence::last_read(&self.frame));
                Verdict { status: Status::Unhealthy, finding: Some(Arc::new(self.finding(message, about))) }
            }
        }
    }

    /// An evaluation that ended without an answer is unknown, with the reason.
    fn ended(&self, ended: Ended, script: &Script, detail: Detail) -> Result<Verdict, Aborted> {
        if detail == Detail::Outcome {
            let unknown = Verdict { status: Status::Unknown, finding: None };
            return if ended.is_late() { Err(Aborted::Late) } else { Ok(unknown) };
        }
        let (message, script_error, export) = match ended.why(script, &self.frame)? {
            Why::Unknown(why) => (why.reason, false, why.export),
            Why::Broken(message) => (message, true, None),
        };
        let (message, place) = (Some(message), evidence::nowhere());
        let finding = match detail {
            Detail::Full => self.finding(message, evidence::last_read(&self.frame)),
            _ => Finding { message, evidence: Vec::new(), more_reads: 0, place, script_error, export: None },
        };
        Ok(Verdict { status: Status::Unknown, finding: Some(Arc::new(Finding { script_error, export, ..finding })) })
    }

    fn finding(&self, message: Option<String>, about: u32) -> Finding {
        let ((evidence, more_reads), place) = (evidence::collect(&self.frame), evidence::place(&self.frame, about));
        Finding { message, evidence, more_reads, place, script_error: false, export: None }
    }
}

fn not_applicable() -> Verdict {
    Verdict { status: Status::NotApplicable, finding: None }
}

/// What scripts find as `params`.
pub(super) fn parameters(recommendation: &Recommendation) -> Rc<Dynamic> {
    let entry = |parameter: &crate::policy::Parameter| {
        let value = parameter.value.as_ref().map_or(Dynamic::UNIT, json::value);
        (parameter.name.as_str().into(), value)
    };
    Rc::new(Dynamic::from_map(recommendation.parameters.iter().map(entry).collect::<Map>()))
}
