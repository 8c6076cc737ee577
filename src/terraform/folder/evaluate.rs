//! What expressions give.

use super::asked::Asking;
use super::config::Config;
use super::scope::{Locals, Scope, failed, placed};
use super::unit::{At, Code};
use super::values::Values;
use crate::source::{NodeId, Problem};
use crate::template::{Data, Origin, Secret, Value};
use hcl_edit::expr::{Conditional, Expression};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

/// What works out expressions, and what it is told on the way.
pub struct Machine<'c, 'd> {
    pub configs: &'c BTreeMap<String, Config<'c, 'd>>,
    /// Values that the root is given by files which somebody names.
    pub given: Values<'c, 'd>,
    /// Who has other files that were read.
    pub asking: &'c dyn Asking,
    /// What was loaded of them, by their paths.
    pub loaded: RefCell<BTreeMap<String, Rc<str>>>,
    /// Steps that are left; expressions inside one another.
    left: Cell<u64>,
    depth: Cell<u32>,
    pub children: RefCell<FxHashMap<String, Option<Rc<Scope<'c, 'd>>>>>,
    pub told: RefCell<Vec<Problem>>,
    /// Those that keep anything from being known that is not there; those of modules that are not at hand.
    pub gaps: RefCell<Vec<Problem>>,
    pub waiting: RefCell<Vec<(Problem, bool)>>,
    pub secrets: RefCell<Vec<Secret>>,
    /// Where those are written.
    pub hidden: RefCell<Places>,
    /// Whether `null` is kept where it is written, for who asks where that is; it is as left out all the same.
    pub keeps_nulls: Cell<bool>,
}

/// Nodes of documents, by where these lie in memory.
pub type Places = FxHashSet<(usize, NodeId)>;

/// Where an expression stands, and what its names mean there.
#[derive(Clone, Copy)]
pub struct Around<'e, 'c, 'd> {
    pub scope: &'e Rc<Scope<'c, 'd>>,
    pub locals: &'e Locals<'d>,
    pub at: At<'d>,
}

/// Steps of a folder; a real one takes some thousands.
const MOST_STEPS: u64 = 2_000_000;
/// Expressions inside one another, by whatever names.
const DEEPEST: u32 = 160;
/// Why work ends.
pub const TOO_MUCH: &str = "it takes more to work out than is done";

impl<'c, 'd> Machine<'c, 'd> {
    /// For these folders, of which the root is given these values by name.
    pub fn new(configs: &'c BTreeMap<String, Config<'c, 'd>>, given: Values<'c, 'd>, asking: &'c dyn Asking) -> Self {
        Self {
            configs,
            given,
            asking,
            loaded: RefCell::default(),
            left: Cell::new(MOST_STEPS),
            depth: Cell::new(0),
            children: RefCell::default(),
            told: RefCell::default(),
            gaps: RefCell::default(),
            waiting: RefCell::default(),
            secrets: RefCell::default(),
            keeps_nulls: Cell::default(),
            hidden: RefCell::default(),
        }
    }

    /// Takes so many steps; whether there were as many.
    pub fn take(&self, steps: usize) -> bool {
        let left = self.left.get();
        self.left.set(left.saturating_sub(steps as u64));
        left >= steps as u64
    }

    /// Whether more was asked for than there were steps.
    pub fn is_spent(&self) -> bool {
        self.left.get() == 0
    }

    /// Tells once.
    pub fn tell(&self, problem: Problem) {
        let mut told = self.told.borrow_mut();
        if !told.contains(&problem) {
            told.push(problem);
        }
    }

    /// Tells of what keeps something from being judged.
    pub fn gap(&self, problem: Problem) {
        let mut gaps = self.gaps.borrow_mut();
        if !gaps.contains(&problem) {
            gaps.push(problem.clone());
        }
        drop(gaps);
        self.tell(problem);
    }

    /// A list or an object, unless it holds more than may be made.
    pub fn built(&self, data: Data<'d>, origin: Origin<'d>) -> Value<'d> {
        let value = Value { data, origin };
        match value.weight() {
            Some(weight) if self.take(weight) => value,
            _ => Value { origin: value.origin, ..Value::unknown(TOO_MUCH, "") },
        }
    }

    /// What an attribute gives, where its expression stands in another place than what asks.
    pub fn code(&self, code: Code<'c, 'd>, around: Around<'_, 'c, 'd>) -> Value<'d> {
        self.value(code.expression, Around { at: code.at, ..around })
    }

    /// What an expression gives. What comes from nowhere comes from where it stands.
    pub fn value(&self, expression: &'c Expression, around: Around<'_, 'c, 'd>) -> Value<'d> {
        let depth = self.depth.get();
        let value = match depth < DEEPEST && self.take(1) {
            true => {
                self.depth.set(depth + 1);
                let value = self.worked_out(expression, around);
                self.depth.set(depth);
                value
            }
            false => Value::unknown(TOO_MUCH, ""),
        };
        match value.nodes().is_empty() {
            true => placed(value, around.at.node_of(expression)),
            false => value,
        }
    }

    fn worked_out(&self, expression: &'c Expression, around: Around<'_, 'c, 'd>) -> Value<'d> {
        let written = |data: Data<'d>| match around.at.node_of(expression) {
            Some(node) => Value { data, origin: Origin::Written(node) },
            None => Value::made(data),
        };
        match expression {
            Expression::Null(_) => written(Data::Null),
            Expression::Bool(own) => written(Data::Bool(**own)),
            Expression::Number(own) => written(match (own.as_i64(), own.as_f64()) {
                (Some(whole), _) => Data::Int(whole),
                (None, Some(number)) => Data::Float(number),
                (None, None) => Data::Null,
            }),
            Expression::String(text) => written(Data::Text(text.as_str().into())),
            Expression::Array(items) => self.list(items, expression, around),
            Expression::Object(object) => self.object(object, expression, around),
            Expression::StringTemplate(template) => self.template(template, around),
            Expression::HeredocTemplate(heredoc) => self.heredoc(&heredoc.template, expression, around),
            Expression::Parenthesis(inner) => self.value(inner.inner(), around),
            Expression::Variable(name) => match around.locals.get(name.as_str()) {
                Some(value) => value.clone(),
                None => failed(format!("`{}` is no value", name.as_str())),
            },
            Expression::Conditional(choice) => self.choice(choice, around),
            Expression::FuncCall(call) => self.call(call, around),
            Expression::Traversal(steps) => self.reference(steps, around),
            Expression::UnaryOp(operation) => self.unary(operation, around),
            Expression::BinaryOp(operation) => self.binary(operation, around),
            Expression::ForExpr(each) => self.for_each(each, around),
        }
    }

    fn choice(&self, choice: &'c Conditional, around: Around<'_, 'c, 'd>) -> Value<'d> {
        let condition = self.value(&choice.cond_expr, around);
        match super::meaning::truth(&condition) {
            Ok(true) => self.value(&choice.true_expr, around),
            Ok(false) => self.value(&choice.false_expr, around),
            Err(unknown) => {
                let (yes, no) = (self.value(&choice.true_expr, around), self.value(&choice.false_expr, around));
                match super::meaning::same(&yes, &no) {
                    Ok(true) => yes.clone().from_all(&[&yes, &no]),
                    _ => Value { data: unknown.data, ..yes.clone().from_all(&[&condition, &yes, &no]) },
                }
            }
        }
    }
}
