//! What people write who think of another language, and how it is said in this one.

use crate::source::nearest;
use rhai::{LexError, ParseErrorType, Position};

/// Words and signs where they cannot stand, and what to do.
const WORDS: [(&[&str], &str); 13] = [
    (&["and"], "write `&&`"),
    (&["or"], "write `||`"),
    (&["not"], "write `!(…)` around what must not hold"),
    (&["is", "eq", "==="], "write `==`"),
    (&["!==", "<>", "ne"], "write `!=`"),
    (&["elif", "elsif", "elseif"], "write `else if`"),
    (
        &["null", "nil", "None", "undefined", "Null", "NULL", "nothing"],
        "what is absent is `()`: write `== ()` or `!= ()`",
    ),
    (&["True", "TRUE"], "write `true`"),
    (&["False", "FALSE"], "write `false`"),
    (&["=>", "lambda", "->"], "a closure is written `|one| …`"),
    (&["?"], "write `if … { … } else { … }`"),
    (&["import", "export"], "what several scripts share stands under `functions:` in a policy file"),
    (&["match", "case", "when"], "compare with == in if … else if …"),
];

/// Functions by their names elsewhere.
const FUNCTIONS: [(&[&str], &str); 6] = [
    (&["not"], "write `!(…)`"),
    (
        &["lower", "lowercase", "toLower", "toLowerCase", "casefold"],
        "text compares without regard to case; else call `to_lower()`",
    ),
    (&["upper", "uppercase", "toUpper", "toUpperCase"], "text compares without regard to case; else call `to_upper()`"),
    (&["length", "size", "count"], "call `len()`"),
    (&["includes", "has", "exists"], "call `contains(…)`, or `any(|one| …)`"),
    (&["every", "forall"], "call `all(|one| …)`"),
];

/// What is kept for itself by the language where a name belongs.
const KEPT: &str = "the language keeps this word for itself: choose another name";

fn said(table: &[(&[&str], &str)], word: &str) -> Option<String> {
    table.iter().find(|(words, _)| words.contains(&word)).map(|(_, help)| (*help).to_owned())
}

/// What to call in the place of a function that does not exist.
pub(super) fn of_function(name: &str) -> Option<String> {
    said(&FUNCTIONS, name)
}

/// What to write in the place of what cannot be read; `variables` are those that every script has.
pub(super) fn of_error(script: &str, position: Position, error: &ParseErrorType, variables: &[&str]) -> Option<String> {
    let (before, word, behind) = around(script, position)?;
    match error {
        ParseErrorType::VariableUndefined(_) if behind.trim_start().starts_with("=>") => said(&WORDS, "=>"),
        ParseErrorType::VariableUndefined(name) => said(&WORDS, name).or_else(|| known(name, variables)),
        ParseErrorType::VariableExpected => Some(KEPT.to_owned()),
        // Behind a dot it is a property.
        ParseErrorType::Reserved(_) if !before.trim_end().ends_with(['.', '?']) => {
            said(&WORDS, word).or_else(|| Some(KEPT.to_owned()))
        }
        ParseErrorType::Reserved(_) | ParseErrorType::PropertyExpected => None,
        ParseErrorType::BadInput(LexError::MalformedChar(_)) => Some("text stands in double quotes: \"…\"".to_owned()),
        ParseErrorType::BadInput(LexError::ImproperSymbol(sign, _)) if sign == "=" => {
            Some("write `==` to compare".to_owned())
        }
        // The only literal that stands there by mistake: in `kind == "a" || "b"`.
        ParseErrorType::MismatchedType(wanted, _) if wanted.contains("bool") => {
            Some("compare it too: … == \"a\" || … == \"b\"".to_owned())
        }
        _ if word == "=" => Some("write `==` to compare".to_owned()),
        _ => said(&WORDS, word).or_else(|| said(&WORDS, &format!("{}{word}", before.chars().last()?))),
    }
}

/// A variable that every script has, where another one was named.
fn known(name: &str, variables: &[&str]) -> Option<String> {
    let near = nearest(name, variables.iter().copied()).filter(|near| near.is_near)?;
    Some(format!("did you mean `{}`?", near.name))
}

/// The line before a place, the word or the signs there, and what stands behind them.
fn around(script: &str, position: Position) -> Option<(&str, &str, &str)> {
    let line = script.lines().nth(position.line()?.checked_sub(1)?)?;
    let start = line.char_indices().map(|(at, _)| at).nth(position.position()?.checked_sub(1)?)?;
    let (before, rest) = line.split_at(start);
    let is_word = |letter: char| letter.is_alphanumeric() || letter == '_';
    let is_one = rest.starts_with(is_word);
    let ends =
        |letter: char| if is_one { !is_word(letter) } else { is_word(letter) || " \t\"'()[]{};,".contains(letter) };
    let (word, behind) = rest.split_at(rest.find(ends).unwrap_or(rest.len()));
    Some((before, word, behind))
}
