//! What a variable says of its own values: Terraform plans nothing of a folder that is given one which it refuses.

use super::config::Declared;
use super::evaluate::{Around, Machine};
use super::meaning::truth;
use super::scope::{Locals, Scope};
use crate::template::Value;
use hcl_edit::Span;
use hcl_edit::structure::Structure;
use std::rc::Rc;

impl<'c, 'd> Machine<'c, 'd> {
    /// The value of a variable; unknown, and told, where one of its conditions is known to refuse it.
    pub(super) fn validated(
        &self,
        declared: &'c Declared<'c, 'd>,
        scope: &Rc<Scope<'c, 'd>>,
        value: Value<'d>,
    ) -> Value<'d> {
        if value.as_unknown().is_some() || declared.blocks("validation").next().is_none() {
            return value;
        }
        // No name of Terraform's holds a blank.
        let key = format!("var.{} validated", declared.name);
        match scope.known.borrow().get(&key) {
            Some(Some(known)) => return known.clone(),
            // A condition asks for the value that it is about.
            Some(None) => return value,
            None => {}
        }
        self.once(scope, key, || match self.refuses(declared, scope) {
            true => Value { origin: value.origin.clone(), ..self.refused(declared, scope) },
            false => value,
        })
    }

    /// Whether a condition is known to be false, and tells of it.
    fn refuses(&self, declared: &'c Declared<'c, 'd>, scope: &Rc<Scope<'c, 'd>>) -> bool {
        for (at, block) in declared.blocks("validation") {
            let attributes = block.body.iter().filter_map(Structure::as_attribute);
            let condition = attributes.into_iter().find(|own| own.key.as_str() == "condition");
            let Some(code) = condition.map(|own| at.code(own)) else { continue };
            let around = Around { scope, locals: &Locals::default(), at };
            if matches!(truth(&self.code(code, around)), Ok(false)) {
                let name = scope.whole(declared.name);
                let told = format!("the value of `{name}` is refused here, and what hangs on it is not known");
                let help = "Terraform plans nothing of a folder with it: give the variable another value, or take the condition away";
                self.tell(at.problem(code.expression.span(), told).help(help));
                return true;
            }
        }
        false
    }

    fn refused(&self, declared: &Declared<'c, 'd>, scope: &Scope<'c, 'd>) -> Value<'d> {
        let reason = format!("the `validation` of the variable `{}` refuses its value", declared.name);
        Value::unknown(reason, format!("var.{}", scope.whole(declared.name)))
    }
}
