//! Reading JSON text eight bytes at a time.

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGHS: u64 = 0x8080_8080_8080_8080;

/// The eight bytes at `at`, when there are as many.
#[inline(always)]
fn word(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..)?.first_chunk::<8>().map(|chunk| u64::from_le_bytes(*chunk))
}

/// Marks the bytes of `word` that are zero. Bytes above a zero may be marked wrongly, the lowest mark never is.
#[inline(always)]
fn zeros(word: u64) -> u64 {
    word.wrapping_sub(ONES) & !word & HIGHS
}

/// Marks the bytes below 0x20, with the same proviso.
#[inline(always)]
fn controls(word: u64) -> u64 {
    word.wrapping_sub(ONES * 0x20) & !word & HIGHS
}

/// The first byte at or after `at` that ends or interrupts a string: a quote, a backslash or a control character.
#[inline(always)]
pub(super) fn string_stop(bytes: &[u8], mut at: usize) -> usize {
    while let Some(word) = word(bytes, at) {
        let stops = zeros(word ^ (ONES * 0x22)) | zeros(word ^ (ONES * 0x5c)) | controls(word);
        if stops != 0 {
            return at + (stops.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().position(|&byte| byte < 0x20 || byte == b'"' || byte == b'\\').unwrap_or(rest.len())
}

/// The first byte at or after `at` that is no JSON white space.
#[inline(always)]
pub(super) fn space_end(bytes: &[u8], mut at: usize) -> usize {
    loop {
        match bytes.get(at) {
            Some(b'\n' | b'\r' | b'\t') => at += 1,
            Some(b' ') => at = blank_end(bytes, at + 1),
            _ => return at,
        }
    }
}

/// The first byte at or after `at` that is no blank.
#[inline(always)]
fn blank_end(bytes: &[u8], mut at: usize) -> usize {
    while let Some(word) = word(bytes, at) {
        let others = word ^ (ONES * 0x20);
        if others != 0 {
            return at + (others.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    while bytes.get(at) == Some(&b' ') {
        at += 1;
    }
    at
}

/// One past the closing quote of the well-formed string that begins at `start`.
pub(super) fn string_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    loop {
        at = string_stop(bytes, at);
        match bytes.get(at) {
            Some(b'\\') => at += 2,
            Some(b'"') => return at + 1,
            Some(_) => at += 1,
            None => return bytes.len(),
        }
    }
}

/// The text that a well-formed string with its quotes stands for. A half of a surrogate pair becomes U+FFFD.
pub(super) fn unescape(raw: &str) -> String {
    let body = raw.get(1..raw.len().saturating_sub(1)).unwrap_or_default();
    let mut text = String::with_capacity(body.len());
    let mut rest = body;
    while let Some(at) = memchr::memchr(b'\\', rest.as_bytes()) {
        text.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let (character, length) = escape(rest);
        text.push(character);
        rest = rest.get(length..).unwrap_or_default();
    }
    text.push_str(rest);
    text
}

/// The character of the escape whose text after the backslash this is, and the escape's length.
fn escape(rest: &str) -> (char, usize) {
    match rest.as_bytes().first() {
        Some(b'b') => ('\u{8}', 1),
        Some(b'f') => ('\u{c}', 1),
        Some(b'n') => ('\n', 1),
        Some(b'r') => ('\r', 1),
        Some(b't') => ('\t', 1),
        Some(b'u') => utf16(rest),
        _ => rest.chars().next().map_or(('\u{fffd}', 0), |character| (character, character.len_utf8())),
    }
}

/// The same for `uXXXX` and for `uXXXX\uXXXX`.
fn utf16(rest: &str) -> (char, usize) {
    let Some(first) = unit(rest) else {
        return ('\u{fffd}', rest.len().min(1));
    };
    let second = rest.get(5..).and_then(|rest| rest.strip_prefix('\\')).and_then(unit);
    if let (0xd800..=0xdbff, Some(second @ 0xdc00..=0xdfff)) = (first, second) {
        let code = 0x1_0000 + ((u32::from(first) & 0x3ff) << 10 | (u32::from(second) & 0x3ff));
        return (char::from_u32(code).unwrap_or('\u{fffd}'), 11);
    }
    (char::from_u32(u32::from(first)).unwrap_or('\u{fffd}'), 5)
}

/// The code unit of `uXXXX`.
fn unit(text: &str) -> Option<u16> {
    u16::from_str_radix(text.strip_prefix('u')?.get(..4)?, 16).ok()
}
