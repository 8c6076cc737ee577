//! YAML, where a value may be written in many ways.

use super::super::gaps;
use super::Syntax;
use crate::source::{Kind, Style, plain_kind};
use serde_json::Value;

#[derive(Debug)]
pub(super) struct Yaml;

impl Syntax for Yaml {
    fn is_rigid(&self) -> bool {
        false
    }

    fn comment(&self, text: &str, at: usize) -> Option<usize> {
        text.get(at..)?.starts_with('#').then(|| gaps::comment_end(text, at))
    }

    fn scalar(&self, value: &Value, quote: Style, flow: bool) -> String {
        match value {
            Value::String(text) => written(text, quote, flow),
            other => other.to_string(),
        }
    }

    fn key(&self, key: &str, quote: Style, flow: bool) -> String {
        written(key, quote, flow)
    }

    fn between(&self, key: &str, before: &str, after: &str) -> String {
        // Without quotes a colon needs its blank.
        format!("{before}:{}", if key.starts_with('"') { after } else { " " })
    }
}

/// A text on one line: in the wanted style, or in the next one that can hold it.
fn written(text: &str, style: Style, flow: bool) -> String {
    let plain = !matches!(style, Style::SingleQuoted | Style::DoubleQuoted) && is_plain(text, flow);
    if plain {
        text.to_owned()
    } else if style == Style::DoubleQuoted || text.chars().any(|letter| letter == '\n' || !is_printable(letter)) {
        double_quoted(text)
    } else {
        format!("'{}'", text.replace('\'', "''"))
    }
}

/// A block scalar whose lines begin with `indent`; `None` for text that needs quotes. Spaces at line ends are content
/// that nobody sees, so that such text is quoted too.
pub(in crate::fix::text) fn literal(text: &str, indent: &str, newline: &str) -> Option<String> {
    let body = text.strip_suffix('\n').unwrap_or(text);
    let chomp = if body.len() == text.len() { "-" } else { "" };
    let fits = |line: &str| line.chars().all(is_printable) && !line.ends_with([' ', '\t']);
    let begins = body.starts_with([' ', '\t', '\n']) || body.ends_with('\n') || body.is_empty();
    if !text.contains('\n') || begins || !body.split('\n').all(fits) {
        return None;
    }
    let line = |line: &str| if line.is_empty() { newline.to_owned() } else { format!("{newline}{indent}{line}") };
    Some(format!("|{chomp}{}", body.split('\n').map(line).collect::<String>()))
}

/// Whether a text may stand without quotes and is text to every reader, also to those of YAML 1.1.
pub(in crate::fix::text) fn is_plain(text: &str, flow: bool) -> bool {
    let Some(first) = text.chars().next() else {
        return false;
    };
    let second = text.chars().nth(1);
    let open = match first {
        '-' | '?' | ':' => second.is_some_and(|letter| letter != ' ' && letter != first),
        _ => !",[]{}#&*!|>'\"%@`=".contains(first),
    };
    let letters = |letter: char| is_printable(letter) && letter != '\t' && !(flow && ",[]{}".contains(letter));
    let inner = !text.contains(": ") && !text.contains(" #") && !text.ends_with(':');
    open && inner && text.trim() == text && text.chars().all(letters) && !is_other(text)
}

/// Whether some reader of YAML takes a plain text for something else: `no`, `1_000`, `12:30`, `2024-01-01`.
fn is_other(text: &str) -> bool {
    const WORDS: [&str; 12] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null", "~", "<<", "..."];
    let number = text.replace('_', "");
    let digits = number.trim_start_matches(['-', '+']);
    let sexagesimal = || digits.contains(':') && digits.chars().all(|letter| ":.0123456789".contains(letter));
    let binary = || digits.strip_prefix("0b").is_some_and(|bits| bits.chars().all(|bit| bit == '0' || bit == '1'));
    WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
        || plain_kind(&number) != Kind::String
        || sexagesimal()
        || binary()
        || is_date(text)
}

/// `2024-01-01`, alone or before a time.
fn is_date(text: &str) -> bool {
    let mut parts = text.splitn(3, '-');
    let (year, month, day) = (parts.next(), parts.next(), parts.next());
    let digits = |part: Option<&str>| part.is_some_and(|part| part.chars().all(|letter| letter.is_ascii_digit()));
    let day = day.is_some_and(|day| day.starts_with(|letter: char| letter.is_ascii_digit()));
    year.is_some_and(|year| year.len() == 4) && digits(year) && digits(month) && day
}

/// Whether a character shows; others are written as escapes.
fn is_printable(letter: char) -> bool {
    let hidden = matches!(letter, '\u{feff}' | '\u{2028}' | '\u{2029}' | '\u{fffe}' | '\u{ffff}');
    letter == '\t' || !hidden && !letter.is_control()
}

fn double_quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            _ if is_printable(letter) => quoted.push(letter),
            _ => quoted.push_str(&format!("\\u{:04x}", u32::from(letter))),
        }
    }
    quoted + "\""
}
