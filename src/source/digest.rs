//! Digests and checksums that stay the same between releases and machines.

use sha2::{Digest as _, Sha256};
use std::fmt;

/// SHA-256, for whatever somebody could gain from passing one content off as another.
#[derive(Clone, Debug, Default)]
pub struct Digest(Sha256);

impl Digest {
    /// The digest of some bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::new_with_prefix(bytes))
    }

    /// Goes on with a text. It counts with its length, so that no two lists of texts run together.
    pub fn add_text(&mut self, text: &str) {
        self.0.update((text.len() as u64).to_le_bytes());
        self.0.update(text);
    }
}

/// As 64 hexadecimal digits.
impl fmt::Display for Digest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.clone().finalize().iter().try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}

/// FNV-1a over 128 bits. It tells whether something changed, and is no protection against somebody who wants two contents
/// to look the same: it names things in reports, and knows what earlier releases wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checksum(u128);

const OFFSET: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;

impl Checksum {
    /// The checksum of some bytes.
    pub fn of(bytes: &[u8]) -> Self {
        let mut checksum = Self::default();
        checksum.add(bytes);
        checksum
    }

    /// Goes on with more bytes.
    pub fn add(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |checksum, byte| (checksum ^ u128::from(*byte)).wrapping_mul(PRIME));
    }

    /// Goes on with a text. It counts with its length, so that no two lists of texts run together.
    pub fn add_text(&mut self, text: &str) {
        self.add(&(text.len() as u64).to_le_bytes());
        self.add(text.as_bytes());
    }
}

impl Default for Checksum {
    fn default() -> Self {
        Self(OFFSET)
    }
}

/// As 32 hexadecimal digits.
impl fmt::Display for Checksum {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:032x}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::{Checksum, Digest};

    #[test]
    fn the_algorithms_are_the_known_ones() {
        assert_eq!(Checksum::of(b"foobar").to_string(), "343e1662793c64bf6f0d3597ba446f18");
        let digest = "c3ab8ff13720e8ad9047dd39466b3c8974e592c2fa383d4a3960714caef0c4f2";
        assert_eq!(Digest::of(b"foobar").to_string(), digest);
        let lists = [["ab", "c"], ["a", "bc"]].map(|texts| {
            let mut digest = Digest::default();
            texts.iter().for_each(|text| digest.add_text(text));
            digest.to_string()
        });
        assert_ne!(lists[0], lists[1]);
    }
}
