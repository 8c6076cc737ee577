//! From the language's own syntax tree to a plan.

use super::closure::{closure_of, is_closure};
use super::run::LONGEST;
use super::scope::Scope;
use super::tree::{Answer, Closure, Loop, Node, Order, Question, Routine, Slot, Spot};
use super::{Uncovered, natives};
use crate::check::course::ClauseKind;
use crate::check::trace::Names;
use crate::check::traps::{GLOBALS, only};
use crate::check::verdict::Outcome;
use crate::check::view::Held;
use crate::check::{engine, helpers, look_up};
use rhai::{AST, ASTFlags, ASTNode, Array, Dynamic, Expr, FlowControl, FnCallExpr, ImmutableString, Position, Stmt};
use std::collections::BTreeMap;

pub(super) type Translated<T = Node> = Result<T, Uncovered>;

/// A script under translation.
pub(super) struct Translator<'s> {
    pub ast: &'s AST,
    pub names: &'s mut Names,
    pub parameters: &'s Dynamic,
    pub routines: Vec<Routine>,
    /// The script's own functions by name and number of arguments.
    known: BTreeMap<(String, usize), usize>,
    pub scope: Scope,
    /// What is told of, where anything is.
    pub spots: Option<Vec<Spot>>,
    /// The function under translation, by its place.
    pub routine: usize,
    /// The variables that were named, in order.
    pub named: Vec<Slot>,
    /// The conditions that what is translated stands under in its function, by their places among the spots.
    pub conditions: Vec<usize>,
}

/// Refuses a part that no plan has.
pub(super) fn uncovered<T>(what: impl Into<String>, position: Position) -> Translated<T> {
    Err(Uncovered { what: what.into(), position })
}

impl<'s> Translator<'s> {
    pub fn new(ast: &'s AST, names: &'s mut Names, parameters: &'s Dynamic) -> Self {
        let known = BTreeMap::new();
        let (named, conditions) = (Vec::new(), Vec::new());
        let scope = Scope::default();
        Self { ast, names, parameters, routines: Vec::new(), known, scope, spots: None, routine: 0, named, conditions }
    }

    /// The script itself, which is the first routine, and what is told of.
    pub fn script(mut self) -> Translated<(Vec<Routine>, Vec<Spot>)> {
        self.routines.push(Routine::default());
        let body = self.statements(self.ast.statements())?;
        self.routines[0] = Routine { slots: self.scope.slots, body };
        Ok((self.routines, self.spots.unwrap_or_default()))
    }

    /// The place of a function of the script.
    fn routine_of(&mut self, name: &str, count: usize) -> Translated<Option<usize>> {
        let key = (name.to_owned(), count);
        if let Some(place) = self.known.get(&key) {
            return Ok(Some(*place));
        }
        let mut own = self.ast.iter_functions().filter(|own| own.name == name && own.params.len() == count);
        let Some(own) = own.next() else { return Ok(None) };
        let place = self.routines.len();
        self.routines.push(Routine::default());
        self.known.insert(key, place);
        let inner = Scope::of(own.params.iter().map(|name| (*name).to_owned()));
        let outer = (std::mem::replace(&mut self.scope, inner), std::mem::replace(&mut self.routine, place));
        let body = self.body(name);
        let inner = std::mem::replace(&mut self.scope, outer.0);
        self.routine = outer.1;
        self.routines[place] = Routine { slots: inner.slots, body: body? };
        Ok(Some(place))
    }

    /// What the function of a name does; the language lets nobody look into one but by a walk.
    fn body(&mut self, name: &str) -> Translated {
        let mut nodes = Ok(Vec::new());
        let outside = std::mem::take(&mut self.conditions);
        only(self.ast, name).walk(&mut |path: &[ASTNode]| {
            if let ([ASTNode::Stmt(statement)], Ok(done)) = (path, &mut nodes) {
                match self.statement(statement) {
                    Ok(node) => done.push(node),
                    Err(uncovered) => nodes = Err(uncovered),
                }
            }
            true
        });
        self.conditions = outside;
        nodes.map(Node::Block)
    }

    fn statements(&mut self, statements: &[Stmt]) -> Translated {
        Ok(Node::Block(statements.iter().map(|each| self.statement(each)).collect::<Translated<_>>()?))
    }

    /// Statements whose variables go with them.
    fn block(&mut self, statements: &[Stmt]) -> Translated {
        let outside = self.scope.enter();
        let block = self.statements(statements);
        self.scope.leave(outside);
        block
    }

    fn statement(&mut self, statement: &Stmt) -> Translated {
        match statement {
            Stmt::Expr(expression) => self.value(expression),
            Stmt::FnCall(call, at) => {
                let node = self.call(call, *at)?;
                Ok(self.told_at(ClauseKind::Statement, *at, &[], None, node))
            }
            Stmt::Block(block) => self.block(block.statements()),
            Stmt::If(flow, _) => self.condition(flow),
            Stmt::For(parts, _) => {
                let over = self.value(&parts.2.expr)?;
                let outside = self.scope.enter();
                let counter = parts.1.as_ref().map(|name| self.bind(&name.name, name.pos, false)).transpose()?;
                let slot = self.bind(&parts.0.name, parts.0.pos, false)?;
                let body = self.block(parts.2.body.statements());
                self.scope.leave(outside);
                let body = self.round(ClauseKind::For, parts.0.pos, slot, body?);
                Ok(Node::For(Box::new(Loop { over, slot, counter, body })))
            }
            Stmt::Var(binding, flags, _) => {
                let value = self.value(&binding.1)?;
                let slot = self.bind(&binding.0.name, binding.0.pos, flags.contains(ASTFlags::CONSTANT))?;
                self.given_to(&binding.0.name, slot, false);
                Ok(Node::Let(slot, Box::new(value)))
            }
            Stmt::Assignment(parts) => {
                let sign = parts.0.get_op_assignment_info().map(|(_, _, _, sign, ..)| sign);
                self.assignment(&parts.1.lhs, sign, &parts.1.rhs)
            }
            Stmt::Return(_, flags, at) if flags.contains(ASTFlags::BREAK) => uncovered("`throw`", *at),
            Stmt::Return(value, ..) => {
                let value = value.as_deref().map(|value| self.value(value)).transpose()?;
                self.lead_out();
                Ok(Node::Return(value.map(Box::new)))
            }
            Stmt::BreakLoop(None, flags, _) => {
                self.lead_out();
                Ok(Node::Leave(flags.contains(ASTFlags::BREAK)))
            }
            Stmt::Switch(_, at) => uncovered("`switch`", *at),
            Stmt::While(flow, at) if matches!(flow.expr, Expr::Unit(_)) => uncovered("`loop`", *at),
            Stmt::While(flow, _) => {
                let condition = self.tested(&flow.expr)?;
                let body = self.under(|own| own.block(flow.body.statements()))?;
                Ok(Node::While(Box::new([condition, body])))
            }
            Stmt::Do(_, _, at) => uncovered("`do`", *at),
            Stmt::TryCatch(_, at) => uncovered("`try`", *at),
            other => uncovered("a statement of another kind", other.position()),
        }
    }

    fn assignment(&mut self, target: &Expr, sign: Option<&str>, value: &Expr) -> Translated {
        let Expr::Variable(variable, _, at) = target else {
            return uncovered("an assignment to a part of a value", target.position());
        };
        let value = Box::new(self.value(value)?);
        let Some(own) = self.scope.find(&variable.1).filter(|own| !own.is_constant) else {
            return uncovered(format!("an assignment to `{}`", variable.1), *at);
        };
        let slot = own.slot;
        self.given_to(&variable.1, slot, sign.is_some());
        match sign {
            None => Ok(Node::Assign(slot, value)),
            Some("+=") => Ok(Node::Add(slot, value)),
            Some(sign) => uncovered(format!("`{sign}`"), *at),
        }
    }

    fn condition(&mut self, flow: &FlowControl) -> Translated {
        let condition = self.tested(&flow.expr)?;
        self.under(|own| {
            let (then, otherwise) = (own.block(flow.body.statements())?, own.block(flow.branch.statements())?);
            Ok(Node::If(Box::new([condition, then, otherwise])))
        })
    }

    /// Gives a name a place. What hides a global is found by other rules.
    fn bind(&mut self, name: &str, at: Position, is_constant: bool) -> Translated<usize> {
        if GLOBALS.contains(&name) {
            return uncovered(format!("`{name}` hides what every script is given"), at);
        }
        Ok(self.scope.bind(name, is_constant))
    }

    pub fn expressions(&mut self, all: &[Expr]) -> Translated<Vec<Node>> {
        all.iter().map(|each| self.expression(each)).collect()
    }

    pub fn expression(&mut self, expression: &Expr) -> Translated {
        if let Some(value) = constant(expression) {
            return Ok(Node::Constant(value));
        }
        match expression {
            Expr::Variable(variable, _, at) => self.variable(&variable.1, *at),
            Expr::FnCall(call, at) => self.call(call, *at),
            Expr::Dot(..) | Expr::Index(..) => self.chain(expression),
            Expr::Array(items, _) => {
                let items = self.expressions(items)?;
                let is_constant = |item: &Node| matches!(item, Node::Constant(_));
                if !items.iter().all(is_constant) {
                    return Ok(Node::List(items));
                }
                let values = items.into_iter().filter_map(|item| match item {
                    Node::Constant(value) => Some(value.dynamic()),
                    _ => None,
                });
                let list = Dynamic::from_array(values.collect());
                if engine::weight(&list) > LONGEST {
                    return uncovered("a list that long", expression.position());
                }
                Ok(Node::Constant(Held::Other(list)))
            }
            Expr::InterpolatedString(parts, _) => Ok(Node::Woven(self.expressions(parts)?)),
            Expr::And(sides, _) => Ok(Node::And(self.operands(ClauseKind::And, sides)?)),
            Expr::Or(sides, _) => Ok(Node::Or(self.operands(ClauseKind::Or, sides)?)),
            Expr::Coalesce(operands, _) => Ok(Node::Default(self.expressions(operands)?)),
            Expr::Stmt(block) => match block.statements() {
                [Stmt::Share(_), Stmt::Expr(_)] => uncovered("a closure that no list is asked with", block.position()),
                statements => self.block(statements),
            },
            Expr::Map(object, _) => {
                let members = object.0.iter().map(|(name, value)| Ok((name.name.clone(), self.expression(value)?)));
                Ok(Node::Object(members.collect::<Translated<_>>()?))
            }
            Expr::ThisPtr(at) => uncovered("`this`", *at),
            Expr::DynamicConstant(_, at) => uncovered("a closure that no list is asked with", *at),
            Expr::CharConstant(_, at) => uncovered("a character in single quotes", *at),
            other => uncovered("an expression of another kind", other.position()),
        }
    }

    fn variable(&mut self, name: &str, at: Position) -> Translated {
        if let Some(slot) = self.scope.find(name).map(|own| own.slot) {
            self.named.push(slot);
            return Ok(Node::Local(slot));
        }
        match name {
            "resource" => Ok(Node::Subject),
            "inventory" => Ok(Node::Inventory),
            "params" => Ok(Node::Parameter(self.parameters.clone().into(), engine::weight(self.parameters) / 4)),
            _ => uncovered(format!("the variable `{name}`"), at),
        }
    }

    fn call(&mut self, call: &FnCallExpr, at: Position) -> Translated {
        if !call.is_operator_call()
            && let Some(place) = self.routine_of(&call.name, call.args.len())?
        {
            let node = Node::Call(place, self.expressions(&call.args)?);
            let told = self.told_at(ClauseKind::Call, at, &[], None, node);
            self.calls(place);
            return Ok(told);
        }
        if let [list, closure] = call.args.as_slice()
            && is_closure(closure)
        {
            let list = self.expression(list)?;
            return self.asked(&call.name, list, closure, at);
        }
        let arguments = self.expressions(&call.args)?;
        self.native(&call.name, arguments, at)
    }

    /// Whether the script defines a function of that name.
    pub fn is_own(&self, name: &str) -> bool {
        self.ast.iter_functions().any(|own| own.name == name)
    }

    /// A list that is asked with a closure.
    pub fn asked(&mut self, name: &str, list: Node, closure: &Expr, at: Position) -> Translated {
        let question = match name {
            "any" | "some" => Question::Any,
            "all" => Question::All,
            "filter" => Question::Filter,
            "map" => Question::Map,
            _ => return uncovered(format!("`{name}` with a closure"), at),
        };
        let Some((name, captured)) = closure_of(closure) else { return uncovered("a closure of another kind", at) };
        let own = self.ast.iter_functions().find(|own| own.name == name.as_str());
        let parameters = own.map(|own| own.params.iter().skip(captured).map(|name| (*name).to_owned()).collect());
        let parameters: Vec<String> = parameters.unwrap_or_default();
        let [parameter] = parameters.as_slice() else {
            return uncovered("a closure that takes not one value", at);
        };
        let outside = self.scope.enter();
        let slot = self.bind(parameter, at, false);
        let body = slot.and_then(|slot| {
            let body = self.body(&name)?;
            Ok(Closure { slot, body: self.asked_of_each(question, at, slot, body) })
        });
        self.scope.leave(outside);
        Ok(Node::Each(question, Box::new(list), Box::new(body?)))
    }

    /// A function or an operator of the engine.
    pub fn native(&mut self, name: &str, arguments: Vec<Node>, at: Position) -> Translated {
        let arguments = match <[Node; 2]>::try_from(arguments) {
            Ok(sides) => match name {
                "==" | "!=" => return Ok(Node::Equal(Box::new(sides), name == "!=")),
                "<" => return Ok(Node::Order(Box::new(sides), Order::Below)),
                "<=" => return Ok(Node::Order(Box::new(sides), Order::AtMost)),
                ">" => return Ok(Node::Order(Box::new(sides), Order::Above)),
                ">=" => return Ok(Node::Order(Box::new(sides), Order::AtLeast)),
                "contains" => return Ok(holds(sides)),
                _ => Vec::from(sides),
            },
            Err(arguments) => arguments,
        };
        let arguments = match <[Node; 1]>::try_from(arguments) {
            Ok([operand]) => match name {
                "!" => return Ok(Node::Not(Box::new(operand))),
                "len" => return Ok(Node::Count(Box::new(operand))),
                "is_empty" => return Ok(Node::IsEmpty(Box::new(operand))),
                "pop" if matches!(operand, Node::Native("split", _)) => return Ok(Node::Last(Box::new(operand))),
                _ => vec![operand],
            },
            Err(arguments) => arguments,
        };
        match (name, arguments.len()) {
            ("healthy", 0) => Ok(Node::Constant(Held::Other(Dynamic::from(Outcome::Healthy)))),
            ("unhealthy", 1 | 2) => Ok(Node::Answer(Answer::Unhealthy, arguments)),
            ("not_applicable", 1) => Ok(Node::Answer(Answer::NotApplicable, arguments)),
            ("unknown", 1) => Ok(Node::Answer(Answer::Unknown, arguments)),
            (_, 1 | 2) if let Some((look_up, of_all)) = look_up::of_name(name, arguments.len() == 2) => {
                Ok(Node::LookUp(look_up, of_all, arguments))
            }
            _ if let Some(helper) = helpers::direct(name, arguments.len()) => Ok(Node::Helper(helper, arguments)),
            _ => match natives::known(name) {
                Some(name) => Ok(Node::Native(name, arguments)),
                None => uncovered(format!("`{name}`"), at),
            },
        }
    }
}

/// A list that is spelt out need not be made each time.
fn holds(sides: [Node; 2]) -> Node {
    let texts = match &sides[0] {
        Node::Constant(Held::Other(list)) => texts_of(list),
        _ => None,
    };
    match texts {
        Some(texts) => {
            let [_, wanted] = sides;
            Node::Among(Box::new(wanted), texts)
        }
        None => Node::Holds(Box::new(sides)),
    }
}

/// The texts that a list consists of.
fn texts_of(list: &Dynamic) -> Option<Vec<ImmutableString>> {
    list.read_lock::<Array>()?.iter().map(|item| item.clone().try_cast()).collect()
}

/// The value of what is spelt out.
fn constant(expression: &Expr) -> Option<Held> {
    Some(match expression {
        Expr::BoolConstant(value, _) => Held::Truth(*value),
        Expr::IntegerConstant(value, _) => Held::Whole(*value),
        Expr::FloatConstant(value, _) => Held::Fraction(**value),
        Expr::StringConstant(value, _) => Held::Other(value.clone().into()),
        Expr::Unit(_) => Held::Absent(None),
        _ => return None,
    })
}
