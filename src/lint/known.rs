//! What the shipped library reads of resources, and which types it knows: what is nearly one of these names is perhaps misspelt.

use super::held::Held;
use super::subject::{Subject, scripts};
use crate::check::{Outline, PartKind, type_asked};
use crate::policy::Recommendation;
use std::collections::{BTreeMap, BTreeSet};

/// Names that the library reads of resources of some types.
#[derive(Default)]
pub(super) struct Known {
    /// By type and the path before it, in small letters.
    members: BTreeMap<(String, String), BTreeSet<String>>,
}

impl Known {
    /// Of the recommendations that judge one of these types.
    pub fn of(subject: &Subject<'_>, types: &BTreeSet<String>) -> Self {
        let mut known = Self::default();
        let shipped = subject.policy.recommendations.iter().filter(|entry| entry.embedded);
        let judges = |entry: &&Recommendation| entry.types().any(|name| types.contains(&name.to_lowercase()));
        for entry in shipped.filter(judges) {
            let held = Held { types: &entry.resource_types, ..Held::default() };
            for written in scripts(&subject.outliner, entry) {
                let reads = held.reads(&written.outline.functions, &written.outline.statements);
                for read in reads {
                    let path = read.of.path.join("/").to_lowercase();
                    for name in read.of.types {
                        known.members.entry((name, path.clone())).or_default().insert(read.name.clone());
                    }
                }
            }
        }
        known
    }

    /// The names that stand beside one, on the way to it and in resources of these types.
    pub fn beside(&self, types: &[String], path: &[String]) -> impl Iterator<Item = &str> {
        let path = path.join("/").to_lowercase();
        let found = types.iter().filter_map(move |name| self.members.get(&(name.clone(), path.clone())));
        found.flatten().map(String::as_str)
    }
}

/// The types that scripts ask for with a text.
pub(super) fn types_asked(outline: &Outline) -> Vec<(String, crate::source::Position)> {
    let mut types = Vec::new();
    outline.walk(&mut |part| {
        let (PartKind::Method(name), Some(asked)) = (&part.kind, part.parts.get(1)) else { return };
        if let PartKind::Text(text) = &asked.kind
            && let Some(name) = type_asked(name, text)
        {
            types.push((name.to_owned(), asked.position));
        }
    });
    types
}

/// A name that is so near another that one of the two is most likely misspelt: up to two letters differ, and not only in a
/// number.
pub(super) fn near<'n>(name: &str, others: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let name = name.to_lowercase();
    let letters = |text: &str| text.chars().filter(|letter| !letter.is_ascii_digit()).collect::<String>();
    let is_near = |other: &&str| {
        let other = other.to_lowercase();
        let distance = strsim::osa_distance(&name, &other);
        (1..=2).contains(&distance)
            && other.len().min(name.len()) > 2 * distance + 1
            && letters(&name) != letters(&other)
    };
    others.filter(is_near).min_by_key(|other| strsim::osa_distance(&name, &other.to_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::near;

    #[test]
    fn a_near_name_differs_in_letters() {
        let names = || ["minimumTlsVersion", "key1", "ipRules"].into_iter();
        assert_eq!(near("minimumTlsVerison", names()), Some("minimumTlsVersion"));
        assert_eq!(near("MinimumTLSVersion", names()), None, "names have no case");
        assert_eq!(near("ipRule", names()), Some("ipRules"));
        assert_eq!(near("key2", names()), None, "a number is another thing");
        assert_eq!(near("kind", ["bind"].into_iter()), Some("bind"));
        assert_eq!(near("sku", ["skus", "sk"].into_iter()), None, "short names are near by chance");
    }
}
