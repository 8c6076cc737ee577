//! What the conditions of a definition ask of each field.

use crate::alias::Aliases;
use crate::case::Case;
use crate::condition::{Condition, Counted, Operand, Operator};
use crate::evaluate::Sight;
use crate::expression::Expression;
use crate::path::{Step, put, starts};
use serde_json::{Value, json};

/// A question about a field.
#[derive(Clone, Debug, PartialEq)]
pub enum Use {
    /// Whether it is this.
    Named(Value),
    /// Whether it looks like this.
    Like(String),
    /// Whether this is in it.
    Holds(String),
    /// Whether it is more or less than this.
    Beside(Value),
    /// Whether there is one.
    There,
    /// Whether a list has so many elements.
    Size(usize),
}

/// Fields with what is asked of them.
pub struct Collector<'a> {
    /// What is counted, by the list's alias.
    counts: Vec<(&'a str, &'a Condition)>,
    aliases: &'a Aliases,
    parameters: &'a dyn Fn(&str) -> Value,
    /// Of the resource whose condition it is.
    pub uses: Vec<(String, Use)>,
    /// Of the resource that the rule is about, which functions read.
    pub read: Vec<(String, Use)>,
}

/// In the place of a field's name: the version of the request, and who manages the group.
pub const API_VERSION: &str = "apiVersion";
pub const MANAGED_BY: &str = "resourceGroup().managedBy";

impl<'a> Collector<'a> {
    pub fn new(aliases: &'a Aliases, parameters: &'a dyn Fn(&str) -> Value) -> Self {
        Self { counts: Vec::new(), aliases, parameters, uses: Vec::new(), read: Vec::new() }
    }

    /// Adds what a condition asks.
    pub fn add(&mut self, condition: &'a Condition) {
        match condition {
            Condition::All(parts) | Condition::Any(parts) => parts.iter().for_each(|part| self.add(part)),
            Condition::Not(part) => self.add(part),
            Condition::Test(operand, operator, wanted) => self.test(operand, *operator, wanted),
        }
    }

    /// Whether an element of the list at a way of resources of a type meets one of the conditions that are counted there.
    pub fn meets(&self, type_name: &str, list: &[Step], element: &Value) -> bool {
        let mut resource = json!({ "type": type_name });
        put(&mut resource, list, json!([element]));
        let case = Case { resource, ..Case::default() };
        let sight = Sight::new(self.aliases, self.parameters, &case);
        let is_here = |field: &str| {
            let way = self.aliases.way(field, type_name).unwrap_or_default();
            way.split_last()
                .is_some_and(|(last, way)| *last == Step::Each && starts(way, list) && way.len() == list.len())
        };
        let mut counts = self.counts.iter().filter(|(field, _)| is_here(field));
        counts.any(|(field, condition)| sight.count_of(field, Some(condition)) == Some(1))
    }

    fn test(&mut self, operand: &'a Operand, operator: Operator, wanted: &Expression) {
        let empty = Case::default();
        let known = Sight::new(self.aliases, self.parameters, &empty).result(wanted);
        let uses = uses(operator, &known.clone().unwrap_or_default());
        self.read_by(wanted, &uses);
        match operand {
            Operand::Field(field) => self.uses.extend(uses.into_iter().map(|one| (field.clone(), one))),
            Operand::Value(value) => self.read_by(value, &uses),
            Operand::Count(Counted::Field(field), condition) => {
                let size = known.and_then(|value| value.as_u64()).unwrap_or(1) as usize;
                self.uses.push((field.clone(), Use::Size(size)));
                for condition in condition.iter() {
                    self.counts.push((field, condition));
                    self.add(condition);
                }
            }
            Operand::Count(Counted::Value(..), condition) => {
                condition.iter().for_each(|condition| self.add(condition));
            }
        }
    }

    /// The fields in an expression are asked whatever the expression is, and for the texts that stand in it.
    fn read_by(&mut self, expression: &Expression, uses: &[Use]) {
        if let Expression::Member(of, name) = expression {
            let field = match (of.as_ref(), name.as_str()) {
                (Expression::Call(call, _), "apiVersion") if call == "requestcontext" => API_VERSION,
                (Expression::Call(call, _), "managedBy") if call == "resourcegroup" => MANAGED_BY,
                _ => return,
            };
            self.read.extend(uses.iter().map(|one| (field.to_owned(), one.clone())));
            return;
        }
        let calls = format!("{expression:?}");
        let (is_length, is_empty) = (calls.contains("\"length\""), calls.contains("\"empty\""));
        let (texts, fields) = expression.texts();
        for (field, is_current) in fields {
            let own = uses.iter().map(|one| match one {
                Use::Named(Value::Number(number)) | Use::Beside(Value::Number(number)) if is_length => {
                    Use::Size(number.as_u64().unwrap_or(1) as usize)
                }
                Use::Beside(Value::String(text)) => Use::Beside(unpadded(text)),
                // Of elements a function gives a list, which is empty where there are none.
                Use::Named(Value::Bool(_)) if is_empty && field.contains("[*]") => Use::There,
                Use::Named(Value::Bool(_)) if is_empty => Use::Named("".into()),
                one => one.clone(),
            });
            let named =
                texts.iter().filter(|text| text.chars().count() > 1).map(|text| Use::Named(text.as_str().into()));
            let of = if is_current { &mut self.uses } else { &mut self.read };
            of.extend(own.chain(named).chain([Use::There]).map(|one| (field.clone(), one)));
        }
    }
}

/// A number that was filled up with zeros.
fn unpadded(text: &str) -> Value {
    text.parse::<i64>().map_or_else(|_| text.into(), Value::from)
}

fn uses(operator: Operator, wanted: &Value) -> Vec<Use> {
    let text = || wanted.as_str().unwrap_or_default().to_owned();
    match operator {
        Operator::Exists => vec![Use::There],
        Operator::Equals | Operator::NotEquals => vec![Use::Named(wanted.clone())],
        Operator::In | Operator::NotIn => {
            wanted.as_array().into_iter().flatten().map(|one| Use::Named(one.clone())).collect()
        }
        Operator::Like | Operator::NotLike => vec![Use::Like(text())],
        Operator::Contains | Operator::NotContains => vec![Use::Holds(text())],
        _ => vec![Use::Beside(wanted.clone())],
    }
}
