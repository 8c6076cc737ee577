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
    // The last bytes of a text, which often are all that differs, reach only some bits of either half.
    let mixed = hasher.finish();
    (mixed ^ mixed >> 32) as u32
}

/// What follows `prefix`, which is compared without regard to ASCII case.
pub(super) fn strip_prefix<'t>(text: &'t str, prefix: &str) -> Option<&'t str> {
    let head = text.get(..prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then(|| &text[prefix.len()..])
}

/// Whether a name is one of these, without regard to ASCII case.
pub(super) fn is_one_of(names: &[&str], name: &str) -> bool {
    names.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// What follows the last slash; the whole text when there is none.
pub(super) fn last_segment(text: &str) -> &str {
    text.rsplit('/').next().unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn ids_that_differ_in_a_number_have_different_hashes() {
        let ids = (0..10_000).map(|number| format!("Microsoft.Compute/disks/disks{number:07}"));
        let hashes: HashSet<u32> = ids.map(|id| hash(&id)).collect();
        assert!(hashes.len() > 9_990, "{}", hashes.len());
        assert_eq!(hash("/Subscriptions/S"), hash("/subscriptions/s"));
    }
}
