//! Files of an export that hold no answer: an error, a list that is null, or nothing at all. Whoever asked got nothing, which is
//! no answer that there is nothing.

use super::file::FileRules;
use super::form;
use super::id;
use super::page;
use super::text::is_one_of;
use crate::source::{Document, Format, Kind, Node, Problem, normal_id};

/// What stands beside an error in what an interface answers, and beside its code in an error.
const AROUND: [&str; 23] = [
    "odata.error",
    "value",
    "data",
    "error",
    "code",
    "message",
    "target",
    "details",
    "innerError",
    "additionalInfo",
    "status",
    "statusCode",
    "httpStatusCode",
    "headers",
    "id",
    "name",
    "requestId",
    "correlationId",
    "activityId",
    "timestamp",
    "traceId",
    "count",
    "success",
];

/// What to do about all of them.
const HELP: &str =
    "Export it again. Until then nothing follows from what is not here, and no type is complete that was to stand here";

/// Why a document without resources is no answer, and whether it was to be one for sure; `None` for any other document.
pub(super) fn of(document: &Document, rules: &FileRules) -> Option<(Problem, bool)> {
    if !matches!(document.format(), Format::Json | Format::Ndjson) {
        return None;
    }
    let is_named = rules.kind.is_some() || !rules.complete.is_empty();
    let mut parts = form::parts(document).map(|(part, _)| part).peekable();
    let (message, is_answer) = match parts.peek() {
        None => ("it is empty, as an export is left that failed".to_owned(), is_named),
        Some(_) => {
            let astray = |part| astray(part).filter(|_| !rules.complete.is_empty());
            (parts.find_map(|part| instead(part).or_else(|| astray(part)))?, true)
        }
    };
    Some((Problem::new(document.name(), message).help(HELP), is_answer))
}

/// What stands in place of an answer.
fn instead(part: Node<'_>) -> Option<String> {
    if part.kind() == Kind::Array {
        return errors(part);
    }
    let list = ["value", "data"].iter().find_map(|name| part.get_exact(name));
    if let Some(list) = list {
        let is_null = list.kind() == Kind::Null && part.members().all(|(name, _)| is_of_page(&name));
        if is_null {
            return Some("its list is null: what was asked for is not here".to_owned());
        }
        return errors(list);
    }
    error(part).map(|code| told(&code))
}

/// What holds rows in an object that is in no form: a file that was to be complete may hold anything there.
fn astray(part: Node<'_>) -> Option<String> {
    let is_row = |row: Node<'_>| row.get("id").and_then(Node::text).is_some_and(|id| id::is_id(&normal_id(id)));
    let (name, _) = part.members().find(|(_, list)| list.items().next().is_some_and(is_row))?;
    Some(format!("its rows stand below `{name}`, as in no form that is read"))
}

/// What a list holds that holds nothing but errors.
fn errors(list: Node<'_>) -> Option<String> {
    let mut codes = list.items().map(error);
    let first = codes.next()??;
    codes.all(|code| code.is_some()).then(|| told(&first))
}

fn told(code: &str) -> String {
    format!("an error stands in place of the answer: {code}")
}

fn is_of_page(name: &str) -> bool {
    ["value", "data", "id"].contains(&name) || page::is_of_rest(name)
}

/// The code of an error as the platform's interfaces write it, by itself or below `error`.
fn error(node: Node<'_>) -> Option<String> {
    let is_bare = node.kind() == Kind::Object && node.members().all(|(name, _)| is_one_of(&AROUND, &name));
    let (error, is_inside) = match node.get("error").or_else(|| node.get("odata.error")).filter(|_| is_bare) {
        Some(error) => (error, true),
        None => (Some(node).filter(|_| is_bare)?, false),
    };
    let code = error.get("code").and_then(Node::text)?;
    // Files of other trades have codes and messages too: one of the platform's is a word in capitals at its parts.
    let is_word = code.starts_with(|first: char| first.is_ascii_uppercase())
        && code.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && code.bytes().any(|byte| byte.is_ascii_lowercase());
    let is_error = is_word && (is_inside || error.get("message").is_some_and(|text| text.kind() == Kind::String));
    is_error.then(|| code.into_owned())
}
