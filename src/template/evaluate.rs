//! Working out what expressions give.
//!
//! An answer is a value, a value that is not known with its reason, or a fault with its place. A fault is told once and gives
//! a value that is not known, so that the rest of a template is judged all the same.

use super::function::{self, Stop};
use super::scope::{Locals, Memo, Names, Scope};
use super::syntax::{Expression, Form, is_expression, parse, unescaped};
use super::value::{Data, Origin, Value};
use crate::source::{Document, Kind, Node, Position, Problem, Scalar};
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// What works expressions out, for everything that one deployment holds.
pub struct Machine {
    /// What may still be done, in steps.
    left: Cell<u64>,
    depth: Cell<u32>,
    faults: RefCell<Vec<Problem>>,
}

/// Steps that a deployment may take: large ones take some hundred thousand.
const MOST_WORK: u64 = 2_000_000;
/// Expressions, variables and functions inside one another.
const DEEPEST: u32 = 120;
/// Turns of one loop, as the platform bounds them.
pub(super) const MOST_TURNS: i64 = 800;
/// Faults that are told of one deployment.
const MOST_FAULTS: usize = 100;

/// Why the platform would not take an expression, and where it is wrong.
pub(super) struct Wrong {
    pub at: u32,
    pub message: String,
    pub help: Option<String>,
}

impl Wrong {
    fn new(at: u32, message: impl Into<String>) -> Self {
        Self { at, message: message.into(), help: None }
    }
}

type Answer<'d> = Result<Value<'d>, Wrong>;

impl Default for Machine {
    fn default() -> Self {
        Self { left: Cell::new(MOST_WORK), depth: Cell::new(0), faults: RefCell::default() }
    }
}

impl Machine {
    /// What was wrong with expressions so far.
    pub fn into_faults(self) -> Vec<Problem> {
        self.faults.into_inner()
    }

    /// The value of a node, with every expression in it worked out.
    pub fn value<'d>(&self, node: Node<'d>, scope: &Scope<'d>, locals: &Locals<'d>) -> Value<'d> {
        if !self.spend(1) {
            return Value::unknown(TOO_MUCH, "{…}");
        }
        match node.kind() {
            Kind::String => self.of_text(node, scope, locals),
            Kind::Array | Kind::Object if !is_alive(node) => Value::of_node(node),
            Kind::Array => {
                let items = node.items().map(|item| self.value(item, scope, locals)).collect();
                Value { data: Data::List(items), origin: Origin::Written(node) }
            }
            Kind::Object => self.object(node, scope, locals),
            _ => Value::of_node(node),
        }
    }

    fn of_text<'d>(&self, node: Node<'d>, scope: &Scope<'d>, locals: &Locals<'d>) -> Value<'d> {
        let text = node.text().unwrap_or_default();
        if !is_expression(&text) {
            let data = Data::Text(unescaped(&text).into());
            return Value { data, origin: Origin::Written(node) };
        }
        let answer = parse(&text).map_err(|fault| Wrong::new(fault.at, fault.message));
        let answer = answer.and_then(|expression| self.evaluate(&expression, scope, locals));
        answer
            .unwrap_or_else(|wrong| {
                let symbol = format!("{{{}}}", inner(&text));
                self.tell(node, &text, wrong);
                Value::unknown("its expression is wrong", symbol)
            })
            .computed_at(node)
    }

    /// An object with the properties that its loops make.
    fn object<'d>(&self, node: Node<'d>, scope: &Scope<'d>, locals: &Locals<'d>) -> Value<'d> {
        let mut members: Vec<(Rc<str>, Value<'d>)> = Vec::new();
        for (key, member) in node.members() {
            match key.eq_ignore_ascii_case("copy") && is_loops(member) {
                true => {
                    for entry in member.items() {
                        let name = entry.get("name").and_then(Node::text).unwrap_or_default();
                        members.push((name.as_ref().into(), self.looped(entry, scope, locals)));
                    }
                }
                false => members.push((self.key(&key, member, scope, locals), self.value(member, scope, locals))),
            }
        }
        Value { data: Data::Object(members.into()), origin: Origin::Written(node) }
    }

    /// A key, which may be an expression; one that is not known stands for itself.
    fn key<'d>(&self, key: &str, member: Node<'d>, scope: &Scope<'d>, locals: &Locals<'d>) -> Rc<str> {
        if !is_expression(key) {
            return unescaped(key).into();
        }
        let answer = parse(key).map_err(|fault| Wrong::new(fault.at, fault.message));
        match answer.and_then(|expression| self.evaluate(&expression, scope, locals)) {
            Ok(value) => value.symbol().into(),
            Err(wrong) => {
                self.tell(member, "", wrong);
                key.into()
            }
        }
    }

    /// The list that an entry of `copy` makes.
    pub fn looped<'d>(&self, entry: Node<'d>, scope: &Scope<'d>, locals: &Locals<'d>) -> Value<'d> {
        let name = entry.get("name").and_then(Node::text).unwrap_or_default();
        let turns = match self.turns(entry, scope, locals) {
            Ok(turns) => turns,
            Err(unknown) => return unknown.computed_at(entry),
        };
        let Some(input) = entry.get("input") else {
            return Value::unknown("its loop has no input", format!("{{{name}}}")).computed_at(entry);
        };
        let turn = |number| match self.is_spent() {
            true => None,
            false => Some(self.value(input, scope, &locals.in_loop(&name, Value::made(Data::Int(number))))),
        };
        let items = (0..turns).map_while(turn).collect();
        if self.is_spent() {
            return Value::unknown(TOO_MUCH, format!("{{{name}}}")).computed_at(entry);
        }
        Value { data: Data::List(items), origin: Origin::Made(Rc::new([entry])) }
    }

    /// How often a loop turns; else why that is not known.
    pub fn turns<'d>(&self, entry: Node<'d>, scope: &Scope<'d>, locals: &Locals<'d>) -> Result<i64, Value<'d>> {
        let unknown = |reason: &str| Value::unknown(reason, "{copy}");
        let Some(node) = entry.get("count") else { return Err(unknown("its loop says no count")) };
        let count = self.value(node, scope, locals);
        match count.data {
            Data::Int(turns) if (0..=MOST_TURNS).contains(&turns) => Ok(turns),
            Data::Int(turns) => {
                self.tell(node, "", Wrong::new(0, format!("a loop turns at most {MOST_TURNS} times, not {turns}")));
                Err(unknown("its loop turns more often than the platform allows"))
            }
            Data::Unknown(why) => Err(unknown(&format!("how often its loop turns is not known: {}", why.reason))),
            _ => {
                self.tell(node, "", Wrong::new(0, format!("a whole number is expected, not {}", count.kind())));
                Err(unknown("how often its loop turns is not known"))
            }
        }
    }

    fn evaluate<'d>(&self, expression: &Expression, scope: &Scope<'d>, locals: &Locals<'d>) -> Answer<'d> {
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
        match given {
            Ok(value) => {
                let length = value.as_text().map_or(0, |text| text.len() / 8);
                self.spend(length as u64 + value.items().map_or(0, |items| items.len() as u64));
                Ok(match &value.origin {
                    Origin::Made(nodes) if nodes.is_empty() => value.from_all(&sources),
                    _ => value,
                })
            }
            Err(Stop::Unknown(why)) => Ok(Value::unknown(why.reason.clone(), symbol_of(at, of)).from_all(&sources)),
            Err(Stop::Wrong(message)) => Err(Wrong::new(at.at, message)),
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

    /// What a parameter or a variable means, worked out once.
    pub(super) fn named<'d>(&self, which: Names, name: &str, at: &Expression, scope: &Scope<'d>) -> Answer<'d> {
        match scope.remembered(which, name) {
            Some(Memo::Done(value)) => return Ok(value),
            Some(Memo::Busy) => return Err(Wrong::new(at.at, format!("`{name}` refers to itself"))),
            None => {}
        }
        scope.remember(which, name, Memo::Busy);
        let found = match which {
            Names::Parameters => self.parameter(name, scope),
            Names::Variables => self.variable(name, scope),
        };
        let Some(value) = found else {
            let names = scope.names(which);
            let kind = if which == Names::Parameters { "parameter" } else { "variable" };
            let help = meant(name, names.iter().map(String::as_str));
            return Err(Wrong { help, ..Wrong::new(at.at, format!("there is no {kind} `{name}`")) });
        };
        scope.remember(which, name, Memo::Done(value.clone()));
        Ok(value)
    }

    fn variable<'d>(&self, name: &str, scope: &Scope<'d>) -> Option<Value<'d>> {
        if let Some(entry) = scope.looped_variable(name) {
            return Some(self.looped(entry, scope, &Locals::default()));
        }
        scope.variable(name).map(|node| self.value(node, scope, &Locals::default()))
    }

    fn parameter<'d>(&self, name: &str, scope: &Scope<'d>) -> Option<Value<'d>> {
        let parameter = scope.parameter(name)?;
        let kind = self.type_of(parameter.declared, scope);
        let symbol = format!("{{{}}}", parameter.name);
        if kind.is_secret {
            let reason = format!("the parameter `{}` holds a secret, which is not looked at", parameter.name);
            return Some(Value::unknown(reason, symbol).computed_at(parameter.declared));
        }
        if let Some(given) = &parameter.given {
            return Some(given.clone());
        }
        let Some(default) = parameter.declared.get("defaultValue") else {
            if kind.is_nullable {
                return Some(Value { data: Data::Null, origin: Origin::Made(Rc::new([parameter.declared])) });
            }
            let reason = format!("the parameter `{}` has no value", parameter.name);
            return Some(Value::unknown(reason, symbol).computed_at(parameter.declared));
        };
        let value = self.value(default, scope, &Locals::default());
        // Two parameters that are other at every deployment are not one.
        Some(match value.as_unknown() {
            Some(why) if ["newGuid", "utcNow"].iter().any(|name| why.symbol.contains(name)) => {
                Value::unknown(why.reason.clone(), symbol).computed_at(default)
            }
            _ => value,
        })
    }

    /// What a parameter's type says, by way of what it refers to.
    fn type_of<'d>(&self, declared: Node<'d>, scope: &Scope<'d>) -> Type {
        let mut found = Type { is_secret: false, is_nullable: false };
        let mut node = Some(declared);
        for _ in 0..DEEPEST {
            let Some(here) = node else { break };
            let name = here.get("type").and_then(Node::text).unwrap_or_default();
            found.is_secret |= name.eq_ignore_ascii_case("securestring") || name.eq_ignore_ascii_case("secureobject");
            found.is_nullable |= matches!(here.get("nullable").and_then(Node::scalar), Some(Scalar::Bool(true)));
            node = here.get("$ref").and_then(Node::text).and_then(|path| referred(scope.template, &path));
        }
        found
    }

    /// Whether no work is left: whoever repeats something stops.
    pub(super) fn is_spent(&self) -> bool {
        self.left.get() == 0
    }

    /// Takes from the work that is left; whether there was enough.
    fn spend(&self, steps: u64) -> bool {
        let left = self.left.get();
        self.left.set(left.saturating_sub(steps));
        left >= steps
    }

    /// Tells what is wrong with a node, once.
    pub(super) fn tell(&self, node: Node<'_>, text: &str, wrong: Wrong) {
        let position = place(node, text, wrong.at);
        let document: &Document = node.document();
        let mut problem = document.problem(position, wrong.message, LONGEST_LINE);
        if let Some(help) = wrong.help {
            problem = problem.help(help);
        }
        let mut faults = self.faults.borrow_mut();
        if faults.len() < MOST_FAULTS && !faults.contains(&problem) {
            faults.push(problem);
        }
    }
}

/// Characters of a line that is shown with a fault.
const LONGEST_LINE: usize = 400;

pub(super) const TOO_MUCH: &str = "working the template out takes more than it may";

/// The names of the platform's functions.
pub(super) fn function_names() -> impl Iterator<Item = &'static str> {
    function::names().chain(SPECIAL.iter().map(|(name, _)| *name))
}

/// The name that was most likely meant, as a next step.
fn meant<'n>(name: &str, names: impl IntoIterator<Item = &'n str>) -> Option<String> {
    let near = crate::source::nearest(name, names).filter(|near| near.is_near)?;
    Some(format!("Did you mean `{}`?", near.name))
}

struct Type {
    is_secret: bool,
    is_nullable: bool,
}

/// What `#/definitions/name` leads to.
fn referred<'d>(template: Node<'d>, path: &str) -> Option<Node<'d>> {
    path.strip_prefix("#/")?.split('/').try_fold(template, |node, name| node.get(name))
}

/// Where in a file a byte of an expression stands. In texts with escapes it is where the text begins.
fn place(node: Node<'_>, text: &str, at: u32) -> Position {
    let start = node.position();
    let is_plain = node.raw().len() == text.len() + 2 && text.is_char_boundary(at as usize);
    let behind = if is_plain { text[..at as usize].chars().count() as u32 + 1 } else { 0 };
    Position { column: start.column + behind, ..start }
}

/// Whether a value can hold expressions or loops.
fn is_alive(node: Node<'_>) -> bool {
    let raw = node.raw();
    // An escape could spell the bracket.
    raw.contains("\"[") || raw.contains("\"\\u005") || memchr::memmem::find(raw.as_bytes(), b"opy\"").is_some()
}

/// Whether a member called `copy` is a list of loops.
fn is_loops(node: Node<'_>) -> bool {
    node.kind() == Kind::Array && node.items().all(|entry| entry.get("name").is_some() && entry.get("count").is_some())
}

fn inner(text: &str) -> &str {
    text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text)
}

/// What stands for the result of a call whose arguments are not all known: texts that are put together stay apart from what is
/// not known in them.
fn symbol_of(at: &Expression, of: &[Value<'_>]) -> String {
    /// Names are shorter.
    const LONGEST: usize = 1_000;
    let Form::Call { name, arguments } = &at.form else { return format!("{{{at}}}") };
    let symbols = || of.iter().map(Value::symbol);
    let symbol = match name.to_lowercase().as_str() {
        "concat" => symbols().collect(),
        "format" if of.first().is_some_and(|pattern| pattern.as_text().is_some()) => {
            let pattern = of[0].symbol();
            (0..)
                .zip(symbols().skip(1))
                .fold(pattern, |text, (place, symbol)| text.replace(&format!("{{{place}}}"), &symbol))
        }
        _ => {
            let written = |(argument, value): (&Expression, &Value<'_>)| match (&argument.form, &value.data) {
                (Form::Text(_) | Form::Int(_), _) => argument.to_string(),
                _ => bare(&value.symbol()),
            };
            let inside: Vec<String> = arguments.iter().zip(of).map(written).collect();
            format!("{{{name}({})}}", inside.join(", "))
        }
    };
    symbol.chars().take(LONGEST).collect()
}

/// Without the braces around it.
fn bare(symbol: &str) -> String {
    let inside = symbol.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
    inside.filter(|inside| !inside.contains(['{', '}'])).unwrap_or(symbol).to_owned()
}

/// A member or an element, with the origin that it has.
fn selected<'d>(value: &Value<'d>, step: &Value<'d>, at: &Expression) -> Answer<'d> {
    if let Some(why) = value.first_unknown().filter(|_| value.kind() == "not known" || value.kind() == "text") {
        let symbol = format!("{{{}.{}}}", bare(&why.symbol), step.symbol());
        return Ok(Value::unknown(why.reason.clone(), symbol).from_all(&[value]));
    }
    let found = match &step.data {
        Data::Text(name) => value.members().map(|_| value.member(name)),
        Data::Int(place) => value.items().map(|items| items.get(usize::try_from(*place).ok()?).cloned()),
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

impl<'d> Value<'d> {
    /// The same, computed at a node, unless it is written somewhere.
    fn computed_at(mut self, node: Node<'d>) -> Self {
        if let Origin::Made(nodes) = &self.origin {
            let nodes: Vec<Node<'d>> = std::iter::once(node).chain(nodes.iter().copied()).collect();
            self.origin = Origin::Made(nodes.into());
        }
        self
    }
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
    let is_list = name.len() > 4 && name.is_char_boundary(4) && name[..4].eq_ignore_ascii_case("list");
    let found = SPECIAL.iter().find(|(own, _)| own.eq_ignore_ascii_case(name));
    found.map(|(_, special)| *special).or_else(|| is_list.then_some(super::special::asked_of_platform as Special))
}
