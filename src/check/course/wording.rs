//! The text of a clause: from its first letter to where it ends.

use crate::check::token::{self, Token};

/// A script's words and signs.
pub(super) struct Wording<'s> {
    text: &'s str,
    tokens: Vec<Token>,
    depths: Vec<usize>,
}

/// Signs that go on with what stands in brackets.
const GOES_ON: [&str; 16] = ["==", "!=", "<", ">", "<=", ">=", "+", "-", "*", "/", "%", ".", "?.", "[", "??", "in"];

/// Words that a bracket of the script's own follows.
const KEYWORDS: [&str; 5] = ["if", "while", "return", "in", "else"];

impl<'s> Wording<'s> {
    pub fn of(text: &'s str) -> Self {
        let tokens = token::tokens(text);
        Self { text, depths: token::depths(&tokens, text), tokens }
    }

    /// What begins at a 1-based line and column, in which `joins` do not end it. On one line.
    pub fn at(&self, line: usize, column: usize, joins: &[&str]) -> String {
        let Some(first) = self.first(line, column) else { return String::new() };
        let (first, end) = self.ends(first, joins);
        self.words(first, end)
    }

    /// The call that begins there, up to its last bracket.
    pub fn call(&self, line: usize, column: usize) -> String {
        let Some(first) = self.first(line, column) else { return String::new() };
        let closes = |at: &usize| self.depths[*at] == self.depths[first] && self.tokens[*at].text(self.text) == ")";
        let end = (first + 1..self.tokens.len()).find(closes).unwrap_or(first);
        self.words(first, end + 1)
    }

    /// What the call that begins there is passed.
    pub fn passed(&self, line: usize, column: usize) -> String {
        let Some(first) = self.first(line, column) else { return String::new() };
        let text = |at: usize| self.tokens[at].text(self.text);
        let Some(open) = (first..self.tokens.len()).find(|at| text(*at) == "(") else { return String::new() };
        let closes = |at: &usize| self.depths[*at] == self.depths[open] && text(*at) == ")";
        let end = (open + 1..self.tokens.len()).find(closes).unwrap_or(open + 1);
        if end > open + 1 { self.words(open + 1, end) } else { String::new() }
    }

    fn first(&self, line: usize, column: usize) -> Option<usize> {
        let before: usize = self.text.split_inclusive('\n').take(line - 1).map(str::len).sum();
        let rest = self.text.get(before..).unwrap_or_default();
        let offset = rest.char_indices().nth(column.saturating_sub(1)).map_or(rest.len(), |(offset, _)| offset);
        self.tokens.iter().position(|token| token.bytes.start >= before + offset)
    }

    /// Whether a bracket holds what a function is passed, and so is no part of what stands in it.
    fn is_call(&self, bracket: usize) -> bool {
        let before = bracket.checked_sub(1).map_or("", |before| self.tokens[before].text(self.text));
        let is_name = before.starts_with(|letter: char| letter.is_alphabetic() || letter == '_');
        [")", "]"].contains(&before) || is_name && !KEYWORDS.contains(&before)
    }

    fn words(&self, first: usize, end: usize) -> String {
        let bytes = self.tokens[first].bytes.start..self.tokens[end - 1].bytes.end;
        self.text.get(bytes).unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The first word of a clause, which may stand behind brackets that are part of it, and the one behind its last.
    fn ends(&self, mut first: usize, joins: &[&str]) -> (usize, usize) {
        let mut depth = self.depths[first];
        for at in first + 1..self.tokens.len() {
            let said = self.tokens[at].text(self.text);
            if self.depths[at] < depth {
                let next = self.tokens.get(at + 1).map_or("", |token| token.text(self.text));
                let opened = (0..first).rev().find(|before| self.depths[*before] < depth);
                let goes_on = said == ")" && (GOES_ON.contains(&next) || joins.contains(&next));
                match opened.filter(|opened| goes_on && !self.is_call(*opened)) {
                    Some(opened) => (first, depth) = (opened, self.depths[at]),
                    None => return (first, at),
                }
                continue;
            }
            let is_end = match said {
                ";" | "," | "{" | "=>" => true,
                "&&" | "||" => !joins.contains(&said),
                _ => false,
            };
            if is_end && self.depths[at] == depth {
                return (first, at);
            }
        }
        (first, self.tokens.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clause_ends_where_the_next_begins() {
        let text = "let a = (x.b ?? 1) + 2 == 3 && (p || q) && r.any(|e| e.k == 1);\nif y\n == `${a}` { z }";
        let wording = Wording::of(text);
        let shown = [(1, 10, &[][..]), (1, 33, &["||"]), (1, 44, &[]), (1, 54, &[]), (2, 4, &[])]
            .map(|(line, column, joins)| wording.at(line, column, joins));
        let text = "a.filter(|x| x.ok == false).len() == 0 && f((b + 1) * 2) == 4";
        let inside = Wording::of(text);
        assert_eq!([inside.at(1, 14, &[]), inside.at(1, 46, &[])], ["x.ok == false", "(b + 1) * 2"]);
        assert_eq!(wording.call(1, 46), "any(|e| e.k == 1)");
        assert_eq!((wording.passed(1, 46), wording.passed(1, 49)), ("|e| e.k == 1".into(), "|e| e.k == 1".into()));
        assert_eq!(shown, ["(x.b ?? 1) + 2 == 3", "p || q", "r.any(|e| e.k == 1)", "e.k == 1", "y == `${a}`"]);
    }
}
