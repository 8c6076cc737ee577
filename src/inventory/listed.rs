//! Answers that stand beside what was asked for, so that what is not in them does not exist:
//! `{"listed": {"types": […], "of": […]}, "answer": …}`, as `uplift queries` has them written.

use super::Resource;
use crate::source::{Node, normal_id};
use rustc_hash::{FxHashMap, FxHashSet};

/// What one answer gives in full.
#[derive(Clone, Debug)]
pub(super) struct Listed {
    /// In lower case.
    types: Vec<String>,
    /// Ids in lower case: resources of which a list call gives what belongs to each, or subscriptions of which a query gives
    /// everything.
    of: Vec<String>,
    is_query: bool,
}

/// The answer in a part of a document and what was asked for; `None` for any other part.
pub(super) fn answer(part: Node<'_>) -> Option<(Node<'_>, Node<'_>)> {
    // Parts can be many: the first key says whether to look at the others, in whatever order they stand.
    let (first, _) = part.members().next()?;
    let is_ours = ["listed", "exported", "answer"].contains(&first.as_ref());
    let asked = is_ours.then(|| part.get_exact("listed"))??;
    Some((part.get_exact("answer")?, asked))
}

impl Listed {
    /// What a page of a list gives in full, by what was asked for.
    pub(super) fn of(asked: Node<'_>, is_query: bool) -> Self {
        let texts = |name: &str| -> Vec<String> {
            let texts = asked.get_exact(name).into_iter().flat_map(Node::items).filter_map(Node::text);
            texts.map(|text| normal_id(text).to_ascii_lowercase()).collect()
        };
        Self { types: texts("types"), of: texts("of"), is_query }
    }
}

/// All that answers give in full, by the part of the estate and the type.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) struct Lists(FxHashMap<(u16, String), Of>);

#[derive(Clone, Default, PartialEq, Eq)]
struct Of {
    resources: FxHashSet<String>,
    subscriptions: FxHashSet<String>,
}

impl Lists {
    /// Adds an answer of a part of the estate.
    pub(super) fn add(&mut self, part: u16, listed: Listed) {
        for type_name in listed.types {
            let of = self.0.entry((part, type_name)).or_default();
            let known = if listed.is_query { &mut of.subscriptions } else { &mut of.resources };
            known.extend(listed.of.iter().cloned());
        }
    }

    /// Whether all resources of a type around one are given.
    pub(super) fn hold(&self, resource: &Resource, type_name: &str) -> bool {
        let find = || self.0.get(&(resource.part, type_name.to_ascii_lowercase()));
        let Some(of) = (!self.0.is_empty()).then(find).flatten() else { return false };
        let subscription = resource.subscription.as_deref();
        let in_query = |id: &str| of.subscriptions.contains(&format!("/subscriptions/{}", id.to_ascii_lowercase()));
        of.resources.contains(&resource.id.to_ascii_lowercase()) || subscription.is_some_and(in_query)
    }
}
