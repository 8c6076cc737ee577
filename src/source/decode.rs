//! From a file's bytes to text.

use super::lines::Lines;
use super::{Encoding, Problem};

/// Larger files are refused: offsets have 32 bits, with room for what an edit adds.
pub(super) const MAX_BYTES: usize = 1 << 31;

/// The text of UTF-8 or, with a byte order mark, UTF-16. A byte order mark stays in the text as U+FEFF.
pub(super) fn decode(name: &str, bytes: Vec<u8>) -> Result<(String, Encoding), Problem> {
    if bytes.len() > MAX_BYTES {
        let problem = Problem::new(name, format!("{} bytes are more than one file may have", bytes.len()));
        return Err(problem.help("Split the file, one part below 2 GiB each"));
    }
    match bytes.as_slice() {
        [0xff, 0xfe, rest @ ..] => Ok((utf16(name, rest, u16::from_le_bytes)?, Encoding::Utf16Le)),
        [0xfe, 0xff, rest @ ..] => Ok((utf16(name, rest, u16::from_be_bytes)?, Encoding::Utf16Be)),
        _ => Ok((utf8(name, bytes)?, Encoding::Utf8)),
    }
}

fn utf8(name: &str, bytes: Vec<u8>) -> Result<String, Problem> {
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let byte = error.as_bytes().get(valid).copied().unwrap_or_default();
        let before = std::str::from_utf8(&error.as_bytes()[..valid]).unwrap_or_default();
        let start = if before.starts_with('\u{feff}') { 3 } else { 0 };
        let position = Lines::new(before, start).position(before, valid);
        Problem::new(name, format!("byte 0x{byte:02x} is not UTF-8")).at(position).help("Save the file as UTF-8")
    })
}

fn utf16(name: &str, bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, Problem> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let mut text = String::with_capacity(bytes.len() / 2 + 3);
    text.push('\u{feff}');
    for decoded in char::decode_utf16(pairs.iter().map(|&pair| unit(pair))) {
        let Ok(character) = decoded else {
            return Err(not_utf16(name, &text));
        };
        text.push(character);
    }
    if rest.is_empty() { Ok(text) } else { Err(not_utf16(name, &text)) }
}

fn not_utf16(name: &str, before: &str) -> Problem {
    let position = Lines::new(before, 3).position(before, before.len());
    Problem::new(name, "this is not UTF-16, as the file's first bytes say it is")
        .at(position)
        .help("Save the file as UTF-8")
}
