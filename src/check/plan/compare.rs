//! Conditions and comparisons of a plan, by the rules that the engine's functions have.

use super::end::{End, Given};
use super::lists::items;
use super::run::{Run, length};
use super::tree::{Answer, Node, Order};
use crate::check::stop::{Failure, unknown};
use crate::check::text::{self, Text};
use crate::check::verdict::Outcome;
use crate::check::view::{At, Held};
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
                Held::Truth(truth) => Ok(truth),
                _ => Err(End::Bail),
            },
        }
    }

    /// Whether two values are equal, as `==` says.
    fn equal(&mut self, a: &Held, b: &Held) -> Given<bool> {
        match (a, b) {
            (Held::Truth(a), Held::Truth(b)) => Ok(a == b),
            (Held::Whole(a), Held::Whole(b)) => Ok(a == b),
            (Held::Absent(_), Held::Absent(_)) => Ok(true),
            (Held::Absent(_), _) | (_, Held::Absent(_)) if is_simple(a) && is_simple(b) => Ok(false),
            (Held::Truth(a), Held::Text(b)) => Ok(truth::of_text(b)? == *a),
            (Held::Text(a), Held::Truth(b)) => Ok(truth::of_text(a)? == *b),
            (Held::Text(a), Held::Text(b)) => Ok(text::equal_texts(a, b)?),
            (Held::Text(text), Held::Other(other)) | (Held::Other(other), Held::Text(text)) => {
                match other.read_lock::<ImmutableString>() {
                    Some(other) => Ok(text::equal(text, &other)?),
                    None => self.engine_says("==", a, b),
                }
            }
            _ => self.engine_says("==", a, b),
        }
    }

    fn engine_says(&mut self, sign: &str, a: &Held, b: &Held) -> Given<bool> {
        match self.natives.call(sign, [a.clone(), b.clone()])? {
            Held::Truth(truth) => Ok(truth),
            _ => Err(End::Bail),
        }
    }

    fn order(&mut self, a: Held, b: Held, order: Order) -> Given<bool> {
        let (Held::Whole(left), Held::Whole(right)) = (&a, &b) else {
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
    fn among(&mut self, wanted: &Held, texts: &[ImmutableString]) -> Given<bool> {
        match wanted {
            Held::Absent(_) => Ok(false),
            Held::Text(wanted) => first(texts.iter().map(|text| text::equal(wanted, text))),
            _ => {
                let list = Dynamic::from_array(texts.iter().cloned().map(Dynamic::from).collect());
                match self.natives.call("contains", [Held::Other(list), wanted.clone()])? {
                    Held::Truth(truth) => Ok(truth),
                    _ => Err(End::Bail),
                }
            }
        }
    }

    /// Whether a list holds a value, an object a member or a text a part.
    fn holds(&mut self, list: Held, wanted: Held) -> Given<bool> {
        let is_list = match &list {
            Held::Absent(_) => return Ok(false),
            Held::Text(text) => {
                if let Held::Other(part) = &wanted
                    && let Some(part) = part.read_lock::<ImmutableString>()
                {
                    return Ok(text::holds(text, &part)?);
                }
                false
            }
            Held::View(view) => matches!(view.at, At::Node(..)) && view.is_array(),
            Held::Other(list) => list.is_array(),
            _ => false,
        };
        if !is_list {
            return match self.natives.call("contains", [list, wanted])? {
                Held::Truth(truth) => Ok(truth),
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
            Held::Absent(_) => Ok(length(0)),
            Held::View(view) => Ok(Held::Whole(view.len())),
            other => self.natives.call("len", [other]),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&mut self, of: &'r Node) -> Given {
        match self.eval(of)? {
            Held::Absent(_) => Ok(Held::Truth(true)),
            Held::View(view) => Ok(Held::Truth(view.len() == 0)),
            other => self.natives.call("is_empty", [other]),
        }
    }

    /// What a script answers in words.
    pub fn answer(&mut self, answer: Answer, arguments: &'r [Node]) -> Given {
        let mut given = self.arguments(arguments)?.into_iter();
        let why = given.next().and_then(|why| text_of(&why)).ok_or(End::Bail)?;
        Ok(Held::Other(Dynamic::from(match answer {
            Answer::Unknown => return Err(End::Unknown(unknown(why))),
            Answer::NotApplicable => Outcome::NotApplicable(why),
            Answer::Unhealthy => Outcome::Unhealthy(
                Some(why),
                given.next().and_then(|about| match about {
                    Held::View(view) => Some(view.read),
                    Held::Text(Text { read, .. }) => read,
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
fn is_simple(value: &Held) -> bool {
    match value {
        Held::Other(value) => value.is_string(),
        _ => true,
    }
}

fn text_of(value: &Held) -> Option<String> {
    match value {
        Held::Text(text) => Some(text.get().into_owned()),
        Held::Other(text) => text.read_lock::<ImmutableString>().map(|text| text.to_string()),
        _ => None,
    }
}
