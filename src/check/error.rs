//! Script errors in words, with their place in the policy file.

use super::stop::Failure;
use super::text::{self, Text};
use super::verdict::Outcome;
use super::view::View;
use crate::policy::Script;
use crate::source::{Kind, Position};
use rhai::{EvalAltResult, ParseError, ParseErrorType};
use std::any::type_name;

/// What Rhai calls a whole number.
const INTEGER: &str = "i64";

/// What a script is told that did more than checks may.
pub const OVER_BOUND: [&str; 2] = ["the script looked at too much", "the script ran for too many steps"];

/// How it ends what it says of a part of a list, which no value of a document has.
const RANGE: &str = "[range]";

/// Words that cannot follow a dot in the language.
const UNREADABLE: &str = "a name that the language keeps for itself is written resource.properties[\"name\"]";

/// Where a position inside a script stands in its file; `None` when the file's lines are not known.
pub(super) fn place(script: &Script, position: rhai::Position) -> Option<Position> {
    let (script, line) = script.at(position.line()?);
    let column = position.position().unwrap_or(1);
    if script.line == 0 {
        return None;
    }
    Some(Position { line: script.line + line as u32 - 1, column: script.indent + column as u32 })
}

/// A message about a script, with its place in front.
pub(super) fn in_script(script: &Script, position: Option<rhai::Position>, message: &str) -> String {
    let position = position.filter(|position| !position.is_none());
    let holder = position.and_then(|position| position.line()).map_or(script, |line| script.at(line).0);
    match position.and_then(|position| place(script, position)) {
        Some(Position { line, column }) => format!("{}:{line}:{column}: {message}", holder.file),
        None if holder.line > 0 => format!("{}:{}: {message}", holder.file, holder.line),
        None => format!("{}: {message}", holder.file),
    }
}

/// What went wrong while a script ran.
pub(super) fn message(script: &Script, failure: &Failure) -> String {
    let mut inner: &EvalAltResult = failure;
    let mut position = inner.position();
    while let EvalAltResult::ErrorInFunctionCall(_, _, cause, _) = inner {
        inner = cause;
        if !inner.position().is_none() {
            position = inner.position();
        }
    }
    in_script(script, Some(position), &spoken(words(inner)))
}

/// Whether the bound on work was reached, which depends on how much there is to look at.
pub(super) fn is_too_much_work(failure: &Failure) -> bool {
    matches!(failure.unwrap_inner(), EvalAltResult::ErrorTooManyOperations(_))
}

/// What a value of a document kept a script from doing, which would do it with another value: a function that is there and
/// not for values of this type, a condition that is no boolean, or a value that has nothing under a name or a place, or is no
/// name and no place itself. `read` tells whether a value of a kind was read.
pub(super) fn of_data(failure: &Failure, read: impl Fn(&[Kind]) -> bool) -> Option<String> {
    let inner: &EvalAltResult = failure.unwrap_inner();
    let types = match inner {
        // Rhai takes a place in a whole number for one of its bits, and asks for one where the script names a member.
        EvalAltResult::ErrorMismatchDataType(wanted, found, _)
            if wanted == INTEGER && [type_name::<Text>(), "string"].contains(&&**found) && read(&[Kind::Number]) =>
        {
            return Some("a number stands where an object belongs".to_owned());
        }
        EvalAltResult::ErrorFunctionNotFound(signature, _) => signature.split_once(" (")?.1,
        EvalAltResult::ErrorIndexingType(signature, _) if !signature.ends_with(RANGE) => signature,
        EvalAltResult::ErrorMismatchDataType(wanted, found, _) if [INTEGER, "string"].contains(&&**wanted) => found,
        EvalAltResult::ErrorMismatchDataType(wanted, found, _) if wanted == "bool" => found,
        _ => return None,
    };
    let kinds: [(&str, &[Kind]); 5] = [
        ("i64", &[Kind::Number]),
        ("f64", &[Kind::Number]),
        ("bool", &[Kind::Bool]),
        ("text", &[Kind::String]),
        ("resource or part of it", &[Kind::Array, Kind::Object]),
    ];
    let types = spoken(types.to_owned());
    let is_of_data = kinds.iter().any(|(name, kinds)| types.contains(name) && read(kinds));
    is_of_data.then(|| format!("a value is not what the script takes it for: {}", spoken(words(inner))))
}

/// Rhai calls some types by their names in this program.
fn spoken(words: String) -> String {
    [
        (type_name::<Text>(), "text"),
        (type_name::<View>(), "resource or part of it"),
        (type_name::<Outcome>(), "outcome"),
    ]
    .into_iter()
    .fold(words, |words, (from, to)| words.replace(from, to))
}

/// A function with what it was called with, which Rhai names as its own types.
fn in_words(signature: &str) -> String {
    let Some((name, types)) = signature.split_once(" (") else { return signature.to_owned() };
    let word = |of: &str| match of {
        INTEGER | "f64" => "number".to_owned(),
        "bool" => "true or false".to_owned(),
        "()" => "nothing".to_owned(),
        "array" => "list".to_owned(),
        "map" => "object".to_owned(),
        _ if of.contains("ImmutableString") => "text".to_owned(),
        other => other.to_owned(),
    };
    let types: Vec<String> = types.strip_suffix(')').unwrap_or(types).split(", ").map(word).collect();
    format!("{name} ({})", types.join(", "))
}

fn words(failure: &EvalAltResult) -> String {
    match failure {
        EvalAltResult::ErrorTooManyOperations(_) => OVER_BOUND[1].into(),
        EvalAltResult::ErrorStackOverflow(_) => "the script nests calls too deeply".into(),
        EvalAltResult::ErrorDataTooLarge(what, _) => format!("the script made a value that is too large ({what})"),
        EvalAltResult::ErrorTooManyVariables(_) => "the script has too many variables".into(),
        EvalAltResult::ErrorFunctionNotFound(signature, _) => {
            format!("there is no function {}; `uplift functions` lists those that exist", in_words(signature))
        }
        EvalAltResult::ErrorRuntime(value, _) if value.is_unit() => "the script threw an error".into(),
        EvalAltResult::ErrorRuntime(value, _) => text::text_of(value).unwrap_or_else(|| value.to_string()),
        EvalAltResult::ErrorIndexingType(signature, _) => format!("nothing is looked up like this: {signature}"),
        EvalAltResult::ErrorMismatchDataType(wanted, found, _) => format!("{wanted} was expected here, not {found}"),
        other => {
            let mut other = other.to_string();
            if let Some(cut) = other.rfind(" (line ") {
                other.truncate(cut);
            }
            other
        }
    }
}

/// Why a script does not compile, and the next step.
pub(super) fn parse_error(error: &ParseError) -> (String, Option<String>) {
    let message = uncapitalised(&error.err_type().to_string());
    let help = match error.err_type() {
        ParseErrorType::Reserved(name) => Some(format!("{UNREADABLE}, here [\"{name}\"]")),
        ParseErrorType::PropertyExpected => Some(UNREADABLE.into()),
        ParseErrorType::BadInput(rhai::LexError::ImproperSymbol(name, _)) => {
            Some(format!("`{name}` is not available in check scripts"))
        }
        _ => None,
    };
    (message, help)
}

/// Rhai's messages begin with a capital letter; ours do not.
fn uncapitalised(message: &str) -> String {
    let mut letters = message.chars();
    letters.next().map_or(String::new(), |first| first.to_lowercase().chain(letters).collect())
}
