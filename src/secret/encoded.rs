//! Long words that are no words: what is encoded, and what was drawn by chance.

use super::opaque::is_guid;
use super::text::places as places_in;
use base64::Engine;
use base64::prelude::BASE64_STANDARD_NO_PAD;
use std::ops::Range;

/// Letters of the shortest word that is looked at.
const SHORTEST: usize = 24;
/// Letters of digests of 32, 48 and 64 bytes, and of 32 in small letters.
const DIGESTS: [usize; 4] = [43, 52, 64, 86];
/// Bytes of a word that is decoded.
const LONGEST: usize = 1 << 16;

/// Where such words stand that hold a secret or are one.
pub(super) fn places(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for word in text.split(|letter: char| !(letter.is_ascii_alphanumeric() || "+/=_-".contains(letter))) {
        let place = start..start + word.len();
        start = place.end + text[place.end..].chars().next().map_or(0, char::len_utf8);
        if word.len() >= SHORTEST && is_secret(word, &text[..place.start]) {
            found.push(place);
        }
    }
    found
}

/// Whether a word is a personal access token as Azure DevOps has long made them: 32 bytes in small letters and digits.
fn is_pat(word: &str) -> bool {
    const LETTERS: usize = 52;
    /// Different letters; fewer are no chance.
    const FEWEST: usize = 14;
    let is_one = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let mut met = [false; 128];
    word.len() == LETTERS
        && word.bytes().all(is_one)
        && word.bytes().any(|byte| byte.is_ascii_digit())
        && word.bytes().any(|byte| byte > b'f')
        && word.bytes().filter(|byte| !std::mem::replace(&mut met[usize::from(*byte)], true)).count() >= FEWEST
}

/// Whether what stands before a word in its line calls it a digest.
fn names_digest(before: &str) -> bool {
    const NAMES: [&str; 7] = ["digest", "hash", "thumbprint", "fingerprint", "checksum", "x5t", "etag"];
    /// Bytes of a name with what holds it apart from its value.
    const LONGEST: usize = 40;
    let line = before.rsplit('\n').next().unwrap_or_default();
    let start = (line.len().saturating_sub(LONGEST)..).find(|start| line.is_char_boundary(*start)).unwrap_or_default();
    let name = line[start..].to_ascii_lowercase();
    // `sha256` and `sha-256`, and not `shared`.
    let is_sha = || {
        name.match_indices("sha")
            .any(|(at, sha)| name[at + sha.len()..].starts_with(|next: char| next.is_ascii_digit() || next == '-'))
    };
    NAMES.iter().any(|own| name.contains(own)) || is_sha()
}

fn is_secret(word: &str, before: &str) -> bool {
    let letters = word.trim_end_matches('=');
    match decoded(letters) {
        Some(text) => !places_in(&text).is_empty(),
        None => (is_drawn(letters) || is_pat(word)) && !(DIGESTS.contains(&letters.len()) && names_digest(before)),
    }
}

/// The text that a word stands for.
fn decoded(word: &str) -> Option<String> {
    let whole = word.get(..word.len() / 4 * 4).filter(|whole| whole.len() <= LONGEST)?;
    let text = String::from_utf8(BASE64_STANDARD_NO_PAD.decode(whole).ok()?).ok()?;
    let is_plain = |letter: char| !letter.is_control() || letter.is_whitespace();
    text.chars().all(is_plain).then_some(text)
}

/// Whether capital and small letters and digits follow one another as nobody writes them. A digest looks the same, and is told by
/// its name alone; what is public begins like nothing secret, or is a name with a GUID.
fn is_drawn(word: &str) -> bool {
    const SHORTEST: usize = 40;
    const PUBLIC: [&str; 3] = ["AAAA", "MII", "sha"];
    let kind = |byte: u8| match byte {
        b'0'..=b'9' => 0,
        b'a'..=b'z' => 1,
        b'A'..=b'Z' => 2,
        _ => 3,
    };
    let kinds: Vec<u8> = word.bytes().map(kind).collect();
    let changes = kinds.windows(2).filter(|pair| pair[0] != pair[1]).count();
    let count = |wanted: u8| kinds.iter().filter(|kind| **kind == wanted).count();
    let is_named = || word.split('_').any(is_guid);
    word.len() >= SHORTEST
        && !PUBLIC.iter().any(|start| word.starts_with(start))
        && [0, 1, 2].into_iter().all(|kind| count(kind) * 16 >= word.len())
        && count(3) * 8 <= word.len()
        && changes * 20 >= word.len() * 9
        && !is_named()
}
