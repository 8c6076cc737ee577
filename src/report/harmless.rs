//! Names from files, made safe to print.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, Write};

/// A text from a file with everything escaped that could steer a terminal or turn the order of characters: control
/// characters (escape sequences start with one), line ends, marks for writing direction, and characters without width.
/// Everything that people print and that does not come from this program goes through here. What a pipeline reads as a
/// command in its log, `::` at the start of a line and `##[` or `##vso[` anywhere, is escaped too.
pub fn harmless(text: &str) -> Cow<'_, str> {
    if text.trim_start().starts_with("::") || text.contains("##[") || text.contains("##vso[") {
        let text = text.replacen("::", "\\u{3a}:", usize::from(text.trim_start().starts_with("::")));
        let text = text.replace("##[", "#\\u{23}[").replace("##vso[", "#\\u{23}vso[");
        return escaped(&text).into_owned().into();
    }
    escaped(text)
}

/// The same for what is no line of a log.
pub(super) fn escaped(text: &str) -> Cow<'_, str> {
    if !text.contains(is_harmful) {
        return text.into();
    }
    let mut safe = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        match character {
            '\n' => safe.push_str("\\n"),
            '\r' => safe.push_str("\\r"),
            '\t' => safe.push_str("\\t"),
            other if is_harmful(other) => {
                // Writing to a string does not fail.
                let _ = write!(safe, "\\u{{{:x}}}", u32::from(other));
            }
            other => safe.push(other),
        }
    }
    safe.into()
}

/// Whether a character could steer a terminal, turn the order of others, end a line, or hide.
pub(super) fn is_harmful(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// A writer of lines, none of which a pipeline reads as a command. What a text begins with does not tell: where it is wrapped,
/// any word of it may begin a line.
pub struct HarmlessLines<W: Write> {
    out: W,
    line: Vec<u8>,
    /// Whether a part of the line was written.
    begun: bool,
}

impl<W: Write> HarmlessLines<W> {
    /// Writes to another writer.
    pub fn to(out: W) -> Self {
        Self { out, line: Vec::new(), begun: false }
    }

    fn emit(&mut self) -> io::Result<()> {
        let line = std::mem::take(&mut self.line);
        let start = if self.begun { None } else { command_at(&line) };
        self.begun = !line.is_empty() && !line.ends_with(b"\n") || self.begun && line.is_empty();
        let Some(start) = start else { return self.out.write_all(&line) };
        self.out.write_all(&line[..start])?;
        self.out.write_all(b"\\u{3a}")?;
        self.out.write_all(&line[start + 1..])
    }
}

impl<W: Write> Write for HarmlessLines<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for part in bytes.split_inclusive(|&byte| byte == b'\n') {
            self.line.extend_from_slice(part);
            if part.ends_with(b"\n") {
                self.emit()?;
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.emit()?;
        self.out.flush()
    }
}

impl<W: Write> Drop for HarmlessLines<W> {
    fn drop(&mut self) {
        // Who wants to know of errors flushes.
        let _ = self.emit();
    }
}

/// Where `::` begins a line, behind blanks and colours.
fn command_at(line: &[u8]) -> Option<usize> {
    let text = std::str::from_utf8(line).ok()?;
    let mut rest = text;
    loop {
        let bare = rest.trim_start();
        let colour = bare.strip_prefix("\u{1b}[").and_then(|code| code.split_once('m'));
        match colour {
            Some((code, behind)) if code.bytes().all(|byte| byte.is_ascii_digit() || byte == b';') => rest = behind,
            _ => return bare.starts_with("::").then(|| text.len() - bare.len()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_a_terminal_is_escaped() {
        let cases = [
            ("plain-name_1.é日本", "plain-name_1.é日本"),
            ("\u{1b}[31mred\u{1b}]0;title\u{7}", "\\u{1b}[31mred\\u{1b}]0;title\\u{7}"),
            ("a\nb\tc\r", "a\\nb\\tc\\r"),
            ("\u{9b}2J", "\\u{9b}2J"),
            ("user\u{202e}txt", "user\\u{202e}txt"),
            (" ::error::x::y", " \\u{3a}:error::x::y"),
            ("a::b ##vso[task.complete]##[error]", "a::b #\\u{23}vso[task.complete]#\\u{23}[error]"),
            ("zero\u{200b}width", "zero\\u{200b}width"),
        ];
        for (text, expected) in cases {
            assert_eq!(harmless(text), expected);
        }
    }

    #[test]
    fn no_line_begins_with_a_command() {
        let mut out = Vec::new();
        let mut lines = HarmlessLines::to(&mut out);
        for part in ["a ::b\n  ", "::stop-commands::x\n", "\u{1b}[1m::group::y\u{1b}[0m\n", "a:", ":b\n\n:c: d\n"] {
            lines.write_all(part.as_bytes()).expect("memory can be written");
        }
        lines.flush().expect("memory can be written");
        lines.write_all(b"::set-env::\n").expect("memory can be written");
        drop(lines);
        let expected =
            "a ::b\n  \\u{3a}:stop-commands::x\n\u{1b}[1m\\u{3a}:group::y\u{1b}[0m\na::b\n\n:c: d\n\\u{3a}:set-env::\n";
        assert_eq!(String::from_utf8(out).expect("text"), expected);
    }
}
