//! Names from files, made safe to print.

use std::borrow::Cow;
use std::fmt::Write;

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

fn escaped(text: &str) -> Cow<'_, str> {
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

fn is_harmful(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
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
}
