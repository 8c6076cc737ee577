//! Functions without a name, as the language's syntax tree holds them.

use crate::check::traps::CLOSURE;
use rhai::{Expr, FnPtr, Stmt};

/// How the language hands a closure what surrounds it.
const CURRY: &str = "curry";

/// Whether an expression is a function without a name.
pub(super) fn is_closure(expression: &Expr) -> bool {
    closure_of(expression).is_some()
}

/// The name that the language gave a closure, and how many of its parameters are what surrounds it.
pub(super) fn closure_of(expression: &Expr) -> Option<(String, usize)> {
    match expression {
        Expr::DynamicConstant(..) => named(expression).map(|name| (name, 0)),
        Expr::Stmt(block) => match block.statements() {
            [Stmt::Share(_), Stmt::Expr(call)] => match &**call {
                Expr::FnCall(call, _) if call.name == CURRY => {
                    named(call.args.first()?).map(|name| (name, call.args.len() - 1))
                }
                _ => None,
            },
            _ => None,
        },
        _ => None,
    }
}

fn named(value: &Expr) -> Option<String> {
    match value {
        Expr::DynamicConstant(value, _) => {
            let name = value.read_lock::<FnPtr>()?.fn_name().to_owned();
            name.starts_with(CLOSURE).then_some(name)
        }
        _ => None,
    }
}
