//! What is written in a template, with every expression in it worked out.

use super::evaluate::{Machine, TOO_MUCH, Wrong, as_written};
use super::scope::{Locals, Scope};
use super::syntax::{is_expression, parse, unescaped};
use super::trace::Watch;
use super::value::{Data, Origin, Value};
use crate::source::{Format, Kind, Node};
use std::rc::Rc;

/// Turns of one loop, as the platform bounds them.
const MOST_TURNS: i64 = 800;

impl Machine {
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
        let is_followed = self.watch.as_ref().is_some_and(|watch| watch.begin(node));
        let answer = parse(&text).map_err(|fault| Wrong::new(fault.at, fault.message));
        let answer = answer.and_then(|expression| self.evaluate(&expression, scope, locals));
        if is_followed {
            self.watch.iter().for_each(Watch::end);
        }
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
            let is_copy = key.eq_ignore_ascii_case("copy");
            if is_copy && !is_loops(member) && may_loop(member) {
                self.tell(
                    member,
                    "",
                    Wrong::new(0, "a list of loops is expected, each with a name, a count and an input"),
                );
                return Value::unknown("which properties its loops make is not known", "{copy}").computed_at(node);
            }
            match is_copy && is_loops(member) {
                true => {
                    for entry in member.items() {
                        let name = entry.get("name").and_then(Node::text).unwrap_or_default();
                        members.push((name.as_ref().into(), self.looped(entry, scope, locals)));
                    }
                }
                false => match self.key(&key, member, scope, locals) {
                    Ok(key) => members.push((key, self.value(member, scope, locals))),
                    // What has a name that is not known may be anything that is asked for.
                    Err(unknown) => return unknown.computed_at(node),
                },
            }
        }
        Value { data: Data::Object(members.into()), origin: Origin::Written(node) }
    }

    /// A key, which may be an expression; else why it is not known.
    fn key<'d>(
        &self,
        key: &str,
        member: Node<'d>,
        scope: &Scope<'d>,
        locals: &Locals<'d>,
    ) -> Result<Rc<str>, Value<'d>> {
        if !is_expression(key) {
            return Ok(unescaped(key).into());
        }
        let answer = parse(key).map_err(|fault| Wrong::new(fault.at, fault.message));
        match answer.and_then(|expression| self.evaluate(&expression, scope, locals)) {
            Ok(value) => match (value.as_text(), value.first_unknown()) {
                (Some(text), _) => Ok(text.clone()),
                (None, Some(why)) => Err(Value::unknown(why.reason.clone(), "{…}")),
                (None, None) => Err(Value::unknown("the name of a property is no text", "{…}")),
            },
            Err(wrong) => {
                let message = as_written(wrong.message, key);
                self.tell(member, "", Wrong { message, ..wrong });
                Err(Value::unknown("its expression is wrong", "{…}"))
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
}

/// Whether a value can hold expressions or loops.
fn is_alive(node: Node<'_>) -> bool {
    let raw = node.raw();
    // In YAML texts need no quotes; in JSON an escape could spell the bracket.
    node.document().format() == Format::Yaml
        || raw.contains("\"[")
        || raw.contains("\"\\u005")
        || memchr::memmem::find(raw.as_bytes(), b"opy\"").is_some()
}

/// Whether a member called `copy` is a list of loops.
fn is_loops(node: Node<'_>) -> bool {
    let is_named = |entry: Node<'_>| entry.get("name").and_then(Node::text).is_some_and(|name| !is_expression(&name));
    node.kind() == Kind::Array && node.items().all(|entry| is_named(entry) && entry.get("count").is_some())
}

/// Whether a member called `copy` is meant as loops, and not a property of that name.
fn may_loop(node: Node<'_>) -> bool {
    match node.kind() {
        Kind::Array => node.items().any(|entry| entry.kind() != Kind::String),
        Kind::Object => ["name", "count", "input"].iter().filter(|key| node.get(key).is_some()).count() > 1,
        _ => node.text().is_some_and(|text| is_expression(&text)),
    }
}

fn inner(text: &str) -> &str {
    text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text)
}

/// Parts that come from nowhere, such as those of a text that is decoded, come from where the whole does.
fn parts_from<'d>(data: Data<'d>, nodes: &Rc<[Node<'d>]>) -> Data<'d> {
    let is_from_nowhere = |part: &Value<'d>| part.nodes().is_empty();
    let part = |own: &Value<'d>| match is_from_nowhere(own) {
        true => Value { data: parts_from(own.data.clone(), nodes), origin: Origin::Made(Rc::clone(nodes)) },
        false => own.clone(),
    };
    match data {
        Data::List(items) if items.iter().any(is_from_nowhere) => Data::List(items.iter().map(part).collect()),
        Data::Object(members) if members.iter().any(|(_, own)| is_from_nowhere(own)) => {
            Data::Object(members.iter().map(|(key, own)| (Rc::clone(key), part(own))).collect())
        }
        other => other,
    }
}

impl<'d> Value<'d> {
    /// The same, computed at a node, unless it is written somewhere.
    pub(super) fn computed_at(mut self, node: Node<'d>) -> Self {
        if let Origin::Made(nodes) = &self.origin {
            let nodes: Vec<Node<'d>> = std::iter::once(node).chain(nodes.iter().copied()).collect();
            let nodes: Rc<[Node<'d>]> = nodes.into();
            self.data = parts_from(self.data, &nodes);
            self.origin = Origin::Made(nodes);
        }
        self
    }
}
