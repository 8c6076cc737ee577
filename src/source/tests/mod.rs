//! What the other rooms rely on, seen through the room's own door.

mod derived;
mod json;
mod places;
mod properties;
mod walking;
mod yaml;

use super::{Document, Kind, Node, Problem, Scalar};
use serde_json::{Map, Value};

fn read(name: &str, text: &str) -> Document {
    match Document::parse(name, text.as_bytes().to_vec()) {
        Ok(document) => document,
        Err(problem) => panic!("{text:?} is well-formed: {problem:?}"),
    }
}

fn refuse(name: &str, text: &str) -> Problem {
    match Document::parse(name, text.as_bytes().to_vec()) {
        Ok(document) => panic!("{text:?} should be refused: {:?}", value(document.root())),
        Err(problem) => problem,
    }
}

/// The line, the column and the message of a refusal.
fn refusal(name: &str, text: &str) -> (u32, u32, String) {
    let problem = refuse(name, text);
    assert!(problem.help.is_some(), "every refusal says what to do next");
    let position = problem.position.expect("a refusal has a place");
    (position.line, position.column, problem.message)
}

/// The first document's value.
fn first(document: &Document) -> Value {
    document.root().item(0).map_or(Value::Null, value)
}

/// A node as a value of another model.
fn value(node: Node<'_>) -> Value {
    match (node.kind(), node.scalar()) {
        (Kind::Array, _) => node.items().map(value).collect(),
        (Kind::Object, _) => {
            let members = node.members().map(|(key, member)| (key.into_owned(), value(member)));
            Value::Object(members.collect::<Map<_, _>>())
        }
        (_, Some(Scalar::Bool(truth))) => truth.into(),
        (_, Some(Scalar::Int(whole))) => whole.into(),
        (_, Some(Scalar::Float(number))) => number.into(),
        (_, Some(Scalar::Text(text))) => text.into_owned().into(),
        _ => Value::Null,
    }
}
