//! Whether the rest of a page is in the inventory, which is only known once all files are read.

use super::page::{More, Page};
use super::text::strip_prefix;
use super::{Resource, ResourceIndex, id};
use crate::source::normal_id;
use rustc_hash::{FxHashMap, FxHashSet};

/// All pages of an inventory, with their documents, in order.
pub(super) struct Pages<'i> {
    pub(super) pages: &'i [(u32, Page)],
    pub(super) resources: &'i [Resource],
    /// The documents' names.
    pub(super) names: &'i [&'i str],
}

/// What is there of a list that says how many rows it has.
#[derive(Default)]
struct Counted<'i> {
    pages: FxHashSet<Option<ResourceIndex>>,
    rows: u64,
    /// What stands in the rows.
    met: FxHashSet<ResourceIndex>,
    /// Pages that name no next one: a list has one of them.
    ends: usize,
    /// The types of pages that hold one type each; pages of one list hold the same.
    types: FxHashSet<&'i str>,
}

impl Counted<'_> {
    /// Whether the pages are one list, and all of it.
    fn is_whole(&self, total: u64) -> bool {
        self.rows == total && self.ends == 1 && self.types.len() < 2
    }
}

/// What pages of one list have alike: their form, how many they are, and their only type.
type Turned<'i> = (&'static str, u64, Option<&'i str>);

/// Pages that are looked at for the end of one list; a hostile file can hold any number of them.
const MOST_ENDS: usize = 1000;

impl<'i> Pages<'i> {
    /// The pages whose rest is not there.
    pub(super) fn parted(&self) -> Vec<&'i (u32, Page)> {
        let is_open = |(_, page): &&(u32, Page)| page.more.is_some() || page.turn.is_some() || page.lacks().is_some();
        if !self.pages.iter().any(|page| is_open(&page)) {
            return Vec::new();
        }
        let (counted, turns) = (self.counted(), self.turns());
        let ends: Vec<usize> = (0..self.pages.len()).filter(|place| self.pages[*place].1.more.is_none()).collect();
        let is_parted = |(place, (_, page)): &(usize, &(u32, Page))| match (page.lacks(), &page.more) {
            (_, Some(More::Failed)) => true,
            _ if self.turn(page).is_some_and(|(of, all)| turns[&of].len() as u64 != all) => true,
            (Some(total), _) => !counted.get(&(page.form, total)).is_some_and(|list| list.is_whole(total)),
            (None, None) => false,
            (None, Some(More::Link(link))) if self.leads_to_file(*place, link) => false,
            (None, Some(more)) => !ends.iter().take(MOST_ENDS).any(|end| self.is_continued(*place, more, *end)),
        };
        self.pages.iter().enumerate().filter(is_parted).map(|(_, page)| page).collect()
    }

    /// The pages of each list that says how many rows it has, by its form and that number.
    fn counted(&self) -> FxHashMap<(&'static str, u64), Counted<'i>> {
        let mut counted: FxHashMap<(&'static str, u64), Counted> = FxHashMap::default();
        for (_, page) in self.pages {
            let Some(total) = page.lacks() else { continue };
            let list = counted.entry((page.form, total)).or_default();
            let first = self.first(page).map(|first| first.canonical);
            if first.is_none() || list.pages.insert(first) {
                // What stands on two pages that overlap is one row of the list.
                let again = page.rows(self.resources).filter(|row| !list.met.insert(row.canonical)).count() as u64;
                list.rows = list.rows.saturating_add(page.shown).saturating_sub(again);
                list.ends += usize::from(page.more.is_none());
                list.types.extend(self.only_type(page));
            }
        }
        counted
    }

    /// Which pages are there of each list whose pages say which of how many they are.
    fn turns(&self) -> FxHashMap<Turned<'i>, FxHashSet<u64>> {
        let mut turns: FxHashMap<Turned, FxHashSet<u64>> = FxHashMap::default();
        for (_, page) in self.pages {
            let (Some((of, _)), Some((turn, _))) = (self.turn(page), page.turn) else { continue };
            turns.entry(of).or_default().insert(turn);
        }
        turns
    }

    /// The list that a page is one of, and how many it has.
    fn turn(&self, page: &Page) -> Option<(Turned<'i>, u64)> {
        let (_, all) = page.turn?;
        Some(((page.form, all, self.only_type(page)), all))
    }

    /// The type of all that a page holds; `None` when it holds several.
    fn only_type(&self, page: &Page) -> Option<&'i str> {
        let mut rows = page.rows(self.resources);
        let first = &*rows.next()?.type_name;
        rows.all(|other| other.type_name.eq_ignore_ascii_case(first)).then_some(first)
    }

    /// Whether a link names a file that was read, beside the page's own.
    fn leads_to_file(&self, place: usize, link: &str) -> bool {
        let own = self.names[self.pages[place].0 as usize];
        let mut linked: Vec<&str> = own.split('/').collect();
        linked.pop();
        for part in link.split('/') {
            match part {
                "." => {}
                ".." => drop(linked.pop()),
                part => linked.push(part),
            }
        }
        let linked = linked.join("/");
        self.names.iter().any(|name| *name != own && *name == linked)
    }

    /// Whether another page can be the end of the list that a page begins.
    fn is_continued(&self, place: usize, more: &More, end: usize) -> bool {
        let ((document, page), (end_document, other)) = (&self.pages[place], &self.pages[end]);
        if page.asked != other.asked {
            return false;
        }
        let (first, next) = (self.first(page), self.first(other));
        let Some(next) = next else { return end > place && document == end_document };
        if place == end || first.is_some_and(|first| first.canonical == next.canonical) {
            return false;
        }
        if let More::Link(link) = more
            && let Some((scope, type_name)) = list_of(link)
        {
            let is_below = strip_prefix(&next.id, &scope).is_some_and(|rest| rest.starts_with('/'));
            return is_below && next.type_name.eq_ignore_ascii_case(&type_name);
        }
        let directory = |document: u32| self.names[document as usize].rsplit_once('/').map(|(directory, _)| directory);
        let is_beside = document == end_document || directory(*document) == directory(*end_document);
        let types = self.only_type(page).zip(self.only_type(other));
        let is_one = |(own, next): (&str, &str)| own.eq_ignore_ascii_case(next);
        let is_near = match more {
            More::Failed => false,
            // One after another in one file. Children are listed by themselves; what stands by itself may be of any type.
            _ if document == end_document => {
                types.is_none_or(|types| is_one(types) || types.0.matches('/').count() < 2)
            }
            More::Link(_) => self.is_alike(page, next),
            // What holds several types, or nothing, may be the rest of any answer: only its counts could tell.
            More::Cut => types.is_some_and(is_one) && self.is_alike(page, next),
        };
        end > place && is_beside && is_near && page.form == other.form
    }

    /// Whether a page holds resources like another one: children have one parent.
    fn is_alike(&self, page: &Page, next: &Resource) -> bool {
        let parent = |resource: &Resource| {
            let is_child = resource.type_name.matches('/').count() > 1;
            is_child.then(|| id::parent(&resource.id).map(str::to_lowercase))
        };
        let above = parent(next);
        page.rows(self.resources)
            .any(|one| one.type_name == next.type_name && one.subscription == next.subscription && parent(one) == above)
    }

    fn first(&self, page: &Page) -> Option<&'i Resource> {
        page.resources.clone().next().and_then(|first| self.resources.get(first as usize))
    }
}

impl More {
    /// The type of what the list holds, where the link to its next page tells.
    pub(super) fn type_name(&self) -> Option<String> {
        match self {
            Self::Link(link) => list_of(link).map(|(_, type_name)| type_name),
            Self::Cut | Self::Failed => None,
        }
    }
}

/// What a list call asks for, by the path that it is asked under: the scope, and the type.
fn list_of(link: &str) -> Option<(String, String)> {
    let path = link.split(['?', '#']).next().unwrap_or_default();
    let path = normal_id(path.into()).into_owned();
    let type_name = id::type_of(&format!("{path}/x"))?;
    let (provider, kinds) = type_name.split_once('/')?;
    let of_provider = format!("/providers/{provider}/{kinds}");
    let is_top = !kinds.contains('/') && path.len() > of_provider.len();
    let scope = if is_top { &path[..path.len() - of_provider.len()] } else { &path };
    Some((scope.to_owned(), type_name))
}
