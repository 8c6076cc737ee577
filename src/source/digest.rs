//! Digests that stay the same between releases and machines.

use std::fmt;

/// FNV-1a over 128 bits: the hash of the standard library may differ between releases. It tells whether something
/// changed, and is no protection against somebody who wants two contents to look the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digest(u128);

const OFFSET: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;

impl Digest {
    /// The digest of some bytes.
    pub fn of(bytes: &[u8]) -> Self {
        let mut digest = Self::default();
        digest.add(bytes);
        digest
    }

    /// Goes on with more bytes.
    pub fn add(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |digest, byte| (digest ^ u128::from(*byte)).wrapping_mul(PRIME));
    }
}

impl Default for Digest {
    fn default() -> Self {
        Self(OFFSET)
    }
}

/// As 32 hexadecimal digits.
impl fmt::Display for Digest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:032x}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Digest;

    #[test]
    fn the_hash_is_fnv_1a() {
        assert_eq!(Digest::of(b"foobar").to_string(), "343e1662793c64bf6f0d3597ba446f18");
    }
}
