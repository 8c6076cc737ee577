//! HCL, the language of Terraform's files: what stands at the top of a text, read piece by piece, so that one that is wrong costs
//! itself alone.

mod lexer;

#[cfg(test)]
mod tests;

use hcl_edit::structure::Body;
use lexer::Lexer;
use std::ops::Range;

/// An attribute or a block that stands at the top of a text.
pub struct Piece {
    /// Where it begins; the places of what is in it count from there.
    pub start: usize,
    /// It, as the only one in a body.
    pub body: Result<Body, Fault>,
}

/// Why a piece was not understood.
#[derive(Debug, PartialEq, Eq)]
pub struct Fault {
    /// The byte of the text.
    pub at: usize,
    /// What is wrong.
    pub message: String,
}

/// What stands at the top of a text, from a byte on.
pub fn pieces(text: &str, start: usize) -> Vec<Piece> {
    split(text, start).into_iter().map(|range| piece(text, range)).collect()
}

fn piece(text: &str, range: Range<usize>) -> Piece {
    let (start, own) = (range.start, text[range].trim_end());
    let body = hcl_edit::parser::parse_body(own).or_else(|error| {
        // Where it is in brackets, a line end means nothing, and the reader does not always know.
        let retried = lexer::unwrapped(own).and_then(|own| hcl_edit::parser::parse_body(&own).ok());
        retried.ok_or_else(|| Fault {
            at: start + error.location().offset().min(own.len()),
            message: error.message().lines().map(str::trim).collect::<Vec<_>>().join("; "),
        })
    });
    Piece { start, body }
}

/// Blocks that never end are looked for so often in one text.
const MOST_UNENDED: usize = 20;

fn split(text: &str, start: usize) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let (mut at, mut unended, mut lexer) = (start, 0, Lexer::new(text, start));
    loop {
        at = lexer.skip_blank(at);
        if at >= text.len() {
            return pieces;
        }
        lexer.begin(at);
        let is_ended = lexer.skip_to_line_end();
        let mut end = lexer.at();
        if !is_ended && unended < MOST_UNENDED {
            unended += 1;
            end = next_declaration(text, at).unwrap_or(end);
        }
        pieces.push(at..end.max(at + 1));
        at = end.max(at + 1);
        while !text.is_char_boundary(at) {
            at += 1;
        }
    }
}

/// What begins a block at the top of a file of Terraform.
const DECLARATIONS: [&str; 12] = [
    "check",
    "data",
    "import",
    "locals",
    "module",
    "moved",
    "output",
    "provider",
    "removed",
    "resource",
    "terraform",
    "variable",
];

/// Where the next line begins that declares something, for who cannot tell where a block ends.
fn next_declaration(text: &str, from: usize) -> Option<usize> {
    let is_one = |line: &str| {
        let behind = |word: &&str| line.strip_prefix(*word).is_some_and(|rest| rest.starts_with([' ', '{', '"']));
        DECLARATIONS.iter().any(behind)
    };
    let ends = text[from..].match_indices('\n').map(|(at, _)| from + at + 1);
    ends.into_iter().find(|at| is_one(&text[*at..]))
}
