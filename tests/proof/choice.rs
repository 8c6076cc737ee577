//! The values to try at a place, by what conditions ask there.

use crate::uses::Use;
use serde_json::{Value, json};

/// A value, or none, to stand at a place.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    pub value: Option<Value>,
    /// Whether no such property has values of this type.
    pub is_odd: bool,
}

impl Choice {
    pub fn of(value: impl Into<Value>) -> Self {
        Self { value: Some(value.into()), is_odd: false }
    }

    pub fn odd(value: impl Into<Value>) -> Self {
        Self { value: Some(value.into()), is_odd: true }
    }

    pub const NONE: Self = Self { value: None, is_odd: false };
}

/// What a text is where nothing says what it should be; a word that the platform does not know may be unknown.
pub const OTHER: &str = "zz-other";
const ID: &str = "/subscriptions/s/resourceGroups/g/providers/Microsoft.X/y/z";

/// The values of a place that is no object and no list. Nothing and null come first.
pub fn scalars(way: &str, uses: &[Use]) -> Vec<Choice> {
    let mut choices = vec![Choice::NONE, Choice::of(Value::Null)];
    if uses.iter().any(is_truth) && uses.iter().all(|one| is_truth(one) || is_blank(one)) {
        choices.extend([json!(true), json!(false), json!("true"), json!("False")].map(Choice::of));
        choices.push(Choice::odd("yes"));
    } else if uses.iter().any(is_number) {
        choices.extend(uses.iter().filter_map(number).flat_map(|n| [n - 1, n, n + 1]).chain([0]).map(Choice::of));
        choices.push(Choice::odd(uses.iter().find_map(number).unwrap_or(0).to_string()));
    } else {
        choices.extend(uses.iter().flat_map(texts).map(Choice::of));
        choices.extend(uses.iter().filter_map(near).map(Choice::odd));
        let is_id = way.to_lowercase().ends_with("id") && uses.iter().all(|one| *one == Use::There || is_blank(one));
        choices.extend([if is_id { Choice::of(ID) } else { Choice::odd(OTHER) }, Choice::odd(7)]);
    }
    let mut once: Vec<Choice> = Vec::new();
    for choice in choices {
        if !once.contains(&choice) {
            once.push(choice);
        }
    }
    once
}

fn is_truth(one: &Use) -> bool {
    let spells = |text: &str| ["true", "false"].iter().any(|word| word.eq_ignore_ascii_case(text));
    matches!(one, Use::Named(Value::Bool(_))) || matches!(one, Use::Named(Value::String(text)) if spells(text))
}

/// What says nothing of the type.
fn is_blank(one: &Use) -> bool {
    *one == Use::There
        || *one == Use::Named(Value::Null)
        || matches!(one, Use::Named(Value::String(text)) if text.is_empty())
}

fn is_number(one: &Use) -> bool {
    matches!(one, Use::Named(Value::Number(_)) | Use::Beside(Value::Number(_)))
}

fn number(one: &Use) -> Option<i64> {
    match one {
        Use::Named(value) | Use::Beside(value) => value.as_i64(),
        _ => None,
    }
}

fn texts(one: &Use) -> Vec<String> {
    match one {
        Use::Named(Value::String(text)) if text.is_empty() => vec![String::new()],
        Use::Named(Value::String(text)) => vec![text.clone(), flipped(text)],
        Use::Named(value) if !value.is_null() => vec![value.to_string()],
        Use::Like(pattern) if pattern.ends_with(".*") => vec![pattern.replace('*', "7")],
        Use::Like(pattern) => vec![flipped(&pattern.replace('*', "zz")), pattern.replace('*', "")],
        Use::Holds(part) => vec![part.clone(), format!("{},zz", flipped(part)), format!("zz{part}")],
        Use::Beside(Value::String(text)) => around(text),
        _ => Vec::new(),
    }
}

/// A text that almost looks like it.
fn near(one: &Use) -> Option<String> {
    match one {
        Use::Like(pattern) if !pattern.ends_with(".*") => Some(format!("zz{}", pattern.replace('*', "7"))),
        _ => None,
    }
}

/// The text in another case.
fn flipped(text: &str) -> String {
    let upper = text.to_uppercase();
    if upper == text { text.to_lowercase() } else { upper }
}

/// The text, and what is a little less and a little more.
fn around(text: &str) -> Vec<String> {
    if let Ok(moment) = text.parse::<jiff::Timestamp>() {
        let day = jiff::SignedDuration::from_hours(24);
        return [moment - day, moment, moment + day].iter().map(ToString::to_string).collect();
    }
    match text.parse::<f64>() {
        Ok(number) => [-0.2, -0.1, 0.0, 0.1].iter().map(|step| format!("{:.1}", number + step)).collect(),
        Err(_) => vec!["2000-01-01".to_owned(), text.to_owned(), "2098-01-01".to_owned()],
    }
}
