//! Comparing ids and types: they never mind ASCII case, and no lower-case copy of them is kept.

use rustc_hash::FxHasher;
use std::cmp::Ordering;
use std::hash::Hasher;

/// Orders two texts without regard to ASCII case.
pub(super) fn compare(left: &str, right: &str) -> Ordering {
    // Most of what is compared is equal, and equality is much faster to see.
    if left.eq_ignore_ascii_case(right) {
        return Ordering::Equal;
    }
    let lower = |byte: u8| byte.to_ascii_lowercase();
    left.bytes().map(lower).cmp(right.bytes().map(lower))
}

/// A hash that texts share which are equal without regard to ASCII case.
pub fn hash(text: &str) -> u32 {
    let mut hasher = FxHasher::default();
    for chunk in text.as_bytes().chunks(8) {
        let mut word = [0; 8];
        word[..chunk.len()].copy_from_slice(chunk);
        word.make_ascii_lowercase();
        hasher.write_u64(u64::from_le_bytes(word));
    }
    // The upper half is the better mixed one.
    (hasher.finish() >> 32) as u32
}

/// What follows `prefix`, which is compared without regard to ASCII case.
pub(super) fn strip_prefix<'t>(text: &'t str, prefix: &str) -> Option<&'t str> {
    let head = text.get(..prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then(|| &text[prefix.len()..])
}

/// What follows the last slash; the whole text when there is none.
pub(super) fn last_segment(text: &str) -> &str {
    text.rsplit('/').next().unwrap_or(text)
}
