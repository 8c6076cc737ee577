//! The traps of the language that a script must not fall into, found before anything runs.
//!
//! Rhai answers some questions about absent values quietly and wrongly (`() >= 3` is false) and others with an error
//! only on the first resource that lacks the value. Both are refused when the policy is loaded, with the correction.

use super::calls::Calls;
use super::helpers::expression;
use super::{error, habits, look_up, misread};
use crate::policy::{Function, RESOURCE_TYPE_HELP, Script, is_resource_type};
use crate::source::Problem;
use rhai::{AST, ASTFlags, ASTNode, Engine, Expr, FnCallExpr, Position, Scope, Stmt};
use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

/// What a script finds without defining it.
pub(super) const GLOBALS: [&str; 3] = ["resource", "inventory", "params"];

/// Methods of lists and text without an argument.
const METHODS: [&str; 2] = ["len", "is_empty"];

/// How Rhai's names for closures begin.
pub(super) const CLOSURE: &str = "anon$";

/// Compiles a script with the functions that it calls, without optimising it, so that what was written can still be seen.
pub(super) fn parse(engine: &Engine, script: &Script) -> Result<AST, Problem> {
    let mut scope = Scope::new();
    for name in GLOBALS {
        scope.push_constant(name, ());
    }
    let whole = script.whole();
    engine.compile_with_scope(&scope, &*whole).map_err(|failure| {
        let (message, help) = error::parse_error(&failure);
        let habit = habits::of_error(&whole, failure.position(), failure.err_type(), &GLOBALS);
        problem(script, failure.position(), message, habit.or(help))
    })
}

/// Names of all properties that a script reads with a dot.
pub(super) fn properties(ast: &AST) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    ast.walk(&mut |path: &[ASTNode]| {
        if let Some(ASTNode::Expr(Expr::Property(property, _))) = path.last() {
            names.insert(property.2.to_string());
        }
        true
    });
    names
}

/// The texts that a script spells out, which may be names of properties.
pub(super) fn texts(ast: &AST) -> BTreeSet<String> {
    let mut texts = BTreeSet::new();
    ast.walk(&mut |path: &[ASTNode]| {
        if let Some(ASTNode::Expr(Expr::StringConstant(text, _))) = path.last() {
            texts.insert(text.to_string());
        }
        true
    });
    texts
}

fn problem(script: &Script, position: Position, message: String, help: Option<String>) -> Problem {
    let mut problem = Problem::new(&script.file, message);
    problem.position = error::place(script, position);
    problem.help = help;
    if let Some((script, line)) = position.line().map(|line| script.at(line)) {
        problem.file.clone_from(&script.file);
        problem.excerpt = script.text.lines().nth(line - 1).map(|line| {
            // The line as it stands in the file, so that the column points at the right character.
            format!("{}{line}", " ".repeat(script.indent as usize)).into()
        });
    }
    problem
}

/// What a script is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Role<'s> {
    /// Answers a question, and changes nothing.
    Check,
    /// Does so for whoever calls it by this name, and is a function alone.
    Function(&'s str),
    /// Changes the resource.
    Fix,
    /// Asks what something is, of whatever kind.
    Question,
}

/// One script under examination.
pub(super) struct Traps<'s> {
    script: &'s Script,
    role: Role<'s>,
    parameters: &'s [&'s str],
    calls: Calls<'s>,
    /// Variables that were bound to a bare path, and so may be absent.
    paths: HashSet<String>,
    pub problems: Vec<Problem>,
    /// Types that look-ups are asked for by name.
    pub types: Vec<(String, Position)>,
}

impl<'s> Traps<'s> {
    pub fn new(script: &'s Script, role: Role<'s>, parameters: &'s [&'s str], calls: Calls<'s>) -> Self {
        Self { script, role, parameters, calls, paths: HashSet::new(), problems: Vec::new(), types: Vec::new() }
    }

    pub fn run(&mut self, ast: &AST) {
        ast.walk(&mut |path: &[ASTNode]| {
            match path.last() {
                Some(ASTNode::Stmt(statement)) => self.statement(statement),
                Some(ASTNode::Expr(expression)) => self.expression(expression),
                _ => {}
            }
            true
        });
        if self.role == Role::Check {
            self.answer(ast);
        }
        self.functions(ast);
    }

    fn statement(&mut self, statement: &Stmt) {
        match statement {
            Stmt::For(parts, _) => {
                self.binding(&parts.0.name, parts.0.pos);
                parts.1.iter().for_each(|counter| self.binding(&counter.name, counter.pos));
            }
            Stmt::TryCatch(flow, _) => {
                if let Expr::Variable(variable, _, position) = &flow.expr {
                    self.binding(&variable.1, *position);
                }
            }
            Stmt::Var(binding, ..) => {
                self.binding(&binding.0.name, binding.0.pos);
                let name = binding.0.name.to_string();
                if self.is_path(&binding.1) {
                    self.paths.insert(name)
                } else {
                    self.paths.remove(&name)
                };
            }
            Stmt::If(flow, _) | Stmt::While(flow, _) | Stmt::Do(flow, ..) => self.condition(&flow.expr, "a condition"),
            Stmt::Switch(_, position) => self.report(
                *position,
                "`switch` never matches text from a document",
                "compare with == in if … else if …",
            ),
            Stmt::Assignment(assignment) if self.role != Role::Fix && self.is_document(&assignment.1.lhs) => self
                .report(
                    assignment.1.lhs.position(),
                    "a check cannot change the resource",
                    "write `==` to compare; what changes a resource stands in the fix script",
                ),
            Stmt::FnCall(call, position) => self.call(call, *position),
            _ => {}
        }
    }

    fn expression(&mut self, expression: &Expr) {
        match expression {
            Expr::And(operands, _) => operands.iter().for_each(|operand| self.condition(operand, "an operand of &&")),
            Expr::Or(operands, _) => operands.iter().for_each(|operand| self.condition(operand, "an operand of ||")),
            Expr::FnCall(call, position) => self.call(call, *position),
            Expr::MethodCall(call, position) => self.resolve(call, *position, true),
            Expr::Dot(link, ..) => {
                self.parameter(&link.lhs, &link.rhs);
                let step = match &link.rhs {
                    Expr::Dot(rest, ..) | Expr::Index(rest, ..) => &rest.lhs,
                    last => last,
                };
                self.uncalled(&link.lhs, step);
                // A fix makes lists in the resource.
                if let Some((position, message, help)) = self.calls.refuse_beyond(&link.lhs, &link.rhs)
                    && self.role != Role::Fix
                {
                    self.report(position, &message, &help);
                }
            }
            _ => {}
        }
    }

    /// Looks for the function that a call means, and for the type that it names.
    fn resolve(&mut self, call: &FnCallExpr, position: Position, is_method: bool) {
        if let Some((message, help)) = self.calls.refuse(call, is_method) {
            self.report(position, &message, &help);
        }
        let Some(Expr::StringConstant(text, place)) = call.args.last() else { return };
        if call.name == "matches"
            && let Err(why) = expression(text)
        {
            self.report(*place, &why, "see https://docs.rs/regex for what it may hold");
        }
        match look_up::type_asked(&call.name, text) {
            Some(name) if is_resource_type(name) => self.types.push((name.to_owned(), *place)),
            Some(name) => self.report(*place, &format!("`{name}` is not a resource type"), RESOURCE_TYPE_HELP),
            None => {}
        }
    }

    fn call(&mut self, call: &FnCallExpr, position: Position) {
        self.resolve(call, position, false);
        match (call.name.as_str(), call.args.as_slice()) {
            ("!", [operand]) => self.condition(operand, "the operand of !"),
            ("<" | "<=" | ">" | ">=", operands) if operands.iter().any(|operand| self.is_path(operand)) => self.report(
                position,
                &format!("an absent value makes this `{}` quietly false", call.name),
                "say what absence counts as: (… ?? 0)",
            ),
            (".." | "..=", operands) if operands.iter().any(|operand| self.is_path(operand)) => self.report(
                position,
                "an absent value makes this range endless",
                "say what absence counts as: (… ?? 0)",
            ),
            _ => {}
        }
    }

    /// A property that is called like a method is one that somebody forgot to call, and would be absent everywhere.
    fn uncalled(&mut self, root: &Expr, step: &Expr) {
        let Expr::Property(property, position) = step else { return };
        let name = property.2.as_str();
        let of_resource = matches!(root, Expr::Variable(variable, ..) if variable.1 == "resource");
        if METHODS.contains(&name) || of_resource && look_up::methods().any(|method| method == name) {
            self.report(
                *position,
                &format!("`{name}` is a method"),
                &format!("call it: {name}(…), or write [\"{name}\"] for a property"),
            );
        }
    }

    /// A place that wants true or false; a bare path gives `()` where the property is absent.
    fn condition(&mut self, operand: &Expr, what: &str) {
        if self.is_path(operand) {
            self.report(
                operand.start_position(),
                &format!("{what} is a bare path, which is neither true nor false where the property is absent"),
                "compare it: … == true, or … != false where absence counts as true",
            );
        }
    }

    /// The value of the whole script.
    fn answer(&mut self, ast: &AST) {
        if let Some(Stmt::Expr(expression)) = ast.statements().last() {
            self.condition(expression, "the script's answer");
        }
    }

    /// A function sees only what it is passed. Closures are functions too, and do see what surrounds them.
    fn functions(&mut self, ast: &AST) {
        for function in ast.iter_functions().filter(|function| !function.name.starts_with(CLOSURE)) {
            let is_shared = self.role == Role::Function(function.name);
            for (name, position, captured) in globals_in(ast, function.name) {
                match (function.params.contains(&name.as_str()), captured) {
                    (true, true) if !is_shared => self.binding(&name, position),
                    // It is called from many scripts, which have one inventory.
                    (false, _) if is_shared && name == "inventory" => {}
                    (false, false) => {
                        let message = format!("the function `{}` cannot see `{name}`", function.name);
                        self.report(position, &message, "pass it as an argument");
                    }
                    _ => {}
                }
            }
        }
    }

    /// What is taken for something else.
    pub fn misread(&mut self, ast: &AST, types: &[&str]) {
        misread::of(ast, types).iter().for_each(|(position, message, help)| self.report(*position, message, help));
    }

    /// A name that means another function already.
    pub fn hidden(&mut self, ast: &AST, shared: &[Arc<Function>]) {
        let own = || ast.iter_functions().filter(|own| !own.name.starts_with(CLOSURE));
        match self.role {
            Role::Function(name) => {
                let is_more = own().any(|own| own.name != name) || !ast.statements().is_empty();
                if is_more {
                    self.report(Position::new(2, 1), "the function closes a brace that it does not open", "remove it");
                }
            }
            Role::Check | Role::Fix | Role::Question => {
                let hides = |own: &str| shared.iter().any(|shared| shared.name == own);
                for own in own().map(|own| own.name).filter(|own| hides(own)) {
                    let position =
                        only(ast, own).iter_fn_def().next().map_or(Position::NONE, |own| own.body.start_position());
                    self.report(
                        position,
                        &format!("the function `{own}` hides one that policies share"),
                        "give it another name",
                    );
                }
            }
        }
    }

    /// A variable that a closure captures is found behind the globals, so that the script would read another value than
    /// the one it means.
    fn binding(&mut self, name: &str, position: Position) {
        if GLOBALS.contains(&name) {
            let message = format!("`{name}` is given to every script, and a closure would not see another one");
            self.report(position, &message, "give it another name here");
        }
    }

    /// `params.name` must be declared.
    fn parameter(&mut self, root: &Expr, rest: &Expr) {
        let Expr::Variable(variable, ..) = root else { return };
        // What a function cannot see was told.
        if variable.1 != "params" || matches!(self.role, Role::Function(_)) {
            return;
        }
        let first = match rest {
            Expr::Dot(link, ..) | Expr::Index(link, ..) => &link.lhs,
            other => other,
        };
        let Expr::Property(property, position) = first else { return };
        if !self.parameters.contains(&property.2.as_str()) {
            let help = match self.parameters {
                [] if self.role == Role::Question => {
                    "name the recommendation that declares it with --recommendation".to_string()
                }
                [] => "declare it under `parameters:`".to_string(),
                known => format!("declare it under `parameters:`, or use one of: {}", known.join(", ")),
            };
            self.report(*position, &format!("there is no parameter `{}`", property.2), &help);
        }
    }

    /// Whether an expression is a bare path into a document: it ends in a property or an element, and so may be absent.
    fn is_path(&self, expression: &Expr) -> bool {
        match expression {
            Expr::Variable(variable, ..) => self.paths.contains(variable.1.as_str()),
            Expr::Dot(link, ..) | Expr::Index(link, ..) => !is_parameters(&link.lhs) && ends_in_place(expression),
            _ => false,
        }
    }

    /// Whether an expression is a place in a document, as far as its beginning tells.
    fn is_document(&self, expression: &Expr) -> bool {
        match expression {
            Expr::Dot(link, ..) | Expr::Index(link, ..) => match &link.lhs {
                Expr::Variable(root, ..) => GLOBALS.contains(&root.1.as_str()) || self.paths.contains(root.1.as_str()),
                _ => true,
            },
            _ => false,
        }
    }

    fn report(&mut self, position: Position, message: &str, help: &str) {
        self.problems.push(problem(self.script, position, message.into(), Some(help.into())));
    }
}

/// Every mention of what a script finds without defining it, in the function called `name`, and whether it is there only
/// for a closure to capture.
fn globals_in(ast: &AST, name: &str) -> Vec<(String, Position, bool)> {
    let mut seen = Vec::new();
    let mut see = |name: &str, position: Position, captured: bool| {
        if GLOBALS.contains(&name) {
            seen.push((name.to_string(), position, captured));
        }
    };
    only(ast, name).walk(&mut |path: &[ASTNode]| {
        match path.last() {
            Some(ASTNode::Expr(Expr::Variable(variable, _, position))) => see(&variable.1, *position, false),
            Some(ASTNode::Stmt(Stmt::Share(captured))) => {
                captured.iter().for_each(|(variable, _)| see(&variable.name, variable.pos, true));
            }
            _ => {}
        }
        true
    });
    seen
}

/// A script's one function of that name.
pub(super) fn only(ast: &AST, name: &str) -> AST {
    let mut own = ast.clone_functions_only();
    own.retain_functions(|_, _, other, _| other == name);
    own
}

fn is_parameters(root: &Expr) -> bool {
    matches!(root, Expr::Variable(variable, ..) if variable.1 == "params")
}

/// Whether the last step of a chain is a property or an index, not a method.
fn ends_in_place(expression: &Expr) -> bool {
    match expression {
        Expr::Dot(link, ..) => ends_in_place(&link.rhs),
        Expr::Index(_, flags, _) if flags.contains(ASTFlags::BREAK) => true,
        Expr::Index(link, ..) => !matches!(link.rhs, Expr::Dot(..) | Expr::Index(..)) || ends_in_place(&link.rhs),
        Expr::Property(..) => true,
        _ => false,
    }
}
