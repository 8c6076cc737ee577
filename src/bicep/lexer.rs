//! The words of the language. Line ends count; blanks, comments and `#` directives do not.

use super::syntax::Span;

/// A word with its place.
#[derive(Clone, Copy, Debug)]
pub struct Token {
    pub kind: Word,
    pub span: Span,
}

/// What a word is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    Name,
    Number,
    /// The beginning of a text: `'`, `'''`, `$'''`.
    Quote,
    LineEnd,
    Symbol,
    End,
    /// No word of the language.
    Odd,
}

/// Longer ones first.
const SYMBOLS: [&str; 34] = [
    "...", "::", "==", "!=", "=~", "!~", "<=", ">=", "&&", "||", "??", "=>", ".?", "{", "}", "[", "]", "(", ")", ",",
    ":", "?", ".", "=", "!", "<", ">", "+", "-", "*", "/", "%", "|", "@",
];

/// The word at a byte, or behind the blanks there.
pub fn token(text: &str, at: usize) -> Token {
    let bytes = text.as_bytes();
    let start = blanks(bytes, at);
    let (kind, end) = match bytes.get(start) {
        None => (Word::End, start),
        Some(b'\n' | b'\r') => (Word::LineEnd, line_end(bytes, start)),
        Some(b'a'..=b'z' | b'A'..=b'Z' | b'_') => (Word::Name, run(bytes, start, is_name)),
        Some(b'0'..=b'9') => (Word::Number, run(bytes, start, is_name)),
        Some(b'\'') => (Word::Quote, start + 1),
        Some(b'$') if bytes[run(bytes, start, |byte| byte == b'$')..].starts_with(b"'''") => (Word::Quote, start + 1),
        // A comment that does not end hides all that is behind it, and must be told.
        Some(b'/') if bytes[start..].starts_with(b"/*") => (Word::Odd, bytes.len()),
        Some(b'^') => (Word::Symbol, start + 1),
        Some(b'{' | b'}' | b'[' | b']' | b'(' | b')' | b',' | b'@' | b'+' | b'*') => (Word::Symbol, start + 1),
        Some(_) => match SYMBOLS.iter().find(|symbol| bytes[start..].starts_with(symbol.as_bytes())) {
            Some(symbol) => (Word::Symbol, start + symbol.len()),
            None => (Word::Odd, start + text[start..].chars().next().map_or(1, char::len_utf8)),
        },
    };
    Token { kind, span: Span { start: start as u32, end: end as u32 } }
}

/// The byte behind blanks, comments and directives.
fn blanks(bytes: &[u8], mut at: usize) -> usize {
    loop {
        at = match &bytes[at.min(bytes.len())..] {
            [b' ' | b'\t' | b'\x0b' | b'\x0c', ..] => at + 1,
            [0xef, 0xbb, 0xbf, ..] => at + 3,
            [0xc2, 0xa0, ..] => at + 2,
            [b'/', b'/', ..] | [b'#', ..] => {
                at + memchr::memchr2(b'\n', b'\r', &bytes[at..]).unwrap_or(bytes.len() - at)
            }
            [b'/', b'*', ..] => match memchr::memmem::find(&bytes[at + 2..], b"*/") {
                Some(length) => at + length + 4,
                None => return at,
            },
            _ => return at,
        };
    }
}

fn line_end(bytes: &[u8], at: usize) -> usize {
    if bytes[at..].starts_with(b"\r\n") { at + 2 } else { at + 1 }
}

fn run(bytes: &[u8], at: usize, is: impl Fn(u8) -> bool) -> usize {
    at + bytes[at..].iter().take_while(|byte| is(**byte)).count()
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}
