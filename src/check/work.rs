//! What one evaluation may do: it is counted, so that it decides alike on every machine. And the day that it is done on.

use super::stop::{Failure, Stop, stop};
use crate::policy::Script;
use jiff::civil::Date;
use rhai::NativeCallContext;
use std::cell::Cell;
use std::rc::Rc;

/// Steps of a script, with those inside closures, and what native functions look at, in elements and in blocks of text: far
/// beyond any honest check, and far below what a person would wait for.
pub(super) const MAX_WORK: u64 = 20_000_000;

/// The longest text that a script may make.
pub(super) const STRING_BYTES: usize = 1 << 16;

/// Bytes of text that cost as much as a step.
pub(super) const BLOCK: usize = 64;

/// The work of the evaluation that is under way, of an engine and all that runs in it.
#[derive(Clone, Default)]
pub(super) struct Work(Rc<Counts>);

#[derive(Default)]
struct Counts {
    /// Of all evaluations.
    done: Cell<u64>,
    /// What this one may reach.
    bound: Cell<u64>,
    /// The day of the run; `None` where nobody says it.
    today: Cell<Option<Date>>,
    /// What a step costs: the longer a script is, the longer are the texts that stand in it.
    step: Cell<u64>,
}

/// A bound was reached; ends the evaluation.
pub(super) struct TooMuchWork;

impl From<TooMuchWork> for Failure {
    fn from(TooMuchWork: TooMuchWork) -> Self {
        stop(Stop::TooMuchWork)
    }
}

impl Work {
    /// Work of a run on this day.
    pub fn on(today: Option<Date>) -> Self {
        Self(Rc::new(Counts { today: Cell::new(today), ..Counts::default() }))
    }

    /// Another day, from now on.
    pub fn turn_to(&self, today: Date) {
        self.0.today.set(Some(today));
    }

    /// Starts to count anew.
    pub fn begin(&self) {
        self.0.bound.set(self.0.done.get().saturating_add(MAX_WORK));
    }

    /// What steps of this script cost from now on, whose longest text is so long: a step may set all its letters apart.
    pub fn run(&self, script: &Script, longest: usize) {
        /// Longer ones are no words of a policy.
        const USUAL: usize = 1024;
        let text = longest.saturating_sub(USUAL) / 32;
        let bytes: usize = script.texts().map(str::len).sum();
        self.0.step.set(1 + (bytes / 4096 + text) as u64);
    }

    /// Counts work that is about to be done, and that the next step answers for.
    pub fn add(&self, amount: usize) {
        self.0.done.set(self.0.done.get().saturating_add(amount as u64));
    }

    /// What was counted so far, over all evaluations.
    pub fn done(&self) -> u64 {
        self.0.done.get()
    }

    /// What a step of the script that runs costs.
    pub fn cost_of_step(&self) -> u64 {
        self.0.step.get()
    }

    /// Counts bytes of text.
    pub fn add_text(&self, bytes: usize) {
        self.add(bytes / BLOCK);
    }

    /// Counts work that is about to be done.
    pub fn charge(&self, amount: usize) -> Result<(), TooMuchWork> {
        self.add(amount);
        if self.0.done.get() > self.0.bound.get() { Err(TooMuchWork) } else { Ok(()) }
    }

    /// Counts a step; whether it is time to look at the clock, which costs more than a step.
    pub fn step(&self) -> Result<bool, TooMuchWork> {
        let rounds = |done: u64| done / 256;
        let before = self.0.done.get();
        self.charge(self.0.step.get() as usize)?;
        Ok(rounds(before) != rounds(self.0.done.get()))
    }
}

/// The day of the run.
pub(super) fn today(context: &NativeCallContext) -> Option<Date> {
    context.tag().and_then(|tag| tag.read_lock::<Work>())?.0.today.get()
}

/// Counts work of a function that knows only how it was called.
pub(super) fn add(context: &NativeCallContext, amount: usize) {
    if let Some(work) = context.tag().and_then(|tag| tag.read_lock::<Work>()) {
        work.add(amount);
    }
}
