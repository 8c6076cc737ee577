//! What a function that policies share gives for the arguments of a test case.

use super::Evaluator;
use crate::check::ended::{Aborted, Ended, Why};
use crate::check::json;
use crate::check::stop::Failure;
use crate::check::verdict::Outcome;
use crate::check::view::{Held, View};
use crate::inventory::{Inventory, ResourceIndex};
use crate::policy::Shared;
use crate::source::{Kind, Node, NodeId};
use rhai::{Array, Dynamic, INT, Scope};
use serde_json::Value;
use std::rc::Rc;
use std::sync::Arc;

/// What a function gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Called {
    /// A value.
    Gave(Value),
    /// It met something that is not known, for this reason.
    Unknown(String),
    /// It failed.
    Failed(String),
}

impl Evaluator<'_> {
    /// Calls a function with the elements of a list in the document of the inventory's first resource, which is the first
    /// argument where that is a mapping.
    ///
    /// # Errors
    ///
    /// The deadline.
    pub fn call(&mut self, shared: &Shared, inventory: Arc<Inventory>, list: NodeId) -> Result<Called, Aborted> {
        self.turn_to(inventory);
        let arguments = (0..shared.function.parameters.len()).map(|place| format!("params[{place}]"));
        let text = format!("{}({})", shared.function.name, arguments.collect::<Vec<_>>().join(", "));
        let script = shared.called_by(text);
        let subject = ResourceIndex(0);
        self.begin(subject, &Rc::new(Dynamic::UNIT));
        let ran = match self.arguments(subject, list) {
            Ok(arguments) => {
                let prepared = self.prepare(&script);
                self.give(subject, &Rc::new(arguments));
                prepared.map_err(Ended::Value).and_then(|program| {
                    self.frame.work.run(&script, program.longest);
                    program
                        .run(&self.engine, &mut Scope::new())
                        .and_then(|value| written(&value))
                        .map_err(Ended::Failure)
                })
            }
            Err(failure) => Err(Ended::Failure(failure)),
        };
        match ran {
            Ok(value) => Ok(Called::Gave(value)),
            Err(ended) => Ok(match ended.why(&script, &self.frame)? {
                Why::Unknown(why) => Called::Unknown(why.reason),
                Why::Broken(message) => Called::Failed(message),
            }),
        }
    }

    /// The elements as a script is given them.
    fn arguments(&self, subject: ResourceIndex, list: NodeId) -> Result<Dynamic, Failure> {
        let tree = self.frame.inventory.resource(subject).tree;
        let items: Vec<Kind> = self.frame.node((tree, list)).items().map(Node::kind).collect();
        let all = View::of_case(&self.frame, tree, list)?;
        let argument = |(kind, place): (&Kind, INT)| match kind {
            Kind::Null => Ok(Dynamic::UNIT),
            Kind::Object if place == 0 => Ok(Dynamic::from(View::resource(&self.frame, subject, 0))),
            _ => all.element(place).map(Held::dynamic),
        };
        Ok(Dynamic::from_array(items.iter().zip(0..).map(argument).collect::<Result<Array, Failure>>()?))
    }
}

/// The value that a function gave, an answer by its word.
fn written(value: &Dynamic) -> Result<Value, Failure> {
    match value.read_lock::<Outcome>().as_deref() {
        Some(Outcome::Healthy) => Ok("healthy".into()),
        Some(Outcome::Unhealthy(..)) => Ok("unhealthy".into()),
        Some(Outcome::NotApplicable(_)) => Ok("notApplicable".into()),
        None => json::to_json(value),
    }
}
