//! JSON, JSONC (comments, trailing commas) and several documents in one text, into the flat tree.
//!
//! One pass with an explicit stack. Numbers and escapes are held to the grammar; the text is known to be UTF-8. Strings
//! may go over several lines, as Azure Resource Manager allows in templates; other control characters are refused.

use super::builder::{Builder, Key};
use super::tree::{Fault, Tree};
use super::{Kind, keys, scan};

/// Reads all documents of a text, each beginning on a line of its own. `start` skips a byte order mark.
pub(super) fn parse(text: &str, start: usize) -> Result<Tree, Fault> {
    let mut parser =
        Parser { bytes: text.as_bytes(), at: start, builder: Builder::new(text, false), long_string: (0, 0) };
    let mut previous_end = None;
    parser.space()?;
    while parser.at < parser.bytes.len() {
        parser.separated_from(previous_end)?;
        parser.document()?;
        previous_end = Some(parser.at);
        parser.space()?;
    }
    Ok(parser.builder.finish())
}

struct Parser<'t> {
    bytes: &'t [u8],
    at: usize,
    builder: Builder<'t>,
    /// The last string with a line break. When what follows makes no sense, it lacks its quote.
    long_string: (usize, usize),
}

impl Parser<'_> {
    fn document(&mut self) -> Result<(), Fault> {
        self.value(None)?;
        while let Some((is_object, _, empty)) = self.builder.top() {
            self.element(is_object, empty)?;
        }
        Ok(())
    }

    /// Reads the next element of the innermost container, or its end.
    #[inline(always)]
    fn element(&mut self, is_object: bool, empty: bool) -> Result<(), Fault> {
        let close = if is_object { b'}' } else { b']' };
        let mut next = self.space()?;
        if !empty && next == b',' {
            self.at += 1;
            next = self.space()?;
        } else if !empty && next != close {
            return Err(self.no_separator(is_object));
        }
        if next == close {
            self.at += 1;
            self.builder.close(self.at);
            return Ok(());
        }
        if is_object { self.member() } else { self.value(None) }
    }

    #[inline(always)]
    fn member(&mut self) -> Result<(), Fault> {
        if self.peek() != b'"' {
            return Err(self.unexpected("a key in double quotes or `}`", "Write the key in double quotes"));
        }
        let start = self.at;
        let escaped = self.string()?;
        let end = self.at;
        let tag = self.key_tag(start, end, escaped);
        if self.space()? != b':' {
            return Err(self.unexpected("`:` after a key", "Put a colon between the key and its value"));
        }
        self.at += 1;
        self.space()?;
        self.value(Some(Key { start, end, tag, escaped }))
    }

    #[inline(always)]
    fn key_tag(&self, start: usize, end: usize, escaped: bool) -> u32 {
        let raw = self.bytes.get(start + 1..end - 1).unwrap_or_default();
        if escaped { escaped_tag(raw) } else { keys::tag(raw) }
    }

    /// Reads a scalar, or opens a container.
    #[inline(always)]
    fn value(&mut self, key: Option<Key>) -> Result<(), Fault> {
        let start = self.at;
        match self.peek() {
            b'"' => {
                let escaped = self.string()?;
                self.builder.leaf(key, Kind::String, (start, self.at), escaped)?;
            }
            b'{' => {
                self.builder.open(key, Kind::Object, start)?;
                self.at += 1;
            }
            b'[' => {
                self.builder.open(key, Kind::Array, start)?;
                self.at += 1;
            }
            b't' => self.literal(key, Kind::Bool, b"true")?,
            b'f' => self.literal(key, Kind::Bool, b"false")?,
            b'n' => self.literal(key, Kind::Null, b"null")?,
            b'-' | b'0'..=b'9' => {
                self.number()?;
                self.builder.leaf(key, Kind::Number, (start, self.at), false)?;
            }
            _ => {
                return Err(self.unexpected("a value", "Write a value here, or remove what asks for one"));
            }
        }
        Ok(())
    }

    #[inline(always)]
    fn literal(&mut self, key: Option<Key>, kind: Kind, word: &[u8]) -> Result<(), Fault> {
        let start = self.at;
        if !self.bytes[start..].starts_with(word) {
            return Err(self.unexpected("a value", "Put text in double quotes; only true, false and null stand bare"));
        }
        self.at += word.len();
        self.builder.leaf(key, kind, (start, self.at), false)?;
        Ok(())
    }

    /// Passes over a string and says whether it holds escapes.
    #[inline(always)]
    fn string(&mut self) -> Result<bool, Fault> {
        let start = self.at;
        let mut escaped = false;
        let mut broken = false;
        let mut at = start + 1;
        loop {
            at = scan::string_stop(self.bytes, at);
            match self.bytes.get(at) {
                Some(b'"') => {
                    self.at = at + 1;
                    if broken {
                        self.long_string = (start, self.at);
                    }
                    return Ok(escaped);
                }
                Some(b'\n' | b'\r' | b'\t') => {
                    at += 1;
                    broken = true;
                }
                Some(b'\\') => {
                    at = self.escape(at)?;
                    escaped = true;
                }
                _ => return Err(self.broken_string(at)),
            }
        }
    }

    /// Passes over the escape at `at`.
    fn escape(&self, at: usize) -> Result<usize, Fault> {
        match self.bytes.get(at + 1) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => Ok(at + 2),
            Some(b'u') => {
                let digits = self.bytes.get(at + 2..at + 6).unwrap_or_default();
                let valid = digits.len() == 4 && digits.iter().all(u8::is_ascii_hexdigit);
                let fault = || Fault::new(at, "`\\u` without four hexadecimal digits", "Write four digits after `\\u`");
                if valid { Ok(at + 6) } else { Err(fault()) }
            }
            _ => Err(Fault::new(at, "an unknown escape in a string", "Write a backslash as `\\\\`")),
        }
    }

    /// Passes over a number of the JSON grammar.
    #[inline(always)]
    fn number(&mut self) -> Result<(), Fault> {
        let start = self.at;
        let mut at = start + usize::from(self.bytes[start] == b'-');
        let whole = at;
        at = self.digits(at)?;
        if self.bytes[whole] == b'0' && at > whole + 1 {
            return Err(Fault::new(
                start,
                "a number with a leading zero",
                "Remove the zero, or put the text in quotes",
            ));
        }
        if self.bytes.get(at) == Some(&b'.') {
            at = self.digits(at + 1)?;
        }
        if let Some(b'e' | b'E') = self.bytes.get(at) {
            let sign = matches!(self.bytes.get(at + 1), Some(b'+' | b'-'));
            at = self.digits(at + 1 + usize::from(sign))?;
        }
        self.at = at;
        Ok(())
    }

    /// Passes over at least one digit.
    #[inline(always)]
    fn digits(&self, start: usize) -> Result<usize, Fault> {
        let mut at = start;
        while let Some(b'0'..=b'9') = self.bytes.get(at) {
            at += 1;
        }
        let fault = || Fault::new(start, "expected a digit", "Complete the number, or put the text in quotes");
        if at == start { Err(fault()) } else { Ok(at) }
    }

    /// Passes over white space and comments; the byte that follows, 0 at the end of the text.
    #[inline(always)]
    fn space(&mut self) -> Result<u8, Fault> {
        self.at = scan::space_end(self.bytes, self.at);
        match self.peek() {
            b'/' => self.comments(),
            next => Ok(next),
        }
    }

    #[cold]
    fn comments(&mut self) -> Result<u8, Fault> {
        while self.peek() == b'/' {
            let rest = &self.bytes[self.at..];
            let length = match rest.get(1) {
                Some(b'/') => memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len()),
                Some(b'*') => memchr::memmem::find(&rest[2..], b"*/").map_or(0, |at| at + 4),
                _ => return Err(self.unexpected("a value or a comment", "Remove the `/`")),
            };
            if length == 0 {
                return Err(Fault::new(self.at, "a comment that does not end", "Close the comment with `*/`"));
            }
            self.at = scan::space_end(self.bytes, self.at + length);
        }
        Ok(self.peek())
    }

    #[inline(always)]
    fn peek(&self) -> u8 {
        self.bytes.get(self.at).copied().unwrap_or(0)
    }

    /// Several documents stand one to a line; anything else after a document is a mistake.
    fn separated_from(&self, previous_end: Option<usize>) -> Result<(), Fault> {
        let Some(end) = previous_end else {
            return Ok(());
        };
        if memchr::memchr(b'\n', &self.bytes[end..self.at]).is_some() {
            return Ok(());
        }
        Err(self.unexpected("the end of the file or a new line", "Remove what follows the document"))
    }

    #[cold]
    fn no_separator(&self, is_object: bool) -> Fault {
        if is_object {
            self.unexpected("`,` or `}`", "Put a comma between members, or close the object")
        } else {
            self.unexpected("`,` or `]`", "Put a comma between elements, or close the array")
        }
    }

    #[cold]
    fn unexpected(&self, expected: &str, help: &'static str) -> Fault {
        let rest = self.builder.text().get(self.at..).unwrap_or_default();
        let Some(found) = rest.chars().next() else {
            return self.cut_off(self.at);
        };
        if self.follows_long_string() {
            let message = "a string that does not end on its line, and nothing sensible behind it";
            return Fault::new(self.long_string.0, message, "Close the string with a double quote");
        }
        let found = if found.is_control() { found.escape_debug().to_string() } else { found.to_string() };
        Fault::new(self.at, format!("expected {expected}, found `{found}`"), help)
    }

    #[cold]
    fn broken_string(&self, at: usize) -> Fault {
        if at >= self.bytes.len() {
            return self.cut_off(at);
        }
        Fault::new(at, "a control character in a string", "Write it as an escape, such as `\\u0001`")
    }

    /// Whether the last token is a string with a line break.
    fn follows_long_string(&self) -> bool {
        let (start, end) = self.long_string;
        end > start && self.bytes.get(end..self.at).is_some_and(|between| between.trim_ascii().is_empty())
    }

    /// The file ends too early: half a download, most often.
    #[cold]
    fn cut_off(&self, at: usize) -> Fault {
        let help = "Get the whole file, or close what is open";
        let Some((is_object, start, _)) = self.builder.top() else {
            return Fault::new(at, "the file ends inside a value", help);
        };
        let line = memchr::memchr_iter(b'\n', &self.bytes[..start as usize]).count() + 1;
        let what = if is_object { "an object" } else { "an array" };
        Fault::new(at, format!("the file ends inside {what} that starts at line {line}"), help)
    }
}

/// The tag of a key that holds escapes: equal keys need equal tags, however they are written.
#[cold]
fn escaped_tag(raw: &[u8]) -> u32 {
    let quoted = format!("\"{}\"", String::from_utf8_lossy(raw));
    keys::tag(scan::unescape(&quoted).as_bytes())
}
