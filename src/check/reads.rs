//! What scripts read beside the resource that they judge, as far as they spell it out.

use super::look_up::Leads;
use super::work::Work;
use super::{Checks, engine, look_up, traps};
use crate::policy::{Recommendation, is_resource_type};
use rhai::{AST, ASTNode, Engine, Expr, FnCallExpr};
use std::collections::BTreeSet;

/// What the scripts of a recommendation read beside the resource that it judges.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reads {
    /// Types of what belongs to a resource.
    pub children: BTreeSet<String>,
    /// Types of which all resources are asked for.
    pub all: BTreeSet<String>,
    /// The resource that the judged one belongs to is read.
    pub parent: bool,
    /// Where ids are followed: properties and texts that are named, and `x.id` for the id of one.
    pub followed: BTreeSet<String>,
    /// A look-up asks for a type that the script makes, so that nobody knows it before.
    pub is_open: bool,
}

impl Checks {
    /// What each recommendation reads, in the policy's order.
    pub fn reads(&self) -> Vec<Reads> {
        let engine = engine::engine(None, &Work::default());
        self.recommendations.iter().map(|entry| Reads::of(entry, &engine)).collect()
    }
}

impl Reads {
    fn of(entry: &Recommendation, engine: &Engine) -> Self {
        let (mut reads, mut names, mut follows) = (Self::default(), BTreeSet::new(), false);
        let scripts = [Some(&entry.check), entry.applies_to.as_ref()].into_iter().flatten();
        // What does not compile fails on every resource, and is told there.
        for ast in scripts.filter_map(|script| traps::parse(engine, script).ok()) {
            names.append(&mut names_in(&ast));
            ast.walk(&mut |path: &[ASTNode]| {
                if let Some(ASTNode::Expr(Expr::FnCall(call, _) | Expr::MethodCall(call, _))) = path.last() {
                    reads.call(call);
                    follows |= look_up::leads(&call.name) == Some(Leads::Along);
                }
                true
            });
        }
        if follows {
            reads.followed = names;
        }
        reads
    }

    fn call(&mut self, call: &FnCallExpr) {
        let Some(leads) = look_up::leads(&call.name) else { return };
        self.parent |= leads == Leads::Up;
        let text = match call.args.last() {
            Some(Expr::StringConstant(text, _)) => text.as_str(),
            _ => "",
        };
        let Some(name) = look_up::type_asked(&call.name, text) else { return };
        let types = if leads == Leads::Anywhere { &mut self.all } else { &mut self.children };
        match is_resource_type(name) {
            true => drop(types.insert(name.to_owned())),
            // `all` is a function of lists too, which takes a closure.
            false => self.is_open |= leads != Leads::Anywhere,
        }
    }
}

/// The properties and texts that a script names, and those whose `id` it reads.
fn names_in(ast: &AST) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    ast.walk(&mut |path: &[ASTNode]| {
        match path.last() {
            Some(ASTNode::Expr(Expr::Property(property, _))) => drop(names.insert(property.2.to_string())),
            Some(ASTNode::Expr(Expr::StringConstant(text, _))) => drop(names.insert(text.to_string())),
            Some(ASTNode::Expr(Expr::Dot(link, ..))) => names.extend(id_of(&link.lhs, &link.rhs)),
            _ => {}
        }
        true
    });
    names
}

/// `x.id` of the step from a property to its id.
fn id_of(step: &Expr, rest: &Expr) -> Option<String> {
    let next = match rest {
        Expr::Dot(link, ..) | Expr::Index(link, ..) => &link.lhs,
        last => last,
    };
    match (step, next) {
        (Expr::Property(step, _), Expr::Property(next, _)) if next.2 == "id" => Some(format!("{}.id", step.2)),
        _ => None,
    }
}
