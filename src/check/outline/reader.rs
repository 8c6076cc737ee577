//! From the language's own syntax tree to an outline.

use super::{Bound, Outline, OutlinedFunction, Part, PartKind};
use crate::check::traps::{CLOSURE, only, parse};
use crate::check::work::Work;
use crate::check::{engine, error};
use crate::policy::Script;
use crate::source::Position;
use rhai::{AST, ASTFlags, ASTNode, BinaryExpr, Engine, Expr, FnCallExpr, FnPtr, Ident, ScriptFuncDef, Stmt};
use std::collections::BTreeMap;

/// How the language hands a closure what surrounds it.
const CURRY: &str = "curry";

/// Outlines scripts.
pub struct Outliner {
    engine: Engine,
}

impl Default for Outliner {
    fn default() -> Self {
        Self { engine: engine::engine(None, &Work::default()) }
    }
}

impl Outliner {
    /// The outline of a script and of the functions that stand with it; `None` where the language cannot read it.
    pub fn of(&self, script: &Script) -> Option<Outline> {
        let ast = parse(&self.engine, script).ok()?;
        let (closures, functions): (Vec<_>, Vec<_>) = ast.iter_fn_def().partition(|own| own.name.starts_with(CLOSURE));
        let closures = closures.into_iter().map(|own| (own.name.as_str(), (own.as_ref(), only(&ast, &own.name))));
        let reader = Reader { script, closures: closures.collect() };
        let functions = functions.into_iter().map(|own| reader.function(own, &only(&ast, &own.name)));
        let mut functions: Vec<OutlinedFunction> = functions.collect();
        functions.sort_by_key(|own| own.position);
        Some(Outline { statements: reader.statements(ast.statements()), functions })
    }
}

struct Reader<'s> {
    script: &'s Script,
    /// By their names, each with a tree of it alone: the language lets nobody look into a function but by a walk.
    closures: BTreeMap<&'s str, (&'s ScriptFuncDef, AST)>,
}

impl Reader<'_> {
    /// Line 0 where places are not known.
    fn place(&self, position: rhai::Position) -> Position {
        error::place(self.script, position).unwrap_or(Position { line: 0, column: 0 })
    }

    fn part(&self, position: rhai::Position, kind: PartKind, parts: Vec<Part>) -> Part {
        Part { position: self.place(position), kind, parts }
    }

    fn function(&self, own: &ScriptFuncDef, alone: &AST) -> OutlinedFunction {
        OutlinedFunction {
            name: own.name.to_string(),
            parameters: own.params.iter().map(ToString::to_string).collect(),
            position: self.place(own.body.start_position()),
            statements: self.body(alone),
        }
    }

    /// The statements of a tree's one function.
    fn body(&self, alone: &AST) -> Vec<Part> {
        let mut statements = Vec::new();
        alone.walk(&mut |path: &[ASTNode]| {
            if let [ASTNode::Stmt(statement)] = path {
                statements.push(self.statement(statement));
            }
            true
        });
        statements
    }

    fn statements(&self, statements: &[Stmt]) -> Vec<Part> {
        statements.iter().map(|statement| self.statement(statement)).collect()
    }

    fn block(&self, block: &rhai::StmtBlock) -> Part {
        self.part(block.position(), PartKind::Block, self.statements(block.statements()))
    }

    fn bound(&self, name: &Ident) -> Bound {
        Bound { name: name.name.to_string(), position: self.place(name.pos) }
    }

    fn statement(&self, statement: &Stmt) -> Part {
        let at = statement.position();
        match statement {
            Stmt::If(flow, _) => {
                let parts = vec![self.expression(&flow.expr), self.block(&flow.body), self.block(&flow.branch)];
                self.part(at, PartKind::If, parts)
            }
            Stmt::While(flow, _) => {
                let condition = match flow.expr {
                    Expr::Unit(at) => self.part(at, PartKind::Nothing, Vec::new()),
                    ref condition => self.expression(condition),
                };
                self.part(at, PartKind::While, vec![condition, self.block(&flow.body)])
            }
            Stmt::Do(flow, ..) => {
                self.part(at, PartKind::Do, vec![self.block(&flow.body), self.expression(&flow.expr)])
            }
            Stmt::For(parts, _) => {
                let names = std::iter::once(&parts.0).chain(&parts.1).map(|name| self.bound(name)).collect();
                let (over, body) = (self.expression(&parts.2.expr), self.block(&parts.2.body));
                self.part(at, PartKind::For(names), vec![over, body])
            }
            Stmt::Var(binding, ..) => {
                let name = PartKind::Let(binding.0.name.to_string());
                self.part(binding.0.pos, name, vec![self.expression(&binding.1)])
            }
            Stmt::Assignment(assignment) => {
                let sign = assignment.0.get_op_assignment_info().map_or("=", |(_, _, _, sign, ..)| sign);
                let sides = vec![self.expression(&assignment.1.lhs), self.expression(&assignment.1.rhs)];
                self.part(assignment.0.position(), PartKind::Assign(sign.to_owned()), sides)
            }
            Stmt::FnCall(call, at) => self.call(call, *at),
            Stmt::Block(block) => self.block(block),
            Stmt::TryCatch(flow, _) => {
                let name = match &flow.expr {
                    Expr::Variable(name, _, at) => Some(Bound { name: name.1.to_string(), position: self.place(*at) }),
                    _ => None,
                };
                self.part(at, PartKind::Try(name), vec![self.block(&flow.body), self.block(&flow.branch)])
            }
            Stmt::Expr(expression) => self.expression(expression),
            Stmt::Switch(switch, _) => {
                let cases = switch.1.expressions.iter().flat_map(|case| [&case.lhs, &case.rhs]);
                let parts = std::iter::once(&switch.0).chain(cases).map(|part| self.expression(part));
                self.part(at, PartKind::Switch, parts.collect())
            }
            Stmt::BreakLoop(value, ..) => self.part(at, PartKind::Leave, self.optional(value.as_deref())),
            Stmt::Return(value, flags, _) => {
                let kind = if flags.contains(ASTFlags::BREAK) { PartKind::Throw } else { PartKind::Return };
                self.part(at, kind, self.optional(value.as_deref()))
            }
            _ => self.part(at, PartKind::Nothing, Vec::new()),
        }
    }

    fn optional(&self, value: Option<&Expr>) -> Vec<Part> {
        value.into_iter().map(|value| self.expression(value)).collect()
    }

    fn expressions<'e>(&self, all: impl IntoIterator<Item = &'e Expr>) -> Vec<Part> {
        all.into_iter().map(|each| self.expression(each)).collect()
    }

    fn expression(&self, expression: &Expr) -> Part {
        let at = expression.position();
        let leaf = |kind| self.part(at, kind, Vec::new());
        match expression {
            Expr::BoolConstant(value, _) => leaf(PartKind::Truth(*value)),
            Expr::IntegerConstant(value, _) => leaf(PartKind::Number(value.to_string())),
            Expr::FloatConstant(value, _) => leaf(PartKind::Number(value.to_string())),
            Expr::CharConstant(value, _) => leaf(PartKind::Text(value.to_string())),
            Expr::StringConstant(value, _) => leaf(PartKind::Text(value.to_string())),
            Expr::InterpolatedString(parts, _) => self.part(at, PartKind::Woven, self.expressions(parts)),
            Expr::Array(items, _) => self.part(at, PartKind::List, self.expressions(items)),
            Expr::Map(object, _) => {
                let names = object.0.iter().map(|(name, _)| name.name.to_string()).collect();
                self.part(at, PartKind::Object(names), self.expressions(object.0.iter().map(|(_, value)| value)))
            }
            Expr::Unit(_) => leaf(PartKind::Absent),
            Expr::Variable(name, ..) => leaf(PartKind::Name(name.1.to_string())),
            Expr::ThisPtr(_) => leaf(PartKind::Name("this".to_owned())),
            Expr::FnCall(call, at) => self.call(call, *at),
            Expr::Dot(link, ..) => self.step(self.expression(&link.lhs), &link.rhs),
            Expr::Index(link, flags, _) => self.element(self.expression(&link.lhs), link, *flags),
            Expr::And(operands, _) => self.part(at, PartKind::And, self.expressions(operands.iter())),
            Expr::Or(operands, _) => self.part(at, PartKind::Or, self.expressions(operands.iter())),
            Expr::Coalesce(operands, _) => self.part(at, PartKind::Default, self.expressions(operands.iter())),
            Expr::DynamicConstant(value, _) => match value.read_lock::<FnPtr>() {
                Some(function) => self.closure(at, function.fn_name(), 0),
                None => leaf(PartKind::Nothing),
            },
            Expr::Stmt(block) => match block.statements() {
                [Stmt::Share(_), Stmt::Expr(call)] => self.capturing(at, call),
                _ => self.block(block),
            },
            _ => leaf(PartKind::Nothing),
        }
    }

    /// A closure that sees what surrounds it.
    fn capturing(&self, at: rhai::Position, call: &Expr) -> Part {
        if let Expr::FnCall(call, _) = call
            && call.name == CURRY
            && let Some(Expr::DynamicConstant(value, _)) = call.args.first()
            && let Some(function) = value.read_lock::<FnPtr>()
        {
            return self.closure(at, function.fn_name(), call.args.len() - 1);
        }
        self.expression(call)
    }

    /// The first `captured` of what its function is passed are what surrounds it.
    fn closure(&self, at: rhai::Position, name: &str, captured: usize) -> Part {
        let Some((own, alone)) = self.closures.get(name) else {
            return self.part(at, PartKind::Name(name.to_owned()), Vec::new());
        };
        let parameters = own.params.iter().skip(captured).map(ToString::to_string).collect();
        let body = self.part(own.body.start_position(), PartKind::Block, self.body(alone));
        self.part(at, PartKind::Closure(parameters), vec![body])
    }

    fn call(&self, call: &FnCallExpr, at: rhai::Position) -> Part {
        let name = call.name.to_string();
        let kind = if call.is_operator_call() { PartKind::Operator(name) } else { PartKind::Call(name) };
        self.part(at, kind, self.expressions(&call.args))
    }

    /// What a chain goes on with behind a dot.
    fn step(&self, of: Part, next: &Expr) -> Part {
        match next {
            Expr::Property(property, at) => self.part(*at, PartKind::Member(property.2.to_string()), vec![of]),
            Expr::MethodCall(call, at) => {
                let parts = std::iter::once(of).chain(self.expressions(&call.args)).collect();
                self.part(*at, PartKind::Method(call.name.to_string()), parts)
            }
            Expr::Dot(link, ..) => self.step(self.step(of, &link.lhs), &link.rhs),
            Expr::Index(link, flags, _) => self.element(self.step(of, &link.lhs), link, *flags),
            other => {
                let key = self.expression(other);
                Part { position: key.position, kind: PartKind::Element, parts: vec![of, key] }
            }
        }
    }

    /// An element, and what a chain goes on with behind its bracket.
    fn element(&self, of: Part, link: &BinaryExpr, flags: ASTFlags) -> Part {
        let at = |key: &Expr| {
            let key = self.expression(key);
            Part { position: key.position, kind: PartKind::Element, parts: vec![of.clone(), key] }
        };
        match &link.rhs {
            Expr::Dot(rest, ..) if !flags.contains(ASTFlags::BREAK) => self.step(at(&rest.lhs), &rest.rhs),
            Expr::Index(rest, flags_of_rest, _) if !flags.contains(ASTFlags::BREAK) => {
                self.element(at(&rest.lhs), rest, *flags_of_rest)
            }
            key => at(key),
        }
    }
}
