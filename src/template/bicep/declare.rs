//! How a Bicep file declares one more resource: inside its parent, or beside it.

use super::super::declared::Declared;
use super::names::{body, members};
use crate::bicep::{Declaration, Expression, Form, Member, Statement, parse};
use crate::source::Node;
use serde_json::{Map, Value};

/// A child of the resource whose object is `parent`: inside of it where the file writes resources into one another, or where
/// more than its name is needed to tell it; else beside it. Both are members, which are called as declarations begin.
///
/// # Errors
///
/// With the reason why it must be written by hand.
pub fn declare<'d>(
    parent: Node<'d>,
    parent_type: &str,
    kind: &str,
    child: &str,
    mut properties: Map<String, Value>,
) -> Result<Declared<'d>, String> {
    let file = parse(parent.document().text());
    let Some(way) = way(&file.statements, parent) else {
        return Err("the declaration of its parent is not found".to_owned());
    };
    let values = || way.iter().filter_map(|statement| value(statement));
    if values().any(|value| matches!(value.form, Form::For(..))) {
        return Err("a loop makes the resource: declare the child of each turn by hand".to_owned());
    }
    let version = properties.shift_remove("apiVersion").and_then(|version| Some(format!("@{}", version.as_str()?)));
    let relative = &kind[parent_type.len() + 1..];
    let has_lines = parent.raw().contains('\n');
    let must_nest = way.len() > 1 || values().any(|value| matches!(value.form, Form::If(_)));
    let named = |symbol: &str, head: Option<Value>| {
        let head = head.map(|parent| ("parent".to_owned(), parent)).into_iter();
        let members = head.chain([("name".to_owned(), child.into())]).chain(properties.clone());
        (symbol.to_owned(), Value::Object(members.collect()))
    };
    let called = |start: &str| free(&file.statements, identifier(&format!("{start}{relative}_{child}")));
    if must_nest && !has_lines {
        return Err("its parent is written on one line: declare the child by hand".to_owned());
    }
    if must_nest || has_lines && file.statements.iter().any(nests) {
        let (symbol, value) = named(&called(""), None);
        let key = format!("resource {symbol} '{relative}{}'", version.unwrap_or_default());
        return Ok(Declared::Member(parent, key, value));
    }
    let (Some(version), Some(name), Some(root)) =
        (version, way[0].declaration.name(), parent.document().root().item(0))
    else {
        return Err("the version of its interface is not known".to_owned());
    };
    let (symbol, value) = named(&called(&format!("{}_", name.text)), Some(format!("[{}]", name.text).into()));
    Ok(Declared::Member(root, format!("resource {symbol} '{kind}{version}'"), value))
}

/// The declarations that lead to the one with this object, itself the last.
fn way<'f>(statements: impl IntoIterator<Item = &'f Statement>, wanted: Node<'_>) -> Option<Vec<&'f Statement>> {
    statements.into_iter().find_map(|statement| {
        let object = body(value(statement)?)?;
        if (object.span.start, object.span.end) == (wanted.span().start, wanted.span().end) {
            return Some(vec![statement]);
        }
        way(nested(object), wanted).map(|rest| std::iter::once(statement).chain(rest).collect())
    })
}

fn value(statement: &Statement) -> Option<&Expression> {
    match &statement.declaration {
        Declaration::Resource { value, .. } => Some(value),
        _ => None,
    }
}

/// The resources that are written in an object.
fn nested(object: &Expression) -> impl Iterator<Item = &Statement> {
    members(object).iter().filter_map(|member| match member {
        Member::Resource(nested) => Some(&**nested),
        _ => None,
    })
}

fn nests(statement: &Statement) -> bool {
    value(statement).and_then(body).is_some_and(|object| nested(object).next().is_some())
}

/// A name that nothing in the file has.
fn free(statements: &[Statement], name: String) -> String {
    fn has(statement: &Statement, name: &str) -> bool {
        let inside = value(statement).and_then(body).is_some_and(|object| nested(object).any(|inner| has(inner, name)));
        inside || statement.declaration.name().is_some_and(|own| own.text == name)
    }
    let is_free = |name: &String| !statements.iter().any(|statement| has(statement, name));
    std::iter::successors(Some(name), |name| Some(format!("{name}_"))).find(is_free).unwrap_or_default()
}

/// What may be called so: all else in a name becomes an underscore.
fn identifier(text: &str) -> String {
    text.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '_' }).collect()
}
