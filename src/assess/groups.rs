//! The groups that subjects belong to, each once.

use super::Group;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Where groups stand in a list: names are one in any case. An estate may have as many groups as resources.
#[derive(Clone, Debug, Default)]
pub(crate) struct GroupPlaces {
    places: FxHashMap<(u16, Option<String>, Option<String>), u32>,
    /// The groups at the front of the list that are among them.
    known: usize,
}

impl GroupPlaces {
    /// The place of a group, which is added where it is new. It keeps its first spelling.
    pub fn place(&mut self, groups: &mut Vec<Group>, group: Group) -> u32 {
        // Whoever made the list did not look for any.
        for (place, known) in (0..).zip(&*groups).skip(self.known) {
            self.places.entry(key(known)).or_insert(place);
        }
        let place = *self.places.entry(key(&group)).or_insert_with(|| {
            groups.push(group);
            groups.len() as u32 - 1
        });
        self.known = groups.len();
        place
    }
}

fn key(group: &Group) -> (u16, Option<String>, Option<String>) {
    let lower = |name: &Option<Arc<str>>| name.as_deref().map(str::to_ascii_lowercase);
    (group.part, lower(&group.subscription), lower(&group.name))
}
