//! Values, damaged as exports and hands damage them.

use serde_json::{Value, json};

/// One step to a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A member of an object.
    Member(String),
    /// An element of a list.
    Element(usize),
}

/// The way to a value.
pub type Path = Vec<Step>;

/// What stands in place of a value.
#[derive(Clone, Debug)]
pub enum Change {
    /// Another value.
    To(Value),
    /// Nothing.
    Removed,
    /// The same value under another name.
    Renamed(String),
}

/// A path, for people; elements of lists are alike.
pub fn spelt(path: &[Step]) -> String {
    let step = |step: &Step| match step {
        Step::Member(name) => name.clone(),
        Step::Element(_) => "[]".to_owned(),
    };
    path.iter().map(step).collect::<Vec<_>>().join(".")
}

/// The ways to everything inside a value, the nearest first.
pub fn inside(value: &Value) -> Vec<Path> {
    let mut found = Vec::new();
    let mut below = |step: Step, value: &Value| {
        found.push(vec![step.clone()]);
        found.extend(inside(value).into_iter().map(|rest| [vec![step.clone()], rest].concat()));
    };
    match value {
        Value::Object(members) => {
            members.iter().for_each(|(name, value)| below(Step::Member(name.clone()), value));
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, value)| below(Step::Element(index), value));
        }
        _ => {}
    }
    found
}

/// The value at a path.
pub fn at<'v>(value: &'v Value, path: &[Step]) -> Option<&'v Value> {
    path.iter().try_fold(value, |value, step| match step {
        Step::Member(name) => value.get(name),
        Step::Element(index) => value.get(index),
    })
}

/// A copy in which the value at a path is another.
pub fn changed(value: &Value, path: &[Step], change: &Change) -> Value {
    let (first, rest) = match path {
        [] => return if let Change::To(new) = change { new.clone() } else { Value::Null },
        [first, rest @ ..] => (first, rest),
    };
    let mut copy = value.clone();
    match (first, &mut copy, rest.is_empty(), change) {
        (Step::Member(name), Value::Object(members), true, Change::Removed) => {
            members.remove(name);
        }
        (Step::Member(name), Value::Object(members), true, Change::Renamed(new)) => {
            let value = members.remove(name).unwrap_or_default();
            members.insert(new.clone(), value);
        }
        (Step::Member(name), Value::Object(members), ..) => {
            members.insert(name.clone(), changed(&value[name], rest, change));
        }
        (Step::Element(index), Value::Array(items), true, Change::Removed) => {
            items.remove(*index);
        }
        (Step::Element(index), Value::Array(items), ..) => items[*index] = changed(&value[*index], rest, change),
        _ => {}
    }
    copy
}

/// What may stand in place of a value that is the last of `path`, each with its name.
pub fn damages(value: &Value, path: &[Step]) -> Vec<(&'static str, Change)> {
    let mut all = vec![("removed", Change::Removed)];
    if let Some(Step::Member(name)) = path.last() {
        all.push(("misspelt key", Change::Renamed(misspelt(name))));
    }
    let others = [
        ("null", Value::Null),
        ("zero", json!(0)),
        ("number", json!(17)),
        ("fraction", json!(0.5)),
        ("true", json!(true)),
        ("false", json!(false)),
        ("word", json!("kestrel")),
        ("empty text", json!("")),
        ("blank text", json!("  ")),
        ("text null", json!("null")),
        ("text None", json!("None")),
        ("empty object", json!({})),
        ("strange object", json!({ "kestrel": 1 })),
        ("empty list", json!([])),
        ("list of null", json!([null])),
        ("list of list", json!([[]])),
        ("cut object", json!("@{name=x}")),
        ("cut list", json!("System.Object[]")),
        ("in a list", json!([value])),
        ("in an object", json!({ "value": value })),
    ];
    all.extend(
        others
            .into_iter()
            .chain(of_kind(value))
            .filter(|(_, new)| new != value)
            .map(|(name, new)| (name, Change::To(new))),
    );
    all
}

/// What says nothing in place of a value, each with its name.
pub fn fillings() -> [(&'static str, Value); 4] {
    [
        ("empty text", json!("")),
        ("zero", json!(0)),
        ("empty object", json!({})),
        ("mark of a cut", json!("[truncated]")),
    ]
}

fn misspelt(name: &str) -> String {
    let mut letters: Vec<char> = name.chars().collect();
    letters.remove(letters.len() / 2);
    letters.into_iter().collect()
}

fn of_kind(value: &Value) -> Vec<(&'static str, Value)> {
    match value {
        Value::String(text) => of_text(text),
        Value::Bool(flag) => vec![
            ("as text", json!(flag.to_string())),
            ("quoted", json!(format!("'{flag}'"))),
            ("yes or no", json!(if *flag { "yes" } else { "no" })),
            ("as a number", json!(u8::from(*flag))),
        ],
        Value::Number(number) => vec![("as text", json!(number.to_string())), ("quoted", json!(format!("'{number}'")))],
        Value::Array(items) => vec![
            ("first item alone", items.first().cloned().unwrap_or_default()),
            ("joined", json!(items.iter().map(plain).collect::<Vec<_>>().join(","))),
            ("joined by blanks", json!(items.iter().map(plain).collect::<Vec<_>>().join(" "))),
            ("as text", json!(value.to_string())),
            ("a null more", json!([items.as_slice(), &[Value::Null]].concat())),
            ("a blank more", json!([items.as_slice(), &[json!(" ")]].concat())),
            ("an empty text more", json!([items.as_slice(), &[json!("")]].concat())),
            ("cut at its end", json!([items.as_slice(), &[json!("...")]].concat())),
        ],
        Value::Object(_) => vec![("as text", json!(value.to_string()))],
        Value::Null => Vec::new(),
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn of_text(text: &str) -> Vec<(&'static str, Value)> {
    let half: String = text.chars().take(text.chars().count() / 2).collect();
    vec![
        ("blanks around", json!(format!(" {text} "))),
        ("a line end", json!(format!("{text}\n"))),
        ("quoted", json!(format!("'{text}'"))),
        ("quoted twice", json!(format!("\"{text}\""))),
        ("cut in half", json!(half.clone())),
        ("cut with dots", json!(format!("{half}..."))),
        ("glued", json!(format!("{text},kestrel"))),
        ("glued by a line end", json!(format!("{text}\nkestrel"))),
        ("without its end", json!(text.chars().take(text.chars().count().saturating_sub(1)).collect::<String>())),
        ("with a letter more", json!(format!("{text}x"))),
    ]
}
