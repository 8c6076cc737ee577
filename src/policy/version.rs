//! Versions of the shipped library.

use std::fmt;

/// A version of the shipped library: a year, and a number in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize, serde::Serialize)]
pub struct Version {
    year: u16,
    number: u16,
}

impl Version {
    /// Of a text such as `2026.1`.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, number) = text.split_once('.')?;
        let is_written = |digits: &str| digits.bytes().all(|digit| digit.is_ascii_digit()) && !digits.starts_with('0');
        let is_version = is_written(year) && is_written(number) && year.len() == 4;
        is_version.then(|| Some(Self { year: year.parse().ok()?, number: number.parse().ok()? })).flatten()
    }
}

impl fmt::Display for Version {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}.{}", self.year, self.number)
    }
}

/// The shipped library that recommendations are judged by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Library {
    /// The version that counts.
    pub version: Version,
    /// The newest that is shipped.
    pub newest: Version,
    /// The one before the newest.
    pub before: Option<Version>,
    /// Whether `library:` in `uplift.yaml` says which one counts.
    pub is_pinned: bool,
    /// Recommendations of the newest that the one before had not.
    pub new: usize,
    /// Recommendations that are left out, since they came after the version that counts.
    pub left_out: usize,
}
