//! Conditions and comparisons of a plan, by the rules that the engine's functions have.

use super::run::{End, Given, Run, items, length};
use super::tree::{Answer, Node, Order};
use crate::check::stop::{Failure, unknown};
use crate::check::text::{self, Text};
use crate::check::verdict::Outcome;
use crate::check::view::{At, Value};
use crate::check::{list, truth};
use rhai::{Dynamic, ImmutableString};
use std::cmp::Ordering;
use std::ops::ControlFlow;

impl<'r> Run<'r> {
    /// Whether a condition holds; anything but true and false is an error of the script.
    pub fn truth(&mut self, node: &'r Node) -> Given<bool> {
        match node {
            Node::And(operands) => {
                for operand in operands {
                    if !self.truth(operand)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Node::Or(operands) => {
                for operand in operands {
                    if self.truth(operand)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Node::Equal(sides, differ) => {
                let [a, b] = self.sides(sides)?;
                Ok(self.equal(&a, &b)? != *differ)
            }
            Node::Order(sides, order) => {
                let [a, b] = self.sides(sides)?;
                self.order(a, b, *order)
            }
            Node::Among(wanted, texts) => {
                self.steps += texts.len() as u64;
                let wanted = self.eval(wanted)?;
                self.among(&wanted, texts)
            }
            Node::Holds(sides) => {
                let [list, wanted] = self.sides(sides)?;
                self.holds(list, wanted)
            }
            _ => match self.eval(node)? {
                Value::Truth(truth) => Ok(truth),
                _ => Err(End::Bail),
            },
        }
    }

    /// Whether two values are equal, as `==` says.
    fn equal(&mut self, a: &Value, b: &Value) -> Given<bool> {
        match (a, b) {
            (Value::Truth(a), Value::Truth(b)) => Ok(a == b),
            (Value::Whole(a), Value::Whole(b)) => Ok(a == b),
            (Value::Absent(_), Value::Absent(_)) => Ok(true),
            (Value::Absent(_), _) | (_, Value::Absent(_)) if is_simple(a) && is_simple(b) => Ok(false),
            (Value::Truth(a), Value::Text(b)) => Ok(truth::of_text(b)? == *a),
            (Value::Text(a), Value::Truth(b)) => Ok(truth::of_text(a)? == *b),
            (Value::Text(a), Value::Text(b)) => Ok(text::equal_texts(a, b)?),
            (Value::Text(text), Value::Other(other)) | (Value::Other(other), Value::Text(text)) => {
                match other.read_lock::<ImmutableString>() {
                    Some(other) => Ok(text::equal(text, &other)?),
                    None => self.engine_says("==", a, b),
                }
            }
            _ => self.engine_says("==", a, b),
        }
    }

    fn engine_says(&mut self, sign: &str, a: &Value, b: &Value) -> Given<bool> {
        match self.natives.call(sign, [a.clone(), b.clone()])? {
            Value::Truth(truth) => Ok(truth),
            _ => Err(End::Bail),
        }
    }

    fn order(&mut self, a: Value, b: Value, order: Order) -> Given<bool> {
        let (Value::Whole(left), Value::Whole(right)) = (&a, &b) else {
            return self.engine_says(order.sign(), &a, &b);
        };
        let found = left.cmp(right);
        Ok(match order {
            Order::Below => found == Ordering::Less,
            Order::AtMost => found != Ordering::Greater,
            Order::Above => found == Ordering::Greater,
            Order::AtLeast => found != Ordering::Less,
        })
    }

    /// Whether a value is one of these texts.
    fn among(&mut self, wanted: &Value, texts: &[ImmutableString]) -> Given<bool> {
        match wanted {
            Value::Absent(_) => Ok(false),
            Value::Text(wanted) => first(texts.iter().map(|text| text::equal(wanted, text))),
            _ => {
                let list = Dynamic::from_array(texts.iter().cloned().map(Dynamic::from).collect());
                match self.natives.call("contains", [Value::Other(list), wanted.clone()])? {
                    Value::Truth(truth) => Ok(truth),
                    _ => Err(End::Bail),
                }
            }
        }
    }

    /// Whether a list holds a value, an object a member or a text a part.
    fn holds(&mut self, list: Value, wanted: Value) -> Given<bool> {
        let is_list = match &list {
            Value::Absent(_) => return Ok(false),
            Value::View(view) => matches!(view.at, At::Node(..)) && view.is_array(),
            Value::Other(list) => list.is_array(),
            _ => false,
        };
        if !is_list {
            return match self.natives.call("contains", [list, wanted])? {
                Value::Truth(truth) => Ok(truth),
                _ => Err(End::Bail),
            };
        }
        let (mut is_found, mut unknown) = (false, None);
        items(&list, |item| {
            match item.map_err(End::from).and_then(|item| self.equal(&item, &wanted)) {
                Ok(true) => {
                    is_found = true;
                    return Ok(ControlFlow::Break(()));
                }
                Ok(false) => {}
                Err(End::Unknown(failure)) => unknown = unknown.take().or(Some(failure)),
                Err(end) => return Err(end),
            }
            Ok(ControlFlow::Continue(()))
        })?;
        match unknown {
            Some(failure) if !is_found => Err(End::Unknown(failure)),
            _ => Ok(is_found),
        }
    }

    /// How many elements, or characters, there are.
    pub fn count(&mut self, of: &'r Node) -> Given {
        match self.eval(of)? {
            Value::Absent(_) => Ok(length(0)),
            Value::View(view) => Ok(Value::Whole(view.len())),
            other => self.natives.call("len", [other]),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&mut self, of: &'r Node) -> Given {
        match self.eval(of)? {
            Value::Absent(_) => Ok(Value::Truth(true)),
            Value::View(view) => Ok(Value::Truth(view.len() == 0)),
            other => self.natives.call("is_empty", [other]),
        }
    }

    /// What a script answers in words.
    pub fn answer(&mut self, answer: Answer, arguments: &'r [Node]) -> Given {
        let mut given = self.arguments(arguments)?.into_iter();
        let why = given.next().and_then(|why| text_of(&why)).ok_or(End::Bail)?;
        Ok(Value::Other(Dynamic::from(match answer {
            Answer::Unknown => return Err(End::Unknown(unknown(why))),
            Answer::NotApplicable => Outcome::NotApplicable(why),
            Answer::Healthy => Outcome::Healthy,
            Answer::Unhealthy => Outcome::Unhealthy(
                Some(why),
                given.next().and_then(|about| match about {
                    Value::View(view) => Some(view.read),
                    Value::Text(Text { read, .. }) => read,
                    _ => None,
                }),
            ),
        })))
    }
}

/// Whether the first that holds is met before any that fails for another reason; unknown when none holds and one might.
fn first(answers: impl Iterator<Item = Result<bool, Failure>>) -> Given<bool> {
    let mut unknown = None;
    for answer in answers {
        match answer {
            Ok(true) => return Ok(true),
            Ok(false) => {}
            Err(failure) if list::is_unknown(&failure) => unknown = unknown.or(Some(failure)),
            Err(failure) => return Err(failure.into()),
        }
    }
    unknown.map_or(Ok(false), |failure| Err(End::Unknown(failure)))
}

/// Whether a value is none of the script's own lists and texts.
fn is_simple(value: &Value) -> bool {
    match value {
        Value::Other(value) => value.is_string(),
        _ => true,
    }
}

fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(text.get().into_owned()),
        Value::Other(text) => text.read_lock::<ImmutableString>().map(|text| text.to_string()),
        _ => None,
    }
}
