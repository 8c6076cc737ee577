//! Going through lists, and asking of their elements.

use super::end::{End, Given};
use super::run::{DEEPEST, Run, made, returned};
use super::tree::{Closure, Loop, Node, Question};
use crate::check::open::Open;
use crate::check::stop::Failure;
use crate::check::view::Held;
use crate::check::{list, truth};
use rhai::{Array, Dynamic};
use std::ops::ControlFlow;

impl<'r> Run<'r> {
    /// A loop.
    pub fn rounds(&mut self, own: &'r Loop) -> Given<()> {
        let mut counter = 0;
        let over = self.eval(&own.over)?;
        let mut round = |run: &mut Self, item: Held| {
            if let Some(slot) = own.counter {
                run.set(slot, Held::Whole(counter));
            }
            counter += 1;
            run.set(own.slot, item);
            match run.eval(&own.body) {
                Ok(_) | Err(End::Leave(false)) => Ok(ControlFlow::Continue(())),
                Err(End::Leave(true)) => Ok(ControlFlow::Break(())),
                Err(end) => Err(end),
            }
        };
        items(&over, |item| round(self, item?))
    }

    /// A loop as long as a condition holds.
    pub fn repeat(&mut self, parts: &'r [Node; 2]) -> Given<()> {
        let [condition, body] = parts;
        while self.truth(condition)? {
            match self.eval(body) {
                Ok(_) | Err(End::Leave(false)) => {}
                Err(End::Leave(true)) => break,
                Err(end) => return Err(end),
            }
        }
        Ok(())
    }

    /// A list that is asked with a closure.
    pub fn each(&mut self, question: Question, list: Held, closure: &'r Closure) -> Given {
        match question {
            Question::Any => self.decide(&list, closure, true).map(Held::Truth),
            Question::All => self.decide(&list, closure, false).map(|found| Held::Truth(!found)),
            Question::Filter | Question::Map => {
                let mut kept: Vec<Result<Dynamic, Failure>> = Vec::new();
                items(&list, |item| {
                    match self.made_of(question, item, closure) {
                        Ok(value) => kept.extend(value.map(|value| Ok(value.dynamic()))),
                        Err(End::Unknown(failure)) => kept.push(Err(failure)),
                        Err(end) => return Err(end),
                    }
                    Ok(ControlFlow::Continue(()))
                })?;
                made(Open::of(kept.into_iter())?)
            }
        }
    }

    /// What an element becomes, or whether it stays.
    fn made_of(
        &mut self,
        question: Question,
        item: Result<Held, Failure>,
        closure: &'r Closure,
    ) -> Given<Option<Held>> {
        let item = item?;
        if question == Question::Map {
            return self.closure(item, closure).map(Some);
        }
        let is_kept = says(self.closure(item.clone(), closure)?)?;
        Ok(is_kept.then_some(item))
    }

    /// Whether an element gives `wanted`; unknown when none does and one might.
    fn decide(&mut self, list: &Held, closure: &'r Closure, wanted: bool) -> Given<bool> {
        let (mut is_found, mut unknown) = (false, None);
        items(list, |item| {
            let answer = item.map_err(End::from).and_then(|item| says(self.closure(item, closure)?));
            match answer {
                Ok(answer) if answer == wanted => {
                    is_found = true;
                    return Ok(ControlFlow::Break(()));
                }
                Ok(_) => {}
                Err(End::Unknown(failure)) => unknown = unknown.take().or(Some(failure)),
                Err(end) => return Err(end),
            }
            Ok(ControlFlow::Continue(()))
        })?;
        match unknown {
            Some(failure) if !is_found => Err(End::Unknown(failure)),
            _ => Ok(is_found),
        }
    }

    fn closure(&mut self, item: Held, closure: &'r Closure) -> Given {
        self.depth += 2;
        if self.depth > DEEPEST {
            return Err(End::Bail);
        }
        self.set(closure.slot, item);
        let given = returned(self.eval(&closure.body));
        self.depth -= 2;
        given
    }
}

/// Shows what a list holds, as the engine would go through it.
pub(super) fn items(held: &Held, mut see: impl FnMut(Result<Held, Failure>) -> Given<ControlFlow<()>>) -> Given<()> {
    match held {
        Held::Absent(_) => Ok(()),
        Held::View(view) => {
            view.listed()?;
            view.each(see)
        }
        Held::Other(list) => {
            if let Some(open) = list.read_lock::<Open>() {
                for item in open.elements() {
                    if see(item.map(Held::from))?.is_break() {
                        break;
                    }
                }
                return Ok(());
            }
            let Some(items) = list.read_lock::<Array>() else { return Err(End::Bail) };
            for item in items.iter() {
                if see(Ok(item.clone().into()))?.is_break() {
                    break;
                }
            }
            Ok(())
        }
        other => Err(list::refused(other).map_or(End::Bail, End::from)),
    }
}

/// What a condition says of an element.
fn says(value: Held) -> Given<bool> {
    match value {
        Held::Truth(truth) => Ok(truth),
        Held::Text(text) => Ok(truth::of_text(&text)?),
        _ => Err(End::Bail),
    }
}
