//! The conditions of policy rules.

use crate::expression::Expression;
use serde_json::{Map, Value};

/// What a rule asks.
pub enum Condition {
    All(Vec<Condition>),
    Any(Vec<Condition>),
    Not(Box<Condition>),
    Test(Operand, Operator, Expression),
}

/// What is held against a value.
pub enum Operand {
    /// An alias, or a part of the envelope.
    Field(String),
    Value(Expression),
    /// How many elements of a list meet a condition.
    Count(Counted, Option<Box<Condition>>),
}

/// What is counted.
pub enum Counted {
    Field(String),
    /// The elements are known by a name.
    Value(Expression, String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    Equals,
    NotEquals,
    Like,
    NotLike,
    Contains,
    NotContains,
    In,
    NotIn,
    Exists,
    Greater,
    GreaterOrEquals,
    Less,
    LessOrEquals,
}

impl Operator {
    fn of(name: &str) -> Option<Self> {
        Some(match name.to_lowercase().as_str() {
            "equals" => Self::Equals,
            "notequals" => Self::NotEquals,
            "like" => Self::Like,
            "notlike" => Self::NotLike,
            "contains" => Self::Contains,
            "notcontains" => Self::NotContains,
            "in" => Self::In,
            "notin" => Self::NotIn,
            "exists" => Self::Exists,
            "greater" => Self::Greater,
            "greaterorequals" => Self::GreaterOrEquals,
            "less" => Self::Less,
            "lessorequals" => Self::LessOrEquals,
            _ => return None,
        })
    }
}

impl Condition {
    /// The condition that a definition writes, in any case of its keys.
    pub fn of(written: &Value) -> Result<Self, String> {
        let members = written.as_object().ok_or_else(|| format!("no condition: {written}"))?;
        let get = |wanted: &str| members.iter().find(|(key, _)| key.eq_ignore_ascii_case(wanted)).map(|(_, it)| it);
        let list = |value: &Value| value.as_array().into_iter().flatten().map(Self::of).collect::<Result<_, _>>();
        if let Some(parts) = get("allOf") {
            return Ok(Self::All(list(parts)?));
        }
        if let Some(parts) = get("anyOf") {
            return Ok(Self::Any(list(parts)?));
        }
        if let Some(part) = get("not") {
            return Ok(Self::Not(Box::new(Self::of(part)?)));
        }
        let operand = match (get("field"), get("value"), get("count")) {
            (Some(field), ..) => Operand::Field(text(field)?),
            (_, Some(value), _) => Operand::Value(Expression::of(value)?),
            (.., Some(count)) => counted(count)?,
            _ => return Err(format!("no operand: {written}")),
        };
        let (operator, value) = operation(members).ok_or_else(|| format!("no operator: {written}"))?;
        Ok(Self::Test(operand, operator, Expression::of(value)?))
    }
}

fn operation(members: &Map<String, Value>) -> Option<(Operator, &Value)> {
    members.iter().find_map(|(key, value)| Some((Operator::of(key)?, value)))
}

fn counted(count: &Value) -> Result<Operand, String> {
    let condition = count.get("where").map(Condition::of).transpose()?.map(Box::new);
    let what = match count.get("field") {
        Some(field) => Counted::Field(text(field)?),
        None => Counted::Value(Expression::of(&count["value"])?, count["name"].as_str().unwrap_or_default().to_owned()),
    };
    Ok(Operand::Count(what, condition))
}

fn text(value: &Value) -> Result<String, String> {
    value.as_str().map(str::to_owned).ok_or_else(|| format!("no text: {value}"))
}
