//! Working out what expressions give.
//!
//! An answer is a value, a value that is not known with its reason, or a fault with its place. A fault is told once and gives
//! a value that is not known, so that the rest of a template is judged all the same.

use super::function::{self, Stop};
use super::scope::{Locals, Scope};
use super::symbol;
use super::syntax::{Expression, Form};
use super::trace::Watch;
use super::value::{Data, Origin, Value};
use crate::source::{Document, Node, Position, Problem};
use std::cell::{Cell, RefCell};

/// What works expressions out, for everything that one deployment holds.
pub struct Machine {
    /// What may still be done, in steps.
    left: Cell<u64>,
    depth: Cell<u32>,
    faults: RefCell<Vec<Problem>>,
    /// What is followed, when somebody asks where a value comes from.
    pub(super) watch: Option<Watch>,
}

/// Steps that a deployment may take: large ones take some hundred thousand.
const MOST_WORK: u64 = 2_000_000;
/// Expressions, variables and functions inside one another.
pub(super) const DEEPEST: u32 = 120;
/// Faults that are told of one deployment.
const MOST_FAULTS: usize = 100;

/// Why the platform would not take an expression, and where it is wrong.
pub(super) struct Wrong {
    pub at: u32,
    pub message: String,
    pub help: Option<String>,
}

impl Wrong {
    pub fn new(at: u32, message: impl Into<String>) -> Self {
        Self { at, message: message.into(), help: None }
    }
}

pub(super) type Answer<'d> = Result<Value<'d>, Wrong>;

/// What working out all deployments of a run may take together; each may take no more than a part of it.
pub struct Budget(Cell<u64>);

impl Default for Budget {
    fn default() -> Self {
        /// Steps; large estates take some millions.
        const MOST: u64 = 100 * MOST_WORK;
        Self(Cell::new(MOST))
    }
}

impl Default for Machine {
    fn default() -> Self {
        Self::within(&Budget::default())
    }
}

impl Machine {
    /// For one more deployment of a run.
    pub fn within(budget: &Budget) -> Self {
        let left = Cell::new(MOST_WORK.min(budget.0.get()));
        Self { left, depth: Cell::new(0), faults: RefCell::default(), watch: None }
    }

    /// Takes what was done from what the run may do. Nothing else has the budget meanwhile.
    pub fn settle_with(&self, budget: &Budget) {
        let given = MOST_WORK.min(budget.0.get());
        budget.0.set(budget.0.get() - given.saturating_sub(self.left.get()));
    }

    /// What was wrong with expressions so far.
    pub fn into_faults(self) -> Vec<Problem> {
        self.faults.into_inner()
    }

    pub(super) fn evaluate<'d>(&self, expression: &Expression, scope: &Scope<'d>, locals: &Locals<'d>) -> Answer<'d> {
        if !self.spend(1) {
            return Ok(Value::unknown(TOO_MUCH, "{…}"));
        }
        if self.depth.get() >= DEEPEST {
            return Err(Wrong::new(
                expression.at,
                "expressions, variables and functions stand too deep inside one another",
            ));
        }
        self.depth.set(self.depth.get() + 1);
        let answer = self.form(expression, scope, locals);
        self.depth.set(self.depth.get() - 1);
        answer
    }

    fn form<'d>(&self, expression: &Expression, scope: &Scope<'d>, locals: &Locals<'d>) -> Answer<'d> {
        match &expression.form {
            Form::Text(text) => Ok(Value::text(text)),
            Form::Int(number) => Ok(Value::made(Data::Int(*number))),
            Form::Member(value, name) => {
                let value = self.evaluate(value, scope, locals)?;
                selected(&value, &Value::text(name), expression)
            }
            Form::Index(value, index) => {
                let value = self.evaluate(value, scope, locals)?;
                let index = self.evaluate(index, scope, locals)?;
                selected(&value, &index, expression)
            }
            Form::Call { name, arguments } => self.call(name, arguments, expression, scope, locals),
        }
    }

    fn call<'d>(
        &self,
        name: &str,
        arguments: &[Expression],
        expression: &Expression,
        scope: &Scope<'d>,
        locals: &Locals<'d>,
    ) -> Answer<'d> {
        if let Some(special) = special(name) {
            return special(&Call { machine: self, name, arguments, expression, scope, locals });
        }
        let values = self.values(arguments, scope, locals)?;
        // Whoever looks through a list again and again has done as much.
        if !self.spend(values.iter().map(extent).sum()) {
            return Ok(Value::unknown(TOO_MUCH, "{…}"));
        }
        if let Some(own) = scope.function(name) {
            return self.own(own, values, expression, scope);
        }
        let Some(found) = function::find(name) else { return self.no_function(name, expression, scope) };
        arity(found.name, values.len(), found.least, found.most, expression)?;
        self.settle((found.call)(&values), &values, expression)
    }

    /// What a function gave, with its origin, its symbol and its place.
    pub(super) fn settle<'d>(&self, given: function::Given<'d>, of: &[Value<'d>], at: &Expression) -> Answer<'d> {
        let sources: Vec<&Value<'d>> = of.iter().collect();
        let symbol_of = || symbol::of(at, of);
        match given {
            Ok(value) => Ok(match &value.origin {
                Origin::Made(nodes) if nodes.is_empty() => self.bounded(value, symbol_of).from_all(&sources),
                _ => value,
            }),
            Err(Stop::Unknown(why)) => Ok(Value::unknown(why.reason.clone(), symbol_of()).from_all(&sources)),
            Err(Stop::Wrong(message)) => Err(Wrong::new(at.at, message)),
        }
    }

    /// A value that was made, with its weight taken from the work that is left; not known where it is too much.
    pub(super) fn bounded<'d>(&self, value: Value<'d>, symbol: impl FnOnce() -> String) -> Value<'d> {
        match value.weight() {
            Some(weight) if self.spend(weight as u64) => value,
            _ => Value::unknown(TOO_MUCH, symbol()),
        }
    }

    /// The values of arguments.
    pub(super) fn values<'d>(
        &self,
        arguments: &[Expression],
        scope: &Scope<'d>,
        locals: &Locals<'d>,
    ) -> Result<Vec<Value<'d>>, Wrong> {
        arguments.iter().map(|argument| self.evaluate(argument, scope, locals)).collect()
    }

    /// One argument's value.
    pub(super) fn argument<'d>(&self, argument: &Expression, scope: &Scope<'d>, locals: &Locals<'d>) -> Answer<'d> {
        self.evaluate(argument, scope, locals)
    }

    /// A function that the template defines: it sees its own parameters alone.
    fn own<'d>(&self, function: Node<'d>, values: Vec<Value<'d>>, at: &Expression, scope: &Scope<'d>) -> Answer<'d> {
        let names = function.get("parameters").into_iter().flat_map(Node::items);
        let names: Vec<String> =
            names.map(|each| each.get("name").and_then(Node::text).unwrap_or_default().to_lowercase()).collect();
        if names.len() != values.len() {
            let message = format!("the function takes {} arguments, not {}", names.len(), values.len());
            return Err(Wrong::new(at.at, message));
        }
        let Some(output) = function.get("output").and_then(|output| output.get("value")) else {
            return Err(Wrong::new(at.at, "the function gives no value"));
        };
        let locals = Locals { arguments: Some(names.into_iter().zip(values).collect()), ..Locals::default() };
        Ok(self.value(output, scope, &locals))
    }

    fn no_function<'d>(&self, name: &str, at: &Expression, scope: &Scope<'d>) -> Answer<'d> {
        let mut names: Vec<&str> = scope.functions().collect();
        for own in function_names() {
            names.push(own);
        }
        Err(Wrong { help: meant(name, names), ..Wrong::new(at.at, format!("there is no function `{name}`")) })
    }

    /// Whether no work is left: whoever repeats something stops.
    pub(super) fn is_spent(&self) -> bool {
        self.left.get() == 0
    }

    /// Takes from the work that is left; whether there was enough.
    pub(super) fn spend(&self, steps: u64) -> bool {
        let left = self.left.get();
        self.left.set(left.saturating_sub(steps));
        left >= steps
    }

    /// Tells what is wrong with a node, once.
    pub(super) fn tell(&self, node: Node<'_>, text: &str, wrong: Wrong) {
        let position = place(node, text, wrong.at);
        let document: &Document = node.shown().document();
        let mut problem = document.problem(position, as_written(wrong.message, text), LONGEST_LINE);
        if let Some(help) = wrong.help {
            problem = problem.help(help);
        }
        let mut faults = self.faults.borrow_mut();
        if faults.len() < MOST_FAULTS && !faults.contains(&problem) {
            faults.push(problem);
        }
    }
}

/// A message that quotes what is written in an expression, and not what was worked out: that may hold a secret.
pub(super) fn as_written(message: String, text: &str) -> String {
    let is_written = |(place, part): (usize, &str)| place % 2 == 0 || text.contains(part);
    match (message.find('`'), message.rfind('`')) {
        (Some(start), Some(end)) if !text.is_empty() && !message.split('`').enumerate().all(is_written) => {
            format!("{}`…{}", &message[..start], &message[end..])
        }
        _ => message,
    }
}

/// What a function looks through at most, of one argument.
fn extent(value: &Value<'_>) -> u64 {
    match &value.data {
        Data::List(items) => items.len() as u64,
        Data::Object(members) => members.len() as u64,
        Data::Subtree(node) => node.len() as u64,
        Data::Text(text) => text.len() as u64 / 8,
        _ => 0,
    }
}

/// Characters of a line that is shown with a fault.
const LONGEST_LINE: usize = 400;

pub(super) const TOO_MUCH: &str = "working the template out takes more than it may";

/// The names of the platform's functions; those that begin with a dollar are what other languages are brought to.
pub(super) fn function_names() -> impl Iterator<Item = &'static str> {
    function::names().chain(SPECIAL.iter().map(|(name, _)| *name)).filter(|name| !name.starts_with('$'))
}

/// Where in a file a byte of an expression stands. In texts with escapes it is where the text begins.
fn place(node: Node<'_>, text: &str, at: u32) -> Position {
    let start = node.position();
    let is_read = node.document().sources().is_empty();
    let is_plain = is_read && node.raw().len() == text.len() + 2 && text.is_char_boundary(at as usize);
    let behind = if is_plain { text[..at as usize].chars().count() as u32 + 1 } else { 0 };
    Position { column: start.column + behind, ..start }
}

/// A member or an element, with the origin that it has.
fn selected<'d>(value: &Value<'d>, step: &Value<'d>, at: &Expression) -> Answer<'d> {
    if let Some(why) = value.first_unknown().filter(|_| value.kind() == "not known" || value.kind() == "text") {
        let symbol = symbol::part(&why.symbol, &step.symbol());
        return Ok(Value::unknown(why.reason.clone(), symbol).from_all(&[value]));
    }
    let found = match &step.data {
        Data::Text(name) if value.kind() == "an object" => Some(value.member(name)),
        Data::Text(_) => None,
        Data::Int(place) => at_place(value, *place),
        Data::Unknown(why) => {
            let symbol = format!("{{{at}}}");
            return Ok(Value::unknown(why.reason.clone(), symbol).from_all(&[value, step]));
        }
        _ => return Err(Wrong::new(at.at, format!("a name or a number is expected in brackets, not {}", step.kind()))),
    };
    match found {
        Some(Some(found)) => Ok(found),
        Some(None) => Err(Wrong::new(at.at, format!("there is no `{}` in {}", step.symbol(), value.kind()))),
        None => Err(Wrong::new(at.at, format!("`{}` is asked of {}", step.symbol(), value.kind()))),
    }
}

/// An element; nothing is asked of what is no list.
fn at_place<'d>(value: &Value<'d>, place: i64) -> Option<Option<Value<'d>>> {
    (value.kind() == "a list").then(|| value.item(usize::try_from(place).ok()?))
}

/// The name that was most likely meant, as a next step.
pub(super) fn meant<'n>(name: &str, names: impl IntoIterator<Item = &'n str>) -> Option<String> {
    let near = crate::source::nearest(name, names).filter(|near| near.is_near)?;
    Some(format!("Did you mean `{}`?", near.name))
}

/// Whether a function takes so many arguments.
pub(super) fn arity(name: &str, count: usize, least: usize, most: usize, at: &Expression) -> Result<(), Wrong> {
    if (least..=most).contains(&count) {
        return Ok(());
    }
    let wanted = match (least, most) {
        (least, usize::MAX) => format!("at least {least}"),
        (least, most) if least == most => least.to_string(),
        (least, most) => format!("{least} to {most}"),
    };
    Err(Wrong::new(at.at, format!("`{name}` takes {wanted} arguments, not {count}")))
}

/// A call of a function that is more than its arguments' values.
pub(super) struct Call<'c, 'd> {
    pub machine: &'c Machine,
    pub name: &'c str,
    pub arguments: &'c [Expression],
    pub expression: &'c Expression,
    pub scope: &'c Scope<'d>,
    pub locals: &'c Locals<'d>,
}

type Special = for<'c, 'd> fn(&Call<'c, 'd>) -> Result<Value<'d>, Wrong>;

use super::special::SPECIAL;

fn special(name: &str) -> Option<Special> {
    let is_list =
        name.len() >= 4 && !name.contains('.') && name.is_char_boundary(4) && name[..4].eq_ignore_ascii_case("list");
    let found = SPECIAL.iter().find(|(own, _)| own.eq_ignore_ascii_case(name));
    found.map(|(_, special)| *special).or_else(|| is_list.then_some(super::special::asked_of_platform as Special))
}
