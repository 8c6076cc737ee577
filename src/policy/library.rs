//! Versions of the shipped library, and the one that an estate pins.

use super::drafts::Drafts;
use super::place::{Findings, Path};
use super::{Config, Recommendation};
use std::fmt;

/// A version of the shipped library: a year, and a number in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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

/// Disables what came after the version that the settings pin.
pub(super) fn pin(drafts: &mut Drafts, config: &Config) {
    let shipped = || drafts.recommendations.iter().map(|draft| &draft.recommendation).filter(|entry| entry.embedded);
    let mut versions: Vec<Version> = shipped().filter_map(|entry| entry.since).collect();
    versions.sort_unstable();
    versions.dedup();
    let Some(&newest) = versions.last() else { return };
    let pinned = config.library.as_deref().and_then(Version::parse).filter(|pinned| versions.contains(pinned));
    if let (Some(text), None) = (&config.library, pinned) {
        let known: Vec<String> = versions.iter().map(Version::to_string).collect();
        let mut findings = Findings::new(&config.file);
        let help = format!("use one of `{}`", known.join("`, `"));
        findings.value(&Path::default().key("library"), format!("there is no version `{text}` of the library"), help);
        drafts.problems.append(&mut findings.problems);
    }
    let version = pinned.unwrap_or(newest);
    let before = versions.len().checked_sub(2).map(|place| versions[place]);
    let new = shipped().filter(|entry| entry.since == Some(newest)).count();
    for draft in &mut drafts.recommendations {
        let entry = &mut draft.recommendation;
        entry.enabled &= !came_after(entry, version);
    }
    drafts.library = Some(Library { version, newest, before, is_pinned: pinned.is_some(), new, left_out: 0 });
}

/// Marks what stayed disabled, unless the settings say so of it themselves, and counts it.
pub(super) fn count(drafts: &mut Drafts, config: &Config) {
    let Some(library) = &mut drafts.library else { return };
    for draft in &mut drafts.recommendations {
        let entry = &mut draft.recommendation;
        let is_said = config.recommendations.get(&entry.id).is_some_and(|wanted| wanted.enabled.is_some());
        entry.left_out = came_after(entry, library.version) && !entry.enabled && !is_said;
        library.left_out += usize::from(entry.left_out);
    }
}

fn came_after(entry: &Recommendation, version: Version) -> bool {
    entry.embedded && entry.since.is_some_and(|since| since > version)
}
