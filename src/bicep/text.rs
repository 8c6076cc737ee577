//! Texts: in single quotes with escapes, in three quotes over many lines, and values put into them.

use super::parser::{Parser, Read};
use super::syntax::{Expression, Fault, Form, Part};

impl Parser<'_> {
    /// A text, whose quote comes next.
    pub fn quoted(&mut self) -> Read<Expression> {
        let start = self.at();
        let rest = &self.text.as_bytes()[start as usize..];
        let dollars = rest.iter().take_while(|byte| **byte == b'$').count();
        let parts = match dollars > 0 || rest.starts_with(b"'''") {
            true => self.long(start, dollars)?,
            false => self.short(start)?,
        };
        Ok(Expression { span: self.since(start), form: Form::Text(parts) })
    }

    fn short(&mut self, start: u32) -> Read<Vec<Part>> {
        let bytes = self.text.as_bytes();
        let (mut at, mut from) = (start as usize + 1, start as usize + 1);
        let mut parts = Vec::new();
        let mut text = String::new();
        loop {
            let ahead = bytes[at..].iter().position(|byte| matches!(byte, b'\'' | b'\\' | b'$' | b'\n' | b'\r'));
            at += ahead.unwrap_or(bytes.len() - at);
            match &bytes[at..] {
                [b'\'', ..] => {
                    text.push_str(&self.text[from..at]);
                    push(&mut parts, &mut text);
                    self.go_on(at as u32 + 1);
                    return Ok(parts);
                }
                [b'\\', ..] => {
                    text.push_str(&self.text[from..at]);
                    at = self.escaped(at, &mut text)?;
                    from = at;
                }
                [b'$', b'{', ..] => {
                    text.push_str(&self.text[from..at]);
                    push(&mut parts, &mut text);
                    at = self.put_in(at + 2, &mut parts)?;
                    from = at;
                }
                [b'$', ..] => at += 1,
                _ => return Err(fault(start, "the closing `'` of this text is missing on its line")),
            }
        }
    }

    /// What a backslash and what follows mean; the byte behind them.
    fn escaped(&self, at: usize, text: &mut String) -> Read<usize> {
        let meant = match self.text.as_bytes().get(at + 1) {
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'\\') => '\\',
            Some(b'\'') => '\'',
            Some(b'$') => '$',
            Some(b'u') => return self.numbered(at, text),
            _ => {
                return Err(fault(
                    at as u32,
                    "one of `\\\\`, `\\'`, `\\n`, `\\r`, `\\t`, `\\$` and `\\u{…}` is expected",
                ));
            }
        };
        text.push(meant);
        Ok(at + 2)
    }

    /// `\u{1F600}`, or the two halves of such a character, as some write it.
    fn numbered(&self, at: usize, text: &mut String) -> Read<usize> {
        let half = |at: usize| {
            let (digits, _) = self.text.get(at..)?.strip_prefix("\\u{")?.split_once('}')?;
            let code = u32::from_str_radix(digits, 16).ok().filter(|_| digits.len() <= 8)?;
            Some((code, at + digits.len() + 4))
        };
        let expected = || fault(at as u32, "a character's number is expected, such as `\\u{1F600}`");
        let (code, end) = half(at).ok_or_else(expected)?;
        if let Some(letter) = char::from_u32(code) {
            text.push(letter);
            return Ok(end);
        }
        let (low, end) = half(end).ok_or_else(expected)?;
        let halves = [code, low].map(|code| u16::try_from(code).unwrap_or_default());
        let letter = char::decode_utf16(halves).next().and_then(Result::ok).ok_or_else(expected)?;
        text.push(letter);
        Ok(end)
    }

    /// A value in a text; the byte behind it.
    fn put_in(&mut self, at: usize, parts: &mut Vec<Part>) -> Read<usize> {
        self.go_on(at as u32);
        self.line_ends();
        let value = self.expression()?;
        self.line_ends();
        if !self.is_symbol("}") {
            return Err(self.expected("`}`"));
        }
        parts.push(Part::Value(value));
        Ok(self.token.span.end as usize)
    }

    /// Over many lines: nothing is escaped, the first line end does not count, and values stand behind as many dollars as
    /// before the quotes.
    fn long(&mut self, start: u32, dollars: usize) -> Read<Vec<Part>> {
        let bytes = self.text.as_bytes();
        let mut at = start as usize + dollars + 3;
        at += [&b"\r\n"[..], b"\n", b"\r"].iter().find(|end| bytes[at..].starts_with(end)).map_or(0, |end| end.len());
        let mut from = at;
        let mut parts = Vec::new();
        loop {
            let ahead = memchr::memchr2(b'\'', b'$', &bytes[at..]);
            let Some(ahead) = ahead else { return Err(fault(start, "the closing `'''` of this text is missing")) };
            at += ahead;
            let run = bytes[at..].iter().take_while(|byte| **byte == bytes[at]).count();
            let is_value = bytes[at] == b'$' && dollars > 0 && run >= dollars && bytes.get(at + run) == Some(&b'{');
            if bytes[at] == b'\'' && run >= 3 {
                // Of more than three quotes the last three close.
                push(&mut parts, &mut self.text[from..at + run - 3].to_owned());
                self.go_on((at + run) as u32);
                return Ok(parts);
            }
            if is_value {
                push(&mut parts, &mut self.text[from..at + run - dollars].to_owned());
                at = self.put_in(at + run + 1, &mut parts)?;
                from = at;
            } else {
                at += run;
            }
        }
    }
}

fn push(parts: &mut Vec<Part>, text: &mut String) {
    if !text.is_empty() {
        parts.push(Part::Text(std::mem::take(text)));
    }
}

fn fault(at: u32, message: &str) -> Fault {
    Fault { at, message: message.to_owned() }
}
