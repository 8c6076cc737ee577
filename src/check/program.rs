//! A compiled script, and what was learnt about it.

use super::plan::{Plan, Uncovered};
use super::traps;
use rhai::{AST, Caches, Dynamic, Engine, EvalAltResult, OptimizationLevel, Scope};
use std::cell::{OnceCell, RefCell};

/// A script that can run.
pub(super) struct Program {
    /// As it was written.
    parsed: AST,
    /// What runs in its place, or why it has no plan.
    pub plan: Result<Plan, Uncovered>,
    /// What the engine runs; it is made when the engine has to.
    ready: OnceCell<AST>,
    /// Which functions its calls mean. It outlives a run, since finding them takes longer than most runs; an engine's
    /// functions stay, but for the properties of other scripts.
    functions: RefCell<Caches>,
    /// Bytes of the longest text in it.
    pub longest: usize,
}

impl Program {
    pub fn new(parsed: AST, plan: Result<Plan, Uncovered>) -> Self {
        let longest = traps::texts(&parsed).iter().map(String::len).max().unwrap_or_default();
        Self { parsed, plan, ready: OnceCell::new(), functions: RefCell::default(), longest }
    }

    /// Makes it ready to run in the engine, which is taught each property that it names.
    pub fn make_ready(&self, engine: &mut Engine, mut teach: impl FnMut(&mut Engine, &str)) {
        if self.ready.get().is_none() {
            traps::properties(&self.parsed).iter().for_each(|name| teach(engine, name));
            let ready = engine.optimize_ast(&Scope::new(), self.parsed.clone(), OptimizationLevel::Simple);
            self.ready.get_or_init(|| ready);
        }
    }

    pub fn run(&self, engine: &Engine, scope: &mut Scope<'_>) -> Result<Dynamic, Box<EvalAltResult>> {
        let ast = self.ready.get().unwrap_or(&self.parsed);
        let mut global = engine.new_global_runtime_state();
        global.lib.push(ast.shared_lib().clone());
        // The call is marked as deprecated only to say that it may change; the version of Rhai is pinned.
        #[expect(deprecated)]
        engine.eval_statements_raw(&mut global, &mut self.functions.borrow_mut(), scope, ast.statements())
    }
}
