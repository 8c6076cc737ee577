//! A compiled script, and what was learnt about it.

use rhai::{AST, Caches, Dynamic, Engine, EvalAltResult, Scope};
use std::cell::RefCell;

/// A script that can run.
pub(super) struct Program {
    ast: AST,
    /// Which functions its calls mean. It outlives a run, since finding them takes longer than most runs; an engine's
    /// functions stay, but for the properties of other scripts.
    functions: RefCell<Caches>,
    /// Bytes of the longest text in it.
    pub longest: usize,
}

impl Program {
    pub fn new(ast: AST) -> Self {
        let longest = super::traps::texts(&ast).iter().map(String::len).max().unwrap_or_default();
        Self { ast, functions: RefCell::default(), longest }
    }

    pub fn run(&self, engine: &Engine, scope: &mut Scope<'_>) -> Result<Dynamic, Box<EvalAltResult>> {
        let mut global = engine.new_global_runtime_state();
        global.lib.push(self.ast.shared_lib().clone());
        // The call is marked as deprecated only to say that it may change; the version of Rhai is pinned.
        #[expect(deprecated)]
        engine.eval_statements_raw(&mut global, &mut self.functions.borrow_mut(), scope, self.ast.statements())
    }
}
