//! What a pin of the shipped library leaves out.

use super::drafts::Drafts;
use super::place::{Findings, Path};
use super::version::{Library, Version};
use super::{Config, Recommendation};

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
