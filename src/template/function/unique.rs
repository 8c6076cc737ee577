//! Names that are made of other names.

use super::super::value::{Data, Value};
use super::{Function, MANY, Stop, made_text, text, whole};
use sha1::{Digest, Sha1};

pub const FUNCTIONS: &[Function] = &[
    Function { name: "uniqueString", least: 1, most: MANY, call: |of| made_text(unique_string(&joined(of)?)) },
    Function { name: "guid", least: 1, most: MANY, call: |of| made_text(guid(&joined(of)?)) },
];

fn joined(of: &[Value<'_>]) -> Result<String, Stop> {
    let mut parts = Vec::new();
    for value in of {
        whole(value)?;
        parts.push(match &value.data {
            Data::Int(number) => number.to_string(),
            _ => text(value)?.to_string(),
        });
    }
    Ok(parts.join("-"))
}

/// Thirteen letters of a hash: a variant of Murmur's with 64 bits in two lanes, as public write-ups describe it.
fn unique_string(text: &str) -> String {
    const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    let hash = murmur(text.as_bytes());
    (0..13).map(|place| char::from(LETTERS[(hash.checked_shl(5 * place).unwrap_or(0) >> 59) as usize])).collect()
}

const ONE: u32 = 0x239b_961b;
const TWO: u32 = 0xab0e_9789;

fn lane_one(word: u32) -> u32 {
    word.wrapping_mul(ONE).rotate_left(15).wrapping_mul(TWO)
}

fn lane_two(word: u32) -> u32 {
    word.wrapping_mul(TWO).rotate_left(17).wrapping_mul(ONE)
}

fn murmur(bytes: &[u8]) -> u64 {
    let word = |bytes: &[u8]| bytes.iter().rev().fold(0u32, |word, byte| word << 8 | u32::from(*byte));
    let (mut one, mut two) = (0u32, 0u32);
    let blocks = bytes.chunks_exact(8);
    let rest = blocks.remainder();
    for block in blocks {
        one = (one ^ lane_one(word(&block[..4]))).rotate_left(19).wrapping_add(two);
        one = one.wrapping_mul(5).wrapping_add(0x561c_cd1b);
        two = (two ^ lane_two(word(&block[4..]))).rotate_left(13).wrapping_add(one);
        two = two.wrapping_mul(5).wrapping_add(0x0bca_a747);
    }
    if rest.len() > 4 {
        two ^= lane_two(word(&rest[4..]));
    }
    if !rest.is_empty() {
        one ^= lane_one(word(&rest[..rest.len().min(4)]));
    }
    (one, two) = (one ^ bytes.len() as u32, two ^ bytes.len() as u32);
    one = one.wrapping_add(two);
    two = two.wrapping_add(one);
    (one, two) = (mixed(one), mixed(two));
    one = one.wrapping_add(two);
    two = two.wrapping_add(one);
    u64::from(two) << 32 | u64::from(one)
}

fn mixed(mut hash: u32) -> u32 {
    hash = (hash ^ hash >> 16).wrapping_mul(0x85eb_ca6b);
    hash = (hash ^ hash >> 13).wrapping_mul(0xc2b2_ae35);
    hash ^ hash >> 16
}

/// A name-based UUID (RFC 4122, version 5) in the namespace that the platform is seen to use.
fn guid(text: &str) -> String {
    const NAMESPACE: [u8; 16] =
        [0x11, 0xfb, 0x06, 0xfb, 0x71, 0x2d, 0x4d, 0xdd, 0x98, 0xc7, 0xe7, 0x1b, 0xbd, 0x58, 0x88, 0x30];
    let digest = Sha1::new().chain_update(NAMESPACE).chain_update(text).finalize();
    let mut bytes = [0u8; 16];
    bytes.copy_from_slice(&digest[..16]);
    bytes[6] = bytes[6] & 0x0f | 0x50;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}
