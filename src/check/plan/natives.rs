//! Functions of the engine that plans call as scripts do.

use super::end::End;
use crate::check::helpers;
use crate::check::view::Held;
use rhai::{Dynamic, Engine, GlobalRuntimeState, NativeCallContext, Position};
use std::cell::OnceCell;

/// Those that change nothing, beside the helpers. What a function changes it would change in a copy.
const PURE: [&str; 24] = [
    "+",
    "-",
    "*",
    "/",
    "%",
    "abs",
    "ends_with",
    "index_of",
    "keys",
    "max",
    "min",
    "parse_float",
    "parse_int",
    "split",
    "starts_with",
    "sub_string",
    "to_float",
    "to_int",
    "to_lower",
    "to_string",
    "to_upper",
    "trim",
    "type_of",
    "values",
];

/// The name of a function that a plan may call.
pub(super) fn known(name: &str) -> Option<&'static str> {
    PURE.into_iter().find(|own| *own == name).or_else(|| helpers::known(name))
}

/// The engine, with the state that calls need.
pub(super) struct Natives<'e> {
    engine: &'e Engine,
    state: OnceCell<GlobalRuntimeState>,
}

impl<'e> Natives<'e> {
    pub fn of(engine: &'e Engine) -> Self {
        Self { engine, state: OnceCell::new() }
    }

    /// What a function of the engine gives.
    pub fn call(&self, name: &str, arguments: impl IntoIterator<Item = Held>) -> Result<Held, End> {
        let mut values: Vec<Dynamic> = arguments.into_iter().map(Held::dynamic).collect();
        // On a text of the script's own it changes that, and gives nothing.
        if name == "trim" && values.iter().any(Dynamic::is_string) {
            return Err(End::Bail);
        }
        let mut arguments: Vec<&mut Dynamic> = values.iter_mut().collect();
        let state = self.state.get_or_init(|| self.engine.new_global_runtime_state());
        let context: NativeCallContext<'_> = (self.engine, name, None, state, Position::NONE).into();
        let value = context.call_native_fn_raw(name, false, &mut arguments)?;
        Ok(value.into())
    }
}
