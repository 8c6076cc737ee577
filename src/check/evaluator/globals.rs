//! What scripts find without defining it.

use crate::check::engine;
use crate::check::look_up::Estate;
use crate::check::trace::Frame;
use crate::check::view::View;
use crate::check::work::Work;
use crate::inventory::ResourceIndex;
use rhai::{Dynamic, Engine};
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Instant;

/// What a script finds under the names that it need not define, made when it asks.
pub(super) struct Globals {
    pub frame: Rc<Frame>,
    pub subject: ResourceIndex,
    pub parameters: Rc<Dynamic>,
    /// A fix script holds its resource as a variable, and may call functions that policies share.
    pub fix: Option<bool>,
}

impl Globals {
    fn get(&self, name: &str) -> Option<Dynamic> {
        match name {
            "resource" if self.fix.is_none() => Some(self.resource()),
            "inventory" => Some(Dynamic::from(Estate { frame: self.frame.clone(), subject: self.subject })),
            "params" => Some(self.parameters.as_ref().clone()),
            _ => None,
        }
    }

    /// Whether captured variables of this index are copies at this level of calls: nothing is assigned in checks, nor to what
    /// a shared function was passed.
    fn are_copied(&self, index: usize, level: usize) -> bool {
        self.fix.is_none_or(|shares| shares && index > 0 && level > 0)
    }

    pub fn resource(&self) -> Dynamic {
        Dynamic::from(View::resource(&self.frame, self.subject, 0))
    }
}

/// Those of the evaluation that is under way.
pub(super) type SharedGlobals = Rc<RefCell<Option<Globals>>>;

/// An engine whose scripts find these.
pub(super) fn own_engine(globals: &SharedGlobals, deadline: Option<Instant>, work: &Work) -> Engine {
    let mut engine = engine::engine(deadline, work);
    engine::register_index(&mut engine);
    let (found, asked) = (globals.clone(), globals.clone());
    let find = move |name: &str| found.borrow().as_ref()?.get(name);
    let is_copied = move |index, level| asked.borrow().as_ref().is_some_and(|globals| globals.are_copied(index, level));
    engine::resolve_globals(&mut engine, work.clone(), find, is_copied);
    engine
}
