//! What a definition says of a resource.

use crate::alias::Aliases;
use crate::case::Case;
use crate::condition::{Condition, Counted, Operand, Operator};
use crate::definition::{Definition, Related};
use crate::expression::Expression;
use crate::function::{alike, call, number, text};
use crate::path::{Step, is_many, member, select, starts};
use serde_json::{Value, json};
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

/// What a policy makes of a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    Compliant,
    NonCompliant,
    /// It is not meant for the resource.
    OutOfScope,
}

/// A definition at work on a resource.
#[derive(Clone)]
pub struct Sight<'a> {
    pub aliases: &'a Aliases,
    pub parameters: &'a dyn Fn(&str) -> Value,
    pub case: &'a Case,
    /// The resource that fields are read of; functions read the case's own.
    subject: &'a Value,
    /// The elements that counts have come to: the list's way, and the way of the element.
    elements: Vec<(Vec<Step>, Vec<Step>)>,
    /// And those of lists that are no resource's.
    names: Vec<(String, Value)>,
    /// What fields of the case's own resource were found to be.
    known: Rc<RefCell<HashMap<String, Rc<Vec<Value>>>>>,
}

impl<'a> Sight<'a> {
    pub fn new(aliases: &'a Aliases, parameters: &'a dyn Fn(&str) -> Value, case: &'a Case) -> Self {
        Self {
            aliases,
            parameters,
            case,
            subject: &case.resource,
            elements: Vec::new(),
            names: Vec::new(),
            known: Rc::default(),
        }
    }

    /// What the definition says; `None` where the platform could not evaluate it.
    pub fn outcome(&self, definition: &Definition) -> Option<Outcome> {
        let is_met = self.holds(&definition.rule)?;
        let related = match &definition.related {
            Some(related) if is_met => related,
            Some(_) => return Some(Outcome::OutOfScope),
            None => return Some(if is_met { Outcome::NonCompliant } else { Outcome::Compliant }),
        };
        for other in self.case.others() {
            let is_right = || related.condition.as_ref().map_or(Some(true), |one| self.of(other).holds(one));
            if self.is_meant(related, other)? && is_right()? {
                return Some(Outcome::Compliant);
            }
        }
        Some(Outcome::NonCompliant)
    }

    /// The same, with another resource for fields to be read of. A list's elements are those of one resource.
    pub fn of(&self, subject: &'a Value) -> Self {
        let mut other = self.clone();
        if !std::ptr::eq(subject, other.subject) {
            other.elements.clear();
        }
        other.subject = subject;
        other
    }

    fn is_meant(&self, related: &Related, other: &Value) -> Option<bool> {
        let wanted = |value: &Option<Expression>| match value {
            Some(value) => Some(Some(self.result(value)?)),
            None => Some(None),
        };
        let (name, group) = (wanted(&related.name)?, wanted(&related.group)?);
        let own = |found: Option<&str>, wanted: &Option<Value>| {
            wanted.as_ref().is_none_or(|wanted| found.is_some_and(|found| alike(wanted, &found.into())))
        };
        let is_type = type_of(other).eq_ignore_ascii_case(&related.type_name);
        Some(is_type && own(leaf_name(other), &name) && own(group_of(other), &group))
    }

    /// Whether a condition is met.
    pub fn holds(&self, condition: &Condition) -> Option<bool> {
        match condition {
            Condition::All(parts) => {
                parts.iter().try_fold(true, |met, part| if met { self.holds(part) } else { Some(false) })
            }
            Condition::Any(parts) => {
                parts.iter().try_fold(false, |met, part| if met { Some(true) } else { self.holds(part) })
            }
            Condition::Not(part) => self.holds(part).map(|met| !met),
            Condition::Test(operand, operator, wanted) => {
                let found;
                let wanted = match wanted {
                    Expression::Constant(value) => value,
                    expression => {
                        found = self.result(expression)?;
                        &found
                    }
                };
                let values = match operand {
                    Operand::Field(field) => self.field(field),
                    Operand::Value(value) => Rc::new(vec![self.result(value)?]),
                    Operand::Count(what, condition) => Rc::new(vec![self.count(what, condition.as_deref())?.into()]),
                };
                values.iter().try_fold(true, |met, value| Some(met && test(value, *operator, wanted)?))
            }
        }
    }

    /// The values of a field: one, or those of a list's elements; null where there is none.
    fn field(&self, field: &str) -> Rc<Vec<Value>> {
        if !std::ptr::eq(self.subject, &self.case.resource) || !self.elements.is_empty() {
            return Rc::new(self.found(field));
        }
        if let Some(known) = self.known.borrow().get(field) {
            return known.clone();
        }
        let found = Rc::new(self.found(field));
        self.known.borrow_mut().insert(field.to_owned(), found.clone());
        found
    }

    fn found(&self, field: &str) -> Vec<Value> {
        let subject = self.subject;
        match field.to_lowercase().as_str() {
            "type" => vec![type_of(subject).into()],
            "name" => vec![leaf_name(subject).unwrap_or("case").into()],
            "fullname" => vec![subject["name"].as_str().unwrap_or("case").into()],
            "id" => vec![subject["id"].as_str().unwrap_or("/subscriptions/s/resourceGroups/case").into()],
            _ => match self.aliases.way(field, type_of(subject)) {
                Some(way) => {
                    select(subject, &self.scoped(&way)).into_iter().map(|it| it.cloned().unwrap_or_default()).collect()
                }
                None if field.contains("[*]") => Vec::new(),
                None => vec![Value::Null],
            },
        }
    }

    /// The way with the elements in it that counts have come to.
    fn scoped(&self, way: &[Step]) -> Vec<Step> {
        let inner = self.elements.iter().rev().find(|(list, _)| starts(way, list));
        inner.map_or_else(|| way.to_vec(), |(list, element)| [element, &way[list.len()..]].concat())
    }

    fn count(&self, what: &Counted, condition: Option<&Condition>) -> Option<usize> {
        let mut count = 0;
        match what {
            Counted::Field(field) => return self.count_of(field, condition),
            Counted::Value(list, name) => {
                for element in self.result(list)?.as_array()? {
                    let mut inner = self.clone();
                    inner.names.push((name.to_lowercase(), element.clone()));
                    count += usize::from(condition.is_none_or(|part| inner.holds(part) == Some(true)));
                }
            }
        }
        Some(count)
    }

    /// How many elements of a list meet a condition.
    pub fn count_of(&self, field: &str, condition: Option<&Condition>) -> Option<usize> {
        let mut count = 0;
        let Some(way) = self.aliases.way(field, type_of(self.subject)) else { return Some(0) };
        for element in places(self.subject, &self.scoped(&way)) {
            let mut inner = self.clone();
            inner.elements.push((way.clone(), element));
            count += usize::from(condition.is_none_or(|part| inner.holds(part) == Some(true)));
        }
        Some(count)
    }

    /// What an expression amounts to.
    pub fn result(&self, expression: &Expression) -> Option<Value> {
        let (name, arguments) = match expression {
            Expression::Constant(value) => return Some(value.clone()),
            Expression::Member(of, name) => return Some(member(&self.result(of)?, name).cloned().unwrap_or_default()),
            Expression::Call(name, arguments) => (name.as_str(), arguments),
        };
        if let ("if", [condition, then, otherwise]) = (name, arguments.as_slice()) {
            return self.result(if self.result(condition)?.as_bool()? { then } else { otherwise });
        }
        let values = arguments.iter().map(|argument| self.result(argument)).collect::<Option<Vec<_>>>()?;
        let named = values.first().and_then(Value::as_str).unwrap_or_default();
        match name {
            "parameters" => Some((self.parameters)(&named.to_lowercase())),
            "field" => Some(self.of(&self.case.resource).read(named, false)),
            "current" => match self.names.iter().rev().find(|(name, _)| name.eq_ignore_ascii_case(named)) {
                Some((_, value)) => Some(value.clone()),
                None => Some(self.read(named, true)),
            },
            "requestcontext" => Some(json!({ "apiVersion": self.case.api_version() })),
            "resourcegroup" => Some(self.case.group().cloned().unwrap_or_default()),
            "subscription" => Some(json!({ "subscriptionId": crate::case::SUBSCRIPTION })),
            "utcnow" => Some(crate::case::now().into()),
            _ => call(name, &values),
        }
    }

    /// A field as a function gives it: a list of what is there where the alias leads to elements. `current` gives the element
    /// itself.
    fn read(&self, field: &str, is_current: bool) -> Value {
        let mut values = self.field(field).to_vec();
        let way = self.aliases.way(field, type_of(self.subject)).unwrap_or_default();
        let is_list = if is_current { is_many(&self.scoped(&way)) } else { is_many(&way) };
        if is_list {
            values.retain(|value| !value.is_null());
            return Value::Array(values);
        }
        values.pop().unwrap_or_default()
    }
}

/// The ways of every element of a list.
fn places(subject: &Value, way: &[Step]) -> Vec<Vec<Step>> {
    let Some(place) = way.iter().position(|step| *step == Step::Each) else { return vec![way.to_vec()] };
    let (list, rest) = (&way[..place], &way[place + 1..]);
    let count = select(subject, list).into_iter().flatten().next().and_then(Value::as_array).map_or(0, Vec::len);
    let element = |index| [list, &[Step::At(index)], rest].concat();
    (0..count).flat_map(|index| places(subject, &element(index))).collect()
}

/// A resource's type, as written.
pub fn type_of(resource: &Value) -> &str {
    resource["type"].as_str().unwrap_or_default()
}

fn leaf_name(resource: &Value) -> Option<&str> {
    resource["name"].as_str()?.rsplit('/').next()
}

fn group_of(resource: &Value) -> Option<&str> {
    let mut parts = resource["id"].as_str()?.split('/');
    parts.by_ref().find(|part| part.eq_ignore_ascii_case("resourceGroups"))?;
    parts.next()
}

/// Whether a value stands to another as the operator says.
fn test(value: &Value, operator: Operator, wanted: &Value) -> Option<bool> {
    let order = || compare(value, wanted);
    Some(match operator {
        Operator::Equals => alike(value, wanted),
        Operator::NotEquals => !alike(value, wanted),
        Operator::Like => like(value, wanted),
        Operator::NotLike => !like(value, wanted),
        Operator::Contains => contains(value, wanted),
        Operator::NotContains => !contains(value, wanted),
        Operator::In => wanted.as_array()?.iter().any(|one| alike(value, one)),
        Operator::NotIn => !wanted.as_array()?.iter().any(|one| alike(value, one)),
        Operator::Exists => value.is_null() != alike(wanted, &true.into()),
        Operator::Greater => order().is_some_and(|order| order.is_gt()),
        Operator::GreaterOrEquals => order().is_some_and(|order| order.is_ge()),
        Operator::Less => order().is_some_and(|order| order.is_lt()),
        Operator::LessOrEquals => order().is_some_and(|order| order.is_le()),
    })
}

fn compare(value: &Value, wanted: &Value) -> Option<std::cmp::Ordering> {
    if wanted.is_number() {
        return number(value)?.partial_cmp(&number(wanted)?);
    }
    Some(text(value)?.to_lowercase().cmp(&text(wanted)?.to_lowercase()))
}

fn like(value: &Value, pattern: &Value) -> bool {
    let (Some(value), Some(pattern)) = (text(value), text(pattern)) else { return false };
    let (value, pattern) = (value.to_lowercase(), pattern.to_lowercase());
    match pattern.split_once('*') {
        None => value == pattern,
        Some((start, end)) if !end.contains('*') => {
            value.len() >= start.len() + end.len() && value.starts_with(start) && value.ends_with(end)
        }
        Some(_) => {
            globset::GlobBuilder::new(&pattern).build().is_ok_and(|glob| glob.compile_matcher().is_match(&value))
        }
    }
}

fn contains(value: &Value, part: &Value) -> bool {
    match (value, text(value), text(part)) {
        (Value::Array(items), _, Some(_)) => items.iter().any(|item| alike(item, part)),
        (_, Some(value), Some(part)) => value.to_lowercase().contains(&part.to_lowercase()),
        _ => false,
    }
}
