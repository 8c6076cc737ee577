//! The plan of a script: what it does, as a small tree of our own that is evaluated on documents directly.
//!
//! A plan is made from the language's own syntax tree when a script is met first. It covers what policies are written in; a
//! script with any other part runs in the language's engine as a whole, and [`Uncovered`] says which part that is. A plan
//! gives the same verdict, message, evidence and reasons: it reads by the same views in the same order, and calls the same
//! functions. Where a script would fail, or come near a bound of work, a plan says nothing: the script then runs in the
//! engine from its start.
//!
//! Work: a plan counts its own steps. None of them is more than [`STEPS`] of the engine's, so that a plan that stays below
//! the bounds with that factor stands for a run of the engine that does; what native functions look at is counted alike.

mod chain;
mod closure;
mod compare;
mod end;
mod lists;
mod natives;
mod run;
mod scope;
mod told;
mod translate;
mod tree;

use super::stop::Failure;
use super::trace::{Frame, Names};
use super::view::Held;
use crate::inventory::ResourceIndex;
use end::End;
use natives::Natives;
use rhai::{AST, Dynamic, Engine, Position};
use run::Run;
use std::rc::Rc;
use translate::Translator;
use tree::Routine;
pub(super) use tree::Spot;

/// What one step of a plan may at most be in steps of the engine.
const STEPS: u64 = 8;

/// A part of a script that no plan has.
#[derive(Clone, Debug)]
pub(super) struct Uncovered {
    /// For people, as the end of "… runs in the engine because of".
    pub what: String,
    pub position: Position,
}

impl Uncovered {
    /// Fix scripts change what they read.
    pub fn fix() -> Self {
        Self { what: "changes to the resource".to_owned(), position: Position::NONE }
    }

    /// What is asked once needs no plan.
    pub fn once() -> Self {
        Self { what: "running once".to_owned(), position: Position::NONE }
    }
}

/// What a script does.
pub(super) struct Plan {
    routines: Vec<Routine>,
    /// What it tells of, which is nothing but where runs are explained.
    pub spots: Vec<Spot>,
}

/// How a run of a plan ended.
pub(super) enum Ran {
    Gave(Held),
    /// Something that was read is not known.
    Unknown(Failure),
    /// The engine has to run the script.
    Bailed,
}

impl Plan {
    /// The plan of a script that was not optimised, for a recommendation's parameters.
    pub fn of(ast: &AST, names: &mut Names, parameters: &Dynamic) -> Result<Self, Uncovered> {
        let routines = Translator::new(ast, names, parameters).script()?.0;
        Ok(Self { routines, spots: Vec::new() })
    }

    /// The same, which tells what each of its clauses gives.
    pub fn telling(ast: &AST, names: &mut Names, parameters: &Dynamic) -> Result<Self, Uncovered> {
        let mut translator = Translator::new(ast, names, parameters);
        translator.spots = Some(Vec::new());
        translator.script().map(|(routines, spots)| Self { routines, spots })
    }

    /// Runs it over a resource whose evaluation has begun.
    pub fn run(&self, engine: &Engine, frame: &Rc<Frame>, subject: ResourceIndex) -> Ran {
        let before = frame.work.done();
        let natives = Natives::of(engine);
        let (routines, stack) = (self.routines.as_slice(), Vec::new());
        let mut run = Run { routines, frame, natives, subject, stack, base: 0, steps: 0, depth: 0, inside: None };
        let ran = run.routine(0, 0);
        let steps = run.steps * STEPS * frame.work.cost_of_step();
        if frame.work.done() - before + steps > super::work::MAX_WORK {
            return Ran::Bailed;
        }
        match ran {
            Ok(value) => Ran::Gave(value),
            Err(End::Unknown(failure)) => Ran::Unknown(failure),
            Err(End::Bail | End::Return(_) | End::Leave(_)) => Ran::Bailed,
        }
    }
}
