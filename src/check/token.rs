//! The words and signs of a script, with the bytes that they stand in.
//!
//! The language's own syntax tree tells only where things begin, and a change of a text needs to know where they end.

use std::ops::Range;

/// What a word or sign is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A name or a keyword.
    Word,
    /// A whole number.
    Number,
    /// Text in double quotes.
    Text,
    /// Text in other quotes, and letters: no change is made in it.
    Other,
    /// A sign or a bracket; `#{` is one.
    Sign,
}

/// One word or sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub kind: Kind,
    pub bytes: Range<usize>,
}

impl Token {
    /// As it is written.
    pub fn text<'s>(&self, script: &'s str) -> &'s str {
        &script[self.bytes.clone()]
    }
}

/// Signs of several letters, longer ones first.
const SIGNS: [&str; 21] = [
    "..=", "??=", "==", "!=", "<=", ">=", "&&", "||", "??", "?.", "?[", "..", "=>", "->", "::", "#{", "+=", "-=", "*=",
    "/=", "**",
];

/// Everything in a script but spaces and comments.
pub(crate) fn tokens(script: &str) -> Vec<Token> {
    let (mut tokens, mut at) = (Vec::new(), 0);
    while let Some(first) = script[at..].chars().next() {
        let rest = &script[at..];
        let (kind, length) = match first {
            _ if first.is_whitespace() => (None, first.len_utf8()),
            '/' if rest.starts_with("//") => (None, rest.find('\n').unwrap_or(rest.len())),
            '/' if rest.starts_with("/*") => (None, rest.find("*/").map_or(rest.len(), |end| end + 2)),
            '"' => (Some(Kind::Text), quoted(rest, '"')),
            '`' | '\'' => (Some(Kind::Other), quoted(rest, first)),
            _ if first.is_ascii_digit() => number(rest),
            _ if first.is_alphanumeric() || first == '_' || first == '$' => (Some(Kind::Word), run(rest)),
            _ => (Some(Kind::Sign), sign(rest, first)),
        };
        tokens.extend(kind.map(|kind| Token { kind, bytes: at..at + length }));
        at += length;
    }
    tokens
}

fn run(rest: &str) -> usize {
    rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len()).max(1)
}

/// A fraction or a number with a base is another kind of thing, which no change is made in.
fn number(rest: &str) -> (Option<Kind>, usize) {
    let whole = run(rest);
    let is_plain = rest[..whole].bytes().all(|byte| byte.is_ascii_digit());
    let fraction = rest[whole..].strip_prefix('.').filter(|after| after.starts_with(|c: char| c.is_ascii_digit()));
    match fraction {
        Some(after) => (Some(Kind::Other), whole + 1 + run(after)),
        None => (Some(if is_plain { Kind::Number } else { Kind::Other }), whole),
    }
}

fn sign(rest: &str, first: char) -> usize {
    SIGNS.iter().find(|sign| rest.starts_with(**sign)).map_or(first.len_utf8(), |sign| sign.len())
}

/// The length of a text with its quotes.
fn quoted(rest: &str, quote: char) -> usize {
    let mut is_escaped = false;
    for (at, letter) in rest.char_indices().skip(1) {
        match letter {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            _ if letter == quote => return at + letter.len_utf8(),
            _ => {}
        }
    }
    rest.len()
}

/// How deep in brackets each token stands; a bracket stands outside of itself.
pub(crate) fn depths(tokens: &[Token], script: &str) -> Vec<usize> {
    let mut depth: usize = 0;
    let deep = |token: &Token| match token.text(script) {
        "(" | "[" | "{" | "#{" | "?[" if token.kind == Kind::Sign => {
            depth += 1;
            depth - 1
        }
        ")" | "]" | "}" if token.kind == Kind::Sign => {
            depth = depth.saturating_sub(1);
            depth
        }
        _ => depth,
    };
    tokens.iter().map(deep).collect()
}
