//! What scripts find without defining it.

use crate::check::Checks;
use crate::check::engine::{self, UnderWay};
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
    /// A fix script holds its resource as a variable.
    pub is_fix: bool,
}

impl Globals {
    fn get(&self, name: &str) -> Option<Dynamic> {
        match name {
            "resource" if !self.is_fix => Some(self.resource()),
            "inventory" => Some(Dynamic::from(Estate { frame: self.frame.clone(), subject: self.subject })),
            "params" => Some(self.parameters.as_ref().clone()),
            _ => None,
        }
    }

    pub fn resource(&self) -> Dynamic {
        Dynamic::from(View::resource(&self.frame, self.subject, 0))
    }
}

/// Those of the evaluation that is under way.
pub(super) type SharedGlobals = Rc<RefCell<Option<Globals>>>;

/// The frame that they stand for.
pub(super) fn under_way(globals: &SharedGlobals) -> UnderWay {
    let globals = globals.clone();
    Rc::new(move || globals.borrow().as_ref().map(|own| own.frame.clone()))
}

/// An engine whose scripts find these.
pub(super) fn own_engine(globals: &SharedGlobals, deadline: Option<Instant>, work: &Work, checks: &Checks) -> Engine {
    let mut engine = engine::engine(deadline, work);
    checks.reached.iter().for_each(|reached| reached.register(&mut engine));
    engine::register_index(&mut engine, &under_way(globals));
    let globals = globals.clone();
    engine::resolve_globals(&mut engine, work.clone(), move |name| globals.borrow().as_ref()?.get(name));
    engine
}
