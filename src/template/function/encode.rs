//! Functions that write values in other letters, and read them.

use super::{Function, Given, Stop, made_text, text};
use crate::template::json;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

pub const FUNCTIONS: &[Function] = &[
    Function {
        name: "base64",
        least: 1,
        most: 1,
        call: |of| made_text(BASE64_STANDARD.encode(text(&of[0])?.as_bytes())),
    },
    Function { name: "base64ToString", least: 1, most: 1, call: |of| made_text(decoded(text(&of[0])?)?) },
    Function {
        name: "base64ToJson",
        least: 1,
        most: 1,
        call: |of| Ok(read(&decoded(text(&of[0])?)?)?.read_in(&of[0])),
    },
    Function { name: "json", least: 1, most: 1, call: |of| Ok(read(text(&of[0])?)?.read_in(&of[0])) },
    Function { name: "dataUri", least: 1, most: 1, call: |of| made_text(data_uri(text(&of[0])?)) },
    Function { name: "dataUriToString", least: 1, most: 1, call: |of| made_text(data_of(text(&of[0])?)?) },
    Function { name: "uriComponent", least: 1, most: 1, call: |of| made_text(escaped(text(&of[0])?)) },
    Function { name: "uriComponentToString", least: 1, most: 1, call: |of| made_text(unescaped(text(&of[0])?)?) },
    Function { name: "buildUri", least: 1, most: 1, call: |_| undocumented() },
    Function { name: "parseUri", least: 1, most: 1, call: |_| undocumented() },
    Function { name: "like", least: 2, most: 2, call: |_| undocumented() },
    Function {
        name: "fail",
        least: 1,
        most: 1,
        call: |of| Err(Stop::Wrong(format!("the template fails here: {}", text(&of[0])?))),
    },
];

fn undocumented<'d>() -> Given<'d> {
    Err(Stop::unknown("what it gives is not documented"))
}

fn decoded(text: &str) -> Result<String, Stop> {
    if text.contains(char::is_whitespace) {
        return Err(Stop::unknown("whether blanks may stand in base64 is not documented"));
    }
    let bytes = BASE64_STANDARD.decode(text).map_err(|_| Stop::Wrong("the text is no base64".to_owned()))?;
    String::from_utf8(bytes).map_err(|_| Stop::unknown("what bytes give that are no text of UTF-8 is not documented"))
}

/// JSON; single quotes will do where there are no others.
fn read<'d>(text: &str) -> Given<'d> {
    let read = |text: &str| serde_json::from_str(text).ok().map(|json| json::to_value(&json));
    let is_plain = !text.contains(['"', '\\']);
    let found = read(text).or_else(|| is_plain.then(|| read(&text.replace('\'', "\"")))?);
    found.ok_or_else(|| Stop::unknown("the text is no strict JSON, and how the platform reads it is not documented"))
}

fn data_uri(text: &str) -> String {
    format!("data:text/plain;charset=utf8;base64,{}", BASE64_STANDARD.encode(text))
}

fn data_of(uri: &str) -> Result<String, Stop> {
    let content = uri.strip_prefix("data:").and_then(|rest| rest.split_once(','));
    match content {
        Some((kind, content)) if kind.ends_with(";base64") => decoded(content),
        Some((_, content)) => unescaped(content),
        None => Err(Stop::Wrong("the text is no data URI".to_owned())),
    }
}

/// What RFC 3986 leaves as it is.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

fn escaped(text: &str) -> String {
    utf8_percent_encode(text, ESCAPED).to_string()
}

fn unescaped(text: &str) -> Result<String, Stop> {
    let decoded = percent_decode_str(text).decode_utf8();
    decoded.map(String::from).map_err(|_| Stop::unknown("what bytes give that are no text of UTF-8 is not documented"))
}
