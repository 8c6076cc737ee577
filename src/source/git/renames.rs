//! Files that moved without a change.

use super::super::files::ContentKey;
use std::collections::{BTreeMap, BTreeSet};

/// Pairs of an old and a new name with equal content, of which only the old side has the one and only the new side the
/// other; in order of the old names. Where several files have one content, they are paired in order of their names.
pub fn renames<'f>(
    old: &'f BTreeMap<String, ContentKey>,
    new: &'f BTreeMap<String, ContentKey>,
) -> Vec<(&'f str, &'f str)> {
    let mut added: BTreeMap<&ContentKey, BTreeSet<&str>> = BTreeMap::new();
    for (name, key) in new.iter().filter(|(name, _)| !old.contains_key(*name)) {
        added.entry(key).or_default().insert(name);
    }
    let removed = old.iter().filter(|(name, _)| !new.contains_key(*name));
    removed.filter_map(|(name, key)| Some((name.as_str(), added.get_mut(key)?.pop_first()?))).collect()
}
