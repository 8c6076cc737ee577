//! From a folder to the instances that it manages.

use super::super::Instance;
use super::body::ignored;
use super::config::{Config, Declared};
use super::count::Turn;
use super::evaluate::Machine;
use super::scope::{Count, Scope};
use crate::source::Problem;
use std::rc::Rc;

/// Instances of a folder and of all modules in it.
const MOST: usize = 20_000;

impl<'c, 'd> Machine<'c, 'd> {
    /// What a folder manages as the root of all, modules and their modules with it.
    pub fn expand(&self, config: &'c Config<'c, 'd>) -> Vec<Instance<'d>> {
        let mut instances = Vec::new();
        let mut waiting = vec![Rc::new(Scope::root(config))];
        while let Some(scope) = waiting.pop() {
            self.note_secrets(&scope);
            for declared in scope.config.resources.iter().filter(|declared| !declared.is_data) {
                self.take_all(declared, &scope, config.major, &mut instances);
            }
            let mut children = Vec::new();
            for declared in scope.config.calls.values() {
                let address = scope.whole(&format!("module.{}", declared.name));
                let count = self.count(declared, &scope);
                for (_, index, locals) in count.turns() {
                    if children.len() + waiting.len() > MOST || instances.len() >= MOST {
                        self.full(declared);
                        break;
                    }
                    children.extend(self.child(declared, &scope, &format!("{address}{index}"), &locals));
                }
            }
            waiting.extend(children.into_iter().rev());
        }
        instances
    }

    fn take_all(
        &self,
        declared: &'c Declared<'c, 'd>,
        scope: &Rc<Scope<'c, 'd>>,
        major: Option<u32>,
        instances: &mut Vec<Instance<'d>>,
    ) {
        let Some(node) = declared.node() else { return };
        let address = scope.whole(&declared.address());
        let count = self.count(declared, scope);
        let own = match &*count {
            Count::Unknown(why) => Some(why.clone()),
            _ => None,
        };
        let conditional = scope.conditional.clone().or(own);
        let turns: Vec<Turn<'d>> = count.turns();
        for (_, index, locals) in turns {
            if instances.len() >= MOST {
                return self.full(declared);
            }
            let values = self.said(declared, scope, &locals, node);
            instances.push(Instance {
                address: format!("{address}{index}"),
                kind: declared.kind.into(),
                node,
                values,
                conditional: conditional.clone(),
                ignored: ignored(declared),
                major,
                open: Vec::new(),
                id: None,
            });
        }
    }

    /// Tells that no more is judged.
    fn full(&self, declared: &Declared<'c, 'd>) {
        let (at, block) = declared.first();
        let message = format!("more than {MOST} resources are managed here: from this one on none is judged");
        let span = hcl_edit::Span::span(&block.ident);
        let problem: Problem = at.problem(span, message);
        self.gap(problem.help("Check that this is meant"));
    }
}
