//! Going through the words of a text: what the readers of statements, values and types stand on.

use super::lexer::{Token, Word, token};
use super::syntax::{Fault, File, Name, Span};

/// Values and types inside one another.
const DEEPEST: u32 = 64;
/// Faults that are told of one file.
const MOST_FAULTS: usize = 50;

/// Reads a file.
pub fn parse(text: &str) -> File {
    let mut parser = Parser { text, token: token(text, 0), last_end: 0, depth: 0 };
    let mut file = File::default();
    loop {
        parser.line_ends();
        if parser.token.kind == Word::End {
            return file;
        }
        let (statement, fault) = parser.statement();
        file.statements.push(statement);
        file.faults.extend(fault.filter(|_| file.faults.len() < MOST_FAULTS));
    }
}

/// Where a text was read up to.
pub struct Parser<'t> {
    pub text: &'t str,
    /// The word that comes next.
    pub token: Token,
    /// One past the last byte of the word before.
    pub last_end: u32,
    depth: u32,
}

pub type Read<T> = Result<T, Fault>;

impl<'t> Parser<'t> {
    /// The next word as it is written.
    pub fn word(&self) -> &'t str {
        self.slice(self.token.span)
    }

    pub fn slice(&self, span: Span) -> &'t str {
        self.text.get(span.start as usize..span.end as usize).unwrap_or_default()
    }

    /// Takes the next word.
    pub fn next(&mut self) -> Token {
        let token = self.token;
        self.go_on(token.span.end);
        token
    }

    /// Goes on behind what ends at a byte.
    pub fn go_on(&mut self, end: u32) {
        self.last_end = end;
        self.token = token(self.text, end as usize);
    }

    pub fn at(&self) -> u32 {
        self.token.span.start
    }

    /// From a byte to the end of the word before.
    pub fn since(&self, start: u32) -> Span {
        Span { start, end: self.last_end.max(start) }
    }

    pub fn is_symbol(&self, symbol: &str) -> bool {
        self.token.kind == Word::Symbol && self.word() == symbol
    }

    pub fn is_word(&self, name: &str) -> bool {
        self.token.kind == Word::Name && self.word() == name
    }

    /// Takes a symbol, when it comes next.
    pub fn take(&mut self, symbol: &str) -> bool {
        let is_next = self.is_symbol(symbol);
        if is_next {
            self.next();
        }
        is_next
    }

    /// Takes a word, when it comes next.
    pub fn take_word(&mut self, name: &str) -> bool {
        let is_next = self.is_word(name);
        if is_next {
            self.next();
        }
        is_next
    }

    pub fn expect(&mut self, symbol: &str) -> Read<()> {
        if self.take(symbol) { Ok(()) } else { Err(self.expected(&format!("`{symbol}`"))) }
    }

    pub fn name(&mut self) -> Read<Name> {
        if self.token.kind != Word::Name {
            return Err(self.expected("a name"));
        }
        let span = self.next().span;
        Ok(Name { span, text: self.slice(span).to_owned() })
    }

    /// Passes over line ends.
    pub fn line_ends(&mut self) {
        while self.token.kind == Word::LineEnd {
            self.next();
        }
    }

    /// The word behind line ends, which are not taken.
    pub fn behind_line_ends(&self) -> Token {
        let mut ahead = self.token;
        while ahead.kind == Word::LineEnd {
            ahead = token(self.text, ahead.span.end as usize);
        }
        ahead
    }

    /// Takes a symbol that comes next, or behind line ends.
    pub fn take_behind(&mut self, symbol: &str) -> bool {
        let ahead = self.behind_line_ends();
        let is_there = ahead.kind == Word::Symbol && self.slice(ahead.span) == symbol;
        if is_there {
            self.go_on(ahead.span.end);
        }
        is_there
    }

    /// What parts elements: line ends and commas.
    pub fn separated(&mut self, closing: &str) -> Read<()> {
        let is_parted = self.token.kind == Word::LineEnd || self.is_symbol(",") || self.is_symbol(closing);
        while self.token.kind == Word::LineEnd || self.is_symbol(",") {
            self.next();
        }
        if is_parted { Ok(()) } else { Err(self.expected(&format!("a line end, a comma or `{closing}`"))) }
    }

    /// Reads what may hold others of its kind.
    pub fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Read<T>) -> Read<T> {
        if self.depth >= DEEPEST {
            return Err(Fault { at: self.at(), message: format!("more than {DEEPEST} levels of nesting") });
        }
        self.depth += 1;
        let found = read(self);
        self.depth -= 1;
        found
    }

    pub fn expected(&self, what: &str) -> Fault {
        /// Characters of a word that a message shows.
        const LONGEST: usize = 30;
        let found = match self.token.kind {
            Word::End => "the end of the file".to_owned(),
            Word::LineEnd => "the end of the line".to_owned(),
            Word::Quote => "a text".to_owned(),
            Word::Odd if self.word().starts_with("/*") => "a comment that does not end".to_owned(),
            _ => format!("`{}`", self.word().chars().take(LONGEST).collect::<String>()),
        };
        Fault { at: self.at(), message: format!("{what} is expected, not {found}") }
    }
}
