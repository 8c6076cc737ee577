//! Finding the keys that an object holds twice, at a few nanoseconds a key.

use std::borrow::Cow;
use std::collections::BTreeMap;

/// Objects with more members than this are sorted instead of compared pair by pair.
const SMALL: usize = 24;

/// A member of an object that is still open.
#[derive(Clone, Copy)]
pub(super) struct Entry {
    /// Keys that are equal but for ASCII case have equal tags; different keys seldom do.
    pub tag: u32,
    /// The member's node.
    pub id: u32,
}

/// What upper and lower case of a letter differ in, in each byte.
const CASE: u64 = 0x2020_2020_2020_2020;

/// A key's tag, made of its length and its first and last eight bytes, without regard to ASCII case.
#[inline]
pub(super) fn tag(key: &[u8]) -> u32 {
    let (first, last) = match (key.first_chunk::<8>(), key.last_chunk::<8>()) {
        (Some(first), Some(last)) => (u64::from_le_bytes(*first), u64::from_le_bytes(*last)),
        _ => short(key),
    };
    let mixed = ((first | CASE) ^ (last | CASE).rotate_left(23) ^ key.len() as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed >> 32) as u32
}

/// The same for keys of fewer than eight bytes.
#[inline]
fn short(key: &[u8]) -> (u64, u64) {
    match (key.first_chunk::<4>(), key.last_chunk::<4>()) {
        (Some(first), Some(last)) => (u64::from(u32::from_le_bytes(*first)), u64::from(u32::from_le_bytes(*last))),
        _ => (key.iter().fold(0, |bytes, &byte| bytes << 8 | u64::from(byte)), 0),
    }
}

/// Whether two keys of an object may be equal. Large objects are always looked at.
#[inline]
pub(super) fn may_repeat(entries: &[Entry]) -> bool {
    if entries.len() > SMALL {
        return true;
    }
    let mut rest = entries;
    while let [entry, others @ ..] = rest {
        // Without an early exit the compiler compares several at once.
        if others.iter().fold(false, |found, other| found | (other.tag == entry.tag)) {
            return true;
        }
        rest = others;
    }
    false
}

/// Members of one object whose keys are one to who reads them.
#[derive(Default)]
pub(super) struct Repeated {
    /// Those that a later member with an equal key shadows.
    pub shadowed: Vec<u32>,
    /// Others whose keys differ in ASCII case only, the ones of a key together.
    pub respelt: Vec<Vec<u32>>,
}

/// The members whose keys are written more than once, in no particular order.
pub(super) fn repeated<'k>(entries: &mut [Entry], key: impl Fn(u32) -> Cow<'k, str>) -> Repeated {
    entries.sort_unstable_by_key(|entry| (entry.tag, entry.id));
    let mut repeated = Repeated::default();
    for run in entries.chunk_by_mut(|left, right| left.tag == right.tag).filter(|run| run.len() > 1) {
        let mut keyed: Vec<(Cow<'k, str>, u32)> = run.iter().map(|entry| (key(entry.id), entry.id)).collect();
        keyed.sort_unstable();
        let earlier = keyed.windows(2).filter(|pair| pair[0].0 == pair[1].0).map(|pair| pair[0].1);
        repeated.shadowed.extend(earlier);
        repeated.respelt.extend(respelt(keyed));
    }
    repeated
}

/// The last members of each spelling of keys that have several; `keyed` is in order.
fn respelt(mut keyed: Vec<(Cow<'_, str>, u32)>) -> Vec<Vec<u32>> {
    keyed.reverse();
    keyed.dedup_by(|earlier, last| earlier.0 == last.0);
    let mut spellings: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for (key, id) in keyed {
        spellings.entry(key.to_ascii_lowercase()).or_default().push(id);
    }
    spellings.into_values().filter(|members| members.len() > 1).collect()
}
